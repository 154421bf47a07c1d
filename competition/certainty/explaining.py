"""What can still change about an entrant, or what hangs on one mark of hers or of others, as lines of plain text."""

from __future__ import annotations

from collections.abc import Iterator

from competition.certainty import saying
from competition.certainty.hanging import Hanging, hanging
from competition.certainty.people import People
from competition.certainty.saying import Names
from competition.certainty.wants import stands
from scoring.certainty.pauses import drained
from scoring.certainty.places import certainty
from scoring.state import Trade


class Explaining:
    """Explains entrants of a trade that stands still. What hangs on one mark is worked out once a phase."""

    def __init__(self, trade: Trade, people: People, names: Names) -> None:
        self._trade, self._people, self._names = trade, people, names
        self._hanging: dict[str, Hanging | None] = {}

    def lines(self, entrant: str, person: str) -> Iterator[str]:
        """Of an entrant's place, and of one person's grade; nothing where she is out of the phase that she stands in.
        While marks are owed: what is possible and what that asks; afterwards: what would be another, and why."""
        _, phase = self._trade.deepest[entrant]
        if self._trade.status_of(entrant, phase):
            return
        if phase not in self._hanging:
            self._hanging[phase] = drained(hanging(self._trade, phase, self._people))
        known = self._hanging[phase]
        yield from self._owed(entrant, person, phase) if known is None else self._hung(entrant, person, known)

    def _owed(self, entrant: str, person: str, phase: str) -> Iterator[str]:
        """Places still possible, and what they and grades ask."""
        names, outlooks = self._names, certainty(self._trade, phase, inside=True)
        (stand,) = drained(stands(self._trade, phase, [entrant], self._people, outlooks))
        if stand.outlook is None:
            return
        shape = self._trade.plan.scheme.phase[phase]
        yield names.say("places", sentence=saying.outlook(names, shape, stand.outlook))
        asked = [each for each in stand.wants if each.person in ("", person)]
        for each in asked:
            yield names.say("asks", sentence=saying.want(names, each))
        if not asked and stand.outlook.state == "open":
            yield names.say("others")

    def _hung(self, entrant: str, person: str, known: Hanging) -> Iterator[str]:
        """The nearest step that changes the place, judges without whom it would be another, and the same of grades."""
        names, margins = self._names, known.margins
        for margin in (each for each in margins.margins if each.entrant == entrant):
            if margin.nearest is None:
                yield names.say("firm")
                continue
            yield names.say("place-hangs", sentence=saying.flip(names, entrant, margin.nearest))
            if margin.flips > 1:
                yield "  " + names.say("steps", count=margin.flips)
        for left in margins.judges:
            for before, after in ((before, after) for each, before, after in left.places if each == entrant):
                yield names.say("place-hangs", sentence=saying.moved(names, left.judge, before, after))
        for turn in (each for each in known.turns.get(entrant, ()) if each.person == person):
            yield names.say("grade-hangs", sentence=saying.turn(names, entrant, turn))
        if not margins.complete:
            yield names.say("some-tried", count=margins.marks)
        if not margins.judges:
            yield names.say("judges-kept")

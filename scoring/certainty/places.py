"""The best and the worst place still possible for everybody.

The best place of an entrant is hers when all that is open goes her way and against everybody else; the worst when it
all goes the other way. These places are had, and said to be exact, where entrants are marked apart from each other and
one way of marking is the best for total and ties alike. Elsewhere they are bounds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from scoring.certainty.keys import Prospect, Prospects
from scoring.certainty.ranges import Ranges, measurable
from scoring.nodes import Phase
from scoring.numbers import minus, times, whole
from scoring.standings.ranking import Counting, Key, Order
from scoring.standings.tiebreaks import RANKED
from scoring.state import Trade

STATES = ("open", "clinched", "provisional", "official")
"""open: another place is still possible. clinched: it is not, whatever the marks still owed come to. provisional:
nobody's marks are owed, so the place stands unless something is corrected or decided. official: the result is final."""


class Outlook(NamedTuple):
    """Best and worst place still possible, counted on where the scheme gives only so many. exact: both can be had;
    otherwise no place beyond them can. state: one of `STATES`."""

    best: int
    worst: int
    exact: bool
    state: str


Outlooks = dict[str, Outlook]
"""By entrant; those who are out, or will never have a total, are not in it."""

SLICE = 16
"""Entrants between two chances to do something else."""


def certainty(trade: Trade, phase: str, *, inside: bool = False) -> Outlooks:
    """Of everybody in a phase, by her place there. inside: with marks that have settled nothing yet, which neither
    public nor hall may see. A phase that nobody has entered is empty."""
    return _drained(_worked_out(trade, [(phase, _entered(trade, phase), {})], inside))


def standing(trade: Trade, *, inside: bool = False) -> Outlooks:
    """Of everybody by her place on the trade's board: who stands in a later phase is before who does not."""
    return _drained(standing_in_slices(trade, inside=inside))


def standing_in_slices(trade: Trade, *, inside: bool = False) -> Generator[None, None, Outlooks]:
    """The same, with a pause after every few entrants: the trade must not have changed when it is resumed."""
    stand: dict[str, list[str]] = {}
    for entrant, (_, phase) in trade.deepest.items():
        stand.setdefault(phase, []).append(entrant)
    parts: list[tuple[str, list[str], dict[int, int]]] = []
    ahead: dict[int, int] = {}
    for shape in reversed(trade.plan.phases):
        members = stand.get(shape.id, [])
        parts.append((shape.id, members, ahead))
        ahead = dict(ahead)
        for entrant in members:
            if not trade.status_of(entrant, shape.id):
                section = trade.sections[entrant]
                ahead[section] = ahead.get(section, 0) + 1
    return _worked_out(trade, parts, inside)


def _drained(work: Generator[None, None, Outlooks]) -> Outlooks:
    while True:
        try:
            next(work)
        except StopIteration as done:
            outlooks: Outlooks = done.value
            return outlooks


def _entered(trade: Trade, phase: str) -> list[str]:
    return [entrant for entrant in trade.index if trade.takes_part(entrant, phase)]


def _worked_out(
    trade: Trade, parts: Sequence[tuple[str, list[str], dict[int, int]]], inside: bool
) -> Generator[None, None, Outlooks]:
    """parts: (phase, entrants who are placed in it, how many of their section stand before them all)."""
    found: Outlooks = {}
    ranges = Ranges(trade, inside=inside)
    for id, members, ahead in parts:
        phase = trade.plan.scheme.phase[id]
        prospects = Prospects(ranges, phase)
        sections: dict[int, list[Prospect]] = {}
        for count, entrant in enumerate(members):
            if count % SLICE == 0:
                yield
            prospect = None if trade.status_of(entrant, id) else prospects.of(entrant)
            if prospect is not None:
                sections.setdefault(trade.sections[entrant], []).append(prospect)
        for section, field in sections.items():
            yield
            found.update(_Field(trade, phase, field, ahead.get(section, 0)).outlooks())
    return {entrant: found[entrant] for entrant in trade.index if entrant in found}


class _Field:
    """Everybody of one section who is placed in a phase."""

    def __init__(self, trade: Trade, phase: Phase, prospects: list[Prospect], ahead: int) -> None:
        self.trade = trade
        self.phase = phase
        self.prospects = prospects
        self.ahead = ahead
        self.owing = any(_owes(trade, each.entrant, phase) for each in prospects)

    def outlooks(self) -> Iterator[tuple[str, Outlook]]:
        """Each entrant's."""
        for entrant, best, worst, exact in self._places():
            if self.trade.final:
                state = "official"
            elif best == worst:
                state = "clinched" if self.owing else "provisional"
            else:
                state = "open"
            yield entrant, Outlook(best, worst, exact or best == worst, state)

    def _places(self) -> Iterator[tuple[str, int, int, bool]]:
        """(entrant, best, worst, exact)."""
        if not any(each.open for each in self.prospects) and not self.owing:
            yield from self._as_they_stand()
        elif not all(measurable(self.trade, each) for each in _read(self.trade, self.phase)):
            for each in self.prospects:
                yield each.entrant, self.ahead + 1, self.ahead + len(self.prospects), False
        else:
            best, worst = self._best(), self._worst()
            for each in self.prospects:
                (bound, had), (last, last_had) = best(each), worst(each)
                yield each.entrant, bound, last, (bound, last) == (had, last_had)

    def _as_they_stand(self) -> Iterator[tuple[str, int, int, bool]]:
        """Places as they are counted, and those that a decision of the chief judge may still give."""
        counting, phase = self.trade.counting[self.phase.id], self.phase
        order = Order(1, lambda key: Counting(replace(counting.ranks, places=0), counting.resolve))
        keys = self.trade.phases[phase.id].keys
        for each in self.prospects:
            order.place(keys[self.trade.index[each.entrant]])
        placed = list(order)
        alike = Counter(standing.first for standing in placed)
        dense = phase.ranks.numbering == "dense"
        before = min(self.ahead, 1) if dense else self.ahead
        for index, _, rank, _, first, _ in placed:
            assert rank is not None
            further = alike[first] - 1 if self._undecided(rank) else 0
            best, worst = rank + before, rank + self.ahead + further
            yield self.trade.roster[index][0], best, worst, before == self.ahead

    def _undecided(self, place: int) -> bool:
        """True where those who are tied for a place can still be told apart by a decision."""
        never = self.trade.final or self.phase.ranks.share == "within"
        steps = () if never else self.phase.ties
        return any(step.by == "decision" and (not step.upto or place <= step.upto) for step in steps)

    def _best(self) -> Callable[[Prospect], tuple[int, int]]:
        """Best place of each: the bound, and one that she can have or better."""
        ranks, prospects = self.phase.ranks, self.prospects
        worst = sorted(prospects, key=lambda each: each.worst)
        bounds = [each.worst for each in worst]
        sure = sorted(each.sure_worst for each in prospects)
        if ranks.share == "within":
            steps = len(prospects) if ranks.reach == "previous" else 1
            reach = times(ranks.within, whole(steps))
            return lambda each: (self.ahead + 1 + bisect_left(bounds, _nearer(each.best, reach)), 0)
        if ranks.numbering == "dense":
            apart = _apart(worst)
            first = min(self.ahead, 1) + 1
            return lambda each: (first + apart[bisect_left(bounds, each.best)], 0)

        def best(each: Prospect) -> tuple[int, int]:
            before = bisect_left(sure, each.sure_best) - (each.sure_worst < each.sure_best)
            return self.ahead + 1 + bisect_left(bounds, each.best), self.ahead + 1 + before

        return best

    def _worst(self) -> Callable[[Prospect], tuple[int, int]]:
        """Worst place of each: the bound, and one that she can have or worse."""
        bounds = sorted(each.best for each in self.prospects)
        sure = sorted(each.sure_best for each in self.prospects)

        def worst(each: Prospect) -> tuple[int, int]:
            before = bisect_left(bounds, each.worst) - (each.best < each.worst)
            sure_before = bisect_left(sure, each.sure_worst) - (each.sure_best < each.sure_worst)
            return self.ahead + 1 + before, self.ahead + 1 + sure_before

        return worst


def _nearer(best: Key, reach: Any) -> Key:
    """Who is worse than this for sure cannot be before her by more than a reach."""
    return (best[0], best[1], minus(best[2], reach))


def _apart(by_worst: Sequence[Prospect]) -> list[int]:
    """Of the first 0, 1, 2 … prospects by their worst: fewest different totals that they can come to."""
    counts, last = [0], None
    for each in by_worst:
        if each.worst[0] != RANKED:
            counts.append(counts[-1])
        elif last is None or each.best[:3] > last:
            last = each.worst[:3]
            counts.append(counts[-1] + 1)
        else:
            counts.append(counts[-1])
    return counts


def _read(trade: Trade, phase: Phase) -> list[str]:
    """Phases whose figures place entrants in this one."""
    return [each.id for each in trade.plan.phases if phase.id in trade.plan.dependents[each.id]]


def _owes(trade: Trade, entrant: str, phase: Phase) -> bool:
    """True where something that places the entrant is owed: as `checks.owes`, and a phase that nobody has entered."""
    for each in _read(trade, phase):
        performance = trade.performances.get((entrant, each))
        if trade.phases[each].entered is None or (performance is not None and performance.settled < performance.due):
            return True
    return False

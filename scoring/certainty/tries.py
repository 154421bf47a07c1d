"""A phase as it is, and as it would be with other marks: who would have another place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from scoring.certainty.fields import read
from scoring.certainty.steps import beside
from scoring.certainty.trials import Trial, Trials
from scoring.facts import EXCUSES, Cell
from scoring.numbers import ZERO, Exact, minus, negative, parse, text
from scoring.panels import RULES
from scoring.standings.ranking import PLAIN, Key
from scoring.standings.tiebreaks import KIND, RANKED
from scoring.state import Trade


class Step(NamedTuple):
    """One mark moved by one step."""

    cell: Cell
    before: str
    after: str


Places = Mapping[str, int | None]
"""By entrant."""

Watch = Callable[[Trade, Sequence[str]], Any]
"""(the trade as it would be, whose figures would be others) → whatever is to be known of a try."""


class Tried(NamedTuple):
    """What would come of other marks. places: those that would be others. by: how much the total of the first one
    marked would differ. why: what keeps it from being settled, as a panel says it; then there is nothing else. seen:
    what was watched."""

    places: Places
    by: Exact
    why: str
    seen: Any


class Tries:
    """Places of a phase as they are, and as they would be with other marks. watch: asked of every try that settles."""

    def __init__(self, trade: Trade, phase: str, watch: Watch | None = None) -> None:
        self.trade = trade
        self.phase = trade.plan.scheme.phase[phase]
        self.trials = Trials(trade)
        self.watch = watch
        self.field = [
            each for each in trade.index if trade.takes_part(each, phase) and not trade.status_of(each, phase)
        ]
        self.places: Places = _places(trade, phase)
        self.plain = trade.counting[phase] == PLAIN
        keys = sorted(key for key in trade.phases[phase].keys.values() if key[KIND] == RANKED)
        self.keys = [key[:-1] for key in keys]
        self._marks: dict[str, int] = {}
        self.entrants = [trade.roster[key[-1]][0] for key in keys]
        self.position = {entrant: at for at, entrant in enumerate(self.entrants)}

    def cells(self, entrant: str) -> Iterator[tuple[Cell, str]]:
        """Every mark that counts towards the entrant's place, and its value."""
        for phase in read(self.trade, self.phase):
            if self.trade.takes_part(entrant, phase) and not self.trade.status_of(entrant, phase):
                for owed in self.trade.plan.owed(phase, entrant):
                    panel = self.trade.performances[entrant, phase].panels[owed.aspect.id, owed.item, owed.attempt]
                    for judge in panel.seats:
                        cell = Cell(judge, entrant, phase, owed.item, owed.aspect.id, owed.attempt)
                        yield cell, panel.values[judge]

    def steps(self, entrant: str) -> Iterator[Step]:
        """Every mark of the entrant moved by one step."""
        scheme = self.trade.plan.scheme
        for cell, value in self.cells(entrant):
            _, criterion, aspect = self.trade.plan.aspects[cell.phase][cell.aspect]
            item = self.trade.plan.items_of(cell.phase, entrant, criterion)[cell.item]
            reading = None if value in EXCUSES else parse(value)
            for other in () if reading is None else beside(scheme, aspect, item, reading):
                yield Step(cell, value, text(other))

    def marks(self, entrant: str) -> int:
        """How many marks count towards the entrant's place."""
        if entrant not in self._marks:
            self._marks[entrant] = sum(1 for _ in self.cells(entrant))
        return self._marks[entrant]

    @cached_property
    def judges(self) -> list[str]:
        """Everybody whose marks count towards a place, in the order of the seats, reserves behind."""
        phases, plan = read(self.trade, self.phase), self.trade.plan
        seated = [seat.judge for seat in plan.all_seats if seat.phase in ("", *phases)]
        return list(dict.fromkeys([*seated, *(each.reserve for each in plan.recusals if each.reserve)]))

    def all_steps(self, entrant: str) -> Iterator[tuple[Step, Tried]]:
        """Every step of the entrant's marks that settles them, and what would come of it. What judges of one panel gave
        alike is tried once, where it does not matter who gave it."""
        known: dict[tuple[Any, ...], Tried] = {}
        for step in self.steps(entrant):
            aspect = self.trade.plan.aspects[step.cell.phase][step.cell.aspect][2]
            who = step.cell.judge if self.trade.plan.reads_marks or RULES[aspect.rule].compare else ""
            key = (who, *step.cell[2:], step.before, step.after)
            if key not in known:
                known[key] = self.tried({step.cell: step.after})
            if not known[key].why:
                yield step, known[key]

    def tried(self, marks: Mapping[Cell, str]) -> Tried:
        """What would come of these values in these cells."""
        with self.trials.tried(marks) as trial:
            if trial.why:
                return Tried({}, ZERO, trial.why, None)
            seen = None if self.watch is None else self.watch(trial.trade, trial.entrants)
            return Tried(self._moved(trial), self._by(trial, next(iter(marks)).entrant), "", seen)

    def _by(self, trial: Trial, entrant: str) -> Exact:
        before, after = (each.performances[entrant, self.phase.id].total for each in (self.trade, trial.trade))
        if before is None or after is None:
            return ZERO
        apart = minus(after, before)
        return negative(apart) if apart < ZERO else apart

    def _moved(self, trial: Trial) -> Places:
        known, keys = self.trade.phases[self.phase.id].keys, trial.trade.phases[self.phase.id].keys
        indices = {each: self.trade.index[each] for each in trial.entrants if self.trade.index[each] in known}
        moved = [each for each, index in indices.items() if keys[index] != known[index]]
        if self.plain and len(moved) < 2:
            return self._past(moved[0], keys[self.trade.index[moved[0]]][:-1]) if moved else {}
        after = _places(trial.trade, self.phase.id)
        return {each: place for each, place in after.items() if place != self.places[each]}

    def _past(self, entrant: str, key: Key) -> Places:
        """Places that are others where one entrant's key is, and nobody else's."""
        before = self.trade.phases[self.phase.id].keys[self.trade.index[entrant]][:-1]
        first = bisect_left(self.keys, (key[0],))
        found = {entrant: 1 + bisect_left(self.keys, key) - first - (before < key)}
        low, high = min(before, key), max(before, key)
        for at in range(bisect_right(self.keys, low), bisect_right(self.keys, high)):
            other, place = self.entrants[at], self.places[self.entrants[at]]
            if other != entrant and place is not None:
                found[other] = place + (1 if key < before else -1)
        return {each: place for each, place in found.items() if place != self.places[each]}


def _places(trade: Trade, phase: str) -> Places:
    return {trade.roster[each.entrant][0]: each.rank for each in trade.standing(phase)}

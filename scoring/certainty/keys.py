"""The best and the worst that an entrant may come to be ranked by in a phase.

Keys as of `tiebreaks.phase_key`, each part at its own end, are bounds: nothing beyond them can be. They are had
together where no mark helps in one part and harms in another. From the first part on where that is not so, or that is
asked of those who are tied, the nearest keys that can be had for sure stand beside them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from scoring.certainty.effects import firm_steps
from scoring.certainty.ranges import Ranges
from scoring.certainty.reach import Reach
from scoring.nodes import TOTAL, Phase, TieStep
from scoring.numbers import ZERO, Exact, negative
from scoring.standings.parts import part_nodes, parts
from scoring.standings.ranking import Key
from scoring.standings.tiebreaks import RANKED, WITHOUT_TOTAL, better, compared, counted, keyed

FIRST, LAST = (-1,), (1,)
"""Stand before and after whatever a tie step compares, which is (0, that)."""


class Prospect(NamedTuple):
    """What an entrant can come to be ranked by. open: some of it is not settled. best, worst: bounds. sure_best: she
    can have this or better; sure_worst: this or worse. Keys are (kind, went on or not, total, ties …)."""

    entrant: str
    open: bool
    best: Key
    worst: Key
    sure_best: Key
    sure_worst: Key
    total: Reach


class Prospects:
    """Makes prospects of one phase."""

    def __init__(self, ranges: Ranges, phase: Phase) -> None:
        self.ranges = ranges
        self.trade = ranges.trade
        self.phase = phase
        self.steps = keyed(phase)
        self.firm = firm_steps(self.trade, phase)
        self.loose = len(self.steps) < len(phase.ties)

    def of(self, entrant: str) -> Prospect | None:
        """The entrant's; None where she will never have a total."""
        total = self.ranges.total(entrant, self.phase.id)
        if total is None:
            return None
        before, after = self._blocks(entrant)
        low, high = total.low, total.high
        if self.phase.order == "high":
            low, high = negative(high), negative(low)
        kind = WITHOUT_TOTAL if self._may_lack(entrant) else RANKED
        best: list[Any] = [RANKED, before, low]
        worst: list[Any] = [kind, after, high]
        exact, open_ = total.exact and kind == RANKED and before == after, low != high
        sure_best, sure_worst = best[:], worst[:]
        for at, step in enumerate(self.steps):
            good, bad, sure = self._compared(entrant, step)
            best.append(good)
            worst.append(bad)
            open_ = open_ or good != bad
            firm = sure and (at < self.firm or good == bad)
            sure_best.append(good if firm else LAST)
            sure_worst.append(bad if firm else FIRST)
        if self.loose:
            best.append(FIRST)
            worst.append(LAST)
            sure_best.append(LAST)
            sure_worst.append(FIRST)
        if not exact:
            sure_best, sure_worst = worst, best
        return Prospect(
            entrant, open_ or not exact, tuple(best), tuple(worst), tuple(sure_best), tuple(sure_worst), total
        )

    def _blocks(self, entrant: str) -> tuple[int, int]:
        """Best and worst block: of those who went on, 0, or not, 1. Who goes on by places of this phase keeps them."""
        if not self.phase.first:
            return 0, 0
        entered = self.trade.phases[self.phase.first].entered
        if entered is not None:
            block = 0 if self.trade.index[entrant] in entered else 1
            return block, block
        entry = self.trade.plan.scheme.phase[self.phase.first].entry
        assert entry is not None
        return (1, 1) if entry.source == self.phase.id and entry.cut is not None else (0, 1)

    def _may_lack(self, entrant: str) -> bool:
        """True where all that her total comes of is a phase that she may not go on to."""
        if not self.phase.carry:
            return False
        phases = [self.phase.id, *(carry.phase for carry in self.phase.carry)]
        return not any(
            self.ranges.known(entrant, each) and self.ranges.own(entrant, each) is not None for each in phases
        )

    def _compared(self, entrant: str, step: TieStep) -> tuple[Any, Any, bool]:
        """(best, worst, can both be had) of what a step compares."""
        if step.by == "running-order" or self.trade.status_of(entrant, step.phase):
            known = (0, compared(self.trade, entrant, step))
            return known, known, True
        if not self.ranges.known(entrant, step.phase):
            return FIRST, LAST, False
        if step.by == "figure":
            reach = self._figure(entrant, step)
            if reach is None:
                return (0, (True, ZERO)), (0, (True, ZERO)), True
            good, bad = ((0, (False, better(step, points))) for points in _sides(step, reach))
            return good, bad, reach.exact
        parts = self._parts(entrant, step)
        if parts is None:
            return FIRST, LAST, False
        sides = [_sides(step, part) for part in parts]
        exact = all(part.exact for part in parts)
        first, last = (counted(step, [each[side] for each in sides]) for side in (0, 1))
        return (0, first), (0, last), exact

    def _figure(self, entrant: str, step: TieStep) -> Reach | None:
        if step.figure == TOTAL:
            return self.ranges.total(entrant, step.phase)
        return self.ranges.figure(entrant, step.phase, step.figure)

    def _parts(self, entrant: str, step: TieStep) -> list[Reach] | None:
        """What the figure is made of; None where these are marks that are not all given."""
        plan = self.trade.plan
        performance = self.trade.performances.get((entrant, step.phase))
        if performance is None:
            return []
        known = plan.aspects[step.phase].get(step.figure)
        if known is not None:
            items = plan.items_of(step.phase, entrant, known[1])
            if any((step.figure, item) not in performance.figures for item in items):
                return None
            marks = parts(self.trade, entrant, step.phase, step.figure).values()
            return [Reach(points, points) for points in marks]
        nodes = part_nodes(plan, entrant, step.phase, step.figure)
        found = (self.ranges.figure(entrant, step.phase, figure, item) for figure, item in nodes)
        return [each for each in found if each is not None]


def _sides(step: TieStep, reach: Reach) -> tuple[Exact, Exact]:
    return (reach.high, reach.low) if step.prefer == "high" else (reach.low, reach.high)

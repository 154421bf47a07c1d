"""Everybody who is placed together in a phase, by what they can still come to: best and worst places."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

from scoring.certainty.keys import Prospect
from scoring.nodes import Phase
from scoring.numbers import minus, times, whole
from scoring.standings.ranking import Counting, Key, Order
from scoring.standings.tiebreaks import RANKED
from scoring.state import Trade


class Possible(NamedTuple):
    """Places still possible. bound: none is better (or worse) than this. sure: one that can be had, or a better (or
    worse) one."""

    bound: int
    sure: int


class Field:
    """Everybody of one section who is placed in a phase. ahead: how many of the section are placed before all of them.
    owing: something that places one of them is owed."""

    def __init__(self, trade: Trade, phase: Phase, prospects: Sequence[Prospect], ahead: int = 0) -> None:
        self.trade = trade
        self.phase = phase
        self.prospects = prospects
        self.ahead = ahead
        self.owing = any(owes(trade, each.entrant, phase) for each in prospects)

    def places(self) -> Iterator[tuple[str, int, int, bool]]:
        """(entrant, best, worst, exact) of each."""
        if not any(each.open for each in self.prospects) and not self.owing:
            yield from self._as_they_stand()
            return
        for each in self.prospects:
            best, worst = self.best(each), self.worst(each)
            exact = best.bound == best.sure and worst.bound == worst.sure
            yield each.entrant, best.bound, worst.bound, exact or best.bound == worst.bound

    def best(self, each: Prospect) -> Possible:
        """Best place of one of them, or of one who would come to other keys in her stead."""
        ranks = self.phase.ranks
        dense = ranks.numbering == "dense"
        if ranks.share == "within":
            before = bisect_left(self._bounds_worst, _nearer(each.best, self._within))
            return Possible(1 + (min(self.ahead, 1) + min(before, 1) if dense else self.ahead + before), 0)
        before = bisect_left(self._bounds_worst, each.best)
        if dense:
            return Possible(min(self.ahead, 1) + 1 + self._apart[before], 0)
        sure = bisect_left(self._sure_worst, each.sure_best) - (each.sure_worst < each.sure_best)
        return Possible(self.ahead + 1 + before, self.ahead + 1 + sure)

    def worst(self, each: Prospect) -> Possible:
        """Worst place of one of them, or of one who would come to other keys in her stead."""
        before = bisect_left(self._bounds_best, each.worst) - (each.best < each.worst)
        sure = bisect_left(self._sure_best, each.sure_worst) - (each.sure_best < each.sure_worst)
        return Possible(self.ahead + 1 + before, self.ahead + 1 + sure)

    @cached_property
    def plain(self) -> bool:
        """True where places are counted plainly, by keys that can all be had."""
        counted = self.phase.ranks.share != "within" and self.phase.ranks.numbering == "skip"
        return counted and all(each[2:4] == each[4:6] for each in self.prospects)

    @cached_property
    def _by_worst(self) -> list[Prospect]:
        return sorted(self.prospects, key=lambda each: each.worst)

    @cached_property
    def _bounds_worst(self) -> list[Key]:
        return [each.worst for each in self._by_worst]

    @cached_property
    def _bounds_best(self) -> list[Key]:
        return sorted(each.best for each in self.prospects)

    @cached_property
    def _sure_worst(self) -> list[Key]:
        return sorted(each.sure_worst for each in self.prospects)

    @cached_property
    def _sure_best(self) -> list[Key]:
        return sorted(each.sure_best for each in self.prospects)

    @cached_property
    def _within(self) -> Any:
        """How far apart two can be who share a place."""
        ranks = self.phase.ranks
        return times(ranks.within, whole(len(self.prospects) if ranks.reach == "previous" else 1))

    @cached_property
    def _apart(self) -> list[int]:
        """Of the first 0, 1, 2 … by their worst: fewest different totals that they can come to."""
        counts: list[int] = [0]
        last: Key = ()
        for each in self._by_worst:
            another = each.worst[0] == RANKED and each.best[:3] > last
            last = each.worst[:3] if another else last
            counts.append(counts[-1] + another)
        return counts

    def _as_they_stand(self) -> Iterator[tuple[str, int, int, bool]]:
        """Places as they are counted, and those that a decision of the chief judge may still give."""
        counting, phase = self.trade.counting[self.phase.id], self.phase
        order = Order(1, lambda key: Counting(replace(counting.ranks, places=0), counting.resolve))
        keys = self.trade.phases[phase.id].keys
        for each in self.prospects:
            order.place(keys[self.trade.index[each.entrant]])
        placed = list(order)
        alike = Counter(standing.first for standing in placed)
        before = min(self.ahead, 1) if phase.ranks.numbering == "dense" else self.ahead
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


def _nearer(best: Key, reach: Any) -> Key:
    """Who is worse than this for sure cannot be before her by more than a reach."""
    return (best[0], best[1], minus(best[2], reach))


def read(trade: Trade, phase: Phase) -> list[str]:
    """Phases whose figures place entrants in this one."""
    return [each.id for each in trade.plan.phases if phase.id in trade.plan.dependents[each.id]]


def owes(trade: Trade, entrant: str, phase: Phase) -> bool:
    """True where something that places the entrant is owed: an aspect, or that a phase is entered."""
    for each in read(trade, phase):
        performance = trade.performances.get((entrant, each))
        owing = performance is not None and performance.settled < performance.due
        if trade.phases[each].entered is None or (owing and not trade.status_of(entrant, each)):
            return True
    return False

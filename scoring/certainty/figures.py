"""Every value that an open figure can still have, where these are few enough to be listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, islice, product

from scoring.certainty.panels import Sitting
from scoring.certainty.ranges import BLANK, Ranges
from scoring.certainty.readings import at_or_below
from scoring.items import Item
from scoring.measures import combined, worth
from scoring.nodes import Aspect, Criterion, Module, Scheme
from scoring.numbers import Exact, minus, plus, ratio, times, total, whole
from scoring.panels import RULES
from scoring.state import Performance
from scoring.totals import aspect_points, bounded

Values = set[Exact]

MANY = 20_000
"""Most ways that are tried for one figure: what has more is not listed."""

BY_SUM = frozenset({"mean", "sum"})
"""Rules that ask for nothing but the sum of marks and their count."""


class Figures:
    """Lists what an entrant's figures can be; None where that would be too long a list."""

    def __init__(self, ranges: Ranges) -> None:
        self.ranges = ranges
        self.scheme: Scheme = ranges.trade.plan.scheme

    def sums(self, entrant: str, phase: str, modules: Sequence[str]) -> Values | None:
        """Of modules together."""
        performance = self.ranges.trade.performances.get((entrant, phase), BLANK)
        return _sums([self._module(entrant, phase, performance, self.scheme.module[each]) for each in modules])

    def _module(self, entrant: str, phase: str, performance: Performance, module: Module) -> Values | None:
        found = _sums([self._criterion(entrant, phase, performance, each) for each in module.criteria])
        return self._ended(performance, module, found)

    def _criterion(self, entrant: str, phase: str, performance: Performance, criterion: Criterion) -> Values | None:
        if criterion.items:
            items = self.ranges.trade.plan.items_of(phase, entrant, criterion)
            found = (self._item(entrant, phase, performance, criterion, id, item) for id, item in items.items() if item)
            return _sums(list(found))
        parts = [self._aspect(entrant, phase, performance, aspect, "", None) for aspect in criterion.aspects]
        return self._ended(performance, criterion, _sums(parts))

    def _item(
        self, entrant: str, phase: str, performance: Performance, criterion: Criterion, id: str, item: Item
    ) -> Values | None:
        if self.ranges.item(entrant, phase, performance, criterion, id) is None:
            return set()
        found = _sums([self._aspect(entrant, phase, performance, aspect, id, item) for aspect in criterion.aspects])
        if found is None:
            return None
        weight = times(criterion.weight, times(item.difficulty, item.factor))
        adjustment = self.ranges.adjusted(performance, (criterion.id, id))
        points = (plus(item.base, times(weight, each)) for each in found)
        return {bounded(each, criterion.rounding, adjustment, criterion.floor, criterion.ceiling) for each in points}

    def _ended(self, performance: Performance, node: Module | Criterion, found: Values | None) -> Values | None:
        if found is None:
            return None
        adjustment = self.ranges.adjusted(performance, (node.id, ""))
        points = (times(node.weight, each) for each in found)
        return {bounded(each, node.rounding, adjustment, node.floor, node.ceiling) for each in points}

    def _aspect(
        self, entrant: str, phase: str, performance: Performance, aspect: Aspect, id: str, item: Item | None
    ) -> Values | None:
        """Of an aspect; nothing where nothing ever settles it."""
        reach = self.ranges.aspect(entrant, phase, performance, aspect, id, item)
        if reach is None:
            return set()
        if reach.low == reach.high:
            return {reach.low}
        marks = _marks(self.scheme, aspect, item)
        if marks is None or not reach.exact:
            return None
        seats = len(self.ranges.trade.plan.seats(phase, aspect, id, entrant))
        sittings = self.ranges.sittings(performance, aspect, id, seats)
        found = aspect_values(aspect, sittings, marks)
        return None if found is None else {aspect_points(aspect, each) for each in found}


def aspect_values(aspect: Aspect, sittings: Sequence[Sitting], marks: Sequence[Exact]) -> Values | None:
    """Every value of an aspect before its weight: as `panels.aspect_ends`. marks: points of every mark there can be."""
    tries: list[list[Exact | None]] = []
    for sitting in sittings:
        values, can_drop = _panel(aspect, sitting, marks), not sitting.given
        if values is not None and not values and not can_drop:
            values, can_drop = _panel(aspect, Sitting((), sitting.seats, sitting.seats), marks), True
        if values is None:
            return None
        tries.append([*values, *([None] if can_drop else [])])
    count = 1
    for each in tries:
        count *= len(each)
    if count > MANY:
        return None
    found: Values = set()
    for attempts in product(*tries):
        points = [each for each in attempts if each is not None]
        if points:
            found.add(combined(aspect.attempts, points))
        elif aspect.none is not None:
            found.add(aspect.none)
    anew = [Sitting((), each.seats, each.seats) for each in sittings]
    return found if found or list(sittings) == anew else aspect_values(aspect, anew, marks)


def _panel(aspect: Aspect, sitting: Sitting, marks: Sequence[Exact]) -> Values | None:
    """Every value of a panel with one mark given or more."""
    if aspect.rule in BY_SUM:
        return _by_sum(aspect, sitting, marks)
    rule, found = RULES[aspect.rule], set()
    ways = list(islice(_ways(sitting, marks), MANY + 1))
    if len(ways) > MANY:
        return None
    for points in ways:
        if not rule.blocks(points, aspect):
            found.add(rule.value(points, aspect))
    return found


def _ways(sitting: Sitting, marks: Sequence[Exact]) -> Iterator[list[Exact]]:
    for more in range(0 if sitting.given else 1, sitting.open + 1):
        for added in combinations_with_replacement(marks, more):
            yield [*sitting.given, *added]


def _by_sum(aspect: Aspect, sitting: Sitting, marks: Sequence[Exact]) -> Values | None:
    sums, found = {total(sitting.given)}, set()
    for more in range(sitting.open + 1):
        if more:
            if len(sums) * len(marks) > MANY:
                return None
            sums = {plus(each, mark) for each in sums for mark in marks}
        count = len(sitting.given) + more
        if count:
            found |= {ratio(each, count) for each in sums} if aspect.rule == "mean" else sums
    return found


def _marks(scheme: Scheme, aspect: Aspect, item: Item | None) -> list[Exact] | None:
    """Points of every mark that can be given."""
    low, high, step = aspect.lowest, aspect.highest, aspect.step
    assert low is not None and high is not None
    if step is None:
        return None
    steps = ratio(minus(at_or_below(aspect, high), low), step)
    if steps > MANY:
        return None
    readings = (plus(low, times(step, whole(count))) for count in range(int(steps) + 1))
    return list({points for each in readings if (points := worth(scheme, aspect, item, each)) is not None})


def _sums(parts: Sequence[Values | None]) -> Values | None:
    """Every sum of one value of each part that has any."""
    sums: Values | None = None
    for part in parts:
        if part is None:
            return None
        if part and sums is not None:
            if len(sums) * len(part) > MANY:
                return None
            part = {plus(a, b) for a in sums for b in part}
        sums = part or sums
    return sums if sums is not None else set()

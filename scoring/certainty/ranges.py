"""The least and the most that every figure of an entrant can still be, as one pair of eyes sees it.

Who looks from inside sees every mark. Who looks from outside sees settled figures alone, unless the scheme reveals each
mark: a panel that has settled nothing counts as one that has not begun, and what was added to or taken off a node that
has no figure yet as if it were not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scoring.certainty import shares
from scoring.certainty.panels import Ends, Sitting, aspect_ends
from scoring.certainty.readings import ends
from scoring.comparing import field
from scoring.items import Item
from scoring.nodes import TOTAL, Aspect, Criterion, Module, Phase
from scoring.numbers import Exact, plus, times, total
from scoring.panels import RULES
from scoring.state import Node, Performance, Place, Trade
from scoring.totals import aspect_points, bounded


class Reach(NamedTuple):
    """Least and most points still possible. exact: both can be had, whatever others do; else nothing lies beyond."""

    low: Exact
    high: Exact
    exact: bool = True


class _Shape(NamedTuple):
    """A module. alike: what nobody has marked in it can be the same for everybody. nodes, places: its aspects, where
    they have no items."""

    module: Module
    alike: bool
    nodes: frozenset[Node]
    places: frozenset[Place]


def _shape(module: Module) -> _Shape:
    inner = [aspect for criterion in module.criteria for aspect in criterion.aspects]
    alike = not any(criterion.items for criterion in module.criteria)
    return _Shape(
        module,
        alike and not any(RULES[aspect.rule].compare for aspect in inner),
        frozenset((aspect.id, "") for aspect in inner),
        frozenset((aspect.id, "", attempt) for aspect in inner for attempt in range(1, aspect.attempts.count + 1)),
    )


class Ranges:
    """What a trade's figures can still be. What is the same for everybody is worked out once: make anew after a
    line."""

    def __init__(self, trade: Trade, *, inside: bool = False) -> None:
        self.trade = trade
        self.hides = not inside and trade.plan.scheme.reveal == "settled"
        self._aspects: dict[tuple[str, str, tuple[Sitting, ...]], Ends | None] = {}
        self._marks: dict[tuple[str, str], Ends | None] = {}
        self._blank: dict[tuple[str, str], Reach | None] = {}
        self._fields: dict[tuple[str, int, str], dict[str, Ends | None]] = {}
        self._modules: dict[tuple[str, str, str], Reach | None] = {}
        self._shapes = {module.id: _shape(module) for module in trade.plan.scheme.modules}

    # --- one entrant, from the top down -----------------------------------------------------------------------------

    def total(self, entrant: str, phase: str) -> Reach | None:
        """Of a phase with what it carries; None where she will have none."""
        shape = self.trade.plan.scheme.phase[phase]
        own = self.own(entrant, phase)
        parts = [] if own is None else [_times(own, shape.weight)]
        doubtful: list[Reach] = []
        for carry in shape.carry:
            carried = self.own(entrant, carry.phase)
            if carried is not None:
                known = self.known(entrant, carry.phase)
                (parts if known else doubtful).append(_times(carried, carry.weight))
        found = _sum(parts)
        for each in doubtful:
            found = _perhaps(found, each)
        return None if found is None else _end(found, shape, None, bounds=False)

    def known(self, entrant: str, phase: str) -> bool:
        """True where it is decided whether the entrant is in the phase."""
        entry = self.trade.plan.scheme.phase[phase].entry
        if entry is None or self.trade.phases[phase].entered is not None:
            return True
        return self.known(entrant, entry.source) and not self.trade.takes_part(entrant, entry.source)

    def own(self, entrant: str, phase: str) -> Reach | None:
        """The phase's own points."""
        performance = self.trade.performances.get((entrant, phase))
        if performance is None:
            if self.known(entrant, phase):
                return None
            performance = Performance(0, 0)
        elif performance.own is not None and performance.due == performance.settled:
            return Reach(performance.own, performance.own)
        shape = self.trade.plan.scheme.phase[phase]
        modules = (self.module(entrant, phase, performance, module) for module in shape.modules)
        found = _sum([each for each in modules if each is not None])
        if found is None:
            return None
        visible = performance.own is not None or not self.hides
        return _end(found, shape, performance.adjusted.get((TOTAL, "")) if visible else None)

    def figure(self, entrant: str, phase: str, figure: str, item: str = "") -> Reach | None:
        """Of a module, a criterion, an aspect, or an item's."""
        performance = self.trade.performances.get((entrant, phase)) or Performance(0, 0)
        scheme = self.trade.plan.scheme
        if figure in scheme.module:
            return self.module(entrant, phase, performance, figure)
        if figure in scheme.criterion:
            criterion = scheme.criterion[figure][1]
            if item:
                return self._item(entrant, phase, performance, criterion, item)
            return self.criterion(entrant, phase, performance, criterion)
        _, criterion, aspect = scheme.aspect[figure]
        stated = self.trade.plan.items_of(phase, entrant, criterion).get(item)
        return self.aspect(entrant, phase, performance, aspect, item, stated)

    def module(self, entrant: str, phase: str, performance: Performance, id: str) -> Reach | None:
        """Of a module."""
        key = (entrant, phase, id)
        if key not in self._modules:
            self._modules[key] = self._module(entrant, phase, performance, id)
        return self._modules[key]

    def _module(self, entrant: str, phase: str, performance: Performance, id: str) -> Reach | None:
        shape, figures = self._shapes[id], performance.figures
        if not shape.alike:
            return self._above(entrant, phase, performance, shape.module)
        if figures.keys() >= shape.nodes:
            points = figures[id, ""]
            return Reach(points, points)
        if self.hides:
            untouched = shape.nodes.isdisjoint(figures)
        else:
            untouched = not performance.adjusted and shape.places.isdisjoint(performance.panels)
        if not untouched:
            return self._above(entrant, phase, performance, shape.module)
        if (phase, id) not in self._blank:
            self._blank[phase, id] = self._above(entrant, phase, Performance(0, 0), shape.module)
        return self._blank[phase, id]

    def _above(self, entrant: str, phase: str, performance: Performance, module: Module) -> Reach | None:
        parts = (self.criterion(entrant, phase, performance, criterion) for criterion in module.criteria)
        return self._node(performance, module, _sum([each for each in parts if each is not None]))

    def criterion(self, entrant: str, phase: str, performance: Performance, criterion: Criterion) -> Reach | None:
        """Of a criterion; with items, their sum."""
        if criterion.items:
            items = self.trade.plan.items_of(phase, entrant, criterion)
            found = (self._item(entrant, phase, performance, criterion, item) for item in items)
            return _sum([each for each in found if each is not None])
        parts = (self.aspect(entrant, phase, performance, aspect, "", None) for aspect in criterion.aspects)
        return self._node(performance, criterion, _sum([each for each in parts if each is not None]))

    def _item(
        self, entrant: str, phase: str, performance: Performance, criterion: Criterion, item: str
    ) -> Reach | None:
        """One item, which needs every aspect."""
        stated = self.trade.plan.items_of(phase, entrant, criterion).get(item)
        if stated is None:
            return None
        parts = [self.aspect(entrant, phase, performance, aspect, item, stated) for aspect in criterion.aspects]
        found = _sum([each for each in parts if each is not None])
        if found is None or None in parts:
            return None
        for weight in (criterion.weight, stated.difficulty, stated.factor):
            found = _times(found, weight)
        found = Reach(plus(stated.base, found.low), plus(stated.base, found.high), found.exact)
        return _end(found, criterion, self._adjusted(performance, (criterion.id, item)))

    def _node(self, performance: Performance, node: Module | Criterion, found: Reach | None) -> Reach | None:
        if found is None:
            return None
        return _end(_times(found, node.weight), node, self._adjusted(performance, (node.id, "")))

    def _adjusted(self, performance: Performance, node: Node) -> Exact | None:
        if self.hides and node not in performance.figures:
            return None
        return performance.adjusted.get(node)

    # --- aspects ----------------------------------------------------------------------------------------------------

    def aspect(
        self, entrant: str, phase: str, performance: Performance, aspect: Aspect, item_id: str, item: Item | None
    ) -> Reach | None:
        """Of an aspect; None where nobody sits to mark it, or nothing ever settles it."""
        points = performance.figures.get((aspect.id, item_id))
        if points is not None:
            return Reach(points, points)
        compared = RULES[aspect.rule].compare is not None
        found = (
            self._share(entrant, phase, aspect) if compared else self._alone(phase, performance, aspect, item_id, item)
        )
        if found is None:
            return None
        low, high = sorted(aspect_points(aspect, each) for each in found)
        return Reach(low, high, not compared)

    def _alone(
        self, phase: str, performance: Performance, aspect: Aspect, item_id: str, item: Item | None
    ) -> Ends | None:
        """What the entrant's panel can come to by itself, before the aspect's weight."""
        seats = self.trade.plan.seats(phase, aspect, item_id)
        if not seats:
            return None
        table = item.table if item is not None else ""
        key = (aspect.id, table, self._sittings(performance, aspect, item_id, len(seats)))
        if key not in self._aspects:
            mark = (aspect.id, table)
            if mark not in self._marks:
                self._marks[mark] = ends(self.trade.plan.scheme, aspect, item)
            self._aspects[key] = aspect_ends(aspect, key[2], self._marks[mark])
        return self._aspects[key]

    def _sittings(self, performance: Performance, aspect: Aspect, item: str, seats: int) -> tuple[Sitting, ...]:
        found = []
        for attempt in range(1, aspect.attempts.count + 1):
            panel = None if self.hides else performance.panels.get((aspect.id, item, attempt))
            if panel is None:
                found.append(Sitting((), seats, seats))
            else:
                given = sorted(each for each in panel.points.values() if each is not None)
                found.append(Sitting(tuple(given), seats - len(panel.points), seats))
        return tuple(found)

    def _share(self, entrant: str, phase: str, aspect: Aspect) -> Ends | None:
        """What a figure can be that comes of the whole field."""
        trade = self.trade
        section = trade.sections[entrant]
        key = (phase, section, aspect.id)
        if key not in self._fields:
            self._fields[key] = {
                each: self._alone(phase, trade.performances[each, phase], aspect, "", None)
                for each in (field(trade, phase, section) if trade.phases[phase].entered is not None else ())
            }
        alone = self._fields[key]
        own = alone.get(entrant) or self._alone(phase, Performance(0, 0), aspect, "", None)
        if own is None:
            return None
        count = len(alone) or sum(each == section for each in trade.sections.values())
        if aspect.rule == "majority-placing":
            return shares.place_ends(count)
        if aspect.rule == "rank-points":
            return shares.rank_point_ends(trade.plan.scheme, aspect, count, len(trade.plan.seats(phase, aspect, "")))
        if not alone:
            return self._any_share(phase, aspect, own)
        others = [each for other, each in alone.items() if other != entrant and each is not None]
        return shares.share_ends(aspect, own, others)

    def _any_share(self, phase: str, aspect: Aspect, own: Ends) -> Ends:
        """A share of a best that nobody knows yet."""
        return shares.share_ends(aspect, own, [own])


def measurable(trade: Trade, phase: str) -> bool:
    """False where a share of the best among the phase's aspects has no bounds: its points may be 0 or less."""
    for _, _, aspect in trade.plan.aspects[phase].values():
        if aspect.rule == "share-of-best":
            mark = ends(trade.plan.scheme, aspect, None)
            own = [*(mark or ()), *(() if aspect.none is None else (aspect.none,))]
            if own and not shares.bounded(aspect, (min(own), max(own))):
                return False
    return True


def _sum(parts: Sequence[Reach]) -> Reach | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    low, high = total(each.low for each in parts), total(each.high for each in parts)
    return Reach(low, high, all(each.exact for each in parts))


def _perhaps(found: Reach | None, other: Reach) -> Reach:
    """A sum that the other may be part of or not."""
    if found is None:
        return other._replace(exact=False)
    low, high = plus(found.low, other.low), plus(found.high, other.high)
    return Reach(min(found.low, low), max(found.high, high), False)


def _times(reach: Reach, weight: Exact) -> Reach:
    low, high = times(weight, reach.low), times(weight, reach.high)
    return Reach(low, high, reach.exact) if low <= high else Reach(high, low, reach.exact)


def _end(reach: Reach, node: Module | Criterion | Phase, adjustment: Exact | None, *, bounds: bool = True) -> Reach:
    floor, ceiling = (node.floor, node.ceiling) if bounds else (None, None)
    low, high = (bounded(each, node.rounding, adjustment, floor, ceiling) for each in (reach.low, reach.high))
    return Reach(low, high, reach.exact)

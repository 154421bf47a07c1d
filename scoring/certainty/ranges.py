"""The least and the most that every figure of an entrant can still be, as one pair of eyes sees it.

Who looks from inside sees every mark. Who looks from outside sees settled figures alone, unless the scheme reveals each
mark: a panel that has settled nothing counts as one that has not begun, and what was added to or taken off a node that
has no figure yet as if it were not.
"""

from __future__ import annotations

from collections.abc import Callable

from scoring.certainty import shares
from scoring.certainty.panels import Ends, Sitting, aspect_ends
from scoring.certainty.reach import NOTHING, Reach, ended, perhaps, summed, weighted
from scoring.certainty.readings import ends
from scoring.certainty.shapes import NO_GAP, Gap, Shape, criterion_shape, places, shape_of
from scoring.comparing import field
from scoring.items import Item
from scoring.nodes import TOTAL, Aspect, Criterion, Module
from scoring.numbers import ONE, Exact, plus, rounded, total
from scoring.panels import RULES
from scoring.state import Node, Performance, Trade
from scoring.totals import aspect_points

BLANK = Performance(0, 0)
"""Of somebody in whom nobody has marked anything."""


Together = Callable[[str, str, Performance], Reach | None]
"""(entrant, phase, performance) → a node put together from its parts."""


class Ranges:
    """What a trade's figures can still be. What is the same for everybody is worked out once: make anew after a
    line."""

    def __init__(self, trade: Trade, *, inside: bool = False) -> None:
        self.trade = trade
        self.hides = not inside and trade.plan.scheme.reveal == "settled"
        self._aspects: dict[tuple[str, str, tuple[Sitting, ...]], Ends | None] = {}
        self._marks: dict[tuple[str, str], Ends | None] = {}
        self._blank: dict[tuple[str, str], list[tuple[Node, Reach]]] = {}
        self._gaps: dict[tuple[str, str, tuple[bool, ...]], Gap | None] = {}
        self._fields: dict[tuple[str, int, str], dict[str, Ends | None]] = {}
        self._criteria = {id: criterion_shape(each) for id, (_, each) in trade.plan.scheme.criterion.items()}
        self._inner = {
            id: shape_of(module, module.weight, [self._criteria[each.id] for each in module.criteria])
            for id, module in trade.plan.scheme.module.items()
        }
        self._whole = {
            phase.id: shape_of(phase, ONE, [self._inner[each] for each in phase.modules]) for phase in trade.plan.phases
        }

    # --- one entrant, from the top down -----------------------------------------------------------------------------

    def total(self, entrant: str, phase: str) -> Reach | None:
        """Of a phase with what it carries; None where she will have none."""
        shape = self.trade.plan.scheme.phase[phase]
        own = self.own(entrant, phase)
        found = None if own is None else weighted(own, shape.weight)
        doubtful = []
        for carry in shape.carry:
            carried = self.own(entrant, carry.phase)
            if carried is not None and self.known(entrant, carry.phase):
                found = summed([found, weighted(carried, carry.weight)])
            elif carried is not None:
                doubtful.append(weighted(carried, carry.weight))
        for each in doubtful:
            found = perhaps(found, each)
        if found is None or shape.rounding is None:
            return found
        return Reach(rounded(found.low, shape.rounding), rounded(found.high, shape.rounding), found.exact)

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
            performance = BLANK
        elif performance.own is not None and performance.due == performance.settled:
            return Reach(performance.own, performance.own)
        known = self._at_once(phase, performance, self._whole[phase], performance.own, self._own)
        return known or self._own(entrant, phase, performance)

    def _own(self, entrant: str, phase: str, performance: Performance) -> Reach | None:
        shape = self.trade.plan.scheme.phase[phase]
        found = summed([self.module(entrant, phase, performance, module) for module in shape.modules])
        if found is None:
            return None
        return ended(found, shape, self.adjusted(performance, (TOTAL, "")))

    def figure(self, entrant: str, phase: str, figure: str, item: str = "") -> Reach | None:
        """Of a module, a criterion, an aspect, or an item's."""
        performance = self.trade.performances.get((entrant, phase), BLANK)
        scheme = self.trade.plan.scheme
        if figure in scheme.module:
            return self.module(entrant, phase, performance, figure)
        if figure in scheme.criterion:
            criterion = scheme.criterion[figure][1]
            if item:
                return self.item(entrant, phase, performance, criterion, item)
            return self.criterion(entrant, phase, performance, criterion)
        _, criterion, aspect = scheme.aspect[figure]
        stated = self.trade.plan.items_of(phase, entrant, criterion).get(item)
        return self.aspect(entrant, phase, performance, aspect, item, stated)

    def module(self, entrant: str, phase: str, performance: Performance, id: str) -> Reach | None:
        """Of a module."""
        module = self.trade.plan.scheme.module[id]

        def together(entrant: str, phase: str, performance: Performance) -> Reach | None:
            parts = [self.criterion(entrant, phase, performance, criterion) for criterion in module.criteria]
            return self._node(performance, module, summed(parts))

        points = performance.figures.get((id, ""))
        known = self._at_once(phase, performance, self._inner[id], points, together)
        return known or together(entrant, phase, performance)

    def criterion(self, entrant: str, phase: str, performance: Performance, criterion: Criterion) -> Reach | None:
        """Of a criterion; with items, their sum."""
        if criterion.items:
            items = self.trade.plan.items_of(phase, entrant, criterion)
            return summed([self.item(entrant, phase, performance, criterion, item) for item in items])

        def together(entrant: str, phase: str, performance: Performance) -> Reach | None:
            parts = [self.aspect(entrant, phase, performance, aspect, "", None) for aspect in criterion.aspects]
            return self._node(performance, criterion, summed(parts))

        points = performance.figures.get((criterion.id, ""))
        known = self._at_once(phase, performance, self._criteria[criterion.id], points, together)
        return known or together(entrant, phase, performance)

    def _at_once(
        self, phase: str, performance: Performance, shape: Shape, points: Exact | None, together: Together
    ) -> Reach | None:
        """What is settled of a node and the gap above it; None where it has to be put together from its parts. Who sees
        settled figures alone sees a sum as what is settled, and all the rest as if nobody had marked it."""
        if not shape.alike:
            return None
        figures = performance.figures
        if self.hides and shape.linear:
            rest = [reach for node, reach in self._unmarked(phase, shape) if node not in figures]
            if not rest:
                return None if points is None else Reach(points, points)
            low, high = total([each.low for each in rest]), total([each.high for each in rest])
            return Reach(low, high) if points is None else Reach(plus(points, low), plus(points, high))
        settled = tuple([node in figures for node in shape.nodes])
        key = (phase, shape.id, settled)
        if key not in self._gaps:
            self._gaps[key] = self._gap(phase, shape, settled, together)
        gap = self._gaps[key]
        if gap is None:
            return None
        begun = performance.adjusted or not gap.places.isdisjoint(performance.panels)
        if begun and not self.hides:
            return None
        return Reach(gap.low, gap.high) if points is None else Reach(plus(points, gap.low), plus(points, gap.high))

    def _gap(self, phase: str, shape: Shape, settled: tuple[bool, ...], together: Together) -> Gap | None:
        """What aspects that nobody has marked add; None where that depends on the rest, or nothing comes of them."""
        if all(settled):
            return NO_GAP
        if not any(settled):
            found = together("", phase, BLANK)
        elif shape.linear:
            done = {node for node, known in zip(shape.nodes, settled, strict=True) if known}
            found = summed([reach for node, reach in self._unmarked(phase, shape) if node not in done]) or NOTHING
        else:
            return None
        opened = [aspect for (aspect, _), known in zip(shape.aspects, settled, strict=True) if not known]
        return None if found is None else Gap(found.low, found.high, places(opened))

    def _unmarked(self, phase: str, shape: Shape) -> list[tuple[Node, Reach]]:
        """What each aspect adds to a node where nobody has marked it."""
        key = (phase, shape.id)
        if key not in self._blank:
            self._blank[key] = []
            for node, (aspect, weight) in zip(shape.nodes, shape.aspects, strict=True):
                reach = self.aspect("", phase, BLANK, aspect, "", None)
                if reach is not None:
                    self._blank[key].append((node, weighted(reach, weight)))
        return self._blank[key]

    def item(self, entrant: str, phase: str, performance: Performance, criterion: Criterion, item: str) -> Reach | None:
        """One item, which needs every aspect."""
        stated = self.trade.plan.items_of(phase, entrant, criterion).get(item)
        if stated is None:
            return None
        parts = [self.aspect(entrant, phase, performance, aspect, item, stated) for aspect in criterion.aspects]
        found = summed(parts)
        if found is None or None in parts:
            return None
        for weight in (criterion.weight, stated.difficulty, stated.factor):
            found = weighted(found, weight)
        found = Reach(plus(stated.base, found.low), plus(stated.base, found.high), found.exact)
        return ended(found, criterion, self.adjusted(performance, (criterion.id, item)))

    def _node(self, performance: Performance, node: Module | Criterion, found: Reach | None) -> Reach | None:
        if found is None:
            return None
        return ended(weighted(found, node.weight), node, self.adjusted(performance, (node.id, "")))

    def adjusted(self, performance: Performance, node: Node) -> Exact | None:
        """What was added to a node or taken off it, as far as it is seen; None for nothing."""
        shown = performance.own is not None if node[0] == TOTAL else node in performance.figures
        return performance.adjusted.get(node) if shown or not self.hides else None

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
            self._share(entrant, phase, aspect)
            if compared
            else self._alone(phase, entrant, performance, aspect, item_id, item)
        )
        if found is None:
            return None
        low, high = sorted(aspect_points(aspect, each) for each in found)
        return Reach(low, high, not compared)

    def _alone(
        self, phase: str, entrant: str, performance: Performance, aspect: Aspect, item_id: str, item: Item | None
    ) -> Ends | None:
        """What the entrant's panel can come to by itself, before the aspect's weight."""
        seats = self.trade.plan.seats(phase, aspect, item_id, entrant)
        if not seats:
            return None
        table = item.table if item is not None else ""
        key = (aspect.id, table, self.sittings(performance, aspect, item_id, len(seats)))
        if key not in self._aspects:
            mark = (aspect.id, table)
            if mark not in self._marks:
                self._marks[mark] = ends(self.trade.plan.scheme, aspect, item)
            self._aspects[key] = aspect_ends(aspect, key[2], self._marks[mark])
        return self._aspects[key]

    def sittings(self, performance: Performance, aspect: Aspect, item: str, seats: int) -> tuple[Sitting, ...]:
        """Each attempt of the entrant before the aspect's panel of so many seats, as far as its marks are seen."""
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
                each: self._alone(phase, each, trade.performances[each, phase], aspect, "", None)
                for each in (field(trade, phase, section) if trade.phases[phase].entered is not None else ())
            }
        alone = self._fields[key]
        own = alone.get(entrant) or self._alone(phase, entrant, BLANK, aspect, "", None)
        if own is None:
            return None
        count = len(alone) or sum(each == section for each in trade.sections.values())
        if aspect.rule == "majority-placing":
            return shares.place_ends(count)
        if aspect.rule == "rank-points":
            seats = len(trade.plan.seats(phase, aspect, "", entrant))
            return shares.rank_point_ends(trade.plan.scheme, aspect, count, seats)
        if not alone:
            return self._any_share(phase, aspect, own)
        others = [each for other, each in alone.items() if other != entrant and each is not None]
        return shares.share_ends(aspect, own, others)

    def _any_share(self, phase: str, aspect: Aspect, own: Ends) -> Ends:
        """A share of a best that nobody knows yet."""
        return shares.share_ends(aspect, own, [own])

"""Points of one entrant above a changed aspect or adjustment: criterion, module, phase."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.items import Item
from scoring.nodes import TOTAL, Criterion, Module, Phase
from scoring.numbers import Exact, plus, times, total
from scoring.state import Node, Performance, Trade
from scoring.totals import bounded


def put(performance: Performance, node: Node, points: Exact | None) -> None:
    """Keep the points of a node, or that it has none."""
    if points is None:
        performance.figures.pop(node, None)
    else:
        performance.figures[node] = points


def total_up(
    trade: Trade,
    performance: Performance,
    entrant: str,
    phase: str,
    module: Module,
    criterion: Criterion,
    item_id: str,
    item: Item | None,
) -> None:
    """Recompute criterion, module and phase above a changed aspect or adjustment."""
    figures, adjusted = performance.figures, performance.adjusted
    if item is not None:
        parts = [each for aspect in criterion.aspects if (each := figures.get((aspect.id, item_id))) is not None]
        whole = None
        if len(parts) == len(criterion.aspects):
            product = total(parts) if len(parts) > 1 else parts[0]
            for weight in (criterion.weight, item.difficulty, item.factor):
                product = times(product, weight)
            whole = _end(criterion, plus(item.base, product), adjusted, (criterion.id, item_id))
        put(performance, (criterion.id, item_id), whole)
        items = trade.plan.items_of(phase, entrant, criterion)
        settled = [points for each in items if (points := figures.get((criterion.id, each))) is not None]
        put(performance, (criterion.id, ""), total(settled) if settled else None)
    else:
        _node(performance, criterion, trade.plan.children[criterion.id])
    _node(performance, module, trade.plan.children[module.id])
    _phase_up(trade, performance, phase)


def _node(performance: Performance, node: Criterion | Module, children: tuple[Node, ...]) -> None:
    figures = performance.figures
    settled = [points for child in children if (points := figures.get(child)) is not None]
    if not settled:
        figures.pop((node.id, ""), None)
        return
    points = settled[0] if len(settled) == 1 else total(settled)
    points = times(node.weight, points)
    figures[node.id, ""] = _end(node, points, performance.adjusted, (node.id, ""))


def _end(node: Criterion | Module | Phase, points: Exact, adjusted: Mapping[Node, Exact], key: Node) -> Exact:
    return bounded(points, node.rounding, adjusted.get(key) if adjusted else None, node.floor, node.ceiling)


def _phase_up(trade: Trade, performance: Performance, phase: str) -> None:
    figures = performance.figures
    shape = trade.plan.scheme.phase[phase]
    settled = [points for module in shape.modules if (points := figures.get((module, ""))) is not None]
    if settled:
        points = settled[0] if len(settled) == 1 else total(settled)
        performance.own = _end(shape, points, performance.adjusted, (TOTAL, ""))
    else:
        performance.own = None

"""The parts that a figure is made of: what ties are counted back by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scoring.nodes import TOTAL
from scoring.numbers import Exact
from scoring.plan import Node, Plan

if TYPE_CHECKING:
    from scoring.state import Trade


def parts(trade: Trade, entrant: str, phase: str, figure: str) -> dict[Any, Exact]:
    """Points of the parts of a figure, by what tells them apart. Of an aspect: its settled marks, by (judge, item,
    attempt); of a criterion with items: its items; of any other node its children; of `total` the phase's modules."""
    performance = trade.performances.get((entrant, phase))
    if performance is None:
        return {}
    nodes = trade.plan.aspects[phase].get(figure)
    if nodes is not None:
        items = trade.plan.items_of(phase, entrant, nodes[1])
        return {
            (judge, item, attempt): points
            for item in items
            if (figure, item) in performance.figures
            for attempt in range(1, nodes[2].attempts.count + 1)
            for judge, points in performance.panels[figure, item, attempt].points.items()
            if points is not None
        }
    nodes_of = part_nodes(trade.plan, entrant, phase, figure)
    return {node: points for node in nodes_of if (points := performance.figures.get(node)) is not None}


def part_nodes(plan: Plan, entrant: str, phase: str, figure: str) -> Sequence[Node]:
    """The nodes that are the parts of a figure which is no aspect's."""
    if figure == TOTAL:
        return [(module, "") for module in plan.scheme.phase[phase].modules]
    known = plan.scheme.criterion.get(figure)
    if known is not None and known[1].items:
        return [(figure, item) for item in plan.items_of(phase, entrant, known[1])]
    return plan.children[figure]

"""Figures that come of everybody's marks together: worked out for the whole field at once."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.nodes import Aspect
from scoring.numbers import Exact
from scoring.panels import RULES
from scoring.relative import Entry
from scoring.state import Performance, Trade
from scoring.totals import aspect_points

FIELD_OPEN = "field-open"
"""Why a full panel settles nothing yet: others of the field are not marked."""


def field(trade: Trade, phase: str, section: int) -> list[str]:
    """Entrants of one section who are in the phase and not out, in running order."""
    return [
        entrant
        for entrant in trade.index
        if trade.sections[entrant] == section
        and trade.takes_part(entrant, phase)
        and not trade.status_of(entrant, phase)
    ]


def compared(trade: Trade, phase: str, section: int, aspect: Aspect) -> tuple[Mapping[str, Exact], str]:
    """(figure by entrant, ""), or (nothing, why): the field's figures of an aspect as its marks stand."""
    rule = RULES[aspect.rule].compare
    assert rule is not None
    entrants = field(trade, phase, section)
    performances = [trade.performances[entrant, phase] for entrant in entrants]
    if not entrants or any(aspect.id not in each.alone for each in performances):
        return {}, FIELD_OPEN
    entered = sum(trade.sections[entrant] == section and trade.takes_part(entrant, phase) for entrant in trade.index)
    entries = [Entry(each.alone[aspect.id], _marks(each, aspect)) for each in performances]
    values, why = rule(entries, aspect, trade.plan.scheme.tables, entered)
    figures = {each: aspect_points(aspect, value) for each, value in zip(entrants, values, strict=False)}
    return figures, why


def _marks(performance: Performance, aspect: Aspect) -> dict[str, Exact]:
    panel = performance.panels.get((aspect.id, "", 1))
    return {} if panel is None else {judge: each for judge, each in panel.points.items() if each is not None}

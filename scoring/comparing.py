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


def waits(trade: Trade, phase: str, section: int, aspect: Aspect) -> bool:
    """True where somebody of the field is known to be unmarked still: then nobody has a figure of it."""
    entrant = trade.unmarked.get((phase, section, aspect.id))
    return entrant is not None and _unmarked(trade, phase, entrant, aspect)


def _unmarked(trade: Trade, phase: str, entrant: str, aspect: Aspect) -> bool:
    return not trade.status_of(entrant, phase) and aspect.id not in trade.performances[entrant, phase].alone


def compared(trade: Trade, phase: str, section: int, aspect: Aspect) -> tuple[Mapping[str, Exact], str]:
    """(figure by entrant, ""), or (nothing, why): the field's figures of an aspect as its marks stand."""
    rule = RULES[aspect.rule].compare
    assert rule is not None
    entrants = field(trade, phase, section)
    for entrant in reversed(entrants):
        if _unmarked(trade, phase, entrant, aspect):
            trade.unmarked[phase, section, aspect.id] = entrant
            return {}, FIELD_OPEN
    trade.unmarked.pop((phase, section, aspect.id), None)
    if not entrants:
        return {}, FIELD_OPEN
    performances = [trade.performances[entrant, phase] for entrant in entrants]
    entered = sum(trade.sections[entrant] == section and trade.takes_part(entrant, phase) for entrant in trade.index)
    entries = [Entry(each.alone[aspect.id], _marks(each, aspect)) for each in performances]
    values, why = rule(entries, aspect, trade.plan.scheme.tables, entered)
    figures = {each: aspect_points(aspect, value) for each, value in zip(entrants, values, strict=False)}
    return figures, why


def _marks(performance: Performance, aspect: Aspect) -> dict[str, Exact]:
    panel = performance.panels.get((aspect.id, "", 1))
    return {} if panel is None else {judge: each for judge, each in panel.points.items() if each is not None}

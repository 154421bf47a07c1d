"""What an entrant is ranked by in a phase."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from scoring.nodes import TOTAL, Phase, TieStep
from scoring.numbers import ZERO, Exact, negative
from scoring.phases import OUT
from scoring.standings.parts import parts
from scoring.standings.ranking import Key

if TYPE_CHECKING:
    from scoring.state import Trade

RANKED, WITHOUT_TOTAL = 0, 1
"""Kinds of a key; those who are out follow with `OUT`."""

KEYED = frozenset({"figure", "count-back", "count", "running-order"})
"""Ways that look at one entrant alone: what they find can stand in her key."""

KIND = 1
"""Position of the kind in a phase's key: (section, kind, went on or not, total …, ties …, roster index)."""


def keyed(phase: Phase) -> tuple[TieStep, ...]:
    """The first steps of the phase, as far as they can stand in a key."""
    count = next((at for at, step in enumerate(phase.ties) if step.by not in KEYED or step.upto), len(phase.ties))
    return phase.ties[:count]


def phase_key(trade: Trade, entrant: str, phase: Phase, points: Exact | None) -> Key:
    """(section, ranked or not, went on or not, total, ties …, roster index): what compares smaller stands higher."""
    index = trade.index[entrant]
    section = trade.sections[entrant]
    status = trade.status_of(entrant, phase.id)
    later = 0
    if phase.first:
        entered = trade.phases[phase.first].entered
        later = 0 if entered is not None and index in entered else 1
    if status:
        return (section, OUT[status], later, index)
    if points is None:
        return (section, WITHOUT_TOTAL, later, index)
    signed = negative(points) if phase.order == "high" else points
    if not phase.ties:
        return (section, RANKED, later, signed, index)
    return (section, RANKED, later, signed, *(compared(trade, entrant, step) for step in keyed(phase)), index)


def compared(trade: Trade, entrant: str, step: TieStep) -> Any:
    """What one step compares; smaller is better."""
    if step.by == "running-order":
        index = trade.index[entrant]
        return index if step.prefer == "low" else -index
    if step.by == "figure":
        points = figure(trade, entrant, step)
        return (True, ZERO) if points is None else (False, better(step, points))
    return counted(step, parts(trade, entrant, step.phase, step.figure).values())


def counted(step: TieStep, parts: Iterable[Exact]) -> Any:
    """What `count` and `count-back` compare of these parts; smaller is better."""
    if step.by == "count":
        count = sum(points > step.above for points in parts)
        return -count if step.prefer == "high" else count
    return (*((0, each) for each in sorted(better(step, points) for points in parts)), (1, ZERO))


def figure(trade: Trade, entrant: str, step: TieStep) -> Exact | None:
    """The figure that a step looks at, None where there is none."""
    performance = trade.performances.get((entrant, step.phase))
    if performance is None:
        return None
    return performance.total if step.figure == TOTAL else performance.figures.get((step.figure, ""))


def better(step: TieStep, points: Exact) -> Exact:
    """Points as a step compares them; smaller is better."""
    return negative(points) if step.prefer == "high" else points

"""What an entrant is ranked by in a phase, and why one stands before another."""

from __future__ import annotations

from scoring.nodes import TOTAL, Phase, TieStep
from scoring.numbers import ZERO, Exact, negative
from scoring.phases import OUT
from scoring.ranking import Key
from scoring.state import Trade

RANKED, WITHOUT_TOTAL = 0, 1
"""First element of a key; those who are out follow with `OUT`."""


def phase_key(trade: Trade, entrant: str, phase: Phase, points: Exact | None) -> Key:
    """(ranked or not, went on or not, -total, ties …, roster index): what compares smaller stands higher."""
    index = trade.index[entrant]
    status = trade.status_of(entrant, phase.id)
    later = 0
    if phase.first:
        entered = trade.phases[phase.first].entered
        later = 0 if entered is not None and index in entered else 1
    if status:
        return (OUT[status], later, index)
    if points is None:
        return (WITHOUT_TOTAL, later, index)
    if not phase.ties:
        return (RANKED, later, negative(points), index)
    return (RANKED, later, negative(points), *(_step(trade, entrant, step) for step in phase.ties), index)


def _step(trade: Trade, entrant: str, step: TieStep) -> tuple[bool, Exact]:
    performance = trade.performances.get((entrant, step.phase))
    points = None
    if performance is not None:
        points = performance.total if step.figure == TOTAL else performance.figures.get((step.figure, ""))
    if points is None:
        return (True, ZERO)
    return (False, negative(points) if step.prefer == "high" else points)


def reason(trade: Trade, phase: Phase, above: Key | None, key: Key) -> str:
    """Why the entrant with `key` stands right after the one with `above`: `first`, `went-on`, `total`,
    `tie:<figure>`, `shared`, `no-total`, or dns, dnf, dsq."""
    if key[0] != RANKED:
        return next((status for status, block in OUT.items() if block == key[0]), "no-total")
    if above is None:
        return "first"
    if above[1] != key[1]:
        return "went-on"
    if above[2] != key[2]:
        return "total"
    for position, step in enumerate(phase.ties, start=3):
        if above[position] != key[position]:
            return f"tie:{step.figure}"
    return "shared"

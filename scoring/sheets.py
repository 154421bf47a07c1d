"""Sheets: what a judge owes, and what she signs."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.facts import Cell
from scoring.lines import canonical, digest
from scoring.state import State, Trade

Pair = tuple[list[str], str]
"""A cell as its list of texts, and the value it holds."""


def cells(trade: Trade, judge: str, entrant: str, phase: str) -> Iterator[Cell]:
    """Every cell the judge owes for one entrant in one phase, in the scheme's order; none for one who is out."""
    if not trade.takes_part(entrant, phase) or trade.status_of(entrant, phase):
        return
    for each in trade.plan.owed(phase, entrant):
        if judge in each.seats:
            yield Cell(judge, entrant, phase, each.item, each.aspect.id, each.attempt)


def sheet(state: State, judge: str, entrant: str, phase: str) -> list[Pair]:
    """The judge's sheet as it is stored: [cell, value] pairs, sorted; cells without a mark are not in it."""
    return given(state.trade_of[entrant], judge, entrant, phase)


def given(trade: Trade, judge: str, entrant: str, phase: str) -> list[Pair]:
    """The same, of the entrant's trade."""
    performance = trade.performances.get((entrant, phase))
    if performance is None:
        return []
    return sorted(
        (Cell(judge, entrant, phase, item, aspect, attempt).key(), panel.values[judge])
        for (aspect, item, attempt), panel in performance.panels.items()
        if judge in panel.values
    )


def sheet_digest(pairs: list[Pair]) -> str:
    """SHA-256 over the canonical text of the sorted pairs; a page computes the same offline."""
    return digest(canonical([[cell, value] for cell, value in pairs]))


def owed(state: State, judge: str) -> list[Cell]:
    """Every cell the judge still owes, trade by trade, phase by phase, in running order."""
    return [
        cell
        for trade in state.trades.values()
        for phase in trade.plan.phases
        for entrant in trade.index
        for cell in cells(trade, judge, entrant, phase.id)
        if not _given(trade, cell)
    ]


def _given(trade: Trade, cell: Cell) -> bool:
    panel = trade.performances[cell.entrant, cell.phase].panels.get((cell.aspect, cell.item, cell.attempt))
    return panel is not None and cell.judge in panel.values

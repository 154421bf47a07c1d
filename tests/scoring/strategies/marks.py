"""Marks at random: every cell of a trade, and what a judge may give there."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

from scoring import sheets
from scoring.facts import EXCUSES, Cell, MarkGiven
from scoring.numbers import text
from scoring.state import Trade


def cells(trade: Trade, phase: str = "") -> list[Cell]:
    """Every cell somebody owes, given or not."""
    return [
        cell
        for each in trade.plan.phases
        if phase in ("", each.id)
        for judge in dict.fromkeys(seat.judge for seat in (*trade.plan.all_seats, *trade.plan.reserves))
        for entrant in trade.index
        for cell in sheets.cells(trade, judge, entrant, each.id)
    ]


def value_for(trade: Trade, cell: Cell, number: int) -> str:
    """A mark within its bounds; few different ones, so that ties come up; sometimes an excuse."""
    if number % 13 == 12:
        return EXCUSES[number % 3]
    aspect = trade.plan.scheme.aspect[cell.aspect][2]
    if aspect.rule == "majority-placing":
        return place_for(trade, cell, number)
    assert aspect.lowest is not None and aspect.highest is not None
    low, high, step = Fraction(aspect.lowest), Fraction(aspect.highest), Fraction(aspect.step or 1)
    value = low + step * (number % 4 % (int((high - low) / step) + 1))
    return text(value)


def place_for(trade: Trade, cell: Cell, number: int) -> str:
    """The place that a judge who has put everybody of the field in the same one of all orders gives this entrant."""
    field = field_of(trade, cell)
    orders = list(permutations(range(1, len(field) + 1)))
    its = number * 5 + sum(map(ord, cell.judge + cell.aspect))
    return str(orders[its % len(orders)][field.index(cell.entrant)])


def field_of(trade: Trade, cell: Cell) -> list[str]:
    """Everybody who is in the cell's phase and ranked with its entrant."""
    section = trade.sections[cell.entrant]
    return [each for each in trade.index if trade.sections[each] == section and trade.takes_part(each, cell.phase)]


def held_by(trade: Trade, cell: Cell) -> int:
    """The line that holds a cell, 0 for none."""
    panel = trade.performances[cell.entrant, cell.phase].panels.get((cell.aspect, cell.item, cell.attempt))
    return panel.marks[cell.judge].seq if panel is not None and cell.judge in panel.marks else 0


def mark_for(trade: Trade, cell: Cell, number: int) -> MarkGiven:
    """A mark as a tablet sends it, superseding what the cell holds."""
    return MarkGiven(cell, value_for(trade, cell, number), held_by(trade, cell))

"""Every way in which a trade can still be marked to its end, one after the other: what certainty must equal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from fractions import Fraction
from itertools import product

from scoring.facts import Cell, MarkGiven
from scoring.lines import Line
from scoring.marks import check_value
from scoring.numbers import text
from scoring.placing import WAITING, give
from scoring.state import Trade
from tests.scoring.strategies import cells

EXCUSED = "absent"


def open_cells(trade: Trade) -> list[Cell]:
    """Cells that still owe a mark, and those of full panels whose marks settle nothing and are given anew."""
    return [cell for cell in cells(trade) if is_open(trade, cell)]


def is_open(trade: Trade, cell: Cell) -> bool:
    performance = trade.performances[cell.entrant, cell.phase]
    if (cell.aspect, cell.item) in performance.figures:
        return False
    panel = performance.panels.get((cell.aspect, cell.item, cell.attempt))
    return panel is None or cell.judge not in panel.values or panel.why not in WAITING


def allowed(trade: Trade, cell: Cell) -> list[str]:
    """Every value that the cell may be given: each on its step, and an excuse."""
    _, criterion, aspect = trade.plan.scheme.aspect[cell.aspect]
    assert aspect.lowest is not None and aspect.highest is not None
    low, high, step = Fraction(aspect.lowest), Fraction(aspect.highest), Fraction(aspect.step or "0.5")
    item = trade.plan.items_of(cell.phase, cell.entrant, criterion)[cell.item]
    values = (text(low + step * count) for count in range(int((high - low) / step) + 1))
    return [*(each for each in values if not list(check_value(trade.plan.scheme, aspect, item, each))), EXCUSED]


def ways(trade: Trade) -> int:
    """In how many ways the trade can be completed, settled or not."""
    count = 1
    for cell in open_cells(trade):
        count *= len(allowed(trade, cell))
    return count


def completions(trade: Trade) -> Iterator[Trade]:
    """The trade completed in every way that settles it: one trade, changed again and again."""
    completed = copied(trade)
    opened = open_cells(trade)
    seq = 1_000_000
    for values in product(*(allowed(trade, cell) for cell in opened)):
        for cell, value in zip(opened, values, strict=True):
            seq += 1
            put(completed, cell, value, seq)
        if completed.settled == completed.due:
            yield completed


def copied(trade: Trade) -> Trade:
    """The same once more, whose ties are asked of its own marks."""
    made = deepcopy(trade)
    made.count_places()
    return made


def put(trade: Trade, cell: Cell, value: str, seq: int) -> None:
    """Give one mark without a stream."""
    give(trade, cell, value, Line(seq, "2026-05-01T09:00:00.000000Z", "", "", MarkGiven(cell, value)))


def places(trade: Trade, phase: str) -> dict[str, int | None]:
    """Everybody's place in a phase."""
    return {trade.roster[each.entrant][0]: each.rank for each in trade.standing(phase)}


def extremes(trade: Trade, phase: str) -> dict[str, tuple[int, int]]:
    """Best and worst place of everybody over all completions."""
    found: dict[str, list[int]] = {}
    for completed in completions(trade):
        for entrant, rank in places(completed, phase).items():
            if rank is not None:
                found.setdefault(entrant, []).append(rank)
    return {entrant: (min(each), max(each)) for entrant, each in found.items()}


def phases(trade: Trade) -> Sequence[str]:
    """Phases that somebody has entered."""
    return [phase for phase, state in trade.phases.items() if state.entered is not None]

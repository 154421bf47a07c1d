"""Margins against a contest in which the marks are really given otherwise."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scoring.certainty.margins import EXCUSED, margins
from scoring.certainty.steps import beside
from scoring.facts import EXCUSES, Cell
from scoring.numbers import parse, text
from scoring.state import Trade
from tests.scoring.certainty.completing import copied, open_cells, phases, places, put
from tests.scoring.field import Contest
from tests.scoring.strategies import begin, cells, moves, run, settings_of, value_for

Changes = dict[str, int | None]


@st.composite
def marked(draw: st.DrawFn) -> Contest:
    """Marked to the end of what has been entered, as far as that can be settled."""
    contest = run(begin(draw(settings_of())), draw(moves(8)))
    trade, by = contest.state.trades["T"], draw(st.integers(0, 63))
    for round_ in range(3):
        for number, cell in enumerate(open_cells(trade)):
            put(trade, cell, value_for(trade, cell, by + round_ + (number if by % 2 else 0)), 1_000_000 + number)
    return contest


def really(trade: Trade, phase: str, marks: dict[Cell, str]) -> Changes | None:
    """Places that are others once these marks are given; None where something is not settled then."""
    other = copied(trade)
    for number, (cell, value) in enumerate(marks.items()):
        put(other, cell, value, 2_000_000 + number)
    if other.settled < trade.settled:
        return None
    before = places(trade, phase)
    return {each: place for each, place in places(other, phase).items() if place != before[each]}


@given(marked())
def test_margins_are_what_really_comes_of_other_marks(contest: Contest) -> None:
    trade = contest.state.trades["T"]
    for phase in phases(trade):
        found = margins(trade, phase)
        if found is None:
            continue
        assert found.complete
        flips = {each.entrant: each.flips for each in found.margins}
        for cell in (each for each in cells(trade) if each.phase in _read(trade, phase)):
            entrant = cell.entrant
            if trade.status_of(entrant, phase) or not trade.takes_part(entrant, phase):
                continue
            _, criterion, aspect = trade.plan.scheme.aspect[cell.aspect]
            value = (
                trade.performances[entrant, cell.phase].panels[cell.aspect, cell.item, cell.attempt].values[cell.judge]
            )
            item = trade.plan.items_of(cell.phase, entrant, criterion)[cell.item]
            reading = None if value in EXCUSES else parse(value)
            for after in () if reading is None else beside(trade.plan.scheme, aspect, item, reading):
                for other in really(trade, phase, {cell: text(after)}) or {}:
                    flips[other] -= 1
        assert set(flips.values()) <= {0}
        for left in found.judges:
            marks = {cell: EXCUSED for cell, value in _given(trade, phase, left.judge).items() if value not in EXCUSES}
            changes = really(trade, phase, marks)
            assert (changes is None) == bool(left.why)
            assert {entrant: place for entrant, _, place in left.places} == (changes or {})


def _read(trade: Trade, phase: str) -> list[str]:
    return [each for each in trade.phases if phase in trade.plan.dependents[each]]


def _given(trade: Trade, phase: str, judge: str) -> dict[Cell, str]:
    field = {each for each in trade.index if trade.takes_part(each, phase) and not trade.status_of(each, phase)}
    return {
        cell: trade.performances[cell.entrant, cell.phase].panels[cell.aspect, cell.item, cell.attempt].values[judge]
        for cell in cells(trade)
        if cell.judge == judge and cell.phase in _read(trade, phase) and cell.entrant in field
    }

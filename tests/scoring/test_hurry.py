"""Hurrying through lines changes nothing but when the work is done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import engine
from scoring.board import Board, view
from scoring.engine import apply, hurrying
from scoring.state import AUDIENCES, OVERVIEW, State
from tests.scoring.field import Contest, contest, single
from tests.scoring.strategies import Move, Setting, begin, moves, run, settings_of


def views(state: State) -> dict[tuple[str, str], Board]:
    return {(board, who): view(state, board, who) for board in (*state.trades, OVERVIEW) for who in AUDIENCES}


def compare(held: Contest, portion: int) -> None:
    """Portion by portion, hurrying comes to the same changes and views as taking line after line."""
    quick, slow = State(held.stream), State(held.stream)
    for start in range(0, len(held.lines), portion):
        lines = held.lines[start : start + portion]
        with hurrying(quick):
            changes = [apply(quick, line, held.contents) for line in lines]
        assert changes == [apply(slow, line, held.contents) for line in lines]
        assert views(quick) == views(slow)


@given(settings_of("a"), settings_of("b"), moves(), st.integers(1, 12))
def test_hurrying_comes_to_the_same_changes_and_views(
    setting: Setting, other: Setting, script: list[Move], portion: int
) -> None:
    compare(run(begin(setting, other), script), portion)


def settled_then_frozen() -> Contest:
    held = contest(single(), ["01", "02", "03"], {"P": ["J1"]})
    held.panel("P").gives(7).on("A1").to("01")
    held.panel("P").gives(8).on("A1").to("02")
    held.freeze()
    held.panel("P").gives(9).on("A1").to("03")
    return held


def test_a_freeze_in_the_middle_keeps_the_table_as_it_stood() -> None:
    compare(settled_then_frozen(), 100)


def test_work_that_is_never_caught_up_with_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    held = settled_then_frozen()
    monkeypatch.setattr(engine, "work_out", lambda trade: None)
    with pytest.raises((AssertionError, AttributeError)):
        compare(held, 100)

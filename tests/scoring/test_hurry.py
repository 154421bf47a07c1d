"""Hurrying through lines changes nothing but when the work is done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import engine
from scoring.boards import history as history_board
from scoring.boards.board import Board, view
from scoring.boards.derived import derived
from scoring.engine import apply, hurrying
from scoring.standings import history
from scoring.state import AUDIENCES, INSIDE, OVERVIEW, PUBLIC, State
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase, single
from tests.scoring.strategies import Move, Setting, begin, moves, run, settings_of

BOTH = (*PUBLIC, *INSIDE)


@pytest.fixture(autouse=True)
def few_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Places over time are sampled at versions 1, 2, 4, 8 …: what is between can wait."""
    monkeypatch.setattr(history, "MOST", 2)
    monkeypatch.setattr(history, "LEAST", 2)


def views(state: State) -> dict[tuple[str, str], Board]:
    found = {(board, who): view(state, board, who) for board in (*state.trades, OVERVIEW) for who in AUDIENCES}
    past = {(f"history:{id}", who): derived(state, f"history:{id}", who, {}) for id in state.trades for who in BOTH}
    return found | past


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


def test_what_waits_is_ranked_before_a_mark_that_a_tie_reads_becomes_another() -> None:
    """Else the place that the mark changes has changed before anybody counts it."""
    dances = [aspect(dance, "majority-placing", lowest="1", step="1") for dance in ("waltz", "tango")]
    stated = document(
        module("M", criterion("dances", *dances), criterion("C", aspect("style"))),
        phases=[phase("final", ties=[{"by": "skating-10"}, {"by": "skating-11"}])],
    )
    held = contest(stated, ["A", "B"], {"P": ["J1", "J2"]})
    for entrant, waltz, tango in (("A", 2, 1), ("B", 1, 2)):
        held.panel("P").gives(5, 5).on("style").to("A")
        held.panel("P").gives(waltz, waltz).on("waltz").to(entrant)
        held.panel("P").gives(tango, tango).on("tango").to(entrant)
    held.panel("P").gives(5, 5).on("style").to("B")
    held.judge("J1").gives("absent").on("waltz").to("A")
    compare(held, 100)


def test_who_hurries_puts_off_the_work_of_a_trade_that_was_open_before() -> None:
    held = contest(single(), ["01", "02"], {"P": ["J1"]})
    held.panel("P").gives(7).on("A1").to("01")
    trade = held.state.trades["T"]
    with hurrying(held.state):
        held.panel("P").gives(8).on("A1").to("02")
        assert (list(trade.late), trade.performances["02", "final"].total) == ([("02", "final")], None)
    assert not trade.late and trade.performances["02", "final"].total == 8


def test_work_that_is_never_caught_up_with_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    held = settled_then_frozen()
    for place in (engine, history_board):
        monkeypatch.setattr(place, "work_out", lambda trade: None)
    with pytest.raises((AssertionError, AttributeError)):
        compare(held, 100)

"""Places over time: what an audience saw of them while it saw it, at versions that a rule says."""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.boards import history as history_board
from scoring.boards.board import Board, diff, view
from scoring.boards.derived import derived, follows, parents
from scoring.engine import apply, hurrying, replay
from scoring.standings import history
from scoring.standings.history import CELLS, LEAST, MOST, History, Moment
from scoring.state import INSIDE, PUBLIC, State
from tests.scoring.field import Contest, aspect, contest, criterion, document, module
from tests.scoring.strategies import Move, Setting, begin, moves, play, run, settings_of

COUNTED = ("given", "asked")
"""What the house sees beside the table: it moves no place."""

Seen = tuple[Board, dict[str, Any]]
"""A board, and of its rows what is of the table."""


@pytest.fixture(autouse=True)
def few_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST", 4)
    monkeypatch.setattr(history, "LEAST", 4)


@pytest.fixture
def every_version(few_samples: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "LEAST", LEAST)


def past(state: State, audience: str = "public", trade: str = "T") -> Board:
    return derived(state, f"history:{trade}", audience, {})


def told(board: Board) -> list[tuple[dict[str, int | None], dict[str, list[str]]]]:
    return [(row["places"], row["by"]) for row in board.rows.values()]


def two_modules(**more: Any) -> Contest:
    """Three entrants: 01, 02 and 03 marked one after the other, each better than those before; module B is open."""
    stated = document(
        module("A", criterion("C", aspect("a", "one"))), module("B", criterion("D", aspect("b", "one"))), **more
    )
    held = contest(stated, ["01", "02", "03"], {"P": ["J1"]})
    for entrant, value in (("01", 5), ("02", 6), ("03", 7)):
        held.judge("J1").gives(value).on("a").to(entrant)
    return held


# --- laws -----------------------------------------------------------------------------------------------------------


def table(board: Board) -> Seen:
    rows = {id: {key: value for key, value in row.items() if key not in COUNTED} for id, row in board.rows.items()}
    return board, rows


def expected(boards: list[Seen], most: int = 4) -> list[tuple[str, dict[str, int | None]]]:
    """(time, places of those who moved) between the versions of a table that are multiples of the least power of two
    for which there are fewer than `most`, and the last."""
    every = 1
    while len(boards) >= most * every:
        every *= 2
    kept = [each for number, each in enumerate(boards, 1) if number % every == 0 or number == len(boards)]
    found, before = [], dict.fromkeys(boards[0][1])
    for board, rows in kept:
        now = {id: row["rank"] for id, row in rows.items()}
        if moved := {id: rank for id, rank in now.items() if before[id] != rank}:
            found.append((board.as_of, moved))
        before = now
    return found


@given(settings_of(), moves(16))
def test_a_history_is_what_the_boards_showed_at_the_versions_that_the_rule_says(
    setting: Setting, script: list[Move]
) -> None:
    held = begin(setting)
    boards = {audience: [table(view(held.state, "T", audience))] for audience in ("public", "office")}
    for number, fact in enumerate(play(held, script)):
        held.record(fact, tick=number % 2)
        for audience, known in boards.items():
            now = table(view(held.state, "T", audience))
            if (now[0].head, now[1]) != (known[-1][0].head, known[-1][1]):
                known.append(now)
    for audience, known in boards.items():
        found = past(held.state, audience)
        assert [(row["at"], row["places"]) for row in found.rows.values()] == expected(known)
        for row in found.rows.values():
            assert row["by"].keys() <= row["places"].keys()


@given(settings_of(), moves(), st.integers(1, 12))
def test_it_is_the_same_after_a_restart_and_in_portions(setting: Setting, script: list[Move], portion: int) -> None:
    held = run(begin(setting), script)
    portioned = State(held.stream)
    for start in range(0, len(held.lines), portion):
        with hurrying(portioned):
            for line in held.lines[start : start + portion]:
                apply(portioned, line, held.contents)
    again = replay(held.stream, held.lines, held.contents)
    for audience in (*PUBLIC, *INSIDE):
        assert past(held.state, audience) == past(again, audience) == past(portioned, audience)


@given(settings_of(), moves(16))
def test_a_history_and_what_changed_since_are_the_history_now(setting: Setting, script: list[Move]) -> None:
    held = begin(setting)
    before = {audience: past(held.state, audience) for audience in ("public", "office")}
    folded = copy.deepcopy(before)
    for number, fact in enumerate(play(held, script)):
        held.record(fact, tick=number % 2)
        for audience, kept in folded.items():
            now = past(held.state, audience)
            change = diff(before[audience], now) or {}
            assert not change or now.version > before[audience].version
            kept.head.update(copy.deepcopy(change.get("head", {})))
            for id in change.get("gone", ()):
                del kept.rows[id]
            for id, row in change.get("rows", {}).items():
                kept.rows.setdefault(id, {}).update(copy.deepcopy(row))
            assert kept.text() == now.text()
            before[audience] = now


# --- what is hidden -------------------------------------------------------------------------------------------------


def heard(*, hidden: bool) -> list[str]:
    """What the public is told of places over time, at every line that its board shows, with or without lines between
    them that it does not: marks of a panel that is not full, and marks given and taken back while the trade is
    frozen."""
    stated = document(module("A", criterion("C", aspect("a"))), module("B", criterion("D", aspect("b", "one"))))
    held = contest(stated, ["01", "02", "03"], {"P": ["J1", "J2"]})
    said: list[str] = []

    def out(entrant: str, value: int) -> None:
        if hidden:
            offer("a", entrant, value)

    def offer(id: str, entrant: str, value: int, judge: str = "J1") -> None:
        for fact in held.judge(judge).gives(value).on(id).facts(entrant):
            held.record(fact, tick=0)

    def shown(entrant: str, value: int) -> None:
        held.panel("P").gives(value, value).on("a").to(entrant)
        said.append(past(held.state).text())

    shown("01", 5)
    out("02", 9)
    shown("03", 6)
    held.freeze()
    said.append(past(held.state).text())
    for value in (9, 1, 8, 2, 5) if hidden else ():
        offer("a", "01", value)
        offer("a", "01", value, "J2")
        assert past(held.state).text() == said[-1]
    held.thaw()
    said.append(past(held.state).text())
    shown("02", 7)
    return said


def test_a_hidden_line_changes_no_byte_of_it_and_no_sample() -> None:
    assert heard(hidden=True) == heard(hidden=False)


def test_a_history_that_goes_on_while_the_board_is_frozen_is_seen_red(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard taken away: public and house keep one history."""
    monkeypatch.setattr(History, "fork", lambda self: self)
    with pytest.raises(AssertionError):
        assert heard(hidden=True) == heard(hidden=False)


@pytest.mark.usefixtures("every_version")
def test_the_house_sees_on_while_the_public_history_stands() -> None:
    held = two_modules()
    held.freeze()
    held.judge("J1").gives(9).on("b").to("01")
    assert told(past(held.state, "office"))[-1] == ({"01": 1, "03": 2, "02": 3}, {"01": ["B"]})
    assert told(past(held.state))[-1] == ({"03": 1, "02": 2, "01": 3}, {"03": ["A"]})
    held.thaw()
    assert told(past(held.state))[-1] == ({"01": 1, "03": 2, "02": 3}, {"01": ["B"]})


# --- what it tells --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("every_version")
def test_it_tells_who_moved_and_by_which_modules() -> None:
    held = two_modules()
    held.judge("J1").gives(1).on("b").to("01")
    held.out("03", "dnf")
    found = past(held.state)
    assert told(found) == [
        ({"01": 1}, {"01": ["A"]}),
        ({"02": 1, "01": 2}, {"02": ["A"]}),
        ({"03": 1, "02": 2, "01": 3}, {"03": ["A"]}),
        ({"01": 2}, {"01": ["B"]}),
        ({"02": 1, "01": 1, "03": None}, {}),
    ]
    assert [(id, row["position"]) for id, row in found.rows.items()] == [(str(at + 2), at) for at in range(5)]
    assert (found.as_of, found.rows["6"]["at"]) == (held.lines[-1].at,) * 2
    assert found.head == {"trade": "T", "phase": "final", "status": "open", "groups": {}}


def test_between_two_samples_everything_counts_that_moved_and_the_last_row_is_now() -> None:
    held = two_modules()
    held.judge("J1").gives(1).on("b").to("01")
    held.judge("J1").gives(9).on("b").to("02")
    held.judge("J1").gives(9).on("b").to("03")
    assert [row["at"] for row in past(held.state).rows.values()] == [held.lines[at].at for at in (2, 4, 6, 7)]
    assert told(past(held.state)) == [
        ({"01": 1}, {"01": ["A"]}),
        ({"03": 1, "02": 2, "01": 3}, {"02": ["A"], "03": ["A"]}),
        ({"02": 1, "03": 2}, {"02": ["B"]}),
        ({"03": 1, "02": 2}, {"03": ["B"]}),
    ]


def test_before_anybody_has_a_place_there_is_no_row() -> None:
    stated = document(module("A", criterion("C", aspect("a", "one"))))
    held = contest(stated, ["01", "02"], {"P": ["J1"]})
    assert past(held.state).rows == {}


def test_where_groups_are_apart_it_says_who_is_of_which() -> None:
    stated = document(module("A", criterion("C", aspect("a", "one"))), groups="apart")
    held = contest(stated, ["01", "02"], {"P": ["J1"]}, groups={"01": "x", "02": "y"})
    assert past(held.state).head["groups"] == {"01": "x", "02": "y"}


@pytest.mark.parametrize(("entrants", "most"), [(1, 256), (120, 256), (500, 64), (550, 58), (10_000, 32)])
def test_samples_are_bounded_and_fewer_where_entrants_are_many(
    entrants: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST", MOST)
    monkeypatch.setattr(history, "LEAST", LEAST)
    made = History(entrants)
    held: list[int] = []
    while len(held) < 4 * most:
        made.take(Moment(made.due, "", {}, dict))
        held.append(len(made.moments))
    assert max(held) < most and sorted(held[most:])[0] == most // 2
    assert most * entrants <= CELLS or most == LEAST
    versions = [each.version for each in made.moments]
    assert len({after - before for before, after in pairwise(versions)}) == 1, "they lie equally far apart"


@pytest.mark.parametrize(("entrants", "every"), [(1, 1), (63, 1), (64, 2), (127, 2), (128, 4), (10_000, 256)])
def test_where_entrants_are_many_not_every_version_is_kept(entrants: int, every: int) -> None:
    assert History(entrants).due == every


def test_it_moves_with_its_trade_alone() -> None:
    state = two_modules().state
    assert parents(state, "history:T") == ("T",)
    assert [follows("history:T", each) for each in ("T", "U", "figures:T", "overview")] == [True, False, False, False]


@pytest.mark.parametrize("id", ["history:U", "history:T:A", "history"])
def test_there_is_no_other_history(id: str) -> None:
    with pytest.raises(KeyError):
        derived(two_modules().state, id, "public", {})


def test_work_that_waits_is_done_before_a_sample_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a batch would remember places of before: seen red without it."""
    held = two_modules()
    monkeypatch.setattr(history_board, "work_out", lambda trade: None)
    again = replay(held.stream, held.lines, held.contents)
    assert past(again) != past(held.state)

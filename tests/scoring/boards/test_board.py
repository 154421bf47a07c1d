"""Boards: each audience sees what it may, and a view's version counts exactly the lines that changed what it shows."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from hypothesis import given

from scoring import changes
from scoring.boards import board
from scoring.boards.board import Board, diff, view
from scoring.engine import replay
from scoring.facts import EXCUSES, ClockJumped, Fact, MarkGiven, Recused
from scoring.lines import canonical
from scoring.sittings import RecusalLifted, SpreadReopened
from scoring.state import AUDIENCES, OVERVIEW, PUBLIC
from scoring.steps import Approved, HeldSetAside, Proposed, Rejected, SchemeAmended
from tests.scoring.boards.views import THREE, half_marked
from tests.scoring.field import Contest, Views, aspect, contest, criterion, document, module, phase, single
from tests.scoring.longway import LongWay, unlike
from tests.scoring.strategies import Move, Setting, begin, moves, play, run, settings_of


def at_every_line(held: Contest, script: list[Move], see: Callable[[Views, Views], None]) -> None:
    """Show `see` all views before and after each line of a script."""
    before = held.views()
    for number, fact in enumerate(play(held, script)):
        lines = len(held.lines)
        held.record(fact, tick=number % 2)
        after = held.views()
        see(before, after)
        if len(held.lines) > lines:
            assert held.moved == {key for key in after if after[key].version != before[key].version}
        before = after


# --- laws -----------------------------------------------------------------------------------------------------------


@given(settings_of("a"), settings_of("b"), moves(16))
def test_after_every_line_every_audience_sees_what_the_long_way_round_comes_to(
    setting: Setting, other: Setting, script: list[Move]
) -> None:
    held = Contest()
    way = LongWay(held)
    for trade, each in zip("TU", (setting, other), strict=True):
        held.open(each.document, each.entrants, each.seats, items=each.items, trade=trade, groups=each.groups)
        way.follow()
        assert unlike(held, way) == []
    for number, fact in enumerate(play(held, script)):
        if held.record(fact, tick=number % 2).status in ("accepted", "held"):
            way.follow()
            assert unlike(held, way) == [], fact


@given(settings_of("a"), settings_of("b"), moves())
def test_a_version_moves_by_one_if_and_only_if_what_is_shown_changed(
    setting: Setting, other: Setting, script: list[Move]
) -> None:
    def see(before: Views, after: Views) -> None:
        for key, now in after.items():
            changed = now.text() != before[key].text()
            assert now.version - before[key].version == int(changed), key
            assert changed or now.as_of == before[key].as_of, key

    at_every_line(begin(setting, other), script, see)


def test_a_round_that_begins_with_as_many_marks_as_the_last_one_had_shows_its_panels_nothing_new() -> None:
    """Found: the counts were taken before the mark and mended after it, and both times the panel's view moved."""
    stated = document(module("A", criterion("C", aspect("a", "one"))), phases=[phase("one"), phase("two")])
    held = contest(stated, ["01", "02"], {"P": ["J1"]})
    judge = held.judge("J1")
    judge.gives(5).on("a", phase="one").to("01")
    before = view(held.state, "T", "panel")
    judge.gives(5).on("a", phase="two").to("01")
    assert view(held.state, "T", "panel") == before


@given(settings_of("a"), settings_of("b"), moves())
def test_a_board_and_what_changed_since_are_the_board_now(setting: Setting, other: Setting, script: list[Move]) -> None:
    held = begin(setting, other)
    folded = copy.deepcopy(held.views())

    def see(before: Views, after: Views) -> None:
        for key, now in after.items():
            change = diff(before[key], now)
            assert (change is None) == (now.version == before[key].version)
            kept = folded[key]
            kept.head.update(copy.deepcopy((change or {}).get("head", {})))
            for id in (change or {}).get("gone", ()):
                del kept.rows[id]
            for id, row in (change or {}).get("rows", {}).items():
                kept.rows.setdefault(id, {}).update(copy.deepcopy(row))
            assert kept.text() == now.text()

    at_every_line(held, script, see)


@given(settings_of(), moves())
def test_public_and_hall_see_nothing_of_a_frozen_trade(setting: Setting, script: list[Move]) -> None:
    held = run(begin(setting), script)
    if held.state.trades["T"].kept is None:
        held.freeze()
    seen = {key: board for key, board in held.views().items() if key[1] in PUBLIC}
    for number, fact in enumerate(play(held, script)):
        if fact.kind not in ("revealed", "thawed"):
            held.record(fact, tick=number % 2)
            for key, before in seen.items():
                assert view(held.state, *key) == before


def about(held: Contest, fact: Fact) -> Fact:
    """The mark that a fact gives, corrects, admits or sets aside, proposals and what becomes of them included; any
    other fact itself."""
    if isinstance(fact, (Approved, Rejected)):
        return about(held, held.lines[fact.proposal - 1].fact)
    if isinstance(fact, Proposed):
        return about(held, held.proposed(fact))
    return about(held, held.lines[fact.line - 1].fact) if isinstance(fact, HeldSetAside) else held.effect(fact)


@given(settings_of(), moves())
def test_public_and_hall_see_nothing_of_marks_that_settled_nothing(setting: Setting, script: list[Move]) -> None:
    """The same contest without the marks of every panel that never settled, at the same times, is the same to them;
    until its scheme is amended or a judge recused, which keeps the signatures of complete sheets, or a spread among
    such marks is reopened."""
    setting.document["reveal"] = "settled"
    held = begin(setting)
    settled: set[tuple[str, str, str, str]] = set()
    for number, fact in enumerate(play(held, script)):
        if isinstance(held.effect(fact), SchemeAmended | Recused | RecusalLifted | SpreadReopened):
            break
        held.record(fact, tick=number % 2)
        settled |= {
            (entrant, where, item, id)
            for (entrant, where), performance in held.state.trades["T"].performances.items()
            for (id, item, _), panel in performance.panels.items()
            if not panel.why
        }
    hidden = [
        isinstance(mark := about(held, line.fact), MarkGiven)
        and (mark.cell.entrant, mark.cell.phase, mark.cell.item, mark.cell.aspect) not in settled
        for line in held.lines
    ]
    nothing = ClockJumped("2026-05-01T07:00:00.000000Z")
    without = replay(
        "event",
        [line._replace(fact=nothing) if hide else line for line, hide in zip(held.lines, hidden, strict=True)],
        held.contents,
    )
    for audience in PUBLIC:
        for name in ("T", OVERVIEW):
            assert view(without, name, audience) == held.board(audience, name)


@given(settings_of(), moves())
def test_hall_sees_what_the_public_sees(setting: Setting, script: list[Move]) -> None:
    held = run(begin(setting), script)
    for name in ("T", OVERVIEW):
        assert held.board("public", name).text() == held.board("hall", name).text()


# --- the filter, seen red -------------------------------------------------------------------------------------------


def frozen() -> Contest:
    held = contest(single("one"), ["01", "02"], {"P": ["J1"]})
    held.judge("J1").gives(5).on("A1").to("01")
    held.freeze()
    return held


def hidden(held: Contest) -> bool:
    """True where a mark leaves every byte of what public and hall see, its version and its time."""
    keys = [(name, audience) for name in ("T", OVERVIEW) for audience in PUBLIC]
    before = [view(held.state, *key) for key in keys]
    held.judge("J1").gives(9).on("A1").to("02")
    return [view(held.state, *key) for key in keys] == before


def test_a_mark_in_a_frozen_trade_changes_no_byte_version_or_time_of_public_and_hall() -> None:
    assert hidden(frozen())


def test_without_the_filter_a_hidden_mark_is_seen_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "PUBLIC", ())
    assert not hidden(frozen())


def test_a_version_that_counts_hidden_lines_is_seen_red(monkeypatch: pytest.MonkeyPatch) -> None:
    held = frozen()
    monkeypatch.setattr(changes, "PUBLIC", ())
    monkeypatch.setattr(changes, "INSIDE", AUDIENCES)
    assert not hidden(held)


def test_an_overview_without_the_filter_is_seen_red(monkeypatch: pytest.MonkeyPatch) -> None:
    held = frozen()
    monkeypatch.setattr(changes, "SEEN", changes.TABLE)
    assert not hidden(held)


# --- views and differences ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [("X", "public"), ("T", "press"), (OVERVIEW, "press")])
def test_a_board_or_audience_that_is_not_there_is_a_key_error(key: tuple[str, str]) -> None:
    with pytest.raises(KeyError):
        view(half_marked().state, *key)


def test_a_difference_holds_changed_keys_new_rows_and_those_gone() -> None:
    old = Board("T", "public", 1, "", {"a": 1, "b": 2}, {"01": {"x": 1, "y": 1}, "02": {"x": 2}, "03": {"x": 3}})
    new = Board(
        "T", "public", 2, "", {"a": 1, "b": 3, "c": 4}, {"01": {"x": 1, "y": 2}, "02": {"x": 2}, "04": {"x": 4}}
    )
    assert diff(old, new) == {"head": {"b": 3, "c": 4}, "rows": {"01": {"y": 2}, "04": {"x": 4}}, "gone": ["03"]}
    assert diff(old, old) is None


def test_a_row_that_has_lost_a_key_leaves_and_comes_back_whole() -> None:
    old = Board("T", "public", 1, "", {}, {"01": {"x": 1, "open": []}, "02": {"x": 2}})
    new = Board("T", "public", 2, "", {}, {"01": {"x": 1}, "02": {"x": 2}})
    assert diff(old, new) == {"rows": {"01": {"x": 1}}, "gone": ["01"]}


def test_no_board_shows_a_mark_before_its_panel_is_settled() -> None:
    """Whatever a judge gives, an excuse too, cannot be read from any board while the others have not given theirs."""
    texts: dict[str, set[str]] = {audience: set() for audience in AUDIENCES}
    for value in ("0", "9.5", "10", *EXCUSES):
        held = contest(single(), ["01", "02"], THREE)
        held.judge("J1").gives(value).on("A1").to("01")
        for audience, seen in texts.items():
            both = [held.board(audience, name) for name in ("T", OVERVIEW)]
            seen.add(canonical([[each.text(), each.version, each.as_of] for each in both]))
    assert {audience: len(seen) for audience, seen in texts.items()} == dict.fromkeys(AUDIENCES, 1)


def test_a_board_that_was_handed_out_is_not_changed_by_what_comes_later() -> None:
    held = half_marked()
    boards = held.views()
    texts = {key: board.text() for key, board in boards.items()}
    held.judge("J3").gives(9).on("a").to("02")
    held.freeze()
    held.out("01", "dsq")
    assert {key: board.text() for key, board in boards.items()} == texts

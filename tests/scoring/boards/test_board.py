"""Boards: each audience sees what it may, and a view's version counts exactly the lines that changed what it shows."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from hypothesis import given

from scoring import changes
from scoring.boards import board
from scoring.boards.board import Board, diff, table_digest, view
from scoring.engine import replay
from scoring.facts import EXCUSES, ClockJumped, Fact, MarkGiven
from scoring.lines import canonical
from scoring.state import AUDIENCES, OVERVIEW, PUBLIC
from scoring.steps import Approved, HeldSetAside, Proposed, Rejected, SchemeAmended
from tests.scoring.field import (
    Contest,
    Views,
    aspect,
    contest,
    criterion,
    document,
    module,
    phase,
    single,
)
from tests.scoring.longway import LongWay, unlike
from tests.scoring.strategies import Move, Setting, begin, moves, play, run, settings_of

THREE = {"P": ["J1", "J2", "J3"]}


def at_every_line(held: Contest, script: list[Move], see: Callable[[Views, Views], None]) -> None:
    """Show `see` all views before and after each line of a script."""
    before = held.views()
    for number, fact in enumerate(play(held, script)):
        lines = len(held.lines)
        held.record(fact, tick=number % 2)
        after = held.views()
        see(before, after)
        if len(held.lines) > lines:
            assert held.change.views == {key for key in after if after[key].version != before[key].version}
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
        if fact.kind != "thawed":
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
    until its scheme is amended, which keeps the signatures of complete sheets."""
    setting.document["reveal"] = "settled"
    held = begin(setting)
    settled: set[tuple[str, str, str, str]] = set()
    for number, fact in enumerate(play(held, script)):
        if isinstance(held.effect(fact), SchemeAmended):
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


# --- what each audience sees ----------------------------------------------------------------------------------------


def half_marked() -> Contest:
    """One entrant settled, one with two of three marks."""
    stated = document(module("A", criterion("C", aspect("a"))), phases=[phase("final")], decimals=1)
    held = contest(stated, ["01", "02"], THREE)
    held.panel("P").gives(8, 8, 9).on("a").to("01")
    held.panel("P").gives(9, 9).on("a").to("02")
    return held


def test_before_the_first_mark_everybody_is_there_without_a_place() -> None:
    held = contest(single(), ["01", "02"], THREE)
    assert held.board().version == 1
    assert held.board().head == {"trade": "T", "phase": "final", "status": "open", "entrants": 2, "owed": 2, "due": 2}
    assert held.row("02") == {
        "position": 1,
        "rank": None,
        "shared": False,
        "phase": "final",
        "total": None,
        "figures": {"A": None},
        "owed": 1,
        "status": "",
    }


def test_public_and_hall_see_settled_points_and_nothing_of_two_marks_out_of_three() -> None:
    held = half_marked()
    assert held.row("01")["total"] == "8.3"
    assert held.row("02") == held.row("02", "hall")
    assert (held.row("02")["total"], held.row("02")["owed"], held.row("02")["figures"]) == (None, 1, {"A": None})
    assert not {"given", "asked"} & held.row("02").keys()


def test_the_panel_sees_counts_and_no_points() -> None:
    held = half_marked()
    assert held.board("panel").head == {"trade": "T"}
    assert held.row("02", "panel") == {"position": 1, "status": "", "given": 2, "asked": 3}


@pytest.mark.parametrize("audience", ["chief", "office"])
def test_chief_and_office_see_the_table_and_the_counts(audience: str) -> None:
    held = half_marked()
    assert held.row("02", audience) == held.row("02") | {"given": 2, "asked": 3}


def test_who_is_out_is_asked_for_nothing_more() -> None:
    held = half_marked()
    held.out("02", "dsq")
    assert held.row("02", "panel") == {"position": 1, "status": "dsq", "given": 2, "asked": 0}


def test_a_contest_that_reveals_each_mark_shows_those_of_open_panels_and_their_revisions() -> None:
    stated = single("judgement", max="3") | {"reveal": "each mark"}
    held = contest(stated, ["01"], THREE)
    judge = held.judge("J1")
    judge.gives(3).on("A1").to("01")
    assert held.row("01")["open"] == [["A1", "", "1", "J1", "3"]]
    held.judge("J2").gives(0).on("A1").to("01")
    held.judge("J3").gives("lost").on("A1").to("01")
    version = held.board().version
    judge.gives(2).on("A1").to("01")
    assert held.row("01")["open"] == [
        ["A1", "", "1", "J1", "2"],
        ["A1", "", "1", "J2", "0"],
        ["A1", "", "1", "J3", "lost"],
    ]
    assert held.board().version == version + 1
    judge.gives(1).on("A1").to("01")
    assert (held.row("01")["open"], held.row("01")["total"]) == ([], "0.50")


def test_while_frozen_public_and_hall_keep_the_table_and_the_house_goes_on() -> None:
    held = half_marked()
    held.freeze()
    held.judge("J3").gives(9).on("a").to("02")
    assert [held.board(audience).head["status"] for audience in AUDIENCES if audience != "panel"] == ["frozen"] * 4
    assert (held.row("02")["total"], held.row("02", "chief")["total"]) == (None, "9.0")
    assert held.row("02", "panel")["given"] == 3
    held.finalise()
    assert (held.board().head["status"], held.board("office").head["status"]) == ("frozen", "frozen")
    held.thaw()
    assert (held.board().head["status"], held.row("02")["rank"]) == ("final", 1)


def test_what_a_freeze_states_is_the_digest_of_the_table_as_it_is() -> None:
    held = half_marked()
    assert table_digest(held.state.trades["T"]) == held.board().digest()
    held.freeze()
    assert table_digest(held.state.trades["T"]) != held.board().digest()


def test_a_carried_round_is_a_column_and_what_is_owed_there_is_owed_here() -> None:
    stated = document(
        module("A", criterion("C", aspect("a", "one"))),
        phases=[phase("one"), phase("two", modules=["A"], carry=[{"phase": "one", "weight": "0.5"}])],
    )
    held = contest(stated, ["01", "02"], {"P": ["J1"]})
    held.judge("J1").gives(7).on("a", phase="two").to("01", "02")
    held.judge("J1").gives(5).on("a", phase="one").to("02")
    assert (held.row("01")["figures"], held.row("01")["owed"]) == ({"one": None, "A": "7.00"}, 1)
    assert (held.row("02")["figures"], held.row("02")["total"]) == ({"one": "2.50", "A": "7.00"}, "9.50")


# --- the overview ---------------------------------------------------------------------------------------------------


def two_trades() -> Contest:
    held = Contest()
    held.open(single("one"), ["a1", "a2", "a3", "a4"], {"P": ["J1"]}, trade="A")
    held.open(single("one"), ["b1"], {"Q": ["K1"]}, trade="B")
    for entrant, mark in {"a1": 5, "a2": 7, "a3": 5, "a4": 5}.items():
        held.judge("J1").gives(mark).on("A1").to(entrant)
    return held


def test_before_any_trade_the_overview_is_empty() -> None:
    assert Contest().board(board=OVERVIEW) == Board(OVERVIEW, "public", 0, "", {"trades": []}, {})


def test_the_overview_names_the_first_three_of_each_trade_and_when_its_row_last_changed() -> None:
    held = two_trades()
    overview = held.board(board=OVERVIEW)
    assert overview.head == {"trades": ["A", "B"]}
    assert overview.rows["A"] == {
        "position": 0,
        "status": "open",
        "phase": "final",
        "entrants": 4,
        "owed": 0,
        "due": 4,
        "leaders": [
            {"entrant": "a2", "rank": 1, "total": "7.00"},
            {"entrant": "a1", "rank": 2, "total": "5.00"},
            {"entrant": "a3", "rank": 2, "total": "5.00"},
        ],
        "as_of": held.lines[-1].at,
    }
    assert (overview.rows["B"]["leaders"], overview.rows["B"]["as_of"]) == ([], held.lines[2].at)


def test_a_revision_below_the_leaders_leaves_the_overview_alone() -> None:
    held = two_trades()
    before = held.board(board=OVERVIEW)
    held.judge("J1").gives(3).on("A1").to("a4")
    assert held.board(board=OVERVIEW) == before
    held.judge("J1").gives(9).on("A1").to("a4")
    assert held.board(board=OVERVIEW).version == before.version + 1


def test_panels_see_of_the_overview_how_many_entrants_there_are_and_no_places() -> None:
    held = two_trades()
    overview = held.board("panel", OVERVIEW)
    assert overview.rows["A"] == {"position": 0, "entrants": 4, "as_of": held.lines[1].at}
    assert overview.version == 2


def test_a_frozen_trade_keeps_its_row_of_the_overview() -> None:
    held = two_trades()
    held.freeze("A")
    kept = held.board(board=OVERVIEW).rows["A"]
    held.judge("J1").gives(9).on("A1").to("a4")
    assert held.board(board=OVERVIEW).rows["A"] == kept
    assert kept["status"] == "frozen"
    assert held.board("office", OVERVIEW).rows["A"]["leaders"][0]["entrant"] == "a4"


def test_finalists_without_points_come_before_all_others_and_nobody_leads() -> None:
    stated = document(
        module("A", criterion("C", aspect("a", "one"))),
        phases=[phase("one"), phase("two", entry={"from": "one", "cut": "stated"})],
    )
    held = contest(stated, ["01", "02"], {"P": ["J1"]})
    held.judge("J1").gives(5).on("a").to("01", "02")
    held.advance("two", "02")
    assert held.order() == [("02", None), ("01", 2)]
    assert held.board(board=OVERVIEW).rows["T"]["leaders"] == []
    assert held.board(board=OVERVIEW).rows["T"]["phase"] == "two"


# --- going on -------------------------------------------------------------------------------------------------------


def three_rounds(*modules: str) -> Contest:
    """One round for all; a second, of these modules, and a third for who is named. Both are in the third."""
    stated = document(
        module("A", criterion("C", aspect("a", "one"))),
        module("B", criterion("D", aspect("b", "one"))),
        phases=[
            phase("one", modules=["A"]),
            phase("two", modules=list(modules), entry={"from": "one", "cut": "stated"}, carry=[{"phase": "one"}]),
            phase("three", modules=["B"], entry={"from": "one", "cut": "stated"}),
        ],
    )
    held = contest(stated, ["01", "02"], {"P": ["J1"]})
    held.judge("J1").gives(5).on("a").to("01", "02")
    held.advance("three", "01", "02")
    return held


def test_going_on_to_a_round_that_no_row_shows_is_seen_where_it_brings_more_to_mark() -> None:
    held = three_rounds("B")
    before = held.board()
    held.advance("two", "01")
    assert held.board().rows == before.rows
    assert (held.board().version, held.board().head["due"]) == (before.version + 1, before.head["due"] + 1)


def test_going_on_to_a_round_that_shows_nowhere_and_brings_nothing_is_seen_by_nobody() -> None:
    held = three_rounds()
    before = held.views()
    held.advance("two", "01")
    assert held.views() == before
    assert held.change.views == frozenset()


@pytest.mark.parametrize("status", ["dns", "dnf", "dsq"])
def test_a_finalist_who_is_out_stands_behind_all_who_did_not_reach_the_final(status: str) -> None:
    stated = document(
        module("A", criterion("C", aspect("a", "one"))),
        phases=[phase("one"), phase("two", entry={"from": "one", "cut": "stated"})],
    )
    held = contest(stated, ["01", "02", "03"], {"P": ["J1"]})
    for entrant, mark in (("01", 9), ("02", 8), ("03", 7)):
        held.judge("J1").gives(mark).on("a").to(entrant)
    held.advance("two", "01", "02")
    held.judge("J1").gives(5).on("a", phase="two").to("02")
    held.out("01", status, phase="two")
    assert held.order() == [("02", 1), ("03", 2), ("01", None)]


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

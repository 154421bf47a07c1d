"""What each audience sees of a trade and of the overview, and of whom goes on."""

from __future__ import annotations

import pytest

from scoring.boards.board import Board, table_digest
from scoring.state import AUDIENCES, OVERVIEW
from tests.scoring.boards.views import THREE, half_marked
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase, single


def test_before_the_first_mark_everybody_is_there_without_a_place() -> None:
    held = contest(single(), ["01", "02"], THREE)
    assert held.board().version == 1
    counts = {"entrants": 2, "owed": 2, "due": 2}
    assert held.board().head == {"trade": "T", "phase": "final", "status": "open", "order": "high", **counts}
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

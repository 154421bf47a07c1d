"""Boards that are worked out from exact figures: of teams, of overall prizes, of the latest marks."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.boards.board import Board
from scoring.boards.derived import derived, follows, is_derived, parents
from scoring.changes import LATEST
from scoring.state import PUBLIC
from tests.scoring.field import Contest, aspect, contest, criterion, document, module

TEAMS = {"01": "oak", "02": "oak", "03": "elm"}


def opened(**more: Any) -> Contest:
    """Three entrants in two teams, nobody marked."""
    stated = document(module("M", criterion("C", aspect("a", "one"))), **{"teams": {}, **more})
    held = Contest().open(stated, list(TEAMS), {"P": ["J1"]}, teams=TEAMS)
    held.prize("cup", points="total")
    return held


def marked(**more: Any) -> Contest:
    held = opened(**more)
    for entrant, value in (("01", 5), ("02", 2), ("03", 6)):
        held.judge("J1").gives(value).on("a").to(entrant)
    return held


def board(held: Contest, id: str, audience: str = "public") -> Board:
    return derived(held.state, id, audience, {})


def placed(found: Board) -> list[tuple[str, int | None, str | None]]:
    return [(id, row["rank"], row["total"]) for id, row in found.rows.items()]


def test_teams_stand_by_their_members_totals() -> None:
    found = board(marked(), "team:T")
    assert placed(found) == [("oak", 1, "7.00"), ("elm", 2, "6.00")]
    assert (found.rows["oak"]["counted"], found.rows["oak"]["members"]) == (2, 2)
    assert found.head == {"trade": "T", "phase": "final", "status": "open"}
    assert placed(board(opened(), "team:T")) == [("oak", None, None), ("elm", None, None)]


def test_a_total_that_no_table_shows_to_the_last_digit_moves_its_team() -> None:
    stated = document(module("M", criterion("C", aspect("a", "one", highest="10", step="0.01"))), teams={}, decimals=0)
    held = Contest().open(stated, list(TEAMS), {"P": ["J1"]}, teams=TEAMS)
    for entrant, value in (("01", "5.30"), ("02", "2.10"), ("03", "7")):
        held.judge("J1").gives(value).on("a").to(entrant)
    before, table = board(held, "team:T"), held.board()
    assert before.rows["oak"]["total"] == "7"
    held.judge("J1").gives("2.40").on("a").to("02")
    after = board(held, "team:T")
    assert held.board() == table, "on its own board nothing is to be seen of it"
    assert (after.rows["oak"]["total"], after.version) == ("8", before.version + 1)


def test_a_frozen_trade_keeps_its_teams_and_its_latest_marks_for_public_and_hall() -> None:
    held = marked()
    held.freeze()
    ids = ("team:T", "latest", "prize:cup")
    before = {(id, audience): board(held, id, audience) for id in ids for audience in PUBLIC}
    held.judge("J1").gives(9).on("a").to("03")
    assert {key: board(held, *key) for key in before} == before
    assert placed(board(held, "team:T", "office"))[0] == ("elm", 1, "9.00")
    assert board(held, "latest", "office").rows["T/final/03/a/"]["points"] == "9.00"
    assert board(held, "latest").rows["T/final/03/a/"]["points"] == "6.00"


def test_a_prize_is_withheld_from_the_public_while_one_of_its_trades_is_frozen() -> None:
    held = marked()
    assert placed(board(held, "prize:cup")) == [("oak", 1, "7.00"), ("elm", 2, "6.00")]
    assert board(held, "prize:cup").head["provisional"] == ["T"]
    held.freeze()
    shut = board(held, "prize:cup")
    assert (shut.rows, shut.head["withheld"], shut.head["provisional"]) == ({}, ["T"], [])
    assert len(board(held, "prize:cup", "office").rows) == 2
    held.thaw()
    held.finalise()
    final = board(held, "prize:cup")
    assert (final.head["status"], final.head["provisional"]) == ("final", [])


def test_points_of_places_are_shown_as_they_are_and_who_has_too_few_results_has_none() -> None:
    held = marked()
    held.prize("pot", points="place", of="team", table={"1": "3", "2": "1.5"}, least="2")
    assert placed(board(held, "prize:pot")) == [("oak", 1, "1.5"), ("elm", None, None)]


def test_the_latest_marks_stand_newest_first_with_total_and_place_now() -> None:
    held = marked()
    found = board(held, "latest")
    assert [row["entrant"] for row in found.rows.values()] == ["03", "02", "01"]
    assert (
        found.rows["T/final/01/a/"]
        | {
            "module": "M",
            "points": "5.00",
            "total": "5.00",
            "rank": 2,
            "position": 2,
        }
        == found.rows["T/final/01/a/"]
    )
    held.judge("J1").gives(8).on("a").to("01")
    again = board(held, "latest")
    assert next((row["entrant"], row["points"], row["rank"]) for row in again.rows.values()) == ("01", "8.00", 1)
    assert len(again.rows) == 3, "a place that has new points is there once"


def test_an_aspect_that_is_open_again_leaves_the_latest_marks() -> None:
    held = marked()
    held.judge("J1").gives("absent").on("a").to("03")
    assert "T/final/03/a/" not in board(held, "latest").rows


def test_no_more_are_remembered_than_are_shown() -> None:
    entrants = [f"{number:02}" for number in range(LATEST + 5)]
    held = contest(document(module("M", criterion("C", aspect("a", "one")))), entrants, {"P": ["J1"]})
    for entrant in entrants:
        held.judge("J1").gives(5).on("a").to(entrant)
    assert len(held.state.trades["T"].latest) == len(board(held, "latest").rows) == LATEST


@pytest.mark.parametrize("id", ["team:U", "team:T:x", "prize:mug", "figures:T"])
def test_there_is_no_other_board(id: str) -> None:
    with pytest.raises(KeyError):
        board(marked(), id)


def test_where_no_teams_are_ranked_there_is_no_board_of_them() -> None:
    held = contest(document(module("M", criterion("C", aspect("a", "one")))), ["01"], {"P": ["J1"]})
    with pytest.raises(KeyError):
        board(held, "team:T")


def test_while_codes_are_sealed_a_board_of_teams_says_that_it_is_withheld() -> None:
    held = marked()
    held.state.trades["T"].codes = {}
    found = board(held, "team:T")
    assert (found.head["withheld"], found.rows) == (["T"], {})


def test_exact_figures_move_what_is_worked_out_from_them() -> None:
    state = marked().state
    assert parents(state, "team:T") == ("T", "figures:T")
    assert parents(state, "latest") == ("T", "figures:T")
    assert parents(state, "prize:cup") == ("figures:T",)
    assert is_derived("latest")
    moved = [
        follows(id, "figures:T") for id in ("team:T", "team:U", "latest", "prize:cup", "module:T:M", "organisations")
    ]
    assert moved == [True, False, True, True, False, False]
    assert [follows(id, "T") for id in ("team:T", "latest", "prize:cup")] == [True, True, False]
    assert not follows("latest", "overview")

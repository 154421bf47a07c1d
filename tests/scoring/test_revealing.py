"""A ceremony in the core: what a step shows, what it leaves hidden, and what comes out in the end."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.boards.board import table_digest, view
from scoring.boards.derived import AUDIENCES as SEEING
from scoring.boards.derived import derived, follows
from scoring.engine import apply, replay
from scoring.facts import Frozen, Revealed, Thawed
from scoring.lines import Line
from scoring.problems import BrokenPromiseError
from scoring.procedure.revealing import shown_of
from scoring.state import INSIDE, OVERVIEW, PUBLIC
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase
from tests.scoring.strategies import Move, Setting, begin, moves, play, run, settings_of

PLACE = ("position", "rank", "shared", "shown")
DIGEST = "0" * 64


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row but for where it stands."""
    return {key: value for key, value in row.items() if key not in PLACE}


def hall(groups: str = "together") -> Contest:
    """Four entrants: 01 leads when the trade is frozen, 04 in the end; 02 and 03 share a place."""
    stated = document(
        module("A", criterion("C", aspect("a"))), module("B", criterion("D", aspect("b"))), phases=[phase("final")]
    )
    stated["groups"] = groups
    of = {"01": "red", "02": "red", "03": "blue", "04": "blue"}
    held = contest(stated, list(of), {"P": ["J1"]}, groups=of)
    for entrant, points in (("01", 8), ("02", 7), ("03", 7), ("04", 6)):
        held.judge("J1").gives(points).on("a").to(entrant)
    held.freeze()
    for entrant, points in (("01", 1), ("02", 3), ("03", 3), ("04", 9)):
        held.judge("J1").gives(points).on("b").to(entrant)
    return held


def reveal(held: Contest, *entrants: str) -> None:
    held.take(Revealed("T", entrants, table_digest(held.state.trades["T"])))


def ranks(held: Contest, board: str = "T", audience: str = "public") -> list[tuple[str, int | None]]:
    rows = (view(held.state, "T", audience) if board == "T" else derived(held.state, board, audience, {})).rows
    return [(id, rows[id]["rank"]) for id in sorted(rows, key=lambda each: int(rows[each]["position"]))]


# --- what a step shows ----------------------------------------------------------------------------------------------


def test_a_step_shows_the_final_row_of_its_entrants_and_takes_everybody_elses_place_away() -> None:
    held = hall()
    assert ranks(held) == [("01", 1), ("02", 2), ("03", 2), ("04", 4)]
    reveal(held, "01")
    assert ranks(held) == [("02", None), ("03", None), ("04", None), ("01", 4)]
    row = held.row("01")
    assert (row["rank"], row["total"], row["figures"], row["shown"]) == (4, "9.00", {"A": "8.00", "B": "1.00"}, True)
    hidden = held.row("04")
    assert (hidden["rank"], hidden["total"], hidden["figures"]["B"], hidden["shown"]) == (None, "6.00", None, False)
    assert held.board().head["status"] == "frozen"


def test_shared_places_are_shown_as_shared_and_the_last_step_leaves_only_what_was_withheld_beside() -> None:
    held = hall()
    reveal(held, "01")
    reveal(held, "02", "03")
    assert held.row("02")["shared"] and held.row("02")["rank"] == 2
    reveal(held, "04")
    assert ranks(held) == [("04", 1), ("02", 2), ("03", 2), ("01", 4)]
    assert shown_of(held.state.trades["T"]) == {"01", "02", "03", "04"}
    held.thaw()
    assert shown_of(held.state.trades["T"]) == frozenset()
    assert "shown" not in held.row("04")


def test_a_step_moves_public_and_hall_by_one_and_nobody_else() -> None:
    held = hall()
    before = {key: board.version for key, board in held.views().items()}
    reveal(held, "01")
    after = {key: board.version for key, board in held.views().items()}
    moved = {key for key, version in after.items() if version != before[key]}
    assert moved == held.change.views == {("T", "public"), ("T", "hall")}
    assert {after[key] - before[key] for key in moved} == {1}


def test_no_board_made_of_the_trade_gives_a_place_before_everybody_is_shown() -> None:
    held = hall()
    reveal(held, "01", "02")
    assert {rank for _, rank in ranks(held, "module:T:A")} == {None}
    assert {rank for _, rank in ranks(held, "group:T:blue")} == {None}
    assert ranks(held, "group:T:red") == [("02", 1), ("01", 2)], "all of the group are shown"
    reveal(held, "03", "04")
    assert ranks(held, "module:T:A")[0] == ("01", 1)
    assert ranks(held, "group:T:blue") == [("04", 1), ("03", 2)]


def test_groups_that_are_ranked_apart_are_revealed_apart() -> None:
    held = hall("apart")
    reveal(held, "01")
    reveal(held, "02")
    assert ranks(held) == [("02", 1), ("01", 2), ("03", None), ("04", None)]
    assert ranks(held, "group:T:red") == [("02", 1), ("01", 2)]


def test_the_rows_of_a_phase_that_began_behind_the_freeze_come_with_its_name() -> None:
    stated = document(
        module("A", criterion("C", aspect("a"))),
        module("B", criterion("D", aspect("b"))),
        phases=[phase("one", modules=["A"]), phase("two", modules=["B"], entry={"from": "one", "cut": 1})],
    )
    held = contest(stated, ["01", "02"], {"P": ["J1"]})
    held.freeze()
    for entrant, points in (("01", 8), ("02", 7)):
        held.judge("J1").gives(points).on("a", phase="one").to(entrant)
    held.advance("two", "01")
    held.judge("J1").gives(5).on("b", phase="two").to("01")
    assert held.board().head["phase"] == "one"
    reveal(held, "01")
    assert (held.board().head["phase"], held.row("01")["phase"], held.row("02")["phase"]) == ("two", "two", "one")


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "problems"),
    [
        (Revealed("X", ("01",), DIGEST), [("unknown-trade", "trade")]),
        (Revealed("T", ("01",), DIGEST), [("table-moved", "board")]),
        (Revealed("T", ("01",), "", "0"), [("other-rules", "rules")]),
        (Revealed("T", (), ""), [("empty-value", "entrants")]),
        (Revealed("T", ("01", "01"), ""), [("duplicate-id", "entrants")]),
        (Revealed("T", ("99",), ""), [("unknown-entrant", "entrants")]),
        (Revealed("T", ("02", "01"), ""), [("already-revealed", "entrants")]),
    ],
    ids=str,
)
def test_a_step_that_does_not_fit_is_refused(fact: Revealed, problems: list[tuple[str, str]]) -> None:
    held = hall()
    reveal(held, "02")
    stands = table_digest(held.state.trades["T"])
    stated = fact if fact.board else Revealed(fact.trade, fact.entrants, stands, fact.rules)
    assert [(each.code, each.where) for each in held.record(stated).problems] == problems


def test_nothing_is_revealed_of_a_trade_that_is_not_frozen() -> None:
    held = hall()
    held.thaw()
    step = Revealed("T", ("01",), table_digest(held.state.trades["T"]))
    assert [each.code for each in held.record(step).problems] == ["trade-not-frozen"]
    with pytest.raises(BrokenPromiseError, match="not frozen"):
        apply(held.state, Line(held.state.seq + 1, "", "", "", step), held.contents)


def test_marks_that_moved_the_table_ask_for_another_step_which_shows_everybody_revealed_as_they_now_stand() -> None:
    held = hall()
    step = Revealed("T", ("02", "03"), table_digest(held.state.trades["T"]))
    reveal(held, "01")
    held.penalty("01", "1")
    assert held.row("01")["total"] == "9.00", "as it was when it was shown"
    assert [each.code for each in held.record(step).problems] == ["table-moved"]
    reveal(held, "02", "03")
    assert held.row("01")["total"] == "8.00"


# --- laws -----------------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(settings_of(), moves(12), moves(12), st.lists(st.integers(1, 3), max_size=4))
def test_no_prefix_of_steps_shows_anything_of_who_is_not_revealed_and_the_end_is_the_plain_table(
    setting: Setting, before: list[Move], behind: list[Move], sizes: list[int]
) -> None:
    held = run(begin(setting), before)
    if held.state.trades["T"].kept is not None:
        held.thaw()
    held.freeze()
    frozen, others = held.board(), seen(held)
    for fact in play(held, behind):
        if not isinstance(fact, Frozen | Thawed | Revealed):
            held.record(fact)
    final = held.board("office").rows
    waiting = sorted(final, key=lambda each: -int(final[each]["position"]))
    while waiting:
        size = sizes.pop() if sizes else 1
        step, waiting = waiting[:size], waiting[size:]
        versions = {audience: held.board(audience).version for audience in SEEING}
        reveal(held, *step)
        assert {each: held.board(each).version - version for each, version in versions.items()} == {
            **dict.fromkeys(PUBLIC, 1),
            **dict.fromkeys(INSIDE, 0),
        }
        shows = held.board()
        assert sorted(row["position"] for row in shows.rows.values()) == list(range(len(shows.rows)))
        for entrant, row in shows.rows.items():
            if entrant in waiting:
                assert (plain(row), row["rank"], row["shared"]) == (plain(frozen.rows[entrant]), None, False)
            else:
                assert {key: final[entrant][key] for key in row if key != "shown"} | {"shown": True} == row
        assert seen(held) == others
    held.thaw()
    again = replay("event", held.lines, held.contents)
    office = {id: {key: row[key] for key in row if key not in ("given", "asked")} for id, row in final.items()}
    assert held.board().rows == office
    assert view(again, "T", "public") == held.board()


def seen(held: Contest) -> object:
    """What public and hall see of a frozen trade besides its own board."""
    boards = [view(held.state, OVERVIEW, audience) for audience in PUBLIC]
    parts = held.state.trades["T"].kept_parts
    return deepcopy((boards, parts))


def test_a_hub_looks_where_a_stage_may_have_moved() -> None:
    assert follows("ceremony:stage", "T")
    assert not follows("ceremony:stage", "figures:T")
    assert not follows("ceremony:stage", OVERVIEW)

"""Sheets: what a judge owes, in running order, and what she signs."""

from __future__ import annotations

import hashlib

from hypothesis import given

from scoring import sheets
from scoring.facts import Cell, MarkGiven
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase
from tests.scoring.strategies import Move, Setting, begin, moves, run, settings_of
from tests.scoring.strategies import cells as all_cells

STATED = document(
    module("A", criterion("C", aspect("a", panel="P"), aspect("b", panel="Q"))),
    module("D", criterion("dive", aspect("award", panel="P"), items=True)),
    phases=[phase("heat"), phase("final", entry={"from": "heat", "cut": "stated"})],
)
ITEMS = [("heat", "1", "R1", "dive", "", "", "", ""), ("heat", "1", "R2", "dive", "", "", "", "")]


def opened() -> Contest:
    return contest(STATED, ["1", "2"], {"P": ["J1", "J2"], "Q": ["J1"]}, items=ITEMS)


def cells(found: list[Cell]) -> list[tuple[str, str, str]]:
    return [(cell.entrant, cell.item, cell.aspect) for cell in found]


def test_a_judge_owes_every_aspect_of_her_panels_and_every_item() -> None:
    made = opened()
    assert cells(sheets.owed(made.state, "J1")) == [
        ("1", "", "a"),
        ("1", "", "b"),
        ("1", "R1", "award"),
        ("1", "R2", "award"),
        ("2", "", "a"),
        ("2", "", "b"),
    ]
    assert cells(sheets.owed(made.state, "J2")) == [
        ("1", "", "a"),
        ("1", "R1", "award"),
        ("1", "R2", "award"),
        ("2", "", "a"),
    ]
    assert sheets.owed(made.state, "J9") == []


def test_what_is_given_or_excused_is_owed_no_more() -> None:
    made = opened()
    made.judge("J2").gives(7).on("a").to("1")
    made.judge("J2").gives("absent").on("award", item="R2").to("1")
    assert cells(sheets.owed(made.state, "J2")) == [("1", "R1", "award"), ("2", "", "a")]


def test_who_is_out_or_did_not_go_on_owes_the_judge_nothing() -> None:
    made = opened()
    made.out("1", "dns")
    assert {cell.entrant for cell in sheets.owed(made.state, "J1")} == {"2"}
    made.advance("final", "2")
    assert [cell.phase for cell in sheets.owed(made.state, "J2")] == ["heat", "final"]


def test_a_sheet_holds_what_is_stored_sorted_by_cell() -> None:
    made = opened()
    made.judge("J1").gives("8.5").on("award", item="R2").to("1")
    made.judge("J1").gives(6).on("award", item="R1").to("1")
    made.judge("J1").gives("lost").on("b").to("1")
    assert sheets.sheet(made.state, "J1", "1", "heat") == [
        (["J1", "1", "heat", "", "b", "1"], "lost"),
        (["J1", "1", "heat", "R1", "award", "1"], "6"),
        (["J1", "1", "heat", "R2", "award", "1"], "8.5"),
    ]
    assert sheets.sheet(made.state, "J1", "1", "final") == []


def test_a_page_computes_the_digest_from_what_it_shows() -> None:
    pairs = [(["J1", "1", "heat", "", "a", "1"], "8.5")]
    text = '[[["J1","1","heat","","a","1"],"8.5"]]'
    assert sheets.sheet_digest(pairs) == hashlib.sha256(text.encode()).hexdigest()


@given(settings_of(), moves())
def test_sheets_hold_what_was_accepted_and_what_is_owed_is_the_rest(setting: Setting, script: list[Move]) -> None:
    held = run(begin(setting), script)
    stated = map(held.effect, held.accepted)
    plan = held.state.trades["T"].plan
    given_marks = {
        fact.cell: fact.value
        for fact in stated
        if isinstance(fact, MarkGiven)
        and fact.cell.judge
        in plan.seats(fact.cell.phase, plan.scheme.aspect[fact.cell.aspect][2], fact.cell.item, fact.cell.entrant)
    }
    seats = {(cell.judge, cell.entrant, cell.phase) for cell in given_marks}
    for judge, entrant, where in seats:
        pairs = [
            (cell.key(), value)
            for cell, value in given_marks.items()
            if (cell.judge, cell.entrant, cell.phase) == (judge, entrant, where)
        ]
        assert sheets.sheet(held.state, judge, entrant, where) == sorted(pairs)
    every = all_cells(held.state.trades["T"])
    owed = [cell for judge in dict.fromkeys(cell.judge for cell in every) for cell in sheets.owed(held.state, judge)]
    assert set(owed) == set(every) - set(given_marks)
    assert len(owed) == len(set(owed))

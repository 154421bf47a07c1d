"""A sheet becomes a scheme's document: sums compared, ids unique, days and sections known, and what was assumed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from competition.schemes.annex import Annex
from competition.schemes.sheets.rows import sheet
from competition.schemes.sheets.shaping import Shaped, shaped
from competition.schemes.sheets.workbook import grids
from scoring.advice.standard import Section, Standard
from scoring.scheme import read_scheme
from tests.competition.schemes.forms import SHEET, Form, J, M, bakery, book, cell_of, module_a


def made(content: bytes, **options: Any) -> Shaped:
    found, problems = grids("a.xlsx", content)
    assert problems == []
    read, problems = sheet(found)
    assert problems == []
    return shaped(read, **options)


def said(found: Shaped) -> list[tuple[str, str]]:
    return [(each.code, each.where.removeprefix(f"{SHEET}!")) for each in found.problems]


def test_a_scheme_in_order_is_one_that_can_be_read() -> None:
    found = made(bakery().book(), days=3)
    assert found.problems == []
    scheme, problems = read_scheme(found.document)
    assert problems == [] and scheme is not None
    assert [module.max for module in scheme.modules] == [Decimal(8), Decimal(12)]
    assert scheme.phases[0].max == Decimal(20) and scheme.aspect["B1.2"][2].measure == "graded"


def test_sections_and_days_go_into_the_annex() -> None:
    found = made(bakery().book())
    sections = (Section("1", "Organisation", Decimal(40)), Section("2", "Baking", Decimal(60)))
    assert found.annex.standard is not None and found.annex.standard.sections == sections
    assert found.annex.standard.aspects["B2.2"] == "2" and found.annex.days == {"A1": "1", "A2": "2", "B1": "2"}
    bare = made(book([["Sub Criterion ID", "Name", "Type", "Aspect", "Max"], ["A1", "B"], ["", "", "M", "W", 1]]))
    assert bare.annex == Annex()


def test_a_sheet_that_names_sections_without_listing_them_keeps_them() -> None:
    found = made(replace(bakery(), sections=()).book())
    assert found.annex.standard == Standard(
        (),
        {**{f"A1.{n}": "1" for n in (1, 2, 3)}, "A2.1": "1", "A2.2": "1"}
        | {"B1.1": "2", "B1.2": "2", "B1.3": "2", "B1.4": "2", "B2.1": "2", "B2.2": "2"},
    )


def test_module_a_declares_seventeen_and_its_aspects_add_up_to_less() -> None:
    found = made(module_a().book())
    assert said(found) == [("sheet-sum-differs", "K12"), ("sheet-sum-differs", "N14")]
    assert found.problems[0].facts == {"criterion": "A", "stated": "17", "sum": "16.75"}


def test_a_total_that_is_stated_must_be_the_sum() -> None:
    form = replace(bakery(), total=21)
    found = made(form.book())
    assert said(found) == [("sheet-total-differs", cell_of(form, 21))]
    assert found.problems[0].facts == {"criterion": "total", "stated": "21", "sum": "20"}


def test_sums_are_not_judged_where_a_mark_is_missing() -> None:
    form = bakery()
    found = made(form.book({cell_of(form, "Crumb", 10): "", cell_of(form, "Variety", 10): "２"}))
    assert said(found) == [
        ("sheet-mark-missing", cell_of(form, "Crumb", 10)),
        ("sheet-full-width", cell_of(form, "Variety", 10)),
    ]
    assert "max" not in found.document["modules"][1] and found.document["modules"][0]["max"] == "8"


@pytest.mark.parametrize(
    ("text", "column", "value", "code"),
    [
        ("A2", 0, "A1", "sheet-duplicate-id"),
        ("A2", 0, "A-2", "sheet-bad-id"),
        ("A2", 1, "", "sheet-name-missing"),
        ("A2", 2, "", "sheet-day-missing"),
        ("A2", 2, "9", "sheet-day-beyond"),
        ("Crumb", 4, "", "sheet-description-missing"),
        ("Crumb", 8, "", "sheet-section-missing"),
        ("Crumb", 8, "2, 3", "sheet-section-unknown"),
        ("Crumb", 3, "K", "sheet-unknown-type"),
    ],
)
def test_each_mistake_is_named_with_its_cell(text: str, column: int, value: str, code: str) -> None:
    form = bakery()
    cell = cell_of(form, text, column)
    assert (code, cell) in said(made(form.book({cell: value}), days=3))


def test_criteria_that_are_empty_or_not_listed_are_said() -> None:
    form = bakery()
    strange = made(form.book({cell_of(form, "B2"): "D1"}))
    assert ("sheet-criterion-unknown", cell_of(form, "B2")) in said(strange)
    listed = replace(form, criteria=(*form.criteria, ("C", "Sweets", 5)), parts={**form.parts, "C": {}})
    assert ("sheet-criterion-empty", cell_of(listed, 5)) in said(made(listed.book()))
    hollow = replace(form, parts={**form.parts, "A": {**form.parts["A"], ("A3", "Nothing"): ()}})
    assert ("sheet-part-empty", cell_of(hollow, "A3")) in said(made(hollow.book()))


def test_aspects_may_bear_ids_of_their_own() -> None:
    head = ["Sub Criterion ID", "Name", "Aspect ID", "Type", "Aspect", "Max", "Panel"]
    rows: list[list[Any]] = [
        head,
        ["A1", "Bread"],
        ["", "", "crust", "M", "Crust", 1, "tasters"],
        ["", "", "", "M", "Crumb", 1],
    ]
    found = made(book(rows), panel="bakers")
    aspects = found.document["modules"][0]["criteria"][0]["aspects"]
    assert [(each["id"], each["panel"]) for each in aspects] == [("crust", "tasters"), ("A1.2", "bakers")]
    rows[2][2] = "not an id"
    assert said(made(book(rows))) == [("sheet-bad-id", "C3")]


def test_the_same_id_at_two_aspects_names_the_first() -> None:
    head = ["Sub Criterion ID", "Name", "Aspect ID", "Type", "Aspect", "Max"]
    rows: list[list[Any]] = [head, ["A1", "Bread"], ["", "", "x", "M", "Crust", 1], ["", "", "x", "M", "Crumb", 1]]
    (problem,) = made(book(rows)).problems
    assert (problem.code, problem.where, problem.facts["other"]) == ("sheet-duplicate-id", f"{SHEET}!C4", f"{SHEET}!C3")


def test_what_the_sheet_does_not_say_is_listed() -> None:
    rows: list[list[Any]] = [
        ["Sub Criterion ID", "Name", "Type", "Aspect", "Max", "Mark"],
        ["A1", "Bread"],
        ["", "", "M", "Crust", 1],
    ]
    found = made(book(rows, hidden_columns="B:B", more={"Notes": [["x"]]}))
    assert [each.code for each in found.assumed] == [
        *("pass-fail", "sheet-not-read", "hidden-column", "column-ignored"),
        *("criteria-not-listed", "total-not-stated", "one-phase", "not-rounded"),
    ]
    hundred = Form((("A", "All", 100),), {"A": {("A1", "One"): (M("x", 60, ""), J("y", 40, ""))}})
    assert "total-not-stated" not in [each.code for each in made(hundred.book()).assumed]


def test_every_node_knows_its_cell() -> None:
    form = bakery()
    cells = made(form.book()).cells
    crust = "modules[B].criteria[B1].aspects[B1.3]"
    assert cells[crust] == f"{SHEET}!{cell_of(form, 'Crust')}"
    assert cells[f"{crust}.max"] == f"{SHEET}!{cell_of(form, 'Crust', 10)}"
    assert cells["modules[B].criteria[B1]"] == f"{SHEET}!{cell_of(form, 'B1')}"


def test_marks_of_a_section_may_be_shares() -> None:
    form = replace(bakery(), sections=((1, "Organisation", "40%"), (2, "Baking", "x")))
    found = made(form.book())
    assert said(found) == [("sheet-not-a-number", "I5")]
    assert found.annex.standard is not None and found.annex.standard.sections[0].marks == Decimal(40)

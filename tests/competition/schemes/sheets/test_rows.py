"""Rows become criteria, sub-criteria and aspects; what stands nowhere it could, or hides, is said."""

from __future__ import annotations

from typing import Any

import pytest

from competition.schemes.sheets.rows import sheet
from competition.schemes.sheets.said import Sheet
from competition.schemes.sheets.workbook import grids
from scoring.problems import Problem
from tests.competition.schemes.forms import CHINESE, ENGLISH, SHEET, bakery, book, cell_of

HEAD = ("Sub Criterion ID", "Name", "Aspect Type", "Aspect - Description", "Judg Score", "Extra", "Max Mark")


def read(content: bytes) -> tuple[Sheet, list[Problem]]:
    found, problems = grids("a.xlsx", content)
    assert problems == []
    return sheet(found)


def table(*rows: tuple[Any, ...], **options: Any) -> tuple[Sheet, list[Problem]]:
    """A sheet of these rows under a short line of headings."""
    return read(book([HEAD, *rows], name="S", **options))


def said(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(each.code, each.where) for each in problems]


def shape(made: Sheet) -> dict[str, dict[str, list[str]]]:
    """Descriptions by sub-criterion, by criterion."""
    return {
        letter: {part.id.text: [aspect.said("description").text for aspect in part.aspects] for part in criterion.parts}
        for letter, criterion in made.criteria.items()
    }


@pytest.mark.parametrize("headings", [ENGLISH, CHINESE])
def test_the_import_sheet_is_read_whole(headings: tuple[str, ...]) -> None:
    form = bakery()
    form.headings = headings
    made, problems = read(form.book())
    assert problems == [] and made.title == "47 Bakery" and made.listed
    assert shape(made) == {
        "A": {
            "A1": ["Bench is clean", "Tools laid out", "Order of work"],
            "A2": ["Oven gloves worn", "Knife is guarded"],
        },
        "B": {
            "B1": ["Weight of the loaf", "Volume", "Crust", "Crumb"],
            "B2": ["Look of the basket", "Variety"],
        },
    }
    crust, volume = made.aspects()[7], made.aspects()[6]
    assert [score.text for score, _ in crust.levels] == ["0", "1", "2", "3"]
    assert crust.levels[0][1].text == "Not there"
    assert [mark.text for _, mark in volume.steps] == ["0", "1", "2"] and volume.steps[2][0].text == "over 1.8 l"
    assert made.criteria["B"].mark.text == "12" and [each.text for each in made.criteria["B"].totals] == ["12"]
    assert made.total is not None and made.total.text == "20"


def test_every_text_knows_its_cell() -> None:
    form = bakery()
    made, _ = read(form.book())
    crust = made.aspects()[7]
    assert crust.said("description").cell == f"{SHEET}!{cell_of(form, 'Crust')}"
    assert crust.said("max").cell == f"{SHEET}!{cell_of(form, 'Crust', 10)}"
    assert crust.said("panel").cell == crust.cell


def test_a_list_may_repeat_the_sub_criterion_on_every_row() -> None:
    made, problems = table(
        ("A1", "Bread", "M", "Weight", "", "", 1),
        ("A1", "Bread", "M", "Volume", "", "", 1),
        ("A1", "", "M", "Look", "", "", 1),
    )
    assert problems == [] and shape(made) == {"A": {"A1": ["Weight", "Volume", "Look"]}}


def test_a_row_may_name_a_criterion_alone() -> None:
    made, problems = table(("A", "Bread"), ("A1", "Loaves"), ("", "", "M", "Weight", "", "", 1))
    assert problems == [] and shape(made) == {"A": {"A1": ["Weight"]}} and made.criteria["A"].name.text == "Bread"


def test_the_letter_over_a_block_serves_where_an_id_has_none() -> None:
    made, _ = read(book([(*HEAD, "Criterion B", "Total", 3), ("1", "Loaves"), ("", "", "M", "Weight", "", "", 3)]))
    assert shape(made) == {"B": {"1": ["Weight"]}}


def test_further_lines_belong_to_the_aspect_above() -> None:
    made, problems = table(
        ("A1", "Bread"), ("", "", "M", "Weight", "", "on the scale", 1), ("", "", "", "", "", "cold")
    )
    assert problems == [] and [each.text for each in made.aspects()[0].more] == ["cold"]


def test_a_score_may_stand_beside_any_text() -> None:
    made, problems = table(("A1", "Bread"), ("", "", "J", "Crust", "", "", 1), ("", "", "", "burnt", 0))
    assert problems == [] and made.aspects()[0].levels[0][1].text == "burnt"
    made, _ = table(("A1", "Bread"), ("", "", "J", "Crust", "", "", 1), ("", "", "", "", 0))
    assert made.aspects()[0].levels[0][1].text == ""


def test_sums_are_read_where_they_stand() -> None:
    made, problems = table(
        *(("A1", "Bread"), ("", "", "M", "Weight", "", "", 1), ("", "Total", "", "", "", "", 1)),
        *(
            ("B1", "Cake"),
            ("", "", "M", "Height", "", "", 2),
            ("", "Competition total", "", "", "", "", 3),
            ("", "Subtotal"),
        ),
    )
    assert problems == [] and [each.text for each in made.criteria["A"].totals] == ["1"]
    assert made.total is not None and made.total.text == "3" and made.criteria["B"].totals == []


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([("", "", "M", "Weight", "", "", 1)], ("sheet-aspect-alone", "S!D2")),
        ([("A1", "Bread"), ("", "", "", "", 0, "burnt")], ("sheet-level-alone", "S!E3")),
        ([("A1", "Bread"), ("", "", "", "", "", "", 3)], ("sheet-mark-alone", "S!G3")),
    ],
)
def test_what_hangs_in_the_air_is_said(rows: list[tuple[Any, ...]], problem: tuple[str, str]) -> None:
    _, problems = table(*rows)
    assert problem in said(problems)


def test_a_row_that_is_hidden_and_says_something_is_said() -> None:
    rows = (("A1", "Bread"), ("", "", "M", "Weight", "", "", 1), ())
    assert said(table(*rows, hidden=[3, 4])[1]) == [("sheet-hidden-row", "S!A3")]


def test_formulas_that_say_nothing_are_said() -> None:
    rows = (("A1", "Bread"), ("", "", "M", "Weight", "", "", "=1+1"), ("", "", "M", "Volume", "", "", "=1/0"))
    assert said(table(*rows)[1]) == [("sheet-formula-without-value", "S!G3"), ("sheet-formula-error", "S!G4")]


@pytest.mark.parametrize(("cells", "cell"), [("G3:G4", "S!G3"), ("C3:D3", "S!C3")])
def test_cells_merged_over_several_aspects_or_columns_are_said(cells: str, cell: str) -> None:
    rows = (("A1", "Bread"), ("", "", "M", "Weight", "", "", 1), ("", "", "M", "Volume", "", "", ""))
    changed = {cells.split(":")[0]: "M"}
    assert ("sheet-merged", cell) in said(table(*rows, changed=changed, merged=[cells])[1])


def test_names_merged_over_their_aspects_are_fine() -> None:
    rows = (("A1", "Bread", "M", "Weight", "", "", 1), ("", "", "M", "Volume", "", "", 1))
    made, problems = table(*rows, changed={"A2": "A1", "B2": "Bread"}, merged=["A2:A3", "B2:B3"])
    assert problems == [] and shape(made) == {"A": {"A1": ["Weight", "Volume"]}}


def test_columns_that_are_missing_hidden_or_there_twice_are_known() -> None:
    rows = [("Aspect - Description", "Type", "Judg Score", "Max Mark", "Mark"), ("Weight", "M", "", 1, "")]
    made, problems = read(book(rows, name="S", hidden_columns="C:C"))
    assert ("sheet-column-missing", "S!A1") in said(problems)
    assert made.hidden_columns == [("level", "S!C1")] and made.ignored == [("max", "S!E1")]


def test_sheets_without_headings_and_hidden_ones_are_not_read() -> None:
    rows = [HEAD, ("A1", "Bread"), ("", "", "M", "Weight", "", "", 1)]
    more: dict[str, Any] = {
        "Notes": [("Please read",)],
        "Old": rows,
        "B": [HEAD, ("B1", "Cake"), ("", "", "M", "Height", "", "", 1)],
    }
    made, problems = read(book(rows, name="S", more=more, hidden_sheets=["Old"]))
    assert problems == [] and made.unread == ["Old", "Notes"] and set(made.criteria) == {"A", "B"}


def test_a_file_without_any_headings_is_no_marking_scheme() -> None:
    assert said(read(book([("Please read",)], name="S"))[1]) == [("sheet-no-headings", "S")]
    assert said(table()[1]) == [("sheet-no-aspects", "S!A1")]

"""The tables above a scheme: criteria with their marks, sections of the standard with theirs."""

from __future__ import annotations

from typing import Any

import pytest

from competition.schemes.sheets.summaries import criteria, sections
from competition.schemes.sheets.workbook import Grid


def grid(*rows: tuple[Any, ...]) -> Grid:
    return Grid("S", tuple(tuple(map(str, row)) for row in rows))


def listed(*rows: tuple[Any, ...]) -> dict[str, tuple[str, str]]:
    found, _ = criteria(grid(*rows), len(rows))
    return {letter: (each.name.text, each.mark.text) for letter, each in found.items()}


@pytest.mark.parametrize(
    "rows",
    [
        [("Criteria",), ("ID", "Name", "", "Mark"), ("A", "Bread", "", 12), ("B", "Cake", "", 8)],
        [("编号", "名称", "分值"), ("模块A", "Bread", 12), ("Ｂ", "Cake", 8)],
        [("", "", "Criteria,", "Mark"), ("", "A", "Bread", 12), ("", "B", "Cake", 8)],
        [("Criterion", "Description", "Meas", "Judg", "Total"), ("A", "Bread", 4, 8, 12), ("B", "Cake", 8, 0, 8)],
    ],
)
def test_criteria_stand_in_many_tables(rows: list[tuple[Any, ...]]) -> None:
    assert listed(*rows) == {"A": ("Bread", "12"), "B": ("Cake", "8")}


def test_the_total_beneath_is_known_and_ends_nothing_else() -> None:
    rows = [("ID", "Name", "Mark"), ("A", "Bread", 12), ("", "Total", 20), ("Notes", "of the authors", "")]
    found, total = criteria(grid(*rows), len(rows))
    assert list(found) == ["A"] and total is not None and (total.text, total.cell) == ("20", "S!C3")


def test_a_criterion_without_a_name_and_one_that_stands_twice() -> None:
    assert listed(("ID", "Name", "Mark"), ("A", "", 12), ("A", "Again", 3)) == {"A": ("", "12")}
    assert listed(("Name", "Mark"), ("A", 12)) == {"A": ("", "12")}


def test_what_stands_below_the_headings_is_not_looked_at() -> None:
    assert criteria(grid(("ID", "Name", "Mark"), ("A", "Bread", 12)), 1)[0] == {}


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("Section", "WSSS Area", "", "WSSS Marks", "Aspect Marks"),
            (1, "Planning", "", 40, 38),
            (2, "Baking", "", 60, 62),
        ],
        [("章节", "标准", "权重"), (1, "Planning", 40), (2, "Baking", 60), ("", "合计", 100)],
        [("Section", "", "Relative importance (%)"), (), (1, "Planning", "40"), ("２", "Baking", "60")],
    ],
)
def test_sections_of_the_standard_stand_in_many_tables(rows: list[tuple[Any, ...]]) -> None:
    found = sections(grid(*rows), len(rows))
    assert [(each.id.text, each.name.text, each.marks.text) for each in found] == [
        ("1", "Planning", "40"),
        ("2", "Baking", "60"),
    ]


def test_the_table_of_sections_is_none_of_criteria() -> None:
    rows = [("ID", "Name", "Mark"), ("A", "Bread", 12), ("Section", "Name", "Marks"), ("B", "Planning", 40)]
    assert listed(*rows) == {"A": ("Bread", "12")}


def test_after_the_last_section_nothing_else_is_one() -> None:
    rows = [("Section", "Name", "Marks"), (1, "Planning", 40), ("Notes",), (2, "Another table", 9)]
    assert [each.id.text for each in sections(grid(*rows), len(rows))] == ["1"]

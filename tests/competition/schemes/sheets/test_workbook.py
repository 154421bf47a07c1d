"""A spreadsheet's cells as texts: numbers as Excel shows them, hidden things known, what is no workbook refused."""

from __future__ import annotations

import pytest

from competition.schemes.sheets import workbook
from competition.schemes.sheets.workbook import Grid, grids, pasted
from tests.competition.schemes.forms import book


def only(content: bytes, name: str = "a.xlsx") -> Grid:
    (grid,), problems = grids(name, content)
    assert problems == []
    return grid


def codes(name: str, content: bytes) -> list[tuple[str, str]]:
    found, problems = grids(name, content)
    assert found == []
    return [(each.code, each.where) for each in problems]


def test_numbers_are_what_excel_shows_of_them() -> None:
    grid = only(book([[0.1, 2, 0.30000000000000004, 1e-7, True, "x "]]))
    assert grid.rows == (("0.1", "2", "0.3", "1e-07", "TRUE", "x"),)


def test_a_cell_is_named_with_its_sheet() -> None:
    grid = only(book([["a"], [], ["b"]], name="评分表"))
    assert grid.where(2, 0) == "评分表!A3" and grid.at(2, 0) == "b" and grid.at(9, 9) == "" == grid.at(0, -1)


def test_what_excel_hides_is_known() -> None:
    grid = only(book([["a", "b", "c"], ["d"]], hidden=[2], hidden_columns="B:C"))
    assert grid.hidden_rows == {1} and grid.hidden_columns == {1, 2}


def test_formulas_without_a_value_and_errors_are_known() -> None:
    grid = only(book([["=1+1", "=1/0", "x"]]))
    assert grid.unvalued == {(0, 0)} and grid.failed == {(0, 1)}


def test_merged_cells_are_known() -> None:
    assert only(book([[], ["x"]], {"B2": "over two"}, merged=["B2:C3"])).merged == ((1, 1, 2, 2),)


def test_every_sheet_is_there_and_which_is_hidden() -> None:
    found, _ = grids("a.xlsx", book([["a"]], more={"Notes": [["b"]]}, hidden_sheets=["Notes"]))
    assert [(each.name, each.visible) for each in found] == [("CIS Marking Scheme Import", True), ("Notes", False)]


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04" + bytes(200), book([["a"]])[:900]])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    assert codes("a.xlsx", content) == [("sheet-unreadable", "a.xlsx")]


def test_an_old_or_locked_workbook_is_named_as_such() -> None:
    assert codes("a.xls", b"\xd0\xcf\x11\xe0" + bytes(600)) == [("sheet-old-format", "a.xls")]


def test_a_file_that_is_too_large_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST", 100)
    assert codes("a.xlsx", book([["a"]])) == [("sheet-too-large", "a.xlsx")]


def test_a_sheet_that_reaches_too_far_is_refused_before_it_is_made() -> None:
    assert codes("a.xlsx", book([["a"]], {"XFD9": "far"})) == [("sheet-too-wide", "a.xlsx")]
    assert codes("a.xlsx", book([["a"]], {"A9999": "deep"})) == [("sheet-too-wide", "a.xlsx")]
    assert codes("a.csv", b"a\n" * 6000) == [("sheet-too-wide", "a.csv")]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a,b\n1,"x, y"\n', (("a", "b"), ("1", "x, y"))),
        ("a;b\r\n1;2,5\r\n", (("a", "b"), ("1", "2,5"))),
        ('a\tb, c\n1\t"two\nlines"\n', (("a", "b, c"), ("1", "two\nlines"))),
    ],
)
def test_a_text_is_cut_at_the_sign_that_stands_between_its_cells(text: str, rows: tuple[tuple[str, ...], ...]) -> None:
    assert pasted(text, "pasted").rows == rows


def test_csv_may_be_in_the_code_of_chinese_windows() -> None:
    assert only("编号,分值\nA1,2\n".encode("gb18030"), "表.csv").rows[0] == ("编号", "分值")
    assert codes("a.csv", b"\x81\xff\xff") == [("file-not-text", "a.csv")]


def test_csv_that_cannot_be_cut_is_refused() -> None:
    assert codes("a.csv", b'"' + b"x" * 200_000) == [("sheet-unreadable", "a.csv")]

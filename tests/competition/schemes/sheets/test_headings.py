"""A line of headings is known by its words: in English and Chinese, of several years and countries, in any order."""

from __future__ import annotations

import pytest

from competition import words
from competition.schemes.sheets.headings import headings, named, plain
from competition.schemes.sheets.workbook import Grid
from competition.schemes.taken import COLUMNS
from tests.competition.schemes.forms import CHINESE, ENGLISH

ORDER = ("id", "name", "day", "type", "description", "level", "extra", "requirement", "section", "calculation", "max")


def grid(*rows: tuple[str, ...]) -> Grid:
    return Grid("S", rows)


@pytest.mark.parametrize("line", [ENGLISH, CHINESE])
def test_the_import_sheet_is_known_in_both_languages(line: tuple[str, ...]) -> None:
    assert tuple(map(named, line)) == ORDER


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("SubCriteriaID", "id"),
        ("Sub Criteria\n\nName or Description", "name"),
        ("Aspect\nType\nO = Obj\nS = Sub\nJ = Judg", "type"),
        ("Requirement\nor Nominal\nSize (Obj Only)", "requirement"),
        ("Judge Score", "level"),
        ("Extra Description (Meas) / Score Description (Judg)", "extra"),
        ("WSOS Section", "section"),
        ("ＭＡＸ　ＭＡＲＫ", "max"),
        ("Mark", "max"),
        ("配分", "max"),
        ("考核内容", "description"),
        ("子项编号", "id"),
        ("评分点编号", "aspect-id"),
        ("裁判组", "panel"),
        ("计分方式", "measure"),
        ("每处扣分", "each"),
        ("最多处数", "highest"),
        ("Total\nMark", ""),
        ("Criterion\nA", ""),
        ("Z-link", ""),
        ("", ""),
    ],
)
def test_words_of_other_sheets_are_known(heading: str, column: str) -> None:
    assert named(heading) == column


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_sheet_that_is_taken_out_can_be_read(lang: str) -> None:
    assert tuple(named(words.term("scheme-columns", each, lang)) for each in COLUMNS) == COLUMNS


def test_columns_may_stand_in_any_order_and_on_several_lines() -> None:
    mixed = ("Max Mark", "Aspect - Description", "Type", "Sub Criterion ID")
    first, second = headings(grid(("47 Bakery",), ENGLISH, ("A1", "x"), mixed))
    assert (first.row, second.row) == (1, 3)
    assert second.columns == {"max": 0, "description": 1, "type": 2, "id": 3} and second.missing == ()


def test_the_criterion_and_its_marks_may_stand_in_the_line() -> None:
    (line,) = headings(grid((*ENGLISH, "Criterion\nB", "Total\nMark", "12.5")))
    assert (line.letter, line.total) == ("B", 13)


def test_columns_that_a_scheme_needs_and_a_second_of_the_same_are_said() -> None:
    (line,) = headings(grid(("Aspect - Description", "Judg Score", "Max Mark", "Section", "Mark")))
    assert line.missing == ("id", "type") and line.ignored == ((4, "max"),)


def test_tables_of_criteria_and_texts_are_no_headings() -> None:
    assert (
        headings(grid(("ID", "Name", "Mark"), ("Section", "WSSS Area", "WSSS Marks"), ("Max mark per aspect",))) == []
    )


def test_signs_width_and_case_do_not_matter() -> None:
    assert plain("  Ｍax.\n Mark (Ｍ) ") == "max. mark m"

"""Single values of a sheet: what counts, and what is said of what does not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from competition.schemes.sheets.said import Said
from competition.schemes.sheets.values import DEDUCTING, day, name, number
from scoring.problems import Problem


def said(text: str) -> Said:
    return Said(text, "S!B2")


@pytest.mark.parametrize("text", ["0.5", "2", "16.75"])
def test_plain_numbers_above_nothing_are_marks(text: str) -> None:
    found: list[Problem] = []
    assert number(said(text), found) == Decimal(text) and found == []


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        ("", "sheet-mark-missing", {}),
        ("half", "sheet-not-a-number", {"value": "half"}),
        ("0,5", "sheet-not-a-number", {"value": "0,5"}),
        ("2024-01-02", "sheet-not-a-number", {"value": "2024-01-02"}),
        ("1e-07", "sheet-not-a-number", {"value": "1e-07"}),
        ("0", "sheet-not-positive", {"value": "0"}),
        ("-1", "sheet-not-positive", {"value": "-1"}),
    ],
)
def test_what_is_no_mark_is_said_with_its_cell(text: str, code: str, facts: dict[str, str]) -> None:
    found: list[Problem] = []
    assert number(said(text), found) is None and found == [Problem(code, "S!B2", facts)]


def test_a_mark_in_full_width_signs_is_said_and_counts_for_sums() -> None:
    found: list[Problem] = []
    assert number(said("０．５"), found) == Decimal("0.5")
    assert found == [Problem("sheet-full-width", "S!B2", {"value": "０．５", "plain": "0.5"})]


@pytest.mark.parametrize(
    ("text", "meant"),
    [("1", "1"), ("Day 2", "2"), ("C3", "3"), ("第4天", "4"), ("C-1", "-1"), ("C+1", "+1"), ("Any", ""), ("任意", "")],
)
def test_days_are_written_in_many_ways(text: str, meant: str) -> None:
    found: list[Problem] = []
    assert day(said(text), 4, found) == meant and found == []


@pytest.mark.parametrize(
    ("text", "code"), [("", "sheet-day-missing"), ("Tuesday", "sheet-bad-day"), ("5", "sheet-day-beyond")]
)
def test_what_is_no_day_of_the_contest_is_said(text: str, code: str) -> None:
    found: list[Problem] = []
    day(said(text), 4, found)
    assert [each.code for each in found] == [code]
    assert day(said("5"), 0, []) == "5"


@pytest.mark.parametrize(
    ("texts", "meant"),
    [
        (["Crust"], "Crust"),
        (["外皮\nCrust"], {"zh": "外皮", "en": "Crust"}),
        (["Crust\nand crumb"], "Crust and crumb"),
        (["外皮\n与内瓤"], "外皮 与内瓤"),
        (["Crust\nX\nY"], "Crust X Y"),
        ([" a \t b "], "a b"),
        (["外皮", "golden"], {"zh": "外皮", "en": "golden"}),
        ([], ""),
    ],
)
def test_a_chinese_line_above_another_is_a_name_in_both(texts: list[str], meant: Any) -> None:
    found: list[Problem] = []
    assert name([said(each) for each in texts], found) == meant and found == []


def test_signs_that_nobody_sees_are_said() -> None:
    found: list[Problem] = []
    assert name([said("a\u200bb")], found) == "a b"
    assert [(each.code, each.where) for each in found] == [("control-character", "S!B2")]


@pytest.mark.parametrize("text", ["minus 0.2 each", "每错一处扣0.5分", "-0.5 per error", "Deduct per mistake"])
def test_words_of_deduction_are_noticed(text: str) -> None:
    assert DEDUCTING.search(text)
    assert not DEDUCTING.search("450 g ± 10 g")

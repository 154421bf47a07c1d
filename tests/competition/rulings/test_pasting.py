from __future__ import annotations

import pytest

from competition.rulings.pasting import MOST_ROWS, decoded, read, seconds


def pairs(text: str) -> list[tuple[str, str]]:
    rows, problems = read(text)
    assert problems == []
    return [(row.who, row.value) for row in rows]


def codes(text: str) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in read(text)[1]]


@pytest.mark.parametrize("mark", ["\t", ",", ";", "，", "；", "  "])
def test_two_columns_are_number_and_value_however_they_are_parted(mark: str) -> None:
    assert pairs(f"01{mark}87.5\n02{mark}90\n") == [("01", "87.5"), ("02", "90")]


def test_a_whole_table_names_its_columns() -> None:
    assert pairs("序号,编号,姓名,成绩\n1,07,沈若兰,88\n2,08,何远,91\n") == [("07", "88"), ("08", "91")]
    assert pairs("Score;Name;Number\n88;Shen;07\n") == [("07", "88")]


def test_quotes_and_spaces_around_values_are_left_out() -> None:
    assert pairs('number,value\n" 07 ", "88"\n') == [("07", "88")]


def test_empty_lines_say_nothing_and_rows_keep_their_line() -> None:
    rows, _ = read("\n01\t5\n\n\t\n02\t6\n")
    assert [(row.line, row.who) for row in rows] == [(2, "01"), (5, "02")]


def test_who_did_not_sit_the_paper_is_said_in_either_language() -> None:
    assert pairs("01\t缺考\n02\tabsent\n03\t弃权") == [("01", "absent"), ("02", "absent"), ("03", "abstained")]


def test_a_row_without_number_or_value_is_a_problem_of_its_line() -> None:
    assert codes("01\t5\n02\t\n\t7") == [("row-incomplete", "2"), ("row-incomplete", "3")]


def test_columns_that_cannot_be_told_are_asked_for() -> None:
    assert codes("1,07,88\n2,08,91") == [("columns-unclear", "")]
    assert codes("07") == [("columns-unclear", "")]


@pytest.mark.parametrize("text", ["", " \n\t\n", "number,value\n"])
def test_nothing_is_said_to_be_nothing(text: str) -> None:
    assert codes(text) == [("nothing-pasted", "")]


def test_too_many_rows_are_refused_at_once() -> None:
    assert codes("1\t1\n" * (MOST_ROWS + 1)) == [("too-many-rows", "")]


def test_a_file_is_utf_8_with_or_without_its_mark_or_gb18030() -> None:
    assert decoded("编号,成绩".encode("utf-8-sig")) == "编号,成绩"
    assert decoded("编号,成绩".encode("gb18030")) == "编号,成绩"
    assert decoded(b"\xff\xff\xff") is None


@pytest.mark.parametrize(
    ("written", "stated"),
    [
        ("1:23.45", "83.45"),
        ("0:05", "5"),
        ("1:02:03", "3723"),
        ("12.85", "12.85"),
        ("1:75", "1:75"),
        ("1:2", "1:2"),
        ("absent", "absent"),
    ],
)
def test_a_time_as_on_a_clock_is_seconds_and_anything_else_stays(written: str, stated: str) -> None:
    assert seconds(written) == stated

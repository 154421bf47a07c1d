"""Number schemes: what a pattern comes to, everything that can be wrong with one, and that no two numbers are alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.numbering import LONGEST, SCHEMES, Numbers, Series, fits, read_numbers

PATTERNS = {
    "national-22": "S000032000123{yy}{level}{running}",
    "national-top": "TJ00003200012326{running:6}00",
    "r-20": "RGN320100001{yy}{level}{running}",
    "qualification-16": "{yy}32010001{level}{running}",
    "own": "YZ-{year}-{running:5}",
}
NUMBERS = {
    "national-22": "S000032000123263000042",
    "national-top": "TJ00003200012326000042" + "00",
    "r-20": "RGN32010000126300042",
    "qualification-16": "2632010001300042",
    "own": "YZ-2026-00042",
}


def made(scheme: str, pattern: str) -> Numbers:
    found = read_numbers(scheme, pattern)
    assert isinstance(found, Numbers), found
    return found


def codes(scheme: str, pattern: str) -> list[tuple[str, str]]:
    found = read_numbers(scheme, pattern, "numbers.grade")
    assert not isinstance(found, Numbers)
    return [(each.code, each.where) for each in found]


def test_what_each_scheme_makes() -> None:
    patterns = PATTERNS | {"national-top": "TJ000032000123{running}26"}
    numbers = NUMBERS | {"national-top": "TJ00003200012300004226"}
    assert set(patterns) == set(SCHEMES)
    for scheme, pattern in patterns.items():
        assert made(scheme, pattern).series("2026", "3").number(42) == numbers[scheme]
        assert fits(scheme, numbers[scheme])
        assert not fits(scheme, numbers[scheme] + "0" * LONGEST)
    assert not fits("none", "S000032000123263000042")


def test_the_example_that_the_rule_prints_with_its_site_filled_in() -> None:
    assert fits("national-22", "Y000123456789195000001")
    assert not fits("national-22", "Y000123456789196000001")
    assert not fits("national-22", "Z000123456789195000001")


@pytest.mark.parametrize(
    ("scheme", "pattern", "expected"),
    [
        ("national-23", "{running}", [("unknown-choice", "numbers.grade.scheme")]),
        ("national-22", "S000032000123{yy}{level}", [("running-once", "numbers.grade.pattern")]),
        ("own", "A{running:3}{running:3}", [("running-once", "numbers.grade.pattern")]),
        ("own", "AB-{running}", [("running-open", "numbers.grade.pattern")]),
        ("national-22", "S000032000123{yy}{level}{running:5}", [("running-width", "numbers.grade.pattern")]),
        ("national-22", "S000032000123{yy}3{running}", [("level-once", "numbers.grade.pattern")]),
        ("national-22", "S00003200012{yy}{level}{running}", [("number-form", "numbers.grade.pattern")]),
        ("own", "ab{running:3}", [("number-form", "numbers.grade.pattern")]),
        ("own", "A" * 39 + "{running:3}", [("number-form", "numbers.grade.pattern")]),
        ("own", "A{day}{running:3}", [("unknown-part", "numbers.grade.pattern")]),
        (
            "national-22",
            "S{town}{running:7}",
            [
                ("unknown-part", "numbers.grade.pattern"),
                ("running-width", "numbers.grade.pattern"),
                ("level-once", "numbers.grade.pattern"),
            ],
        ),
    ],
)
def test_everything_that_is_wrong_with_a_pattern(scheme: str, pattern: str, expected: list[tuple[str, str]]) -> None:
    assert codes(scheme, pattern) == expected


def test_where_a_problem_stands_when_nothing_is_said_of_that() -> None:
    found = read_numbers("none", "")
    assert not isinstance(found, Numbers)
    assert [each.where for each in found] == ["scheme"]


def test_a_width_that_is_stated_may_be_that_of_the_scheme() -> None:
    assert made("national-22", "S000032000123{yy}{level}{running:6}").series("2026", "5").number(1)[-6:] == "000001"


@pytest.mark.parametrize("running", [0, 1000])
def test_a_series_has_no_other_running_numbers(running: int) -> None:
    with pytest.raises(ValueError, match="3 digits"):
        Series("A", "B", 3).number(running)


@given(st.text(alphabet="AZ09az{}-:runigylev年 ", max_size=30), st.sampled_from([*SCHEMES, "none"]))
def test_no_pattern_ends_in_an_exception_and_what_is_taken_makes_numbers_that_fit(pattern: str, scheme: str) -> None:
    found = read_numbers(scheme, pattern)
    if isinstance(found, Numbers):
        series = found.series("2031", "1")
        numbers = {series.number(running) for running in (1, 2, 10**series.width - 1)}
        assert len(numbers) == 3
        assert all(fits(scheme, each) for each in numbers)
    else:
        assert found

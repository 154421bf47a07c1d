"""Panel rules, with the worked cases of the field."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.nodes import Aspect
from scoring.numbers import Exact, Rounding, rounded, shown, text, total
from scoring.panels import RULES
from tests.scoring.field import scheme, single


def aspect(rule: str, **settings: object) -> Aspect:
    stated = single(rule, **settings)
    return scheme(*stated["modules"]).aspect["A1"][2]


def points(rule: str, *marks: str, **settings: object) -> Exact:
    return RULES[rule].value([Decimal(mark) for mark in marks], aspect(rule, **settings))


def blocked(rule: str, *marks: str, **settings: object) -> str:
    return RULES[rule].blocks([Decimal(mark) for mark in marks], aspect(rule, **settings))


def test_one_is_the_mark_itself_and_two_marks_are_too_many() -> None:
    assert points("one", "7.25") == Decimal("7.25")
    assert blocked("one", "7.25") == ""
    assert blocked("one", "7", "7") == "too-many-marks"


def test_the_mean_keeps_every_digit() -> None:
    assert points("mean", "8", "9", "9") == Fraction(26, 3)
    assert blocked("mean", "8", "1") == ""


@pytest.mark.parametrize(
    ("marks", "middle"), [(("3", "1", "2"), "2"), (("4", "1", "2", "3"), "2.5"), (("7",), "7"), (("1", "2"), "1.5")]
)
def test_the_median(marks: tuple[str, ...], middle: str) -> None:
    assert points("median", *marks) == Decimal(middle)


def test_the_sum() -> None:
    assert points("sum", "3", "1.5", "2") == Decimal("6.5")


def test_one_highest_and_one_lowest_are_dropped_and_the_rest_averaged() -> None:
    trim = {"drop_high": 1, "drop_low": 1, "highest": "100"}
    assert points("trimmed-mean", "85", "88", "90", "91", "95", **trim) == Fraction(269, 3)
    assert shown(points("trimmed-mean", "85", "88", "90", "91", "95", **trim), 2) == "89.67"
    assert points("trimmed-mean", "90", "90", "90", "90", "90", **trim) == 90
    assert points("trimmed-mean", "70", "95", "80", **trim) == points("median", "70", "95", "80", highest="100")


def test_a_trimmed_sum_may_drop_more_on_either_side() -> None:
    seven = ("9", "8.5", "8.5", "8", "8", "7.5", "10")
    assert points("trimmed-sum", *seven, drop_high=2, drop_low=2) == Decimal("25")
    assert points("trimmed-sum", *seven, drop_high=0, drop_low=1) == Decimal("52")


@pytest.mark.parametrize("rule", ["trimmed-mean", "trimmed-sum"])
def test_a_trimmed_panel_needs_more_marks_than_it_drops(rule: str) -> None:
    assert blocked(rule, "8", "9", drop_high=1, drop_low=1) == "too-few-marks"
    assert blocked(rule, "8", "9", "9", drop_high=1, drop_low=1) == ""


@pytest.mark.parametrize(
    ("marks", "most", "exact", "shows"),
    [
        (("2", "2", "1"), "1.50", Fraction(5, 6), "0.83"),
        (("3", "3", "2"), "2.00", Fraction(16, 9), "1.78"),
        (("0", "0", "0"), "1.50", Fraction(0), "0.00"),
        (("3", "3", "3"), "0.75", Fraction(3, 4), "0.75"),
        (("2",), "0.50", Fraction(1, 3), "0.33"),
        (("1",), "0.25", Fraction(1, 12), "0.08"),
    ],
)
def test_judgement_is_a_third_of_the_mean_of_the_most(
    marks: tuple[str, ...], most: str, exact: Fraction, shows: str
) -> None:
    worth = points("judgement", *marks, max=most)
    assert worth == exact
    assert shown(worth, 2) == shows


def test_three_thirds_of_a_quarter_are_a_quarter_unless_each_is_rounded_first() -> None:
    third = points("judgement", "1", max="0.25")
    assert text(total([third, third, third])) == "0.25"
    assert text(total([rounded(third, Rounding(2))] * 3)) == "0.24"


def test_a_majority_is_more_than_half_of_the_marks_given() -> None:
    assert [blocked("majority", *marks) for marks in (("1", "0"), ("1", "0", "2"), ("1", "1", "0", "0"))] == [
        "no-majority"
    ] * 3
    assert [blocked("majority", *marks) for marks in (("1",), ("1", "1", "0"), ("1", "1", "1", "0"))] == [""] * 3
    assert points("majority", "0", "1", "1") == 1


def test_a_spread_over_the_limit_settles_nothing() -> None:
    assert blocked("judgement", "3", "1", "2", max="1") == "spread"
    assert blocked("judgement", "3", "2", "2", max="1") == ""
    assert blocked("judgement", "3", "1", "2", max="1", spread=2) == ""


@given(st.lists(st.integers(0, 20), min_size=3, max_size=9), st.randoms())
def test_no_rule_looks_at_the_order_of_marks(halves: list[int], random: object) -> None:
    marks: list[Exact] = [Decimal(each) / 2 for each in halves]
    mixed = list(marks)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    for rule in ("mean", "median", "sum"):
        assert RULES[rule].value(marks, aspect(rule)) == RULES[rule].value(mixed, aspect(rule))
    trimmed = aspect("trimmed-sum", drop_high=1, drop_low=1)
    assert RULES["trimmed-sum"].value(marks, trimmed) == RULES["trimmed-sum"].value(mixed, trimmed)

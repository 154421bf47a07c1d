"""What one mark is worth, and what several attempts come to."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.items import Item
from scoring.measures import combined, converted, table_for, worth
from scoring.nodes import Attempts, Linear, Lookup, Scheme, Tolerance
from scoring.numbers import Exact, Rounding
from tests.scoring.field import aspect, contest, criterion, module, scheme, single

ROWS = tuple((Decimal(at), Decimal(points)) for at, points in [("1", "10"), ("2", "6"), ("5", "0")])
GRADES = {"kind": "lookup", "rows": [["1", "2"], ["2", "1.5"], ["3", "0"]]}
DEVIATIONS = [["0.02", "5"], ["0.05", "3"], ["0.1", "1"]]
NEAR = {"kind": "tolerance", "point": "20", "rows": DEVIATIONS}


@pytest.mark.parametrize(
    ("match", "reading", "points"),
    [
        ("exact", "2", "6"),
        ("exact", "3", None),
        ("exact", "9", None),
        ("floor", "4.9", "6"),
        ("floor", "5", "0"),
        ("floor", "0.5", None),
        ("ceiling", "1.1", "6"),
        ("ceiling", "0", "10"),
        ("ceiling", "5.1", None),
    ],
)
def test_a_lookup_finds_the_row_or_says_what_stands_for_none(match: str, reading: str, points: str | None) -> None:
    found = converted(Lookup("S", match, ROWS), Decimal(reading))
    assert found == (None if points is None else Decimal(points))
    other = converted(Lookup("S", match, ROWS, Decimal("-1")), Decimal(reading))
    assert other == (Decimal("-1") if points is None else Decimal(points))


@pytest.mark.parametrize(
    ("distance", "points"), [("197.5", "135.0"), ("100", "18.0"), ("60", "-30.0"), ("125.26", "48.3")]
)
def test_a_linear_rule_counts_from_its_point_and_may_end_below_nothing(distance: str, points: str) -> None:
    hill = Linear("hill", Decimal("120"), Decimal("185"), Decimal("1.2"), Rounding(1))
    assert converted(hill, Decimal(distance)) == Decimal(points)


def test_a_linear_rule_without_rounding_keeps_every_digit() -> None:
    assert converted(Linear("h", Decimal(0), Decimal(0), Decimal("0.125"), None), Decimal("0.1")) == Decimal("0.0125")


@pytest.mark.parametrize(
    ("reading", "points"),
    [
        ("20", "5"),
        ("20.02", "5"),
        ("19.98", "5"),
        ("20.03", "3"),
        ("19.9", "1"),
        ("20.1", "1"),
        ("20.11", "0"),
        ("0", "0"),
    ],
)
def test_a_tolerance_gives_the_points_of_the_first_deviation_that_is_not_smaller(reading: str, points: str) -> None:
    rows = tuple((Decimal(deviation), Decimal(points)) for deviation, points in DEVIATIONS)
    assert converted(Tolerance("near", Decimal(20), rows), Decimal(reading)) == Decimal(points)
    assert converted(Tolerance("near", Decimal(20), rows, Decimal("-2")), Decimal("19")) == -2


def made(tables: dict[str, Any] | None = None, **settings: Any) -> Scheme:
    return scheme(module("M", criterion("C", aspect("a", "one", **settings))), tables=tables or {})


@pytest.mark.parametrize(
    ("settings", "mark", "points"),
    [
        ({"highest": "100"}, "87.5", "87.5"),
        ({"measure": "pass-fail", "max": "2.5", "lowest": "0", "highest": "1"}, "1", "2.5"),
        ({"measure": "pass-fail", "max": "2.5", "lowest": "0", "highest": "1"}, "0", "0"),
        ({"measure": "deductions", "max": "5", "each": "0.5", "highest": "20"}, "0", "5"),
        ({"measure": "deductions", "max": "5", "each": "0.5", "highest": "20"}, "3", "3.5"),
        ({"measure": "deductions", "max": "5", "each": "0.5", "highest": "20"}, "11", "0"),
        ({"measure": "graded", "table": "grades", "lowest": "1", "highest": "3"}, "2", "1.5"),
        ({"measure": "reading", "table": "near", "highest": "50"}, "20.04", "3"),
        ({"measure": "time", "highest": "600", "step": "0.01"}, "61.25", "61.25"),
        ({"measure": "time", "highest": "600", "table": "near"}, "21", "0"),
    ],
)
def test_one_mark_is_worth_what_it_measures(settings: dict[str, Any], mark: str, points: str) -> None:
    stated = made({"grades": GRADES, "near": NEAR}, **settings)
    assert worth(stated, stated.aspect["a"][2], None, Decimal(mark)) == Decimal(points)


def test_a_reading_without_a_row_is_worth_nothing_that_can_be_said() -> None:
    stated = made({"grades": GRADES}, measure="graded", table="grades", lowest="1", highest="4")
    assert worth(stated, stated.aspect["a"][2], None, Decimal(4)) is None


def test_the_table_of_an_item_comes_before_its_aspects() -> None:
    stated = made({"grades": GRADES, "near": NEAR}, table="grades")
    marked = stated.aspect["a"][2]
    assert table_for(stated, marked, None) == table_for(stated, marked, Item("C")) == stated.tables["grades"]
    assert table_for(stated, marked, Item("C", table="near")) == stated.tables["near"]
    assert table_for(stated, made().aspect["a"][2], None) is None


@pytest.mark.parametrize(
    ("attempts", "number"),
    [
        (Attempts(3, "last"), "7"),
        (Attempts(3, "best"), "9"),
        (Attempts(3, "best", prefer="low"), "5"),
        (Attempts(3, "mean"), "7"),
        (Attempts(3, "sum"), "21"),
        (Attempts(3, "mean", 2), "8"),
        (Attempts(3, "sum", 2), "16"),
        (Attempts(3, "sum", 2, "low"), "12"),
        (Attempts(3, "mean", 1, "low"), "5"),
    ],
)
def test_three_attempts_come_to_one_number(attempts: Attempts, number: str) -> None:
    assert combined(attempts, [Decimal(5), Decimal(9), Decimal(7)]) == Decimal(number)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5), st.permutations(range(5)))
def test_only_the_last_attempt_asks_in_which_order_they_were_made(points: list[int], order: list[int]) -> None:
    given_points: list[Exact] = [Decimal(each) for each in points]
    mixed = [given_points[at] for at in order if at < len(points)]
    for rule in ("best", "mean", "sum"):
        for best in (None, 1, 2):
            assert combined(Attempts(5, rule, best), mixed) == combined(Attempts(5, rule, best), given_points)
    assert combined(Attempts(5), mixed) == mixed[-1]


def test_an_aspect_of_three_attempts_is_settled_when_each_is_given_or_excused() -> None:
    held = contest(single("mean", attempts={"count": 3, "rule": "best"}), ["01"], {"P": ["J1", "J2"]})
    panel = held.panel("P")
    panel.gives(4, 6).on("A1", attempt=1).to("01")
    panel.gives(8, 9).on("A1", attempt=2).to("01")
    assert (held.total("01"), held.row("01")["owed"]) == (None, 1)
    panel.gives("absent", "absent").on("A1", attempt=3).to("01")
    assert (held.total("01"), held.row("01")["owed"]) == (Fraction(17, 2), 0)
    panel.gives("lost", "lost").on("A1", attempt=2).to("01")
    assert held.total("01") == 5
    panel.gives("lost", "lost").on("A1", attempt=1).to("01")
    assert (held.total("01"), held.row("01")["owed"]) == (None, 1)
    panels = held.trade("01").performances["01", "final"].panels.values()
    assert [each.why for each in panels] == ["no-marks"] * 3


def test_an_attempt_whose_judges_are_too_far_apart_leaves_the_aspect_open() -> None:
    held = contest(single("judgement", max="3", attempts={"count": 2, "rule": "last"}), ["01"], {"P": ["J1", "J2"]})
    held.panel("P").gives(0, 3).on("A1", attempt=1).to("01")
    held.panel("P").gives(2, 2).on("A1", attempt=2).to("01")
    assert held.total("01") is None
    assert [panel.why for panel in held.trade("01").performances["01", "final"].panels.values()] == ["spread", ""]
    held.judge("J1").gives(2).on("A1", attempt=1).to("01")
    assert held.total("01") == 2


def test_a_contest_that_reveals_each_mark_shows_those_of_an_attempt_until_all_are_there() -> None:
    stated = single("mean", attempts={"count": 2, "rule": "sum"}) | {"reveal": "each mark"}
    held = contest(stated, ["01"], {"P": ["J1"]})
    held.judge("J1").gives(7).on("A1", attempt=1).to("01")
    assert held.row("01")["open"] == [["A1", "", "1", "J1", "7"]]
    held.judge("J1").gives(8).on("A1", attempt=2).to("01")
    assert (held.row("01")["open"], held.total("01")) == ([], Fraction(15))

"""Marks that nobody can give, rows that no mark takes, points that are cut off or rounded away."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.advice.reach import Span, advise, hits, span, top, unit
from scoring.measures import converted
from scoring.nodes import Lookup, Scheme, Tolerance
from scoring.numbers import Rounding
from tests.scoring.field import aspect, criterion, document, module, phase, scheme

WHERE = "modules[A].criteria[C].aspects[a]"


def one(**settings: Any) -> Scheme:
    """A scheme of a single aspect `a`, marked 0 to 10 unless said otherwise; None leaves a key out, `tables` are
    the scheme's."""
    tables = settings.pop("tables", {})
    bare = {key: value for key, value in aspect("a", **settings).items() if value is not None}
    return scheme(module("A", criterion("C", bare)), tables=tables)


def advice(found: Scheme) -> list[tuple[str, str]]:
    return [(each.code, each.where) for each in advise(found)]


def facts(found: Scheme) -> dict[str, str]:
    (each,) = advise(found)
    return dict(each.facts)


def test_a_plain_scheme_needs_no_advice() -> None:
    assert advice(one()) == []


def test_a_step_that_does_not_lead_to_the_highest_mark_is_said() -> None:
    found = one(step="0.3", highest="1")
    assert advice(found) == [("advice-highest-unreachable", f"{WHERE}.highest")]
    assert facts(found) == {"highest": "1", "best": "0.9"}
    assert advice(one(step="0.25", highest="1")) == []
    assert top(one(step=None).aspect["a"][2]) == 10


def test_the_maximum_of_such_an_aspect_cannot_be_reached_either() -> None:
    assert ("advice-maximum-unreachable", f"{WHERE}.max") in advice(one(step="0.3", highest="1", max="1"))


@pytest.mark.parametrize(
    ("table", "missed"),
    [
        ({"kind": "lookup", "rows": [["0", "0"], ["2.5", "5"], ["10", "9"]]}, "2.5"),
        ({"kind": "lookup", "rows": [["0", "0"], ["20", "5"]]}, "20"),
        ({"kind": "lookup", "match": "floor", "rows": [["-9", "0"], ["-5", "1"], ["0", "2"]]}, "-9, -5"),
        ({"kind": "lookup", "match": "floor", "rows": [["0", "0"], ["3.2", "1"], ["3.7", "2"]]}, "3.2"),
        ({"kind": "lookup", "match": "ceiling", "rows": [["3", "0"], ["10", "1"], ["12", "2"]]}, "12"),
        ({"kind": "lookup", "match": "ceiling", "rows": [["3.2", "0"], ["3.7", "1"], ["10", "2"]]}, "3.7"),
        ({"kind": "tolerance", "point": "5", "rows": [["0.5", "3"], ["0.7", "2"], ["2", "1"]]}, "0.7"),
        ({"kind": "tolerance", "point": "20", "rows": [["1", "3"], ["10", "1"]]}, "1"),
    ],
)
def test_a_row_that_no_mark_takes_is_named(table: dict[str, Any], missed: str) -> None:
    found = one(table="t", step="1", tables={"t": table})
    assert advice(found) == [("advice-rows-unreachable", f"{WHERE}.table")]
    assert facts(found)["readings"] == missed


def test_without_a_step_every_reading_within_the_bounds_can_be_given() -> None:
    table = {"kind": "lookup", "match": "floor", "rows": [["0", "0"], ["3.2", "1"], ["10", "2"]]}
    assert advice(one(table="t", step=None, tables={"t": table})) == []


def test_the_best_row_decides_what_can_be_reached() -> None:
    table = {"kind": "lookup", "rows": [["0", "0"], ["1", "4"], ["1.5", "9"]]}
    found = one(table="t", step="1", highest="2", max="9", tables={"t": table})
    assert [code for code, _ in advice(found)] == ["advice-rows-unreachable", "advice-maximum-unreachable"]
    assert span(found, found.aspect["a"][2]) == Span(Decimal(0), Decimal(4))


def test_a_reading_without_a_row_counts_with_what_it_is_worth_otherwise() -> None:
    table = {"kind": "lookup", "rows": [["1", "4"]], "otherwise": "-1"}
    found = one(table="t", step="1", tables={"t": table})
    assert span(found, found.aspect["a"][2]) == Span(Decimal(-1), Decimal(4))


def test_a_table_of_which_no_row_is_reached_says_nothing_of_points() -> None:
    table = {"kind": "lookup", "rows": [["99", "4"]]}
    found = one(table="t", step="1", tables={"t": table})
    assert span(found, found.aspect["a"][2]) is None


def test_a_line_reaches_from_one_end_to_the_other() -> None:
    table = {"kind": "linear", "base": "10", "point": "0", "slope": "-1"}
    found = one(table="t", step="1", max="9", tables={"t": table})
    assert span(found, found.aspect["a"][2]) == Span(Decimal(0), Decimal(10))
    assert advice(found) == [("advice-maximum-unreachable", f"{WHERE}.max")]
    assert facts(found) == {"max": "9", "best": "10"}


def test_deductions_that_leave_points_are_said() -> None:
    counted = {"rule": "one", "measure": "deductions", "max": "2", "each": "0.5"}
    bounds = {"lowest": "0", "step": "1"}
    assert advice(one(**counted, **bounds, highest="4")) == []
    assert advice(one(**counted, **bounds, highest="9")) == []
    found = one(**counted, **bounds, highest="3")
    assert advice(found) == [("advice-deductions-short", f"{WHERE}.highest")] and facts(found) == {"left": "0.5"}


def test_what_depends_on_the_panel_has_no_span() -> None:
    for found in (one(rule="sum"), one(attempts={"count": "2", "rule": "sum"})):
        assert span(found, found.aspect["a"][2]) is None and advice(found) == []


def test_a_judgement_reaches_its_maximum() -> None:
    found = one(rule="judgement", lowest="0", highest="3", max="2")
    assert span(found, found.aspect["a"][2]) == Span(Decimal(0), Decimal(2)) and advice(found) == []


def test_weights_and_bounds_hold_at_every_level() -> None:
    found = scheme(
        module("A", criterion("C", aspect("a"), aspect("b", weight="-1"), floor="-4", ceiling="8"), weight="0.5")
    )
    assert span(found, found.aspect["b"][2]) == Span(Decimal(-10), Decimal(0))
    assert span(found, found.criterion["C"][1]) == Span(Decimal(-4), Decimal(8))
    assert span(found, found.module["A"]) == Span(Decimal(-2), Decimal(4))


def test_a_negative_weight_of_a_branch_turns_its_span_around() -> None:
    found = scheme(module("A", criterion("C", aspect("a"), weight="-2")))
    assert span(found, found.module["A"]) == Span(Decimal(-20), Decimal(0))


def test_items_and_sums_leave_what_is_above_them_open() -> None:
    found = scheme(module("A", criterion("C", aspect("a"), items=True), criterion("D", aspect("d"))))
    assert span(found, found.module["A"]) is None and advice(found) == []


def test_a_ceiling_that_cuts_points_off_is_said() -> None:
    found = scheme(module("A", criterion("C", aspect("a"), aspect("b"), ceiling="15")))
    assert advice(found) == [("advice-ceiling-cuts", "modules[A].criteria[C]")]
    assert facts(found) == {"figure": "C", "best": "20", "ceiling": "15"}
    assert advice(scheme(module("A", criterion("C", aspect("a"), ceiling="10")))) == []


@pytest.mark.parametrize(
    ("stated", "figure"),
    [
        (document(module("A", criterion("C", aspect("a", highest="0.4"), aspect("b"), round=0))), "C"),
        (document(module("A", criterion("C", aspect("a", highest="4"), aspect("b"), weight="-0.1"), round=0)), "A"),
        (
            document(
                module("A", criterion("C", aspect("a", highest="0.04", step="0.01"), aspect("b"))),
                phases=[phase("p", round=1)],
            ),
            "p",
        ),
    ],
)
def test_an_aspect_that_rounding_swallows_is_said(stated: dict[str, Any], figure: str) -> None:
    for part in stated["modules"]:
        part["criteria"][0]["aspects"][0].setdefault("step", "0.1")
    said = [
        each
        for each in advise(scheme(*stated["modules"], phases=stated["phases"]))
        if each.code == "advice-lost-in-rounding"
    ]
    assert [(each.where, each.facts["figure"]) for each in said] == [(WHERE, figure)]


def test_of_items_and_of_what_never_moves_nothing_is_rounded_away() -> None:
    items = module("A", criterion("C", aspect("a", highest="0.1", step="0.1"), items=True, round=0))
    never = module("B", criterion("D", aspect("d", lowest="1", highest="1"), round=0))
    assert advice(scheme(items, never)) == []


@pytest.mark.parametrize(("places", "least"), [(0, "1"), (1, "0.1"), (3, "0.001")])
def test_the_smallest_difference_that_is_left(places: int, least: str) -> None:
    assert unit(Rounding(places)) == Decimal(least)


quarters = st.integers(-12, 12).map(lambda each: Decimal(each) / 4)


@given(
    low=quarters,
    height=st.integers(0, 12),
    step=st.sampled_from([Decimal("0.25"), Decimal("0.5"), Decimal("0.75")]),
    match=st.sampled_from(["exact", "floor", "ceiling", "tolerance"]),
    readings=st.sets(quarters, min_size=1, max_size=6),
    point=quarters,
)
def test_a_row_is_hit_exactly_where_some_mark_is_converted_by_it(
    low: Decimal, height: int, step: Decimal, match: str, readings: set[Decimal], point: Decimal
) -> None:
    rows = tuple((each, Decimal(1000 + place)) for place, each in enumerate(sorted(readings)))
    if match == "tolerance":
        rows = tuple((abs(each), points) for each, points in rows)
        rows = tuple(sorted(dict(rows).items()))
        table: Lookup | Tolerance = Tolerance("t", point, rows)
    else:
        table = Lookup("t", match, rows)
    shape = one(lowest=str(low), highest=str(low + step * height), step=str(step)).aspect["a"][2]
    marks = [low + step * place for place in range(height + 1)]
    taken = {converted(table, mark) for mark in marks}
    assert [hits(shape, table, row) for row in range(len(rows))] == [points in taken for _, points in rows]


@pytest.mark.parametrize(
    ("comment", "at"),
    [
        ({"upto": "-1"}, ["upto"]),
        ({"from": "10.5"}, ["from"]),
        ({"upto": "-0.5", "from": "11"}, ["upto", "from"]),
        ({"upto": "0", "from": "10"}, []),
        ("always", []),
    ],
)
def test_a_bound_that_asks_nobody_for_words_is_said(comment: Any, at: list[str]) -> None:
    found = one(comment=comment, step="0.5")
    assert advice(found) == [("advice-comment-unreachable", f"{WHERE}.comment.{each}") for each in at]
    for each in advise(found):
        assert dict(each.facts) | {"bound": ""} == {"bound": "", "lowest": "0", "highest": "10"}


def test_words_from_a_mark_that_no_step_leads_to_are_asked_of_nobody() -> None:
    found = one(comment={"from": "1"}, step="0.3", highest="1")
    assert ("advice-comment-unreachable", f"{WHERE}.comment.from") in advice(found)

"""The standardised scale: the published vector, its fallbacks, and what it keeps."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.nodes import Scale
from scoring.numbers import Rounding, shown
from scoring.standings.scale import median, scale_scores, scaled
from tests.scoring.field import aspect, contest, criterion, document, module, phase

USUAL = Scale(Decimal(700), Decimal(30), Decimal("1.4826"), Rounding(0))
RAW = """61.42 54.33 39.58 37.75 35.50 28.75 28.42 28.40 19.00 16.92 13.50 13.05 12.80 12.25 9.50 8.75 7.25 6.00 6.00
4.25 3.25 2.75 2.00 1.50 1.40 1.25 0.75 0.50 0.50 0.50 0.25 0.00"""
PUBLISHED = """854 834 791 786 779 760 759 759 732 726 716 715 714 712 704 702 698 694 694 689 686 685 683 681 681 680
679 678 678 678 678 677"""
"""A published result of 32 competitors: raw totals and scores (see the documents of the scale)."""

totals = st.lists(st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100), min_size=1, max_size=20)


def test_a_published_result_comes_out_to_the_digit() -> None:
    raw = [Decimal(each) for each in RAW.split()]
    assert median(raw) == 8
    assert [str(each) for each in scaled(USUAL, raw)] == PUBLISHED.split()


def test_where_more_than_half_are_equal_the_mean_deviation_is_taken() -> None:
    deviation = Fraction(2 * 10, 6) * Fraction("1.253314")
    found = scaled(USUAL, [Decimal(each) for each in (70, 60, 60, 60, 60, 50)])
    assert [str(each) for each in found] == ["772", "700", "700", "700", "700", "628"]
    assert round(700 + 30 * 10 / deviation) == 772


@pytest.mark.parametrize("count", [1, 2, 3])
def test_where_all_are_equal_everybody_has_the_median(count: int) -> None:
    assert scaled(USUAL, [Decimal("61.5")] * count) == [700] * count


def test_of_nobody_there_is_no_score() -> None:
    assert scaled(USUAL, []) == []


def test_rounding_and_numbers_are_those_of_the_scheme() -> None:
    scale = Scale(Decimal(500), Decimal(10), Decimal(1), Rounding(1))
    assert scaled(scale, [Decimal(1), Decimal(3), Fraction(10, 3)]) == [Decimal(440), Decimal(500), Decimal(510)]


@given(totals)
def test_the_order_of_totals_is_kept(raw: list[Decimal]) -> None:
    pairs = sorted(zip(raw, scaled(USUAL, raw), strict=True))
    assert [score for _, score in pairs] == sorted(score for _, score in pairs)


@given(totals, st.integers(-5000, 5000).map(lambda cents: Decimal(cents) / 100))
def test_the_same_added_to_every_total_changes_nothing(raw: list[Decimal], more: Decimal) -> None:
    assert scaled(USUAL, [each + more for each in raw]) == scaled(USUAL, raw)


@given(totals, st.integers(1, 50))
def test_neither_does_another_unit_of_totals(raw: list[Decimal], factor: int) -> None:
    assert scaled(USUAL, [each * factor for each in raw]) == scaled(USUAL, raw)


def test_who_has_no_total_or_is_out_has_no_score_and_each_group_its_own_scale() -> None:
    stated = document(module("M", criterion("C", aspect("seam", "one", highest="100"))), scale={}, groups="apart")
    groups = {each: "x" if each < "5" else "y" for each in "123456"}
    made = contest(stated, list("123456"), {"P": ["J1"]}, groups=groups)
    for entrant, mark in (("1", 90), ("2", 80), ("3", 70), ("4", 5), ("5", 90)):
        made.judge("J1").gives(mark).on("seam").to(entrant)
    made.out("4", "dsq")
    found = scale_scores(made.state.trades["T"], "final")
    assert {entrant: shown(score, 0) for entrant, score in found.items()} == {
        "1": "720",
        "2": "700",
        "3": "680",
        "5": "700",
    }


def test_who_stands_behind_the_last_place_that_is_given_has_a_score() -> None:
    ranked = [phase("final", ranks={"places": 1})]
    stated = document(module("M", criterion("C", aspect("seam", "one"))), phases=ranked, scale={"unit": "10"})
    made = contest(stated, ["1", "2"], {"P": ["J1"]})
    made.judge("J1").gives(9).on("seam").to("1")
    made.judge("J1").gives(7).on("seam").to("2")
    assert scale_scores(made.state.trades["T"], "final") == {"1": 707, "2": 693}


def test_without_a_scale_nobody_has_a_score() -> None:
    made = contest(document(module("M", criterion("C", aspect("seam", "one")))), ["1"], {"P": ["J1"]})
    made.judge("J1").gives(9).on("seam").to("1")
    assert scale_scores(made.state.trades["T"], "final") == {}

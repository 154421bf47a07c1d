from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from competition.statistics.figures.agreement import concordance, correlations
from competition.statistics.figures.intervals import Numbers
from tests.competition.statistics.panel import ANXIETY, SHROUT_FLEISS

TABLES = st.tuples(st.integers(2, 9), st.integers(2, 6)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.integers(0, 10).map(float))
)


def test_all_six_correlations_are_those_of_shrout_and_fleiss() -> None:
    """Table 4 of Shrout and Fleiss 1979."""
    found = correlations(SHROUT_FLEISS)
    assert {form: round(each.value, 2) for form, each in found.items()} == {
        "1,1": 0.17,
        "1,k": 0.44,
        "2,1": 0.29,
        "2,k": 0.62,
        "3,1": 0.71,
        "3,k": 0.91,
    }


def test_their_intervals_are_those_that_psych_prints() -> None:
    """R's `psych::ICC` of the same data, lower and upper bound."""
    found = correlations(SHROUT_FLEISS)
    ends = {form: (round(each.interval.low, 3), round(each.interval.high, 2)) for form, each in found.items()}
    assert ends == {
        "1,1": (-0.133, 0.72),
        "1,k": (-0.884, 0.91),
        "2,1": (0.019, 0.76),
        "2,k": (0.071, 0.93),
        "3,1": (0.342, 0.95),
        "3,k": (0.676, 0.99),
    }


def test_agreement_about_anxiety_is_what_irr_prints() -> None:
    """R's `irr::icc(anxiety, model = "twoway", type = "agreement")`: ICC(A,1) = 0.198, 95 % from -0.039 to 0.494."""
    found = correlations(ANXIETY)["2,1"]
    assert round(found.value, 3) == 0.198
    assert (round(found.interval.low, 3), round(found.interval.high, 3)) == (-0.039, 0.494)


def test_judges_who_agree_to_the_point_agree_fully() -> None:
    found = correlations(np.array([[1.0, 1.0], [2.0, 2.0], [4.0, 4.0]]))
    assert all(each.value == 1 and each.interval == (1, 1) for each in found.values())


def test_judges_at_different_heights_agree_when_severity_is_set_aside() -> None:
    found = correlations(np.array([[1.0, 2.0], [2.0, 3.0], [4.0, 5.0]]))
    assert found["3,1"].value == 1 and found["2,1"].value < 1


def test_where_nothing_sets_entrants_apart_there_is_no_correlation() -> None:
    assert correlations(np.full((5, 3), 7.0)) == {}
    assert correlations(np.array([[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]])) == {}


@given(TABLES)
def test_a_correlation_is_a_number_within_its_interval(table: Numbers) -> None:
    for each in correlations(table).values():
        assert not math.isnan(each.value) and each.value <= 1 + 1e-9
        assert not math.isnan(each.interval.low) and each.interval.low <= each.interval.high + 1e-9


@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_entrants_and_of_judges_changes_nothing(table: Numbers, chance: object) -> None:
    rows, columns = list(range(table.shape[0])), list(range(table.shape[1]))
    chance.shuffle(rows)  # type: ignore[attr-defined]
    chance.shuffle(columns)  # type: ignore[attr-defined]
    one, other = correlations(table), correlations(table[np.ix_(rows, columns)])
    assert one.keys() == other.keys()
    for form, each in one.items():
        assert other[form].value == pytest.approx(each.value, abs=1e-9)
    before, after = concordance(table), concordance(table[np.ix_(rows, columns)])
    assert (before is None) == (after is None)
    assert before is None or after is None or after.value == pytest.approx(before.value)


@given(TABLES, st.integers(1, 20))
def test_a_stricter_judge_changes_neither_order_nor_correlation_without_severity(table: Numbers, less: int) -> None:
    moved = table.copy()
    moved[:, 0] -= less
    before, after = concordance(table), concordance(moved)
    assert before == after
    one, other = correlations(table), correlations(moved)
    if "3,1" in one:
        assert other["3,1"].value == pytest.approx(one["3,1"].value, abs=1e-9)


def test_kendalls_own_example_with_ties() -> None:
    """M. G. Kendall, *Rank correlation methods* (1948), 6.2: three observers, ten objects; W = 0.828."""
    ranks = [
        [1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10],
        [2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5],
        [2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10],
    ]
    found = concordance(np.array(ranks).T)
    assert found is not None and round(found.value, 3) == 0.828


def test_concordance_about_anxiety_is_what_irr_prints() -> None:
    """R's `irr::kendall(anxiety, TRUE)`: Wt = 0.54, Chisq(19) = 30.8, p = 0.0429."""
    found = concordance(ANXIETY)
    assert found is not None and found.chance is not None
    assert (round(found.value, 2), round(found.square, 1), found.freedom) == (0.54, 30.8, 19)
    assert round(found.chance, 4) == 0.0429


def test_w_of_one_order_is_1_and_of_opposite_orders_0() -> None:
    up = np.arange(8.0)
    same, opposite = concordance(np.column_stack([up, up, up])), concordance(np.column_stack([up, -up]))
    assert same is not None and same.value == 1
    assert opposite is not None and opposite.value == 0


def test_with_few_entrants_nothing_is_said_of_chance() -> None:
    seven = concordance(np.column_stack([np.arange(7.0)] * 3))
    assert seven is not None and seven.chance is None


def test_judges_who_tell_nobody_apart_have_no_order() -> None:
    assert concordance(np.full((9, 3), 2.0)) is None


@given(TABLES)
def test_w_lies_between_0_and_1(table: Numbers) -> None:
    found = concordance(table)
    assert found is None or 0 <= found.value <= 1

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from competition.statistics.figures.consistency import consistencies
from competition.statistics.figures.intervals import Numbers
from competition.statistics.figures.marks import marks
from competition.statistics.figures.severity import effects, severities
from tests.competition.statistics.panel import SHROUT_FLEISS, of, taken, together

TABLES = st.tuples(st.integers(5, 9), st.integers(2, 5)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.integers(0, 10).map(float))
)


def test_effects_are_the_judges_means_less_the_mean_of_all() -> None:
    """Means of the four judges of Shrout and Fleiss: 7.667, 2.5, 4.333, 6.667; of all 5.292; the scale is 10 wide."""
    found = [round(10 * each, 3) for each in effects(of(SHROUT_FLEISS))]
    assert found == [2.375, -2.792, -0.958, 1.375]


def test_the_interval_of_complete_marks_is_students() -> None:
    panel = of(SHROUT_FLEISS)
    distances = (SHROUT_FLEISS[:, 0] - SHROUT_FLEISS.mean(axis=1)) / 10
    reach = 2.5705818 * distances.std(ddof=1) / math.sqrt(6)
    first = severities(panel)[0]
    assert first.interval == pytest.approx((first.share - reach, first.share + reach), abs=1e-7)
    assert (first.entrants, first.works, first.verdict) == (6, 6, "higher")


def test_a_missing_severe_colleague_makes_nobody_mild() -> None:
    """J1 marks 3 less than the others throughout and is missing at half of the entrants."""
    table = np.array([[2.0, 5, 5], [3, 6, 6], [4, 7, 7], [np.nan, 5, 5], [np.nan, 6, 6], [np.nan, 7, 7]])
    found = 10 * effects(of(table))
    assert found == pytest.approx([-2, 1, 1])


def test_aspects_of_other_widths_are_weighed_by_their_own() -> None:
    """One of ten points out of ten is as far as three of thirty."""
    given = {f"E{row}": ("5", "6") for row in range(5)}
    wide = {f"E{row}": ("15", "18") for row in range(5)}
    panel = marks(together(taken(given), taken(wide, "B", highest="30")))
    assert effects(panel) == pytest.approx([-0.05, 0.05])
    assert panel.unit is None


def test_of_few_entrants_nothing_is_said() -> None:
    found = severities(of(SHROUT_FLEISS[:4]))
    assert [each.verdict for each in found] == ["few"] * 4 and found[0].interval is None
    assert not math.isnan(found[0].share)


def test_many_aspects_of_few_entrants_are_few_entrants() -> None:
    """Six works, but two entrants: aspects of one entrant are no independent looks."""
    given = {"E1": ("5", "7"), "E2": ("4", "6")}
    found = severities(marks(together(*(taken(given, aspect) for aspect in "ABC"))))
    assert [(each.entrants, each.works, each.verdict) for each in found] == [(2, 6, "few"), (2, 6, "few")]


def test_a_difference_that_comes_and_goes_is_open() -> None:
    table = np.array([[5.0, 6], [6, 5], [4, 5], [5, 4], [7, 8], [8, 7]])
    assert [each.verdict for each in severities(of(table))] == ["open", "open"]


def test_equal_marks_of_all_are_no_difference() -> None:
    found = severities(of(np.full((6, 3), 8.0)))
    assert [(round(each.share, 12), each.verdict) for each in found] == [(0, "open")] * 3


def test_a_judge_who_was_excused_from_everything_has_no_severity() -> None:
    table = np.column_stack([np.arange(6.0), np.arange(6.0) + 1, np.full(6, np.nan)])
    last = severities(of(table))[2]
    assert math.isnan(last.share) and (last.entrants, last.works, last.verdict) == (0, 0, "few")


def test_judges_who_never_marked_together_are_compared_with_those_they_marked_with() -> None:
    table = np.full((12, 4), np.nan)
    table[:6, :2] = [3, 5]
    table[6:, 2:] = [9, 9]
    assert 10 * effects(of(table)) == pytest.approx([-1, 1, 0, 0])


@given(TABLES, st.integers(-20, 20))
def test_a_constant_more_moves_one_judge_against_all_others(table: Numbers, more: int) -> None:
    moved = table.copy()
    moved[:, 0] += more
    before, after = effects(of(table)), effects(of(moved))
    k = table.shape[1]
    step = np.full(k, -more / 10 / k)
    step[0] += more / 10
    assert after - before == pytest.approx(step, abs=1e-9)
    calm, stirred = consistencies(of(table)), consistencies(of(moved))
    for one, other in zip(calm, stirred, strict=True):
        assert (one.scatter is None) == (other.scatter is None)
        assert one.scatter is None or other.scatter == pytest.approx(one.scatter, abs=1e-6)


@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_entrants_changes_nothing(table: Numbers, chance: object) -> None:
    rows = list(range(len(table)))
    chance.shuffle(rows)  # type: ignore[attr-defined]
    for one, other in zip(severities(of(table)), severities(of(table[rows])), strict=True):
        assert other.share == pytest.approx(one.share, abs=1e-12)
        assert other.interval == pytest.approx(one.interval, abs=1e-9)


@given(TABLES)
def test_effects_add_up_to_nothing(table: Numbers) -> None:
    assert effects(of(table)).sum() == pytest.approx(0, abs=1e-9)

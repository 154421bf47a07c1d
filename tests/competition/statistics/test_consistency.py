from __future__ import annotations

import math

import numpy as np
import pytest

from competition.statistics.figures.consistency import consistencies
from competition.statistics.figures.intervals import Numbers
from tests.competition.statistics.panel import of


def scattered(entrants: int, *spreads: float) -> Numbers:
    """Judges of known scatter, in marks; the chance is fixed."""
    chance = np.random.default_rng(7)
    quality = chance.uniform(3, 7, (entrants, 1))
    return np.asarray(quality + chance.normal(0, 1, (entrants, len(spreads))) * np.array(spreads))


def test_three_judges_scatter_as_grubbs_formula_says() -> None:
    """Grubbs 1948: with three instruments the variance of the first is (v12 + v13 - v23) / 2, v the variances of their
    differences."""
    table = scattered(40, 0.2, 0.5, 0.9)
    variance = {(i, j): (table[:, i] - table[:, j]).var(ddof=1) for i, j in ((0, 1), (0, 2), (1, 2))}
    expected = [
        (variance[0, 1] + variance[0, 2] - variance[1, 2]) / 2,
        (variance[0, 1] + variance[1, 2] - variance[0, 2]) / 2,
        (variance[0, 2] + variance[1, 2] - variance[0, 1]) / 2,
    ]
    found = [each.scatter for each in consistencies(of(table))]
    assert found == pytest.approx([math.sqrt(max(each, 0)) / 10 for each in expected])


def test_the_interval_holds_what_the_judge_does() -> None:
    found = consistencies(of(scattered(200, 0.3, 0.3, 0.6, 0.9)))
    for each, spread in zip(found, (0.3, 0.3, 0.6, 0.9), strict=True):
        assert each.between is not None and each.between.low < spread / 10 < each.between.high


def test_of_two_judges_nobody_can_tell_which_one_wanders() -> None:
    found = consistencies(of(scattered(20, 0.1, 2.0)))
    assert [each.scatter for each in found] == [None, None]
    assert found[0].follows == found[1].follows


def test_of_few_entrants_no_spread_is_said() -> None:
    found = consistencies(of(scattered(7, 0.3, 0.3, 0.3)))
    assert [each.scatter for each in found] == [None] * 3 and found[0].entrants == 7
    assert found[0].follows is not None and found[0].within is None


def test_a_judge_who_marks_against_the_others_goes_against_them() -> None:
    up = np.arange(1.0, 10.0)
    found = consistencies(of(np.column_stack([up, up, 10 - up])))
    assert found[2].follows == -1 and found[2].scatter is not None and found[0].scatter == 0


def test_marks_that_are_all_equal_have_no_correlation() -> None:
    found = consistencies(of(np.full((9, 3), 5.0)))
    assert [(each.scatter, each.follows) for each in found] == [(0, None)] * 3


def test_a_judge_who_marked_little_is_left_out_of_the_comparison() -> None:
    table = np.column_stack([scattered(12, 0.3, 0.3, 0.3), np.full(12, np.nan)])
    table[:4, 3] = 5
    found = consistencies(of(table))
    assert found[3].scatter is None and found[3].follows is None
    assert found[0].scatter is not None and found[0].entrants == 12

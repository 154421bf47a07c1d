from __future__ import annotations

import math

import numpy as np
import pytest

from competition.statistics.figures.intervals import Interval, apart, correlated, jackknifed, student


def test_student_reaches_as_far_as_the_printed_tables_say() -> None:
    assert [round(student(freedom), 3) for freedom in (1, 4, 10, 29)] == [12.706, 2.776, 2.228, 2.045]
    assert round(student(math.inf), 3) == 1.960


def test_the_jackknife_of_a_mean_is_the_classical_t_interval() -> None:
    values = np.array([0.1, 0.4, 0.2, 0.7, 0.35])
    without = np.array([[np.delete(values, at).mean()] for at in range(5)])
    (interval,) = jackknifed(values.mean(keepdims=True), without, np.array([4.0]))
    reach = 2.7764451 * values.std(ddof=1) / math.sqrt(5)
    assert interval is not None
    assert interval == pytest.approx((values.mean() - reach, values.mean() + reach), abs=1e-7)


def test_one_entrant_alone_gives_no_interval() -> None:
    assert jackknifed(np.array([0.3]), np.zeros((1, 1)), np.array([0.0])) == [None]
    assert jackknifed(np.array([0.3]), np.array([[0.2], [0.4]]), np.array([0.0])) == [None]


def test_a_figure_that_cannot_be_had_without_somebody_gives_no_interval() -> None:
    without = np.array([[0.2], [np.nan], [0.3]])
    assert jackknifed(np.array([0.25]), without, np.array([2.0])) == [None]


def test_two_groups_are_compared_as_student_did() -> None:
    """Sleep of ten patients (Student 1908; R's `sleep`): t.test(extra ~ group, var.equal = TRUE) says -3.363874 to
    0.203874."""
    one = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    two = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    difference, interval = apart(one, two)
    assert difference == pytest.approx(-1.58)
    assert interval == pytest.approx((-3.363874, 0.203874), abs=1e-6)


def test_a_single_one_is_compared_and_too_few_others_are_not() -> None:
    others = np.array([0.0, 0.1, 0.2, 0.1, 0.1])
    difference, interval = apart(np.array([0.5]), others)
    assert difference == pytest.approx(0.4) and interval is not None and interval.low > 0
    assert apart(np.array([0.5]), others[:4])[1] is None
    assert math.isnan(apart(np.array([0.5]), np.zeros(0))[0])


def test_a_correlation_has_fishers_interval() -> None:
    """Wing and tail of twelve birds (Zar, *Biostatistical analysis*, 4th ed., examples 19.1 and 19.2): r = 0.870, 95 %
    from 0.59 to 0.963."""
    wing = np.array([10.4, 10.8, 11.1, 10.2, 10.3, 10.2, 10.7, 10.5, 10.8, 11.2, 10.6, 11.4])
    tail = np.array([7.4, 7.6, 7.9, 7.2, 7.4, 7.1, 7.4, 7.2, 7.8, 7.7, 7.8, 8.3])
    found = correlated(wing, tail)
    assert found is not None and found[1] is not None
    assert round(found[0], 3) == 0.870
    assert found[1] == pytest.approx((0.59, 0.963), abs=0.005)


def test_what_does_not_vary_is_not_correlated() -> None:
    steady, moving = np.full(9, 0.5), np.linspace(0, 1, 9)
    assert correlated(steady, moving) is None and correlated(moving, steady) is None
    assert correlated(moving[:1], moving[:1]) is None
    assert correlated(moving, -moving) == (-1.0, Interval(-1.0, -1.0))
    few = correlated(moving[:5], moving[:5] ** 2)
    assert few is not None and few[1] is None


def test_an_interval_that_touches_0_does_not_leave_it_out() -> None:
    assert Interval(0.1, 0.2).leaves_out_zero and Interval(-0.2, -0.1).leaves_out_zero
    assert not Interval(0.0, 0.2).leaves_out_zero and not Interval(-0.1, 0.2).leaves_out_zero

from __future__ import annotations

import numpy as np
import pytest

from competition.statistics.figures.intervals import Numbers
from competition.statistics.figures.marks import Marks
from competition.statistics.figures.outliers import BEYOND, outliers
from tests.competition.statistics.panel import of


def calm(entrants: int, judges: int) -> Numbers:
    """Marks that lie within half a point of each other, in tenths."""
    chance = np.random.default_rng(3)
    return np.round(chance.uniform(4, 8, (entrants, 1)) + chance.normal(0, 0.15, (entrants, judges)), 1)


def found(table: Numbers, step: str = "0.1") -> list[tuple[int, str]]:
    panel = of(table, step=step)
    return [(each.work, each.judge) for each in outliers(panel).found]


def test_a_slip_of_the_pen_is_named() -> None:
    table = calm(20, 5)
    table[7, 2] -= 4
    assert found(table) == [(7, "J3")]


def test_the_furthest_comes_first() -> None:
    table = calm(20, 5)
    table[7, 2] -= 2
    table[3, 0] += 3
    assert found(table)[:2] == [(3, "J1"), (7, "J3")]


def test_a_strict_judge_is_no_outlier() -> None:
    table = calm(20, 5)
    table[:, 1] -= 2
    assert found(table) == []


def test_an_ordinary_mark_of_a_strict_judges_is_far_from_what_she_gives() -> None:
    table = calm(20, 5)
    table[:, 1] -= 2
    table[4, 1] += 4.5
    assert found(table) == [(4, "J2")]


def test_one_step_on_a_coarse_scale_is_no_distance() -> None:
    table = np.full((20, 4), 2.0)
    table[3, 0] = 3
    panel = of(table, highest="3", step="1")
    told = outliers(panel)
    assert told.found == () and told.usual is not None
    table[3, 0] = 0
    assert found_on_three(table) == [(3, "J1")]


def found_on_three(table: Numbers) -> list[tuple[int, str]]:
    panel = of(table, highest="3", step="1")
    return [(each.work, each.judge) for each in outliers(panel).found]


def test_of_three_judges_one_is_named_where_the_other_two_agree() -> None:
    table = calm(20, 3)
    table[5] = [7.0, 7.1, 3.0]
    assert found(table) == [(5, "J3")]


def test_where_three_lie_apart_nobody_says_who_is_far_off() -> None:
    table = calm(20, 3)
    table[5] = [2.0, 5.0, 8.0]
    assert found(table) == []


def test_of_two_judges_nothing_is_said() -> None:
    table = calm(20, 2)
    table[5] = [2.0, 8.0]
    told = outliers(of(table, step="0.1"))
    assert told == ((), None, 0)


def test_of_few_works_nobody_knows_what_is_usual() -> None:
    table = calm(9, 5)
    table[2, 0] = 0
    panel = of(table)
    assert outliers(panel).usual is None


def test_where_all_marks_agree_nothing_is_far() -> None:
    panel = of(np.full((20, 3), 5.0))
    assert outliers(panel) == ((), 0.0, 60)


def test_an_excused_seat_leaves_a_smaller_panel() -> None:
    table = calm(20, 4)
    table[5] = [7.0, 7.1, 3.0, np.nan]
    assert found(table) == [(5, "J3")]
    table[5] = [np.nan, 7.1, 3.0, np.nan]
    assert found(table) == []


def test_how_far_it_is_is_said_in_shares_and_in_times_the_usual() -> None:
    table = calm(20, 5)
    table[7, 2] -= 4
    panel: Marks = of(table, step="0.1")
    told = outliers(panel)
    (one,) = told.found
    rest = np.median(np.delete(table[7], 2))
    assert one.distance == pytest.approx((table[7, 2] - rest) / 10)
    assert one.z < -BEYOND and told.looked == 100

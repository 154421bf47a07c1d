from __future__ import annotations

import numpy as np
import pytest

from competition.statistics.figures.marks import frame, marks
from tests.competition.statistics.panel import taken, together


def test_a_frame_has_a_row_for_each_mark_and_none_for_an_excused_seat() -> None:
    made = frame(taken({"E1": ("4", None, "6"), "E2": ("5", "5", "5")}))
    assert list(made["judge"]) == ["J1", "J3", "J1", "J2", "J3"]
    assert list(made["share"]) == pytest.approx([0.4, 0.6, 0.5, 0.5, 0.5])
    assert set(made["wide"]) == {10.0} and set(made["step"]) == {0.1}


def test_where_no_bounds_are_said_the_marks_given_are_the_bounds() -> None:
    made = frame(taken({"E1": ("14", "20"), "E2": ("15", "24")}, lowest=None, highest=None, step=None))
    assert list(made["share"]) == pytest.approx([0, 0.6, 0.1, 1])
    assert set(made["step"]) == {0.1}


def test_where_all_marks_are_equal_and_no_bounds_are_said_all_shares_are_0() -> None:
    made = frame(taken({"E1": ("7", "7"), "E2": ("7", "7")}, lowest=None, highest=None, step=None))
    assert set(made["share"]) == {0.0} and set(made["step"]) == {0.0}


def test_where_fewer_are_better_a_low_mark_is_a_high_share() -> None:
    one = taken({"E1": ("1", "4")}, lowest="1", highest="5")
    low = type(one)(**{**one.__dict__, "works": tuple(work._replace(low=True) for work in one.works)})
    assert list(frame(low)["share"]) == pytest.approx([1, 0.25])
    assert marks(low).unit is None and marks(one).unit == 4


def test_a_work_that_one_judge_alone_marked_is_left_out_and_its_entrant_is_not_whole() -> None:
    panel = marks(
        together(
            taken({"E1": ("4", "5"), "E2": ("6", "7")}),
            taken({"E1": ("4", None), "E2": ("6", "7")}, "B"),
        )
    )
    assert [(work.entrant, work.aspect) for work in panel.works] == [("E1", "A"), ("E2", "A"), ("E2", "B")]
    assert list(panel.whole) == [False, True] and len(panel.table) == 1


def test_residuals_are_distances_from_the_mean_of_those_who_marked() -> None:
    panel = marks(taken({"E1": ("4", None, "6"), "E2": ("5", "6", "7")}))
    assert np.nan_to_num(panel.residuals, nan=9) == pytest.approx(np.array([[-0.1, 9, 0.1], [-0.1, 0, 0.1]]))


def test_an_entrants_mean_is_over_her_works() -> None:
    panel = marks(together(taken({"E1": ("4", "5")}), taken({"E1": ("8", None)}, "B"), taken({"E1": ("5", "7")}, "C")))
    assert panel.averaged(panel.shares) == pytest.approx(np.array([[0.45, 0.6]]))


def test_the_table_compares_only_whom_all_judges_marked() -> None:
    panel = marks(taken({"E1": ("4", "5", "6"), "E2": ("5", None, "7"), "E3": ("6", "6", "6")}))
    assert panel.table == pytest.approx(np.array([[0.4, 0.5, 0.6], [0.6, 0.6, 0.6]]))


def test_who_marked_less_than_half_costs_nobody_her_place_in_the_table() -> None:
    given = {f"E{row}": ("4", "5", None if row else "6") for row in range(4)}
    panel = marks(taken(given))
    assert list(panel.steady) == [0, 1] and panel.table.shape == (4, 2)

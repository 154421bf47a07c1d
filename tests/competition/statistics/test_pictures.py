from __future__ import annotations

import math

from competition.statistics.figures.intervals import Interval
from competition.statistics.figures.report import report
from competition.statistics.pictures import (
    LARGEST,
    PITCH,
    UNIT,
    about_zero,
    below,
    correlation,
    grades,
    line,
    mapped,
    percent,
    plus,
    signed,
)
from tests.competition.statistics.panel import taken


def test_a_scale_about_0_has_room_for_everything() -> None:
    scale = about_zero([0.03, -0.041, math.nan])
    assert (scale.low, scale.high) == (-0.05, 0.05)
    assert scale.ticks == ((0, "−5.0%"), (25, "−2.5%"), (50, "0"), (75, "+2.5%"), (100, "+5.0%"))
    assert about_zero([]).high == 0.02 and about_zero([3.0]).high == 1.0
    assert [text for _, text in about_zero([0.3]).ticks] == ["−40%", "−20%", "0", "+20%", "+40%"]


def test_a_line_stands_where_its_figure_is() -> None:
    drawn = line(about_zero([0.1]), 0.05, Interval(0.02, 0.08))
    assert (drawn.at, drawn.low, drawn.high, drawn.sure) == (75, 60, 90, True)
    assert not line(about_zero([0.1]), 0.05, Interval(-0.02, 0.12)).sure


def test_a_line_that_goes_on_beyond_the_scale_says_so() -> None:
    drawn = line(UNIT, 0.5, Interval(-0.4, 0.9))
    assert (drawn.low, drawn.on, drawn.beyond) == (0, True, False)
    assert line(UNIT, -math.inf, Interval(-math.inf, 0.2)).at == 0


def test_what_cannot_be_said_has_no_line() -> None:
    assert line(UNIT, math.nan, None) == (None, None, None, False, False, False)
    assert line(UNIT, 0.5, None).at == 50


def test_squares_are_as_large_as_their_distance_and_hollow_below_the_mean() -> None:
    found = report(taken({"E1": ("2", "4"), "E2": ("9", "9"), "E3": ("6", None), "E4": ("5", "4")}), {"J2": {"E4"}})  # type: ignore[dict-item]
    assert found is not None
    drawn = mapped(found, slice(None))
    assert [row.entrant for row in drawn.rows] == ["E2", "E4", "E1"]
    assert (drawn.width, drawn.height, round(drawn.largest, 9)) == (3 * PITCH, 2 * PITCH, 0.1)
    first, second = drawn.squares
    assert [each.higher for each in first] == [False, True, False] and first[2].side == LARGEST
    assert [each.own for each in second] == [False, True, False]
    assert mapped(found, slice(0, 1)).largest == drawn.largest


def test_a_seat_that_was_excused_has_no_square() -> None:
    found = report(taken({"E1": ("2", "4", None)}), {})
    assert found is not None
    assert mapped(found, slice(None)).squares[2][0].side == 0


def test_equal_marks_are_dots() -> None:
    found = report(taken({"E1": ("4", "4"), "E2": ("5", "5")}), {})
    assert found is not None
    assert {each.side for row in mapped(found, slice(None)).squares for each in row} == {3.0}


def test_figures_are_said_with_a_true_minus_and_without_minus_nothing() -> None:
    assert [signed(each) for each in (0.042, -0.042, -0.0001, None, math.nan)] == ["+4.2%", "−4.2%", "0.0%", "", ""]
    assert [percent(each) for each in (0.1234, None, math.inf)] == ["12.3%", "", ""]
    assert [plus(each) for each in (0.5, -0.25, -0.001, math.inf)] == ["+0.50", "−0.25", "0.00", ""]
    assert [correlation(each) for each in (0.87, -0.12, -0.001, None, -math.inf)] == ["0.87", "−0.12", "0.00", "", ""]
    assert below(-math.inf) == "−∞" and below(-0.5) == "−0.50"


def test_grades_are_those_of_the_intervals_ends() -> None:
    """Koo and Li 2016: below 0.5, 0.5 to 0.75, 0.75 to 0.9, above."""
    assert grades(Interval(-0.2, 0.49)) == ("weak", "weak")
    assert grades(Interval(0.5, 0.76)) == ("moderate", "good")
    assert grades(Interval(0.89, 0.93)) == ("good", "excellent")
    assert grades(Interval(-math.inf, 1.0)) == ("weak", "excellent")

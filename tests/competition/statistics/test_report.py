from __future__ import annotations

import math

import numpy as np
import pytest

from competition.statistics.figures.report import MOST_OUTLIERS, report
from tests.competition.statistics.panel import SHROUT_FLEISS, taken, together

GIVEN = {f"E{row + 1}": [f"{mark:g}" for mark in marked] for row, marked in enumerate(SHROUT_FLEISS)}


def test_a_report_says_everything_in_plain_values() -> None:
    found = report(taken(GIVEN), {})
    assert found is not None
    assert (found.judges, found.entrants, found.works, found.given) == (("J1", "J2", "J3", "J4"), 6, 6, 24)
    assert (found.compared, found.among, found.why, found.unit) == (6, 4, "", 10)
    assert [round(each.value, 2) for each in found.correlations] == [0.29, 0.62, 0.71]
    assert found.concordance is not None and found.concordance.chance is None
    assert (found.usual, found.fars) == (None, ())


def test_rows_stand_from_the_highest_mean_to_the_lowest() -> None:
    found = report(taken(GIVEN), {})
    assert found is not None
    assert [row.entrant for row in found.rows] == ["E5", "E3", "E1", "E6", "E4", "E2"]
    assert found.rows[0].mean == pytest.approx(0.75)
    assert found.rows[0].distances == pytest.approx((0.25, -0.25, -0.15, 0.15))


def test_an_excused_seat_is_none_and_not_0() -> None:
    found = report(taken({**GIVEN, "E1": ["9", None, "5", "8"]}), {})
    assert found is not None
    row = next(row for row in found.rows if row.entrant == "E1")
    assert row.distances[1] is None and found.compared == 5


def test_where_nobody_marked_with_anybody_there_is_no_report() -> None:
    assert report(taken({"E1": ["9", None]}), {}) is None
    assert report(taken({"E1": [None, None]}), {}) is None


def test_one_entrant_is_too_few_for_everything() -> None:
    found = report(taken({"E1": GIVEN["E1"]}), {})
    assert found is not None
    assert {each.verdict for each in found.severities} == {"few"}
    assert (found.why, found.correlations, found.concordance) == ("few", (), None)


def test_equal_marks_of_all_are_said_to_be_alike() -> None:
    found = report(taken({f"E{row}": ["5", "5", "5"] for row in range(12)}), {})
    assert found is not None
    assert (found.why, found.correlations, found.concordance) == ("alike", (), None)
    assert (found.usual, found.far) == (0, 0)


def test_a_mark_far_from_the_rest_comes_with_what_the_panel_gave() -> None:
    chance = np.random.default_rng(5)
    quality = chance.uniform(4, 8, 20)
    given = {f"E{row}": [f"{mark + chance.normal(0, 0.1):.1f}" for _ in range(4)] for row, mark in enumerate(quality)}
    given["E3"][1] = "0.5"
    found = report(taken(given, step="0.1"), {})
    assert found is not None and found.far == 1
    (one,) = found.fars
    assert (one.work.entrant, one.judge, dict(one.given)["J2"]) == ("E3", "J2", "0.5")


def test_many_far_marks_are_counted_and_the_furthest_shown() -> None:
    chance = np.random.default_rng(5)
    quality = chance.uniform(4, 6, 400)
    given = {f"E{row}": [f"{mark + chance.normal(0, 0.1):.1f}" for _ in range(4)] for row, mark in enumerate(quality)}
    for row in range(0, 400, 10):
        given[f"E{row}"][row // 10 % 4] = "9.9"
    found = report(taken(given, step="0.1"), {})
    assert found is not None and found.far >= 40 and len(found.fars) == MOST_OUTLIERS


def test_a_large_panel_is_reported_whole() -> None:
    """300 entrants, 10 aspects, 7 judges; the limit of the page is twice as much."""
    chance = np.random.default_rng(5)
    table = np.round(np.clip(chance.normal(6, 1.5, (300, 1)) + chance.normal(0, 1, (300, 7)), 0, 10), 1)
    given = {f"E{row}": [f"{mark:g}" for mark in marked] for row, marked in enumerate(table)}
    large = together(*(taken(given, f"A{number}", step="0.1") for number in range(10)))
    found = report(large, {})
    assert found is not None and found.given == 21_000


def test_nothing_in_a_report_is_no_number_where_it_is_shown() -> None:
    for given in (GIVEN, {"E1": ["9", None, "3"]}, {f"E{row}": ["5", "5"] for row in range(9)}):
        found = report(taken(given), {"J1": frozenset({"E1"})})
        assert found is not None
        assert all(math.isfinite(row.mean) for row in found.rows)
        assert all(each is None or math.isfinite(each) for row in found.rows for each in row.distances)
        assert all(math.isfinite(each.value) for each in found.correlations)
        for each in found.severities:
            assert math.isfinite(each.share) or not each.works

"""What is wrong, as a value."""

from __future__ import annotations

from scoring.problems import Problem


def test_a_problem_of_the_whole_has_no_place_and_no_facts() -> None:
    assert Problem("no-marks") == Problem("no-marks", "", {})

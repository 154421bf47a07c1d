"""Figures that a package states hold where scoring comes to them, to as many digits as they are stated with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from competition import scores
from competition.intake import read
from competition.intake.package import Expected
from competition.scores.stated import Stated, alike, compare
from tests.competition.venue import ROOT


@pytest.mark.parametrize(
    ("value", "stated", "holds"),
    [
        ("20.50", "20.5", True),
        ("256/3", "85.33", True),
        ("256/3", "85.333", True),
        ("256/3", "85.34", False),
        ("256/3", "85.3", False),
        ("85.346", "85.35", True),
        ("85.346", "85", False),
        ("gold", "gold", True),
        ("gold", "silver", False),
        ("3", "", False),
        ("", "3", False),
        ("", "", True),
    ],
)
def test_a_number_is_compared_at_the_digits_that_are_stated_and_the_schemes_at_least(
    value: str, stated: str, holds: bool
) -> None:
    assert alike(value, stated, 2) is holds


def test_figures_of_entrants_teams_and_prizes_are_found_where_they_are_stated() -> None:
    package, problems = read(ROOT / "tests" / "golden" / "gym")
    assert package is not None, problems
    rows = list(scores.rows(scores.fold(package), figures=True))
    assert all(each.holds for each in compare(package, rows))
    given = tuple(
        Expected(*each)
        for each in (
            ("beam", "final", "A1", "", "", "total", "13.36"),
            ("beam", "final", "B1", "", "", "place", "1"),
            ("team", "", "red", "", "", "total", "54.1"),
            ("vault", "final", "A2", "v1", "", "vaulted", ""),
            ("beam", "final", "C1", "", "", "advanced", "0"),
            ("vault", "final", "B2", "", "", "list", "2"),
        )
    )
    found = list(compare(replace(package, expected=given), rows))
    assert [each.holds for each in found] == [False, True, True, False, True, False]
    assert str(found[0]) == "beam final A1 total: computed 13.350, stated 13.36"
    assert str(found[3]) == "vault final A2 v1 vaulted: computed 14.200, stated nothing"
    assert found[5] == Stated("vault", "final", "B2", "", "", "list", "2", "3", False)

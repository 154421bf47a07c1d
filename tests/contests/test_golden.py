"""Invented contests whose every figure was worked by hand come out as worked."""

from __future__ import annotations

from pathlib import Path

import pytest

from competition import scores
from competition.intake import read
from tests.contests.official import compare

GOLDEN = Path(__file__).parents[1] / "golden"
WORKED = sorted(path.parent.name for path in GOLDEN.glob("*/expected.csv"))


@pytest.mark.parametrize("name", WORKED)
def test_every_figure_is_as_worked_by_hand(name: str) -> None:
    package, problems = read(GOLDEN / name)
    assert package is not None, problems
    found = list(compare(package))
    assert found
    assert [each for each in found if not each.holds] == []


def test_they_hold_every_measure_and_every_rule_that_compares_a_field_or_its_marks() -> None:
    """A language that is documented is also shown at work."""
    packages = [package for name in WORKED if (package := read(GOLDEN / name)[0]) is not None]
    aspects = [
        aspect for each in packages for scheme in each.schemes.values() for _, _, aspect in scheme.aspect.values()
    ]
    assert {each.measure for each in aspects} == {"points", "pass-fail", "deductions", "graded", "reading", "time"}
    assert {"majority", "majority-placing", "rank-points", "share-of-best"} <= {each.rule for each in aspects}
    assert {each.attempts.rule for each in aspects if each.attempts.count > 1} >= {"best"}


def test_why_each_stands_where_she_stands_is_said() -> None:
    package, _ = read(GOLDEN / "track")
    assert package is not None
    why = {(row.trade, row.entrant): row.reason for row in scores.rows(scores.fold(package)) if row.figure == "total"}
    assert why["ladder", "L1"] == "tie:count-back:run"
    assert why["leap", "D"] == "shared"
    assert why["rescue", "R1"] == "tie:head-to-head:form-mark"

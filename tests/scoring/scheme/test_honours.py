"""Reading what stands beside the ranking: teams, the standardised scale, medals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from scoring.nodes import Medals, Scale, Scheme, TeamRule, TieStep
from scoring.numbers import Rounding
from tests.scoring.field import aspect, criterion, document, module, phase, problems_of, scheme

MODULE = module("M", criterion("C", aspect("a")))
PHASES = [phase("heat"), phase("final")]


def read(**settings: Any) -> Scheme:
    return scheme(MODULE, phases=PHASES, **settings)


def test_where_nothing_is_said_there_is_none_of_it() -> None:
    plain = read()
    assert (plain.teams, plain.scale, plain.medals) == (None, None, None)


def test_teams_are_the_sum_of_all_members_of_the_last_phase() -> None:
    assert read(teams={}).teams == TeamRule("final", "sum", None, 1, ())


def test_the_best_members_of_a_team_may_count_and_as_many_must_be_there() -> None:
    assert read(teams={"best": 3}).teams == TeamRule("final", "sum", 3, 3, ())
    told = {
        "phase": "heat",
        "rule": "mean",
        "best": "3",
        "least": 2,
        "ties": [{"figure": "a"}, {"by": "count-back", "figure": "total"}],
    }
    steps = (TieStep("a", "high", "heat"), TieStep("total", "high", "heat", "count-back"))
    assert read(teams=told).teams == TeamRule("heat", "mean", 3, 2, steps)


def test_the_scale_is_that_of_published_results_unless_it_says_otherwise() -> None:
    usual = Scale(Decimal(700), Decimal(30), Decimal("1.4826"), Rounding(0))
    assert read(scale={}).scale == usual
    told = {"median": "500", "unit": "10.3782", "factor": "1", "round": {"places": 2, "mode": "down"}}
    assert read(scale=told).scale == Scale(Decimal(500), Decimal("10.3782"), Decimal(1), Rounding(2, "down"))


def test_medals_are_by_total_with_nothing_between_them() -> None:
    least = {"gold": 1, "silver": 1, "bronze": 1}
    assert read(medals={}).medals == Medals("total", Decimal(0), "last", None, least)
    told = {"by": "scale", "within": "2", "from": "first", "excellence": "700", "least": {"gold": 3, "silver": "5"}}
    made = read(scale={}, medals=told).medals
    assert made == Medals("scale", Decimal(2), "first", Decimal(700), {"gold": 3, "silver": 5, "bronze": 1})


@pytest.mark.parametrize(
    ("settings", "code", "at"),
    [
        ({"teams": 3}, "wrong-type", "teams"),
        ({"teams": {"rule": "best"}}, "unknown-choice", "teams.rule"),
        ({"teams": {"best": 0}}, "out-of-range", "teams.best"),
        ({"teams": {"least": 0}}, "out-of-range", "teams.least"),
        ({"teams": {"size": 3}}, "unknown-key", "teams.size"),
        ({"teams": {"ties": [{"figure": ""}]}}, "empty-value", "teams.ties[1].figure"),
        ({"scale": {"median": "middle"}}, "bad-number", "scale.median"),
        ({"scale": {"round": 99}}, "out-of-range", "scale.round"),
        ({"scale": {"mean": "700"}}, "unknown-key", "scale.mean"),
        ({"medals": {"by": "place"}}, "unknown-choice", "medals.by"),
        ({"medals": {"within": "two"}}, "bad-number", "medals.within"),
        ({"medals": {"from": "all"}}, "unknown-choice", "medals.from"),
        ({"medals": {"least": {"gold": 0}}}, "out-of-range", "medals.least.gold"),
        ({"medals": {"least": {"iron": 1}}}, "unknown-key", "medals.least.iron"),
        ({"medals": {"least": 3}}, "wrong-type", "medals.least"),
        ({"medals": {"colour": "gold"}}, "unknown-key", "medals.colour"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(settings: dict[str, Any], code: str, at: str) -> None:
    assert (code, at) in problems_of(document(MODULE, phases=PHASES, **settings))

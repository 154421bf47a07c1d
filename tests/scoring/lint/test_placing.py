"""What the ranking of a scheme must keep: ties that can be broken, shares, teams, scale and medals."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scoring.field import Document, aspect, criterion, document, module, phase, problems_of


def ranked(*phases: Document, dances: bool = False, **settings: Any) -> Document:
    """Module A with a criterion C of aspect a and one D of items with aspect d; a module B."""
    first = aspect("a", "majority-placing", lowest="1", step="1") if dances else aspect("a")
    return document(
        module("A", criterion("C", first), criterion("D", aspect("d"), items=True)),
        module("B", criterion("E", aspect("b"))),
        phases=phases or [phase("final")],
        **settings,
    )


@pytest.mark.parametrize(
    "step",
    [
        {"figure": "total"},
        {"figure": "a"},
        {"by": "count-back", "figure": "d"},
        {"by": "count", "figure": "D", "above": "5"},
        {"by": "head-to-head", "figure": "a", "prefer": "low"},
        {"by": "skating-10"},
        {"by": "skating-11"},
        {"by": "running-order"},
        {"by": "decision", "upto": 3},
    ],
)
def test_a_step_may_look_at_what_its_phase_has(step: Document) -> None:
    assert problems_of(ranked(phase("final", ties=[step]), dances=True)) == []


@pytest.mark.parametrize(
    ("settings", "code", "at"),
    [
        ({"ties": [{"figure": "d"}]}, "dangling-figure", "ties"),
        ({"ties": [{"by": "count-back", "figure": "time"}]}, "dangling-figure", "ties"),
        ({"ties": [{"by": "count-back"}]}, "missing-key", "ties[1].figure"),
        ({"ties": [{"figure": "a", "phase": "later"}]}, "dangling-phase", "ties"),
        ({"ties": [{"by": "skating-10"}]}, "nothing-placed", "ties"),
        ({"ties": [{"by": "skating-12"}]}, "unknown-choice", "ties[1].by"),
        ({"ranks": {"share": "never"}}, "never-shared-needs-decision", "ranks"),
        ({"ranks": {"share": "never"}, "ties": [{"figure": "a"}]}, "never-shared-needs-decision", "ranks"),
        (
            {"ranks": {"share": "never"}, "ties": [{"by": "decision", "upto": 3}]},
            "never-shared-needs-decision",
            "ranks",
        ),
        ({"ranks": {"share": "within", "within": "-1"}}, "bad-limit", "ranks.within"),
        ({"modules": ["A", "Z"]}, "dangling-module", "modules"),
    ],
)
def test_each_fault_of_a_ranking_is_named_with_its_place(settings: dict[str, Any], code: str, at: str) -> None:
    stated = ranked(phase("final", **settings), phase("later"))
    assert (code, f"phases[final].{at}") in problems_of(stated)


def test_a_step_may_look_back_and_not_ahead() -> None:
    back = phase("final", ties=[{"figure": "a", "phase": "heat"}])
    assert problems_of(ranked(phase("heat"), back)) == []
    assert problems_of(ranked(back, phase("heat"))) == [("dangling-phase", "phases[final].ties")]


def test_the_skating_system_looks_for_dances_in_modules_that_are_there() -> None:
    lost = phase("final", modules=["B", "Z"], ties=[{"by": "skating-10"}])
    assert ("nothing-placed", "phases[final].ties") in problems_of(ranked(phase("heat"), lost, dances=True))


@pytest.mark.parametrize("last", ["decision", "running-order"])
def test_what_never_shares_ends_with_a_decision_or_the_running_order(last: str) -> None:
    told = phase("final", ranks={"share": "never"}, ties=[{"figure": "a"}, {"by": last}])
    assert problems_of(ranked(told)) == []


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"teams": {"phase": "lost"}}, ("dangling-phase", "teams.phase")),
        ({"teams": {"ties": [{"by": "decision"}]}}, ("not-for-teams", "teams.ties")),
        ({"teams": {"ties": [{"by": "count-back", "figure": "A"}]}}, ("not-for-teams", "teams.ties")),
        ({"teams": {"ties": [{"figure": "d"}]}}, ("dangling-figure", "teams.ties")),
        ({"scale": {"factor": "0"}}, ("bad-limit", "scale.factor")),
        ({"medals": {"by": "scale"}}, ("medals-need-scale", "medals.by")),
        ({"medals": {"within": "-2"}}, ("bad-limit", "medals.within")),
    ],
)
def test_each_fault_of_teams_scale_and_medals_is_named(settings: dict[str, Any], problem: tuple[str, str]) -> None:
    assert problem in problems_of(ranked(**settings))


def test_teams_of_a_phase_that_is_not_there_are_not_asked_for_figures() -> None:
    told = {"phase": "lost", "ties": [{"figure": "anything"}]}
    assert problems_of(ranked(teams=told)) == [("dangling-phase", "teams.phase")]


def test_a_scale_asks_that_more_is_better() -> None:
    assert problems_of(ranked(phase("final", order="low"), scale={})) == [("scale-needs-high", "scale")]


def test_teams_scale_and_medals_may_stand_together() -> None:
    ties = [{"figure": "total"}, {"by": "count-back", "figure": "total"}, {"figure": "a", "prefer": "low"}]
    told = ranked(teams={"best": 2, "ties": ties}, scale={}, medals={"by": "scale", "within": "2"})
    assert problems_of(told) == []

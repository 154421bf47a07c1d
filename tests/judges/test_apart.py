"""What a judge is told of marks that lie apart on her own panels: where to mark again and how many have, no value."""

from __future__ import annotations

from typing import Any

from judges.apart import apart
from judges.rounds import rounds
from scoring.lines import digest
from scoring.steps import DeliberationRecorded
from tests.judges.test_resource import cell, held
from tests.scoring.field import Contest


def waiting(contest: Contest, judge: str = "J1") -> list[dict[str, Any]]:
    return apart(rounds(contest.state, judge), lambda round_, entrant: f"no. {entrant}")


def split(*entrants: str) -> Contest:
    """A contest whose two judges lie apart on these entrants."""
    contest = held(rule="judgement", max="3")
    for entrant in entrants:
        contest.judge("J1").gives("0").on("A1").to(entrant)
        contest.judge("J2").gives("3").on("A1").to(entrant)
    return contest


def conferred(contest: Contest, entrant: str) -> None:
    contest.take(DeliberationRecorded(entrant, "final", "", "A1", digest("what was said")), actor="chief.wei")


def test_nothing_waits_while_marks_are_owed_or_agree() -> None:
    contest = held(rule="judgement", max="3")
    assert waiting(contest) == []
    contest.judge("J1").gives("2").on("A1").to("W1")
    assert waiting(contest) == []
    contest.judge("J2").gives("3").on("A1").to("W1")
    assert waiting(contest) == []


def test_both_are_told_where_they_lie_apart_the_longest_first_and_no_value() -> None:
    contest = split("W2", "W1")
    for judge in ("J1", "J2"):
        found = waiting(contest, judge)
        assert [(each["at"], each["code"], each["conferred"]) for each in found] == [
            (1, "no. W2", False),
            (0, "no. W1", False),
        ]
        assert {key for each in found for key in each} == {"at", "code", "aspect", "item", "attempt", "conferred"}


def test_who_has_marked_again_since_the_panel_conferred_waits_for_the_other() -> None:
    contest = split("W1")
    conferred(contest, "W1")
    assert [each["conferred"] for each in waiting(contest)] == [True]
    assert cell(contest)["again"] == 0
    contest.judge("J1").gives("0").on("A1").to("W1")
    assert (waiting(contest), len(waiting(contest, "J2"))) == ([], 1)
    assert [cell(contest, judge=judge)["again"] for judge in ("J1", "J2")] == [1, 1]
    contest.judge("J2").gives("1").on("A1").to("W1")
    assert waiting(contest, "J2") == [] and "again" not in cell(contest)


def test_marks_that_still_lie_apart_after_all_have_marked_again_are_conferred_about_anew() -> None:
    contest = split("W1")
    conferred(contest, "W1")
    contest.judge("J1").gives("0").on("A1").to("W1")
    contest.judge("J2").gives("3").on("A1").to("W1")
    assert cell(contest)["state"] == "spread" and "conferred" not in cell(contest)
    assert [each["conferred"] for each in waiting(contest)] == [False]
    conferred(contest, "W1")
    assert [each["conferred"] for each in waiting(contest) + waiting(contest, "J2")] == [True, True]
    assert cell(contest)["again"] == 0


def test_a_judge_of_another_panel_is_told_nothing() -> None:
    assert waiting(split("W1"), "J9") == []

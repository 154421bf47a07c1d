"""What a policy can get wrong, each said where it stands."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.clauses.values import BASES
from scoring.grades import Grade
from scoring.policy import read_policy
from scoring.problems import Problem
from tests.scoring.rulebook import clause, document, policy, problems


def one(**terms: Any) -> list[tuple[str, str]]:
    """Problems of a policy whose second clause has these terms; where is inside that clause."""
    found = problems(document(clause("first", places={"to": 1}), clause("open"), clause(**terms)))
    return [(code, where.removeprefix("clauses[one].")) for code, where in found]


def test_a_policy_needs_a_version_a_name_a_document_and_a_clause() -> None:
    assert problems({}) == [
        ("missing-key", "policy"),
        ("missing-key", "name"),
        ("missing-key", "documents"),
        ("missing-key", "clauses"),
    ]


def test_what_a_policy_as_a_whole_can_get_wrong() -> None:
    plain = clause()
    assert problems(document(plain, valid={"from": "2025-01-01", "until": "2024-01-01"})) == [
        ("bad-bounds", "valid.until")
    ]
    assert problems(document(plain, valid={"from": "1 May"})) == [("bad-date", "valid.from")]
    assert problems(document(plain, valid=["2025"])) == [("wrong-type", "valid")]
    assert problems(document(plain, tiers={"市": "市", "b": ""})) == [
        ("bad-id", "tiers.市"),
        ("empty-value", "tiers.b"),
    ]
    assert problems(document(plain, documents={"": {"title": "x"}})) == [("bad-id", "documents")]
    assert problems(document(plain, ties="often", overlap="all", round="about", pages=2)) == [
        ("unknown-choice", "ties"),
        ("unknown-choice", "overlap"),
        ("unknown-choice", "round"),
        ("unknown-key", "pages"),
    ]
    assert problems(document(plain, clause())) == [("duplicate-id", "clauses[one].id")]
    _, found = read_policy(document(*(clause(f"c{position}") for position in range(201))))
    assert found == [Problem("out-of-range", "clauses", {"value": "201", "low": "1", "high": "200"})]


def test_a_clause_has_one_outcome() -> None:
    assert problems(document({"id": "one"})) == [("one-of-these", "clauses[one]")]
    assert one(prize="一等奖", title="能手") == [("one-of-these", "clauses[one]")]
    assert one(missing="medal") == [("unknown-choice", "missing")]
    assert one(title="") == [("empty-value", "title")]
    assert one(title={"zh": "", "en": ""}) == [("empty-value", "title")]


def test_what_may_stand_in_place_of_an_unknown_word_is_said_and_nothing_else() -> None:
    _, found = read_policy(
        document(clause(places={"to": "30%", "of": "crowd"}, gates=[{"look": "x", "document": "E"}]))
    )
    choices = {each.where: each.facts["choices"] for each in found if each.code == "unknown-choice"}
    assert choices["clauses[one].places.of"].split(", ") == list(BASES)
    assert choices["clauses[one].gates[1].document"] == "D"


def test_a_row_of_a_grade_that_says_two_things_is_told_which_and_what_there_is() -> None:
    _, found = read_policy(document(clause(grade=[{"holds": ["3"], "to": "2", "stays": True}])))
    facts = {"stated": "to, stays", "choices": "to, up, stays, missing"}
    assert found == [Problem("one-of-these", "clauses[one].grade[1]", facts)]


def test_of_a_share_that_is_none_no_more_is_repeated_than_fits_a_line() -> None:
    _, found = read_policy(document(clause(places={"to": "3" * 99 + "%", "of": "teams"})))
    assert [(each.code, each.facts) for each in found] == [("bad-share", {"value": "3" * 80})]


def test_an_outcome_is_a_members_or_a_coachs_and_a_coachs_honour_never_a_members() -> None:
    assert problems(document(clause(money=1, role="judge"))) == [("unknown-choice", "clauses[one].role")]
    assert problems(document(clause(coach="名师", role="member"))) == [("unknown-choice", "clauses[one].role")]
    assert problems(document(clause(coach="名师", role="coach"))) == []


def test_a_clause_speaks_of_tiers_groups_documents_and_teams_that_are_there() -> None:
    assert one(tiers=["moon"], groups=["cats"], document="E") == [
        ("unknown-choice", "document"),
        ("unknown-choice", "tiers"),
        ("unknown-choice", "groups"),
    ]
    assert one(team={"least": 3, "most": 2}) == [("bad-bounds", "team.most")]
    assert one(team=0) == [("out-of-range", "team")]
    assert one(team={"size": 3}) == [("unknown-key", "team.size")]
    assert one(tiers="city") == [("wrong-type", "tiers")]


@pytest.mark.parametrize(
    ("places", "code", "where"),
    [
        (10, "wrong-type", "places"),
        ({"to": "30"}, "", ""),
        ({"to": "30 per cent"}, "bad-share", "places.to"),
        ({"to": "0%", "of": "teams"}, "bad-share", "places.to"),
        ({"to": "101%", "of": "teams"}, "bad-share", "places.to"),
        ({"to": "3/2", "of": "teams"}, "bad-share", "places.to"),
        ({"above": 3}, "bad-share", "places.above"),
        ({"to": 0}, "out-of-range", "places.to"),
        ({"to": "30%"}, "missing-key", "places.of"),
        ({"above": "30%"}, "missing-key", "places.of"),
        ({"bands": [{"to": 1}]}, "missing-key", "places.of"),
        ({"bands": [{}], "of": "teams"}, "missing-key", "places.bands[1].to"),
        ({"bands": [{"to": 1, "least": 3, "most": 2}], "of": "teams"}, "bad-bounds", "places.bands"),
        ({"bands": [{"to": 1, "upto": 9}], "of": "teams"}, "unknown-key", "places.bands[1].upto"),
        ({"to": "30%", "of": "crowd"}, "unknown-choice", "places.of"),
        ({"to": "30%", "of": "teams", "round": "near"}, "unknown-choice", "places.round"),
        ({"to": "30%", "of": "teams", "fewest": 3, "most": 2}, "bad-bounds", "places.most"),
        ({"to": 3, "most": 2}, "share-needed", "places"),
        ({"from": 4, "to": 3}, "bad-bounds", "places.to"),
        ({"from": 2, "after": "first", "to": 3}, "one-of-these", "places"),
        ({"to": 2, "next": 2}, "one-of-these", "places"),
        ({"to": 2, "bands": [{"to": 1}], "of": "teams"}, "one-of-these", "places"),
        ({"from": 2, "above": "20%", "of": "teams"}, "one-of-these", "places"),
        ({"after": "nobody", "next": 2}, "unknown-choice", "places.after"),
        ({"after": "open", "next": 2}, "unknown-choice", "places.after"),
        ({"after": "first", "next": 2}, "", ""),
        ({"until": 3}, "unknown-key", "places.until"),
    ],
)
def test_what_a_range_of_places_can_get_wrong(places: Any, code: str, where: str) -> None:
    found = [each for each in one(places=places) if each != ("missing-key", "places.of") or each == (code, where)]
    assert found == ([(code, where)] if code else [])


@pytest.mark.parametrize(
    ("grade", "code", "where"),
    [
        ("6", "bad-level", "grade.to"),
        ("none", "bad-level", "grade.to"),
        ({}, "missing-key", "grade.to"),
        ({"to": "2", "cap": "0"}, "bad-level", "grade.cap"),
        ({"to": "2", "same": "down"}, "unknown-choice", "grade.same"),
        ({"up": 0}, "out-of-range", "grade.up"),
        ({"up": 1, "to": "2"}, "unknown-key", "grade.to"),
        ([], "empty-value", "grade"),
        ([{"to": "2"}], "missing-key", "grade[1].holds"),
        ([{"holds": ["9"], "to": "2"}], "bad-level", "grade[1].holds"),
        ([{"holds": [True], "to": "2"}], "wrong-type", "grade[1].holds"),
        ([{"holds": ["3"]}], "one-of-these", "grade[1]"),
        ([{"holds": ["3"], "to": "2", "stays": True}], "one-of-these", "grade[1]"),
        ([{"holds": ["3"], "to": "2", "cap": "1"}], "unknown-key", "grade[1].cap"),
        ([{"holds": ["3"], "to": "2"}, {"holds": ["4", "三级"], "up": 1}], "duplicate-id", "grade[2].holds"),
    ],
)
def test_what_a_grade_can_get_wrong(grade: Any, code: str, where: str) -> None:
    assert (code, where) in problems_of(grade=grade)


def test_a_row_may_say_what_it_does_not_do() -> None:
    read = policy(clause(grade=[{"holds": ["3"], "to": "2", "up": False, "stays": False}])).policy.clauses[0]
    assert [(each.holds, each.to, each.up) for each in read.grade] == [((Grade.SENIOR,), Grade.TECHNICIAN, 0)]


@pytest.mark.parametrize(
    ("money", "code", "where"),
    [
        ({}, "missing-key", "money.amount"),
        ("much", "bad-number", "money.amount"),
        (-1, "out-of-range", "money.amount"),
        ({"amount": 1, "each": True}, "unknown-key", "money.each"),
    ],
)
def test_what_money_can_get_wrong(money: Any, code: str, where: str) -> None:
    assert problems_of(money=money) == [(code, where)]


@pytest.mark.parametrize(
    ("gate", "code", "where"),
    [
        ({"least": 1}, "missing-key", "look"),
        ({"look": "mood", "least": 1}, "unknown-choice", "look"),
        ({"look": "paper.", "least": 1}, "unknown-choice", "look"),
        ({"look": "fact.", "is": "x"}, "unknown-choice", "look"),
        ({"look": "clause.later", "is": "granted"}, "unknown-choice", "look"),
        ({"look": "clause.first", "is": "granted"}, "", ""),
        ({"look": "place"}, "missing-key", "least"),
        ({"look": "place", "least": "first"}, "bad-bound", "least"),
        ({"look": "place", "is": "first"}, "bad-bound", "among"),
        ({"look": "place", "among": [1, 2]}, "", ""),
        ({"look": "place", "among": [True]}, "wrong-type", "among"),
        ({"look": "title", "among": [""]}, "wrong-type", "among"),
        ({"look": "level", "least": "9"}, "bad-bound", "least"),
        ({"look": "level", "without": ["9"]}, "bad-bound", "among"),
        ({"look": "paper-level", "least": "grade"}, "", ""),
        ({"look": "title", "least": 1}, "bad-bound", "least"),
        ({"look": "fact.x", "least": "much"}, "bad-bound", "least"),
        ({"look": "age", "least": 18, "on": "12-31"}, "", ""),
        ({"look": "age", "least": 18, "on": "2024-02-29"}, "", ""),
        ({"look": "age", "least": 18, "on": "02-29"}, "bad-date", "on"),
        ({"look": "place", "least": 1, "on": "12-31"}, "bad-date", "on"),
        ({"look": "place", "least": 1, "reason": "no good"}, "bad-id", "reason"),
        ({"look": "place", "least": 1, "kinds": ["medal"]}, "unknown-choice", "kinds"),
        ({"look": "place", "least": 1, "grades": ["9"]}, "unknown-choice", "grades"),
        ({"look": "place", "least": 1, "tiers": ["moon"]}, "unknown-choice", "tiers"),
        ({"look": "place", "least": 1, "document": "E"}, "unknown-choice", "document"),
        ({"look": "place", "lest": 1, "missing": True}, "unknown-key", "lest"),
    ],
)
def test_what_a_gate_can_get_wrong(gate: Any, code: str, where: str) -> None:
    found = one(gates=[gate])
    assert ((code, f"gates[1].{where}") in found) if code else not found


def problems_of(**outcome: Any) -> list[tuple[str, str]]:
    """Problems of a policy of one clause with this outcome."""
    found = problems(document({"id": "one", **outcome}))
    return [(code, where.removeprefix("clauses[one].")) for code, where in found]

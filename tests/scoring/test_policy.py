"""Policies as data: what is read, what is refused, and the one text of each."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from scoring.clauses.values import Policy, end_text
from scoring.grades import Grade
from scoring.policy import counted, in_force, parse_policy, policy_text, read_policy
from scoring.problems import BrokenPromiseError
from tests.scoring.rulebook import Document, clause, policy
from tests.scoring.rulebooks import damaged, documents, junk


@given(documents())
def test_the_text_of_a_policy_reads_as_the_same_policy(made: Document) -> None:
    read, found = read_policy(made)
    assert read is not None, found
    again = parse_policy(policy_text(read))
    assert (again, again.text, again.digest) == (read, read.text, read.digest)


@given(damaged())
def test_a_damaged_policy_is_a_policy_or_problems_and_never_an_exception(made: Document) -> None:
    read, found = read_policy(made)
    assert (read is None) == bool(found)
    if read is not None:
        assert parse_policy(read.text) == read


@given(junk)
def test_junk_is_no_policy(made: Any) -> None:
    assert read_policy(made)[0] is None


def test_a_policy_written_by_hand_is_read_with_its_dates_and_exact_shares() -> None:
    text = """
    policy = 1
    name = "办法"
    valid = { from = 2024-10-25, until = "2025-12-31" }
    [documents.D]
    title = "通知"
    date = 2024-10-25T08:00:00
    [[clauses]]
    id = "top"
    cites = "二"
    places = { to = "7.5%", of = "entrants", fewest = 1, most = 9 }
    money = { amount = 20000.5, shared = true, round = 2 }
    """
    read, found = read_policy(tomllib.loads(text, parse_float=str))
    assert read is not None, found
    assert (read.valid_from, read.valid_until, read.documents["D"].date) == ("2024-10-25", "2025-12-31", "2024-10-25")
    assert json.loads(read.text)["clauses"] == [
        {
            "id": "top",
            "document": "D",
            "cites": "二",
            "award": "money",
            "money": {"amount": "20000.5", "shared": True, "round": {"places": "2", "mode": "half-up"}},
            "places": {"to": "7.5%", "of": "entrants", "fewest": "1", "most": "9"},
        }
    ]


WHOLE: Document = {
    "policy": "1",
    "name": {"zh": "办法", "en": "Rules"},
    "valid": {"from": "2024-01-01", "until": "2026-12-31"},
    "documents": {
        "D": {
            "title": "通知",
            "number": "人社发〔2024〕1号",
            "issuer": "人社局",
            "date": "2024-01-01",
            "address": "https://example.org/1",
        }
    },
    "tiers": {"city": {"zh": "市级", "en": "City"}},
    "groups": {"staff": {"zh": "职工", "en": "Staff"}},
    "ties": "shared",
    "overlap": "best",
    "round": "half-up",
    "gates": [{"look": "promotions", "most": "0", "kinds": ["grade"], "tiers": ["city"], "groups": ["staff"]}],
    "clauses": [
        {
            "id": "ladder",
            "document": "D",
            "cites": "二",
            "award": "grade",
            "tiers": ["city"],
            "groups": ["staff"],
            "team": {"least": "2", "most": "3"},
            "places": {"above": "20%", "to": "40%", "of": "entrants", "round": "floor", "fewest": "1", "most": "9"},
            "grade": [
                {"holds": ["5"], "to": "4"},
                {"holds": ["4"], "up": "1", "cap": "2"},
                {"holds": ["3"], "stays": True},
                {"holds": ["2"], "missing": True},
            ],
            "gates": [
                {"look": "age", "most": "35", "on": "12-31", "cites": "三", "document": "D", "grades": ["4", "3"]},
                {"look": "title", "without": ["能手"], "reason": "has-title"},
                {"look": "fact.filed", "among": ["yes"]},
                {"look": "paper.theory", "missing": True},
            ],
            "approval": True,
        },
        {
            "id": "pot",
            "document": "D",
            "award": "money",
            "role": "coach",
            "unplaced": True,
            "places": {"bands": [{"least": "1", "most": "9", "to": "1"}, {"least": "10", "to": "3"}], "of": "teams"},
            "money": {"amount": "100", "shared": True, "round": {"places": "2", "mode": "floor"}},
        },
        {"id": "next", "document": "D", "award": "甲", "places": {"after": "pot", "next": "2"}, "title": "甲"},
        {"id": "lost", "document": "D", "award": "prize", "places": {"from": "2", "to": "4"}, "missing": "prize"},
    ],
}
"""Every term of the language, as it is written out."""


def test_the_text_of_a_policy_says_every_term_as_it_was_stated() -> None:
    stated = json.loads(json.dumps(WHOLE))
    for each in stated["clauses"]:
        if "title" in each:
            each["title"] = {"zh": "甲", "en": "甲"}
    read, found = read_policy(WHOLE)
    assert read is not None, found
    assert json.loads(read.text) == stated


def test_a_share_is_written_as_percent_where_that_is_exact() -> None:
    shares = ("7.5%", "1/3", "1/2", "1/512")
    made = [policy(clause(places={"to": share, "of": "teams"})).policy.clauses[0].places for share in shares]
    assert [end_text(each.to) for each in made if each and each.to] == ["7.5%", "1/3", "50%", "0.1953125%"]


def test_the_short_forms_of_a_grade_are_written_out() -> None:
    to, same, up = (
        policy(clause(grade=grade)).policy.clauses[0].grade for grade in ("4", {"to": 4, "same": "up"}, {"up": 1})
    )
    below = (Grade.NONE, Grade.APPRENTICE, Grade.JUNIOR)
    assert [(each.holds[0], each.to, each.up) for each in to] == [
        (Grade.NONE, Grade.INTERMEDIATE, 0),
        (Grade.INTERMEDIATE, None, 0),
        (Grade.SENIOR, None, 0),
    ]
    assert to[0].holds == below
    assert (same[1].up, same[1].cap) == (1, Grade.SENIOR_TECHNICIAN)
    assert [(each.holds[0], each.up) for each in up] == [(Grade.APPRENTICE, 1)]


def test_clauses_with_the_same_title_are_alternatives_and_other_kinds_have_one_award_each() -> None:
    made = policy(
        clause("a", title="状元"),
        clause("b", prize="一等奖"),
        clause("c", prize="二等奖"),
        clause("d", title="能手", award="x"),
    )
    assert [each.award for each in made.policy.clauses] == ["状元", "prize", "prize", "x"]


def test_an_empty_range_is_none_and_an_empty_award_is_the_default() -> None:
    read = policy(clause(places={}), clause("b", places={"after": ""}, award="")).policy.clauses
    assert [(each.places, each.award) for each in read] == [(None, "技术能手")] * 2


def test_a_stored_policy_that_is_none_breaks_a_promise() -> None:
    for stored in ("{", "{}"):
        with pytest.raises(BrokenPromiseError):
            parse_policy(stored)


def test_a_way_of_counting_fills_only_what_the_text_leaves_open() -> None:
    assert counted(policy(clause()).policy, "floor").round == "floor"
    assert counted(policy(clause(), round="exact").policy, "floor").round == "exact"


def test_the_policy_in_force_is_the_one_valid_on_the_day() -> None:
    def valid(**days: Any) -> Policy:
        return policy(clause(), valid=days).policy

    old, new = valid(**{"from": date(2021, 1, 1), "until": "2024-10-24"}), valid(**{"from": "2024-10-25"})
    both = {"old": old, "new": new}
    assert in_force(both, "2024-10-24") == ("old", [])
    assert in_force(both, "2024-10-25") == ("new", [])
    assert said(in_force(both, "2020-12-31")) == ("", "no-policy", "")
    assert said(in_force(both | {"always": valid()}, "2030-01-01")) == ("", "policies-overlap", "always, new")
    assert in_force(both, "2024-13-01")[1][0].code == "bad-date"


def said(chosen: tuple[str, list[Any]]) -> tuple[str, str, str]:
    name, (problem,) = chosen
    return name, problem.code, problem.facts["policies"]

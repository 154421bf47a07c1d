"""What would have had to differ, said for every look of the language: by one thing, or by all that is missing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from competition.awarding.covering import Covering
from competition.awarding.explaining import told
from competition.awarding.probing import DUE, probes
from competition.words import LANGUAGES
from scoring.awards import decide
from scoring.clauses.cases import Case
from scoring.policy import read_policy
from tests.scoring.rulebook import Document, Rules, clause, policy
from tests.scoring.rulebooks import cases, documents

ADULT = {"birth": "2005-09-11", "date": "2026-09-10"}
"""Twenty years old, and twenty-one tomorrow."""


def differs(rules: Rules, lang: str = "en", **facts: Any) -> list[str]:
    """What leads to something else, without what it leads to."""
    (only,) = told(rules.policy, rules.decide(**facts), lang)
    return [what for what, _ in only.differ]


def gated(**gate: Any) -> Rules:
    return policy(clause(gates=[gate]))


@pytest.mark.parametrize(
    ("gate", "facts", "said"),
    [
        ({"look": "age", "least": 21}, ADULT, "age 21"),
        ({"look": "age", "above": 20}, ADULT, "age 21"),
        ({"look": "age", "most": 18}, ADULT, "age 18"),
        ({"look": "age", "below": 20, "on": "12-31"}, ADULT, "age 19"),
        ({"look": "age", "least": 24, "on": "2028-02-29"}, ADULT, "age 24"),
        ({"look": "level", "least": "3"}, {"level": "5"}, "grade held senior worker (level 3)"),
        ({"look": "paper-level", "least": "2"}, {"paper_level": "4"}, "level of the paper technician (level 2)"),
        ({"look": "promotions", "most": 1}, {"promotions": 3}, "promotions this year 0"),
        ({"look": "promotions", "most": 1}, {"promotions": None}, "promotions this year 1"),
        ({"look": "team-size", "least": 3}, {"team_size": 2}, "members of the team 3"),
        ({"look": "member", "is": 1}, {"member": 2}, "order within the team 1"),
        ({"look": "sharing", "most": 1}, {"sharing": 2}, "entrants sharing the place 1"),
        ({"look": "entrants", "least": 30}, {"entrants": 26}, "entrants 30"),
        ({"look": "finalists", "above": 30}, {}, "finalists 31"),
        ({"look": "fact.national-standard", "is": "yes"}, {}, "national-standard yes"),
        ({"look": "fact.years", "least": 5}, {"facts": {"years": "3"}}, "years 5"),
        ({"look": "group", "is": "student"}, {}, "group Students"),
        ({"look": "title", "without": ["状元"]}, {"titles": ("状元", "标兵")}, "titles held 标兵"),
        ({"look": "title", "without": ["状元"]}, {"titles": ("状元",)}, "titles held none"),
        ({"look": "title", "is": "状元"}, {"titles": ("标兵",)}, "titles held 状元"),
        ({"look": "paper.theory", "least": 60}, {"papers": {"theory": "59.5"}}, "theory 60"),
        ({"look": "paper.theory", "least": 60}, {"papers": {"theory": "absent"}}, "theory 60"),
        ({"look": "paper.theory", "least": 60}, {}, "theory 60"),
        ({"look": "paper.theory", "above": 60}, {"papers": {"theory": "60"}}, "theory 60.01"),
        ({"look": "paper.theory", "below": 60}, {"papers": {"theory": "60"}}, "theory 59.99"),
        ({"look": "place", "most": 3}, {"place": 5}, "place 3"),
    ],
)
def test_each_look_says_what_would_have_done(gate: Document, facts: dict[str, Any], said: str) -> None:
    assert differs(gated(**gate), **facts) == [said]


@pytest.mark.parametrize(
    ("gate", "facts"),
    [
        ({"look": "tier", "is": "county"}, {}),
        ({"look": "role", "is": "coach"}, {}),
        ({"look": "paper.theory", "missing": True}, {}),
        ({"look": "fact.years", "without": ["3"]}, {"facts": {"years": "3"}}),
        ({"look": "age", "least": 21}, {"birth": "2005-09-11"}),
        ({"look": "age", "least": 3000}, ADULT),
        ({"look": "level", "least": "grade"}, {"level": "5"}),
        ({"look": "team-size", "least": "2.5"}, {"team_size": 2}),
        ({"look": "team-size", "most": 0}, {"team_size": 2}),
    ],
)
def test_what_nobody_can_have_otherwise_is_not_said(gate: Document, facts: dict[str, Any]) -> None:
    assert differs(gated(**gate), **facts) == []


def test_a_share_says_the_place_and_how_many_people_it_would_have_taken() -> None:
    rules = policy(clause(places={"to": "30%", "of": "entrants", "round": "floor"}))
    assert differs(rules, place=9, entrants=25, registered=25) == ["place 7", "entrants 30"]
    assert differs(rules, place=200, entrants=25, registered=25) == ["place 7"]
    rules = policy(clause(places={"to": 1}), clause("next", places={"after": "one", "next": "10%", "of": "finalists"}))
    assert differs(rules, place=5, finalists=30, registered=30) == ["place 4", "finalists 40"]


def test_a_range_begins_ends_and_is_not_shared() -> None:
    assert differs(policy(clause(places={"from": 3, "to": 5})), place=1, registered=9) == ["place 3"]
    shared = policy(clause(places={"to": 3}), ties="never")
    assert differs(shared, place=3, sharing=2, registered=9) == ["place 4", "entrants sharing the place 1"]


def test_where_one_thing_is_not_enough_all_that_is_missing_is_said_together() -> None:
    gates = [{"look": "paper.theory", "least": 60}, {"look": "age", "least": 21}]
    rules = policy(clause(places={"to": 3}, gates=gates))
    late: dict[str, Any] = {"place": 5, "papers": {"theory": "50"}, **ADULT}
    assert differs(rules, **late) == ["place 3 and theory 60 and age 21"]
    assert differs(rules, "zh", **late) == ["名次为 3且理论成绩为 60且年龄为 21"]
    assert differs(rules, **{**late, "papers": {}}) == ["place 3 and age 21 and theory 60"]
    assert differs(policy(clause(places={"to": 3}, gates=[{"look": "role", "is": "coach"}])), place=5) == []


def test_a_condition_that_shows_only_once_another_holds_is_said_too() -> None:
    young = {"look": "age", "least": 21, "grades": ["2"]}
    rules = policy(clause(grade="2", gates=[young, {"look": "paper.theory", "least": 60}]))
    assert differs(rules, level="2", papers={"theory": "60"}, **ADULT) == [
        "grade held senior worker (level 3) and age 21"
    ]


def test_what_hangs_on_another_clause_says_what_that_one_asks_for() -> None:
    gate = {"look": "clause.expert", "among": ["granted", "may-apply"]}
    rules = policy(
        clause("expert", title="能手", gates=[{"look": "title", "without": ["能手"]}, {"look": "age", "least": 21}]),
        clause("medal", nomination="奖章", gates=[gate]),
    )
    decision = rules.decide(titles=("能手",), **ADULT)
    (_, medal) = told(rules.policy, decision, "en")
    assert medal.differ == (("titles held none and age 21", "奖章 Granted"),)
    rules = policy(clause("expert"), clause("medal", nomination="奖章", gates=[{**gate, "among": ["refused"]}]))
    assert told(rules.policy, rules.decide(), "en")[1].differ == ()


def test_who_holds_nothing_known_is_told_which_grades_would_lead_on() -> None:
    rules = policy(clause(grade={"to": "4", "same": "stays"}))
    assert differs(rules) == ["grade held no certificate"]


@pytest.mark.parametrize(
    ("gate", "facts", "said"),
    [
        ({"look": "age", "least": 21}, ADULT, "age: 20, at least 21 is asked; one year short."),
        ({"look": "age", "most": 18}, ADULT, "age: 20, at most 18 is allowed; 2 years over."),
        ({"look": "entrants", "least": 30}, {"entrants": 26}, "entrants: 26, at least 30 is asked; 4 people short."),
        ({"look": "entrants", "least": 30}, {"entrants": 29}, "entrants: 29, at least 30 is asked; one person short."),
        (
            {"look": "level", "least": "3"},
            {"level": "5"},
            "grade held: junior worker (level 5), at least senior worker (level 3) is asked; 2 levels short.",
        ),
    ],
)
def test_how_far_it_was_is_said_with_its_unit(gate: Document, facts: dict[str, Any], said: str) -> None:
    rules = gated(**gate)
    (only,) = told(rules.policy, rules.decide(**facts), "en")
    assert only.short == (said,)


def test_of_a_team_of_another_size_it_is_said_which_is_asked() -> None:
    rules = policy(clause(team={"least": 3}))
    (only,) = told(rules.policy, rules.decide(team_size=2), "en")
    assert only.short == ("For teams of another size (at least 3), not of 2.",)
    assert only.differ == (("members of the team 3", "技术能手 Granted"),)


@settings(max_examples=60)
@given(documents(), cases())
def test_whatever_is_said_to_have_done_would_have(made: Document, person: Case) -> None:
    read, _ = read_policy(made)
    assert read is not None
    decision = decide(read, person)
    for outcome in decision.outcomes:
        for probe in probes(read, decision, outcome):
            assert probe.changes
            assert (probe.outcome.status, probe.outcome.value) != (outcome.status, outcome.value)
            assert len(probe.changes) == 1 or probe.outcome.status in DUE
    for lang in LANGUAGES:
        for each in told(read, decision, lang, 12):
            assert all(what and then for what, then in each.differ)


def test_what_a_policy_covers_is_told_apart_for_members_and_coaches() -> None:
    money = clause("coach", money=200, role="coach", places={"to": "30%", "of": "entrants"})
    covering = Covering(policy(clause("first", money=300, places={"to": 1}), money).policy, "en")
    (hole,) = covering.coverage.holes()
    assert covering.sentence(hole).startswith("prize money, coaches: ")
    assert "members of an entrant" in covering.picture() and "coaches" in covering.picture()
    alone = Covering(policy(clause(places={"to": "30%", "of": "entrants"})).policy, "en")
    assert "member" not in alone.sentence(next(alone.coverage.holes()))

"""Why somebody gets an award or none: reasons, verdicts and the trace that holds all of it."""

from __future__ import annotations

import json

from scoring.awards import decide
from scoring.clauses.cases import Case
from scoring.clauses.trace import GRANTED, REFUSED
from scoring.grades import grade
from scoring.lines import digest
from tests.scoring.rulebook import TECHNICIAN, case, clause, policy


def test_a_refusal_speaks_of_the_clause_that_came_nearest() -> None:
    rules = policy(
        clause("students", grade="4", groups=["student"]),
        clause("top", grade="2", places={"to": 3}),
        clause("rest", grade="3", places={"from": 4}),
    )
    outcome = rules.decide(level="3", place=9).outcomes[0]
    assert (outcome.clauses, outcome.reasons) == (("rest",), ("no-change",))


def test_a_clause_for_those_whom_another_names_comes_less_near() -> None:
    gate = {"look": "clause.expert", "among": ["granted"]}
    rules = policy(
        clause("expert", places={"to": 1}),
        clause("half", grade="2", places={"to": 15}),
        clause("for-experts", grade=[{"holds": ["2"], "missing": True}, {"holds": ["3"], "stays": True}], gates=[gate]),
    )
    assert rules.decide(place=31, level="3").of("grade")[0].clauses == ("half",)


def test_a_verdict_says_what_would_have_been_due() -> None:
    rules = policy(clause(grade=TECHNICIAN, cites="二", gates=[{"look": "promotions", "most": 0}]))
    (verdict,) = rules.decide(level="3", promotions=1).verdicts
    assert (verdict.status, verdict.due, verdict.value) == (REFUSED, GRANTED, "2")
    assert (verdict.document, verdict.cites, verdict.reasons) == ("D", "二", ("above-most",))


def test_the_trace_has_all_of_it_in_one_canonical_text() -> None:
    rules = policy(clause(cites="二", places={"to": 3}, gates=[{"look": "paper.theory", "least": 60}]))
    decision = rules.decide(place=5, papers={"theory": "59.5"}, entrants=20)
    assert json.loads(decision.text) == {
        "policy": rules.policy.digest,
        "case": {
            "tier": "city",
            "group": "staff",
            "place": "5",
            "sharing": "1",
            "counts": {"entrants": "20"},
            "team-size": "1",
            "member": "1",
            "role": "member",
            "papers": {"theory": "59.5"},
            "promotions": "0",
        },
        "verdicts": [
            {
                "clause": "one",
                "document": "D",
                "cites": "二",
                "kind": "title",
                "award": "技术能手",
                "due": "granted",
                "status": "refused",
                "value": "技术能手",
                "reasons": ["place-beyond", "below-least"],
                "checks": [
                    {
                        "look": "place",
                        "holds": "no",
                        "code": "place-beyond",
                        "facts": {"place": "5", "to": "3"},
                        "short": "2",
                    },
                    {
                        "look": "paper.theory",
                        "holds": "no",
                        "code": "below-least",
                        "facts": {"least": "60", "value": "59.5"},
                        "short": "0.5",
                    },
                ],
            }
        ],
        "outcomes": [
            {
                "kind": "title",
                "award": "技术能手",
                "status": "refused",
                "reasons": ["place-beyond", "below-least"],
                "clauses": ["one"],
            }
        ],
    }
    assert decision.looks(decision.outcomes[0]) == ("place", "paper.theory")
    assert decision.digest == digest(decision.text)


def test_every_reason_of_a_refusal_is_said() -> None:
    rules = policy(clause(places={"to": 3}, gates=[{"look": "paper.theory", "least": 60}]))
    assert rules.of(place=5, papers={"theory": "59"}) == "refused place-beyond, below-least"


def test_the_trace_repeats_all_that_is_known_of_a_person() -> None:
    person = Case(
        tier="city",
        group="staff",
        place=2,
        sharing=3,
        counts={"entrants": 20, "teams": 5},
        team_size=4,
        member=2,
        role="coach",
        level=grade("3"),
        paper_level=grade("2"),
        papers={"theory": "88"},
        titles=("能手", "工匠"),
        promotions=1,
        birth="1990-01-02",
        date="2026-05-01",
        facts={"filed": "yes"},
        passed={"first": (2, 2), "second": (1, 3)},
    )
    assert person.form() == {
        "tier": "city",
        "group": "staff",
        "place": "2",
        "sharing": "3",
        "counts": {"entrants": "20", "teams": "5"},
        "team-size": "4",
        "member": "2",
        "role": "coach",
        "level": "3",
        "paper-level": "2",
        "papers": {"theory": "88"},
        "titles": ["工匠", "能手"],
        "promotions": "1",
        "birth": "1990-01-02",
        "date": "2026-05-01",
        "facts": {"filed": "yes"},
        "passed": {"first": "2", "second": "1-3"},
    }


def test_the_order_in_which_facts_are_given_changes_no_byte() -> None:
    rules = policy(clause())
    one = case(papers={"a": "1", "b": "2"}, titles=("x", "y"), entrants=3, teams=1)
    other = case(titles=("y", "x"), papers={"b": "2", "a": "1"}, teams=1, entrants=3)
    assert decide(rules.policy, one).digest == decide(rules.policy, other).digest

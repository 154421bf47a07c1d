"""Policies and cases in the field's own words: `policy(first(title="技术状元")).of(place=1)`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from scoring.awards import decide
from scoring.clauses.cases import Case
from scoring.clauses.examples import said
from scoring.clauses.trace import REASONS, Check, Decision
from scoring.clauses.values import BASES, KINDS, Policy
from scoring.grades import grade
from scoring.policy import counted, read_policy

Document = dict[str, Any]
"""A policy, or a part of one, as its file states it."""

TECHNICIAN: Document = {"to": "2", "same": "up"}
"""A grade: technician, or one step up for who is that already."""


def clause(id: str = "one", **terms: Any) -> Document:
    """A clause; it gives the title 技术能手 unless it states another outcome."""
    return {"id": id, **({} if {*KINDS, "missing"} & terms.keys() else {"title": "技术能手"}), **terms}


def document(*clauses: Document, **settings: Any) -> Document:
    """A policy of two tiers and two groups."""
    return {
        "policy": 1,
        "name": "办法",
        "documents": {"D": {"title": "通知"}},
        "tiers": {"city": {"zh": "市级", "en": "City"}, "county": {"zh": "县级", "en": "County"}},
        "groups": {"staff": {"zh": "职工", "en": "Staff"}, "student": {"zh": "学生", "en": "Students"}},
        "clauses": list(clauses),
        **settings,
    }


@dataclass(frozen=True)
class Rules:
    """A policy that answers."""

    policy: Policy

    def counting(self, round: str) -> Rules:
        return Rules(counted(self.policy, round))

    def decide(self, **facts: Any) -> Decision:
        decision = decide(self.policy, case(**facts))
        gates = [*self.policy.gates, *(gate for each in self.policy.clauses for gate in each.gates)]
        own = {gate.reason for gate in gates}
        came = [code for each in decision.verdicts for code in each.reasons]
        came += [code for each in decision.outcomes for code in each.reasons]
        assert set(came) <= {*REASONS, *own}
        return decision

    def of(self, **facts: Any) -> str:
        """What a person is due, every award said: `granted 2; refused place-beyond`."""
        return "; ".join(map(said, self.decide(**facts).outcomes))

    def check(self, look: str, **facts: Any) -> Check:
        """The one check of a look."""
        (found,) = (each for verdict in self.decide(**facts).verdicts for each in verdict.checks if each.look == look)
        return found


def policy(*clauses: Document, **settings: Any) -> Rules:
    """The policy that `document` of the same states; it must have no problem."""
    made, problems = read_policy(document(*clauses, **settings))
    assert made is not None, problems
    return Rules(made)


def problems(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(code, where) of every problem of a policy."""
    made, found = read_policy(document)
    assert (made is None) == bool(found)
    return [(each.code, each.where) for each in found]


def case(level: str = "", paper_level: str = "", **facts: Any) -> Case:
    """A member of the city's staff in first place; head counts by their own names."""
    counts = {base: facts.pop(base) for base in BASES if base in facts}
    plain = Case(tier="city", group="staff", place=1, counts=counts, level=grade(level), paper_level=grade(paper_level))
    return replace(plain, **facts)

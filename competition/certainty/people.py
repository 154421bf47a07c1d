"""Whom grades are asked for: everybody's case by entrant, and what grade it comes to at another place or with other
papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from competition.awarding.cases import Candidate
from competition.awarding.decisions import grade_of
from competition.awarding.probing import segments
from scoring.awards import decide
from scoring.clauses.cases import Case
from scoring.clauses.trace import GRANTED, MAY_APPLY
from scoring.clauses.values import Policy
from scoring.grades import Grade, grade


class Person(NamedTuple):
    """Somebody whom a policy is asked about, by her entrant."""

    person: str
    case: Case


PAPER: Final = "paper."
"""What a policy's look at a paper begins with."""


class People:
    """Everybody of a trade whom a policy may give a grade. apart: what an entrant is counted apart by, where awards
    count places. looked_at: papers that the policy asks for anywhere, by name."""

    def __init__(self, policy: Policy | None, candidates: Iterable[Candidate], groups: Mapping[str, str]) -> None:
        self.policy = policy
        self.apart = dict(groups)
        gates = () if policy is None else (*policy.gates, *(gate for clause in policy.clauses for gate in clause.gates))
        self.looked_at = frozenset(gate.look.removeprefix(PAPER) for gate in gates if gate.look.startswith(PAPER))
        self.persons: dict[str, list[Person]] = {}
        gives = policy is not None and any(clause.kind == "grade" for clause in policy.clauses)
        for each in candidates if gives else ():
            if each.case.role == "member":
                self.persons.setdefault(each.code, []).append(Person(each.person, each.case))

    def of(self, entrant: str) -> list[Person]:
        """Persons of an entrant."""
        return self.persons.get(entrant, [])

    def grade_at(self, case: Case, place: int | None, papers: Mapping[str, str] | None = None) -> Grade | None:
        """The grade that a person is due at a place among those counted with her, None for none. papers: hers where
        none are said."""
        assert self.policy is not None
        asked = replace(case, place=place, sharing=1, papers=case.papers if papers is None else papers)
        return grade(grade_of(decide(self.policy, asked)))

    def reached(self, case: Case, papers: Mapping[str, str]) -> Iterator[tuple[Grade, int]]:
        """Every grade that some place gives, with the last of these places, the best grade first. papers: the best that
        she may still have."""
        assert self.policy is not None
        decision = decide(self.policy, replace(case, place=1, sharing=1, papers=papers))
        last: dict[Grade, int] = {}
        for outcome in (each for each in decision.outcomes if each.kind == "grade"):
            for segment in segments(self.policy, decision, outcome, max(1, case.counts.get("registered", 1))):
                found = grade(segment.outcome.value)
                if found is not None and segment.outcome.status in (GRANTED, MAY_APPLY):
                    last[found] = max(last.get(found, 0), segment.last)
        least = 0
        for each in sorted(last, reverse=True):
            least = max(least, last[each])
            yield each, least

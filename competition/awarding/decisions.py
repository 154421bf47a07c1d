"""What a trade's pinned policy comes to for everybody in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from competition.awarding.cases import Candidate, candidates, policy_of
from competition.intake.package import Package
from scoring.awards import decide
from scoring.clauses.trace import GRANTED, MAY_APPLY, Decision
from scoring.clauses.values import Policy
from scoring.state import Trade


class Award(NamedTuple):
    """A person and what she is due."""

    candidate: Candidate
    decision: Decision


def decisions(trade: Trade, package: Package, promoted: Mapping[str, int] | None = None) -> list[Award]:
    """What everybody is due as the table stands, in its order; nothing without a policy or while codes are sealed.
    promoted: as in `cases.candidates`."""
    policy = policy_of(trade.policy)
    return [] if policy is None or trade.sealed else decided(policy, candidates(trade, package, promoted))


def decided(policy: Policy, people: Iterable[Candidate]) -> list[Award]:
    """What the policy says of each; of coaches only where it speaks of them."""
    roles = {clause.role for clause in policy.clauses} | {"member"}
    return [Award(each, decide(policy, each.case)) for each in people if each.case.role in roles]


def grade_of(decision: Decision) -> str:
    """Code of the grade that a decision gives or lets apply for, "" for none."""
    due = (each.value for each in decision.of("grade") if each.status in (GRANTED, MAY_APPLY))
    return next(due, "")

"""Who is due a certificate: everybody to whom awards in force grant something, a grade on a certificate of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from competition.awarding.roll import IN_FORCE, Entry, Roll
from competition.certificates.certificate import AWARD, GRADE
from scoring.clauses.trace import GRANTED, Outcome
from scoring.clauses.values import Policy
from scoring.register import Due


class Wanted(NamedTuple):
    """One certificate. entry: whose. level: of a grade, its code, "" for an award. most: promotions of the year before
    this one that the policy allows, "" where it says nothing."""

    due: Due
    entry: Entry
    level: str
    most: str


def wanted(event: str, roll: Roll) -> list[Wanted]:
    """Every certificate of a trade, awards before grades, in the order of the roll; none before awards are in force."""
    if roll.standing != IN_FORCE or roll.policy is None:
        return []
    found = [(entry, granted(entry)) for entry in roll.entries]
    awards = [Wanted(_due(event, roll, entry, AWARD), entry, "", "") for entry, outcomes in found if outcomes]
    return awards + [
        Wanted(_due(event, roll, entry, GRADE), entry, outcome.value, most(roll.policy))
        for entry, outcomes in found
        for outcome in outcomes
        if outcome.kind == GRADE
    ]


def granted(entry: Entry) -> tuple[Outcome, ...]:
    """What a person is granted outright: what she may only apply for is decided elsewhere."""
    if entry.decision is None:
        return ()
    coach = entry.decision.case.role == "coach"
    found: Iterable[Outcome] = entry.decision.outcomes
    return tuple(each for each in found if each.status == GRANTED and each.value and (each.kind == "coach") == coach)


def most(policy: Policy) -> str:
    """Promotions that a person may have in a year before another one, "" where the policy does not limit them."""
    return str(min(_limits(policy))) if any(True for _ in _limits(policy)) else ""


def _limits(policy: Policy) -> Iterator[int]:
    gates = [*policy.gates, *(gate for clause in policy.clauses if clause.kind == GRADE for gate in clause.gates)]
    for gate in gates:
        if gate.look == "promotions" and (not gate.kinds or GRADE in gate.kinds):
            bounds = dict(gate.bounds)
            yield from (int(bounds[each]) for each in ("most",) if each in bounds)
            yield from (int(bounds[each]) - 1 for each in ("below",) if each in bounds)


def _due(event: str, roll: Roll, entry: Entry, kind: str) -> Due:
    return Due(event, roll.trade, entry.entrant, entry.person, kind)

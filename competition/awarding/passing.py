"""Places that are passed down: everybody's case with how many before her were skipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from scoring.awards import passed_down
from scoring.clauses.cases import Case
from scoring.clauses.values import Policy


class Counted(NamedTuple):
    """A case, of which entrant, and the group within which its place counts."""

    apart: str
    entrant: str
    case: Case


def passed(policy: Policy, people: Sequence[Counted]) -> list[Case]:
    """Their cases under the policy, in the same order: those of one entrant together, entrants in the order of places.
    Members and coaches are skipped apart from each other."""
    together: dict[tuple[str, str], dict[str, list[int]]] = {}
    for at, each in enumerate(people):
        together.setdefault((each.apart, each.case.role), {}).setdefault(each.entrant, []).append(at)
    found = [each.case for each in people]
    for entrants in together.values():
        ways = passed_down(policy, [[people[at].case for at in each] for each in entrants.values()])
        for positions, cases in zip(entrants.values(), ways, strict=True):
            for at, case in zip(positions, cases, strict=True):
                found[at] = case
    return found

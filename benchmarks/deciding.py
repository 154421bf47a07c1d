"""How long deciding on everybody's awards takes, the whole trace with its digest included."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import scoring
from benchmarks.rounds import Round, set_aside
from scoring.awards import decide
from scoring.clauses.cases import Case
from scoring.clauses.values import Policy
from scoring.grades import LADDER
from scoring.policy import read_policy

POLICIES = Path(scoring.__file__).parent / "policies"


@contextmanager
def deciding(entrants: int = 5_000) -> Iterator[Round]:
    """Every shipped policy decides on as many entrants; the slowest counts."""
    policies = [_read(path) for path in sorted(POLICIES.glob("*/policy.toml"))]

    def one_round() -> Mapping[str, float]:
        took = []
        for policy in policies:
            cases = [_case(policy, place, entrants) for place in range(1, entrants + 1)]
            with set_aside():
                began = time.perf_counter()
                digests = {decide(policy, case).digest for case in cases}
                took.append(time.perf_counter() - began)
            if len(digests) != entrants:
                raise RuntimeError("two entrants have one decision")
        return {"decide": max(took)}

    yield one_round


def _read(path: Path) -> Policy:
    policy, problems = read_policy(tomllib.loads(path.read_text("utf-8")))
    if policy is None or problems:
        raise RuntimeError(f"{path}: {problems}")
    return policy


def _case(policy: Policy, place: int, entrants: int) -> Case:
    """One entrant: tiers, groups and grades held by turns."""
    tiers, groups = [*policy.tiers] or [""], [*policy.groups] or [""]
    return Case(
        tier=tiers[place % len(tiers)],
        group=groups[place % len(groups)],
        place=place,
        counts={"registered": entrants, "entrants": entrants, "finalists": entrants, "teams": entrants},
        team_size=1,
        member=1,
        role="member",
        level=LADDER[place % 5],
        paper_level=LADDER[3],
        papers={"theory": str(55 + place % 45), "practical": str(55 + place % 44)},
        promotions=place % 2,
        birth="1990-01-01",
        date="2026-05-17",
    )

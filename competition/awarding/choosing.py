"""The policies that a result can be looked at under: those of the product, those that events of this house came with,
and one that is sent along."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, select

import scoring
from competition.intake.files.columns import POLICIES
from competition.intake.judging.policies import policy_in
from competition.intake.problems import Findings, PackageProblem
from competition.store import schema
from scoring.clauses.values import Policy

SHIPPED = Path(scoring.__file__).parent / "policies"

LARGEST = 256 * 1024
"""Bytes of a policy that is sent along."""

SENT = "policy"
"""What one that is sent along is called among the files that it is read as one of."""


class Offered(NamedTuple):
    """key: what a form calls it. event: the one that it came with, "" for one of the product."""

    key: str
    event: str
    policy: Policy


@lru_cache(1)
def shipped() -> tuple[Offered, ...]:
    """The policies of the product, by name."""
    found = []
    for file in sorted(SHIPPED.glob("*/policy.toml")):
        policy, _ = read(file.read_bytes())
        if policy is not None:
            found.append(Offered(f"shipped:{file.parent.name}", "", policy))
    return tuple(found)


def stored(connection: Connection, events: Collection[str]) -> Iterator[Offered]:
    """The policies that came with these events, each text once."""
    table, seen = schema.package_file.c, set[str]()
    among = select(table.event, table.path, table.body).where(table.path.like(f"{POLICIES}%/policy.toml"))
    for event, path, body in connection.execute(among.order_by(table.event, table.path)):
        policy, _ = read(bytes(body)) if event in events else (None, ())
        if policy is not None and policy.digest not in seen:
            seen.add(policy.digest)
            yield Offered(f"event:{event}:{path.split('/')[1]}", event, policy)


@lru_cache(64)
def read(content: bytes) -> tuple[Policy | None, tuple[PackageProblem, ...]]:
    """The policy that a file states, or None and everything wrong with it, with its lines."""
    findings = Findings()
    policy = policy_in({f"{POLICIES}{SENT}/policy.toml": content}, SENT, findings)
    return (None if findings.any() else policy), tuple(findings.all(()))

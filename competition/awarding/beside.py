"""The same cases under another policy: next year's text on this year's result, or last year's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from competition.awarding.passing import Counted, passed
from competition.awarding.roll import Entry
from scoring.awards import decide
from scoring.clauses.trace import REFUSED, Decision, Outcome
from scoring.clauses.values import KINDS, Policy


class Beside(NamedTuple):
    """A person on the roll. own: as her trade's policy decides; other: as the other one does from the same case."""

    entry: Entry
    own: Decision
    other: Decision

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of awards of which the two come to something else."""
        return tuple(kind for kind in KINDS if _due(self.own.of(kind)) != _due(self.other.of(kind)))


def beside(entries: Iterable[Entry], policy: Policy) -> Iterator[Beside]:
    """Everybody whose decision is there, in the order of the roll."""
    found = [(entry, entry.decision) for entry in entries if entry.decision is not None]
    cases = passed(policy, [Counted(_apart(entry), entry.entrant, decision.case) for entry, decision in found])
    for (entry, decision), case in zip(found, cases, strict=True):
        yield Beside(entry, decision, decide(policy, case))


def _apart(entry: Entry) -> str:
    return "" if entry.candidate is None else entry.candidate.apart


def _due(outcomes: Iterable[Outcome]) -> set[tuple[str, str, str, str]]:
    """What is given or left open; a refusal is as good as nothing."""
    return {(each.award, each.status, each.gap, each.value) for each in outcomes if each.status != REFUSED}

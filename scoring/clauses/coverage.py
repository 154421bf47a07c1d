"""What the text of a policy covers: what it gives, refuses or leaves open at each place, for each head count and grade
held; and where it leaves something open or passes a place over.

Looked at is what the text says of places, head counts, tiers, groups, teams and grades. Whatever else it asks of a
person (papers, age, titles, facts, promotions) counts as fulfilled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from scoring.awards import decide
from scoring.clauses.cases import Case
from scoring.clauses.ranges import edges
from scoring.clauses.trace import GAP, REFUSED, Outcome
from scoring.clauses.values import BASES, Clause, Gate, Policy
from scoring.grades import LADDER, Grade
from scoring.numbers import parse

LOOKS = ("tier", "group", "role", "place", "sharing", "team-size", "member", "level", *BASES)
"""What of a condition the text alone decides."""

COUNTS = range(1, 61)
"""Head counts that are looked at where nothing else is asked for."""

PASSED_OVER = "passed-over"
"""Code of a place that gets nothing between two that get something."""

Value = TypeVar("Value")

_BY_PLACE = {"place-before", "place-beyond"}


class Scope(NamedTuple):
    """Whom a look is of: ids of the policy, "" where it names none; members of the team; member or coach."""

    tier: str
    group: str
    team_size: int
    role: str


class Run(NamedTuple):
    """Places first … last, all with the same outcome."""

    first: int
    last: int
    outcome: Outcome


class Hole(NamedTuple):
    """Something that the text leaves open. code: the reason, or `PASSED_OVER`. scopes, counts, held: where, each once,
    in order. places: the first of them, as an example. cells: how many looks found it."""

    kind: str
    award: str
    code: str
    clauses: tuple[str, ...]
    scopes: tuple[Scope, ...]
    counts: tuple[int, ...]
    held: tuple[Grade, ...]
    places: tuple[int, int]
    cells: int


class Coverage:
    """Looks at one policy. policy: the same without what it asks of a person beside place and grade held. awards:
    (kind, award) of each that it knows."""

    def __init__(self, policy: Policy) -> None:
        clauses = tuple(replace(each, gates=_textual(each.gates)) for each in policy.clauses)
        self.policy = replace(policy, gates=_textual(policy.gates), clauses=clauses)
        self.awards = tuple(dict.fromkeys((each.kind, each.award) for each in clauses))
        self._parts = {award: replace(self.policy, clauses=_needed(clauses, award)) for award in self.awards}

    def scopes(self, kind: str, award: str) -> tuple[Scope, ...]:
        """Everyone of whom the policy could say something else of this award."""
        sizes = {1}
        for clause in self._of(kind, award):
            least, most = clause.team
            sizes |= {each for each in (least, most and most + 1) if each}
        roles = tuple(dict.fromkeys(each.role for each in self._of(kind, award)))
        tiers, groups = tuple(self.policy.tiers) or ("",), tuple(self.policy.groups) or ("",)
        return tuple(
            Scope(tier, group, size, role)
            for role in roles
            for tier in tiers
            for group in groups
            for size in sorted(sizes)
            if any(_speaks(clause, tier, group) for clause in self._of(kind, award))
        )

    def counted(self, kind: str, award: str, scope: Scope) -> bool:
        """True where a head count makes a difference to them."""
        return any(
            (each.places is not None and each.places.of) or any(gate.look in BASES for gate in self._gates(each))
            for each in self._of(kind, award)
            if _speaks(each, scope.tier, scope.group)
        )

    def graded(self, kind: str, award: str) -> bool:
        """True where the grade held makes a difference."""
        return kind == "grade" or any(
            gate.look == "level" for each in self._of(kind, award) for gate in self._gates(each)
        )

    def runs(self, kind: str, award: str, scope: Scope, count: int, held: Grade) -> tuple[Run, ...]:
        """Places 1 to the head count, as runs of one outcome."""
        case = Case(
            tier=scope.tier,
            group=scope.group,
            counts=dict.fromkeys(BASES, count),
            team_size=scope.team_size,
            role=scope.role,
            level=held,
        )
        found: list[Run] = []
        policy = self._parts[kind, award]
        starts = sorted(each for each in _edges(policy, case) if 1 < each <= count)
        for first, after in zip((1, *starts), (*starts, count + 1), strict=True):
            outcomes = decide(policy, replace(case, place=first)).outcomes
            outcome = next(each for each in outcomes if (each.kind, each.award) == (kind, award))
            if found and _alike(found[-1].outcome, outcome):
                found[-1] = found[-1]._replace(last=after - 1)
            else:
                found.append(Run(first, after - 1, outcome))
        return tuple(found)

    def holes(self, counts: Sequence[int] = COUNTS) -> Iterator[Hole]:
        """What the text leaves open, in the order of its awards."""
        for kind, award in self.awards:
            seen: dict[tuple[str, tuple[str, ...]], list[tuple[Scope, int, Grade, Run]]] = {}
            for scope in self.scopes(kind, award):
                for count in counts if self.counted(kind, award, scope) else counts[-1:]:
                    for held in LADDER if self.graded(kind, award) else LADDER[:1]:
                        for code, clauses, run in _open(self.runs(kind, award, scope, count, held)):
                            seen.setdefault((code, clauses), []).append((scope, count, held, run))
            for (code, clauses), where in seen.items():
                first = where[0][3]
                yield Hole(
                    kind,
                    award,
                    code,
                    clauses,
                    _each(scope for scope, _, _, _ in where),
                    _each(count for _, count, _, _ in where),
                    _each(held for _, _, held, _ in where),
                    (first.first, first.last),
                    len(where),
                )

    def _of(self, kind: str, award: str) -> Iterator[Clause]:
        return (each for each in self.policy.clauses if (each.kind, each.award) == (kind, award))

    def _gates(self, clause: Clause) -> tuple[Gate, ...]:
        return (*clause.gates, *self.policy.gates)


def _needed(clauses: Sequence[Clause], award: tuple[str, str]) -> tuple[Clause, ...]:
    """The clauses of an award with those that they rest on, in order."""
    wanted: set[str] = set()
    for clause in reversed(clauses):
        if (clause.kind, clause.award) == award or clause.id in wanted:
            looks = (each.look.partition(".") for each in clause.gates)
            wanted |= {clause.id, *(name for family, _, name in looks if family == "clause")}
            wanted |= {clause.places.after} if clause.places is not None else set()
    return tuple(each for each in clauses if each.id in wanted)


def _edges(policy: Policy, case: Case) -> set[int]:
    """Places from which on an outcome may be another."""
    earlier: dict[str, Clause] = {}
    found: set[int] = set()
    for clause in policy.clauses:
        found |= edges(policy, clause, case, earlier)
        earlier[clause.id] = clause
        for gate in (*clause.gates, *policy.gates):
            found |= set(_gate_edges(gate))
    return found


def _each(values: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(values))


def _speaks(clause: Clause, tier: str, group: str) -> bool:
    return (not clause.tiers or tier in clause.tiers) and (not clause.groups or group in clause.groups)


def _textual(gates: Iterable[Gate]) -> tuple[Gate, ...]:
    return tuple(each for each in gates if each.missing or each.look in LOOKS or each.look.startswith("clause."))


def _gate_edges(gate: Gate) -> Iterator[int]:
    """Around every place that a condition names."""
    if gate.look == "place":
        for word in (*gate.among, *gate.without, *(bound for _, bound in gate.bounds)):
            number = parse(word)
            assert number is not None, "a policy that was read names places by numbers"
            yield from (int(number), int(number) + 1)


def _alike(one: Outcome, other: Outcome) -> bool:
    """The same to who is due it; why a place gets nothing may differ."""
    same = (one.status, one.gap, one.value) == (other.status, other.gap, other.value)
    return same and (one.status == REFUSED or (one.reasons, one.clauses) == (other.reasons, other.clauses))


def _open(runs: Sequence[Run]) -> Iterator[tuple[str, tuple[str, ...], Run]]:
    """(code, clauses, run) of what is left open, and of what is passed over."""
    due = [at for at, run in enumerate(runs) if run.outcome.status != REFUSED]
    for at, run in enumerate(runs):
        if run.outcome.status == GAP:
            yield run.outcome.reasons[0], run.outcome.clauses, run
        elif (
            due
            and due[0] < at < due[-1]
            and run.outcome.status == REFUSED
            and _BY_PLACE.issuperset(run.outcome.reasons)
        ):
            yield PASSED_OVER, (), run

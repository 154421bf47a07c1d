"""What would have had to differ: the same policy asked about cases that are like a person's but for one thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from scoring.awards import decide
from scoring.clauses.cases import Case
from scoring.clauses.trace import Decision, Outcome
from scoring.clauses.values import Policy
from scoring.grades import LADDER, Grade


class Probe(NamedTuple):
    """look, value: what would be another, and how. outcome: what the person would be due then of the same award."""

    look: str
    value: str
    outcome: Outcome


class Segment(NamedTuple):
    """Places first … last, and what they would give this person, all else as it is."""

    first: int
    last: int
    outcome: Outcome


def probes(policy: Policy, decision: Decision, outcome: Outcome) -> list[Probe]:
    """The nearest changes of one thing that would lead to another outcome of the award: a better and a worse place,
    each figure at the bound that it is held against, the grade held one step up and down, no promotion before."""
    found: dict[tuple[str, str, str], Probe] = {}
    for look, value, case in _others(decision):
        then = _of(decide(policy, case), outcome)
        if (then.status, then.value) != (outcome.status, outcome.value):
            found.setdefault((look, then.status, then.value), Probe(look, value, then))
    return list(found.values())


def segments(policy: Policy, decision: Decision, outcome: Outcome, most: int) -> list[Segment]:
    """The places 1 … most by what they would give, in order."""
    starts = sorted({1, *(each for each in _bounds(decision) if 1 <= each <= most)})
    found: list[Segment] = []
    for start, end in zip(starts, [*(each - 1 for each in starts[1:]), most], strict=True):
        then = _of(decide(policy, replace(decision.case, place=start, sharing=1)), outcome)
        if found and (found[-1].outcome.status, found[-1].outcome.value) == (then.status, then.value):
            found[-1] = found[-1]._replace(last=end)
        else:
            found.append(Segment(start, end, then))
    return found


def _of(decision: Decision, outcome: Outcome) -> Outcome:
    return next(each for each in decision.outcomes if (each.kind, each.award) == (outcome.kind, outcome.award))


def _bounds(decision: Decision) -> set[int]:
    """Places at which some clause begins, and those right after one ends."""
    bounds: set[int] = set()
    for check in (check for verdict in decision.verdicts for check in verdict.checks if check.look == "place"):
        for key, further in (("from", 0), ("to", 1), ("to-at-most", 1)):
            if check.facts.get(key, "").isdigit():
                bounds.add(int(check.facts[key]) + further)
    return bounds


def _others(decision: Decision) -> Iterator[tuple[str, str, Case]]:
    """(look, value, case) of every case that is tried, the nearest first."""
    case = decision.case
    if case.place is not None:
        last = max(case.place, case.counts.get("registered", 0))
        edges = sorted(_bounds(decision) - {1}, key=lambda edge: abs(edge - (case.place or 0)))
        for edge in edges:
            place = edge - 1 if edge <= case.place else edge
            if place != case.place and place <= last:
                yield "place", str(place), replace(case, place=place, sharing=1)
    for check in (
        check for verdict in decision.verdicts for check in verdict.checks if check.look.startswith("paper.")
    ):
        for bound in ("least", "most"):
            if limit := check.facts.get(bound):
                papers = {**case.papers, check.look.removeprefix("paper."): limit}
                yield check.look, limit, replace(case, papers=papers)
    if case.level is not None:
        for held in _beside(case.level):
            yield "level", held.code, replace(case, level=held)
    if case.promotions:
        yield "promotions", "0", replace(case, promotions=0)


def _beside(held: Grade) -> Iterator[Grade]:
    place = LADDER.index(held)
    yield from LADDER[place + 1 : place + 2]
    yield from reversed(LADDER[max(0, place - 1) : place])

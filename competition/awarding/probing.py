"""What would have had to differ: the same policy asked about cases that are like a person's but for one thing, or,
where one is not enough, for all that the nearest clause asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from competition.awarding.differing import Change, beside, changes
from scoring.awards import decide
from scoring.clauses.cases import Case
from scoring.clauses.trace import GAP, GRANTED, MAY_APPLY, NO, REFUSED, YES, Check, Decision, Outcome, Verdict
from scoring.clauses.values import Policy

DUE = (GRANTED, MAY_APPLY)
"""Outcomes that are something."""

ROUNDS = 4
"""How often it is looked up what a clause still asks for: a grade that fits may show a condition that did not count."""

AT_MOST = 8
"""Head counts up to so many times the own one are tried."""


class Probe(NamedTuple):
    """changes: what would be another, and how. outcome: what the person would be due then of the same award."""

    changes: tuple[Change, ...]
    outcome: Outcome


class Segment(NamedTuple):
    """Places first … last, and what they would give this person, all else as it is."""

    first: int
    last: int
    outcome: Outcome


def probes(policy: Policy, decision: Decision, outcome: Outcome) -> list[Probe]:
    """The nearest changes of one thing that would lead to another outcome of the award: a better and a worse place,
    each figure at the bound that it is held against, the grade held one step up and down, no promotion before. Of what
    is refused or open also everything else that a clause asks for, head counts too, as far as that leads to something;
    where nothing alone does, all that is missing of the nearest clause together."""
    found: dict[tuple[str, str, str], Probe] = {}
    for change, case in _others(decision):
        then = _of(decide(policy, case), outcome)
        if (then.status, then.value) != (outcome.status, outcome.value):
            found.setdefault((change.look, then.status, then.value), Probe((change,), then))
    if outcome.status in (REFUSED, GAP):
        for change, case in _asked_for(policy, decision, outcome):
            then = _of(decide(policy, case), outcome)
            if then.status in DUE:
                found.setdefault((change.look, then.status, then.value), Probe((change,), then))
        if not any(each.outcome.status in DUE for each in found.values()):
            return [*found.values(), *_together(policy, decision, outcome)]
    return list(found.values())


def nearest(decision: Decision, outcome: Outcome) -> Verdict:
    """Of the clauses of an award, the one that came nearest to giving it, places counted."""
    return min(_alternatives(decision, outcome), key=_distance)


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


def _others(decision: Decision) -> Iterator[tuple[Change, Case]]:
    """Every case that is tried whatever the outcome, the nearest first."""
    case = decision.case
    if case.place is not None:
        last = max(case.place, case.counts.get("registered", 0))
        edges = sorted(_bounds(decision) - {1}, key=lambda edge: abs(edge - (case.place or 0)))
        for edge in edges:
            place = edge - 1 if edge <= case.place else edge
            if place != case.place and place <= last:
                yield Change("place", str(place)), replace(case, place=place, sharing=1)
    for check in (
        check for verdict in decision.verdicts for check in verdict.checks if check.look.startswith("paper.")
    ):
        for bound in ("least", "most"):
            if limit := check.facts.get(bound):
                papers = {**case.papers, check.look.removeprefix("paper."): limit}
                yield Change(check.look, limit), replace(case, papers=papers)
    if case.level is not None:
        for held in beside(case.level):
            yield Change("level", held.code), replace(case, level=held)
    if case.promotions:
        yield Change("promotions", "0"), replace(case, promotions=0)


def _asked_for(policy: Policy, decision: Decision, outcome: Outcome) -> Iterator[tuple[Change, Case]]:
    """What each clause of the award asks for and does not find, one thing at a time."""
    for verdict in _alternatives(decision, outcome):
        for check in _missing(decision, verdict.checks):
            yield from changes(policy, check, decision.case)
            yield from _more_people(policy, decision, outcome, check.code, check.facts.get("of", ""))


def _missing(decision: Decision, checks: Iterable[Check]) -> Iterator[Check]:
    """Conditions that are not fulfilled; of one on what another clause came to, that clause's own."""
    for check in checks:
        family, _, id = check.look.partition(".")
        if check.holds != YES and family == "clause" and {*DUE} & {*check.facts.get("among", "").split(", ")}:
            yield from _missing(decision, next(each for each in decision.verdicts if each.clause == id).checks)
        elif check.holds != YES:
            yield check


def _more_people(
    policy: Policy, decision: Decision, outcome: Outcome, code: str, base: str
) -> Iterator[tuple[Change, Case]]:
    """The fewest people of whom a share or a table reaches as far as the own place."""

    def among(count: int) -> Case:
        return replace(decision.case, counts={**decision.case.counts, base: count})

    def due(count: int) -> bool:
        return _of(decide(policy, among(count)), outcome).status in DUE

    few = decision.case.counts.get(base, 0)
    many = few * AT_MOST
    if code != "place-beyond" or not few or not due(many):
        return
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if due(middle) else (middle, many)
    yield Change(base, str(many)), among(many)


def _together(policy: Policy, decision: Decision, outcome: Outcome) -> Iterator[Probe]:
    """All that the nearest clause asks for and does not find."""
    wanted, case, made = nearest(decision, outcome).clause, decision.case, dict[str, Change]()
    for _ in range(ROUNDS):
        now = decide(policy, case)
        verdict = next(each for each in now.verdicts if each.clause == wanted)
        if verdict.status in DUE:
            break
        for check in _missing(now, verdict.against):
            way = next(changes(policy, check, case), None)
            if way is None:
                return
            made[way[0].look], case = way
    then = _of(decide(policy, case), outcome)
    if then.status in DUE:
        yield Probe(tuple(made.values()), then)


def _alternatives(decision: Decision, outcome: Outcome) -> list[Verdict]:
    return [each for each in decision.verdicts if (each.kind, each.award) == (outcome.kind, outcome.award)]


def _distance(verdict: Verdict) -> tuple[int, int, int, int]:
    failed = [each for each in verdict.checks if each.holds == NO]
    places = [int(each.short or 0) for each in failed if each.look == "place"]
    return sum(each.elsewhere for each in failed), len(places), len(failed), sum(places)

"""Rules 10 and 11 of the skating system: who is the best of those tied for a place (Dawson, The Skating System)."""

from __future__ import annotations

from fractions import Fraction

from scoring.nodes import Phase
from scoring.oracle.contest import Contest, Result
from scoring.oracle.parts import parts_of


def best_by_rule_10(contest: Contest, result: Result, phase: Phase, tied: list[str], place: int) -> list[str]:
    """Most dances placed so well or better; of those the least sum of these places."""
    high = {
        each: [points for dance in _dances(contest, result, phase, tied) if (points := dance[each]) <= place]
        for each in tied
    }
    most = max(len(places) for places in high.values())
    return _least({each: places for each, places in high.items() if len(places) == most})


def best_by_rule_11(contest: Contest, result: Result, phase: Phase, tied: list[str], place: int) -> list[str]:
    """All their marks of all dances as if of one dance, from the place on: the largest majority, then the least sum."""
    pooled: dict[str, list[Fraction]] = {each: [] for each in tied}
    for aspect in _placed_aspects(contest, result, phase, tied):
        for each in tied:
            pooled[each] += parts_of(contest, result, phase.id, each, aspect).values()
    panel = max(len(marks) for marks in pooled.values())
    last = max((mark for marks in pooled.values() for mark in marks), default=Fraction(0))
    for column in range(place, int(last) + 1):
        high = {each: [mark for mark in marks if mark <= column] for each, marks in pooled.items()}
        most = max(len(marks) for marks in high.values())
        if 2 * most > panel:
            return _least({each: marks for each, marks in high.items() if len(marks) == most})
    return tied


def _least(marks: dict[str, list[Fraction]]) -> list[str]:
    """Whose marks add up to the least."""
    sums = {each: sum(own) for each, own in marks.items()}
    return [each for each, total in sums.items() if total == min(sums.values())]


def _placed_aspects(contest: Contest, result: Result, phase: Phase, tied: list[str]) -> list[str]:
    """Dances of the phase in which everybody tied has a place."""
    return [
        aspect.id
        for module in phase.modules
        for criterion in contest.scheme.module[module].criteria
        for aspect in criterion.aspects
        if aspect.rule == "majority-placing" and all((aspect.id, "") in result.figures[phase.id, each] for each in tied)
    ]


def _dances(contest: Contest, result: Result, phase: Phase, tied: list[str]) -> list[dict[str, Fraction]]:
    return [
        {each: result.figures[phase.id, each][aspect, ""] for each in tied}
        for aspect in _placed_aspects(contest, result, phase, tied)
    ]

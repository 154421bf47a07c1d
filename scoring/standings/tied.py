"""Ties that no key can tell: what looks at those who are tied together, or at the place they are tied for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scoring import skating
from scoring.nodes import Phase, TieStep
from scoring.numbers import Exact
from scoring.standings.parts import parts
from scoring.standings.tiebreaks import compared, keyed

if TYPE_CHECKING:
    from scoring.state import Trade

Tied = list[tuple[list[int], int]]
"""[(roster indices that still are tied, position of the step that told them from those before)], best first."""

AGAIN = frozenset({"skating-10", "skating-11"})
"""Ways that settle the best of a tie first: the rest is tied for the next place, and enters the same step again."""


def resolved(trade: Trade, phase: Phase, tied: list[int], place: int) -> Tied:
    """Those tied for a place, told apart as far as the phase's steps behind its keys can."""
    return _resolved(trade, phase, tied, place, len(keyed(phase)))


def _resolved(trade: Trade, phase: Phase, tied: list[int], place: int, at: int) -> Tied:
    if len(tied) == 1 or at == len(phase.ties):
        return [(tied, -1)]
    step = phase.ties[at]
    if step.upto and place > step.upto:
        return _resolved(trade, phase, tied, place, at + 1)
    classes = _classes(tied, _values(trade, phase, step, tied, place))
    best = classes[0]
    found = _resolved(trade, phase, best, place, at + 1)
    if step.by in AGAIN and len(classes) > 1:
        rest = [index for index in tied if index not in best]
        return [*found, *_after(_resolved(trade, phase, rest, place + len(best), at), at)]
    for each in classes[1:]:
        done = sum(len(members) for members, _ in found)
        found += _after(_resolved(trade, phase, each, place + done, at + 1), at)
    return found


def _after(tied: Tied, step: int) -> Tied:
    """The same with the step that told the first of them from those before."""
    return [(tied[0][0], step), *tied[1:]]


def _classes(tied: list[int], values: Sequence[Any]) -> list[list[int]]:
    """Those with the same value together, smallest first, each in the order of the roster."""
    by_value: dict[Any, list[int]] = {}
    for index, value in zip(tied, values, strict=True):
        by_value.setdefault(value, []).append(index)
    return [by_value[value] for value in sorted(by_value)]


def _values(trade: Trade, phase: Phase, step: TieStep, tied: list[int], place: int) -> Sequence[Any]:
    """What each is compared by; smaller is better."""
    entrants = [trade.roster[index][0] for index in tied]
    if step.by == "decision":
        return _decided(trade, phase.id, entrants)
    if step.by == "head-to-head":
        return _wins(trade, step, entrants)
    if step.by == "skating-10":
        dances = _dances(trade, phase.id, entrants)
        figures = [trade.performances[each, phase.id].figures for each in entrants]
        return skating.rule_10([[own[id, ""] for id in dances] for own in figures], place)
    if step.by == "skating-11":
        dances = _dances(trade, phase.id, entrants)
        pooled = [
            sorted(int(mark) for id in dances for mark in parts(trade, each, phase.id, id).values())
            for each in entrants
        ]
        return skating.rule_11(pooled, place)
    return [compared(trade, each, step) for each in entrants]


def _dances(trade: Trade, phase: str, entrants: list[str]) -> list[str]:
    """Aspects of the phase that are places by majority, and that each of the entrants has her place in by now."""
    figures = [trade.performances[each, phase].figures for each in entrants]
    return [
        id
        for id, (_, _, aspect) in trade.plan.aspects[phase].items()
        if aspect.rule == "majority-placing" and all((id, "") in own for own in figures)
    ]


def _wins(trade: Trade, step: TieStep, entrants: list[str]) -> list[int]:
    """How many of the others each beats, part against part, negated: who has the better of more parts beats."""
    own = [parts(trade, each, step.phase, step.figure) for each in entrants]
    return [-sum(_beats(mine, theirs, step.prefer) for theirs in own if theirs is not mine) for mine in own]


def _beats(mine: dict[Any, Exact], theirs: dict[Any, Exact], prefer: str) -> bool:
    both = [(mine[part], theirs[part]) for part in mine if part in theirs]
    more, less = sum(a > b for a, b in both), sum(a < b for a, b in both)
    return more > less if prefer == "high" else less > more


def _decided(trade: Trade, phase: str, entrants: list[str]) -> list[int]:
    """Positions in the last decision that names all of them; all alike where there is none."""
    for decided in reversed(trade.ties_decided.get(phase, [])):
        if set(entrants) <= set(decided):
            return [decided.index(each) for each in entrants]
    return [0] * len(entrants)

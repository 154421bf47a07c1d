"""Ties that no key can tell: what looks at those who are tied together, or at the place they are tied for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

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


class Split(NamedTuple):
    """What told some of those tied from those before them. step: its position in the phase's ties. place: that they
    were tied for. tied: whom it looked at; values: what each is compared by, smaller is better."""

    step: int
    place: int
    tied: tuple[int, ...]
    values: tuple[Any, ...]

    def value(self, index: int) -> Any:
        """What one of them is compared by."""
        return self.values[self.tied.index(index)]


Splits = list[tuple[list[int], Split | None]]
"""[(roster indices that still are tied, what told them from those before)], best first."""


def resolved(trade: Trade, phase: Phase, tied: list[int], place: int) -> Tied:
    """Those tied for a place, told apart as far as the phase's steps behind its keys can."""
    found = splits(trade, phase, tied, place)
    return [(members, -1 if split is None else split.step) for members, split in found]


def splits(trade: Trade, phase: Phase, tied: list[int], place: int) -> Splits:
    """The same, with all that each step saw."""
    return _splits(trade, phase, tied, place, len(keyed(phase)))


def _splits(trade: Trade, phase: Phase, tied: list[int], place: int, at: int) -> Splits:
    if len(tied) == 1 or at == len(phase.ties):
        return [(tied, None)]
    step = phase.ties[at]
    if step.upto and place > step.upto:
        return _splits(trade, phase, tied, place, at + 1)
    values = _values(trade, phase, step, tied, place)
    split = Split(at, place, tuple(tied), tuple(values))
    classes = _classes(tied, values)
    best = classes[0]
    found = _splits(trade, phase, best, place, at + 1)
    if step.by in AGAIN and len(classes) > 1:
        rest = [index for index in tied if index not in best]
        return [*found, *_after(_splits(trade, phase, rest, place + len(best), at), split)]
    for each in classes[1:]:
        done = sum(len(members) for members, _ in found)
        found += _after(_splits(trade, phase, each, place + done, at + 1), split)
    return found


def _after(found: Splits, split: Split) -> Splits:
    """The same with what told the first of them from those before."""
    return [(found[0][0], split), *found[1:]]


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
    decided, _ = decision(trade, phase, entrants)
    return [decided.index(each) for each in entrants] if decided else [0] * len(entrants)


def decision(trade: Trade, phase: str, entrants: list[str]) -> tuple[tuple[str, ...], int]:
    """(entrants in the order decided, line) of the last decision that names all of these; nobody and 0 for none."""
    decisions = zip(trade.ties_decided.get(phase, []), trade.tie_lines.get(phase, []), strict=True)
    for decided, line in reversed(list(decisions)):
        if set(entrants) <= set(decided):
            return decided, line
    return (), 0

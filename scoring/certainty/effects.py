"""Which way each aspect moves what a phase is ranked by: up to which step one way is the best for all of it."""

from __future__ import annotations

from scoring.nodes import TOTAL, Phase, TieStep
from scoring.numbers import ONE, ZERO, Exact, times
from scoring.standings.tiebreaks import keyed
from scoring.state import Trade

Way = dict[tuple[str, str], int]
"""By (phase, aspect): 1 where more points of the aspect are the better, -1 the worse, 0 where they change nothing."""


def firm_steps(trade: Trade, phase: Phase) -> int:
    """How many of the phase's keyed steps are at their best together with the total and with each other."""
    seen = _turned(_total(trade, phase.id), phase.order)
    steps = keyed(phase)
    for at, step in enumerate(steps):
        for aspect, way in _turned(_figure(trade, step), step.prefer).items():
            if way and seen.get(aspect) not in (None, 0, way):
                return at
            seen[aspect] = way or seen.get(aspect, 0)
    return len(steps)


def _turned(ways: Way, prefer: str) -> Way:
    return ways if prefer == "high" else {aspect: -way for aspect, way in ways.items()}


def _figure(trade: Trade, step: TieStep) -> Way:
    """Which way aspects move what a step looks at: a figure, or its parts."""
    if step.by == "running-order":
        return {}
    if step.figure == TOTAL:
        return _total(trade, step.phase) if step.by == "figure" else _own(trade, step.phase, ONE)
    below = _below if step.by == "figure" else _part
    return {
        (step.phase, aspect): sign
        for aspect, path in _paths(trade, step.phase).items()
        if (sign := below(aspect, path, step.figure)) is not None
    }


def _total(trade: Trade, phase: str) -> Way:
    shape = trade.plan.scheme.phase[phase]
    ways = _own(trade, phase, shape.weight)
    for carry in shape.carry:
        ways |= _own(trade, carry.phase, carry.weight)
    return ways


def _own(trade: Trade, phase: str, weight: Exact) -> Way:
    ways = {}
    for aspect, ((_, criterion), (_, module)) in _paths(trade, phase).items():
        ways[phase, aspect] = _sign(times(times(criterion, module), weight))
    return ways


Path = tuple[tuple[str, Exact], tuple[str, Exact]]
"""(criterion, its weight), (module, its weight)."""


def _paths(trade: Trade, phase: str) -> dict[str, Path]:
    return {
        aspect.id: ((criterion.id, criterion.weight), (module.id, module.weight))
        for module, criterion, aspect in trade.plan.aspects[phase].values()
    }


def _below(aspect: str, path: Path, figure: str) -> int | None:
    """Which way the aspect moves a figure, None where it is no part of it."""
    (criterion, weight), (module, above) = path
    if figure == aspect:
        return 1
    if figure == criterion:
        return _sign(weight)
    return _sign(times(weight, above)) if figure == module else None


def _part(aspect: str, path: Path, figure: str) -> int | None:
    """Which way the aspect moves the part of a figure that it belongs to, None where it belongs to none. Parts of an
    aspect are marks, which are all given where they are looked at."""
    (criterion, weight), (module, _) = path
    if figure == criterion:
        return 1
    return _sign(weight) if figure == module else None


def _sign(weight: Exact) -> int:
    return (weight > ZERO) - (weight < ZERO)

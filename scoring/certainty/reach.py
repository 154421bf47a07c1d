"""Least and most points, and what they come to together: every step from marks to totals grows or falls steadily."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from scoring.nodes import Criterion, Module, Phase
from scoring.numbers import ZERO, Exact, plus, times, total
from scoring.totals import bounded


class Reach(NamedTuple):
    """Least and most points still possible. exact: both can be had, whatever others do; else nothing lies beyond."""

    low: Exact
    high: Exact
    exact: bool = True


NOTHING = Reach(ZERO, ZERO)
"""Of what adds nothing."""


def summed(parts: Sequence[Reach | None]) -> Reach | None:
    """The sum of those that there are; None where there are none."""
    found = [each for each in parts if each is not None]
    if len(found) < 2:
        return found[0] if found else None
    low, high = total([each.low for each in found]), total([each.high for each in found])
    return Reach(low, high, all(each.exact for each in found))


def weighted(reach: Reach, weight: Exact) -> Reach:
    """Times a weight of either sign."""
    low, high = times(weight, reach.low), times(weight, reach.high)
    return Reach(low, high, reach.exact) if low <= high else Reach(high, low, reach.exact)


def perhaps(found: Reach | None, other: Reach) -> Reach:
    """A sum that the other may be part of or not."""
    if found is None:
        return other._replace(exact=False)
    low, high = plus(found.low, other.low), plus(found.high, other.high)
    return Reach(min(found.low, low), max(found.high, high), False)


def ended(reach: Reach, node: Module | Criterion | Phase, adjustment: Exact | None) -> Reach:
    """After rounding, adjustment and bounds of a node."""
    low, high = (bounded(each, node.rounding, adjustment, node.floor, node.ceiling) for each in (reach.low, reach.high))
    return Reach(low, high, reach.exact)

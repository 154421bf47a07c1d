"""Rounding and bounds, in whole units of the last place."""

from __future__ import annotations

from fractions import Fraction

from scoring.nodes import Node, Phase
from scoring.numbers import Rounding


def rounded(points: Fraction, rounding: Rounding | None) -> Fraction:
    """Round by the size of what is cut off."""
    if rounding is None:
        return points
    scaled = abs(points) * 10**rounding.places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    half = 2 * rest - scaled.denominator
    away = {
        "half-up": half >= 0,
        "half-down": half > 0,
        "half-even": half > 0 or (half == 0 and whole % 2 == 1),
        "up": rest > 0,
        "down": False,
        "ceiling": rest > 0 and points > 0,
        "floor": rest > 0 and points < 0,
    }[rounding.mode]
    size = Fraction(whole + away, 10**rounding.places)
    return -size if points < 0 else size


def clamped(node: Node | Phase, points: Fraction) -> Fraction:
    """Held between the node's floor and ceiling."""
    if node.floor is not None:
        points = max(points, Fraction(node.floor))
    if node.ceiling is not None:
        points = min(points, Fraction(node.ceiling))
    return points

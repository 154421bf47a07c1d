"""One entrant's points, step by step: points of marks → panel → attempts → node → phase. Pure per entrant."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.measures import combined
from scoring.nodes import Aspect, Phase
from scoring.numbers import Exact, Rounding, plus, rounded, times, total
from scoring.panels import RULES


def panel_value(aspect: Aspect, points: Sequence[Exact]) -> tuple[Exact | None, str]:
    """What a panel whose every owed mark is given or excused comes to: (its value, ""); (None, "") where all are
    excused; or (None, why nothing is settled): `spread`, `too-few-marks`, `too-many-marks`, `no-majority`."""
    if not points:
        return None, ""
    rule = RULES[aspect.rule]
    why = rule.blocks(points, aspect)
    return (None, why) if why else (rule.value(points, aspect), "")


def aspect_value(aspect: Aspect, attempts: Sequence[Sequence[Exact]]) -> tuple[Exact | None, str]:
    """What an entrant's panel comes to over all attempts, every owed mark given or excused: (value, ""), or (None, why
    nothing is settled): as of a panel, or `no-marks` where all are excused and the scheme has no points for that."""
    values = []
    for points in attempts:
        value, why = panel_value(aspect, points)
        if why:
            return None, why
        if value is not None:
            values.append(value)
    if not values:
        return aspect.none, "" if aspect.none is not None else "no-marks"
    return (values[0] if len(attempts) == 1 else combined(aspect.attempts, values)), ""


def aspect_points(aspect: Aspect, value: Exact) -> Exact:
    """The aspect's figure: its value after weight, rounding and bounds."""
    return bounded(times(aspect.weight, value), aspect.rounding, None, aspect.floor, aspect.ceiling)


def bounded(
    points: Exact, rounding: Rounding | None, adjustment: Exact | None, floor: Exact | None, ceiling: Exact | None
) -> Exact:
    """clamp(round(points) + adjustment): how every node ends."""
    if rounding is not None:
        points = rounded(points, rounding)
    if adjustment is not None:
        points = plus(points, adjustment)
    if floor is not None and points < floor:
        points = floor
    if ceiling is not None and points > ceiling:
        points = ceiling
    return points


def phase_total(phase: Phase, own: Exact | None, carried: Sequence[tuple[Exact, Exact]]) -> Exact | None:
    """round(weight × own + Σ weight × carried own points); None where there is neither. carried: (weight, points)."""
    if own is not None:
        own = times(phase.weight, own)
    if not carried:
        return own if own is None or phase.rounding is None else rounded(own, phase.rounding)
    parts = [] if own is None else [own]
    parts.extend(times(weight, points) for weight, points in carried)
    points = parts[0] if len(parts) == 1 else total(parts)
    return points if phase.rounding is None else rounded(points, phase.rounding)

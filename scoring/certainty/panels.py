"""What a panel can still come to, and an aspect over its attempts: the ends of what open seats may give or not give.

Every rule but `majority` grows with each of its marks, so its ends are reached with all open marks at their ends; how
many of them are given and how many excused is tried. Attempts are combined by rules that grow with each attempt.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from scoring.measures import combined
from scoring.nodes import Aspect
from scoring.numbers import Exact, minus, plus, whole
from scoring.panels import RULES

Ends = tuple[Exact, Exact]
"""(least, most)."""


class Sitting(NamedTuple):
    """One attempt before its panel. given: points of the marks given, rising. open: seats that still owe one.
    seats: all of them."""

    given: tuple[Exact, ...]
    open: int
    seats: int


def panel_ends(aspect: Aspect, sitting: Sitting, mark: Ends | None) -> Ends | None:
    """Least and most that a panel comes to with one mark given or more; None where its marks settle nothing any more.
    mark: least and most points of one mark, None where none can be given."""
    given, rule = list(sitting.given), RULES[aspect.rule]
    found = []
    for more in range(0 if given else 1, sitting.open + 1 if mark is not None else 1):
        for each in _candidates(aspect, given, mark):
            points = given + [each] * more
            if not rule.blocks(points, aspect):
                found.append(rule.value(points, aspect))
    return (min(found), max(found)) if found else None


def _candidates(aspect: Aspect, given: list[Exact], mark: Ends | None) -> Sequence[Exact]:
    """Points that all open marks have, where the panel comes to its least or most."""
    if mark is None:
        return given[:1]
    if aspect.rule == "majority":
        return [*mark, *given]
    if aspect.rule == "judgement" and given:
        limit = aspect.settings["spread"]
        assert isinstance(limit, int)
        return max(mark[0], minus(given[-1], whole(limit))), min(mark[1], plus(given[0], whole(limit)))
    return mark


def aspect_ends(aspect: Aspect, sittings: Sequence[Sitting], mark: Ends | None) -> Ends | None:
    """Least and most that an aspect comes to before its weight; None where no marks ever settle it. Marks that settle
    nothing are given anew. sittings: in the order of attempts."""
    spans: list[tuple[Ends | None, bool]] = []
    for sitting in sittings:
        span, can_drop = panel_ends(aspect, sitting, mark), not sitting.given
        if span is None and not can_drop:
            span, can_drop = panel_ends(aspect, Sitting((), sitting.seats, sitting.seats), mark), True
        spans.append((span, can_drop))
    ends = [*_combined(aspect, spans, 0), *_combined(aspect, spans, 1)]
    if all(can_drop for _, can_drop in spans):
        if aspect.none is not None:
            ends.append(aspect.none)
        elif not ends and any(sitting.open < sitting.seats for sitting in sittings):
            return aspect_ends(aspect, [Sitting((), each.seats, each.seats) for each in sittings], mark)
    return (min(ends), max(ends)) if ends else None


def _combined(aspect: Aspect, spans: Sequence[tuple[Ends | None, bool]], end: int) -> list[Exact]:
    """What attempts come to, all at one end, whichever of those that may be wholly excused are."""
    can = [(span[end], can_drop) for span, can_drop in spans if span is not None]
    if aspect.attempts.rule == "last":
        last = next((at for at, (_, can_drop) in reversed(list(enumerate(can))) if not can_drop), 0)
        return [points for points, _ in can[last:]]
    kept = [points for points, can_drop in can if not can_drop]
    loose = sorted((points for points, can_drop in can if can_drop), reverse=end == 1)
    tries = [kept + loose[:count] for count in range(len(loose) + 1)]
    return [combined(aspect.attempts, points) for points in tries if points]

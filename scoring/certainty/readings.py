"""What one mark that is still owed can be worth."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from scoring.items import Item
from scoring.measures import table_for, worth
from scoring.nodes import Aspect, Linear, Scheme, Table, Tolerance
from scoring.numbers import Exact, Rounding, minus, plus, ratio, rounded, times

DOWN = Rounding(0, "floor")


def ends(scheme: Scheme, aspect: Aspect, item: Item | None) -> tuple[Exact, Exact] | None:
    """Least and most points of one mark within its bounds, on its step and in its table; None where there is no such
    mark."""
    found = points(scheme, aspect, item)
    return (min(found), max(found)) if found else None


def points(scheme: Scheme, aspect: Aspect, item: Item | None) -> set[Exact]:
    """Points of one mark: with a table of rows every value there can be, else at least the least and the most."""
    readings = _readings(aspect, table_for(scheme, aspect, item))
    found = (worth(scheme, aspect, item, each) for each in readings)
    return {each for each in found if each is not None}


def _readings(aspect: Aspect, table: Table | None) -> Iterator[Exact]:
    """Marks of which one lies in every stretch of readings that have the same points: both ends, and those at each
    bound of a row and right beside it."""
    low, high, step = aspect.lowest, aspect.highest, aspect.step
    assert low is not None and high is not None
    bounds = [each for each in _bounds(table) if low <= each <= high]
    if step is None:
        found = sorted({low, high, *bounds})
        yield from found
        yield from (ratio(plus(a, b), 2) for a, b in pairwise(found))
        return
    top = at_or_below(aspect, high)
    yield from (low, top)
    for bound in bounds:
        nearest = at_or_below(aspect, bound)
        for each in (minus(nearest, step), nearest, plus(nearest, step)):
            if low <= each <= top:
                yield each


def at_or_below(aspect: Aspect, reading: Exact) -> Exact:
    """The highest mark on the aspect's step that is no higher than a reading within the bounds."""
    assert aspect.lowest is not None and aspect.step is not None
    steps = rounded(ratio(minus(reading, aspect.lowest), aspect.step), DOWN)
    return plus(aspect.lowest, times(aspect.step, steps))


def _bounds(table: Table | None) -> list[Exact]:
    if table is None or isinstance(table, Linear):
        return []
    if isinstance(table, Tolerance):
        return [each for off, _ in table.rows for each in (minus(table.point, off), plus(table.point, off))]
    return [reading for reading, _ in table.rows]

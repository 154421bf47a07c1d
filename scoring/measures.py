"""What one mark is worth, and what several attempts come to: text → reading → points."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from scoring.items import Item
from scoring.nodes import Aspect, Attempts, Linear, Scheme, Table, Tolerance
from scoring.numbers import ZERO, Exact, minus, negative, plus, ratio, rounded, times, total


def converted(table: Table, reading: Exact) -> Exact | None:
    """Points of one reading, or None where the table has no row for it."""
    if isinstance(table, Linear):
        points = plus(table.base, times(minus(reading, table.point), table.slope))
        return points if table.rounding is None else rounded(points, table.rounding)
    if isinstance(table, Tolerance):
        off = minus(reading, table.point)
        deviation = negative(off) if off < 0 else off
        return next((points for most, points in table.rows if deviation <= most), table.otherwise)
    readings = [row[0] for row in table.rows]
    if table.match == "floor":
        index = bisect_right(readings, reading) - 1
        return table.rows[index][1] if index >= 0 else table.otherwise
    index = bisect_left(readings, reading)
    if index == len(readings) or (table.match == "exact" and readings[index] != reading):
        return table.otherwise
    return table.rows[index][1]


def table_for(scheme: Scheme, aspect: Aspect, item: Item | None) -> Table | None:
    """The table that turns a mark into points: the item's own, else the aspect's."""
    name = item.table if item is not None and item.table else aspect.table
    return scheme.tables[name] if name else None


def worth(scheme: Scheme, aspect: Aspect, item: Item | None, reading: Exact) -> Exact | None:
    """Points of one mark as the aspect measures it, or None where its table has no row for it."""
    if aspect.measure == "pass-fail":
        assert aspect.max is not None
        return times(reading, aspect.max)
    if aspect.measure == "deductions":
        assert aspect.max is not None and aspect.each is not None
        return max(ZERO, minus(aspect.max, times(aspect.each, reading)))
    table = table_for(scheme, aspect, item)
    return reading if table is None else converted(table, reading)


def combined(attempts: Attempts, points: Sequence[Exact]) -> Exact:
    """One number of the attempts that count, in their order: at least one."""
    if attempts.rule == "last":
        return points[-1]
    ranked = sorted(points, reverse=attempts.prefer == "high")
    if attempts.rule == "best":
        return ranked[0]
    kept = ranked[: attempts.best]
    return total(kept) if attempts.rule == "sum" else ratio(total(kept), len(kept))

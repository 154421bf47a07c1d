"""One entrant's points, step by step: reading → points → panel → node → phase. Pure per entrant."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.lines import canonical
from scoring.nodes import Aspect, Linear, Phase, Scheme, Table
from scoring.numbers import ONE, ZERO, Exact, Rounding, minus, parse, plus, rounded, times, total
from scoring.panels import RULES
from scoring.problems import BrokenPromiseError


@dataclass(frozen=True, slots=True)
class Item:
    """One entrant's item in a criterion with items. base: points it is worth before marks. table: id, "" for none."""

    criterion: str
    difficulty: Exact = ONE
    base: Exact = ZERO
    table: str = ""
    factor: Exact = ONE


Items = Mapping[tuple[str, str], Mapping[str, Item]]
"""By (phase, entrant): items by id, in the order stated."""

ItemRow = tuple[str, str, str, str, str, str, str, str]
"""phase, entrant, item, criterion, difficulty, base_value, table, factor: texts, "" where nothing is stated."""


def items_text(rows: Sequence[ItemRow]) -> str:
    """Canonical text of every entrant's items: the content that `TradeOpened.items` names. Order is kept."""
    return canonical([list(row) for row in rows])


def parse_items(stored: str) -> Items:
    """Items as a canonical text states them. Raises BrokenPromiseError where it is none."""
    items: dict[tuple[str, str], dict[str, Item]] = {}
    try:
        for phase, entrant, item, criterion, difficulty, base, table, factor in json.loads(stored):
            items.setdefault((phase, entrant), {})[item] = Item(
                criterion, _stated(difficulty, ONE), _stated(base, ZERO), table, _stated(factor, ONE)
            )
    except (ValueError, TypeError) as error:
        raise BrokenPromiseError("stored items cannot be read") from error
    return items


def _stated(number: str, neutral: Exact) -> Exact:
    if not number:
        return neutral
    exact = parse(number)
    if exact is None:
        raise ValueError(number)
    return exact


def converted(table: Table, reading: Exact) -> Exact | None:
    """Points of one reading, or None where the table has no row for it."""
    if isinstance(table, Linear):
        points = plus(table.base, times(minus(reading, table.point), table.slope))
        return points if table.rounding is None else rounded(points, table.rounding)
    readings = [row[0] for row in table.rows]
    if table.match == "floor":
        index = bisect_right(readings, reading) - 1
        return table.rows[index][1] if index >= 0 else None
    index = bisect_left(readings, reading)
    if index == len(readings) or (table.match == "exact" and readings[index] != reading):
        return None
    return table.rows[index][1]


def table_for(scheme: Scheme, aspect: Aspect, item: Item | None) -> Table | None:
    """The table that turns a mark into points: the item's own, else the aspect's."""
    name = item.table if item is not None and item.table else aspect.table
    return scheme.tables[name] if name else None


def panel_points(aspect: Aspect, points: Sequence[Exact]) -> tuple[Exact | None, str]:
    """Points of a panel whose every owed mark is given or excused: (points after weight, rounding and bounds, "");
    or (None, why nothing is settled): `no-marks`, `spread`, `too-few-marks`, `too-many-marks`."""
    if not points:
        if aspect.none is None:
            return None, "no-marks"
        value = aspect.none
    else:
        rule = RULES[aspect.rule]
        why = rule.blocks(points, aspect)
        if why:
            return None, why
        value = rule.value(points, aspect)
    return bounded(times(aspect.weight, value), aspect.rounding, None, aspect.floor, aspect.ceiling), ""


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
    """round(own + Σ weight × carried own points); None where there is neither. carried: (weight, points)."""
    if not carried:
        return own if own is None or phase.rounding is None else rounded(own, phase.rounding)
    parts = [] if own is None else [own]
    parts.extend(times(weight, points) for weight, points in carried)
    points = parts[0] if len(parts) == 1 else total(parts)
    return points if phase.rounding is None else rounded(points, phase.rounding)

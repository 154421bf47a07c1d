"""How a judge enters a mark of an aspect: as keys, by counting, or as a number on a pad."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.measures import worth
from scoring.nodes import Aspect, Lookup, Scheme
from scoring.numbers import ZERO, Exact, minus, parse, plus, ratio, text
from scoring.panels import RULES

MOST_WHOLE, MOST_PARTS = 12, 7
"""Values that are shown as a key each, where they are whole numbers and where they are not; more go on the pad."""

MOST_GRADES = 24
"""Grades of a table that are shown as a key each."""


def entry(scheme: Scheme, aspect: Aspect) -> Mapping[str, Any]:
    """What a page needs to take a mark: {"kind", "values", "worths", "lowest", "highest", "step"}.

    kind: `judgement` (0 to 3), `pass` (nothing or all), `place` (a key for each place of the field), `steps` (a key
    each), `count` (faults, one by one), `time` (minutes and seconds, stated in seconds) or `number`. values: of the
    keys, rising, as texts; empty where the page makes them. worths: what a value comes to before the panel's rule,
    where that is another number; by value, and for a count what none comes to and what each costs. The bounds are
    texts, None where the scheme sets none.
    """
    kind, values = _kind(scheme, aspect)
    return {
        "kind": kind,
        "values": values,
        "worths": _worths(scheme, aspect, values),
        "lowest": _text(aspect.lowest),
        "highest": _text(aspect.highest),
        "step": _text(aspect.step),
    }


def _kind(scheme: Scheme, aspect: Aspect) -> tuple[str, list[str]]:
    if aspect.measure in ("time", "deductions"):
        return {"time": "time", "deductions": "count"}[aspect.measure], []
    if aspect.rule == "majority-placing":
        return "place", []
    values = _grades(scheme, aspect) if aspect.measure == "graded" else _values(aspect)
    if RULES[aspect.rule].judgement:
        return "judgement", values
    if aspect.measure == "pass-fail" or (len(values) == 2 and values[0] == "0" and not aspect.table):
        return "pass", values
    return "steps" if values else "number", values


def _grades(scheme: Scheme, aspect: Aspect) -> list[str]:
    """Readings of the aspect's table that it takes, where they are few."""
    table = scheme.tables[aspect.table]
    assert isinstance(table, Lookup)
    taken = [reading for reading, _ in table.rows if _within(aspect, reading)]
    return [text(reading) for reading in taken] if len(taken) <= MOST_GRADES else []


def _within(aspect: Aspect, reading: Exact) -> bool:
    above = aspect.lowest is None or reading >= aspect.lowest
    return above and (aspect.highest is None or reading <= aspect.highest)


def _values(aspect: Aspect) -> list[str]:
    """Every mark that the aspect takes where they are few, else none."""
    lowest, highest, step = aspect.lowest, aspect.highest, aspect.step
    if lowest is None or highest is None or not step or ratio(minus(highest, lowest), step) >= MOST_WHOLE:
        return []
    values = [lowest]
    while plus(values[-1], step) <= highest:
        values.append(plus(values[-1], step))
    told = [text(value) for value in values]
    return told if len(told) <= MOST_PARTS or all("." not in value for value in told) else []


def _worths(scheme: Scheme, aspect: Aspect, values: list[str]) -> dict[str, str]:
    """Points of a value, by value, where the page can say them; of a count `0` and `each`."""
    if aspect.measure == "deductions":
        return {"0": text(aspect.max or ZERO), "each": text(aspect.each or ZERO)}
    if aspect.measure not in ("pass-fail", "graded"):
        return {}
    points = {value: worth(scheme, aspect, None, _exact(value)) for value in values}
    return {value: text(each) for value, each in points.items() if each is not None}


def _exact(value: str) -> Exact:
    number = parse(value)
    assert number is not None
    return number


def _text(number: Exact | None) -> str | None:
    return None if number is None else text(number)

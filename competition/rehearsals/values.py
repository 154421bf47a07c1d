"""Values that a judge could give: all that a scheme allows for an aspect, or enough of them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scoring.facts import EXCUSES
from scoring.items import Item
from scoring.marks import check_value, needs_words
from scoring.measures import table_for, worth
from scoring.nodes import Aspect, Linear, Lookup, Scheme, Table
from scoring.numbers import Exact, parse, text

MOST = 201
"""Values of an aspect that are looked at."""

WIDTH = 10
"""How far the values of an aspect reach that has no upper bound, in its own unit."""


def allowed(scheme: Scheme, aspect: Aspect, item: Item | None) -> list[str]:
    """Values in the order of what they are worth, the least first; those that must be explained in words only where
    there are no others. An excuse where the aspect takes no value that could be found."""
    table = table_for(scheme, aspect, item)
    found: dict[str, Exact] = {}
    for number in _numbers(aspect, table):
        value = _plain(number)
        exact = None if value is None else parse(value)
        if value is None or exact is None or list(check_value(scheme, aspect, item, value)):
            continue
        points = worth(scheme, aspect, item, exact)
        if points is not None:
            found[value] = points
    silent = [value for value in found if not needs_words(aspect, value)]
    values = sorted(silent or found, key=lambda value: (found[value], Fraction(value)))
    return values or [EXCUSES[0]]


def _numbers(aspect: Aspect, table: Table | None) -> Iterator[Fraction]:
    """Numbers that may be values, at most `MOST`, spread over all of them."""
    if isinstance(table, Lookup) and table.match == "exact":
        yield from (_fraction(reading) for reading, _ in table.rows)
        return
    low, high = _bounds(aspect, table)
    step = Fraction(1, 10) if aspect.step is None else _fraction(aspect.step)
    if aspect.step is None and high - low > WIDTH:
        step = Fraction(1)
    count = int((high - low) / step) + 1
    stride = -(-count // MOST)
    for index in range(0, count, stride):
        yield low + index * step


def _bounds(aspect: Aspect, table: Table | None) -> tuple[Fraction, Fraction]:
    low, high = _stated(aspect.lowest), _stated(aspect.highest)
    if isinstance(table, Lookup):
        first, last = _fraction(table.rows[0][0]), _fraction(table.rows[-1][0])
    elif isinstance(table, Linear):
        first, last = _fraction(table.point) - WIDTH, _fraction(table.point) + WIDTH
    elif table is not None:
        width = 2 * _fraction(table.rows[-1][0])
        first, last = _fraction(table.point) - width, _fraction(table.point) + width
    else:
        first = Fraction(0) if low is None else low
        last = first + (WIDTH if aspect.max is None else _fraction(aspect.max))
    return first if low is None else low, last if high is None else high


def _stated(number: Exact | None) -> Fraction | None:
    return None if number is None else _fraction(number)


def _fraction(number: Exact) -> Fraction:
    return Fraction(text(number))


def _plain(number: Fraction) -> str | None:
    """The number as plain text, None where it has no end."""
    said = text(number)
    return None if "/" in said else said

"""The one maker of numbers: text in, exact number out, text again. The only place that rounds.

An exact number is a `Decimal` where it terminates and a `Fraction` where it does not (a mean of three marks).
No operation here loses a digit: the context traps `Inexact`, and what would not fit becomes a `Fraction`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    Inexact,
    InvalidOperation,
    Overflow,
)
from fractions import Fraction
from functools import cache, lru_cache

Exact = Decimal | Fraction

ZERO = Decimal(0)
ONE = Decimal(1)
THREE = Decimal(3)

LONGEST = 24
"""Characters of the longest number text that is read; longer ones are no mark, weight or reading of any contest."""

_CONTEXT = Context(
    prec=100,
    Emin=MIN_EMIN,
    Emax=MAX_EMAX,
    traps=[Inexact, InvalidOperation, DivisionByZero, Overflow, FloatOperation],
)
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")

MODES = {
    "half-up": ROUND_HALF_UP,
    "half-even": ROUND_HALF_EVEN,
    "half-down": ROUND_HALF_DOWN,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
    "ceiling": ROUND_CEILING,
    "floor": ROUND_FLOOR,
}
"""Named rounding modes. half-up, half-down, up and down look at the distance from zero; ceiling and floor at the
sign."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """places: digits after the point, 0 to 12. mode: a key of `MODES`."""

    places: int
    mode: str = "half-up"


def parse(text: str) -> Decimal | None:
    """The number that plain text states, or None: ASCII digits, an optional minus and point, no exponent,
    no leading zeros, no negative zero, at most `LONGEST` characters."""
    return None if len(text) > LONGEST else _parsed(text)


@lru_cache(4096)
def _parsed(text: str) -> Decimal | None:
    """A contest has few different marks and reads each of them many times."""
    if _PLAIN.fullmatch(text) is None:
        return None
    number = Decimal(text)
    if text[0] == "-" and not number:
        return None
    return ONE if number == 1 else number


def whole(number: int) -> Decimal:
    """The exact number that a count is."""
    return Decimal(number)


def text(number: Exact) -> str:
    """Shortest plain text of an exact number: `8.5`, `-0.3`, or `8/3` where it does not terminate."""
    if isinstance(number, Fraction):
        terminating = _decimal(number)
        if terminating is None:
            return f"{number.numerator}/{number.denominator}"
        number = terminating
    plain = format(number, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain == "-0" else plain


def shown(number: Exact, places: int) -> str:
    """Text with exactly `places` digits after the point, half-up: for eyes only, never computed with again."""
    made = rounded(number, _half_up(places))
    return format(made if made else abs(made), "f")


def total(numbers: Iterable[Exact]) -> Exact:
    """The exact sum; 0 of nothing."""
    numbers = list(numbers)
    try:
        add = _CONTEXT.add
        result = ZERO
        for number in numbers:
            result = add(result, number)  # type: ignore[arg-type]  # a Fraction raises TypeError, handled below
    except (TypeError, Inexact):
        return _simplest(sum((Fraction(number) for number in numbers), Fraction(0)))
    return result


def plus(a: Exact, b: Exact) -> Exact:
    """The exact sum of two."""
    if a.__class__ is Decimal and b.__class__ is Decimal:
        try:
            return _CONTEXT.add(a, b)
        except Inexact:
            pass
    (above, below), (top, bottom) = a.as_integer_ratio(), b.as_integer_ratio()
    return _simplest(Fraction(above * bottom + top * below, below * bottom))


def minus(a: Exact, b: Exact) -> Exact:
    """The exact difference."""
    return plus(a, negative(b))


def negative(a: Exact) -> Exact:
    """The number with its sign turned, every digit kept."""
    return a.copy_negate() if isinstance(a, Decimal) else -a


def times(a: Exact, b: Exact) -> Exact:
    """The exact product."""
    if a is ONE:
        return b
    if b is ONE:
        return a
    if a.__class__ is Decimal and b.__class__ is Decimal:
        try:
            return _CONTEXT.multiply(a, b)
        except Inexact:
            pass
    (above, below), (top, bottom) = a.as_integer_ratio(), b.as_integer_ratio()
    return _simplest(Fraction(above * top, below * bottom))


def ratio(a: Exact, b: Exact | int) -> Exact:
    """The exact quotient; raises ZeroDivisionError where b is 0."""
    if a.__class__ is Decimal and b and isinstance(b, (int, Decimal)):
        try:
            return _CONTEXT.divide(a, b)
        except Inexact:
            pass
    (above, below), (top, bottom) = a.as_integer_ratio(), b.as_integer_ratio()
    return _simplest(Fraction(above * bottom, below * top))


def rounded(number: Exact, rounding: Rounding) -> Decimal:
    """The number at a fixed count of places. Exact halves are found exactly: no binary float comes near."""
    if not isinstance(number, Decimal):
        number = _between(number, rounding.places)
    return number.quantize(_last_digit(rounding.places), MODES[rounding.mode], _ROUNDING)


def on_step(number: Exact, lowest: Exact, step: Exact) -> bool:
    """True where `number` is `lowest` plus a whole count of steps."""
    if isinstance(number, Decimal) and isinstance(lowest, Decimal) and isinstance(step, Decimal):
        return not _CONTEXT.remainder(_CONTEXT.subtract(number, lowest), step)
    return (Fraction(number) - Fraction(lowest)) % Fraction(step) == 0


@cache
def _half_up(places: int) -> Rounding:
    return Rounding(places)


@cache
def _last_digit(places: int) -> Decimal:
    """10^-places."""
    return Decimal((0, (1,), -places))


_ROUNDING = Context(prec=1000, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[InvalidOperation, FloatOperation])


def _between(number: Fraction, places: int) -> Decimal:
    """A Decimal on the same side of every half and every step of 10^-places as the fraction: its first digits,
    then a 1 if anything follows."""
    scale = 10 ** (places + 2)
    whole, rest = divmod(abs(number.numerator) * scale, number.denominator)
    digits = Decimal(whole * 10 + (1 if rest else 0)).scaleb(-(places + 3), _ROUNDING)
    return digits.copy_negate() if number < 0 else digits  # a minus sign would round to the thread's own precision


_SMALLEST = 10**60
"""A number that ends has at most 60 digits after the point, or it stays a fraction."""


def _decimal(number: Fraction) -> Decimal | None:
    """The terminating decimal that equals the fraction, or None."""
    denominator = number.denominator
    if _SMALLEST % denominator:
        return None
    twos = (denominator & -denominator).bit_length() - 1
    fives, rest = 0, denominator >> twos
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    places = max(twos, fives)
    return Decimal(number.numerator * 10**places // denominator).scaleb(-places, _ROUNDING)


def _simplest(number: Fraction) -> Exact:
    terminating = _decimal(number)
    return number if terminating is None else terminating

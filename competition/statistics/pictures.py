"""Figures as places in a picture, in percent of its width, and as texts. Templates draw them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from competition.statistics.figures.intervals import Interval
from competition.statistics.figures.report import Report, Row

_BOUNDS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 1.0)
"""How far a scale of severities reaches to either side."""

PITCH = 28
"""Width and height of an entrant's square with what is around it."""

LARGEST, SMALLEST = 24.0, 3.0
"""Sides of squares."""

COLUMNS = 36
"""Entrants of one map."""


class Scale(NamedTuple):
    """low, high: of its ends. ticks: (percent, text)."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def at(self, figure: float) -> float:
        """Percent of the width, held between the ends."""
        share = (figure - self.low) / (self.high - self.low)
        return round(100 * min(max(share, 0.0), 1.0), 3)


class Line(NamedTuple):
    """A figure with its interval on a scale, in percent; low and high None where nothing is said of it. sure: the
    interval leaves out 0. on, beyond: the interval goes on below or above the scale."""

    at: float | None
    low: float | None
    high: float | None
    sure: bool
    on: bool
    beyond: bool


class Square(NamedTuple):
    """One judge's marks of one entrant. x, y, side: in px; side 0 where she marked nothing. higher: than the panel.
    own: an entrant she is connected with."""

    x: float
    y: float
    side: float
    higher: bool
    own: bool


class Map(NamedTuple):
    """rows: entrants, highest first. squares: of each judge in the order of seats. largest: distance that the largest
    square of all pages stands for, a share."""

    rows: tuple[Row, ...]
    squares: tuple[tuple[Square, ...], ...]
    width: int
    height: int
    largest: float


def about_zero(ends: Iterable[float]) -> Scale:
    """A scale about 0 on which all of these have room."""
    furthest = max((abs(end) for end in ends if math.isfinite(end)), default=0.0)
    bound = next((each for each in _BOUNDS if furthest <= each), 1.0)
    places = 0 if round(1000 * bound) % 20 == 0 else 1
    ticks = tuple(
        (float(percent), signed(bound * (percent - 50) / 50, places) if percent != 50 else "0") for percent in QUARTERS
    )
    return Scale(-bound, bound, ticks)


QUARTERS = (0, 25, 50, 75, 100)
UNIT = Scale(0.0, 1.0, tuple((float(percent), f"{percent / 100:g}") for percent in QUARTERS))
"""From no agreement to all."""


def line(scale: Scale, figure: float, interval: Interval | None) -> Line:
    """A figure and its interval on the scale."""
    at = scale.at(figure) if not math.isnan(figure) else None
    if interval is None:
        return Line(at, None, None, False, False, False)
    low, high = interval
    return Line(at, scale.at(low), scale.at(high), interval.leaves_out_zero, low < scale.low, high > scale.high)


def mapped(report: Report, rows: slice) -> Map:
    """The judges' distances from the panel's mean, entrant by entrant, of some of the rows."""
    far = max((abs(each) for row in report.rows for each in row.distances if each is not None), default=0.0)
    shown = report.rows[rows]
    squares = tuple(
        tuple(
            _square(row.distances[seat], far, column, seat, row.entrant in report.connected.get(judge, ()))
            for column, row in enumerate(shown)
        )
        for seat, judge in enumerate(report.judges)
    )
    return Map(shown, squares, PITCH * len(shown), PITCH * len(report.judges), far)


def _square(distance: float | None, far: float, column: int, seat: int, own: bool) -> Square:
    side = 0.0
    if distance is not None:
        side = SMALLEST + (LARGEST - SMALLEST) * math.sqrt(abs(distance) / far) if far > 0 else SMALLEST
    middle = (PITCH - side) / 2
    x, y = round(column * PITCH + middle, 2), round(seat * PITCH + middle, 2)
    return Square(x, y, round(side, 2), distance is not None and distance > 0, own)


def signed(share: float | None, places: int = 1) -> str:
    """A share as `+4.2%` or `−4.2%`, one that rounds to nothing without a sign, "" for none."""
    return "" if share is None or not math.isfinite(share) else f"{plus(100 * share, places)}%"


def percent(share: float | None, places: int = 1) -> str:
    """A share as `4.2%`, "" for none."""
    return "" if share is None or not math.isfinite(share) else f"{100 * share:.{places}f}%"


def plus(figure: float, places: int = 2) -> str:
    """A figure with its sign; one that rounds to nothing without."""
    if not math.isfinite(figure):
        return ""
    text = f"{abs(figure):.{places}f}"
    return text if not float(text) else f"{'+' if figure > 0 else '−'}{text}"


def correlation(figure: float | None) -> str:
    """A correlation as `0.87` or `−0.12`, "" for none."""
    if figure is None or not math.isfinite(figure):
        return ""
    text = f"{abs(figure):.2f}"
    return f"−{text}" if figure < 0 and float(text) else text


GRADES: Sequence[tuple[float, str]] = ((0.9, "excellent"), (0.75, "good"), (0.5, "moderate"), (-math.inf, "weak"))
"""Least intraclass correlation of each grade (T. K. Koo, M. Y. Li, *A guideline of selecting and reporting intraclass
correlation coefficients for reliability research*, Journal of Chiropractic Medicine 15, 2016, 155–163), who grade the
interval, not the figure."""


def grades(interval: Interval) -> tuple[str, str]:
    """Codes of the grades that the ends of an interval lie in, weaker first."""
    low, high = (next(code for least, code in GRADES if end >= least) for end in interval)
    return low, high


def below(figure: float) -> str:
    """A correlation that may lie below every number: `correlation`, and `−∞` where it has no end."""
    return "−∞" if figure == -math.inf else correlation(figure)

"""How sure a figure is: 95 % intervals by leaving out one entrant at a time, and when there are too few to say.

Entrants are what a panel's marks are drawn from: two aspects of one entrant are not two independent looks at a judge.
So every interval over a judge's marks leaves out whole entrants (the delete-one jackknife, Tukey 1958; R. G. Miller,
*The jackknife – a review*, Biometrika 61, 1974, 1–15) and takes Student's t with one degree of freedom less than there
are entrants. Of a plain mean over entrants that is the classical t interval, to the last digit.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

LEVEL = 0.95
FEWEST = 5
"""Entrants below which nothing is said of a mean."""

FEWEST_OF_SPREAD = 8
"""Entrants below which nothing is said of a spread or a correlation: both settle later than a mean."""

NOTHING = 1e-9
"""Differences of shares below this are no differences: what is left over when numbers are floats."""


class Interval(NamedTuple):
    """low and high end of a 95 % interval."""

    low: float
    high: float

    @property
    def leaves_out_zero(self) -> bool:
        """True where it says on which side of 0 the figure lies."""
        return self.low > NOTHING or self.high < -NOTHING


def student(freedom: float) -> float:
    """How many standard errors an interval reaches to either side (Student 1908)."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + LEVEL) / 2))


def jackknifed(whole: Numbers, without: Numbers, freedom: Numbers) -> list[Interval | None]:
    """The interval of each of k figures. whole: (k,) of all entrants. without: (n, k), of all but one. freedom: (k,)
    degrees of freedom; None where they are fewer than one, or where a figure was not to be had without somebody."""
    n = len(without)
    if n < 2:
        return [None] * len(whole)
    pseudo = n * whole - (n - 1) * without
    errors = pseudo.std(axis=0, ddof=1) / math.sqrt(n)
    found: list[Interval | None] = []
    for figure, error, free in zip(whole.tolist(), errors.tolist(), freedom.tolist(), strict=True):
        if free < 1 or not math.isfinite(figure) or not math.isfinite(error):
            found.append(None)
        else:
            reach = student(free) * error
            found.append(Interval(figure - reach, figure + reach))
    return found


def apart(own: Numbers, others: Numbers) -> tuple[float, Interval | None]:
    """How far the mean of a few lies from the mean of the others, with Student's two-sample interval (one variance for
    both, so that it can be said of a single one, too). None where the others are fewer than `FEWEST`."""
    difference = float(own.mean() - others.mean()) if len(own) and len(others) else math.nan
    if not len(own) or len(others) < FEWEST:
        return difference, None
    freedom = len(own) + len(others) - 2
    squares = float(((own - own.mean()) ** 2).sum() + ((others - others.mean()) ** 2).sum())
    reach = student(freedom) * math.sqrt(squares / freedom * (1 / len(own) + 1 / len(others)))
    return difference, Interval(difference - reach, difference + reach)


def correlated(one: Numbers, other: Numbers) -> tuple[float, Interval | None] | None:
    """Pearson's correlation with Fisher's interval (Fisher 1921); None where one of the two does not vary."""
    if len(one) < 2 or one.std() < NOTHING or other.std() < NOTHING:
        return None
    r = float(np.clip(np.corrcoef(one, other)[0, 1], -1.0, 1.0))
    if len(one) < FEWEST_OF_SPREAD:
        return r, None
    if 1 - abs(r) < NOTHING:
        return r, Interval(r, r)
    z, reach = math.atanh(r), student(math.inf) / math.sqrt(len(one) - 3)
    return r, Interval(math.tanh(z - reach), math.tanh(z + reach))

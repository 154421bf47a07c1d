"""Whether a panel agrees: intraclass correlations and Kendall's W, of a table of entrants × judges without gaps.

Intraclass correlations after P. E. Shrout, J. L. Fleiss, *Intraclass correlations: uses in assessing rater
reliability*, Psychological Bulletin 86 (1979), 420–428, and K. O. McGraw, S. P. Wong, *Forming inferences about some
intraclass correlation coefficients*, Psychological Methods 1 (1996), 30–46; W after M. G. Kendall, B. Babington Smith,
*The problem of m rankings*, Annals of Mathematical Statistics 10 (1939), 275–287, with the correction for ties and the
chi-square test as in S. Siegel, N. J. Castellan, *Nonparametric statistics for the behavioral sciences*, 2nd ed.
(1988), 9.6.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from competition.statistics.figures.intervals import LEVEL, Interval, Numbers

FEWEST_FOR_CHANCE = 8
"""Entrants from which chi-square is close enough to the chance of a W (Siegel and Castellan 1988: N above 7)."""


class Correlation(NamedTuple):
    """An intraclass correlation. form: `2,1`, `2,k` or `3,1` as Shrout and Fleiss name them, `1,1`, `1,k`, `3,k`."""

    form: str
    value: float
    interval: Interval


class Concordance(NamedTuple):
    """Kendall's W, 0 to 1. square: chi-square with `freedom` degrees. chance: that judges who mark at random come to a
    W so large; None where entrants are too few to say."""

    value: float
    square: float
    freedom: int
    chance: float | None


def correlations(table: Numbers) -> dict[str, Correlation]:
    """All six, by form. table: (n entrants, k judges), n and k at least 2. Empty where nothing sets entrants apart but
    the judges who mark them: what does not vary correlates with nothing."""
    n, k = table.shape
    everything = float(((table - table.mean()) ** 2).sum())
    if everything < 1e-18 * table.size:
        return {}
    rows = float(k * ((table.mean(axis=1) - table.mean()) ** 2).sum())
    columns = float(n * ((table.mean(axis=0) - table.mean()) ** 2).sum())
    nothing = 1e-12 * everything
    between, within = _clean(rows, nothing) / (n - 1), _clean(everything - rows, nothing) / (n * (k - 1))
    judges, rest = _clean(columns, nothing) / (k - 1), _clean(everything - rows - columns, nothing)
    rest /= (n - 1) * (k - 1)
    if not between and not rest:
        return {}
    return {
        each.form: each
        for each in (
            *_of_ratio("1", between, within, k, (n - 1, n * (k - 1))),
            *_of_two_ways(between, judges, rest, n, k),
            *_of_ratio("3", between, rest, k, (n - 1, (n - 1) * (k - 1))),
        )
    }


def _clean(squares: float, nothing: float) -> float:
    """A sum of squares without what floats leave of 0."""
    return squares if squares > nothing else 0.0


def _of_ratio(case: str, between: float, error: float, k: int, freedom: tuple[float, float]) -> list[Correlation]:
    """Cases 1 and 3: both ends follow from the ratio of two mean squares (Shrout and Fleiss 1979, 424–425)."""
    value = low = high = 1.0
    if error > 0:
        ratio, (above, below) = between / error, freedom
        value = _single(ratio, k)
        low, high = _single(ratio / _quantile(above, below), k), _single(ratio * _quantile(below, above), k)
    return [
        Correlation(f"{case},1", value, Interval(low, high)),
        Correlation(f"{case},k", _stepped(value, k), Interval(_stepped(low, k), _stepped(high, k))),
    ]


def _of_two_ways(between: float, judges: float, rest: float, n: int, k: int) -> list[Correlation]:
    """Case 2: judges count as drawn from more of their kind; limits by Satterthwaite's degrees of freedom (Shrout and
    Fleiss 1979, 424; McGraw and Wong 1996, table 7)."""
    value = _part(between - rest, between + (k - 1) * rest + k * (judges - rest) / n)
    freedom = float(k - 1)
    if rest > 0:
        shared = max(value, 0.0)  # of a share below none there are no degrees of freedom
        weight, ratio = n * (1 + (k - 1) * shared) - k * shared, judges / rest
        above = (k - 1) * (n - 1) * (k * shared * ratio + weight) ** 2
        freedom = above / ((n - 1) * (k * shared * ratio) ** 2 + weight**2)
    up, down = _quantile(n - 1, freedom), _quantile(freedom, n - 1)
    noise = k * judges + (k * n - k - n) * rest
    low = _part(n * (between - up * rest), up * noise + n * between)
    high = _part(n * (down * between - rest), noise + n * down * between)
    return [
        Correlation("2,1", value, Interval(low, high)),
        Correlation("2,k", _stepped(value, k), Interval(_stepped(low, k), _stepped(high, k))),
    ]


def _single(ratio: float, k: int) -> float:
    return (ratio - 1) / (ratio + k - 1)


def _stepped(value: float, k: int) -> float:
    """What the mean of k judges comes to (Spearman and Brown 1910). Below a value that k judges can have at all it has
    no end."""
    return -math.inf if value == -math.inf else _part(k * value, 1 + (k - 1) * value)


def _part(part: float, whole: float) -> float:
    """part of whole; without end below 0 where nothing is the whole."""
    return part / whole if whole > 1e-12 else -math.inf


def _quantile(above: float, below: float) -> float:
    from scipy.special import fdtri

    return float(fdtri(float(above), float(below), (1 + LEVEL) / 2))


def concordance(table: Numbers) -> Concordance | None:
    """W of (n entrants, m judges), n and m at least 2; equal marks share the mean of their ranks. None where no judge
    tells any two entrants apart."""
    n, m = table.shape
    ranks = np.column_stack([_ranks(column) for column in table.T])
    ties = sum(_tied(column) for column in table.T)
    most = m * m * (n**3 - n) - m * ties
    if most <= 0:
        return None
    sums = ranks.sum(axis=1)
    value = min(1.0, float(12 * ((sums - sums.mean()) ** 2).sum() / most))
    square = m * (n - 1) * value
    chance = None
    if n >= FEWEST_FOR_CHANCE:
        from scipy.special import chdtrc

        chance = float(chdtrc(n - 1, square))
    return Concordance(value, square, n - 1, chance)


def _groups(column: Numbers) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """(group of each mark, size of each group): marks that are equal but for what floats leave over."""
    _, group, sizes = np.unique(column.round(9), return_inverse=True, return_counts=True)
    return group, sizes


def _ranks(column: Numbers) -> Numbers:
    group, sizes = _groups(column)
    return (sizes.cumsum() - (sizes - 1) / 2)[group]


def _tied(column: Numbers) -> int:
    _, sizes = _groups(column)
    return int((sizes.astype(np.int64) ** 3 - sizes).sum())

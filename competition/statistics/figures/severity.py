"""Who marks higher and who lower than the panel: the judges' main effects.

A judge's effect is how far her marks lie from the panel's mean of the same work, on the average over works: the
additive two-way model work + judge, by least squares, effects adding up to 0. Where all judges marked all works that is
her mean less the panel's; where some are missing, least squares does not take the absence of a severe colleague for
mildness.
(R. A. Fisher, *Statistical methods for research workers*, 1925, ch. VII; F. Yates, *The principles of orthogonality and
confounding in replicated experiments*, Journal of Agricultural Science 23, 1933, for tables with gaps.)
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from competition.statistics.figures.intervals import FEWEST, Interval, Numbers, jackknifed
from competition.statistics.figures.marks import Marks

_SMALL = 1e-10
"""Eigenvalues below this share of the largest are 0: judges who never marked with the others."""


class Severity(NamedTuple):
    """One judge's effect. entrants, works: that she marked together with somebody. share: of the way from the worst
    mark to the best, above 0 for higher marks; NaN where she marked nothing. interval: None where entrants are too few.
    verdict: `higher`, `lower`, `open` (0 lies within the interval) or `few`."""

    judge: str
    entrants: int
    works: int
    share: float
    interval: Interval | None
    verdict: str


def effects(marks: Marks) -> Numbers:
    """(judges,): every judge's effect as a share, NaN of who marked nothing."""
    normal, sums = _equations(marks)
    found = _solved(normal.sum(axis=0), sums.sum(axis=0))
    found[~marks.given.any(axis=0)] = np.nan
    return found


def severities(marks: Marks) -> list[Severity]:
    """Every judge's effect with its interval, in the order of seats."""
    normal, sums = _equations(marks)
    whole = effects(marks)
    without = _solved(normal.sum(axis=0) - normal, sums.sum(axis=0) - sums)
    entrants = (marks.summed(marks.given.astype(float)) > 0).sum(axis=0)
    intervals = jackknifed(whole, without, entrants - 1.0)
    found = []
    for at, judge in enumerate(marks.judges):
        interval = intervals[at] if entrants[at] >= FEWEST else None
        share = float(whole[at])
        found.append(
            Severity(
                judge, int(entrants[at]), int(marks.given[:, at].sum()), share, interval, _verdict(share, interval)
            )
        )
    return found


def _verdict(share: float, interval: Interval | None) -> str:
    if interval is None:
        return "few"
    if not interval.leaves_out_zero:
        return "open"
    return "higher" if share > 0 else "lower"


def _equations(marks: Marks) -> tuple[Numbers, Numbers]:
    """Normal equations of each entrant: (entrants, judges, judges) and (entrants, judges)."""
    given = marks.given.astype(float)
    count = given.sum(axis=1)
    left = -given[:, :, None] * given[:, None, :] / count[:, None, None]
    index = np.arange(given.shape[1])
    left[:, index, index] += given
    return marks.summed(left), marks.summed(np.nan_to_num(marks.residuals))


def _solved(normal: Numbers, sums: Numbers) -> Numbers:
    inverse = np.linalg.pinv(normal, rcond=_SMALL, hermitian=True)
    found: Numbers = np.einsum("...ij,...j->...i", inverse, sums)
    return found

"""Single marks far from the rest of their panel.

How far a mark lies from the median of the other judges' marks of the same work, what each judge usually gives more or
less taken off first (her median distance from the panel's median, which no single mark moves), is compared with how far
marks of this panel usually lie: a robust z, the deviation over 1.4826 × the median absolute deviation. On a coarse
scale, where more than half of all marks deviate by less than half a step, that median says nothing, and 1.2533 × the
mean absolute deviation stands in its place. Marks beyond 3.5 are named (B. Iglewicz, D. C. Hoaglin, *How to detect and
handle outliers*, ASQC 1993), if they lie more than one step from the median, too.

What can be said depends on the panel. Of two judges nobody can say which is far off. Of three, only where the other two
lie close together, within half of the distance; where all three lie apart, nobody can say either.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from competition.statistics.figures.intervals import NOTHING, Numbers
from competition.statistics.figures.marks import Marks

BEYOND = 3.5
TO_DEVIATION = 1.4826
TO_DEVIATION_OF_MEAN = 1.2533
FEWEST_WORKS = 10
"""Works below which nobody knows what is usual."""


class Outlier(NamedTuple):
    """One mark. work: its number in `Marks.works`. distance: from the median of the rest, a share, as given. z: after
    what is usual for each judge."""

    work: int
    judge: str
    distance: float
    z: float


class Outliers(NamedTuple):
    """found: furthest first. usual: what a z of 1 is, a share; None where nothing can be said. looked: marks that could
    be judged."""

    found: tuple[Outlier, ...]
    usual: float | None
    looked: int


def outliers(marks: Marks) -> Outliers:
    """Marks far from the rest."""
    others = marks.given.sum(axis=1, keepdims=True) - marks.given
    known = marks.given & (others >= 2)
    if len(marks.works) < FEWEST_WORKS or not known.any():
        return Outliers((), None, 0)
    plain, _ = _from_rest(marks.shares)
    levelled, between = _from_rest(marks.shares - _offsets(marks.shares))
    usual = _usual(levelled[known], float(np.median(marks.step)))
    clear = known & ((others > 2) | (between <= np.abs(levelled) / 2 + NOTHING))
    if usual < NOTHING:  # all marks lie where the others do
        return Outliers((), 0.0, int(known.sum()))
    z = levelled / usual
    far = clear & (np.abs(np.nan_to_num(z)) > BEYOND) & (np.abs(plain) > marks.step[:, None] + NOTHING)
    found = [
        Outlier(int(work), marks.judges[judge], float(plain[work, judge]), float(z[work, judge]))
        for work, judge in np.argwhere(far)
    ]
    found.sort(key=lambda each: (-abs(each.z), each.work, each.judge))
    return Outliers(tuple(found), usual, int(known.sum()))


def _offsets(shares: Numbers) -> Numbers:
    """(judges,): median distance of each judge from the panel's median; 0 of who marked nothing."""
    distances = shares - np.nanmedian(shares, axis=1, keepdims=True)
    there = ~np.isnan(distances).all(axis=0)
    found = np.zeros(shares.shape[1])
    found[there] = np.nanmedian(distances[:, there], axis=0)
    return found


def _from_rest(shares: Numbers) -> tuple[Numbers, Numbers]:
    """(distance of each mark from the median of the others, how far these lie apart), NaN where there is no mark or no
    other."""
    distance, between = np.full(shares.shape, np.nan), np.full(shares.shape, np.nan)
    for judge in range(shares.shape[1]):
        rest = np.delete(shares, judge, axis=1)
        rows = ~np.isnan(shares[:, judge]) & ~np.isnan(rest).all(axis=1)
        if rows.any():
            distance[rows, judge] = shares[rows, judge] - np.nanmedian(rest[rows], axis=1)
            between[rows, judge] = np.nanmax(rest[rows], axis=1) - np.nanmin(rest[rows], axis=1)
    return distance, between


def _usual(distances: Numbers, step: float) -> float:
    deviation = np.abs(distances - np.median(distances))
    middle = float(np.median(deviation))
    if middle > max(step / 2, NOTHING):
        return TO_DEVIATION * middle
    return TO_DEVIATION_OF_MEAN * float(deviation.mean())

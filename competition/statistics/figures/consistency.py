"""Who marks evenly: a judge's own scatter, and how far her order of entrants is the others'.

Own scatter is the standard deviation of what is left of her marks when the work and her severity are taken off, cleared
of the other judges' scatter, which the panel's mean carries along (F. E. Grubbs, *On estimating precision of measuring
instruments and product variability*, Journal of the American Statistical Association 43, 1948, 243–264). It takes three
judges: of two nobody can tell which of them wanders.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from competition.statistics.figures.intervals import FEWEST_OF_SPREAD, Interval, Numbers, correlated, jackknifed
from competition.statistics.figures.marks import Marks

_SMALL = 1e-14
"""Variances of shares below this are none: what floats leave over."""


class Consistency(NamedTuple):
    """scatter: a share, with its interval; None where nothing can be said. entrants: that this rests on. follows:
    correlation of her means of entrants with the mean of the other judges; None where one of the two does not vary."""

    judge: str
    scatter: float | None
    between: Interval | None
    entrants: int
    follows: float | None
    within: Interval | None


def consistencies(marks: Marks) -> list[Consistency]:
    """Every judge in the order of seats."""
    scatter, intervals, entrants = _scatters(marks)
    table = marks.table
    found = []
    for at, judge in enumerate(marks.judges):
        among = np.flatnonzero(marks.steady == at)
        follows = None
        if len(among) and len(table):
            own, others = table[:, among[0]], np.delete(table, among[0], axis=1)
            follows = correlated(own, others.mean(axis=1)) if others.shape[1] else None
        value, interval = (scatter[among[0]], intervals[among[0]]) if len(among) and scatter else (None, None)
        found.append(Consistency(judge, value, interval, entrants, *(follows or (None, None))))
    return found


def _scatters(marks: Marks) -> tuple[list[float], list[Interval | None], int]:
    """(scatter of each steady judge, intervals, entrants); empty where it cannot be told apart."""
    judges = len(marks.steady)
    shares = np.where(marks.full[:, None], marks.shares[:, marks.steady], 0.0)
    entrants = int((marks.summed(marks.full.astype(float)) > 0).sum())
    if judges < 3 or entrants < FEWEST_OF_SPREAD:
        return [], [], entrants
    residuals = shares - shares.mean(axis=1, keepdims=True)
    count = marks.summed(marks.full.astype(float))[:, None]
    sums, squares = marks.summed(residuals), marks.summed(residuals**2)
    there = count[:, 0] > 0
    count, sums, squares = count[there], sums[there], squares[there]
    whole = _variances(count.sum(axis=0), sums.sum(axis=0), squares.sum(axis=0))
    without = _variances(count.sum(axis=0) - count, sums.sum(axis=0) - sums, squares.sum(axis=0) - squares)
    ends = jackknifed(whole, without, np.full(judges, entrants - 1.0))
    intervals = [None if each is None else Interval(_root(each.low), _root(each.high)) for each in ends]
    return [_root(each) for each in whole.tolist()], intervals, entrants


def _variances(count: Numbers, sums: Numbers, squares: Numbers) -> Numbers:
    """Grubbs' estimate of each judge's own variance, of k judges' residuals from the mean of all; may be below 0."""
    k = sums.shape[-1]
    about: Numbers = (squares - sums**2 / count) / (count - 1)
    own: Numbers = (about - about.sum(axis=-1, keepdims=True) / (k * (k - 1))) * k / (k - 2)
    return own


def _root(variance: float) -> float:
    return math.sqrt(variance) if variance > _SMALL else 0.0

"""A panel's marks as a table: one row a mark, and one row a work with a column for each judge."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from competition.statistics.figures.intervals import NOTHING, Numbers
from competition.statistics.taking import Taken, Work


def frame(taken: Taken) -> pd.DataFrame:
    """A row for each mark given, excused seats left out: work (its number), entrant, aspect, item, attempt, judge,
    points, share (of the way from the worst mark to the best, 0 to 1), wide (points between these two), step (a share).
    Where nothing says how far marks of an aspect reach, it is as far as those given do, and a step is the least that
    sets two apart."""
    rows = [
        (
            *(number, work.entrant, work.aspect, work.item, work.attempt, judge, float(points), work.low),
            *(np.nan if each is None else float(each) for each in (work.lowest, work.highest, work.step)),
        )
        for number, work in enumerate(taken.works)
        for judge, points in work.points.items()
        if points is not None
    ]
    columns = ["work", "entrant", "aspect", "item", "attempt", "judge", "points", "low", "lowest", "highest", "step"]
    made = pd.DataFrame(rows, columns=columns)
    given = made.groupby("aspect")["points"]
    made["lowest"] = made["lowest"].fillna(given.transform("min"))
    made["highest"] = made["highest"].fillna(given.transform("max"))
    made["step"] = made["step"].fillna(made["aspect"].map(given.apply(_least_apart)))
    made["wide"] = made["highest"] - made["lowest"]
    wide = made["wide"].where(made["wide"] > 0, 1.0)
    up = (made["points"] - made["lowest"]) / wide
    made["share"] = up.where(~made["low"].astype(bool), (made["highest"] - made["points"]) / wide)
    made["step"] = made["step"] / wide
    return made


def _least_apart(points: pd.Series[float]) -> float:
    """The smallest difference between two of the values; 0 where all are equal."""
    between = np.diff(np.unique(points.to_numpy().round(9)))
    return float(between.min()) if len(between) else 0.0


@dataclass(frozen=True)
class Marks:
    """judges, entrants: ids, in the order of seats and of the roster. works: each with two marks or more. shares:
    (works, judges), NaN where none was given. owner: (works,) number of the entrant. step: (works,) a share. whole:
    (entrants,) nothing is owed any more. unit: points between the worst mark and the best, where they are the same for
    all works and more are better; None else."""

    judges: tuple[str, ...]
    entrants: tuple[str, ...]
    works: tuple[Work, ...]
    shares: Numbers
    owner: NDArray[np.intp]
    step: Numbers
    whole: NDArray[np.bool_]
    unit: float | None

    @cached_property
    def given(self) -> NDArray[np.bool_]:
        """(works, judges): True where a mark was given."""
        return ~np.isnan(self.shares)

    @cached_property
    def residuals(self) -> Numbers:
        """(works, judges): each mark less its panel's mean of the same work; NaN where none was given."""
        mean: Numbers = np.nansum(self.shares, axis=1) / self.given.sum(axis=1)
        return self.shares - mean[:, None]

    def summed(self, of: Numbers) -> Numbers:
        """(works, …) added up by entrant: (entrants, …)."""
        sums = np.zeros((len(self.entrants), *of.shape[1:]))
        np.add.at(sums, self.owner, of)
        return sums

    def averaged(self, of: Numbers) -> Numbers:
        """(works, judges) → (entrants, judges): means over the works that are no NaN; NaN where all are."""
        there = self.summed((~np.isnan(of)).astype(float))
        means: Numbers = np.full(there.shape, np.nan)
        np.divide(self.summed(np.nan_to_num(of)), there, out=means, where=there > 0)
        return means

    @cached_property
    def steady(self) -> NDArray[np.intp]:
        """Numbers of the judges who marked more than half of the works: the others would cost every comparison of all
        judges its entrants."""
        return np.flatnonzero(self.given.mean(axis=0) > 0.5) if len(self.works) else np.zeros(0, np.intp)

    @cached_property
    def full(self) -> NDArray[np.bool_]:
        """(works,): all steady judges marked it."""
        found: NDArray[np.bool_] = np.all(self.given[:, self.steady], axis=1)
        return found

    @cached_property
    def table(self) -> Numbers:
        """(entrants, steady judges): each judge's mean of an entrant, of entrants of whom nothing is owed and whose
        every work all steady judges marked."""
        lacking = self.summed((~self.full).astype(float))
        chosen = self.whole & (lacking == 0)
        found: Numbers = self.averaged(self.shares)[np.ix_(chosen, self.steady)]
        return found


def compared(work: Work) -> bool:
    """True where two judges or more marked it."""
    return sum(points is not None for points in work.points.values()) > 1


def marks(taken: Taken) -> Marks:
    """What was taken, as numbers. Works that fewer than two judges marked are left out; who has one is not whole."""
    works = [work for work in taken.works if compared(work)]
    whole = taken.whole - {work.entrant for work in taken.works if not compared(work)}
    table = frame(Taken(**{**taken.__dict__, "works": tuple(works)}))
    entrants = tuple(dict.fromkeys(work.entrant for work in works))
    number = {entrant: at for at, entrant in enumerate(entrants)}
    shares = np.full((len(works), len(taken.judges)), np.nan)
    column = {judge: at for at, judge in enumerate(taken.judges)}
    shares[table["work"].to_numpy(int), table["judge"].map(column).to_numpy(int)] = table["share"].to_numpy(float)
    wide = table["wide"].unique()
    step = table.groupby("work")["step"].first().reindex(range(len(works))).to_numpy(float)
    return Marks(
        taken.judges,
        entrants,
        tuple(works),
        shares,
        np.array([number[work.entrant] for work in works], np.intp),
        step,
        np.array([entrant in whole for entrant in entrants], bool),
        float(wide[0]) if len(wide) == 1 and wide[0] > NOTHING and not table["low"].any() else None,
    )

"""All that is said of a panel's marks, as plain values: what a page shows and a table holds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from competition.statistics.figures.agreement import Concordance, Correlation, concordance, correlations
from competition.statistics.figures.consistency import Consistency, consistencies
from competition.statistics.figures.favour import Favour, favours
from competition.statistics.figures.intervals import FEWEST
from competition.statistics.figures.marks import Marks, compared, marks
from competition.statistics.figures.outliers import outliers
from competition.statistics.figures.severity import Severity, effects, severities
from competition.statistics.taking import Taken, Work

SHOWN_FORMS = ("2,1", "2,k", "3,1")
MOST_OUTLIERS = 30


class Far(NamedTuple):
    """A mark far from the rest. given: (judge, value as given) of the panel, in the order of seats. distance: a share,
    from the median of the others. z: robust."""

    work: Work
    judge: str
    given: tuple[tuple[str, str], ...]
    distance: float
    z: float


class Row(NamedTuple):
    """One entrant. mean: of the panel, a share. distances: of each judge from it, in the order of seats; None where she
    marked nothing."""

    entrant: str
    mean: float
    distances: tuple[float | None, ...]


@dataclass(frozen=True)
class Report:
    """judges: in the order of seats. entrants: whom two judges or more marked; works, given: what they marked, and how
    often. unit: points between the worst mark and the best where all marks are on one scale. compared: entrants whom
    agreement rests on, by `among` judges. why: what keeps agreement from being said: `few`, `alike` (nothing sets
    entrants apart), "" for nothing. correlations: `SHOWN_FORMS`. fars: at most `MOST_OUTLIERS` of `far`. usual:
    distance that a z of 1 is, None where nothing can be said. rows: entrants by the panel's mean, highest first.
    connected: entrants by judge, as they were given."""

    taken: Taken
    judges: tuple[str, ...]
    entrants: int
    works: int
    given: int
    unit: float | None
    severities: tuple[Severity, ...]
    consistencies: tuple[Consistency, ...]
    compared: int
    among: int
    why: str
    correlations: tuple[Correlation, ...]
    concordance: Concordance | None
    fars: tuple[Far, ...]
    far: int
    looked: int
    usual: float | None
    favours: tuple[Favour, ...]
    rows: tuple[Row, ...]
    connected: Mapping[str, frozenset[str]]


def report(taken: Taken, connected: Mapping[str, frozenset[str]]) -> Report | None:
    """Everything, of what was taken; None where no two judges have marked the same. connected: entrants by judge."""
    if not any(map(compared, taken.works)):
        return None
    found = marks(taken)
    effect = effects(found)
    table = found.table
    why = "few" if len(table) < FEWEST or table.shape[1] < 2 else ""
    every = {} if why else correlations(table)
    far = outliers(found)
    return Report(
        taken=taken,
        judges=found.judges,
        entrants=len(found.entrants),
        works=len(found.works),
        given=int(found.given.sum()),
        unit=found.unit,
        severities=tuple(severities(found)),
        consistencies=tuple(consistencies(found)),
        compared=len(table),
        among=table.shape[1],
        why=why or ("" if every else "alike"),
        correlations=tuple(every[form] for form in SHOWN_FORMS if form in every),
        concordance=None if why else concordance(table),
        fars=tuple(
            Far(found.works[each.work], each.judge, _given(found, each.work), each.distance, each.z)
            for each in far.found[:MOST_OUTLIERS]
        ),
        far=len(far.found),
        looked=far.looked,
        usual=far.usual,
        favours=tuple(favours(found, effect, connected)),
        rows=tuple(_rows(found)),
        connected=connected,
    )


def _given(found: Marks, work: int) -> tuple[tuple[str, str], ...]:
    values = found.works[work].values
    return tuple((judge, values[judge]) for judge in found.judges if judge in values)


def _rows(found: Marks) -> list[Row]:
    distances = found.averaged(found.residuals)
    panel = np.nanmean(found.shares, axis=1)
    counted = found.summed(np.ones(len(panel)))
    means = found.summed(panel) / counted
    rows = [
        Row(entrant, float(means[at]), tuple(None if math.isnan(each) else each for each in distances[at].tolist()))
        for at, entrant in enumerate(found.entrants)
    ]
    return sorted(rows, key=lambda row: -row.mean)

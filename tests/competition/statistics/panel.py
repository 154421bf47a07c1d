"""Panels that were marked, without a contest around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from competition.statistics.figures.intervals import Numbers
from competition.statistics.figures.marks import Marks, marks
from competition.statistics.taking import Taken, Work
from scoring.numbers import Exact, parse

SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float
)
"""Table 2 of Shrout and Fleiss 1979: four judges rate six targets."""

ANXIETY = np.array(
    [
        [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
        [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
        [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
    ],
    dtype=float,
).T
"""`anxiety` of the R package irr: three raters, twenty subjects, many ties."""

Given = Mapping[str, Sequence[str | None]]
"""An entrant's marks in the order of seats, None for an excused seat."""


def taken(
    given: Given, aspect: str = "A", *, lowest: str | None = "0", highest: str | None = "10", step: str | None = "1"
) -> Taken:
    """One aspect marked by a panel, all of it."""
    return together(
        Taken(_judges(given), _works(given, aspect, lowest, highest, step), frozenset(given), *_counts(given))
    )


def together(*parts: Taken) -> Taken:
    """Aspects of the same panel."""
    whole = frozenset.intersection(*(part.whole for part in parts))
    order = {
        entrant: at for at, entrant in enumerate(dict.fromkeys(work.entrant for part in parts for work in part.works))
    }
    works = sorted((work for part in parts for work in part.works), key=lambda work: order[work.entrant])
    entered = max(part.entered for part in parts)
    return Taken(parts[0].judges, tuple(works), whole, entered, entered, 1, False, 0)


def of(table: Numbers, *, lowest: str | None = "0", highest: str | None = "10", step: str | None = "1") -> Marks:
    """A table of entrants × judges as marks of one aspect, NaN for an excused seat."""
    given = {
        f"E{row + 1}": [None if np.isnan(mark) else f"{mark:.10f}".rstrip("0").rstrip(".") for mark in marked]
        for row, marked in enumerate(table)
    }
    return marks(taken(given, lowest=lowest, highest=highest, step=step))


def _judges(given: Given) -> tuple[str, ...]:
    return tuple(f"J{seat + 1}" for seat in range(max(len(marked) for marked in given.values())))


def _works(given: Given, aspect: str, *scale: str | None) -> tuple[Work, ...]:
    lowest, highest, step = (None if each is None else _exact(each) for each in scale)
    return tuple(
        Work(
            entrant,
            aspect,
            "",
            1,
            {f"J{seat + 1}": None if mark is None else _exact(mark) for seat, mark in enumerate(marked)},
            {f"J{seat + 1}": mark or "absent" for seat, mark in enumerate(marked)},
            lowest,
            highest,
            step,
            False,
        )
        for entrant, marked in given.items()
    )


def _counts(given: Given) -> tuple[int, int, int, bool, int]:
    return len(given), len(given), 1, False, 0


def _exact(text: str) -> Exact:
    number = parse(text)
    assert number is not None, text
    return number

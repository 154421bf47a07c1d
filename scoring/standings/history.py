"""Places over time: how everybody stood at some versions of a table, each told as what is another since the one before.

Which versions is a rule of their numbers alone: each, until there are as many samples as a history may hold; then every
second, and so on. So it is the same for whoever folds the same lines, in whatever portions.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any, Final, NamedTuple

MOST: Final = 256
"""Samples of a history at the most."""

LEAST: Final = 32
"""Samples that any history may hold."""

CELLS: Final = 65_536
"""Places in all samples together: where entrants are many, samples are fewer."""

Places = Mapping[str, int | None]
"""By entrant, None without a place."""

Figures = Mapping[str, Mapping[str, Any]]
"""What a table shows of each entrant's modules."""


class Sample(NamedTuple):
    """version, at: of the table, and the time of the line that made it. places: of those whose place is another than in
    the sample before. by: ids of the modules (or carried phases) of which an entrant's figures became others since,
    spaces between."""

    version: int
    at: str
    places: Mapping[str, int | None]
    by: Mapping[str, str]


class History:
    """due: the version that is sampled next. A table begins with nobody placed."""

    __slots__ = ("_every", "_figures", "_most", "_places", "due", "samples")

    def __init__(self, entrants: int) -> None:
        self.samples: tuple[Sample, ...] = ()
        self.due = 1
        self._every = 1
        self._most = max(LEAST, min(MOST, CELLS // max(1, entrants) // 2 * 2))
        self._places: Places = {}
        self._figures: Figures = {}

    def fork(self) -> History:
        """Another one with the same past."""
        return copy(self)

    def take(self, version: int, at: str, places: Places, figures: Figures) -> None:
        """Sample the table as it is now, at the version that is due. What is given must not be changed any more."""
        self.samples = (*self.samples, self.since(version, at, places, figures))
        self._places, self._figures = places, figures
        if len(self.samples) == self._most:
            self._thin()
        self.due = version + self._every

    def since(self, version: int, at: str, places: Places, figures: Figures) -> Sample:
        """What is another since the last sample."""
        before, had = self._places, self._figures
        moved = {entrant: place for entrant, place in places.items() if before.get(entrant) != place}
        by = {
            entrant: " ".join(part for part, points in now.items() if had.get(entrant, {}).get(part) != points)
            for entrant, now in figures.items()
            if had.get(entrant) is not now
        }
        return Sample(version, at, moved, {entrant: parts for entrant, parts in by.items() if parts})

    def _thin(self) -> None:
        """Keep every second sample, the last one among them."""
        self._every *= 2
        kept: list[Sample] = []
        stood: dict[str, int | None] = {}
        places: dict[str, int | None] = {}
        by: dict[str, str] = {}
        for sample in self.samples:
            places |= sample.places
            for entrant, parts in sample.by.items():
                by[entrant] = " ".join(dict.fromkeys([*by.get(entrant, "").split(), *parts.split()]))
            if sample.version % self._every == 0:
                moved = {entrant: place for entrant, place in places.items() if stood.get(entrant) != place}
                kept.append(Sample(sample.version, sample.at, moved, by))
                stood |= moved
                places, by = {}, {}
        self.samples = tuple(kept)

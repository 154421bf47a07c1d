"""Places over time: how everybody stood at some versions of a table, each told as what is another since the one before.

Which versions is a rule of their numbers alone: each (where entrants are many, every second, fourth … from the start),
until there are as many moments as a history may hold; then half as many, and so on. So it is the same for whoever folds
the same lines, in whatever portions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any, Final, NamedTuple

MOST: Final = 256
"""Moments of a history at the most."""

LEAST: Final = 32
"""Moments that any history may hold."""

CELLS: Final = 32_768
"""Places in all moments together: where entrants are many, moments are fewer."""

CROWD: Final = 64
"""Entrants from which on not every version is kept, not even at first."""

Places = Mapping[str, int | None]
"""By entrant, None without a place."""

Rows = Mapping[str, Mapping[str, Any]]
"""Rows of a table by entrant, of which `figures` is looked at: points by module."""


class Sample(NamedTuple):
    """version, at: of the table, and the time of the line that made it. places: of those whose place is another than in
    the sample before. by: of these, ids of the modules (or carried phases) of which their figures are others."""

    version: int
    at: str
    places: Places
    by: Mapping[str, list[str]]


class Moment:
    """A table at a version. Nothing that is given may be changed any more. find: works places out, once, when somebody
    asks for them."""

    __slots__ = ("_find", "_places", "at", "rows", "version")

    def __init__(self, version: int, at: str, rows: Rows, find: Callable[[], Places]) -> None:
        self.version = version
        self.at = at
        self.rows = rows
        self._find: Callable[[], Places] | None = find
        self._places: Places = {}

    @property
    def places(self) -> Places:
        """Everybody's."""
        if self._find is not None:
            self._places, self._find = self._find(), None
        return self._places

    def since(self, before: Moment | None) -> Sample:
        """What is another than at a moment before; than when nobody had a place, where there is none."""
        stood, had = (before.places, before.rows) if before is not None else ({}, {})
        moved = {entrant: place for entrant, place in self.places.items() if stood.get(entrant) != place}
        by = {entrant: _others(had.get(entrant), self.rows[entrant]) for entrant in moved}
        return Sample(self.version, self.at, moved, {entrant: parts for entrant, parts in by.items() if parts})


def _others(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> list[str]:
    """Modules of which a row shows other points than the row before."""
    had = {} if before is None else before["figures"]
    return [part for part, points in now["figures"].items() if had.get(part) != points]


class History:
    """due: the version that is taken next. A table begins with nobody placed."""

    __slots__ = ("_every", "_most", "_told", "due", "moments")

    def __init__(self, entrants: int) -> None:
        self.moments: tuple[Moment, ...] = ()
        self._every = 1 << (entrants // CROWD).bit_length()
        self.due = self._every
        self._most = max(LEAST, min(MOST, CELLS // max(1, entrants) // 2 * 2))
        self._told: tuple[Sample, ...] = ()

    def fork(self) -> History:
        """Another one with the same past."""
        return copy(self)

    def take(self, moment: Moment) -> None:
        """Keep the table as it is now, at the version that is due. Of too many every second is forgotten."""
        self.moments = (*self.moments, moment)
        if len(self.moments) == self._most:
            self._every *= 2
            self.moments = tuple(each for each in self.moments if each.version % self._every == 0)
            self._told = ()
        self.due = moment.version + self._every

    def told(self, now: Moment) -> tuple[Sample, ...]:
        """What was kept, and the table now, where that is another version."""
        done = len(self._told)
        before = (None, *self.moments)
        self._told += tuple(each.since(before[at]) for at, each in enumerate(self.moments) if at >= done)
        if before[-1] is not None and before[-1].version == now.version:
            return self._told
        return (*self._told, now.since(before[-1]))

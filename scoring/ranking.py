"""Standings: entrants sorted by key, one moved by bisection.

A key is a tuple: what compares first stands first, smaller is better, and the last element is the entrant's place in
the roster, which only keeps the list in a fixed order. Equal keys but for that last element share a rank (1, 2, 2, 4).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from typing import Any, NamedTuple

Key = tuple[Any, ...]


class Standing(NamedTuple):
    """One entrant's place. entrant: roster index. position: from 0. rank: None for one without a place. shared: others
    have the same rank."""

    entrant: int
    position: int
    rank: int | None
    shared: bool


class Order:
    """The entrants of one standing, by roster index."""

    __slots__ = ("keys", "sorted", "unranked")

    def __init__(self, unranked: int) -> None:
        """unranked: position in the key of the number that is 0 for those with a place."""
        self.keys: dict[int, Key] = {}
        self.sorted: list[Key] = []
        self.unranked = unranked

    def put(self, key: Key) -> bool:
        """Insert or move the entrant whose roster index ends the key; True where any rank or place changed."""
        index = key[-1]
        old = self.keys.get(index)
        ordered = self.sorted
        if old is None:
            self.keys[index] = key
            insort(ordered, key)
            return True
        if old == key:
            return False
        before = bisect_left(ordered, old)
        del ordered[before]
        after = bisect_left(ordered, key)
        ordered.insert(after, key)
        self.keys[index] = key
        return (
            before != after
            or bool(old[self.unranked]) != bool(key[self.unranked])
            or self._shared(after, old)
            or self._shared(after, key)
        )

    def _shared(self, position: int, key: Key) -> bool:
        bare, ordered = key[:-1], self.sorted
        return not key[self.unranked] and (
            (position > 0 and ordered[position - 1][:-1] == bare)
            or (position + 1 < len(ordered) and ordered[position + 1][:-1] == bare)
        )

    def __len__(self) -> int:
        return len(self.sorted)

    def __iter__(self) -> Iterator[Standing]:
        """Everyone, best first."""
        ordered, unranked = self.sorted, self.unranked
        rank, tied = 0, False
        bare: Key | None = ordered[0][:-1] if ordered else None
        for position, key in enumerate(ordered):
            after = ordered[position + 1][:-1] if position + 1 < len(ordered) else None
            alike = after == bare
            if not tied:
                rank = position + 1
            if key[unranked]:
                yield Standing(key[-1], position, None, False)
            else:
                yield Standing(key[-1], position, rank, tied or alike)
            tied, bare = alike, after

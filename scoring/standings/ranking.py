"""Standings: entrants sorted by key, one moved by bisection.

A key is a tuple: what compares first stands first, smaller is better. It begins with the section that is ranked by
itself, and its last element is the entrant's index in the roster, which only keeps the list in a fixed order. Equal
keys but for that last element are tied: what no key can tell is asked of `Counting.resolve`.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from scoring.nodes import PLAIN_RANKS, Ranks
from scoring.numbers import minus

Key = tuple[Any, ...]

Resolve = Callable[[list[int], int], list[tuple[list[int], int]]]
"""(roster indices that are tied, the place they are tied for) → [(indices that still are, tie step that told them from
those before, -1 for the first)], best first."""


class Standing(NamedTuple):
    """One entrant's place. entrant: roster index. position: from 0. rank: None for one without a place. shared: others
    have the same rank. first: position of the first of those that nothing tells apart. step: tie step without a key
    that told her from the one before, -1 for none."""

    entrant: int
    position: int
    rank: int | None
    shared: bool
    first: int = 0
    step: int = -1


class Counting(NamedTuple):
    """How places of a phase are counted. resolve: None where keys say it all."""

    ranks: Ranks = PLAIN_RANKS
    resolve: Resolve | None = None


PLAIN = Counting()


def plainly(key: Key) -> Counting:
    """Who is equal in her key shares the place."""
    return PLAIN


class Order:
    """The entrants of one standing, by roster index."""

    __slots__ = ("counting", "keys", "plain", "seen", "sorted", "unranked")

    def __init__(self, unranked: int, counting: Callable[[Key], Counting] = plainly) -> None:
        """unranked: position in the key of the number that is 0 for those with a place; the total stands two after it.
        counting: by any key of a phase."""
        self.keys: dict[int, Key] = {}
        self.sorted: list[Key] = []
        self.unranked = unranked
        self.seen: list[Standing] = []
        self.count_by(counting)

    def count_by(self, counting: Callable[[Key], Counting]) -> None:
        """Count places so from now on."""
        self.counting = counting
        self.plain = counting is plainly

    def place(self, key: Key) -> None:
        """Insert or move the entrant whose roster index ends the key."""
        index = key[-1]
        old = self.keys.get(index)
        if old == key:
            return
        if old is not None:
            del self.sorted[bisect_left(self.sorted, old)]
        self.keys[index] = key
        insort(self.sorted, key)

    def put(self, key: Key) -> bool:
        """The same; True where any rank or place changed since this was last asked."""
        if not self.plain:
            self.place(key)
            before, self.seen = self.seen, list(self)
            return before != self.seen
        index = key[-1]
        old = self.keys.get(index)
        ordered = self.sorted
        if old is None:
            self.place(key)
            return True
        if old == key:
            return False
        before_at = bisect_left(ordered, old)
        del ordered[before_at]
        after_at = bisect_left(ordered, key)
        ordered.insert(after_at, key)
        self.keys[index] = key
        return (
            before_at != after_at
            or bool(old[self.unranked]) != bool(key[self.unranked])
            or self._shared(after_at, old)
            or self._shared(after_at, key)
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
        position = 0
        for _, section in groupby(self.sorted, key=_section):
            for standing in self._placed(list(section), position):
                position += 1
                yield standing

    def _placed(self, keys: list[Key], position: int) -> list[Standing]:
        """Everyone of one section, from a position on."""
        found: list[Standing] = []
        ranks: Counter[int] = Counter()
        rank, placed = 0, 0
        reach, among = None, None
        unranked = self.unranked
        for key, members, step in self._classes(keys, position):
            first = position + len(found)
            if key[unranked]:
                found += [Standing(each, first + at, None, False, first + at) for at, each in enumerate(members)]
                continue
            counted = self.counting(key).ranks
            total, block = key[unranked + 2], key[: unranked + 2]
            near = counted.share == "within" and block == among and minus(total, reach) <= counted.within
            if not near:
                rank = rank + 1 if counted.numbering == "dense" else len(found) + 1
            if not near or counted.reach == "previous":
                reach, among = total, block
            placed += len(members)
            given = rank if not counted.places or rank <= counted.places else None
            ranks[rank] += len(members)
            found += [Standing(each, first + at, given, False, first, step) for at, each in enumerate(members)]
        if len(ranks) == placed:
            return found
        return [each._replace(shared=each.rank is not None and ranks[each.rank] > 1) for each in found]

    def _classes(self, keys: list[Key], position: int) -> Iterator[tuple[Key, list[int], int]]:
        """(key, those whom nothing tells apart, tie step that told them from those before), best first."""
        done = 0
        for _, tied in groupby(keys, key=_bare):
            alike = list(tied)
            members = [key[-1] for key in alike]
            key = alike[0]
            resolve = None if len(members) < 2 or key[self.unranked] else self.counting(key).resolve
            if resolve is None:
                yield key, members, -1
            else:
                for among, step in resolve(members, done + 1):
                    yield key, among, step
            done += len(members)


def _section(key: Key) -> Any:
    return key[0]


def _bare(key: Key) -> Key:
    return key[:-1]

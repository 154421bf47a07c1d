"""Standings: entrants sorted by key, one moved by bisection.

A key is a tuple: what compares first stands first, smaller is better. It begins with the section that is ranked by
itself, and its last element is the entrant's index in the roster, which only keeps the list in a fixed order. Equal
keys but for that last element are tied: what no key can tell is asked of `Counting.resolve`.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
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

    __slots__ = ("counting", "keys", "numbers", "plain", "seen", "sorted", "unranked")

    def __init__(self, unranked: int, counting: Callable[[Key], Counting] = plainly) -> None:
        """unranked: position in the key of the number that is 0 for those with a place; the total stands two after it.
        counting: by any key of a phase."""
        self.keys: dict[int, Key] = {}
        self.sorted: list[Key] = []
        self.unranked = unranked
        self.seen: list[Standing] = []
        self.numbers: list[int] = []
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

    def known(self) -> list[Standing]:
        """How everyone stood when this was last asked: before marks or keys moved, as far as `put` was told of them."""
        return list(self) if self.plain else self.seen

    def look(self) -> list[Standing]:
        """How everyone stands now, remembered: due after `place`."""
        self.seen, self.numbers = [], []
        for standing, number in self._everyone():
            self.seen.append(standing)
            self.numbers.append(number)
        return self.seen

    def put(self, key: Key) -> bool:
        """Insert or move the entrant; True where anybody's place is another than when this, or `look`, was last asked.
        Who moves touches those between her old place and her new one, and at either those who are tied with her or
        share her place. Who has not moved may have other marks: those tied with her are told apart anew."""
        index = key[-1]
        old = self.keys.get(index)
        if not self.plain:
            if old is None:
                before = self.seen
                self.place(key)
                return not alike(before, self.look())
            return self._put(old, key)
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

    def put_all(self, keys: Iterable[Key]) -> bool:
        """Insert or move several at once; True where any rank or place is another than before."""
        before = self.known()
        for key in keys:
            self.place(key)
        return not alike(before, self.look())

    def _shared(self, position: int, key: Key) -> bool:
        bare, ordered = key[:-1], self.sorted
        return not key[self.unranked] and (
            (position > 0 and ordered[position - 1][:-1] == bare)
            or (position + 1 < len(ordered) and ordered[position + 1][:-1] == bare)
        )

    def _put(self, old: Key, key: Key) -> bool:
        """Move an entrant, and count anew those whom that can touch, up to where nobody is tied or shares any more."""
        if old == key and self.counting(key).resolve is None:
            return False
        ordered = self.sorted
        before_at = bisect_left(ordered, old)
        after_at = bisect_left(ordered, key) - (old < key)
        start, end = min(before_at, after_at), max(before_at, after_at) + 1
        start -= not self._parted(start)
        end += not self._parted(end)
        if old != key:
            del ordered[before_at]
            ordered.insert(after_at, key)
            self.keys[key[-1]] = key
        while not self._parted(start):
            start -= 1
        while not self._parted(end):
            end += 1
        return self._count_anew(start, end)

    def _count_anew(self, start: int, end: int) -> bool:
        """Count places from one position to another, which nothing joins to those before and after; what changed."""
        section = bisect_left(self.sorted, self.sorted[start][:1])
        number = self.numbers[start - 1] if start > section else 0
        placed = self._placed(self.sorted[start:end], start, start - section, number)
        before, self.seen[start:end] = self.seen[start:end], [standing for standing, _ in placed]
        moved = placed[-1][1] - self.numbers[end - 1]
        self.numbers[start:end] = [number for _, number in placed]
        changed = not alike(before, self.seen[start:end])
        return (bool(moved) and self._renumber(section, end, moved)) or changed

    def _renumber(self, section: int, start: int, moved: int) -> bool:
        """Move the dense numbers of one section from a position on; True where that moved a place."""
        end = start
        for key in self.sorted[start : bisect_left(self.sorted, (self.sorted[section][0] + 1,))]:
            if not key[self.unranked] and self.counting(key).ranks.numbering != "dense":
                break
            self.numbers[end] += moved
            end += 1
        changed = False
        for position in range(start, end):
            standing, key = self.seen[position], self.sorted[position]
            if not key[self.unranked]:
                given = _given(self.counting(key).ranks, self.numbers[position])
                changed = changed or given != standing.rank
                shared = given is not None and self._numbered_alike(position)
                self.seen[position] = standing._replace(rank=given, shared=shared)
        return changed

    def _numbered_alike(self, position: int) -> bool:
        """True where who stands before or after has the same number and a key that places her."""
        section, number = self.sorted[position][0], self.numbers[position]
        return any(
            0 <= other < len(self.sorted)
            and (self.sorted[other][0], self.numbers[other]) == (section, number)
            and not self.sorted[other][self.unranked]
            for other in (position - 1, position + 1)
        )

    def _parted(self, position: int) -> bool:
        """True where nobody before a position is tied, or shares, with anybody from it on."""
        if not 0 < position < len(self.sorted):
            return True
        above, key = self.sorted[position - 1], self.sorted[position]
        if above[:-1] == key[:-1]:
            return False
        block = self.unranked + 2
        if above[:block] != key[:block]:
            return True
        ranks = self.counting(key).ranks
        return ranks.share != "within" or minus(key[block], above[block]) > ranks.within

    def __len__(self) -> int:
        return len(self.sorted)

    def __iter__(self) -> Iterator[Standing]:
        """Everyone, best first."""
        return (standing for standing, _ in self._everyone())

    def _everyone(self) -> Iterator[tuple[Standing, int]]:
        position = 0
        for _, section in groupby(self.sorted, key=_section):
            placed = self._placed(list(section), position, 0, 0)
            position += len(placed)
            yield from placed

    def _placed(self, keys: list[Key], position: int, done: int, number: int) -> list[tuple[Standing, int]]:
        """Everyone of a part of one section, each with the place counted last, given or not. position: of the first;
        done: how many of the section stand before; number: counted last before."""
        found: list[tuple[Standing, int]] = []
        sharing: Counter[int] = Counter()
        placed = 0
        reach: Any = None
        among: Any = None
        unranked = self.unranked
        for key, members, step in self._classes(keys, done):
            first = position + len(found)
            if key[unranked]:
                listed = (Standing(each, first + at, None, False, first + at) for at, each in enumerate(members))
                found += [(standing, number) for standing in listed]
                continue
            counted = self.counting(key).ranks
            total, block = key[unranked + 2], key[: unranked + 2]
            near = counted.share == "within" and block == among and minus(total, reach) <= counted.within
            if not near:
                number = number + 1 if counted.numbering == "dense" else done + len(found) + 1
            if not near or counted.reach == "previous":
                reach, among = total, block
            placed += len(members)
            given = _given(counted, number)
            sharing[number] += len(members)
            listed = (
                Standing(each, first + at, given, False, first, -1 if at else step) for at, each in enumerate(members)
            )
            found += [(standing, number) for standing in listed]
        if len(sharing) == placed:
            return found
        return [(each._replace(shared=each.rank is not None and sharing[number] > 1), number) for each, number in found]

    def _classes(self, keys: list[Key], done: int) -> Iterator[tuple[Key, list[int], int]]:
        """(key, those whom nothing tells apart, tie step that told them from those before), best first. done: how many
        stand before in the section."""
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


def alike(before: list[Standing], after: list[Standing]) -> bool:
    """True where everyone has the same place in both, whatever gave it to her."""
    return [each[:4] for each in before] == [each[:4] for each in after]


def _given(ranks: Ranks, number: int) -> int | None:
    """The place, where so late a one is given."""
    return number if not ranks.places or number <= ranks.places else None


def _section(key: Key) -> Any:
    return key[0]


def _bare(key: Key) -> Key:
    return key[:-1]

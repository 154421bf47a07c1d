"""The skating system (WDSF Competition Rules, appendix "Skating System", rules 5 to 11): places by majority.

Marks are places, 1 for the best. Everybody is known by her position in the list that a function is given. Where texts
of rule 11 leave it open whether those still alike go on to the next column, they stay tied here, as competitions that
O2CM computed published them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from scoring.numbers import Exact, ratio, whole


def places(marks: Sequence[Sequence[int]]) -> list[Exact]:
    """Rules 5 to 8: each couple's place in one dance, by the marks that its judges gave. Those whom no column tells
    apart share the mean of their places."""
    found: dict[int, Exact] = {}
    most = max(len(each) for each in marks)
    last = max((max(each) for each in marks if each), default=0)
    left, place = list(range(len(marks))), 1
    for column in range(1, last + 1):
        holding = [couple for couple in left if 2 * _count(marks[couple], column) > most]
        for alike in _in_order(holding, marks, column, last):
            for couple in alike:
                found[couple] = _mean(place, len(alike))
                left.remove(couple)
            place += len(alike)
    for couple in left:
        found[couple] = _mean(place, len(left))
    return [found[couple] for couple in range(len(marks))]


def _in_order(couples: list[int], marks: Sequence[Sequence[int]], column: int, last: int) -> list[list[int]]:
    """Rules 6 to 8 among those that hold a majority at a column: more marks, then the smaller sum of these, then the
    next column."""
    if len(couples) < 2 or column > last:
        return [couples] if couples else []
    keys = {couple: (-_count(marks[couple], column), _sum(marks[couple], column)) for couple in couples}
    ordered: list[list[int]] = []
    for key in sorted(set(keys.values())):
        ordered += _in_order([couple for couple in couples if keys[couple] == key], marks, column + 1, last)
    return ordered


def rule_10(dances: Sequence[Sequence[Exact]], place: int) -> list[tuple[int, Fraction]]:
    """What couples tied for a place are compared by: how many dances each was placed so well or better in, then the
    smaller sum of these places. dances: places by dance, for each couple. What compares smaller is better."""
    return [
        (-sum(each <= place for each in own), sum((Fraction(each) for each in own if each <= place), Fraction(0)))
        for own in dances
    ]


def rule_11(marks: Sequence[Sequence[int]], place: int) -> list[tuple[int, int]]:
    """What couples that rule 10 leaves tied are compared by: all their marks of all dances as if of one dance, at the
    first column from the place on where any of them has a majority. What compares smaller is better."""
    most = max(len(each) for each in marks)
    last = max((max(each) for each in marks if each), default=0)
    for column in range(place, last + 1):
        if any(2 * _count(each, column) > most for each in marks):
            return [(-_count(each, column), _sum(each, column)) for each in marks]
    return [(0, 0) for _ in marks]


def _count(marks: Sequence[int], column: int) -> int:
    return sum(mark <= column for mark in marks)


def _sum(marks: Sequence[int], column: int) -> int:
    return sum(mark for mark in marks if mark <= column)


def _mean(place: int, count: int) -> Exact:
    return ratio(whole(2 * place + count - 1), 2)

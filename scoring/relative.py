"""Rules that look at everybody's marks together: places among a field, points for places, shares of the best.

A field is everyone in a phase (in her group, where groups are apart) who is not out. A rule gets it whole, every mark
given or excused, and answers with a figure for each, or why there is none yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from scoring import skating
from scoring.nodes import Aspect, Lookup, Table
from scoring.numbers import ZERO, Exact, ratio, times, total, whole


class Entry(NamedTuple):
    """One entrant of a field. own: what her panel came to alone. marks: points by judge, excused seats left out."""

    own: Exact
    marks: Mapping[str, Exact]


Places = tuple[list[Exact], str]
"""A figure for each entry in their order and "", or nothing and why."""

FieldRule = Callable[[Sequence[Entry], Aspect, Mapping[str, Table], int], Places]
"""(entries, aspect, tables of the scheme, how many entered the field at first) → figures."""


def majority_placing(field: Sequence[Entry], aspect: Aspect, tables: Mapping[str, Table], entered: int) -> Places:
    """Place of each by a majority of places (skating system, rules 5 to 8); who cannot be told apart shares the mean of
    the places. `places-clash`: a judge gave a place twice, or one that the field does not have."""
    given: dict[str, list[Exact]] = {}
    for entry in field:
        for judge, mark in entry.marks.items():
            given.setdefault(judge, []).append(mark)
    if any(len(set(marks)) < len(marks) or max(marks) > entered for marks in given.values()):
        return [], "places-clash"
    return list(skating.places([sorted(int(mark) for mark in entry.marks.values()) for entry in field])), ""


def rank_points(field: Sequence[Entry], aspect: Aspect, tables: Mapping[str, Table], entered: int) -> Places:
    """Points for the places that each judge's marks come to, added over the judges. Equal marks of one judge get the
    mean of the points of their places, or with `shared` = each all the points of the best of them."""
    table = tables[str(aspect.settings["places"])]
    assert isinstance(table, Lookup)
    points = dict(table.rows)
    sums: list[list[Exact]] = [[] for _ in field]
    for judge in sorted({judge for entry in field for judge in entry.marks}):
        marked = [(entry.marks[judge], index) for index, entry in enumerate(field) if judge in entry.marks]
        marked.sort(reverse=aspect.settings["prefer"] == "high")
        place = 0
        while place < len(marked):
            alike = [index for mark, index in marked if mark == marked[place][0]]
            worth = [points.get(whole(place + 1 + after), table.otherwise or ZERO) for after in range(len(alike))]
            share = worth[0] if aspect.settings["shared"] == "each" else ratio(total(worth), len(worth))
            for index in alike:
                sums[index].append(share)
            place += len(alike)
    return [total(each) for each in sums], ""


def share_of_best(field: Sequence[Entry], aspect: Aspect, tables: Mapping[str, Table], entered: int) -> Places:
    """Maximum × own / best, or with `prefer` = low maximum × best / own. Where the best is 0 all have 0."""
    assert aspect.max is not None
    if aspect.settings["prefer"] == "low":
        best = min(entry.own for entry in field)
        return [ratio(times(aspect.max, best), entry.own) for entry in field], ""
    best = max(entry.own for entry in field)
    return [ratio(times(aspect.max, entry.own), best) if best else ZERO for entry in field], ""

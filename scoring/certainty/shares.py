"""What a figure that comes of a whole field's marks can still be: bounds, for everybody's marks move it."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.certainty.panels import Ends
from scoring.nodes import Aspect, Lookup, Scheme
from scoring.numbers import ONE, ZERO, Exact, ratio, times, whole


def place_ends(count: int) -> Ends:
    """Places by majority among so many."""
    return ONE, whole(count)


def rank_point_ends(scheme: Scheme, aspect: Aspect, count: int, seats: int) -> Ends:
    """Points for places among so many, added over one judge up to all; over none where all may be excused."""
    table = scheme.tables[str(aspect.settings["places"])]
    assert isinstance(table, Lookup)
    by_place = dict(table.rows)
    points = [by_place.get(whole(place), table.otherwise or ZERO) for place in range(1, count + 1)]
    judges = [whole(each) for each in (1 if aspect.none is None else 0, seats)]
    sums = [times(each, number) for each in (min(points), max(points)) for number in judges]
    return min(sums), max(sums)


def share_ends(aspect: Aspect, own: Ends, others: Sequence[Ends]) -> Ends:
    """Shares of the best, whose own points and those of all others lie between these ends. No scheme lets any of them
    be below 0, or 0 where a share divides by it."""
    assert aspect.max is not None
    low, high = own
    if aspect.settings["prefer"] == "low":
        best = [min((each[end] for each in others), default=None) for end in (0, 1)]
        shares = [_share(_least(high, best[0]), high), _share(_least(low, best[1]), low)]
    else:
        best = [max((each[end] for each in others), default=None) for end in (0, 1)]
        shares = [_share(low, _most(low, best[1])), _share(high, _most(high, best[0]))]
    found = [times(aspect.max, each) for each in shares]
    return min(found), max(found)


def _least(own: Exact, other: Exact | None) -> Exact:
    return own if other is None else min(own, other)


def _most(own: Exact, other: Exact | None) -> Exact:
    return own if other is None else max(own, other)


def _share(part: Exact, of: Exact) -> Exact:
    return ratio(part, of) if of else ZERO

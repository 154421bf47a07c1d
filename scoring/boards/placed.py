"""Places among the rows of a derived board: equal ones share the place, the next is skipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple


class Spot(NamedTuple):
    """Where a row stands. position: from 0. rank: None for one without a place. shared: others have the same rank."""

    position: int
    rank: int | None
    shared: bool


def placed(keys: Mapping[str, Any], start: int = 0) -> dict[str, Spot]:
    """Where every row stands, best first. keys: by row, in the order of those whom nothing tells apart; smaller is
    better, None for a row without a place, which stands behind. start: position of the first."""
    ranked = sorted((id for id, key in keys.items() if key is not None), key=lambda id: keys[id])
    sharing = Counter(keys[id] for id in ranked)
    found: dict[str, Spot] = {}
    rank = 0
    for at, id in enumerate(ranked):
        if not at or keys[id] != keys[ranked[at - 1]]:
            rank = at + 1
        found[id] = Spot(start + at, rank, sharing[keys[id]] > 1)
    for id in keys:
        if keys[id] is None:
            found[id] = Spot(start + len(found), None, False)
    return found

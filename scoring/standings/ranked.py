"""Those who are ranked in a phase, section by section: what scale and medals are worked out from."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from scoring.numbers import Exact
from scoring.standings.tiebreaks import KIND, RANKED

if TYPE_CHECKING:
    from scoring.state import Trade


class Ranked(NamedTuple):
    """One who has a total and is not out. place: None behind the last one that is given. later: True where others went
    on and she did not."""

    entrant: str
    total: Exact
    place: int | None
    later: bool


def ranked(trade: Trade, phase: str) -> list[list[Ranked]]:
    """Everyone ranked in a phase, best first, those of each section that is ranked by itself in a list of their own."""
    keys = trade.phases[phase].keys
    found = []
    for _, section in groupby(trade.standing(phase), key=lambda each: keys[each.entrant][0]):
        rows = []
        for standing in section:
            key, entrant = keys[standing.entrant], trade.roster[standing.entrant][0]
            total = trade.performances[entrant, phase].total
            if key[KIND] == RANKED and total is not None:
                rows.append(Ranked(entrant, total, standing.rank, bool(key[KIND + 1])))
        found.append(rows)
    return found

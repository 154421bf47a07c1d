"""How judges mark entrants whom they are connected with: of the same organisation, or named in what they declared.

Her marks of an entrant are compared with the mean of the other judges, severities taken off; her own entrants with all
others she marked. A question for the chief judge, never an answer: one's own entrants may be better, and a jury of many
hears of a difference by chance now and then.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from competition.statistics.figures.intervals import Interval, Numbers, apart
from competition.statistics.figures.marks import Marks

EVERYBODY = ""


class Favour(NamedTuple):
    """judge: `EVERYBODY` for all together. own, others: entrants that are compared. share: how much higher she marked
    her own than the other judges did, beyond what she does with the others; NaN where she marked only her own.
    interval: None where the others are too few. verdict: `higher`, `lower`, `open` or `few`."""

    judge: str
    own: int
    others: int
    share: float
    interval: Interval | None
    verdict: str


def favours(marks: Marks, effects: Numbers, connected: Mapping[str, frozenset[str]]) -> list[Favour]:
    """Every judge who marked somebody connected with her, then all together where they are several. connected: entrants
    by judge."""
    levelled = marks.shares - np.nan_to_num(effects)
    count = marks.given.sum(axis=1, keepdims=True)
    mean = np.nansum(levelled, axis=1, keepdims=True) / count
    beyond = marks.averaged((levelled - mean) * count / (count - 1))
    found, own, others = [], list[Numbers](), list[Numbers]()
    for at, judge in enumerate(marks.judges):
        mine = np.array([entrant in connected.get(judge, ()) for entrant in marks.entrants], bool)
        there = ~np.isnan(beyond[:, at])
        hers, rest = beyond[there & mine, at], beyond[there & ~mine, at]
        if len(hers):
            found.append(_favour(judge, hers, rest))
            if len(rest):
                own.append(hers - rest.mean())
                others.append(rest - rest.mean())
    if len(own) > 1:
        found.append(_favour(EVERYBODY, np.concatenate(own), np.concatenate(others)))
    return found


def _favour(judge: str, own: Numbers, others: Numbers) -> Favour:
    share, interval = apart(own, others)
    if interval is None or math.isnan(share):
        verdict = "few"
    elif not interval.leaves_out_zero:
        verdict = "open"
    else:
        verdict = "higher" if share > 0 else "lower"
    return Favour(judge, len(own), len(others), share, interval, verdict)

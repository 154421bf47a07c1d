"""The standardised scale: what a total is worth among all totals of a contest, so that trades can be compared.

score = round(median + unit × (total - median of totals) / (factor × MAD)), MAD the median absolute deviation of the
totals from their median: the WorldSkills scale, as published exports of its results show it (median 700, unit 30,
factor 1.4826, which makes the MAD of normal totals their standard deviation).

Where more than half of the totals are equal the MAD is 0. Then factor × MAD is 1.253314 × the mean absolute deviation,
as in the modified z-score of Iglewicz and Hoaglin, "How to Detect and Handle Outliers" (1993). Where that is 0 too,
all totals are equal, and everybody has the median.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from scoring.nodes import Scale
from scoring.numbers import ZERO, Exact, minus, negative, plus, ratio, rounded, times, total
from scoring.standings.ranked import ranked

if TYPE_CHECKING:
    from scoring.state import Trade

FALLBACK = Decimal("1.253314")
"""What the mean absolute deviation of normal totals is multiplied by to be their standard deviation: √(π/2)."""


def scale_scores(trade: Trade, phase: str) -> dict[str, Decimal]:
    """Score by entrant of a phase, for those who have a total there and are not out; each group that is ranked by
    itself has a scale of its own. Nobody's where the scheme has no scale."""
    scale = trade.plan.scheme.scale
    if scale is None:
        return {}
    return {
        each.entrant: score
        for section in ranked(trade, phase)
        for each, score in zip(section, scaled(scale, [each.total for each in section]), strict=True)
    }


def scaled(scale: Scale, totals: Sequence[Exact]) -> list[Decimal]:
    """The score of each total among these, rounded."""
    if not totals:
        return []
    middle = median(totals)
    apart = [minus(each, middle) for each in totals]
    deviations = [negative(each) if each < ZERO else each for each in apart]
    spread = times(scale.factor, median(deviations))
    if not spread:
        spread = times(FALLBACK, ratio(total(deviations), len(deviations)))
    if not spread:
        return [rounded(scale.median, scale.rounding) for _ in totals]
    return [rounded(plus(scale.median, ratio(times(scale.unit, each), spread)), scale.rounding) for each in apart]


def median(numbers: Sequence[Exact]) -> Exact:
    """The middle one, or the mean of the two in the middle."""
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else ratio(plus(ordered[half - 1], ordered[half]), 2)

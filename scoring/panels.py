"""One panel rule a function: the points of the seats in, the points of the panel out.

A rule gets the points of every mark that was given (excused seats are left out), in no order, and the aspect.
To add a rule, write its function and name it in `RULES`; nothing else knows the rules. Rules that look at everybody's
marks, to place them, say so by `compare`, see `relative`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from scoring import relative
from scoring.nodes import Aspect
from scoring.numbers import Exact, Rounding, minus, plus, ratio, rounded, times, total

Rule = Callable[[Sequence[Exact], Aspect], Exact]


def one(points: Sequence[Exact], aspect: Aspect) -> Exact:
    """The one mark, as given: a paper's score, a measured reading."""
    return points[0]


def mean(points: Sequence[Exact], aspect: Aspect) -> Exact:
    """Arithmetic mean of all marks."""
    return ratio(total(points), len(points))


def median(points: Sequence[Exact], aspect: Aspect) -> Exact:
    """Middle mark; the mean of the two middle ones where their count is even."""
    ordered = sorted(points)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else ratio(total(ordered[middle - 1 : middle + 1]), 2)


def sum_(points: Sequence[Exact], aspect: Aspect) -> Exact:
    """Sum of all marks."""
    return total(points)


def trimmed_mean(points: Sequence[Exact], aspect: Aspect) -> Exact:
    """Mean without the `drop_high` highest and `drop_low` lowest marks; of equal marks exactly one each is dropped
    (去掉一个最高分和一个最低分: technical files for result marks)."""
    kept = _trimmed(points, aspect)
    return ratio(total(kept), len(kept))


def trimmed_sum(points: Sequence[Exact], aspect: Aspect) -> Exact:
    """Sum without the `drop_high` highest and `drop_low` lowest marks (diving, ski-jumping style)."""
    return total(_trimmed(points, aspect))


def judgement(points: Sequence[Exact], aspect: Aspect) -> Exact:
    """Mean of marks 0 to 3, as a share of the aspect's maximum: mean / 3 × max (WorldSkills judgement marking)."""
    assert aspect.max is not None
    return ratio(times(total(points), aspect.max), 3 * len(points))


def corrected_mean(points: Sequence[Exact], aspect: Aspect) -> Exact:
    """Mean of the marks, each pulled to within `limit` of their rounded mean (Chopin Competition, Warsaw 2025)."""
    counted = corrected(points, aspect)
    return ratio(total(counted), len(counted))


def corrected(points: Sequence[Exact], aspect: Aspect) -> list[Exact]:
    """Each mark as `corrected_mean` counts it, in the order given."""
    limit, rounding = aspect.settings["limit"], aspect.settings["mean_round"]
    assert not isinstance(limit, (int, str, Rounding)) and isinstance(rounding, Rounding)
    middle = rounded(mean(points, aspect), rounding)
    low, high = minus(middle, limit), plus(middle, limit)
    return [min(max(each, low), high) for each in points]


def majority(points: Sequence[Exact], aspect: Aspect) -> Exact:
    """The value that more than half of the marks given have."""
    return max(points, key=points.count)


def _trimmed(points: Sequence[Exact], aspect: Aspect) -> list[Exact]:
    high, low = _drops(aspect)
    return sorted(points)[low : len(points) - high]


def _drops(aspect: Aspect) -> tuple[int, int]:
    high, low = aspect.settings["drop_high"], aspect.settings["drop_low"]
    assert isinstance(high, int) and isinstance(low, int)
    return high, low


def _anything(points: Sequence[Exact], aspect: Aspect) -> str:
    return ""


def _single(points: Sequence[Exact], aspect: Aspect) -> str:
    return "too-many-marks" if len(points) > 1 else ""


def _enough(points: Sequence[Exact], aspect: Aspect) -> str:
    return "" if len(points) > sum(_drops(aspect)) else "too-few-marks"


def _spread(points: Sequence[Exact], aspect: Aspect) -> str:
    limit = aspect.settings["spread"]
    assert isinstance(limit, int)
    return "spread" if minus(max(points), min(points)) > limit else ""


def _more_than_half(points: Sequence[Exact], aspect: Aspect) -> str:
    return "" if 2 * Counter(points).most_common(1)[0][1] > len(points) else "no-majority"


@dataclass(frozen=True)
class Places:
    """A setting that is a whole number, 0 to 99; default None: it must be stated."""

    default: int | None = None


@dataclass(frozen=True)
class Number:
    """A setting that is an exact number and must be stated."""


@dataclass(frozen=True)
class Choice:
    """A setting that is one of some texts, the first where none is stated."""

    choices: tuple[str, ...]


@dataclass(frozen=True)
class Round:
    """A setting that is a rounding: half-up to so many places where none is stated."""

    places: int


@dataclass(frozen=True)
class Text:
    """A setting that is the id of a table and must be stated."""


@dataclass(frozen=True)
class PanelRule:
    """value: the rule; of one that places a field what an entrant brings of her own. settings: by key. blocks: why the
    panel's marks settle nothing yet, "" where they do. judgement: marks are 0 to 3. adds: the maximum grows with the
    number of seats. compare: what everybody's marks come to together, None for a rule that looks at one entrant alone.
    counted: what each mark counts as, None where that is the mark's points."""

    value: Rule
    settings: Mapping[str, Places | Number | Choice | Round | Text] = field(default_factory=dict)
    blocks: Callable[[Sequence[Exact], Aspect], str] = _anything
    judgement: bool = False
    adds: bool = False
    compare: relative.FieldRule | None = None
    counted: Callable[[Sequence[Exact], Aspect], list[Exact]] | None = None


_DROPS = {"drop_high": Places(), "drop_low": Places()}
_PREFER = Choice(("high", "low"))

RULES: Mapping[str, PanelRule] = {
    "one": PanelRule(one, blocks=_single),
    "mean": PanelRule(mean),
    "median": PanelRule(median),
    "sum": PanelRule(sum_, adds=True),
    "trimmed-mean": PanelRule(trimmed_mean, _DROPS, _enough),
    "trimmed-sum": PanelRule(trimmed_sum, _DROPS, _enough, adds=True),
    "judgement": PanelRule(judgement, {"spread": Places(1)}, _spread, judgement=True),
    "corrected-mean": PanelRule(corrected_mean, {"limit": Number(), "mean_round": Round(2)}, counted=corrected),
    "majority": PanelRule(majority, blocks=_more_than_half),
    "majority-placing": PanelRule(mean, adds=True, compare=relative.majority_placing),
    "rank-points": PanelRule(
        mean,
        {"places": Text(), "prefer": _PREFER, "shared": Choice(("mean", "each"))},
        adds=True,
        compare=relative.rank_points,
    ),
    "share-of-best": PanelRule(mean, {"prefer": _PREFER}, adds=True, compare=relative.share_of_best),
}

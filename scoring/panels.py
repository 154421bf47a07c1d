"""One panel rule a function: the points of the seats in, the points of the panel out.

A rule gets the points of every mark that was given (excused seats are left out), in no order, and the aspect.
To add a rule, write its function and name it in `RULES`; nothing else knows the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from scoring.nodes import Aspect
from scoring.numbers import Exact, minus, ratio, times, total

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


def _trimmed(points: Sequence[Exact], aspect: Aspect) -> list[Exact]:
    high, low = aspect.settings["drop_high"], aspect.settings["drop_low"]
    return sorted(points)[low : len(points) - high]


def _anything(points: Sequence[Exact], aspect: Aspect) -> str:
    return ""


def _single(points: Sequence[Exact], aspect: Aspect) -> str:
    return "too-many-marks" if len(points) > 1 else ""


def _enough(points: Sequence[Exact], aspect: Aspect) -> str:
    dropped = aspect.settings["drop_high"] + aspect.settings["drop_low"]
    return "" if len(points) > dropped else "too-few-marks"


def _spread(points: Sequence[Exact], aspect: Aspect) -> str:
    return "spread" if minus(max(points), min(points)) > aspect.settings["spread"] else ""


@dataclass(frozen=True)
class PanelRule:
    """value: the rule. settings: whole-number settings with their default, None where one must be given.
    blocks: why the panel's marks settle nothing yet, "" where they do. judgement: marks are 0 to 3.
    adds: the maximum grows with the number of seats."""

    value: Rule
    settings: Mapping[str, int | None] = field(default_factory=dict)
    blocks: Callable[[Sequence[Exact], Aspect], str] = _anything
    judgement: bool = False
    adds: bool = False


RULES: Mapping[str, PanelRule] = {
    "one": PanelRule(one, blocks=_single),
    "mean": PanelRule(mean),
    "median": PanelRule(median),
    "sum": PanelRule(sum_, adds=True),
    "trimmed-mean": PanelRule(trimmed_mean, {"drop_high": None, "drop_low": None}, _enough),
    "trimmed-sum": PanelRule(trimmed_sum, {"drop_high": None, "drop_low": None}, _enough, adds=True),
    "judgement": PanelRule(judgement, {"spread": 1}, _spread, judgement=True),
}

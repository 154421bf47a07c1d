"""Reading what stands beside the ranking: teams, the standardised scale, medals."""

from __future__ import annotations

from scoring.documents import Document
from scoring.nodes import Medals, Scale, TeamRule, TieStep
from scoring.numbers import ZERO, Exact, Rounding, parse
from scoring.scheme.course import read_tie

MEDALS = ("gold", "silver", "bronze")

USUAL = {"median": "700", "unit": "30", "factor": "1.4826"}
"""Settings of the scale where none are stated (the WorldSkills scale, as published exports show it)."""


def read_teams(top: Document, last: str) -> TeamRule | None:
    """How teams are ranked, None where there are none. last: id of the last phase."""
    each = _table(top, "teams")
    if each is None:
        return None
    best = None if each.get("best") is None else each.whole("best", None, 1, 1000)
    phase = each.text("phase", "") or last
    ties: tuple[TieStep, ...] = tuple(read_tie(step, phase) for step in each.tables("ties"))
    rule = TeamRule(
        phase, each.choice("rule", ("sum", "mean"), "sum"), best, each.whole("least", best or 1, 1, 1000), ties
    )
    each.finish()
    return rule


def read_scale(top: Document) -> Scale | None:
    """The standardised scale, None where there is none."""
    each = _table(top, "scale")
    if each is None:
        return None
    median, unit, factor = (_number(each, key, default) for key, default in USUAL.items())
    scale = Scale(median, unit, factor, each.rounding() or Rounding(0))
    each.finish()
    return scale


def read_medals(top: Document) -> Medals | None:
    """How medals are given, None where none are."""
    each = _table(top, "medals")
    if each is None:
        return None
    least = each.inner("least", each.table("least"))
    medals = Medals(
        each.choice("by", ("total", "scale"), "total"),
        each.number("within", ZERO) or ZERO,
        each.choice("from", ("last", "first"), "last"),
        each.number("excellence"),
        {medal: least.whole(medal, 1, 1, 100_000) for medal in MEDALS},
    )
    least.finish()
    each.finish()
    return medals


def _table(top: Document, key: str) -> Document | None:
    value = top.get(key)
    return None if value is None else top.inner(key, value)


def _number(each: Document, key: str, default: str) -> Exact:
    return each.number(key, parse(default)) or ZERO

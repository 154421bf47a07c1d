"""Who does not judge whom in a trade, as the office sees it: before it opens, and since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from competition.intake.interests import remarks
from competition.intake.package import Package
from scoring.state import Trade


class Recusal(NamedTuple):
    """A judge who does not judge an entrant. reserve: who does, "" for nobody: the seat owes nothing. reasons: kinds of
    interests, none where recusals.csv or two persons say so. line: that recused her while it was marked, 0 for none."""

    entrant: str
    judge: str
    panel: str
    reserve: str
    reasons: tuple[str, ...]
    line: int = 0


class Remark(NamedTuple):
    """What a judge of the trade declared in words that recuse nobody."""

    judge: str
    text: str


def planned(package: Package, trade: str) -> list[Recusal]:
    """Those that opening the trade pins, of judges who have a place of their own."""
    return [
        Recusal(each.recusal.entrant, each.recusal.judge, each.recusal.panel, each.recusal.reserve, each.reasons)
        for each in package.recusals(trade)
        if each.seated
    ]


def standing(trade: Trade, package: Package | None) -> list[Recusal]:
    """Those of an open trade, with who sits there now. package: says what was declared, None where nothing was
    imported."""
    declared = {} if package is None else {each.recusal[:3]: each.reasons for each in package.recusals(trade.id)}
    since = {each[:3]: line for each, line in trade.recused.items()}
    return [
        Recusal(each.entrant, each.judge, each.panel, reserve, declared.get(each[:3], ()), since.get(each[:3], 0))
        for each in trade.plan.recusals
        if (reserve := _sitting(trade, each.judge, each.entrant, each.panel)) is not None
    ]


def _sitting(trade: Trade, judge: str, entrant: str, panel: str) -> str | None:
    """Who sits in a judge's own place, "" for nobody; None where she has none."""
    if not any((seat.judge, seat.panel) == (judge, panel) for seat in trade.plan.all_seats):
        return None
    found = trade.plan.recused(judge, entrant, panel)
    return None if found is None else found.reserve


def said(package: Package, trade: str) -> Iterator[Remark]:
    """Remarks of everybody who judges in the trade, or is in reserve there."""
    here = {seat.judge for seat in (*package.seats(trade), *package.reserves(trade))}
    for judge in package.judges:
        if judge.judge in here and not judge.kind:
            yield from (Remark(judge.judge, text) for text in remarks(judge.interests))

"""What a line changed, and in which views that shows: each of them counts the line in its version."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.boards import board
from scoring.lines import Line
from scoring.state import INSIDE, OVERVIEW, PUBLIC, State, Trade, View


@dataclass(frozen=True, slots=True)
class Change:
    """What one line changed. views: (board, audience) whose version moved."""

    views: frozenset[tuple[str, str]]


NO_CHANGE = Change(frozenset())

TABLE, COUNTS, SEEN, SUMMARY, OPENED = 1, 2, 4, 8, 16
"""What a line can change, added up: the trade's table as it is; counts of marks; what public and hall see of the table;
the trade's row of the overview; that there is such a row."""


def changed(state: State, trade: Trade, line: Line, what: int) -> Change:
    """Count the line in every view that shows what it changed. With SUMMARY among that, `summarise` will follow."""
    if what & TABLE:
        if trade.kept is None:
            what |= SEEN
        summary = None if what & SUMMARY else board.summary(trade)
        if summary is None or summary != trade.summaries["office"][0]:
            what |= SUMMARY
            for audience in (*INSIDE, *PUBLIC) if what & SEEN else INSIDE:
                trade.summaries[audience] = (summary, line.at)
    known = trade.changes.get(what)
    if known is None:
        known = trade.changes[what] = _views(state, trade, what)
    change, views = known
    for view in views:
        view.version += 1
        view.as_of = line.at
    return change


def summarise(trade: Trade) -> None:
    """Fill in the summary for those who see the trade as it is; when it changed was said before."""
    summary = board.summary(trade)
    for audience in INSIDE if trade.kept is not None else (*INSIDE, *PUBLIC):
        trade.summaries[audience] = (summary, trade.summaries[audience][1])


def _views(state: State, trade: Trade, what: int) -> tuple[Change, tuple[View, ...]]:
    who: list[tuple[str, str]] = []
    if what & (TABLE | COUNTS):
        who.extend((trade.id, audience) for audience in INSIDE)
    if what & COUNTS:
        who.append((trade.id, "panel"))
    if what & SUMMARY:
        who.extend((OVERVIEW, audience) for audience in INSIDE)
    if what & SEEN:
        names = (trade.id, OVERVIEW) if what & SUMMARY else (trade.id,)
        who.extend((name, audience) for name in names for audience in PUBLIC)
    if what & OPENED:
        who.append((OVERVIEW, "panel"))
    views = (state.overview[audience] if name == OVERVIEW else trade.views[audience] for name, audience in who)
    return Change(frozenset(who)), tuple(dict.fromkeys(views))

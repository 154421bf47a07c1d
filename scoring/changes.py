"""What a line changed, and in which views that shows: each of them counts the line in its version."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.boards import board
from scoring.lines import Line
from scoring.state import AS_IT_IS, INSIDE, OVERVIEW, PUBLIC, State, Trade, View
from scoring.state import FIGURES as OF_FIGURES


@dataclass(frozen=True, slots=True)
class Change:
    """What one line changed. views: (board, audience) whose version moved."""

    views: frozenset[tuple[str, str]]


NO_CHANGE = Change(frozenset())

TABLE, COUNTS, SEEN, SUMMARY, OPENED, FIGURES, FIGURES_SEEN = 1, 2, 4, 8, 16, 32, 64
"""What a line can change, added up: the trade's table as it is; counts of marks; what public and hall see of the table;
the trade's row of the overview; that there is such a row; exact figures, which show on boards worked out from them;
what public and hall see of these. Whatever changes the table counts as a change of figures."""

LATEST = 20
"""Settled places of a trade whose points changed last, that are remembered."""


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
    if what & (TABLE | FIGURES):
        what |= FIGURES
        if trade.kept is None or what & SEEN:
            what |= FIGURES_SEEN
    if trade.fresh:
        _remember(trade, line.at)
    known = trade.changes.get(what)
    if known is None:
        known = trade.changes[what] = _views(state, trade, what)
    change, views = known
    for view in views:
        view.version += 1
        view.as_of = line.at
    return change


def _remember(trade: Trade, at: str) -> None:
    """Keep which places have points that are new, and forget those that have none any more."""
    for entrant, phase, aspect, item in trade.fresh:
        trade.latest.pop((entrant, phase, aspect, item), None)
        if (aspect, item) in trade.performances[entrant, phase].figures:
            trade.latest[entrant, phase, aspect, item] = at
    trade.fresh.clear()
    for oldest in list(trade.latest)[:-LATEST]:
        del trade.latest[oldest]


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
    views = [state.overview[audience] if name == OVERVIEW else trade.views[audience] for name, audience in who]
    figured = (*INSIDE, *PUBLIC) if what & FIGURES_SEEN else INSIDE if what & FIGURES else ()
    who.extend((f"{OF_FIGURES}{trade.id}", audience) for audience in figured)
    views.extend(trade.views[f"{OF_FIGURES}{audience}"] for audience in figured)
    if what & TABLE:
        views.append(trade.views[AS_IT_IS])
    return Change(frozenset(who)), tuple(dict.fromkeys(views))

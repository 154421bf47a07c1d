"""A scheme that turns out to be wrong while it is in use: may it be another, and what the trade then comes to.

Marks given stay as they were given; every point and place is worked out anew from them. Nothing of a procedure is lost:
what was signed stays signed, but for sheets that are asked for more than their judge signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from itertools import islice

from scoring import board
from scoring.changes import COUNTS, TABLE, Change, changed
from scoring.facts import Cell
from scoring.lines import Line
from scoring.marks import check_value
from scoring.nodes import Scheme
from scoring.placing import count_due, enter, everyone, give, rank
from scoring.problems import BrokenPromiseError, Problem
from scoring.scheme import parse_scheme
from scoring.sheets import cells
from scoring.state import Plan, State, Trade
from scoring.steps import SchemeAmended

MOST = 50
"""Marks that no longer fit, of those that are said."""


def check_amendment(state: State, change: SchemeAmended) -> Iterator[Problem]:
    """What keeps a trade's scheme from being this one from now on."""
    trade = state.trades.get(change.trade)
    if trade is None:
        yield Problem("unknown-trade", "trade", {"trade": change.trade})
        return
    if trade.final:
        yield Problem("trade-final", "trade", {"trade": trade.id})
    stored = state.amendments.get(change.scheme) or state.contents.get(change.scheme)
    if stored is None:
        yield Problem("content-missing", "scheme", {"digest": change.scheme})
        return
    try:
        scheme = parse_scheme(stored)
    except BrokenPromiseError:
        yield Problem("bad-scheme", "scheme")
        return
    yield from amendment_problems(trade, scheme)


def amendment_problems(trade: Trade, scheme: Scheme) -> Iterator[Problem]:
    """What does not fit between a scheme and what was entered, marked and adjusted under the one there is."""
    old = trade.plan.scheme
    if scheme == old:
        yield Problem("scheme-same", "scheme")
    if [phase.id for phase in scheme.phases] != [phase.id for phase in old.phases]:
        yield Problem("phases-differ", "scheme", {"phases": ", ".join(phase.id for phase in old.phases)})
        return
    plan = Plan(scheme, trade.plan.all_seats, trade.plan.items)
    yield from _items(trade, plan)
    yield from islice(_marks(trade, plan), MOST)
    for (entrant, phase), performance in trade.performances.items():
        for figure, _ in performance.adjusted:
            if figure != "total" and (figure not in plan.children or _items_differ(trade, plan, figure)):
                yield Problem("adjusted-gone", "scheme", {"figure": figure, "entrant": entrant, "phase": phase})
    yield from _papers(trade, scheme)


def _items(trade: Trade, plan: Plan) -> Iterator[Problem]:
    """Items that were stated name criteria and tables that stay."""
    for stated in trade.plan.items.values():
        for id, item in stated.items():
            known = plan.scheme.criterion.get(item.criterion)
            if known is None or not known[1].items:
                yield Problem("item-gone", "scheme", {"item": id, "criterion": item.criterion})
            if item.table and item.table not in plan.scheme.tables:
                yield Problem("dangling-table", "scheme", {"table": item.table})


def _marks(trade: Trade, plan: Plan) -> Iterator[Problem]:
    """Marks given that have no cell any more, or do not fit into it."""
    for _, cell, value in _given(trade):
        nodes = plan.aspects[cell.phase].get(cell.aspect)
        named = {"judge": cell.judge, "entrant": cell.entrant, "aspect": cell.aspect, "phase": cell.phase}
        if nodes is None:
            yield Problem("marked-gone", "scheme", named)
            continue
        _, criterion, aspect = nodes
        items = plan.items_of(cell.phase, cell.entrant, criterion)
        if cell.item not in items or cell.attempt > aspect.attempts.count:
            yield Problem("marked-gone", "scheme", named)
        elif cell.judge not in plan.seats(cell.phase, aspect, cell.item):
            yield Problem("mark-without-seat", "scheme", {"judge": cell.judge, "aspect": cell.aspect})
        else:
            if next(check_value(plan.scheme, aspect, items[cell.item], value), None) is not None:
                yield Problem("mark-does-not-fit", "scheme", {**named, "value": value})


def _items_differ(trade: Trade, plan: Plan, figure: str) -> bool:
    before, after = trade.plan.scheme.criterion.get(figure), plan.scheme.criterion.get(figure)
    return (before is not None and before[1].items) != (after is not None and after[1].items)


def _papers(trade: Trade, scheme: Scheme) -> Iterator[Problem]:
    """Figures that awards ask for stay."""
    for paper, (phase, figure) in trade.terms.papers.items():
        for each in figure.split("+"):
            if each != "total" and each not in scheme.phase[phase].modules:
                yield Problem("paper-gone", "scheme", {"paper": paper, "figure": each})


def _given(trade: Trade) -> list[tuple[int, Cell, str]]:
    """Every mark that counts, with its line and in the order of lines."""
    found = [
        (seq, Cell(judge, entrant, phase, item, aspect, attempt), panel.values[judge])
        for (entrant, phase), performance in trade.performances.items()
        for (aspect, item, attempt), panel in performance.panels.items()
        for judge, seq in panel.seqs.items()
    ]
    return sorted(found)


MARKING = frozenset(
    {"plan", "index", "sections", "scheme", "performances", "apart", "phase", "order", "counting", "deepest", "rows"}
    | {"due", "settled", "counts", "leading", "late", "changes", "signed"}
)
"""Attributes of a trade that come of its scheme and its marks; all others are told of what happened in it."""


def amended(trade: Trade, scheme: Scheme) -> Trade:
    """The trade with all that happened in it, under another scheme, its views its own; the one there is stays as it
    is. The scheme must be one that `amendment_problems` finds nothing wrong with."""
    made = Trade(trade.id, Plan(scheme, trade.plan.all_seats, trade.plan.items), trade.roster)
    for name, value in vars(trade).items():
        if name not in MARKING:
            setattr(made, name, value.copy() if isinstance(value, (dict, set)) else value)
    made.views = deepcopy(trade.views)
    for phase in made.plan.phases:
        before = trade.phases[phase.id]
        made.phases[phase.id].closed = before.closed.copy()
        if before.entered is not None:
            enter(made, phase.id, [trade.roster[index][0] for index in sorted(before.entered)], before.since)
            made.phases[phase.id].begun = phase.entry is not None
    for place, performance in trade.performances.items():
        made.performances[place].adjusted = performance.adjusted.copy()
    _everyone(made)
    for seq, cell, value in _given(trade):
        give(made, cell, value, Line(seq, "", "", "", SchemeAmended(trade.id, "")))
    made.apart = {place: trade.apart.get(place, "") for place in made.apart}
    count_due(made)
    _everyone(made)
    made.signed = {sheet: digest for sheet, digest in trade.signed.items() if _complete(made, *sheet)}
    return made


def _everyone(trade: Trade) -> None:
    for phase in trade.plan.phases:
        for entrant in trade.index:
            rank(trade, entrant, phase.id)
    everyone(trade)


def _complete(trade: Trade, judge: str, entrant: str, phase: str) -> bool:
    """True where nothing is missing on the judge's sheet."""
    panels = trade.performances[entrant, phase].panels
    return all(
        (panel := panels.get((cell.aspect, cell.item, cell.attempt))) is not None and judge in panel.seqs
        for cell in cells(trade, judge, entrant, phase)
    )


def amend(state: State, line: Line, change: SchemeAmended) -> Change:
    """Take an amendment in."""
    trade = state.trades[change.trade]
    made = amended(trade, parse_scheme(state.amendments[change.scheme]))
    made.views = trade.views
    made.apart = {place: since or line.at for place, since in made.apart.items()}
    state.trades[trade.id] = made
    for entrant in made.index:
        state.trade_of[entrant] = made
    shown = (board.head(trade), board.table(trade)) != (board.head(made), board.table(made))
    counted = trade.counts != made.counts
    return changed(state, made, line, (TABLE if shown else 0) | (COUNTS if counted else 0))

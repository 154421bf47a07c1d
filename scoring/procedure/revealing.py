"""A ceremony: the places of a frozen trade are shown to public and hall step by step, each step a line.

What is shown is the table as it is, of those revealed so far and of nobody else: a step that was made from another
table is refused. Everything besides the trade's own board (overview, teams, prizes, what can still change) waits until
the trade is thawed, which shows the whole table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scoring.boards.board import heading, table, table_digest
from scoring.changes import SEEN, Change, changed
from scoring.facts import RULES, Revealed
from scoring.lines import Line
from scoring.problems import BrokenPromiseError, Problem
from scoring.state import State, Trade

Rows = dict[str, dict[str, Any]]


def shown_of(trade: Trade) -> frozenset[str]:
    """Entrants of a frozen trade who were revealed; nobody of one that is not frozen."""
    rows = {} if trade.kept is None else trade.kept[1]
    return frozenset(entrant for entrant, row in rows.items() if row.get("shown"))


def _check(state: State, fact: Revealed) -> Iterator[Problem]:
    trade = state.trades.get(fact.trade)
    if trade is None:
        yield Problem("unknown-trade", "trade", {"trade": fact.trade})
        return
    if trade.kept is None:
        yield Problem("trade-not-frozen", "trade", {"trade": fact.trade})
    if not fact.entrants:
        yield Problem("empty-value", "entrants")
    shown = shown_of(trade)
    for entrant, times in Counter(fact.entrants).items():
        if times > 1:
            yield Problem("duplicate-id", "entrants", {"id": entrant})
        if entrant not in trade.index:
            yield Problem("unknown-entrant", "entrants", {"entrant": entrant})
        elif entrant in shown:
            yield Problem("already-revealed", "entrants", {"entrant": entrant})
    if fact.rules != RULES:
        yield Problem("other-rules", "rules", {"stated": fact.rules, "rules": RULES})
    elif fact.board != table_digest(trade):
        yield Problem("table-moved", "board", {"trade": fact.trade, "board": table_digest(trade)})


def _apply(state: State, line: Line, fact: Revealed) -> Change:
    trade = state.trades[fact.trade]
    if trade.kept is None:
        raise BrokenPromiseError(f"line {line.seq}: {fact.trade} is not frozen")
    trade.kept = _revealed(trade, *trade.kept, shown_of(trade) | set(fact.entrants))
    return changed(state, trade, line, SEEN)


def _revealed(trade: Trade, head: dict[str, Any], before: Rows, shown: frozenset[str]) -> tuple[dict[str, Any], Rows]:
    """Head and rows of the public table with these entrants where they stand now. All others keep the order that they
    had, in the positions that are left, without a place."""
    now = table(trade)
    rows = {entrant: {**now[entrant], "shown": True} for entrant in shown}
    taken = {row["position"] for row in rows.values()}
    left = (position for position in range(len(before)) if position not in taken)
    for entrant in sorted(before.keys() - shown, key=lambda each: int(before[each]["position"])):
        rows[entrant] = {**before[entrant], "position": next(left), "rank": None, "shared": False, "shown": False}
    stands = heading(trade)
    return head | {"phase": stands["phase"], "order": stands["order"]}, rows


CHECKS: Mapping[str, Callable[[State, Any], Iterator[Problem]]] = {Revealed.kind: _check}
APPLY: Mapping[str, Callable[[State, Line, Any], Change]] = {Revealed.kind: _apply}

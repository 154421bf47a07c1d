"""The latest marks of an event: aspects of entrants that were settled last, each with its points now, and where she
stands. While a trade is frozen public and hall see of it what they saw then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scoring.boards.board import Board
from scoring.changes import LATEST
from scoring.numbers import shown
from scoring.state import Trade

Rows = dict[str, dict[str, Any]]


def recent(trade: Trade) -> Rows:
    """What a trade's memory holds as it is, the newest first."""
    rows = {}
    for (entrant, phase, aspect, item), at in reversed(trade.latest.items()):
        rows["/".join((trade.id, phase, entrant, aspect, item))] = {
            "trade": trade.id,
            "entrant": entrant,
            "phase": phase,
            "module": trade.plan.aspects[phase][aspect][0].id,
            "aspect": aspect,
            "item": item,
            "points": shown(trade.performances[entrant, phase].figures[aspect, item], trade.plan.scheme.decimals),
            "at": at,
        }
    return rows


def latest(trades: Mapping[str, Board], memories: Iterable[Rows]) -> Rows:
    """The newest of all trades, with total and place as the trades' boards show them."""
    newest = sorted(((id, row) for rows in memories for id, row in rows.items()), key=_at, reverse=True)
    found = {}
    for position, (id, row) in enumerate(newest[:LATEST]):
        standing = trades[row["trade"]].rows[row["entrant"]]
        found[id] = {**row, "position": position} | {key: standing[key] for key in ("total", "rank", "shared")}
    return found


def _at(each: tuple[str, dict[str, Any]]) -> str:
    at: str = each[1]["at"]
    return at

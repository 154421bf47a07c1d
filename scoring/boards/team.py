"""A trade's board of teams: their totals and places, worked out from their members' exact totals. While the trade is
frozen public and hall see it as it stood."""

from __future__ import annotations

from typing import Any

from scoring.boards.board import Board
from scoring.numbers import shown
from scoring.standings.teams import team_standings
from scoring.state import Trade

Rows = dict[str, dict[str, Any]]


def team(trade: Board, rows: Rows) -> tuple[dict[str, Any], Rows]:
    """Head and rows. trade: the trade's board; rows: as `teams` says."""
    names = ("trade", "phase", "status", "blind")
    head = {key: trade.head[key] for key in names if key in trade.head}
    return head | ({"withheld": [trade.head["trade"]]} if trade.head.get("blind") else {}), rows


def teams(trade: Trade) -> Rows:
    """Rows by team as it is; none where the scheme ranks none, and none while codes are sealed. counted: how many of
    its members' totals count, of those that have one."""
    decimals = trade.plan.scheme.decimals
    return {
        each.team: {
            "position": position,
            "rank": each.place,
            "shared": each.shared,
            "total": None if each.total is None else shown(each.total, decimals),
            "counted": each.counted,
            "members": len(each.members),
        }
        for position, each in enumerate(team_standings(trade))
    }

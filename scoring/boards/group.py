"""A group's board: those of one group. Where groups are ranked apart their places are those of the trade; where they
are not, they are ranked among themselves in the trade's own order: who shares a place there shares it here. While
places of the trade wait to be revealed, they are ranked once all of the group's are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.boards.board import Board, is_shown
from scoring.boards.placed import placed

BESIDE = ("phase", "total", "status", "owed")
"""What a row shows beside its place."""


def group(trade: Board, groups: Mapping[str, str], id: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Head and rows. groups: by entrant. While codes are sealed nobody is told which group they are of, unless the
    trade's own board tells."""
    seen = sorted(trade.rows.items(), key=lambda pair: int(pair[1]["position"]))
    told = any("group" in row for _, row in seen)
    withheld = not told and bool(trade.head.get("blind"))
    of = {entrant: row["group"] if told else groups.get(entrant, "") for entrant, row in seen}
    mine = {} if withheld else {entrant: row for entrant, row in seen if of[entrant] == id}
    whole = all(is_shown(row) for row in mine.values())
    spots = placed({entrant: row["rank"] if whole else None for entrant, row in mine.items()})
    found = {}
    for entrant, row in mine.items():
        place = {"rank": row["rank"], "shared": row["shared"]} if told else {}
        found[entrant] = spots[entrant]._asdict() | place | {key: row[key] for key in BESIDE}
    names = ("trade", "phase", "status", "blind")
    head = {"group": id} | {key: trade.head[key] for key in names if key in trade.head}
    return head | ({"withheld": [trade.head["trade"]]} if withheld else {}), found

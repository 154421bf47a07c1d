"""A module's board: the rows of its trade's board by what each has there. Figures are those that the trade's board
shows, as it shows them: who is equal there shares the place. Who is out, or has no figure yet, has no place; nor has
anybody while places of the trade wait to be revealed."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from scoring.boards.board import Board, is_shown
from scoring.boards.placed import placed
from scoring.numbers import Exact, negative, parse


def module(trade: Board, id: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Head and rows. Those who stand in a phase without the module have no row. Each group that is ranked by itself is
    so here, too."""
    low = trade.head.get("order") == "low"
    seen = sorted(trade.rows.items(), key=lambda pair: int(pair[1]["position"]))
    told = all(is_shown(row) for _, row in seen)
    found: dict[str, dict[str, Any]] = {}
    for group, section in groupby(seen, key=lambda pair: pair[1].get("group")):
        shown = {entrant: row for entrant, row in section if id in row["figures"]}
        keys = {entrant: _key(row, id, low) if told else None for entrant, row in shown.items()}
        for entrant, spot in placed(keys, len(found)).items():
            row = shown[entrant]
            found[entrant] = {
                **spot._asdict(),
                "total": None if row["status"] else row["figures"][id],
                "status": row["status"],
                **({} if group is None else {"group": group}),
            }
    names = ("trade", "phase", "status", "blind")
    return {"module": id} | {key: trade.head[key] for key in names if key in trade.head}, found


def _key(row: dict[str, Any], id: str, low: bool) -> Exact | None:
    text = row["figures"][id]
    points = None if row["status"] or text is None else parse(text)
    return points if low or points is None else negative(points)

"""The board of organisations: how many first, second and third places their entrants hold over all trades, and how
many of them have a place at all. Most first places stand first, then most second, then most third.

Places count as the trades' boards show them now: what is not final is provisional, and each row says how many of its
places are. An organisation is the one an entrant was entered for: who competes in her place competes for it, too. A
trade whose rows are sealed codes counts nowhere. While a trade is frozen, no place is given to anybody, and those who
have an entrant there are shown no count: each would have a frozen part.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from scoring.boards.board import Board
from scoring.boards.placed import placed
from scoring.state import PUBLIC

COUNTS = ("first", "second", "third", "placed", "provisional")
"""What a row counts; provisional: places among `placed` of trades that are not final."""


def organisations(
    trades: Sequence[Board], houses: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Head and rows by organisation. trades: their boards. houses: organisation by entrant (or unsealed code); nobody's
    counts for none."""
    counted = [trade for trade in trades if not trade.head.get("blind")]
    frozen = [trade for trade in counted if trade.audience in PUBLIC and trade.head["status"] == "frozen"]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    kept = {houses[entrant] for trade in frozen for entrant in trade.rows if entrant in houses}
    for trade in counted:
        for entrant, row in trade.rows.items():
            if entrant in houses:
                counts[houses[entrant]].update(_count(row["rank"], final=trade.head["status"] == "final"))
    keys = {
        house: None if frozen or not own["placed"] else (-own["first"], -own["second"], -own["third"])
        for house, own in sorted(counts.items())
    }
    rows = {
        house: spot._asdict()
        | {"withheld": house in kept}
        | {key: None if house in kept else counts[house][key] for key in COUNTS}
        for house, spot in placed(keys).items()
    }
    final = bool(counted) and all(trade.head["status"] == "final" for trade in counted)
    return {
        "trades": [trade.board for trade in trades],
        "status": "frozen" if frozen else "final" if final and len(counted) == len(trades) else "open",
        "withheld": [trade.board for trade in trades if trade in frozen or trade not in counted],
    }, rows


def _count(rank: int | None, *, final: bool) -> dict[str, int]:
    if rank is None:
        return {}
    medal = dict(zip((1, 2, 3), COUNTS, strict=False)).get(rank)
    return {"placed": 1, "provisional": int(not final)} | ({medal: 1} if medal else {})

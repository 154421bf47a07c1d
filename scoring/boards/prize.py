"""The board of an overall prize: who competes for it, worked out from the exact results of its trades. Public and hall
see nothing of it while one of them is frozen, nobody while codes of one are sealed."""

from __future__ import annotations

from typing import Any

from scoring.numbers import Exact, shown, text
from scoring.standings.prizes import Prize, standings, withheld
from scoring.state import PUBLIC, State


def prize(state: State, id: str, audience: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Head and rows by team or entrant. results: how many count. provisional: trades that are not final."""
    rule = state.prizes[id]
    places = max(state.trades[trade].plan.scheme.decimals for trade in rule.trades)
    ranked = standings(state, rule, public=audience in PUBLIC)
    open_trades = [
        trade for trade in rule.trades if not state.trades[trade].final or state.trades[trade].kept is not None
    ]
    head = {
        "prize": id,
        "of": rule.of,
        "trades": list(rule.trades),
        "withheld": [] if ranked is not None else withheld(state, rule),
        "provisional": [] if ranked is None else open_trades,
        "status": "open" if ranked is None or open_trades else "final",
    }
    return head, {
        each.id: {
            "position": position,
            "rank": each.place,
            "shared": each.shared,
            "total": _points(rule, each.total, places),
            "results": len(each.results),
        }
        for position, each in enumerate(ranked or ())
    }


def _points(rule: Prize, points: Exact | None, places: int) -> str | None:
    if points is None:
        return None
    return shown(points, places) if rule.points == "total" else text(points)

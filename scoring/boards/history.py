"""A trade's places over time. Public and hall are told what their table showed at its versions, and nothing of what
came and went while it was frozen; chief judge and office what the table was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from scoring.boards.board import Board
from scoring.placing import work_out
from scoring.standings.history import Moment, Places, Rows
from scoring.standings.ranking import Key, Order, Standing
from scoring.state import AS_IT_IS, PUBLIC, Trade

Roster = Sequence[tuple[str, str]]


def is_due(trade: Trade) -> bool:
    """True where the line that was just taken in made a version that is to be kept."""
    return trade.past.due <= trade.views[AS_IT_IS].version or trade.past_seen.due <= trade.views["public"].version


def keep(trade: Trade) -> None:
    """Keep the versions that are due, once all that waits is worked out. What public and hall see is one with what is
    until they part at the first freeze."""
    work_out(trade)
    view = trade.views[AS_IT_IS]
    if trade.past.due <= view.version:
        trade.past.take(Moment(view.version, view.as_of, trade.rows.copy(), _standing(trade)))
    view = trade.views["public"]
    if trade.past_seen.due <= view.version:
        rows = trade.rows.copy() if trade.kept is None else trade.kept[1]
        places = _standing(trade) if trade.kept is None else partial(_shown, rows)
        trade.past_seen.take(Moment(view.version, view.as_of, rows, places))


def history(trade: Trade, shown: Board) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Head and rows by version of the table: position, at: its time, places of those who moved since the row before,
    by: modules of theirs whose figures became others meanwhile. The last row is the table now. shown: the trade's
    board. groups: by entrant, empty where they are ranked together."""
    seen = shown.audience in PUBLIC
    past, view = (trade.past_seen, trade.views["public"]) if seen else (trade.past, trade.views[AS_IT_IS])
    told = past.told(Moment(view.version, view.as_of, shown.rows, partial(_shown, shown.rows)))
    rows = {
        str(each.version): {"position": position, "at": each.at, "places": each.places, "by": each.by}
        for position, each in enumerate(each for each in told if each.places)
    }
    names = ("trade", "phase", "status", "blind")
    groups = {entrant: row["group"] for entrant, row in shown.rows.items() if "group" in row}
    return {key: shown.head[key] for key in names if key in shown.head} | {"groups": groups}, rows


def _standing(trade: Trade) -> Callable[[], Places]:
    """Places as they are now, to be counted later."""
    order = trade.order
    if order.plain:
        return partial(_counted, trade.roster, tuple(order.sorted), order.unranked)
    return partial(_named, trade.roster, tuple(order.seen))


def _counted(roster: Roster, keys: Sequence[Key], unranked: int) -> Places:
    order = Order(unranked)
    order.sorted = list(keys)
    return _named(roster, order)


def _named(roster: Roster, standings: Iterable[Standing]) -> Places:
    return {roster[each.entrant][0]: each.rank for each in standings}


def _shown(rows: Rows) -> Places:
    return {entrant: row["rank"] for entrant, row in rows.items()}

"""A trade's places over time. Public and hall are told what their table showed at its versions, and nothing of what
came and went while it was frozen; chief judge and office what the table was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.boards.board import Board
from scoring.placing import work_out
from scoring.standings.history import Figures, Places
from scoring.state import AS_IT_IS, PUBLIC, Trade

Rows = dict[str, dict[str, Any]]


def is_due(trade: Trade) -> bool:
    """True where the line that was just taken in made a version that is to be sampled."""
    return trade.past.due <= trade.views[AS_IT_IS].version or trade.past_seen.due <= trade.views["public"].version


def sample(trade: Trade) -> None:
    """Take the samples that are due, once all that waits is worked out. What public and hall see is one with what is
    until they part at the first freeze."""
    work_out(trade)
    view = trade.views[AS_IT_IS]
    if trade.past.due <= view.version:
        trade.past.take(view.version, view.as_of, *_stand(trade))
    view = trade.views["public"]
    if trade.past_seen.due <= view.version:
        seen = _stand(trade) if trade.kept is None else _stood(trade.kept[1])
        trade.past_seen.take(view.version, view.as_of, *seen)


def history(trade: Trade, shown: Board) -> tuple[dict[str, Any], Rows]:
    """Head and rows by version of the table: position, at: its time, places of those who moved since the row before,
    by: modules of theirs whose figures became others meanwhile. The last row is the table now. shown: the trade's
    board. groups: by entrant, empty where they are ranked together."""
    seen = shown.audience in PUBLIC
    past, view = (trade.past_seen, trade.views["public"]) if seen else (trade.past, trade.views[AS_IT_IS])
    samples = past.samples
    if not samples or samples[-1].version != view.version:
        samples = (*samples, past.since(view.version, view.as_of, *_stood(shown.rows)))
    told = [each for each in samples if each.places]
    rows = {
        str(each.version): {
            "position": position,
            "at": each.at,
            "places": dict(each.places),
            "by": {entrant: each.by[entrant].split() for entrant in each.places if entrant in each.by},
        }
        for position, each in enumerate(told)
    }
    names = ("trade", "phase", "status", "blind")
    groups = {entrant: row["group"] for entrant, row in shown.rows.items() if "group" in row}
    return {key: shown.head[key] for key in names if key in shown.head} | {"groups": groups}, rows


def _stand(trade: Trade) -> tuple[Places, Figures]:
    """The table as it is."""
    places = {trade.roster[each.entrant][0]: each.rank for each in trade.order.known()}
    return places, {entrant: row["figures"] for entrant, row in trade.rows.items()}


def _stood(rows: Mapping[str, Mapping[str, Any]]) -> tuple[Places, Figures]:
    """A table that is shown."""
    return {entrant: row["rank"] for entrant, row in rows.items()}, {
        entrant: row["figures"] for entrant, row in rows.items()
    }

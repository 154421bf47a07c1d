"""Views: what an audience sees of a state, and the difference between two of them.

The one place where freeze and settlement hide things. Words and names are not here: entrants are ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from scoring.lines import canonical, digest
from scoring.numbers import shown, times
from scoring.state import OVERVIEW, PUBLIC, Leader, State, Summary, Trade

LEADERS = 3
"""How many entrants of each trade the overview names."""


@dataclass(frozen=True)
class Board:
    """One view at one version. head and rows are plain JSON values; rows by entrant (of the overview: by trade)."""

    board: str
    audience: str
    version: int
    as_of: str
    head: dict[str, Any]
    rows: dict[str, dict[str, Any]]

    def text(self) -> str:
        """Canonical text of what is shown."""
        return canonical({"head": self.head, "rows": self.rows})

    def digest(self) -> str:
        """SHA-256 of that text but for the order, which the scheme says: what Frozen and Finalised state."""
        stated = {key: value for key, value in self.head.items() if key != "order"}
        return digest(canonical({"head": stated, "rows": self.rows}))


def view(state: State, board: str, audience: str) -> Board:
    """The board as it stands. Raises KeyError for a board or an audience that is not there."""
    if board == OVERVIEW:
        seen = state.overview[audience]
        trades = list(state.trades.values())
        rows = {trade.id: _overview(trade, audience, position) for position, trade in enumerate(trades)}
        return Board(board, audience, seen.version, seen.as_of, {"trades": [trade.id for trade in trades]}, rows)
    trade = state.trades[board]
    seen = trade.views[audience]
    head, rows = _seen(trade, audience)
    return Board(board, audience, seen.version, seen.as_of, head, rows)


def table_digest(trade: Trade) -> str:
    """Digest of the trade's table as it is, freeze or not."""
    return digest(canonical({"head": head(trade), "rows": table(trade)}))


def _seen(trade: Trade, audience: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    if audience in PUBLIC:
        return (trade.kept[0], trade.kept[1]) if trade.kept is not None else (heading(trade), table(trade))
    if audience == "panel":
        return {"trade": trade.id}, {entrant: trade.counts[entrant] for entrant in trade.index}
    counted = {
        entrant: row | {"given": trade.counts[entrant]["given"], "asked": trade.counts[entrant]["asked"]}
        for entrant, row in table(trade).items()
    }
    return heading(trade) | ({"status": "frozen"} if trade.kept is not None else {}), counted


def is_shown(row: Mapping[str, Any]) -> bool:
    """False for a row of a frozen trade whose place a ceremony has yet to show."""
    shown: bool = row.get("shown", True)
    return shown


def heading(trade: Trade) -> dict[str, Any]:
    """The head as it is shown. order: whether `high` or `low` totals stand first."""
    return head(trade) | {"order": trade.plan.scheme.phase[trade.phase].order}


def head(trade: Trade) -> dict[str, Any]:
    """What a table says above its rows. owed, due: aspects not settled yet, and all of them. blind: only of a trade
    whose rows are codes, whether it is still sealed."""
    shows = {
        "trade": trade.id,
        "phase": trade.phase,
        "status": "final" if trade.final else "open",
        "entrants": len(trade.roster),
        "owed": trade.due - trade.settled,
        "due": trade.due,
    }
    return {**shows, "blind": trade.sealed} if trade.blind else shows


def table(trade: Trade) -> dict[str, dict[str, Any]]:
    """Every row with its place."""
    return {
        trade.roster[index][0]: {
            "position": position,
            "rank": rank,
            "shared": shared,
            **trade.rows[trade.roster[index][0]],
        }
        for index, position, rank, shared, *_ in trade.order
    }


def row(trade: Trade, entrant: str, phase: str) -> dict[str, Any]:
    """What a row shows but for its place. owed: aspects not settled, in the phase and in those it carries. group: only
    where each is ranked by itself, "" for none."""
    places = trade.plan.scheme.decimals
    performance = trade.performances[entrant, phase]
    shape = trade.plan.scheme.phase[phase]
    status = trade.status_of(entrant, phase)
    figures: dict[str, str | None] = {}
    owed = performance.due - performance.settled
    for carry in shape.carry:
        earlier = trade.performances.get((entrant, carry.phase))
        own = None if earlier is None else earlier.own
        figures[carry.phase] = None if own is None else shown(times(carry.weight, own), places)
        owed += 0 if earlier is None else earlier.due - earlier.settled
    for module in shape.modules:
        points = performance.figures.get((module, ""))
        figures[module] = None if points is None else shown(points, places)
    shows: dict[str, Any] = {
        "phase": phase,
        "total": None if status or performance.total is None else shown(performance.total, places),
        "figures": figures,
        "owed": 0 if status else owed,
        "status": status,
    }
    if trade.plan.scheme.groups == "apart":
        shows["group"] = trade.roster[trade.index[entrant]][1]
    if trade.plan.scheme.reveal != "settled":
        shows["open"] = _open(trade, entrant, phase)
    return shows


def _open(trade: Trade, entrant: str, phase: str) -> list[list[str]]:
    """Marks of aspects that are not settled yet: [aspect, item, attempt, judge, value], where the scheme reveals each
    mark."""
    performance = trade.performances[entrant, phase]
    return sorted(
        [aspect, item, str(attempt), judge, value]
        for (aspect, item, attempt), panel in performance.panels.items()
        if (aspect, item) not in performance.figures
        for judge, value in panel.values.items()
    )


def counts(trade: Trade, entrant: str) -> dict[str, Any]:
    """What an entrant's panels see of her: marks given and asked in the phase she stands in, nothing of their worth."""
    phase = trade.deepest[entrant][1]
    performance = trade.performances[entrant, phase]
    status = trade.status_of(entrant, phase)
    return {
        "position": trade.index[entrant],
        "status": status,
        "given": performance.given,
        "asked": 0 if status else performance.asked,
    }


def summary(trade: Trade) -> Summary:
    """What the overview says of a trade to those who see it as it is. leaders: the first of the standing, up to the
    first without a place."""
    first = trade.order.sorted[:LEADERS]
    if first != trade.leading[0] or not trade.order.plain:
        trade.leading = (first, tuple(_leaders(trade)))
    status = "frozen" if trade.kept is not None else "final" if trade.final else "open"
    return Summary(trade.phase, status, len(trade.roster), trade.due - trade.settled, trade.due, trade.leading[1])


def _leaders(trade: Trade) -> Iterator[Leader]:
    for index, _, rank, *_ in islice(trade.order if trade.order.plain else trade.order.seen, LEADERS):
        if rank is None:
            return
        entrant = trade.roster[index][0]
        yield Leader(entrant, rank, trade.rows[entrant]["total"])


def _overview(trade: Trade, audience: str, position: int) -> dict[str, Any]:
    summary, as_of = trade.summaries[audience]
    if summary is None:
        return {"position": position, "entrants": len(trade.roster), "as_of": as_of}
    leaders = [leader._asdict() for leader in summary.leaders]
    return {"position": position, **summary._asdict(), "leaders": leaders, "as_of": as_of}


def diff(old: Board, new: Board) -> dict[str, Any] | None:
    """What turns the old board into the new: {"head": changed keys, "rows": {id: changed keys}, "gone": [ids]}, each
    only where there is any; None where nothing changed. Rows that are gone leave first: one that has lost a key leaves
    and comes back whole."""
    change: dict[str, Any] = {}
    head = {key: value for key, value in new.head.items() if key not in old.head or old.head[key] != value}
    rows: dict[str, dict[str, Any]] = {}
    for id, row in new.rows.items():
        before = old.rows.get(id)
        if before is None or not before.keys() <= row.keys():
            rows[id] = row
        elif before != row:
            rows[id] = {key: value for key, value in row.items() if key not in before or before[key] != value}
    gone = [id for id, row in old.rows.items() if not row.keys() <= new.rows.get(id, {}).keys()]
    if head:
        change["head"] = head
    if rows:
        change["rows"] = rows
    if gone:
        change["gone"] = gone
    return change or None

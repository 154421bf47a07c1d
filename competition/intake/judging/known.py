"""What the files of a package may refer to: trades, entrants, judges, persons, and each trade's plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import normalize

from competition.intake.files.columns import is_id
from competition.intake.files.tables import Table
from scoring.facts import Seat
from scoring.items import Item
from scoring.nodes import Scheme
from scoring.state import Plan


@dataclass(frozen=True)
class Known:
    """What is None cannot be told, because the file that says it is damaged, or of teams is not there.

    trade_of: trade by entrant. plans: by trade that has entrants, where its scheme can be judged against. seated: True
    where panels.csv tells the seats in them. items: criterion of an item by (phase, entrant, item), "" where its row
    does not say. item_ids: by trade. entered: entrants by (trade, phase), as advanced.csv says.
    """

    trades: frozenset[str] | None
    trade_of: Mapping[str, str] | None
    prizes: frozenset[str]
    teams: frozenset[str] | None
    judges: frozenset[str] | None
    persons: frozenset[str] | None
    plans: Mapping[str, Plan]
    seated: bool
    items: Mapping[tuple[str, str, str], str] | None
    item_ids: Mapping[str, frozenset[str]]
    entered: Mapping[tuple[str, str], frozenset[str]] | None


def known(
    trades: frozenset[str] | None,
    schemes: Mapping[str, Scheme],
    tables: Mapping[str, Table],
    prizes: frozenset[str] = frozenset(),
) -> Known:
    """Everything that is named, also on lines that have other faults: one mistake is not said twice."""
    entrants = tables["entrants.csv"]
    trade_of = {entrant: trade for trade, entrant, *_ in reversed(entrants.rows)}
    trade_of |= {_likely(entrant): trade for entrant, trade in trade_of.items() if not is_id(entrant)}
    item_ids: dict[str, set[str]] = {}
    for row in tables["items.csv"].rows:
        item_ids.setdefault(row[0], set()).add(row[3])
    seats: dict[str, list[Seat]] = {}
    for trade, phase, panel, item, judge in tables["panels.csv"].rows:
        seats.setdefault(trade, []).append(Seat(phase, panel, item, judge))
    entered: dict[tuple[str, str], set[str]] = {}
    for trade, phase, entrant in tables["advanced.csv"].rows:
        entered.setdefault((trade, phase), set()).add(entrant)
    plans = {
        trade: Plan(scheme, tuple(seats.get(trade, ())), _items(tables["items.csv"], trade))
        for trade, scheme in schemes.items()
        if not entrants.sound("trade") or trade in trade_of.values()
    }
    criteria = {trade: scheme.criterion for trade, scheme in schemes.items()}
    items = {
        (phase, entrant, item): criterion if criterion in criteria.get(trade, ()) else ""
        for trade, phase, entrant, item, criterion, *_ in tables["items.csv"].rows
    }
    return Known(
        trades,
        trade_of if entrants.sound("entrant") else None,
        prizes,
        _ids(tables["teams.csv"], "team") if tables["teams.csv"].given else None,
        _ids(tables["judges.csv"], "judge"),
        _ids(tables["persons.csv"], "person"),
        plans,
        _sound(tables["panels.csv"]),
        items if _sound(tables["items.csv"]) else None,
        {trade: frozenset(ids) for trade, ids in item_ids.items()},
        {key: frozenset(value) for key, value in entered.items()} if _sound(tables["advanced.csv"]) else None,
    )


def _sound(table: Table) -> bool:
    """True where the file says every value of its rows that refers to something."""
    return all(table.sound(column.name) for column in table.file.columns if column.kind == "id")


def _ids(table: Table, column: str) -> frozenset[str] | None:
    """The ids that a file gives out; of one that is none also what it was likely meant to be, for `P 3` also `P3`."""
    if not table.sound(column):
        return None
    ids = set(table.values(column))
    return frozenset(ids | {_likely(id) for id in ids if not is_id(id)})


def _likely(id: str) -> str:
    return "".join(each for each in normalize("NFKC", id) if is_id(f"0{each}"))


def _items(table: Table, trade: str) -> Mapping[tuple[str, str], Mapping[str, Item]]:
    items: dict[tuple[str, str], dict[str, Item]] = {}
    for row in table.rows:
        if row[0] == trade:
            items.setdefault((row[1], row[2]), {})[row[3]] = Item(row[4], table=row[8])
    return items

"""What the files of a package may refer to: trades, entrants, judges, persons, and each trade's plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import normalize

from competition.intake.files.columns import is_id
from competition.intake.files.tables import Row, Table
from competition.intake.interests import RESERVE, Declared, Sent, interested, recusals
from scoring.facts import Recusal, Seat
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
    blind: frozenset[str] = frozenset(),
    *,
    own: bool = False,
) -> Known:
    """Everything that is named, also on lines that have other faults: one mistake is not said twice. blind: trades in
    which nobody is recused. own: True where judges may judge their own organisation."""
    entrants = tables["entrants.csv"]
    trade_of = {entrant: trade for trade, entrant, *_ in reversed(entrants.rows)}
    trade_of |= {_likely(entrant): trade for entrant, trade in trade_of.items() if not is_id(entrant)}
    item_ids: dict[str, set[str]] = {}
    for row in tables["items.csv"].rows:
        item_ids.setdefault(row[0], set()).add(row[3])
    seats: dict[tuple[str, str], list[Seat]] = {}
    for trade, phase, panel, item, judge, role in tables["panels.csv"].rows:
        seats.setdefault((trade, RESERVE if role == RESERVE else ""), []).append(Seat(phase, panel, item, judge))
    entered: dict[tuple[str, str], set[str]] = {}
    for trade, phase, entrant in tables["advanced.csv"].rows:
        entered.setdefault((trade, phase), set()).add(entrant)
    plans = {}
    for trade, scheme in schemes.items():
        if not entrants.sound("trade") or trade in trade_of.values():
            places, reserves = tuple(seats.get((trade, ""), ())), tuple(seats.get((trade, RESERVE), ()))
            recused = () if trade in blind else _recusals(tables, trade, places, reserves, own=own)
            plans[trade] = Plan(scheme, places, _items(tables["items.csv"], trade), reserves, recused)
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


def _recusals(
    tables: Mapping[str, Table], trade: str, seats: tuple[Seat, ...], reserves: tuple[Seat, ...], *, own: bool
) -> tuple[Recusal, ...]:
    """As `Package.recusals` says, of rows that may have faults."""
    judges = [Declared(judge, of, said, kind) for judge, _, _, of, said, kind in tables["judges.csv"].rows]
    entrants = [
        Sent(entrant, frozenset({of, of_en}))
        for its, entrant, _, _, _, of, of_en, *_ in tables["entrants.csv"].rows
        if its == trade
    ]
    people: dict[str, frozenset[str]] = {}
    for entrant, person, _ in tables["members.csv"].rows:
        people[entrant] = people.get(entrant, frozenset()) | {person}
    found = [each.recusal for each in recusals(seats, reserves, interested(judges, entrants, people, own=own))]
    known = {each[:3] for each in found}
    stated = [Recusal(judge, entrant, panel, reserve) for of, panel, judge, entrant, reserve in _rows(tables, trade)]
    return (*found, *(each for each in stated if each[:3] not in known))


def _rows(tables: Mapping[str, Table], trade: str) -> list[Row]:
    return [row for row in tables["recusals.csv"].rows if row[0] == trade]


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

"""The catalogue: what a package says that no result depends on (names above all), in tables of its own.

Written once, when a package is imported; from then on a trade's scheme, roster and seats are facts of its stream.
"""

from __future__ import annotations

import json
import time
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Row, Select, Table, delete, insert, select, update

from competition import hosts
from competition.intake import contest as contests
from competition.intake.contest import Contest
from competition.intake.files.columns import CONTEST, PHOTO, SCHEMES
from competition.intake.files.toml import Toml
from competition.intake.host import LOGOS, NO_HOST
from competition.intake.layouts import LAYOUT
from competition.intake.package import (
    Entrant,
    Expected,
    Item,
    Judge,
    Member,
    Package,
    PanelSeat,
    Person,
    RecusalRow,
    Team,
)
from competition.intake.problems import Findings
from competition.store import schema
from competition.store.database import Database
from scoring.lines import canonical
from scoring.nodes import Name, Scheme
from scoring.numbers import Exact, text
from scoring.problems import BrokenPromiseError
from scoring.scheme import read_scheme

IMPORT = ".import"
"""Path in `package_file` of what is known about the import itself; no package has a file of that name."""

ANNEX = ".annex/"
"""Before the name of a scheme: what was brought with it and no result depends on."""

OVER = "over"
"""State of a rehearsal that was put away: it is shown nowhere any more."""

REMEMBERED_S = 2.0
"""How long a roster may be repeated without asking the database."""

Named = TypeVar("Named", bound=NamedTuple)

_ROWS: tuple[tuple[str, Table, type[Any], Mapping[str, str]], ...] = (
    ("entrants", schema.entrant, Entrant, {"entrant": "id"}),
    ("teams", schema.team, Team, {"team": "id"}),
    ("persons", schema.person, Person, {"person": "id"}),
    ("members", schema.member, Member, {}),
    ("items", schema.item, Item, {}),
    ("judges", schema.judge, Judge, {"judge": "id"}),
    ("panels", schema.seat, PanelSeat, {}),
    ("recused", schema.recusal, RecusalRow, {}),
    ("expected", schema.expected, Expected, {}),
)
"""Rows of a package by attribute: their table, their form, and the columns that bear another name there."""


class Catalogue:
    """Reads the catalogue for pages and the API."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rosters: dict[str, tuple[float, dict[str, Any]]] = {}

    async def events(self) -> list[dict[str, Any]]:
        """The `event` part of every event's roster, the one that starts last first; of rehearsals those that are not
        over."""
        return await self._database.read(self._events)

    async def roster(self, event: str) -> dict[str, Any] | None:
        """Names of everything that a board shows of an event, or None where there is no such event, or where it is a
        rehearsal that is over."""
        kept = self._rosters.get(event)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        found = await self._database.read(self._roster, event)
        if found is None:
            self._rosters.pop(event, None)
        else:
            self._rosters[event] = (time.monotonic() + REMEMBERED_S, found)
        return found

    def forget(self, event: str) -> None:
        """Read the roster anew when it is next asked for: it was changed here."""
        self._rosters.pop(event, None)

    def _events(self) -> list[dict[str, Any]]:
        with self._database.connect() as connection:
            rows = connection.execute(_contests())
            newest = sorted((row for row in rows if row.state != OVER), key=lambda row: row.id)
            newest.sort(key=lambda row: row.starts, reverse=True)
            return [_event(_contest(row.document), row) for row in newest]

    def _roster(self, event: str) -> dict[str, Any] | None:
        with self._database.connect() as connection:
            row = connection.execute(_contests().where(schema.event.c.id == event)).first()
            return None if row is None or row.state == OVER else roster(connection, event)


def events(connection: Connection) -> list[str]:
    """Ids of all events."""
    return sorted(connection.scalars(select(schema.event.c.id)))


def roster(connection: Connection, event: str) -> dict[str, Any] | None:
    """The roster resource of an event, or None where there is no such event."""
    row = connection.execute(_contests().where(schema.event.c.id == event)).first()
    if row is None:
        return None
    contest = _contest(row.document)
    schemes = _schemes(contest, scheme_texts(connection, event))
    rows = _read(connection, event, schema.entrant, Entrant, {"entrant": "id"})
    teams = _read(connection, event, schema.team, Team, {"team": "id"})
    host = {} if contest.host == NO_HOST else {"host": hosts.told(connection, event, contest.host)}
    return host | {
        "event": _event(contest, row),
        "organiser": {"name": _both(contest.organiser), "filing": contest.filing},
        "trades": [_trade(trade, schemes[trade.id]) for trade in contest.trades],
        "entrants": {row.entrant: _without(row._asdict(), "entrant") for row in rows},
        "teams": {row.team: {"zh": row.name, "en": row.name_en} for row in teams},
        "prizes": [{"id": each.id, "name": _both(each.name)} for each in contest.overall],
    }


def save(connection: Connection, package: Package, note: Mapping[str, str]) -> None:
    """Write all that the catalogue keeps of a package, and a note about the import.
    Raises IntegrityError where the event is there."""
    contest = package.contest
    event = contest.event
    connection.execute(
        insert(schema.event).values(
            id=event,
            name_zh=contest.name.zh,
            name_en=contest.name.en,
            starts=contest.starts,
            ends=contest.ends,
            place_zh=contest.place.zh if contest.place else "",
            place_en=contest.place.en if contest.place else "",
            document=canonical(contests.document(contest)),
        )
    )
    trades = [
        {
            "event": event,
            "id": trade.id,
            "position": position,
            "name_zh": trade.name.zh,
            "name_en": trade.name.en,
            "document": canonical(contests.trade_document(trade)),
        }
        for position, trade in enumerate(contest.trades)
    ]
    connection.execute(insert(schema.trade), trades)
    for attribute, table, _, renamed in _ROWS:
        rows = [
            {"event": event, "position": position} | {renamed.get(key, key): it for key, it in row._asdict().items()}
            for position, row in enumerate(getattr(package, attribute))
        ]
        if rows:
            connection.execute(insert(table), rows)
    kept = {f"{SCHEMES}{name}.toml": text.encode() for name, text in package.scheme_texts.items()}
    kept |= {**package.policies, **package.pictures, **package.photos, **package.layouts}
    kept[IMPORT] = canonical(note).encode()
    for path, body in kept.items():
        connection.execute(insert(schema.package_file).values(event=event, path=path, body=body))


def note(connection: Connection, event: str) -> dict[str, str] | None:
    """What is known about the import of an event, or None where no package was imported under its id."""
    table = schema.package_file
    body = connection.scalar(select(table.c.body).where(table.c.event == event, table.c.path == IMPORT))
    return None if body is None else json.loads(body)


def renote(connection: Connection, event: str, said: Mapping[str, str]) -> None:
    """Replace what is known about the import of an event."""
    table = schema.package_file
    chosen = update(table).where(table.c.event == event, table.c.path == IMPORT)
    connection.execute(chosen.values(body=canonical(said).encode()))


def annex(connection: Connection, event: str, scheme: str) -> str:
    """What was brought with a scheme, "" for nothing."""
    table = schema.package_file
    chosen = select(table.c.body).where(table.c.event == event, table.c.path == ANNEX + scheme)
    return bytes(connection.scalar(chosen) or b"").decode()


def put_scheme(connection: Connection, event: str, scheme: str, text: str, brought: str) -> None:
    """Replace a scheme's file, and what was brought with it."""
    table = schema.package_file
    for path, body in ((f"{SCHEMES}{scheme}.toml", text), (ANNEX + scheme, brought)):
        connection.execute(delete(table).where(table.c.event == event, table.c.path == path))
        connection.execute(insert(table).values(event=event, path=path, body=body.encode()))


def load(connection: Connection, event: str) -> Package | None:
    """What the catalogue keeps of an event as a package, without marks, adjustments and those who went on: these are
    in the ledger. None where there is no such event."""
    contest = _stored_contest(connection, event)
    if contest is None:
        return None
    table = schema.package_file
    rows = connection.execute(select(table.c.path, table.c.body).where(table.c.event == event).order_by(table.c.path))
    files = {path: bytes(body) for path, body in rows}
    texts = scheme_texts(connection, event)
    parts: dict[str, Any] = {name: _read(connection, event, of, form, renamed) for name, of, form, renamed in _ROWS}
    return Package(
        contest=contest,
        schemes=_schemes(contest, texts),
        scheme_texts=texts,
        policies={
            path: body
            for path, body in files.items()
            if path not in LOGOS
            and not path.startswith((IMPORT, ANNEX, SCHEMES))
            and not any(form.fullmatch(path) for form in (PHOTO, LAYOUT))
        },
        pictures={path: body for path, body in files.items() if path in LOGOS},
        photos={path: body for path, body in files.items() if PHOTO.fullmatch(path)},
        layouts={path: body for path, body in files.items() if LAYOUT.fullmatch(path)},
        advanced=(),
        marks=(),
        adjustments=(),
        decisions=(),
        **parts,
    )


def _read(
    connection: Connection, event: str, table: Table, form: type[Named], renamed: Mapping[str, str]
) -> tuple[Named, ...]:
    columns = [table.c[renamed.get(field, field)] for field in form._fields]
    rows = connection.execute(select(*columns).where(table.c.event == event).order_by(table.c.position))
    return tuple(form._make(row) for row in rows)


def contest(connection: Connection, event: str) -> Contest | None:
    """What contest.toml states, None where there is no such event."""
    return _stored_contest(connection, event)


def _stored_contest(connection: Connection, event: str) -> Contest | None:
    document = connection.scalar(select(schema.event.c.document).where(schema.event.c.id == event))
    return None if document is None else _contest(document)


def _contest(document: str) -> Contest:
    findings = Findings()
    contest, _ = contests.read(Toml(CONTEST, "", json.loads(document)), findings)
    if findings.any():
        raise BrokenPromiseError(f"a stored contest is not valid: {findings.all(())[0]}")
    return contest


def scheme_texts(connection: Connection, event: str) -> dict[str, str]:
    """Schemes of an event as given, by name without `.toml`."""
    table = schema.package_file
    chosen = select(table.c.path, table.c.body).where(table.c.event == event, table.c.path.startswith(SCHEMES))
    rows = connection.execute(chosen.order_by(table.c.path))
    return {path.removeprefix(SCHEMES).removesuffix(".toml"): bytes(body).decode() for path, body in rows}


def _schemes(contest: Contest, texts: Mapping[str, str]) -> dict[str, Scheme]:
    schemes: dict[str, Scheme] = {}
    for trade in contest.trades:
        scheme, problems = read_scheme(tomllib.loads(texts[trade.scheme], parse_float=str))
        if scheme is None:
            raise BrokenPromiseError(f"a stored scheme is not valid: {problems[0]}")
        schemes[trade.id] = scheme
    return schemes


def _contests() -> Select[Any]:
    """Every event: what its package said, and for a rehearsal how it stands."""
    event = schema.event
    return select(event.c.document, event.c.id, event.c.starts, schema.rehearsal.c.state).outerjoin_from(
        event, schema.rehearsal, schema.rehearsal.c.event == event.c.id
    )


def _event(contest: Contest, row: Row[Any]) -> dict[str, Any]:
    """rehearsal: said of an event that is only tried out."""
    place = contest.place or Name("", "")
    days = {"starts": contest.starts, "ends": contest.ends}
    tried = {} if row.state is None else {"rehearsal": True}
    return {"id": contest.event, "name": _both(contest.name), **days, "place": _both(place), **tried}


def shape(scheme: Scheme) -> dict[str, Any]:
    """What the roster says of a trade that stands in its scheme. medals, teams: whether the scheme says who
    has one, and ranks them."""
    return {
        "decimals": scheme.decimals,
        "phases": [
            {"id": each.id, "name": _both(each.name), "modules": list(each.modules), "max": _number(each.max)}
            for each in scheme.phases
        ],
        "modules": _parts(scheme.modules),
        "groups": scheme.groups,
        "medals": scheme.medals is not None,
        "teams": scheme.teams is not None,
    }


def _trade(trade: contests.Trade, scheme: Scheme) -> dict[str, Any]:
    blind: dict[str, Any] = {"blind": "planned"} if trade.blind else {}
    if trade.layers:
        blind["layers"] = list(trade.layers)
    return {"id": trade.id, "name": _both(trade.name), **shape(scheme), **blind}


def _parts(nodes: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"id": node.id, "name": _both(node.name), "max": _number(node.max)} for node in nodes]


def _without(row: dict[str, Any], key: str) -> dict[str, Any]:
    return {each: value for each, value in row.items() if each != key}


def _both(name: Name) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}


def _number(number: Exact | None) -> str | None:
    return None if number is None else text(number)

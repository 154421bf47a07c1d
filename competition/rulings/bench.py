"""Who sits at the table: judges as the contest names them, and who may give a second hand and is here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from competition.access.access import Actor, Scope, authorize
from competition.store import schema
from competition.store.database import Database

OFFICE = "office"
HERE = timedelta(minutes=10)
"""Who asked for a page so long ago is taken to be here."""


class Judge(NamedTuple):
    """name: {"zh", "en"}. office: a seat that the office fills."""

    judge: str
    name: Mapping[str, str]
    office: bool


class Second(NamedTuple):
    """Somebody who may approve. roles: those that let her. here: she asked for a page within `HERE`. seen: UTC text, ""
    for never."""

    login: str
    name: str
    roles: tuple[str, ...]
    here: bool
    seen: str


async def judges(database: Database, event: str) -> dict[str, Judge]:
    """Every judge of the event, by id, in the order of the contest. Raises what the database raises."""
    return await database.read(_judges, database, event)


async def seconds(database: Database, event: str) -> list[Second]:
    """Everybody who may approve a proposal in the event: those who are here first, then by name."""
    now = datetime.now(UTC)
    return await database.read(_seconds, database, event, now)


def _judges(database: Database, event: str) -> dict[str, Judge]:
    table = schema.judge.c
    chosen = select(table.id, table.name, table.name_en, table.kind).where(table.event == event)
    with database.connect() as connection:
        rows = connection.execute(chosen.order_by(table.position)).all()
    return {row.id: Judge(row.id, {"zh": row.name, "en": row.name_en or row.name}, row.kind == OFFICE) for row in rows}


def _seconds(database: Database, event: str, now: datetime) -> list[Second]:
    account, login, session = schema.account.c, schema.login.c, schema.session.c
    seen = (
        select(session.login, func.max(session.seen_at).label("seen_at"))
        .where(session.revoked_at.is_(None))
        .group_by(session.login)
        .subquery()
    )
    chosen = (
        select(account.role, login.name, login.shown, seen.c.seen_at)
        .join_from(schema.account, schema.login, account.login == login.name)
        .outerjoin(seen, seen.c.login == login.name)
        .where(account.event == event, account.disabled_at.is_(None), login.disabled_at.is_(None))
    )
    with database.connect() as connection:
        rows = connection.execute(chosen).all()
    found: dict[str, Second] = {}
    for row in rows:
        if authorize(Actor(row.role, row.name, event), "approve", Scope(event)):
            known = found.get(row.name)
            roles = (*(known.roles if known else ()), row.role)
            seen_at = row.seen_at or ""
            found[row.name] = Second(row.name, row.shown, tuple(sorted(roles)), _recent(seen_at, now), seen_at)
    return sorted(found.values(), key=lambda each: (not each.here, each.name))


def _recent(seen: str, now: datetime) -> bool:
    return bool(seen) and now - datetime.fromisoformat(seen) < HERE

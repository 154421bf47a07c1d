"""Sessions: rows that a cookie leads to by its hash, so that each can be ended. The cookie itself is kept nowhere.

A session ends 12 hours after it was last seen, 30 days after it was opened, or when it is revoked.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update
from starlette.requests import HTTPConnection
from starlette.responses import Response

from competition.access.access import HOUSE, ROLES, Actor
from competition.access.tablets import devices
from competition.access.tokens import hash_of, now
from competition.access.visitors import Visitor
from competition.store import schema

IDLE: Final = timedelta(hours=12)
LASTS: Final = timedelta(days=30)
LONGEST_AGENT: Final = 200
"""Characters of what a browser calls itself that are kept."""

COOKIE: Final = "saiping_session"
SECURE_COOKIE: Final = f"__Host-{COOKIE}"
"""Over HTTPS: a browser takes it from this host alone, and sends it nowhere else."""


class Session(NamedTuple):
    """A session as pages list it. id: what pages call it. agent: what the browser called itself. Times are UTC text."""

    id: str
    login: str
    event: str
    account: str
    agent: str
    created_at: str
    seen_at: str


def open_session(connection: Connection, *, login: str = "", actor: Actor | None = None, agent: str = "") -> str:
    """A new session of a login, or of the one account that a personal code leads to; what its cookie holds."""
    at, session = now(), schema.session.c
    connection.execute(delete(schema.session).where(session.created_at < now(-LASTS)))
    held = secrets.token_urlsafe(32)
    connection.execute(
        insert(schema.session).values(
            hash=hash_of(held),
            id=secrets.token_urlsafe(9),
            login=login,
            event=(actor.event or HOUSE) if actor else "",
            account=actor.id if actor else "",
            agent=agent[:LONGEST_AGENT],
            created_at=at,
            seen_at=at,
        )
    )
    return held


def visitor_of(connection: Connection, hashed: str, last: str = "") -> tuple[Visitor, str] | None:
    """Who comes with a cookie of this hash, and until when (UTC text) at least; None where nobody. last: when she was
    seen, where that is known and not yet written down."""
    session = schema.session.c
    found = connection.execute(select(schema.session).where(session.hash == hashed)).first()
    if found is None or found.revoked_at is not None:
        return None
    until = min(_later(found.created_at, LASTS), _later(max(found.seen_at, last), IDLE))
    if until <= now():
        return None
    visitor = _by_login(connection, found.login) if found.login else _by_code(connection, found.event, found.account)
    if visitor is None:
        return None
    return _enrolled(connection, replace(visitor, session=found.id), hashed), until


def name_of(connection: Connection, event: str, judge: str) -> str:
    """What the judge of the event is called."""
    row = schema.judge.c
    return connection.scalar(select(row.name).where(row.event == event, row.id == judge)) or judge


def seen(connection: Connection, times: Mapping[str, str]) -> None:
    """Note when sessions were last seen: hash → UTC text."""
    for hashed, at in times.items():
        connection.execute(update(schema.session).where(schema.session.c.hash == hashed).values(seen_at=at))


def open_sessions(connection: Connection, *, login: str = "", event: str = "") -> list[Session]:
    """Sessions that count, the one seen last first: of a login; or of all who have an account in the event (or
    `house`), with those of its personal codes."""
    session, account = schema.session.c, schema.account.c
    here = select(account.login).where(account.event == event, account.login != "")
    whose = session.login == login if login else session.login.in_(here) | (session.event == event)
    found = connection.execute(
        select(*(session[field] for field in Session._fields))
        .where(whose, session.revoked_at.is_(None), session.seen_at > now(-IDLE), session.created_at > now(-LASTS))
        .order_by(session.seen_at.desc())
    )
    return [Session(*row) for row in found]


def end(connection: Connection, id: str) -> int:
    """End the session that pages call so; how many ended, 0 or 1."""
    return _end(connection, schema.session.c.id == id)


def end_all(connection: Connection, *, login: str = "", actor: Actor | None = None, but: str = "") -> int:
    """End every session of a login, or of the account that a personal code leads to, but the one named; how many."""
    session = schema.session.c
    if actor is not None:
        return _end(
            connection, (session.event == (actor.event or HOUSE)) & (session.account == actor.id) & (session.id != but)
        )
    return _end(connection, (session.login == login) & (session.id != but)) if login else 0


def cookie_of(connection: HTTPConnection) -> str:
    """What the session cookie of this request holds, "" for none."""
    return connection.cookies.get(_cookie_name(connection), "")


def keep_cookie(response: Response, connection: HTTPConnection, held: str) -> None:
    """Have the browser keep the session."""
    name = _cookie_name(connection)
    seconds = int(LASTS.total_seconds())
    response.set_cookie(
        name, held, max_age=seconds, path="/", secure=name == SECURE_COOKIE, httponly=True, samesite="lax"
    )


def drop_cookie(response: Response, connection: HTTPConnection) -> None:
    """Have the browser forget the session."""
    name = _cookie_name(connection)
    response.delete_cookie(name, path="/", secure=name == SECURE_COOKIE, httponly=True, samesite="lax")


def _cookie_name(connection: HTTPConnection) -> str:
    return SECURE_COOKIE if connection.scope.get("scheme") in ("https", "wss") else COOKIE


def _by_login(connection: Connection, name: str) -> Visitor | None:
    login, account = schema.login.c, schema.account.c
    found = connection.execute(select(login.shown).where(login.name == name, login.disabled_at.is_(None))).first()
    if found is None:
        return None
    rows = connection.execute(
        select(account.event, account.role, account.judge).where(account.login == name, account.disabled_at.is_(None))
    )
    actors = [Actor(row.role, name, "" if row.event == HOUSE else row.event, row.judge) for row in rows]
    actors.sort(key=lambda actor: (actor.event, ROLES.index(actor.role)))
    return Visitor(name, found.shown, tuple(actors))


def _by_code(connection: Connection, event: str, id: str) -> Visitor | None:
    account, judge = schema.account.c, schema.judge.c
    found = connection.execute(
        select(account.role, account.judge, judge.name)
        .join_from(
            schema.account, schema.judge, (judge.event == account.event) & (judge.id == account.judge), isouter=True
        )
        .where(account.event == event, account.id == id, account.disabled_at.is_(None))
    ).first()
    if found is None:
        return None
    name = id.removeprefix(f"{found.role}.")
    return Visitor(name, found.name or name, (Actor(found.role, name, event, found.judge),), by_code=True)


def _end(connection: Connection, which: ColumnElement[bool]) -> int:
    session = schema.session.c
    ended = update(schema.session).where(which, session.revoked_at.is_(None)).values(revoked_at=now())
    return connection.execute(ended).rowcount


def _enrolled(connection: Connection, visitor: Visitor, hashed: str) -> Visitor:
    """The visitor with the devices that her session made of her browser; one that was revoked is no way in."""
    actors = []
    for actor in visitor.actors:
        device = devices.by_hash(connection, devices.session_hash(hashed, actor.event)) if actor.judge else None
        if device is None or device.account != actor.id:
            actors.append(actor)
        elif device.revoked_at is None:
            actors.append(replace(actor, device=device.id))
        else:
            visitor = replace(visitor, late=device.actor, ended=devices.REVOKED)
    return replace(visitor, actors=tuple(actors))


def _later(at: str, span: timedelta) -> str:
    """UTC text so much later."""
    moment = datetime.fromisoformat(at.removesuffix("Z")) + span
    return moment.isoformat(timespec="microseconds") + "Z"

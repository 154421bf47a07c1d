"""People who are signed in: for any role in any event a client that holds the session's cookie, without a password.

with serving(folder) as server, signed_in(server, folder, "organiser") as organiser:
    organiser.get(f"/office/{EVENT}")
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from sqlalchemy import insert, select

from competition.access import sessions
from competition.access.access import HOUSE, Actor
from competition.access.logins import grant
from competition.access.tokens import now
from competition.store import schema
from competition.store.database import Database, open_database
from tests.competition.venue import EVENT, Server, url_of


def cookie(store: Path | str | Database, role: str, *, event: str = EVENT, login: str = "", judge: str = "") -> str:
    """The session cookie of a person with this role in the event (`HOUSE`: of the installation), made where there is
    none. login: hers, `<role>-1` unless said; one login may have several roles. judge: whose place she fills; without
    a login, she came in with that judge's personal code."""
    if isinstance(store, Database):
        return _cookie(store, role, event, login, judge)
    with open_database(url_of(store)) as database:
        return _cookie(database, role, event, login, judge)


@contextmanager
def signed_in(
    server: Server, store: Path | str, role: str, *, event: str = EVENT, login: str = "", judge: str = ""
) -> Iterator[httpx.Client]:
    """A client of the server that sends the cookie of such a person (see `cookie`); it follows no redirects."""
    held = cookie(store, role, event=event, login=login, judge=judge)
    with httpx.Client(base_url=server.api, headers={"Cookie": f"{sessions.COOKIE}={held}"}, timeout=20) as client:
        yield client


def _cookie(database: Database, role: str, event: str, login: str, judge: str) -> str:
    with database.transaction() as connection:
        if judge and not login:
            actor = Actor(role, judge, "" if event == HOUSE else event, judge)
            grant(connection, actor, login="")
            return sessions.open_session(connection, actor=actor, agent="test")
        name = login or f"{role}-1"
        known = connection.scalar(select(schema.login.c.name).where(schema.login.c.name == name))
        if known is None:
            connection.execute(insert(schema.login).values(name=name, shown=name, password="none", created_at=now()))
        grant(connection, Actor(role, name, "" if event == HOUSE else event, judge), login=name)
        return sessions.open_session(connection, login=name, agent="test")

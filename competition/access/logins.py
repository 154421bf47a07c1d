"""Logins: people who sign in with a password, and the accounts that they hold in events."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from competition.access.access import HOUSE, Actor
from competition.access.tokens import now
from competition.store import schema
from scoring.problems import Problem

NAME: Final = re.compile("[a-z0-9][a-z0-9._-]{1,31}")
LONGEST_SHOWN: Final = 60
"""Characters of a name as pages show it."""


class Login(NamedTuple):
    """A person who signs in. name: what she types. shown: her name as pages show it. password: its hash."""

    name: str
    shown: str
    password: str
    created_at: str
    disabled_at: str | None


class AccountTaken(Exception):
    """Somebody else holds the account already: a judge's personal code leads to it, or another login."""


def find(connection: Connection, name: str) -> Login | None:
    """The login of this name, disabled or not."""
    row = connection.execute(
        select(*(schema.login.c[field] for field in Login._fields)).where(schema.login.c.name == name)
    ).first()
    return None if row is None else Login(*row)


def every(connection: Connection) -> list[Login]:
    """Every login, by name."""
    columns = [schema.login.c[field] for field in Login._fields]
    return [Login(*row) for row in connection.execute(select(*columns).order_by(schema.login.c.name))]


def create(connection: Connection, name: str, shown: str, password: str) -> None:
    """A new login. password: its hash. Raises IntegrityError where the name is taken."""
    connection.execute(insert(schema.login).values(name=name, shown=shown, password=password, created_at=now()))


def name_problems(connection: Connection, name: str, shown: str) -> list[Problem]:
    """What stands against a new login of this name, shown so."""
    found = []
    if not NAME.fullmatch(name):
        found.append(Problem("bad-login", "login"))
    elif find(connection, name) is not None:
        found.append(Problem("login-taken", "login", {"login": name}))
    elif is_judge(connection, name):
        found.append(Problem("login-is-judge", "login", {"login": name}))
    if not shown.strip():
        found.append(Problem("name-missing", "shown"))
    elif len(shown) > LONGEST_SHOWN or not shown.isprintable():
        found.append(Problem("bad-name", "shown", {"limit": str(LONGEST_SHOWN)}))
    return found


def is_judge(connection: Connection, name: str, event: str = "") -> bool:
    """True where a judge of the event (of any, for "") has this id: lines tell people apart by these names."""
    judge = schema.judge.c
    asked = select(judge.id).where(func.lower(judge.id) == name.lower())
    return connection.execute(asked.where(judge.event == event) if event else asked).first() is not None


def set_password(connection: Connection, name: str, password: str) -> None:
    """Replace the login's password by another. password: its hash."""
    connection.execute(update(schema.login).where(schema.login.c.name == name).values(password=password))


def grant(connection: Connection, actor: Actor, *, login: str) -> None:
    """Let a login act as this actor, `actor.name` being its name; "": only tokens and personal codes lead there. An
    account that was taken away counts again. Raises AccountTaken."""
    event = actor.event or HOUSE
    account = schema.account.c
    here = (account.event == event) & (account.id == actor.id)
    found = connection.execute(select(account.login, account.judge).where(here)).first()
    if found is None:
        values = {"event": event, "id": actor.id, "role": actor.role, "judge": actor.judge, "login": login}
        connection.execute(insert(schema.account).values(created_at=now(), **values))
    elif found.login != login or found.judge != actor.judge:
        raise AccountTaken(actor.id)
    else:
        connection.execute(update(schema.account).where(here).values(disabled_at=None))


def withdraw(connection: Connection, actor: Actor) -> None:
    """Take the account away, whoever holds it. What it stated stays."""
    account = schema.account.c
    connection.execute(
        update(schema.account)
        .where(account.event == (actor.event or HOUSE), account.id == actor.id, account.disabled_at.is_(None))
        .values(disabled_at=now())
    )


def disable(connection: Connection, name: str, *, disabled: bool) -> None:
    """Let the login count no more, or again."""
    at = now() if disabled else None
    connection.execute(update(schema.login).where(schema.login.c.name == name).values(disabled_at=at))


def claimed_by(connection: Connection) -> str:
    """The login of an owner, "" while nobody has claimed this installation."""
    account = schema.account.c
    rows = connection.execute(
        select(account.login).where(account.event == HOUSE, account.role == "owner", account.login != "")
    )
    return next((row.login for row in rows), "")

"""Accounts and their bearer tokens. A token is shown once, when it is made; the database keeps its SHA-256 only."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from datetime import timedelta

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import HTTPConnection

from competition import schema
from competition.access import PUBLIC, Actor
from competition.clock import utc
from competition.database import Database, StoreFailed

REMEMBERED_S = 0.5
"""How long an answer about a token may be repeated without asking the database: a revocation takes hold within it."""

MOST_REMEMBERED = 10_000
LONGEST_TOKEN = 128
"""Characters; longer ones are no token of ours."""

HOUSE = "house"


class Accounts:
    """Knows who a token belongs to. Shared by everything in this process that identifies somebody."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._remembered: dict[str, tuple[float, Actor | None]] = {}

    async def identify(self, token: str) -> Actor | None:
        """Whose token this is, None where it is nobody's, expired or revoked. Raises StoreFailed."""
        if not token or len(token) > LONGEST_TOKEN:
            return None
        hashed = hash_of(token)
        now = time.monotonic()
        known = self._remembered.get(hashed)
        if known is not None and known[0] > now:
            return known[1]
        actor = await self._database.read(self._look_up, hashed)
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[hashed] = (now + REMEMBERED_S, actor)
        return actor

    async def actor(self, connection: HTTPConnection) -> Actor | None:
        """Who sends a request: the public where it bears no token, None where the token is nobody's."""
        header = connection.headers.get("authorization")
        if header is None:
            return PUBLIC
        scheme, _, token = header.partition(" ")
        return await self.identify(token.strip()) if scheme.lower() == "bearer" else None

    def _look_up(self, hashed: str) -> Actor | None:
        try:
            with self._database.connect() as connection:
                return owner_of(connection, hashed, now=_now())
        except SQLAlchemyError as error:
            raise StoreFailed(str(error)) from error


def hash_of(token: str) -> str:
    """SHA-256 of the token, lower-case hex."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def owner_of(connection: Connection, hashed: str, *, now: str) -> Actor | None:
    """The account that a token with this hash lets act at this time (UTC text)."""
    token, account = schema.token.c, schema.account.c
    found = connection.execute(
        select(token.hash, token.expires_at, token.revoked_at, account.disabled_at)
        .add_columns(account.event, account.id, account.role, account.judge)
        .join_from(schema.token, schema.account, (token.event == account.event) & (token.account == account.id))
        .where(token.hash == hashed)
    ).first()
    if found is None or not hmac.compare_digest(found.hash, hashed):
        return None
    if found.revoked_at is not None or found.disabled_at is not None:
        return None
    if found.expires_at is not None and found.expires_at <= now:
        return None
    event = "" if found.event == HOUSE else found.event
    return Actor(found.role, found.id.removeprefix(f"{found.role}."), event, found.judge)


def issue(connection: Connection, actor: Actor, *, expires: timedelta | None = None) -> str:
    """A new token for the actor, whose account is made if there is none. Tokens it had before are revoked."""
    now = _now()
    event = actor.event or HOUSE
    account = schema.account.c
    found = connection.execute(select(account.id).where(account.event == event, account.id == actor.id)).first()
    if found is None:
        connection.execute(
            insert(schema.account).values(
                event=event, id=actor.id, role=actor.role, judge=actor.judge, created_at=now, disabled_at=None
            )
        )
    revoke(connection, actor)
    token = secrets.token_urlsafe(32)
    connection.execute(
        insert(schema.token).values(
            hash=hash_of(token),
            event=event,
            account=actor.id,
            created_at=now,
            expires_at=None if expires is None else _now(expires),
            revoked_at=None,
        )
    )
    return token


def revoke(connection: Connection, actor: Actor) -> int:
    """Revoke every token of the actor that is not revoked yet; how many those were."""
    token = schema.token.c
    return connection.execute(
        update(schema.token)
        .where(token.event == (actor.event or HOUSE), token.account == actor.id, token.revoked_at.is_(None))
        .values(revoked_at=_now())
    ).rowcount


def _now(later: timedelta = timedelta()) -> str:
    return utc(time.time_ns() + later // timedelta(microseconds=1) * 1000)

"""Accounts and their bearer tokens. A token is shown once, when it is made; the database keeps its SHA-256 only."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import HTTPConnection

from competition.access.access import PUBLIC, Actor
from competition.store import schema
from competition.store.clock import utc
from competition.store.database import Database, StoreFailed

CHECKED_S = 0.4
"""How often `watch` asks the database whether any token or account stopped counting."""

TRUSTED_S = 0.8
"""How long after the last such check what is remembered may be repeated: a revocation takes hold within it."""

MOST_REMEMBERED = 10_000
LONGEST_TOKEN = 128
"""Characters; longer ones are no token of ours."""

HOUSE = "house"

log = logging.getLogger("saiping.accounts")


class Accounts:
    """Knows who a token belongs to. While `watch` runs, a judge who is known is known without asking the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, tuple[Actor, str | None]] = {}
        self._strangers: dict[str, float] = {}
        self._ended: tuple[int, ...] = ()
        self._generation = 0
        self._checked_at = -TRUSTED_S

    async def identify(self, token: str) -> Actor | None:
        """Whose token this is, None where it is nobody's, expired or revoked. Raises StoreFailed."""
        if not token or len(token) > LONGEST_TOKEN:
            return None
        hashed = hash_of(token)
        now = time.monotonic()
        known = self._known.get(hashed)
        if known is not None and now < self._checked_at + TRUSTED_S:
            actor, expires_at = known
            return actor if expires_at is None or expires_at > _now() else None
        if now < self._strangers.get(hashed, 0.0) + CHECKED_S:
            return None
        generation = self._generation
        found = await self._database.read(self._look_up, hashed)
        if generation == self._generation:  # nothing stopped counting meanwhile
            self._remember(hashed, found)
        return None if found is None else found[0]

    async def actor(self, connection: HTTPConnection) -> Actor | None:
        """Who sends a request: the public where it bears no token, None where the token is nobody's."""
        header = connection.headers.get("authorization")
        if header is None:
            return PUBLIC
        scheme, _, token = header.partition(" ")
        return await self.identify(token.strip()) if scheme.lower() == "bearer" else None

    async def watch(self) -> None:
        """Forget what is remembered as soon as any token or account stops counting, for as long as this runs."""
        while True:
            try:
                await self._check()
            except StoreFailed as error:
                log.error("tokens cannot be checked: %s", error)
            await asyncio.sleep(CHECKED_S)

    async def _check(self) -> None:
        began = time.monotonic()
        ended = await self._database.read(self._count_ended)
        if ended != self._ended:
            self._ended = ended
            self._generation += 1
            self._known.clear()
        self._checked_at = began

    def _remember(self, hashed: str, found: tuple[Actor, str | None] | None) -> None:
        for kept in (self._known, self._strangers):
            if len(kept) >= MOST_REMEMBERED:
                kept.clear()
        if found is None:
            self._known.pop(hashed, None)
            self._strangers[hashed] = time.monotonic()
        else:
            self._known[hashed] = found

    def _look_up(self, hashed: str) -> tuple[Actor, str | None] | None:
        with _reading(self._database) as connection:
            return owner_of(connection, hashed, now=_now())

    def _count_ended(self) -> tuple[int, ...]:
        """What changes whenever a token or an account stops counting, but for time alone."""
        tokens = select(func.count(schema.token.c.revoked_at))
        accounts = select(func.count(schema.account.c.disabled_at))
        with _reading(self._database) as connection:
            return tuple(connection.execute(each).scalar_one() for each in (tokens, accounts))


@contextmanager
def _reading(database: Database) -> Iterator[Connection]:
    try:
        with database.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise StoreFailed(str(error)) from error


def hash_of(token: str) -> str:
    """SHA-256 of the token, lower-case hex."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def owner_of(connection: Connection, hashed: str, *, now: str) -> tuple[Actor, str | None] | None:
    """The account that a token with this hash lets act at this time (UTC text), and until when; None where none."""
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
    return Actor(found.role, found.id.removeprefix(f"{found.role}."), event, found.judge), found.expires_at


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

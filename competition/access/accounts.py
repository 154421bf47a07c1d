"""Who is behind a request: looked up by the hash of token or cookie, and remembered while nothing stops counting."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import HTTPConnection

from competition.access import sessions, tokens
from competition.access.access import Actor
from competition.access.tablets import devices
from competition.access.tablets.contacts import Contacts
from competition.access.tokens import hash_of
from competition.access.visitors import NOBODY, UnknownToken, Visitor
from competition.store import schema
from competition.store.database import Database, StoreFailed

CHECKED_S = 0.4
"""How often `watch` asks the database whether any token, session or account stopped counting."""

TRUSTED_S = 0.8
"""How long after the last such check what is remembered may be repeated: a revocation takes hold within it."""

SEEN_S = 30.0
"""How often the times at which sessions were seen are written down."""

MOST_REMEMBERED = 10_000
LONGEST_TOKEN = 128
"""Characters; longer ones are no token of ours."""

Result = TypeVar("Result")

log = logging.getLogger("saiping.accounts")


class _Known(NamedTuple):
    """Who a token or cookie leads to, and until when (UTC text, None for ever)."""

    visitor: Visitor
    until: str | None


class Accounts:
    """Knows who a request comes from. While `watch` runs, who is known is known without asking the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.contacts = Contacts(database)
        self._known: dict[str, _Known] = {}
        self._strangers: dict[str, float] = {}
        self._seen: dict[str, str] = {}
        self._written_at = time.monotonic()
        self._ended: tuple[object, ...] = ()
        self._generation = 0
        self._checked_at = -TRUSTED_S

    async def visitor(self, connection: HTTPConnection) -> Visitor:
        """Who sends a request, by bearer token, else by session and device cookie; `NOBODY` where nobody is signed in.
        Raises UnknownToken where a token is nobody's, and StoreFailed."""
        header = connection.headers.get("authorization")
        if header is not None:
            scheme, _, token = header.partition(" ")
            actor = await self.identify(token.strip()) if scheme.lower() == "bearer" else None
            if actor is None:
                raise UnknownToken
            return _alone(actor)
        held = sessions.cookie_of(connection)
        found = await self._find("session", held, self._session) if held else None
        if found is not None:
            self._seen[hash_of(held)] = tokens.now()
        held = devices.cookie_of(connection)
        device = await self._find("device", held, self._device) if held else None
        visitor = (found or NOBODY) if device is None else (found or NOBODY).on(device)
        self.contacts.note(connection, visitor)
        return visitor

    async def behind(self, held: str) -> Visitor:
        """Who a session cookie that holds this leads to. Raises StoreFailed."""
        return await self._find("session", held, self._session) or NOBODY

    async def identify(self, token: str) -> Actor | None:
        """Whose bearer token this is, None where it is nobody's, expired or revoked. Raises StoreFailed."""
        found = await self._find("token", token, self._token)
        return None if found is None else found.actors[0]

    async def write(self, function: Callable[[Connection], Result]) -> Result:
        """Change accounts, sessions or invitations in one transaction; what was remembered is asked for anew.
        Raises StoreFailed."""
        try:
            return await self._database.write(function)
        finally:
            self._forget()

    async def read(self, function: Callable[[Connection], Result]) -> Result:
        """Read accounts, sessions or invitations. Raises StoreFailed."""

        def found() -> Result:
            with _reading(self._database) as connection:
                return function(connection)

        return await self._database.read(found)

    async def watch(self) -> None:
        """Forget what is remembered as soon as any token, session or account stops counting, and write down when
        sessions were seen, for as long as this runs."""
        while True:
            try:
                await self._check()
                if time.monotonic() > self._written_at + SEEN_S:
                    await self.write_seen()
                await self.contacts.write_due()
            except StoreFailed as error:
                log.error("accounts cannot be checked: %s", error)
            await asyncio.sleep(CHECKED_S)

    async def write_seen(self) -> None:
        """Write down when sessions were last seen."""
        self._written_at = time.monotonic()
        times, self._seen = self._seen, {}
        if times:
            await self._database.write(lambda connection: sessions.seen(connection, times))

    async def _find(self, kind: str, held: str, look_up: Callable[[Connection, str], _Known | None]) -> Visitor | None:
        if not held or len(held) > LONGEST_TOKEN:
            return None
        hashed = hash_of(held)
        key = f"{kind} {hashed}"
        now = time.monotonic()
        known = self._known.get(key)
        if known is not None and now < self._checked_at + TRUSTED_S and (known.until or "Z") > tokens.now():
            return known.visitor
        if now < self._strangers.get(key, 0.0) + CHECKED_S:
            return None
        generation = self._generation
        found = await self._database.read(self._look_up, look_up, hashed)
        if generation == self._generation:  # nothing stopped counting meanwhile
            self._remember(key, found)
        return None if found is None else found.visitor

    async def _check(self) -> None:
        began = time.monotonic()
        ended = await self._database.read(self._count_ended)
        if ended != self._ended:
            self._ended = ended
            self._forget()
        self._checked_at = began

    def _forget(self) -> None:
        self._generation += 1
        self._known.clear()

    def _remember(self, key: str, found: _Known | None) -> None:
        for kept in (self._known, self._strangers):
            if len(kept) >= MOST_REMEMBERED:
                kept.clear()
        if found is None:
            self._known.pop(key, None)
            self._strangers[key] = time.monotonic()
        else:
            self._known[key] = found

    def _look_up(self, look_up: Callable[[Connection, str], _Known | None], hashed: str) -> _Known | None:
        with _reading(self._database) as connection:
            return look_up(connection, hashed)

    def _token(self, connection: Connection, hashed: str) -> _Known | None:
        found = tokens.owner_of(connection, hashed)
        return None if found is None else _Known(_alone(found[0]), found[1])

    def _session(self, connection: Connection, hashed: str) -> _Known | None:
        found = sessions.visitor_of(connection, hashed, self._seen.get(hashed, ""))
        return None if found is None else _Known(*found)

    def _device(self, connection: Connection, hashed: str) -> _Known | None:
        device = devices.by_hash(connection, hashed)
        if device is None or not devices.counts(connection, device):
            return None
        if device.state == "enrolled":
            name = sessions.name_of(connection, device.event, device.judge)
            return _Known(Visitor(device.judge, name, (device.actor,), by_code=True), device.expires_at)
        ended = devices.EXPIRED if device.state == "expired" else devices.REVOKED
        return _Known(Visitor(late=device.actor, ended=ended), None)

    def _count_ended(self) -> tuple[object, ...]:
        """What changes whenever a token, session, device, login or account begins or stops to count, but for time."""
        columns = (
            *(schema.token.c.revoked_at, schema.session.c.revoked_at),
            *(schema.login.c.disabled_at, schema.account.c.disabled_at, schema.account.c.created_at),
            *(schema.device.c.revoked_at, schema.device.c.enrolled_at),
        )
        with _reading(self._database) as connection:
            return tuple(tuple(connection.execute(select(func.count(each), func.max(each))).one()) for each in columns)


def _alone(actor: Actor) -> Visitor:
    """Who comes with a bearer token: one account, nothing else."""
    return Visitor(actor.name, actor.name, (actor,))


@contextmanager
def _reading(database: Database) -> Iterator[Connection]:
    try:
        with database.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise StoreFailed(str(error)) from error

"""Bearer tokens: shown once, when they are made; the database keeps their SHA-256 only."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from datetime import timedelta

from sqlalchemy import Connection, insert, select, update

from competition.access.access import HOUSE, Actor
from competition.store import schema
from competition.store.clock import utc


def hash_of(token: str) -> str:
    """SHA-256 of the token, lower-case hex."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def owner_of(connection: Connection, hashed: str) -> tuple[Actor, str | None] | None:
    """The account that a token with this hash lets act now, and until when (UTC text); None where none."""
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
    if found.expires_at is not None and found.expires_at <= now():
        return None
    event = "" if found.event == HOUSE else found.event
    return Actor(found.role, found.id.removeprefix(f"{found.role}."), event, found.judge), found.expires_at


def issue(connection: Connection, actor: Actor, *, expires: timedelta | None = None) -> str:
    """A new token for the actor, whose account is made if there is none. Tokens it had before are revoked."""
    at = now()
    event = actor.event or HOUSE
    account = schema.account.c
    found = connection.execute(select(account.id).where(account.event == event, account.id == actor.id)).first()
    if found is None:
        connection.execute(
            insert(schema.account).values(
                event=event, id=actor.id, role=actor.role, judge=actor.judge, login="", created_at=at
            )
        )
    revoke(connection, actor)
    token = secrets.token_urlsafe(32)
    connection.execute(
        insert(schema.token).values(
            hash=hash_of(token),
            event=event,
            account=actor.id,
            created_at=at,
            expires_at=None if expires is None else now(expires),
        )
    )
    return token


def accounts(connection: Connection, event: str) -> set[str]:
    """Ids of the event's accounts that a token counts for."""
    token = schema.token.c
    counts = token.revoked_at.is_(None) & (token.expires_at.is_(None) | (token.expires_at > now()))
    return set(connection.scalars(select(token.account).where(token.event == event, counts)))


def revoke(connection: Connection, actor: Actor) -> int:
    """Revoke every token of the actor that is not revoked yet; how many those were."""
    token = schema.token.c
    return connection.execute(
        update(schema.token)
        .where(token.event == (actor.event or HOUSE), token.account == actor.id, token.revoked_at.is_(None))
        .values(revoked_at=now())
    ).rowcount


def now(later: timedelta = timedelta()) -> str:
    """The time so much from now, UTC text."""
    return utc(time.time_ns() + later // timedelta(microseconds=1) * 1000)

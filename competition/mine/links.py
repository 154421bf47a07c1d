"""Private links: 256 random bits each, shown once and kept as SHA-256; one counts for an entrant at a time."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from competition.access.tokens import hash_of, now
from competition.store import schema

LONGEST = 100
"""Characters of an address's end that are looked at."""

_NOBODY = hash_of("")


class Made(NamedTuple):
    """A new link. token: what it says, shown this once."""

    entrant: str
    token: str


class Link(NamedTuple):
    """A link that counts. entrant: as the catalogue knows her. made_at: UTC text."""

    event: str
    entrant: str
    made_at: str


def make(connection: Connection, event: str, entrants: Iterable[str], *, made_by: str) -> list[Made]:
    """A new link for each of them, in order; those they had before lead nowhere from now on."""
    made = []
    for entrant in entrants:
        revoke(connection, event, entrant)
        token = secrets.token_urlsafe(32)
        connection.execute(
            insert(schema.private_link).values(
                event=event,
                entrant=entrant,
                id=secrets.token_urlsafe(9),
                token=hash_of(token),
                made_by=made_by,
                made_at=now(),
            )
        )
        made.append(Made(entrant, token))
    return made


def revoke(connection: Connection, event: str, entrant: str) -> None:
    """Let no link of the entrant lead anywhere."""
    link = schema.private_link.c
    hers = (link.event == event) & (link.entrant == entrant) & link.revoked_at.is_(None)
    connection.execute(update(schema.private_link).where(hers).values(revoked_at=now()))


def find(connection: Connection, token: str) -> Link | None:
    """The link that says this; None for one that was revoked, and for what is none: found out by the same steps."""
    link = schema.private_link.c
    hashed = hash_of(token[:LONGEST])
    row = connection.execute(
        select(link.token, link.revoked_at, *(link[field] for field in Link._fields)).where(link.token == hashed)
    ).first()
    same = hmac.compare_digest(_NOBODY if row is None else row.token, hashed)
    return None if row is None or not same or row.revoked_at is not None else Link(*row[2:])


def of_event(connection: Connection, event: str) -> dict[str, Link]:
    """Links that count, by entrant."""
    link = schema.private_link.c
    chosen = select(*(link[field] for field in Link._fields)).where(link.event == event, link.revoked_at.is_(None))
    return {row.entrant: Link(*row) for row in connection.execute(chosen)}

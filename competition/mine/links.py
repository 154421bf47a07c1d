"""Private links: 256 random bits each, shown once and kept as SHA-256; one counts for an entrant at a time."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection, insert, select, update

from competition.access.tokens import hash_of, now
from competition.store import schema

LONGEST = 100
"""Characters of an address's end that are looked at."""

TWICE: Final = timedelta(seconds=10)
"""Within which a form that comes again was clicked twice."""

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


def make(connection: Connection, event: str, entrants: Iterable[str], *, made_by: str, form: str = "") -> list[Made]:
    """A new link for each of them, in order; those they had before lead nowhere from now on. form: key of the form that
    asked, "" for none."""
    made = []
    for entrant in entrants:
        revoke(connection, event, entrant)
        token = secrets.token_urlsafe(32)
        connection.execute(
            insert(schema.private_link).values(
                event=event,
                entrant=entrant,
                id=f"{_of_form(form)}{secrets.token_urlsafe(9)}",
                token=hash_of(token),
                made_by=made_by,
                made_at=now(),
            )
        )
        made.append(Made(entrant, token))
    return made


def unseen(connection: Connection, event: str, *, made_by: str, form: str) -> set[str]:
    """Entrants whose links the same form made a moment ago: it was clicked twice, and who clicked sees what answers the
    second click only."""
    link = schema.private_link.c
    same = (link.event == event) & (link.made_by == made_by) & link.id.startswith(_of_form(form), autoescape=True)
    fresh = link.revoked_at.is_(None) & (link.made_at >= now(-TWICE))
    return set(connection.scalars(select(link.entrant).where(same, fresh))) if form else set()


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


def _of_form(key: str) -> str:
    """How the ids of links begin that a form made."""
    return f"{hash_of(key)[:16]}." if key else ""

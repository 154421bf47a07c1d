"""Tablets of judges, and what is said between them and the desk."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text, UniqueConstraint

from competition.store.schema.base import metadata, of_event, place, text

device = Table(
    "device",
    metadata,
    of_event(),
    text("id", key=True),
    text("judge"),
    text("account"),
    text("label"),
    text("hash"),
    text("seal"),
    text("enrolled_at"),
    text("expires_at"),
    Column("revoked_at", Text, nullable=True),
    text("revoked_by"),
    text("seen_at"),
    place("unsent"),
    text("page"),
    text("agent"),
    text("message"),
    text("message_at"),
    text("message_seen_at"),
    UniqueConstraint("hash"),
)
"""A browser that was enrolled for one judge. account: whose lines its marks are. hash: SHA-256 of what its cookie
holds, for one that a session makes of session and event. seal: the key by which it seals what it could not send.
unsent: marks that it said were on it alone when it was last seen. page: version of the page that it runs. message: the
last word sent to it."""

ticket = Table(
    "ticket",
    metadata,
    text("id", key=True),
    text("event"),
    text("judge"),
    text("token"),
    text("code"),
    text("made_by"),
    text("made_at"),
    text("expires_at"),
    Column("used_at", Text, nullable=True),
    text("device"),
    Column("revoked_at", Text, nullable=True),
    UniqueConstraint("token"),
    UniqueConstraint("code"),
)
"""Lets one browser be enrolled, once. token, code: SHA-256 of what the link and the short code say. device: what became
of it."""

call = Table(
    "call",
    metadata,
    of_event(),
    text("id", key=True),
    text("judge"),
    text("trade"),
    text("phase"),
    text("entrant"),
    text("made_at"),
    Column("seen_at", Text, nullable=True),
    text("seen_by"),
    Column("ended_at", Text, nullable=True),
)
"""A judge asks the chief judge to come. seen_by: the account that answered. ended_at: when it was taken back, or nobody
was needed any more."""

"""Who may act, and how they come in."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Table, Text, UniqueConstraint

from competition.store.schema.base import metadata, of_event, text

login = Table(
    "login",
    metadata,
    text("name", key=True),
    text("shown"),
    text("password"),
    text("created_at"),
    Column("disabled_at", Text, nullable=True),
)
"""A person who signs in with a password. shown: her name as pages show it. password: its Argon2 hash."""

account = Table(
    "account",
    metadata,
    text("event", key=True),
    text("id", key=True),
    text("role"),
    text("judge"),
    Column("login", Text, nullable=False, server_default=""),
    text("created_at"),
    Column("disabled_at", Text, nullable=True),
)
"""Who may act. event: an event's id or `house`. judge: a judge's id, "" for other roles. login: whose account it is, ""
for one that only tokens and personal codes lead to. Times are UTC text."""

token = Table(
    "token",
    metadata,
    text("hash", key=True),
    text("event"),
    text("account"),
    text("created_at"),
    Column("expires_at", Text, nullable=True),
    Column("revoked_at", Text, nullable=True),
    ForeignKeyConstraint(["event", "account"], ["account.event", "account.id"]),
)
"""hash: SHA-256 of the bearer token, lower-case hex; the token itself is kept nowhere."""

session = Table(
    "session",
    metadata,
    text("hash", key=True),
    text("id"),
    text("login"),
    text("event"),
    text("account"),
    text("agent"),
    text("created_at"),
    text("seen_at"),
    Column("revoked_at", Text, nullable=True),
    UniqueConstraint("id"),
)
"""hash: SHA-256 of what the cookie holds. id: what pages call it. login: whose, with every account of hers; "" where a
personal code led to one account, which event and account name then. agent: what the browser calls itself."""

invitation = Table(
    "invitation",
    metadata,
    text("id", key=True),
    text("event"),
    text("role"),
    text("judge"),
    text("whom"),
    text("token"),
    Column("code", Text, nullable=True),
    text("made_by"),
    text("made_at"),
    text("expires_at"),
    Column("used_at", Text, nullable=True),
    text("used_by"),
    Column("revoked_at", Text, nullable=True),
    UniqueConstraint("token"),
    UniqueConstraint("code"),
)
"""A role offered in an event (or `house`). judge: the judge whose place it is, "" for nobody's. whom: a note of who is
meant. token, code: SHA-256 of what the link and the short code say; no code for the owner's. used_by: account id."""

private_link = Table(
    "private_link",
    metadata,
    of_event(),
    text("entrant", key=True),
    text("id", key=True),
    text("token"),
    text("made_by"),
    text("made_at"),
    Column("revoked_at", Text, nullable=True),
    UniqueConstraint("token"),
)
"""Leads a competitor to her own marks once they are published. entrant: as the catalogue knows her. token: SHA-256 of
what the link says."""

"""Every table, in SQLAlchemy Core. Numbers to compute with are text; an Integer is an order or a line's place."""

from __future__ import annotations

from competition.store.schema.base import metadata
from competition.store.schema.catalogue import (
    entrant,
    event,
    expected,
    item,
    judge,
    member,
    package_file,
    person,
    recusal,
    seat,
    team,
    trade,
)
from competition.store.schema.ceremonies import ceremony, stage
from competition.store.schema.certificates import credential
from competition.store.schema.ledger import GUARDED, content, guards, line, stream
from competition.store.schema.papers import document, draft, seal, upload
from competition.store.schema.people import account, invitation, login, private_link, session, token
from competition.store.schema.rehearsals import rehearsal
from competition.store.schema.screens import screen
from competition.store.schema.signing import signing_key
from competition.store.schema.tablets import call, device, ticket

__all__ = [
    "GUARDED",
    "REVISION",
    "account",
    "call",
    "ceremony",
    "content",
    "credential",
    "device",
    "document",
    "draft",
    "entrant",
    "event",
    "expected",
    "guards",
    "invitation",
    "item",
    "judge",
    "line",
    "login",
    "member",
    "metadata",
    "package_file",
    "person",
    "private_link",
    "recusal",
    "rehearsal",
    "screen",
    "seal",
    "seat",
    "session",
    "signing_key",
    "stage",
    "stream",
    "team",
    "ticket",
    "token",
    "trade",
    "upload",
]

REVISION = "r0010"
"""The newest migration: a database that says this needs none."""

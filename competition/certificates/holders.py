"""Who a person is in all events: an opaque id made of her identity paper with a secret of the house.

Without the secret nobody can guess whose id it is, and two events find that they speak of one person without either
telling the other who that is.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from competition.access.access import HOUSE
from competition.store import schema

LAYER = "holders"
"""Under which the secret is kept, beside the seeds of blind codes."""


def secret(connection: Connection) -> bytes:
    """The secret of the house, made when it is first asked for: in the caller's transaction, which writes."""
    found = kept(connection)
    if found is not None:
        return found
    row = {"event": HOUSE, "trade": "", "layer": LAYER, "seed": secrets.token_hex(32)}
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(make(schema.seal).values(row).on_conflict_do_nothing())  # another process may be making it
    made = kept(connection)
    assert made is not None, "either this process made it or another did"
    return made


def kept(connection: Connection) -> bytes | None:
    """The secret, None where it was never asked for."""
    seal = schema.seal.c
    found = connection.scalar(select(seal.seed).where(seal.event == HOUSE, seal.trade == "", seal.layer == LAYER))
    return None if found is None else bytes.fromhex(found)


def holder(key: bytes, kind: str, identity: str) -> str:
    """The id of who holds this identity paper, "" where none is stated."""
    if not identity:
        return ""
    text = f"{kind}:{identity.strip().upper()}"
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]

"""Who a person is in all events: an opaque id made of her identity paper with a secret of the house.

Without the secret nobody can guess whose id it is, and two events find that they speak of one person without either
telling the other who that is.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlalchemy import Connection, insert, select

from competition.access.access import HOUSE
from competition.store import schema

LAYER = "holders"
"""Under which the secret is kept, beside the seeds of blind codes."""


def secret(connection: Connection) -> bytes:
    """The secret of the house, made when it is first asked for: in the caller's transaction, which writes."""
    kept = schema.seal.c
    chosen = select(kept.seed).where(kept.event == HOUSE, kept.trade == "", kept.layer == LAYER)
    found = connection.scalar(chosen)
    if found is None:
        found = secrets.token_hex(32)
        connection.execute(insert(schema.seal).values(event=HOUSE, trade="", layer=LAYER, seed=found))
    return bytes.fromhex(found)


def holder(key: bytes, kind: str, identity: str) -> str:
    """The id of who holds this identity paper, "" where none is stated."""
    if not identity:
        return ""
    text = f"{kind}:{identity.strip().upper()}"
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]

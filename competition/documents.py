"""Documents: what was written in words, or is known about a person. Lines name them by salted digest.

They can be erased, which takes text and salt away: the line that names the document stays as it was, and nobody can
guess the text from its digest.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from competition.access.tokens import now
from competition.store import schema
from competition.store.database import Database
from scoring.lines import canonical

log = logging.getLogger("saiping.documents")

AT_ONCE: Final = 500
"""Documents asked for in one query."""


class Documents:
    """The documents of every event."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, event: str, body: Mapping[str, Any]) -> str:
        """Keep the document; its digest, new each time: equal texts are not seen to be equal. Raises StoreFailed."""
        return await self._database.write(lambda connection: keep(connection, event, body))

    async def read(self, digest: str) -> Mapping[str, Any] | None:
        """The document, None where it was erased or never was."""
        return await self._database.read(self._read, digest)

    async def erase(self, digest: str) -> bool:
        """Take text and salt away for good; False where there were none. Raises StoreFailed."""
        return await self._database.write(lambda connection: erase(connection, digest))

    def _read(self, digest: str) -> Mapping[str, Any] | None:
        with self._database.connect() as connection:
            return read(connection, digest)


def keep(connection: Connection, event: str, body: Mapping[str, Any]) -> str:
    """`Documents.keep` in the caller's transaction."""
    salt, text = secrets.token_hex(32), canonical(body)
    digest = digest_of(salt, text)
    connection.execute(insert(schema.document).values(digest=digest, event=event, salt=salt, body=text))
    return digest


def read(connection: Connection, digest: str) -> Mapping[str, Any] | None:
    """`Documents.read` in the caller's transaction; None, too, where it is not what its line names."""
    row = schema.document.c
    found = connection.execute(select(row.salt, row.body).where(row.digest == digest)).first()
    return json.loads(found.body) if found is not None and is_sound(digest, found.salt, found.body) else None


def altered(connection: Connection, digests: Iterable[str]) -> list[str]:
    """Those of the documents that are not what lines name: text or salt was changed. Erased ones are not among them."""
    document, wanted = schema.document.c, list(digests)
    found = []
    for start in range(0, len(wanted), AT_ONCE):
        some = document.digest.in_(wanted[start : start + AT_ONCE])
        for digest, salt, body in connection.execute(select(document.digest, document.salt, document.body).where(some)):
            if body is not None and not is_sound(digest, salt, body):
                found.append(digest)
    return found


def texts(database: Database, digests: Iterable[str]) -> dict[str, str]:
    """What documents say under `text`, by digest, of those that are there."""
    with database.connect() as connection:
        return texts_in(connection, digests)


def texts_in(connection: Connection, digests: Iterable[str]) -> dict[str, str]:
    """`texts` in the caller's transaction."""
    document, found, wanted = schema.document.c, {}, sorted(set(digests))
    for start in range(0, len(wanted), AT_ONCE):
        some = document.digest.in_(wanted[start : start + AT_ONCE])
        chosen = select(document.digest, document.body).where(some, document.body.is_not(None))
        found.update({digest: str(json.loads(body).get("text", "")) for digest, body in connection.execute(chosen)})
    return found


def erase(connection: Connection, digest: str) -> bool:
    """`Documents.erase` in the caller's transaction."""
    document = schema.document.c
    erased = update(schema.document).where(document.digest == digest, document.erased_at.is_(None))
    return bool(connection.execute(erased.values(salt=None, body=None, erased_at=now())).rowcount)


def is_sound(digest: str, salt: str | None, body: str | None) -> bool:
    """True where text and salt are those that the digest names; what is not, and was not erased either, is logged."""
    if body is None:
        return False
    if digest_of(salt or "", body) == digest:
        return True
    log.error("the document %s is not what its line names", digest)
    return False


def digest_of(salt: str, text: str) -> str:
    """SHA-256, lower-case hex, of the salt (as its hex text) followed by the text's UTF-8 bytes."""
    return hashlib.sha256((salt + text).encode()).hexdigest()

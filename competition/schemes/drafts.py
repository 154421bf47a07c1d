"""Schemes that somebody brought, kept as they came until she decides: read anew for every look at them."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from competition.access.tokens import now
from competition.office.uploads import KEPT
from competition.schemes.reading import Draft, Setting, read, read_pasted
from competition.store import schema
from competition.store.database import Database
from scoring.lines import canonical


@dataclass(frozen=True)
class Brought:
    """What was sent. name: of the file, "" for pasted cells and for text that was changed on the page. panel: that
    marks aspects which name none. framed: what the sheet does not state is kept of the trade's scheme. annex: text of
    the annex that belongs to a TOML."""

    trade: str
    name: str
    content: bytes
    panel: str = ""
    framed: bool = False
    annex: str = ""


class Drafts:
    """Keeps what was brought, and reads it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()

    async def keep(self, event: str, made_by: str, brought: Brought) -> str:
        """Keep it; its id. What has waited too long is forgotten. Raises StoreFailed."""
        id = secrets.token_urlsafe(12)
        body = canonical(
            {
                "trade": brought.trade,
                "name": brought.name,
                "content": base64.b64encode(brought.content).decode(),
                "panel": brought.panel,
                "framed": "yes" if brought.framed else "",
                "annex": brought.annex,
            }
        ).encode()
        old = delete(schema.upload).where(schema.upload.c.at < now(-KEPT))
        new = insert(schema.upload).values(id=id, event=event, made_by=made_by, at=now(), body=body)
        await self._database.write(lambda connection: (connection.execute(old), connection.execute(new)))
        return id

    async def find(self, id: str, event: str, made_by: str) -> Brought | None:
        """What this person brought to this event; None where there is no such thing."""
        return await self._database.read(self._find, id, event, made_by)

    async def drop(self, id: str) -> None:
        """Forget it. Raises StoreFailed."""
        gone = delete(schema.upload).where(schema.upload.c.id == id)
        await self._database.write(lambda connection: connection.execute(gone))

    async def read(self, brought: Brought, setting: Setting) -> Draft:
        """What it says. One at a time, in a thread: a contest that runs goes on."""
        async with self._turn:
            return await asyncio.to_thread(look, brought, setting)

    def _find(self, id: str, event: str, made_by: str) -> Brought | None:
        upload = schema.upload.c
        chosen = select(upload.body).where(upload.id == id, upload.event == event, upload.made_by == made_by)
        with self._database.connect() as connection:
            body = connection.scalar(chosen)
        if body is None:
            return None
        said = json.loads(bytes(body))
        content = base64.b64decode(said["content"])
        framed = bool(said["framed"])
        return Brought(said["trade"], said["name"], content, said["panel"], framed, said["annex"])


def look(brought: Brought, setting: Setting) -> Draft:
    """What was brought, read."""
    if brought.name:
        return read(brought.name, brought.content, setting, brought.annex)
    return read_pasted(brought.content.decode(), setting, brought.annex)

"""The register as it is asked by strangers: whatever the number, the same is done."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import NamedTuple

from competition.awarding.stored import bodies
from competition.certificates.certificate import Certificate, certificate
from competition.recording.streams import Streams
from competition.store.database import Database
from competition.store.ledger import Ledger
from scoring.register import Entry


class Looked(NamedTuple):
    """A number that was issued once. says: None where what it said was erased or altered. since: UTC text of the line
    by which it ceased to hold, "" where it holds."""

    entry: Entry
    says: Certificate | None
    since: str


class Lookup:
    """Finds certificates by number. A number that was kept for somebody and never issued is as unknown as any."""

    def __init__(self, database: Database, streams: Streams) -> None:
        self._database, self._streams = database, streams

    async def find(self, number: str) -> Looked | None:
        """The certificate, None where there is none. The database is asked for a document in either case, so that the
        time of an answer tells nothing of numbers that are only kept. Raises StoreFailed."""
        house = await self._streams.house()
        async with house.reading() as state:
            entry = state.register.entries.get(number)
            found = replace(entry) if entry is not None and entry.issued else None
        document, revoked = (found.document, found.revoked) if found else ("", 0)
        says, since = await self._database.read(self._read, house.stream, document, revoked)
        return Looked(found, says, since) if found else None

    async def position(self) -> tuple[str, int, tuple[int, ...]]:
        """(the house stream's `stream:seq:digest`, how many numbers were given, places of those that hold no more), all
        of one moment. Raises StoreFailed."""
        house = await self._streams.house()
        async with house.reading() as state:
            head, register = house.head, state.register
            return f"{house.stream}:{head.seq}:{head.digest}", len(register.entries), tuple(sorted(register.revoked()))

    def _read(self, stream: str, document: str, revoked: int) -> tuple[Certificate | None, str]:
        with self._database.connect() as connection:
            form = bodies(connection, [document]).get(document)
        line = Ledger(self._database, stream).bodies([revoked]).get(revoked) if revoked else None
        return certificate(form) if form else None, "" if line is None else str(json.loads(line)["at"])

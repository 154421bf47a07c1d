"""What enrolled browsers say of themselves with whatever they ask, gathered, and written down every few seconds."""

from __future__ import annotations

import time
from typing import Final

from starlette.requests import HTTPConnection

from competition.access import tokens
from competition.access.tablets import devices
from competition.access.tablets.devices import Contact, Device
from competition.access.visitors import Visitor
from competition.store.database import Database

WRITTEN_S: Final = 5.0
"""Between two writings."""

PAGE, UNSENT = "saiping-page", "saiping-unsent"
"""Headers: version of the judge's page, and how many marks are on this browser alone."""

LONGEST_PAGE: Final = 40
MOST_UNSENT: Final = 99_999


class Contacts:
    """Last contacts, by (event, device)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._fresh: dict[tuple[str, str], Contact] = {}
        self._written_at = time.monotonic()

    def note(self, connection: HTTPConnection, visitor: Visitor) -> None:
        """Remember that the visitor's devices asked for something."""
        own = [each for each in (*visitor.actors, visitor.late) if each is not None and each.device]
        if not own:
            return
        page = connection.headers.get(PAGE, "")[:LONGEST_PAGE]
        unsent = connection.headers.get(UNSENT, "")
        for actor in own:
            key = (actor.event, actor.device)
            before = self._fresh.get(key)
            said = int(unsent) if unsent.isascii() and unsent.isdigit() and len(unsent) < 10 else None
            self._fresh[key] = Contact(
                tokens.now(),
                min(said, MOST_UNSENT) if said is not None else before and before.unsent,
                page if page.isprintable() and page else before and before.page,
            )

    def merged(self, device: Device) -> Device:
        """The device with what is not written down yet."""
        fresh = self._fresh.get((device.event, device.id))
        if fresh is None:
            return device
        unsent = device.unsent if fresh.unsent is None else fresh.unsent
        return device._replace(seen_at=fresh.seen_at, unsent=unsent, page=fresh.page or device.page)

    async def write_due(self) -> None:
        """Write down what was said, if it is time. Raises StoreFailed."""
        if time.monotonic() >= self._written_at + WRITTEN_S:
            await self.write()

    async def write(self) -> None:
        """Write down what was said. Raises StoreFailed."""
        self._written_at = time.monotonic()
        said, self._fresh = self._fresh, {}
        if said:
            await self._database.write(lambda connection: devices.contacted(connection, said))

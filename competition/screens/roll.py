"""Every screen of this installation as it stands, and what each last said, kept in memory and followed in the database:
whichever node a change was made on, within a second the screens that it concerns are told to ask for their orders.

What screens say is gathered, and written down every few seconds: so another node, and whoever starts the server again,
knows it, too.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from competition.access.tokens import now
from competition.live.channel import View
from competition.live.hub import Hub
from competition.live.nudges import LOOK, SCREEN, Nudges
from competition.screens import store
from competition.screens.choices import board_of
from competition.screens.reports import Report
from competition.screens.store import Screen
from competition.store.database import Database, StoreFailed

WATCHED_S: Final = 0.8
"""Between two looks at the database while screens listen."""

ASKED_S: Final = 30.0
"""As long after somebody asked, it is looked at, too."""

STRANGE_S: Final = 0.3
"""After the last look, for a code that was not there then."""

WRITTEN_S: Final = 3.0
"""Between two writings of what screens said."""

QUIET: Final = timedelta(seconds=10)
"""Without a report, after which a screen counts as silent."""

BROWSERS_S: Final = 8.0
"""A browser that reported within it shows the screen still."""

Result = TypeVar("Result")
Key = tuple[str, str]
"""(event, id)."""

log = logging.getLogger("saiping.screens")


@dataclass
class _Said:
    """What a screen last said. head: (board, version) that this server had then. browsers: when each last spoke."""

    at: str
    report: Mapping[str, Any]
    head: tuple[str, int] | None
    browsers: dict[str, float] = field(default_factory=dict)
    written: bool = False


class Roll:
    """Screens by code."""

    def __init__(self, database: Database, nudges: Nudges, hub: Hub) -> None:
        self._database = database
        self._nudges = nudges
        self._hub = hub
        self._screens: dict[str, Screen] = {}
        self._said: dict[Key, _Said] = {}
        self._read_at = self._asked_at = -ASKED_S
        self._written_at = 0.0
        self._reading = asyncio.Lock()

    async def find(self, code: str) -> Screen | None:
        """The screen with this code, None for none. Raises what the database raises."""
        await self._known()
        if code not in self._screens and time.monotonic() > self._read_at + STRANGE_S:
            await self._look()
        return self._screens.get(code)

    async def of_event(self, event: str) -> list[Screen]:
        """The event's screens with what each last said, in the order in which they were made. Raises what the database
        raises."""
        await self._known()
        return [self._merged(each) for each in self._screens.values() if each.event == event]

    async def write(self, function: Callable[[Connection], Result]) -> Result:
        """Change screens in one transaction; those that it concerns are told. Raises StoreFailed."""
        try:
            return await self._database.write(function)
        finally:
            await self._look()

    async def reported(self, screen: Screen, report: Report) -> None:
        """Take down what a screen says of itself, and whether its board is behind what this server had when it spoke
        before."""
        key = (screen.event, screen.id)
        before = self._said.get(key)
        moment = time.monotonic()
        browsers = {} if before is None else {k: at for k, at in before.browsers.items() if at > moment - BROWSERS_S}
        browsers[report.key] = moment
        board = "" if report.page is None else board_of(report.page)
        head = before.head if before is not None else None
        behind = head is not None and head[0] == board and report.version is not None and report.version < head[1]
        body = report.model_dump(exclude={"key"}) | {"behind": behind, "browsers": len(browsers)}
        self._said[key] = _Said(now(), body, await self._head(screen.event, board), browsers)

    async def watch(self) -> None:
        """Follow the database, and write down what was said, for as long as this runs."""
        while True:
            try:
                if self._nudges.screens() or time.monotonic() < self._asked_at + ASKED_S:
                    await self._look()
                if time.monotonic() >= self._written_at + WRITTEN_S:
                    await self.write_said()
            except (StoreFailed, SQLAlchemyError) as error:
                log.error("screens cannot be followed: %s", error)
            await asyncio.sleep(WATCHED_S)

    async def write_said(self) -> None:
        """Write down what screens said since. Raises StoreFailed."""
        self._written_at = time.monotonic()
        fresh = {key: said for key, said in self._said.items() if not said.written}
        if fresh:
            reports = {key: (said.at, said.report) for key, said in fresh.items()}
            await self._database.write(lambda connection: store.said(connection, reports))
            for said in fresh.values():
                said.written = True

    async def _known(self) -> None:
        self._asked_at = time.monotonic()
        if self._asked_at > self._read_at + 2 * WATCHED_S:
            await self._look()

    async def _look(self) -> None:
        """Read every screen, and tell those whose orders are others now, or that are no more."""
        async with self._reading:
            began = time.monotonic()
            found = await self._database.read(self._every)
            before, self._screens = self._screens, {each.code: each for each in found}
            self._read_at = began
        for code, was in before.items():
            is_now = self._screens.get(code)
            if is_now is None or is_now.orders != was.orders:
                self._nudges.tell(was.event, SCREEN + was.id, LOOK)
        here = {(each.event, each.id) for each in found}
        self._said = {key: said for key, said in self._said.items() if key in here}

    def _every(self) -> list[Screen]:
        with self._database.connect() as connection:
            return store.every(connection)

    def _merged(self, screen: Screen) -> Screen:
        said = self._said.get((screen.event, screen.id))
        if said is None or said.at < screen.seen_at:
            return screen
        return screen._replace(seen_at=said.at, report=said.report)

    async def _head(self, event: str, board: str) -> tuple[str, int] | None:
        """The version of a board in the hall as this server has it, None where there is none just now."""
        if not board:
            return None
        try:
            channel = await self._hub.channel(View(event, board, "hall"))
        except Exception:  # whatever keeps a board from being shown, the report counts
            log.exception("the version of %s in %s cannot be told", board, event)
            return None
        return None if channel is None or channel.board is None else (board, channel.board.version)


def state(screen: Screen) -> str:
    """never, on or silent."""
    if not screen.seen_at:
        return "never"
    return "on" if screen.seen_at >= now(-QUIET) else "silent"

"""The recorders of this process: one an event, opened when it is first asked for, kept until the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from competition.access.access import HOUSE
from competition.live.channel import View
from competition.recording.recorder import Recorder, create_stream
from competition.store.database import Database, StoreFailed
from competition.store.ledger import Ledger, NoSuchStream, streams
from scoring.boards.board import Board, view
from scoring.boards.derived import derived
from scoring.engine import Change
from scoring.state import State

log = logging.getLogger("saiping.streams")


def _ignore(_: str) -> None:
    pass


class Streams:
    """Recorders by event. publish: told of the views (board, audience) of an event that moved, once that is committed.
    lost: told of an event whose state no longer follows its stream. stirred: told of every event in which any line was
    committed, or whose state was lost."""

    def __init__(
        self,
        database: Database,
        *,
        publish: Callable[[str, Iterable[tuple[str, str]]], None],
        lost: Callable[[str], None],
        stirred: Callable[[str], None] = _ignore,
    ) -> None:
        self._database = database
        self._publish = publish
        self._lost = lost
        self._stirred = stirred
        self._recorders: dict[str, Recorder] = {}
        self._house: Recorder | None = None
        self._opening = asyncio.Lock()
        self._open = AsyncExitStack()

    async def recorder(self, event: str) -> Recorder | None:
        """The event's recorder, None where there is no such event. Raises StoreFailed."""
        if event in self._recorders:
            return self._recorders[event]
        if event == HOUSE:
            return None
        async with self._opening:
            if event not in self._recorders:
                recorder = Recorder(
                    Ledger(self._database, event),
                    on_commit=partial(self._committed, event),
                    on_stale=partial(self._stale, event),
                )
                try:
                    self._recorders[event] = await self._open.enter_async_context(recorder)
                except NoSuchStream:
                    return None
                except SQLAlchemyError as error:
                    raise StoreFailed(f"{event} cannot be opened: {error}") from error
            return self._recorders[event]

    async def house(self) -> Recorder:
        """The recorder of the house's own stream, which is made where there is none. No page of an event leads to it.
        Raises StoreFailed."""
        async with self._opening:
            if self._house is None:
                try:
                    await self._database.write(_house_made)
                except StoreFailed:  # another process may have made it at the same moment
                    await self._database.write(_house_made)
                self._house = await self._open.enter_async_context(Recorder(Ledger(self._database, HOUSE)))
            return self._house

    async def board(self, asked: View) -> Board | None:
        """The board as committed, None where there is no such view. Raises StoreFailed, also where the state does not
        follow its stream: no board is better than one that is quietly old."""
        return await self._made(asked, lambda state: view(state, asked.board, asked.audience))

    async def derived_board(self, asked: View, houses: Mapping[str, str]) -> Board | None:
        """The same for a board that is made of others. houses: organisation by entrant."""
        return await self._made(asked, lambda state: derived(state, asked.board, asked.audience, houses))

    async def _made(self, asked: View, make: Callable[[State], Board]) -> Board | None:
        recorder = await self.recorder(asked.event)
        if recorder is None:
            return None
        if recorder.stale:
            raise StoreFailed(f"{asked.event} is stale: {recorder.stale}")
        async with recorder.reading() as state:
            try:
                return make(state)
            except KeyError:
                return None

    async def open_all(self) -> None:
        """Open every event that is there, so that nobody who comes later waits for it."""
        for name, purpose in await self._database.read(self._names):
            if purpose != HOUSE:
                try:
                    await self.recorder(name)
                except StoreFailed as error:
                    log.error("%s", error)

    async def close(self) -> None:
        """Answer who still waits, then stop every recorder."""
        await self._open.aclose()
        self._recorders.clear()
        self._house = None

    def _names(self) -> list[tuple[str, str]]:
        with self._database.connect() as connection:
            return streams(connection)

    def _committed(self, event: str, changes: Sequence[Change]) -> None:
        self._publish(event, frozenset().union(*(change.views for change in changes)))
        self._stirred(event)

    def _stale(self, event: str, why: str) -> None:
        if why:
            self._lost(event)
            self._stirred(event)


def _house_made(connection: Connection) -> None:
    if HOUSE not in dict(streams(connection)):
        create_stream(connection, HOUSE, HOUSE)

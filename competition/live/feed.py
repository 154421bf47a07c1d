"""The feed of a board: over plain HTTP the same messages as on its socket, one a line, as they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from competition.access.access import allows
from competition.live import ndjson
from competition.live.channel import Channel
from competition.live.gate import NOWHERE, WATCHING, Gate, since, wait
from competition.live.messages import Delta, Heartbeat, Message

ROOM: Final = 64 * 1024
"""Bytes that may wait for one reader before deltas pass it by; when it has read them it gets a snapshot."""

PATIENCE: Final = 4
"""Heartbeats in a row between which a reader may read nothing before it is cut off."""


class Reader:
    """A viewer whose lines wait until they are asked for. dropped: set when it is to come again or to stay away."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self._version = NOWHERE
        self._waiting: list[bytes] = []
        self._size = 0
        self._asked = True
        self._missed = 0
        self._wake = asyncio.Event()
        self.dropped = asyncio.Event()

    def follow(self, delta: Delta) -> None:
        if self._version != delta.since:
            return
        if self._size + len(delta.line) <= ROOM:
            self._put(delta)
            self._version = delta.version
        else:
            self._version = NOWHERE

    def beat(self, heartbeat: Heartbeat) -> None:
        self._missed = 0 if self._asked else self._missed + 1
        self._asked = False
        if self._missed >= PATIENCE:
            self.drop()
        elif self._size + len(heartbeat.line) <= ROOM:
            self._put(heartbeat)

    def drop(self) -> None:
        self.dropped.set()

    def begin(self, messages: tuple[Message, ...]) -> None:
        """Take what leads from where the reader was to where the channel is."""
        for message in messages:
            self._put(message)
        self._version = self.channel.snapshot.version

    async def lines(self) -> bytes:
        """What waits, as soon as there is something."""
        self._asked = True
        while not self._waiting:
            if self._version == NOWHERE:
                self.begin(self.channel.since(NOWHERE))
            else:
                self._wake.clear()
                await self._wake.wait()
        self._asked = True
        lines = b"".join(self._waiting)
        self._waiting, self._size = [], 0
        return lines

    @property
    def size(self) -> int:
        """Bytes that wait."""
        return self._size

    def _put(self, message: Message) -> None:
        self._waiting.append(message.line)
        self._size += len(message.line)
        self._wake.set()


class Feed:
    """The routes of feeds. gate: lets viewers in. ending: set when the server is about to end."""

    def __init__(self, gate: Gate, ending: asyncio.Event) -> None:
        self._gate = gate
        self._ending = ending

    def routes(self) -> list[BaseRoute]:
        """The routes, each with its actions declared."""
        return [Route("/api/events/{event}/boards/{board}/feed", self.feed, methods=["GET"])]

    @allows(*WATCHING)
    async def feed(self, request: Request) -> Response:
        """What `since` asks for, then deltas and heartbeats; for `wait` seconds where it says so, with `wait=0` only
        what there is."""
        seconds = wait(request)
        admitted = await (self._gate.admit(request) if seconds == 0 else self._gate.admit_viewer(request))
        if isinstance(admitted, Response):
            return admitted
        visitor, channel = admitted
        if seconds == 0:
            return ndjson.told(channel.since(since(request)))
        reader = Reader(channel)
        over = partial(ndjson.over, request, visitor, self._gate.accounts, self._ending)
        return ndjson.Stream(self._read(reader, since(request)), over, reader.dropped.wait, lasts_s=seconds)

    async def _read(self, reader: Reader, version: int | None) -> AsyncGenerator[bytes, None]:
        channel = reader.channel
        if channel.board is None:  # lost since
            return
        try:
            reader.begin(self._gate.hub.join(channel, reader, version, reader.follow))
            while True:
                yield await reader.lines()
        finally:
            self._gate.hub.leave(channel, reader)

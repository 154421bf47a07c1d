"""A hall's bad Wi-Fi: between each tablet and the server a TCP proxy on loopback that delays, cuts, halves and holds.

async with Link(port, weather, chance) as link:
    link.url          # where the tablet finds the server
    link.begin()      # until now the air was clear
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from dataclasses import dataclass
from typing import Final

PIECE: Final = 64 * 1024
HARMS: Final = ("lost", "half-sent", "unanswered", "half-answered", "held")
"""What may become of a request: it never arrives · half of it does · all of it, and no answer comes back · half of the
answer comes back · it arrives, and nothing more is heard for a while, then the line is cut."""

HOST: Final = "127.0.0.1"


@dataclass(frozen=True)
class Weather:
    """latency_s: of a round trip, spread between a half and three halves. loss: share of requests that are harmed.
    cut_every_s, cut_s: every so often the tablet has no line at all for so long. held_s: how long a line is held."""

    latency_s: float = 2.0
    loss: float = 0.15
    cut_every_s: float = 20.0
    cut_s: float = 3.0
    held_s: float = 8.0


class Link:
    """The way of one tablet to the server at a port. counts: what became of connections and requests."""

    def __init__(self, to: int, weather: Weather, chance: random.Random) -> None:
        self._to = to
        self._weather = weather
        self._chance = chance
        self._lines: set[asyncio.Task[None]] = set()
        self._rough = self._down = False
        self._cutting: asyncio.Task[None] | None = None
        self.counts: Counter[str] = Counter()

    async def __aenter__(self) -> Link:
        self._server = await asyncio.start_server(self._serve, HOST, 0)
        self.url = f"http://{HOST}:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._cutting is not None:
            self._cutting.cancel()
        self._server.close()
        self._end()
        await asyncio.gather(*self._lines, return_exceptions=True)

    def begin(self) -> None:
        """From now on the air is bad."""
        self._rough = True
        self._cutting = asyncio.create_task(self._cut())

    async def _cut(self) -> None:
        await asyncio.sleep(self._chance.uniform(0, self._weather.cut_every_s))
        while True:
            self.counts["cuts"] += 1
            self._down = True
            self._end()
            await asyncio.sleep(self._weather.cut_s)
            self._down = False
            await asyncio.sleep(self._weather.cut_every_s - self._weather.cut_s)

    def _end(self) -> None:
        for line in self._lines:
            line.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.create_task(self._carry(reader, writer))
        self._lines.add(line)
        line.add_done_callback(self._lines.discard)
        with contextlib.suppress(asyncio.CancelledError):
            await line

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side or the air ends it. What is on its way then is gone."""
        there: asyncio.StreamWriter | None = None
        try:
            if self._down:
                return
            back, there = await asyncio.open_connection(HOST, self._to)
            line = _Line(self, writer, there)
            ways = [asyncio.create_task(line.up(reader)), asyncio.create_task(line.down(back))]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
        except OSError:
            self.counts["no server"] += 1
        finally:
            for side in (writer, there):
                if side is not None:
                    side.transport.abort()

    def delay(self) -> float:
        """Seconds that a piece is under way."""
        return self._chance.uniform(0.25, 0.75) * self._weather.latency_s if self._rough else 0.0

    def harm(self) -> str:
        """What becomes of a request, "" for nothing."""
        if not self._rough or self._chance.random() >= self._weather.loss:
            return ""
        chosen = self._chance.choice(HARMS)
        self.counts[chosen] += 1
        return chosen

    async def hold(self) -> None:
        """Let time pass in which nothing is heard."""
        await asyncio.sleep(self._weather.held_s)


class _Line:
    """One connection in both directions; either ends when it returns."""

    def __init__(self, link: Link, near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        self._link, self._near, self._far = link, near, far
        self._harm = ""

    async def up(self, reader: asyncio.StreamReader) -> None:
        """Requests to the server, each with its fate."""
        while piece := await reader.read(PIECE):
            self._harm = self._harm or self._link.harm()
            if self._harm == "lost":
                return
            await asyncio.sleep(self._link.delay())
            self._far.write(piece[: len(piece) // 2] if self._harm == "half-sent" else piece)
            await self._far.drain()
            if self._harm == "half-sent":
                return

    async def down(self, reader: asyncio.StreamReader) -> None:
        """Answers, as the fate of their request has it. Pieces keep their order and do not wait for each other."""
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        arriving = asyncio.create_task(self._arrive(pieces))
        try:
            due = 0.0
            while piece := await reader.read(PIECE):
                if self._harm == "unanswered":
                    return
                if self._harm == "held":
                    await self._link.hold()
                    return
                due = max(due, time.monotonic() + self._link.delay())
                half = self._harm == "half-answered"
                pieces.put_nowait((due, piece[: len(piece) // 2] if half else piece))
                if half:
                    break
            await pieces.join()
        finally:
            arriving.cancel()

    async def _arrive(self, pieces: asyncio.Queue[tuple[float, bytes]]) -> None:
        while True:
            due, piece = await pieces.get()
            await asyncio.sleep(due - time.monotonic())
            self._near.write(piece)
            await self._near.drain()
            pieces.task_done()

"""A plain reverse proxy in a thread: it passes what comes, or does with it what proxies, networks and halls do.

with proxied(server.url) as proxy:
    proxy.ways = Ways.NO_UPGRADE
    visit().board(proxy.url + BOARD)
"""

from __future__ import annotations

import asyncio
import contextlib
import enum
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

GATHERED_S = 0.05
"""How long a proxy that gathers waits for more of an answer."""

GATHERED = 64 * 1024
"""Bytes that it wants from a socket before it passes any on."""


class Ways(enum.Enum):
    """What the proxy does with a connection."""

    PLAIN = "passes on what comes, an Upgrade too"
    NO_UPGRADE = "drops Upgrade, as one that speaks HTTP only"
    GATHERING = "gathers what the server says before it passes it on"
    SILENT = "takes connections and passes nothing on, as a network that is cut"


class Proxy:
    """url: of the proxy. ways: what it does with connections from now on; SILENT with those that are there, too."""

    def __init__(self, upstream: str) -> None:
        split = urlsplit(upstream)
        assert split.hostname is not None and split.port is not None
        self._upstream = (split.hostname, split.port)
        self._ways = Ways.PLAIN
        self._heard = asyncio.Event()
        self._heard.set()
        self.url = ""
        self._writers: set[asyncio.StreamWriter] = set()
        self.loop = asyncio.new_event_loop()

    @property
    def open(self) -> int:
        """How many ends of connections are open."""
        return len(self._writers)

    @property
    def ways(self) -> Ways:
        return self._ways

    @ways.setter
    def ways(self, ways: Ways) -> None:
        self._ways = ways
        self.loop.call_soon_threadsafe(self._heard.clear if ways is Ways.SILENT else self._heard.set)

    async def serve(self, ready: threading.Event, over: asyncio.Event) -> None:
        """Until it is over; then every connection is ended, one that never said a word as well."""
        server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        await over.wait()
        server.close()
        self._heard.set()
        while taken := asyncio.all_tasks() - {asyncio.current_task()}:
            self._drop()
            await asyncio.wait(taken, timeout=GATHERED_S)

    def hang_up(self) -> None:
        """Close every connection, as a proxy that is started anew."""
        self.loop.call_soon_threadsafe(self._drop)

    def _drop(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _take(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self._writers.add(back)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await self._join(near, back)
        back.close()
        self._writers.discard(back)

    async def _join(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        head = await near.readuntil(b"\r\n\r\n")
        upgrade = b"\nupgrade: websocket" in head.lower()
        if upgrade and self.ways is Ways.NO_UPGRADE:
            unsaid = (b"upgrade:", b"connection:")
            head = b"\r\n".join(line for line in head.split(b"\r\n") if not line.lower().startswith(unsaid))
        gathers = self.ways is Ways.GATHERING
        await self._heard.wait()
        far, away = await asyncio.open_connection(*self._upstream)
        self._writers.add(away)
        away.write(head)
        there = self._pass(near, away)
        if gathers and upgrade:
            back.write(await far.readuntil(b"\r\n\r\n"))
        here = self._pass(far, back, GATHERED_S * gathers, GATHERED * upgrade * gathers)
        await asyncio.gather(there, here)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wait_s: float = 0, most: int = 0
    ) -> None:
        """Pass on what comes: after so long, and not before there are so many bytes of it."""
        held = b""
        try:
            while some := await reader.read(1 << 16):
                await self._heard.wait()
                await asyncio.sleep(wait_s)
                held += some
                if len(held) >= most:
                    writer.write(held)
                    held = b""
                    await writer.drain()
        finally:
            writer.close()
            self._writers.discard(writer)


@contextlib.contextmanager
def proxied(upstream: str) -> Iterator[Proxy]:
    """A proxy before the server at this URL."""
    proxy = Proxy(upstream)
    ready, over = threading.Event(), asyncio.Event()
    thread = threading.Thread(target=lambda: proxy.loop.run_until_complete(proxy.serve(ready, over)))
    thread.start()
    ready.wait()
    try:
        yield proxy
    finally:
        proxy.loop.call_soon_threadsafe(over.set)
        thread.join()
        proxy.loop.close()

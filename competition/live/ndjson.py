"""Messages over plain HTTP, a JSON object a line: for programs, and where no WebSocket gets through."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from typing import Any, Final, cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from competition.access.accounts import Accounts
from competition.access.visitors import Visitor
from competition.answers import NOT_A_PAGE
from competition.live.gate import still
from competition.live.messages import Message
from competition.live.sockets import RECHECK_S
from competition.store.database import StoreFailed

MEDIA: Final = "application/x-ndjson"

HEADERS: Final = {**NOT_A_PAGE, "cache-control": "no-store", "x-accel-buffering": "no"}
"""Nobody on the way keeps it, or gathers it before passing it on."""

EXTENSION: Final = "saiping.cut"

log = logging.getLogger("saiping.live")


class ReaderProtocol(HttpToolsProtocol):
    """uvicorn's HTTP connection, with a way to end it for who reads nothing more: to be called, in the ASGI scope under
    `EXTENSION`."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        cast(dict[str, Any], self.scope)["extensions"] = {EXTENSION: self.transport.abort}


def told(messages: Iterable[Message]) -> Response:
    """These messages and no more."""
    return Response(b"".join(message.line for message in messages), headers=HEADERS, media_type=MEDIA)


class Stream(Response):
    """Lines as they come, until there are no more, the reader leaves, one of `over` returns, or `lasts_s` have passed.

    chunks: whole lines; closed in the end, whatever happens. A reader that is slow is waited for: what comes meanwhile
    is the chunks' own affair.
    """

    def __init__(
        self,
        chunks: AsyncGenerator[bytes, None],
        *over: Callable[[], Awaitable[object]],
        lasts_s: int | None = None,
    ) -> None:
        self.status_code = 200
        self.media_type = MEDIA
        self.background = None
        self.init_headers(HEADERS)
        self._chunks = chunks
        self._over = over
        self._lasts_s = lasts_s
        self._writing = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        if scope["method"] == "HEAD":
            await self._chunks.aclose()
            await send({"type": "http.response.body", "body": b""})
            return
        leaving = asyncio.create_task(_left(receive))
        written = asyncio.create_task(self._write(send))
        tasks = (written, leaving, *(asyncio.ensure_future(over()) for over in self._over))
        try:
            await asyncio.wait(tasks, timeout=self._lasts_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone = leaving.done()
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        if isinstance(ended[0], Exception):
            log.error("a stream broke off", exc_info=ended[0])
        if gone:
            return
        if self._writing:  # who reads nothing is not told that there is no more: that would wait as well
            scope["extensions"][EXTENSION]()
        else:
            await send({"type": "http.response.body", "body": b""})

    async def _write(self, send: Send) -> None:
        async with contextlib.aclosing(self._chunks) as chunks:
            async for chunk in chunks:
                self._writing = True
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
                self._writing = False


async def _left(receive: Receive) -> None:
    """Return when the reader has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def over(request: Request, visitor: Visitor, accounts: Accounts, ending: asyncio.Event) -> None:
    """Return when the server ends, or the visitor's token or session counts no more."""
    while not ending.is_set():
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(RECHECK_S if visitor.known else None):
                await ending.wait()
        try:
            if visitor.known and not await still(request, visitor, accounts):
                return
        except StoreFailed as error:
            log.error("nobody can be known: %s", error)
            return

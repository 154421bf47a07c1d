"""What is served over plain HTTP beside a server over TLS: the way to trust it, and a pointer to it for all else."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from competition import answers
from competition.access.access import allows, guard
from competition.static import Static
from competition.venue.hall import Hall
from competition.venue.trust import Trust

FILES: Final = frozenset({"saiping.css", "trust.css", "trust.js", "icon.svg"})
"""All that the page of trust loads."""

METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
KEPT_S: Final = 5
MOST: Final = 200
"""Connections at a time: a hall's tablets come here once each."""


class Beside(uvicorn.Server):
    """A server in another one's loop, which listens to signals for both."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def beside(hall: Hall, listener: socket.socket) -> AsyncIterator[None]:
    """The plain pages, answered at the listener as long as this lasts."""
    server = Beside(
        uvicorn.Config(
            application(hall),
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=MOST,
            timeout_keep_alive=KEPT_S,
            timeout_graceful_shutdown=1,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving


def application(hall: Hall) -> Starlette:
    """The plain pages themselves."""
    routes: list[BaseRoute] = [
        *Trust(hall.folder, hall).routes(),
        Mount("/static", allows("read-pages")(Few(answers.NOT_A_PAGE))),
        Route("/{rest:path}", Pointer(hall).lead, methods=list(METHODS)),
    ]
    guard(routes)
    return Starlette(routes=routes)


class Few(Static):
    """The files of one page."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.get_path(scope) in FILES:
            await super().__call__(scope, receive, send)
        else:
            await answers.refusal(404, "unknown-address")(scope, receive, send)


class Pointer:
    """Leads from any address to the same one over HTTPS."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall

    @allows("read-pages")
    async def lead(self, request: Request) -> Response:
        """307 for what only reads. What would change something, or came with a token, has gone over the air in clear
        already: it is refused, so that it is not done again and again."""
        origin = self._hall.origin(request.url.hostname or "")
        if request.method not in ("GET", "HEAD") or "authorization" in request.headers:
            return answers.refusal(403, "https-needed", "", address=origin)
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{origin}{request.url.path}{query}", 307, {"cache-control": "no-store"})

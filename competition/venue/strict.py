"""Browsers are told to keep to HTTPS where the server has a public name.

Never for names and addresses of private networks: tomorrow another machine has them. And for a day only, so that a
server that is not under HTTPS any more can be reached again.
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from competition.venue.hosts import is_public

DAY_S: Final = 24 * 3600


class KeptSecure:
    """Middleware: `Strict-Transport-Security` (RFC 6797) on answers over HTTPS under a public name."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope.get("scheme") != "https" or not is_public(_host(scope)):
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["strict-transport-security"] = f"max-age={DAY_S}"
            await send(message)

        await self.app(scope, receive, sent)


def _host(scope: Scope) -> str:
    return HTTPConnection(scope).url.hostname or ""

"""Which page a request comes from. A browser sends its cookies along with what other sites make it send; it says so.

The rule, for every request that may change something: `Sec-Fetch-Site` must say `same-origin` or `none`; browsers send
it over HTTPS only, so without it `Origin` must name this host. Programs send neither. A bearer token, which no browser
sends by itself, needs no such proof, unless the session cookie comes with it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from competition import answers
from competition.access.sessions import cookie_of

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
"""Methods that change nothing."""


def from_here(connection: HTTPConnection, origins: frozenset[str]) -> bool:
    """True where no page of another site made a browser send this. origins: other sites that may, e.g.
    `https://example.org`."""
    headers = connection.headers
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None and origin in origins:
        return True
    if site is not None and site not in ("same-origin", "none"):
        return False
    if origin is None:
        return True
    host = urlsplit(origin).netloc
    return bool(host) and host.lower() == headers.get("host", "").lower()


class OwnPagesOnly:
    """Middleware: refuses what another site's page made a browser send; keeps signed-in pages out of every cache."""

    def __init__(self, app: ASGIApp, *, origins: frozenset[str] = frozenset()) -> None:
        self.app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        signed_in = bool(cookie_of(connection))
        by_token = not signed_in and "authorization" in connection.headers
        if scope["method"] not in SAFE and not by_token and not from_here(connection, self._origins):
            await answers.refusal(403, "foreign-origin")(scope, receive, send)
            return
        await self.app(scope, receive, _unkept(send) if signed_in else send)


def _unkept(send: Send) -> Send:
    """Pages and files for who is signed in are stored nowhere."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("content-type", "").startswith("text/html") or "content-disposition" in headers:
                headers["cache-control"] = "no-store"
        await send(message)

    return sent

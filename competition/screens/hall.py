"""A screen's own side: its page, its orders, its reports, and the socket by which it is told to ask for its orders.

`GET /api/screens/{code}` → orders {"event", "names", "name", "plan": [{"page", "seconds"}], "message", "full",
"hidden", "identify", "reload", "build": version of the page as the server has it, "every_s"}; 404 `unknown-screen`.
`POST /api/screens/{code}/report` a `Report` → the orders, so that a screen without a socket learns them, too.
`/api/screens/{code}/live`: `look` where the orders are others now, heartbeats.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from functools import cache
from typing import Any

from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from secure.middleware import SecureASGIMiddleware
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from competition import answers, pages, static, words
from competition.access.access import allows
from competition.live.nudges import Nudges
from competition.screens import reports
from competition.screens.reports import EVERY_S, LARGEST, RATE
from competition.screens.roll import Roll
from competition.screens.store import Screen, typed

UNKEPT = {"cache-control": "no-store"}
STYLES = ("saiping.css", "screen.css")
TEMPLATES = ("base.html", "screens/screen.html")


class Hall:
    """The routes of screens."""

    def __init__(self, roll: Roll, nudges: Nudges) -> None:
        self._roll = roll
        self._nudges = nudges
        self._rate = parse(RATE)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def routes(self) -> list[BaseRoute]:
        """HTTP routes and the socket, each with its action declared."""
        dressed = [
            Middleware(SecureASGIMiddleware, secure=pages.security(framing=True)),
            Middleware(GZipMiddleware, minimum_size=1000),
        ]
        return [
            Route("/screens", self.ask, middleware=dressed),
            Route("/screens/{code}", self.page, middleware=dressed),
            Route("/api/screens/{code}", self.told, methods=["GET"]),
            Route("/api/screens/{code}/report", self.report, methods=["POST"]),
            WebSocketRoute("/api/screens/{code}/live", self.live),
        ]

    @allows("watch-hall")
    async def ask(self, request: Request) -> Response:
        """`/screens`: where a screen's code is typed; `?code=` leads on."""
        given = request.query_params.get("code", "")
        code = typed(given)
        if code:
            return RedirectResponse(f"/screens/{code}", 303)
        return pages.page(
            request, "screens/code.html", 422 if given else 200, typed=given[:40], why="bad" * bool(given)
        )

    @allows("watch-hall")
    async def page(self, request: Request) -> Response:
        """`/screens/{code}`: the screen; where there is none, a place to type the code again."""
        given: str = request.path_params["code"]
        code = typed(given)
        screen = await self._roll.find(code) if code else None
        if screen is None:
            return pages.page(request, "screens/code.html", 404, typed=given[:40], why="gone" if code else "bad")
        if given != code:
            return RedirectResponse(f"/screens/{code}", 303)
        scripts = pages.modules("screen.js")
        return pages.page(request, "screens/screen.html", code=code, orders=orders(screen), modules=scripts)

    @allows("watch-hall")
    async def told(self, request: Request) -> Response:
        """What the screen is to show."""
        screen = await self._screen(request)
        return _unknown() if screen is None else answers.told(orders(screen), headers=UNKEPT)

    @allows("watch-hall")
    async def report(self, request: Request) -> Response:
        """What the screen says of itself."""
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    return answers.refusal(413, "too-large", limit=str(LARGEST), largest=str(LARGEST))
        except ClientDisconnect:
            return answers.refusal(408, "body-incomplete", seconds="0")
        screen = await self._screen(request)
        if screen is None:
            return _unknown()
        if not await self._limiter.hit(self._rate, "screen", screen.code):
            return await self._too_often(screen)
        try:
            given = json.loads(bytes(body))
        except (ValueError, RecursionError):
            return answers.refusal(400, "not-json")
        said = reports.read(given)
        if isinstance(said, list):
            return answers.problems(422, said)
        await self._roll.reported(screen, said)
        return answers.told(orders(screen), headers=UNKEPT)

    @allows("watch-hall")
    async def live(self, websocket: WebSocket) -> None:
        """See above."""
        screen = await self._roll.find(typed(websocket.path_params["code"]))
        if screen is None:
            await websocket.send_denial_response(_unknown())
        else:
            await self._nudges.hold(websocket, screen.event, screen.id)

    async def _screen(self, request: Request) -> Screen | None:
        return await self._roll.find(typed(request.path_params["code"]))

    async def _too_often(self, screen: Screen) -> Response:
        stats = await self._limiter.get_window_stats(self._rate, "screen", screen.code)
        wait_s = max(1, math.ceil(stats.reset_time - time.time()))
        answer = answers.refusal(429, "too-many-requests", seconds=str(wait_s))
        answer.headers["retry-after"] = str(wait_s)
        return answer


@cache
def build() -> str:
    """Twelve digits that change with any file, template or word of a screen's page."""
    parts = [*map(static.asset, STYLES), *pages.modules("screen.js"), pages.messages_address("zh"), pages.import_map()]
    parts += [(words.TEMPLATES / each).read_text("utf-8") for each in TEMPLATES]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def orders(screen: Screen) -> dict[str, Any]:
    """What the screen is told."""
    return {
        "event": screen.event,
        "names": screen.names,
        "name": screen.name,
        "plan": [each._asdict() for each in screen.plan],
        "message": screen.message,
        "full": screen.full,
        "hidden": screen.hidden,
        "identify": screen.identify,
        "reload": screen.reload,
        "build": build(),
        "every_s": EVERY_S,
    }


def _unknown() -> Response:
    return answers.refusal(404, "unknown-screen", "code")

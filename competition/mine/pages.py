"""`/mine/{token}`: a competitor's own marks, for who holds her link. What leads nowhere has one answer."""

from __future__ import annotations

import logging
from typing import Any

from secure.middleware import SecureASGIMiddleware
from sqlalchemy.exc import SQLAlchemyError
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from competition import pages
from competition.access.access import allows
from competition.desk import UnknownEvent
from competition.desk_pages import termed
from competition.mine import links
from competition.mine.given import given
from competition.mine.links import Link
from competition.mine.published import Published
from competition.scores.why import told
from competition.store.database import Database, StoreFailed
from competition.words import term

log = logging.getLogger("saiping.mine")

KEPT_PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}
"""Headers of whatever is answered under a private link: nobody keeps it, lists it or is told its address."""


class Private:
    """Sets the headers of a private page over those of every page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.lower().encode(), value.encode()) for name, value in KEPT_PRIVATE.items()]
                others = [each for each in message["headers"] if each[0].lower() not in dict(own)]
                message["headers"] = others + own
            await send(message)

        await self._app(scope, receive, sent)


def routes() -> list[BaseRoute]:
    """The page, its action declared."""
    dressed = [
        Middleware(Private),
        Middleware(SecureASGIMiddleware, secure=pages.security()),
        Middleware(GZipMiddleware, minimum_size=1000),
    ]
    return [Route("/mine/{token}", page, middleware=dressed)]


@allows("read-own-marks")
async def page(request: Request) -> Response:
    """Her marks where they are published, else when they will be. The address is never logged."""
    database: Database = request.app.state.database
    try:
        link = await database.read(_found, database, request.path_params["token"])
        roster = None if link is None else await request.app.state.catalogue.roster(link.event)
        if link is None or roster is None or link.entrant not in roster["entrants"]:
            return pages.page(request, "mine/unknown.html", 404)
        return await _shown(request, link, roster["entrants"][link.entrant]["trade"])
    except UnknownEvent:
        return pages.page(request, "mine/unknown.html", 404)
    except (SQLAlchemyError, StoreFailed) as error:
        log.error("a private page could not be read: %s", type(error).__name__)
        return pages.page(request, "mine/unread.html", 503)


async def _shown(request: Request, link: Link, trade: str) -> Response:
    published: Published = request.app.state.published
    shown = await published.of(link.event, trade, link.entrant)
    roster = await request.app.state.rosters.roster(link.event)
    if roster is None:
        raise UnknownEvent(link.event)
    lang = pages.language(request)
    known: dict[str, Any] = {"roster": roster, "trade": next(each for each in roster["trades"] if each["id"] == trade)}
    if shown.result is None:
        return pages.page(request, "mine/waiting.html", **known, reopened=shown.reopened)
    return pages.page(
        request,
        "mine/own.html",
        **known,
        own=shown.result,
        given=await given(request.app.state.certificates, link.event, trade, link.entrant),
        notice=shown.notice,
        moved=shown.moved,
        why=told(shown.result.why, lang, shown.result.scheme),
        who=roster["entrants"].get(shown.result.entrant),
        medal=lambda code: term("medals", code, lang),
        termed=lambda section, code: termed(section, code, lang),
        called=lambda name: {"zh": name.zh, "en": name.en},
    )


def _found(database: Database, token: str) -> Link | None:
    with database.connect() as connection:
        return links.find(connection, token)

"""Boards within other pages: in a frame of any website, and with `?overlay` as a plate over a video.

Whoever frames a board shows it to everybody, so that it is always what the public sees; who looks at it is not asked.
"""

from __future__ import annotations

from secure.middleware import SecureASGIMiddleware
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette_babel.locale import LocaleFromHeader, LocaleFromQuery

from competition import boards, pages, words
from competition.access.access import allows

OVERVIEW = "overview"
OVERLAY = "overlay.js"
_ASKED = (LocaleFromQuery("lang"), LocaleFromHeader(words.LANGUAGES))


def routes() -> list[BaseRoute]:
    """The one route, which any page may frame."""
    dressed = [
        Middleware(SecureASGIMiddleware, secure=pages.security(framed=True)),
        Middleware(GZipMiddleware, minimum_size=1000),
    ]
    return [Route("/embed/events/{event}/boards/{board}", embedded, middleware=dressed)]


@allows("read-pages")
async def embedded(request: Request) -> Response:
    """`/embed/events/{event}/boards/{board}`: any board, also of a trade by its id, and `overview`."""
    lang, id = _language(request), request.path_params["board"]
    roster = await request.app.state.rosters.roster(request.path_params["event"])
    if roster is None:
        return PlainTextResponse(words.say("There is no such event.", lang), 404)
    trade = next((each for each in roster["trades"] if each["id"] == id), None)
    named = None if trade is not None or id == OVERVIEW else boards.named(roster, id)
    if trade is None and named is None and id != OVERVIEW:
        return PlainTextResponse(words.say("This event has no such board.", lang), 404)
    board = None if named is None else {"id": id, "name": named}
    script = OVERLAY if "overlay" in request.query_params and not id.startswith("history:") else ""
    shown = pages.following(roster, trade, board, "public", script)
    theme = request.query_params.get("theme", "")
    html = pages.rendered("live.html", lang, theme=theme if theme in pages.THEMES else "", embedded=True, **shown)
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language", "Content-Language": words.TAGS[lang]}
    return HTMLResponse(html, headers=headers)


def _language(request: Request) -> str:
    """As of any page, but that no cookie is read."""
    for asked in _ASKED:
        if (found := (asked(request) or "").lower().partition("-")[0]) in words.LANGUAGES:
            return found
    return words.LANGUAGES[0]

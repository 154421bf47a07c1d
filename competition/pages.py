"""What a person sees: the pages, their static files and words. Endpoints find, then show; the boards fill themselves.

`app.state.catalogue` and `app.state.rosters` are all they need: `await catalogue.events()` → list of the rosters'
`event` parts, and `await rosters.roster(event)` → the roster resource, or None where there is no such event.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from secure import Secure
from secure.headers import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CustomHeader,
    PermissionsPolicy,
    ReferrerPolicy,
    XContentTypeOptions,
)
from secure.middleware import SecureASGIMiddleware
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette_babel.locale import LocaleFromCookie, LocaleFromHeader, LocaleFromQuery

from competition import boards, words
from competition.access.access import allows
from competition.markdown import markdown
from competition.static import PACKAGES, STATIC, TOGETHER, YEAR_S, Static, asset, kept

THEMES = ("light", "dark", "contrast")

NAMED_AT_ONCE = 300
"""Entrants whose names come in the page of a board; of more, beside it."""

_ASKED = (LocaleFromQuery("lang"), LocaleFromCookie("lang"), LocaleFromHeader(words.LANGUAGES))
_IMPORTED = re.compile(r"""^import [^;]*?["']\./([\w.-]+\.js)["'];$""", re.MULTILINE)


def routes() -> list[BaseRoute]:
    """Every route of the pages, with compression and headers on."""
    dressed = [Middleware(SecureASGIMiddleware, secure=security()), Middleware(GZipMiddleware, minimum_size=1000)]
    return [
        Route("/", events, middleware=dressed),
        Route("/events/{event}", overview, middleware=dressed),
        Route("/events/{event}/trades/{trade}", board, middleware=dressed),
        Route("/events/{event}/boards/{board}", derived, middleware=dressed),
        Route("/help/{name}", help_page, middleware=dressed),
        Route("/i18n/{lang}.json", messages, middleware=dressed),
        Mount("/static", allows("read-pages")(Static(security_headers()))),
    ]


@allows("read-pages")
async def events(request: Request) -> Response:
    """`/`: the events of this server; who rehearses one knows where."""
    listed = [each for each in await request.app.state.catalogue.events() if "rehearsal" not in each]
    return page(request, "events.html", events=listed)


@allows("read-pages")
async def overview(request: Request) -> Response:
    """`/events/{event}`: all trades of one event."""
    roster = await request.app.state.rosters.roster(request.path_params["event"])
    if roster is None:
        return not_here(request, "event")
    return live(request, roster, None)


@allows("read-pages")
async def board(request: Request) -> Response:
    """`/events/{event}/trades/{trade}`: the board of one trade."""
    roster = await request.app.state.rosters.roster(request.path_params["event"])
    if roster is None:
        return not_here(request, "event")
    trade = next((each for each in roster["trades"] if each["id"] == request.path_params["trade"]), None)
    if trade is None:
        return not_here(request, "trade", roster)
    return live(request, roster, trade)


@allows("read-pages")
async def derived(request: Request) -> Response:
    """`/events/{event}/boards/{board}`: a board that is made of others."""
    roster = await request.app.state.rosters.roster(request.path_params["event"])
    if roster is None:
        return not_here(request, "event")
    named = boards.named(roster, request.path_params["board"])
    if named is None:
        return not_here(request, "board", roster)
    return live(request, roster, None, {"id": request.path_params["board"], "name": named})


@allows("read-pages")
async def help_page(request: Request) -> Response:
    """`/help/{name}`: a page of help, in the reader's language."""
    name, lang = request.path_params["name"], language(request)
    known = {path.name for path in (words.TEMPLATES / "help").glob("*.html")}
    for file in (f"{name}.{lang}.html", f"{name}.html"):
        if file in known:
            problems = [(code, *words.problem(code, {}, lang)) for code in sorted(words.problems())]
            return page(request, f"help/{file}", problems=problems)
    return not_here(request, "help")


@allows("read-pages")
async def messages(request: Request) -> Response:
    """`/i18n/{lang}.json`: what the scripts say, in one language. English is what they are written in."""
    lang = request.path_params["lang"]
    if lang not in words.LANGUAGES:
        return JSONResponse({"language": lang, "messages": {}}, 404)
    return JSONResponse({"language": lang, "messages": words.catalogue(lang)}, headers=kept(request.scope))


def live(
    request: Request,
    roster: Mapping[str, Any],
    trade: Mapping[str, Any] | None,
    board: Mapping[str, Any] | None = None,
) -> Response:
    """A page that follows a board: the frame and the names at once, the figures as they come. trade, board: None where
    it is no trade's, or not derived."""
    return page(request, "live.html", **following(roster, trade, board, request.query_params.get("audience", "public")))


def following(
    roster: Mapping[str, Any],
    trade: Mapping[str, Any] | None,
    board: Mapping[str, Any] | None,
    audience: str,
    script: str = "",
) -> dict[str, Any]:
    """What live.html shows of a board to an audience. script: another than the one that belongs to the board."""
    id = (board or trade or {"id": "overview"})["id"]
    derived = "history.js" if id.startswith("history:") else "derived.js"
    script = script or (derived if board else "board.js" if trade else "overview.js")
    place = f"/api/events/{quote(roster['event']['id'])}"
    ahead = [f"{place}/boards/{quote(id, safe='')}?{urlencode({'audience': audience})}"]
    carried = {"words": _spoken(script)}
    if len(roster["entrants"]) <= NAMED_AT_ONCE:
        carried["roster"] = _data(roster)
    else:
        ahead.append(f"{place}/roster")
    shown = {"roster": roster, "trade": trade, "board": board, "audience": audience, "board_id": id}
    return shown | {
        "script": script,
        "modules": [asset(TOGETHER), asset(f"whole/{script}")],
        "ahead": ahead,
        "carried": carried,
    }


def modules(entry: str) -> list[str]:
    """Addresses of all that a script is made of, itself included, for a page to fetch at once."""
    return [asset(file) for file in (TOGETHER, *_scripts(entry))]


def messages_address(lang: str) -> str:
    """Address of what the scripts say in a language, with the digest of its content."""
    return f"/i18n/{lang}.json?v={_words_version()}"


def not_here(request: Request, what: str, roster: Mapping[str, Any] | None = None) -> Response:
    """404 that says what (`event`, `trade`, `board`, `help` or `page`) is not there, and where to go instead."""
    return page(request, "missing.html", 404, what=what, roster=roster)


async def not_found(request: Request, error: Exception) -> Response:
    """For the application's own 404: the page for people; the API answers for itself."""
    return not_here(request, "page")


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Render one template in the reader's language; what `?lang=` and `?theme=` ask for is kept in cookies."""
    lang, theme = language(request), _theme(request)

    def link(**changed: str) -> str:
        return "?" + urlencode(dict(request.query_params) | changed)

    html = rendered(template, lang, theme=theme, link=link, **values)
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie", "Content-Language": words.TAGS[lang]}
    response = HTMLResponse(html, status, headers)
    for name, value in (("lang", lang), ("theme", theme)):
        if request.query_params.get(name) == value:
            response.set_cookie(name, value, max_age=YEAR_S, samesite="lax")
    return response


def rendered(template: str, lang: str, **values: Any) -> str:
    """One template in a language, with what says words in it."""
    return (
        _templates()
        .get_template(template)
        .render(
            values,
            lang=lang,
            tag=words.TAGS[lang],
            say=lambda msgid, **facts: words.say(msgid, lang, **facts),
            both=lambda msgid, **facts: words.both(msgid, lang, **facts),
            named=lambda names: words.pair(names or {}, lang),
            days=lambda starts, ends: _days(starts, ends, lang),
        )
    )


def language(request: Request) -> str:
    """`zh` or `en`: asked for by `?lang=`, else the cookie, else what the browser prefers, else Chinese."""
    for asked in _ASKED:
        if (found := (asked(request) or "").lower().partition("-")[0]) in words.LANGUAGES:
            return found
    return words.LANGUAGES[0]


def security(*, framing: bool = False, framed: bool = False) -> Secure:
    """The headers that every answer carries, for `SecureASGIMiddleware`. Nothing is loaded from elsewhere; the one
    inline script, the import map, is allowed by its hash. framing: of a page that shows others of this server in
    frames. framed: of one that pages anywhere may show in theirs."""
    digest = base64.b64encode(hashlib.sha256(import_map().encode()).digest()).decode()
    policy = (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src("'self'", f"'sha256-{digest}'")
        .style_src("'self'")
        .img_src("'self'")
        .connect_src("'self'")
        .worker_src("'self'")
        .manifest_src("'self'")
        .form_action("'self'")
        .base_uri("'none'")
        .frame_ancestors("*" if framed else "'self'")
    )
    if framing:
        policy = policy.frame_src("'self'")
    return Secure(
        csp=policy,
        coop=CrossOriginOpenerPolicy().same_origin(),
        referrer=ReferrerPolicy().same_origin(),
        permissions=PermissionsPolicy().geolocation().camera().microphone(),
        xcto=XContentTypeOptions(),
        custom=[CustomHeader("Cross-Origin-Resource-Policy", "cross-origin" if framed else "same-origin")],
    )


def security_headers() -> Mapping[str, str]:
    """The same headers as plain names and values."""
    return security().headers


@cache
def import_map() -> str:
    """JSON that leads bare imports, and the scripts' imports of each other, to the present version of each file."""
    own = {f"/static/{path.name}": asset(path.name) for path in sorted(STATIC.glob("*.js"))}
    return json.dumps({"imports": dict.fromkeys(PACKAGES, asset(TOGETHER)) | own})


@cache
def _words_version() -> str:
    return hashlib.sha256(json.dumps(words.catalogue("zh"), sort_keys=True).encode()).hexdigest()[:12]


@cache
def _spoken(entry: str) -> Markup:
    """JSON of what a script and those that it imports say in Chinese, to stand in a page."""
    return _data({"messages": words.catalogue("zh", frozenset(_scripts(entry)))})


def _data(value: Mapping[str, Any]) -> Markup:
    """JSON that can stand in a page's element of data."""
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


@cache
def _scripts(entry: str) -> list[str]:
    """The script and every one that it imports, directly or not, by name."""
    found, waiting = {entry}, [entry]
    while waiting:
        imported = set(_IMPORTED.findall((STATIC / waiting.pop()).read_text("utf-8"))) - found
        found |= imported
        waiting += imported
    return sorted(found)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(words.TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        asset=asset, import_map=Markup(import_map()), words_version=_words_version(), markdown=markdown
    )
    return environment


def _theme(request: Request) -> str:
    asked = request.query_params.get("theme") or request.cookies.get("theme") or ""
    return asked if asked in THEMES else ""


def _days(starts: str, ends: str, lang: str) -> str:
    locale = {"zh": "zh_Hans_CN", "en": "en_GB"}[lang]
    first, last = (format_date(date.fromisoformat(day), "long", locale) for day in (starts, ends or starts))
    return first if first == last else f"{first} – {last}"

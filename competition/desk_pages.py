"""What every page of somebody signed in is shown with: where she may go, keys for forms, words for problems, times.

A page extends `desk.html` and is made of `parts.html`; what those offer stands at their tops. Routes of such pages are
made by `desk_route`, so that none goes without headers.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any, Protocol

from markupsafe import Markup
from secure.middleware import SecureASGIMiddleware
from starlette.convertors import register_url_convertor
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from competition import pages, words
from competition.access.visitors import Visitor
from competition.addresses import Seq

CHINA = timezone(timedelta(hours=8))
"""The clock on the wall of the hall, where `app.state.zone` names no other."""

PAGE = 50
"""Rows of a page of a list."""


class Told(Protocol):
    """A problem of a fact or of a package."""

    @property
    def code(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Room:
    """A place that the side leads to. key: what `here` names it by. sign: an icon of parts.html. count: what waits
    there, 0 for nothing."""

    key: str
    sign: str
    href: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Door:
    """A room and the actions of which one is needed to go there. path: of the room, {event} filled in."""

    key: str
    sign: str
    path: str
    actions: tuple[str, ...]


_DOORS = (
    _Door("overview", "home", "/office/{event}", ("read-office",)),
    _Door("trades", "list", "/office/{event}/trades", ("read-office",)),
    _Door("schemes", "scale", "/office/{event}/schemes", ("read-office",)),
    _Door("roster", "people", "/office/{event}/roster", ("read-office",)),
    _Door("progress", "clock", "/office/{event}/progress", ("read-office",)),
    _Door("paper", "pen", "/office/{event}/paper", ("enter-sheets", "settle")),
    _Door("rulings", "gavel", "/office/{event}/rulings", ("propose", "approve", "settle")),
    _Door("chief", "spread", "/chief/{event}", ("watch-chief",)),
    _Door("statistics", "chart", "/chief/{event}/statistics", ("watch-chief",)),
    _Door("judge", "tablet", "/judge/{event}", ("give-marks",)),
    _Door("supervision", "shield", "/supervision/{event}", ("review", "notice", "rule")),
    _Door("authority", "seal", "/authority/{event}", ("confirm",)),
    _Door("draw", "draw", "/draw/{event}", ("draw-codes", "read-codes", "unseal")),
    _Door("awards", "medal", "/awards/{event}", ("read-office",)),
    _Door("sums", "chart", "/office/{event}/statistics", ("read-office",)),
    _Door("certificates", "seal", "/certificates/{event}", ("read-certificates",)),
    _Door("exports", "export", "/office/{event}/exports", ("export",)),
    _Door("devices", "tablet", "/office/{event}/devices", ("manage-devices",)),
    _Door("ceremony", "flag", "/office/{event}/ceremony", ("run-event",)),
    _Door("screens", "board", "/office/{event}/screens", ("manage-screens",)),
    _Door("host", "palette", "/office/{event}/host", ("run-event",)),
    _Door("people", "key", "/office/{event}/people", ("invite",)),
    _Door("rehearsals", "play", "/office/{event}/rehearsals", ("rehearse",)),
    _Door("timeline", "file", "/office/{event}/timeline", ("read-office",)),
    _Door("search", "search", "/office/{event}/search", ("read-office",)),
)

register_url_convertor("seq", Seq())


def desk_route(
    path: str, endpoint: Callable[[Request], Awaitable[Response]], *, methods: Sequence[str] = ("GET",)
) -> Route:
    """The route of a page at a desk: compressed, and with the headers of every page."""
    dressed = [
        Middleware(SecureASGIMiddleware, secure=pages.security()),
        Middleware(GZipMiddleware, minimum_size=1000),
    ]
    return Route(path, endpoint, methods=list(methods), middleware=dressed)


def shown(
    request: Request,
    template: str,
    *,
    visitor: Visitor,
    event: str,
    here: str,
    status: int = 200,
    roster: Mapping[str, Any] | None = None,
    problems: Iterable[Told] = (),
    kept: Mapping[str, Any] | None = None,
    counts: Mapping[str, int] | None = None,
    **values: Any,
) -> Response:
    """The page, never kept by anybody on the way.

    event: "" outside any. here: key of the room. roster: names of the event, where the page has them. problems: of a
    refused form (give status 422); those with a `where` stand beside the field of that name. kept: what the form held.
    counts: what waits in a room, by its key.
    """
    lang, told, local = pages.language(request), list(problems), zone(request)
    answer = pages.page(
        request,
        template,
        status,
        visitor=visitor,
        event=event,
        event_name=words.pair(roster["event"]["name"], lang) if roster else None,
        roster=roster,
        here=here,
        rooms=rooms(visitor, event, counts or {}),
        roles=_roles(visitor, event),
        problems=told,
        kept=kept or {},
        problem=lambda each: words.problem(each.code, each.facts, lang),
        wrong=lambda name: [
            words.problem(each.code, each.facts, lang) for each in told if getattr(each, "where", "") == name
        ],
        termed=lambda section, code: termed(section, code, lang),
        form_key=form_key,
        clock=lambda at: clock(at, local),
        moment=lambda at: moment(at, local),
        minute=lambda at: minute(at, local),
        import_tags=Markup(f'<script type="importmap">{pages.import_map()}</script>'),
        **values,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def form_key() -> str:
    """A key for one showing of a form: sent twice, it is one act."""
    return f"form-{secrets.token_urlsafe(15)}"


def rooms(visitor: Visitor, event: str, counts: Mapping[str, int]) -> list[Room]:
    """Where the visitor may go: in the event, or outside any where it is ""."""
    found = [Room("events", "desk", "/office")] if visitor.login else []
    if event:
        found += [
            Room(door.key, door.sign, door.path.format(event=event), counts.get(door.key, 0))
            for door in _DOORS
            if any(visitor.may(action, event, visitor.judge(event)) is not None for action in door.actions)
        ]
    elif visitor.may("manage-accounts") is not None:
        found.append(Room("accounts", "key", "/accounts"))
    found.append(Room("help", "help", "/help/index"))
    return found


def termed(section: str, code: str, lang: str) -> words.Both:
    """What a code is called, in both languages; the code itself where it has no word."""
    english = words.terms().get(section, {}).get(code)
    return words.pair({lang: code}, lang) if english is None else words.both(english, lang)


def zone(request: Request) -> tzinfo:
    """The time zone that people in the hall live in."""
    found: tzinfo = getattr(request.app.state, "zone", CHINA)
    return found


def clock(at: str, local: tzinfo) -> Markup:
    """UTC text as `14:42:10` on the wall, "" for no time."""
    return _time(at, local, "%H:%M:%S")


def minute(at: str, local: tzinfo) -> Markup:
    """UTC text as `14:42` on the wall, "" for no time."""
    return _time(at, local, "%H:%M")


def moment(at: str, local: tzinfo) -> Markup:
    """UTC text as `05-17 14:42`, "" for no time."""
    return _time(at, local, "%m-%d %H:%M")


def paged(request: Request, total: int, size: int = PAGE) -> tuple[int, int, slice]:
    """(page, pages, which rows) of a list that long: what `?page=` asks for, brought into bounds."""
    pages_ = max(1, -(-total // size))
    asked = request.query_params.get("page", "")
    page = min(max(int(asked), 1), pages_) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    return page, pages_, slice((page - 1) * size, page * size)


def _time(at: str, local: tzinfo, form: str) -> Markup:
    if not at:
        return Markup("")
    there = datetime.fromisoformat(at).astimezone(local)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        at, there.strftime("%Y-%m-%d %H:%M:%S"), there.strftime(form)
    )


def _roles(visitor: Visitor, event: str) -> list[str]:
    """What the visitor is in the event, or anywhere where it is ""."""
    here = [actor.role for actor in visitor.actors if not event or actor.event in ("", event)]
    return [role for role in dict.fromkeys(here) if role != "public"]

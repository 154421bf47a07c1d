"""The office's console of screens: what each really shows, and what it is told.

`GET /api/events/{event}/screens` → {"at", "build", "screens": [{"id", "code", "name", "plan", "message", "full",
"hidden", "state": never, on or silent, "seen_at", "old": it runs another page than the server has, "report": what it
last said, null for nothing}]}. `POST` there {"name", "key"} makes one; `POST …/screens/{id}`, or `…/screens/all`, one
of `ACTS`: both answer the same list. An act says what is to be, not what is to change, so that sent twice it is one.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from competition import answers, pages, words
from competition.access.access import allows
from competition.access.accounts import Accounts
from competition.access.tokens import now
from competition.access.visitors import Visitor
from competition.desk_pages import desk_route, shown
from competition.rosters import Rosters
from competition.screens import store
from competition.screens.choices import choices, may_show
from competition.screens.hall import UNKEPT, build
from competition.screens.roll import Roll, state
from competition.screens.store import LONGEST_MESSAGE, LONGEST_NAME, MOST, MOST_LINES, Entry, Plan, Screen
from competition.venue.trust import square
from scoring.problems import Problem

LARGEST = 64 * 1024
"""Bytes of what is posted here."""

ALL = "all"
TOLD = (
    *("bad-name", "bad-screen-message", "bad-order", "page-not-shown", "plan-moved", "too-many-screens"),
    *("unknown-screen", "store-failed", "foreign-origin", "unknown-code"),
)
"""Problems that the page has words for."""

UNFILLED = {fact: f"{{{fact}}}" for fact in ("limit", "lines", "page", "code")}
"""Their facts, whose places the page fills."""

log = logging.getLogger("saiping.screens")


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Make(_Said):
    """A new screen. key: of the form; sent twice, it is one."""

    name: str
    key: str = Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")


class Rename(_Said):
    act: Literal["rename"]
    name: str


class Message(_Said):
    """Words over what it shows; "" takes them away. full: alone, not in a band."""

    act: Literal["message"]
    text: str
    full: bool


class Simple(_Said):
    act: Literal["hide", "show", "identify", "reload", "remove"]


class Planned(_Said):
    page: str
    seconds: int = Field(ge=5, le=3600)


class Replan(_Said):
    """was: the plan that was changed into this one; absent where any is to be replaced."""

    act: Literal["plan"]
    plan: list[Planned] = Field(min_length=1, max_length=40)
    was: list[Planned] | None = None


ACTS: TypeAdapter[Rename | Message | Simple | Replan] = TypeAdapter(
    Annotated[Rename | Message | Simple | Replan, Field(discriminator="act")]
)
MAKE: TypeAdapter[Make] = TypeAdapter(Make)


class Console:
    """The routes of the console. address: where people reach this server, "" for where the request came to."""

    def __init__(self, roll: Roll, accounts: Accounts, rosters: Rosters, address: str = "") -> None:
        self._roll = roll
        self._accounts = accounts
        self._rosters = rosters
        self._address = address.rstrip("/")

    def routes(self) -> list[BaseRoute]:
        """Pages and what they ask, each with its action declared."""
        return [
            desk_route("/office/{event}/screens", self.page),
            desk_route("/office/{event}/screens/sheet", self.sheet),
            Route("/api/events/{event}/screens", self.listed, methods=["GET"]),
            Route("/api/events/{event}/screens", self.make, methods=["POST"]),
            Route("/api/events/{event}/screens/{screen}", self.act, methods=["POST"]),
        ]

    @allows("manage-screens")
    async def page(self, request: Request) -> Response:
        """The console."""
        visitor = await self._entered(request)
        event, base = request.path_params["event"], self._base(request)
        roster = await self._roster(event)
        offered = [
            {"page": each.page, "name": each.name, "within": each.within}
            for each in choices(roster)
            if may_show(request.app.routes, event, each.page)
        ]
        return shown(
            request,
            "screens/console.html",
            visitor=visitor,
            event=event,
            here="screens",
            roster=roster,
            begins={
                "event": event,
                "base": f"{base}/screens",
                "qr": square(f"{base}/screens"),
                "choices": offered,
                "limits": {"name": LONGEST_NAME, "message": LONGEST_MESSAGE, "screens": MOST},
                "problems": {code: words.problem(code, UNFILLED, pages.language(request)) for code in TOLD},
                "list": await self._list(event),
            },
        )

    @allows("manage-screens")
    async def sheet(self, request: Request) -> Response:
        """Every screen with its address, to print and cut."""
        visitor = await self._entered(request)
        event, base = request.path_params["event"], self._base(request)
        roster = await self._roster(event)
        cards = [
            {"screen": each, "url": f"{base}/screens/{each.code}", "qr": square(f"{base}/screens/{each.code}")}
            for each in await self._roll.of_event(event)
        ]
        page = "screens/sheet.html"
        return shown(request, page, visitor=visitor, event=event, here="screens", roster=roster, cards=cards)

    @allows("manage-screens")
    async def listed(self, request: Request) -> Response:
        """Every screen as it stands."""
        await self._entered(request)
        return await self._told(request)

    @allows("manage-screens")
    async def make(self, request: Request) -> Response:
        """A new screen, or the one that this form made before."""
        visitor = await self._entered(request)
        event = request.path_params["event"]
        read = await _posted(request, MAKE)
        if isinstance(read, Response):
            return read
        name = read.name.strip()
        if not _is_name(name):
            return answers.refusal(422, "bad-name", "name", limit=str(LONGEST_NAME))
        try:
            id = await self._roll.write(lambda connection: store.make(connection, event, name, read.key))
        except store.TooManyScreens:
            return answers.refusal(422, "too-many-screens", limit=str(MOST))
        log.info("%s made screen %s of %s", visitor.acts("manage-screens", event).id, id, event)
        return await self._told(request)

    @allows("manage-screens")
    async def act(self, request: Request) -> Response:
        """Tell one screen, or all."""
        visitor = await self._entered(request)
        event, id = request.path_params["event"], request.path_params["screen"]
        read = await _posted(request, ACTS)
        if isinstance(read, Response):
            return read
        problem = self._wrong(request, read, id)
        if problem is not None:
            return answers.problems(422, [problem])
        try:
            done = await self._roll.write(lambda connection: _do(connection, event, "" if id == ALL else id, read))
        except store.PlanMoved:
            return answers.refusal(409, "plan-moved", "plan")
        if not done and id != ALL:
            return answers.refusal(404, "unknown-screen", "screen")
        log.info("%s: %s %s of %s", visitor.acts("manage-screens", event).id, read.act, id, event)
        return await self._told(request)

    def _wrong(self, request: Request, read: Rename | Message | Simple | Replan, id: str) -> Problem | None:
        event = request.path_params["event"]
        match read:
            case Rename() if id == ALL or not _is_name(read.name.strip()):
                return Problem("bad-name", "name", {"limit": str(LONGEST_NAME)})
            case Message() if not _is_message(read.text.strip()):
                return Problem("bad-screen-message", "text", {"limit": str(LONGEST_MESSAGE), "lines": str(MOST_LINES)})
            case Simple(act="remove") if id == ALL:
                return Problem("unknown-screen", "screen", {})
            case Replan():
                for place, entry in enumerate(read.plan):
                    if not may_show(request.app.routes, event, entry.page):
                        return Problem("page-not-shown", f"plan.{place}.page", {"page": entry.page[:80]})
        return None

    async def _entered(self, request: Request) -> Visitor:
        """Who asks. Raises SignInNeeded, Forbidden, and 404 where there is no such event."""
        event = request.path_params["event"]
        visitor = await self._accounts.visitor(request)
        visitor.acts("manage-screens", event)
        if not await self._accounts.read(lambda connection: store.is_event(connection, event)):
            raise HTTPException(404)
        return visitor

    async def _roster(self, event: str) -> Mapping[str, Any]:
        """The event's names. Raises 404 where it has ended."""
        roster = await self._rosters.roster(event)
        if roster is None:
            raise HTTPException(404)
        return roster

    async def _told(self, request: Request) -> Response:
        return answers.told(await self._list(request.path_params["event"]), headers=UNKEPT)

    async def _list(self, event: str) -> dict[str, Any]:
        found = await self._roll.of_event(event)
        return {"at": now(), "build": build(), "screens": [_plain(each) for each in found]}

    def _base(self, request: Request) -> str:
        return self._address or str(request.base_url).rstrip("/")


def _do(connection: Connection, event: str, id: str, read: Rename | Message | Simple | Replan) -> int:
    match read:
        case Rename():
            return store.change(connection, event, id, {"name": read.name.strip()})
        case Message():
            return store.change(connection, event, id, {"message": read.text.strip(), "full": read.full})
        case Replan():
            return store.plan(connection, event, id, _plan(read.plan), None if read.was is None else _plan(read.was))
        case Simple(act="remove"):
            return store.remove(connection, event, id)
        case Simple(act="hide" | "show"):
            return store.change(connection, event, id, {"hidden": read.act == "hide"})
        case _:
            return store.ask(connection, event, id, read.act)


def _plan(given: list[Planned]) -> Plan:
    return tuple(Entry(each.page, each.seconds) for each in given)


def _plain(screen: Screen) -> dict[str, Any]:
    report = dict(screen.report) or None
    return {
        "id": screen.id,
        "code": screen.code,
        "name": screen.name,
        "plan": [each._asdict() for each in screen.plan],
        "message": screen.message,
        "full": screen.full,
        "hidden": screen.hidden,
        "state": state(screen),
        "seen_at": screen.seen_at,
        "old": bool(report) and screen.report["build"] not in ("", build()),
        "report": report,
    }


def _is_name(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and name.isprintable()


def _is_message(text: str) -> bool:
    lines = text.split("\n")
    return len(text) <= LONGEST_MESSAGE and len(lines) <= MOST_LINES and all(each.isprintable() for each in lines)


async def _posted(request: Request, model: TypeAdapter[Any]) -> Any:
    """What was posted; or why it is refused."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return answers.refusal(413, "too-large", limit=str(LARGEST), largest=str(LARGEST))
    try:
        return model.validate_python(json.loads(bytes(body)))
    except (RecursionError, json.JSONDecodeError, UnicodeDecodeError):
        return answers.refusal(400, "not-json")
    except ValidationError as wrong:
        found = wrong.errors(include_url=False, include_context=False, include_input=False)
        named = {".".join(str(part) for part in each["loc"])[:80]: None for each in found}
        return answers.problems(422, [Problem("bad-order", where, {}) for where in named])

"""The office's console of screens: what each really shows, and what it is told.

`GET /api/events/{event}/screens` → {"at", "build", "screens": [{"id", "code", "name", "plan", "message", "full",
"hidden", "state": never, on or silent, "seen_at", "old": it runs another page than the server has, "report": what it
last said, null for nothing}]}. `POST` there {"name", "key"} makes one; `POST …/screens/{id}`, or `…/screens/all`, one
of `acts.ACTS`: both answer the same list.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

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
from competition.screens import acts, store
from competition.screens.acts import ACTS, MAKE
from competition.screens.choices import choices, may_show
from competition.screens.hall import UNKEPT, build
from competition.screens.roll import Roll, state
from competition.screens.store import LONGEST_MESSAGE, LONGEST_NAME, MOST, Screen
from competition.venue.trust import square

ALL = "all"
TOLD = (
    *("bad-name", "bad-screen-message", "bad-order", "page-not-shown", "plan-moved", "too-many-screens"),
    *("unknown-screen", "store-failed", "foreign-origin", "unknown-code"),
)
"""Problems that the page has words for."""

UNFILLED = {fact: f"{{{fact}}}" for fact in ("limit", "lines", "page", "code")}
"""Their facts, whose places the page fills."""

log = logging.getLogger("saiping.screens")


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
        read = await acts.posted(request, MAKE)
        if isinstance(read, Response):
            return read
        name = read.name.strip()
        if not acts.is_name(name):
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
        read = await acts.posted(request, ACTS)
        if isinstance(read, Response):
            return read
        problem = acts.wrong(read, "" if id == ALL else id, event, request.app.routes)
        if problem is not None:
            return answers.problems(422, [problem])
        try:
            done = await self._roll.write(lambda connection: acts.do(connection, event, "" if id == ALL else id, read))
        except store.PlanMoved:
            return answers.refusal(409, "plan-moved", "plan")
        if not done and id != ALL:
            return answers.refusal(404, "unknown-screen", "screen")
        log.info("%s: %s %s of %s", visitor.acts("manage-screens", event).id, read.act, id, event)
        return await self._told(request)

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

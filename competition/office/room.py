"""Who is in the office, in which event, and how a page is shown to her."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from competition import pages
from competition.access.visitors import Visitor, acting
from competition.desk_pages import Told, shown
from competition.office.naming import Names
from competition.office.office import Office, Seen
from competition.office.standing import last_in
from scoring.problems import Problem

BY_ITSELF = "x-shown-again"
"""Header of a page that asks for itself again, and may be given what is a moment old."""


@dataclass(frozen=True)
class Room:
    """A visitor in one event. seen: the event as it stands. here: key of the page in the side."""

    request: Request
    event: str
    visitor: Visitor
    roster: Mapping[str, Any]
    names: Names
    seen: Seen
    office: Office
    here: str

    def show(
        self,
        template: str,
        *,
        problems: Iterable[Told] = (),
        kept: Mapping[str, Any] | None = None,
        status: int = 200,
        **values: Any,
    ) -> Response:
        """The page; with problems it is that of a refused form."""
        told = list(problems)
        return shown(
            self.request,
            template,
            visitor=self.visitor,
            event=self.event,
            here=self.here,
            status=422 if told and status == 200 else status,
            roster=self.roster,
            problems=told,
            kept=kept,
            counts={"rulings": self.seen.waiting},
            may=self.may,
            names=self.names,
            seen=self.seen,
            **values,
        )

    def may(self, action: str) -> bool:
        """True where the visitor may do this here: for what a page offers."""
        return self.visitor.may(action, self.event) is not None

    async def last_marks(self) -> dict[str, dict[tuple[str, str], str]]:
        """When the last mark was given, by trade, by (phase, module). Raises what the database raises."""
        marked = (await self.office.book(self.event)).last_marks()
        return {id: last_in(standing, marked.get(id, {})) for id, standing in self.seen.standings.items()}

    def trade(self, id: str) -> Mapping[str, Any]:
        """The roster's part about a trade. Raises 404 where there is none."""
        found = next((each for each in self.roster["trades"] if each["id"] == id), None)
        if found is None:
            raise HTTPException(404)
        part: Mapping[str, Any] = found
        return part


async def enter(request: Request, action: str, here: str) -> Room:
    """Let the visitor in. Raises SignInNeeded, Forbidden, StoreFailed, and 404 where there is no such event."""
    event = request.path_params["event"]
    await acting(request, action, event)
    visitor = await request.app.state.accounts.visitor(request)
    office: Office = request.app.state.office
    roster = await request.app.state.rosters.roster(event)
    seen = None if roster is None else await office.seen(event, fresh=BY_ITSELF not in request.headers)
    if roster is None or seen is None:
        raise HTTPException(404)
    names = Names(roster, await office.register.people(event), pages.language(request))
    return Room(request, event, visitor, roster, names, seen, office, here)


def unwritten(answer: Any) -> list[Problem]:
    """What keeps an answer of the recorder from being a line."""
    if answer.status in ("accepted", "known", "held"):
        return []
    return list(answer.problems) or [Problem("conflict", "", {})]

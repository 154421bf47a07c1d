"""`/events/{event}/notice/{trade}`: the final result as it hangs on the wall, for everybody; and objecting to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition import pages
from competition.access.access import allows
from competition.desk_pages import desk_route, paged
from competition.rulings.room import Room, filled
from competition.rulings.stating import STANDS, stated
from competition.supervision.cases import Notice, notice
from competition.supervision.chronicle import of_trade
from competition.supervision.entering import position, trade_room
from competition.supervision.supervising import objection
from competition.words import term
from scoring.boards.board import head, table
from scoring.problems import Problem
from scoring.standings.medals import medals
from scoring.state import Trade
from scoring.steps import ObjectionFiled


class Place(NamedTuple):
    """A row of the notice. rank: None for who has no place; status: then dns, dnf or dsq. figures: by module or phase.
    group: where each is ranked by itself, "" for none. medal: its code, "" for none."""

    rank: int | None
    shared: bool
    status: str
    entrant: str
    total: str
    figures: Mapping[str, str | None]
    group: str
    medal: str


ROWS = 500
"""Rows of a page of the notice."""


class Posted(NamedTuple):
    """A result on notice. columns: of its figures. apart: groups are ranked by themselves. medalled: there are medals.
    filed, ruled: how many objections."""

    notice: Notice
    columns: Sequence[str]
    places: Sequence[Place]
    apart: bool
    medalled: bool
    filed: int
    ruled: int


def routes() -> list[BaseRoute]:
    """The pages, each with its action declared."""
    own = "/events/{event}/notice/{trade}"
    return [
        desk_route(own, page),
        desk_route(f"{own}/objection", form),
        desk_route(f"{own}/objection", post, methods=("POST",)),
    ]


@allows("read-pages")
async def page(request: Request) -> Response:
    """The notice, for everybody; where none hangs, what will come."""
    event, trade = request.path_params["event"], request.path_params["trade"]
    roster = await request.app.state.rosters.roster(event)
    named = next((each for each in (roster or {}).get("trades", ()) if each["id"] == trade), None)
    if roster is None or named is None:
        return pages.not_here(request, "event" if roster is None else "trade", roster)
    desk = request.app.state.desk
    async with desk.reading(event) as state:
        found = posted(state.trades.get(trade), desk.today(event))
    at = await position(request.app.state.database, event, found.notice.line) if found else ""
    number, count, part = paged(request, len(found.places) if found else 0, ROWS)
    places = found.places[part] if found else ()
    return pages.page(
        request,
        "supervision/notice.html",
        roster=roster,
        trade=named,
        posted=found,
        places=places,
        page=number,
        pages=count,
        at=at,
        medal=lambda code: term("medals", code, pages.language(request)),
    )


@allows("object")
async def form(request: Request) -> Response:
    """The form by which somebody objects."""
    room, trade = await trade_room(request, "object", "supervision")
    return await _form(room, trade)


@allows("object")
async def post(request: Request) -> Response:
    """POST: file an objection; the page then says which line holds it."""
    room, trade = await trade_room(request, "object", "supervision")
    given = await filled(request)
    step = await objection(room, trade, given)
    if step.problems or step.make is None:
        return await _form(room, trade, given, step.problems)
    answer = await stated(room, step.make, key=given.get("key", ""), written=step.written)
    if answer.status not in STANDS:
        return await _form(room, trade, given, answer.problems)
    return RedirectResponse(f"/events/{room.event}/notice/{trade}/objection?filed={answer.seq}", 303)


def posted(trade: Trade | None, today: str) -> Posted | None:
    """What hangs, None where nothing does, or the board is frozen: then nobody is told yet."""
    hangs = None if trade is None else notice(trade, today)
    if trade is None or hangs is None or trade.kept is not None:
        return None
    phase = head(trade)["phase"]
    rows = sorted(table(trade).items(), key=lambda row: row[1]["position"])
    won = medals(trade)
    places = [
        Place(
            row["rank"],
            row["shared"],
            row["status"],
            id,
            row["total"] or "",
            row["figures"],
            row.get("group", ""),
            won.get(id, ""),
        )
        for id, row in rows
    ]
    scheme = trade.plan.scheme
    ruled = sum(bool(each.ruling) for each in trade.objections.values())
    columns = tuple(rows[0][1]["figures"]) if rows and rows[0][1]["phase"] == phase else ()
    honours = (scheme.groups == "apart", scheme.medals is not None)
    return Posted(hangs, columns, places, *honours, len(trade.objections), ruled)


async def _form(
    room: Room, trade: str, given: Mapping[str, str] | None = None, problems: Sequence[Problem] = ()
) -> Response:
    desk = room.request.app.state.desk
    async with desk.reading(room.event) as state:
        found = posted(state.trades.get(trade), desk.today(room.event))
    filed = room.request.query_params.get("filed", "")
    lines = of_trade(await room.request.app.state.chronicle.lines(room.event), trade)
    mine = [line for line in lines if isinstance(line.fact, ObjectionFiled) and room.is_self(line.actor)]
    return room.show(
        "supervision/object.html",
        problems=problems,
        kept=dict(given or {}),
        trade=trade,
        posted=found,
        filed=filed if filed in {str(line.seq) for line in mine} else "",
        mine=mine,
    )

"""`/supervision/{event}`: the way of every trade from marks to grades; review, notice and objections of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition.access.access import allows
from competition.chief.panels import modules
from competition.desk_pages import desk_route, paged
from competition.rulings.room import Room, enter, filled, too_long
from competition.rulings.stating import STANDS, stated
from competition.supervision import sheets
from competition.supervision.cases import case
from competition.supervision.chronicle import of_trade
from competition.supervision.entering import documents, position, trade_case, trade_room
from scoring.facts import Fact, Finalised
from scoring.problems import Problem
from scoring.procedure.order import trade_with
from scoring.steps import (
    NoticeClosed,
    NoticePosted,
    ObjectionFiled,
    ObjectionRuled,
    ReviewDrawn,
    ReviewRecorded,
)

HERE = "supervision"
ACTIONS = ("read-office", "review", "notice", "object", "rule", "run-event")
_SEPARATED = re.compile(r"[\s,，、;；]+")

RULED = ("upheld-reopen", "upheld-none", "dismissed")
"""What may be ruled, as the form says it."""


SERVERS: Mapping[str, Callable[[str], tuple[Fact, str]]] = {
    ReviewDrawn.kind: lambda trade: (ReviewDrawn(trade, ()), "review"),
    Finalised.kind: lambda trade: (Finalised(trade, ""), "way"),
    NoticePosted.kind: lambda trade: (NoticePosted(trade, "", ""), "notice"),
    NoticeClosed.kind: lambda trade: (NoticeClosed(trade, ""), "notice"),
}
"""Steps of which a form says no more than that they be taken: the fact, and where the page is shown again."""


class Step(NamedTuple):
    """What a form states. make: the fact for a document's digest. written: what becomes that document. problems: of the
    form itself. section: where the page is shown again."""

    make: Callable[[str], Fact] | None
    written: Mapping[str, Any] | None = None
    problems: Sequence[Problem] = ()
    section: str = ""


def routes() -> list[BaseRoute]:
    """The pages, each with its actions declared."""
    own = "/supervision/{event}/trades/{trade}"
    return [
        desk_route("/supervision/{event}", overview),
        desk_route(own, page),
        desk_route(own, post, methods=("POST",)),
        desk_route(f"{own}/entrants/{{entrant}}", looked),
        desk_route("/supervision/{event}/objections/{line:seq}", found),
    ]


@allows("read-office")
async def overview(request: Request) -> Response:
    """Every trade and where it stands."""
    room = await enter(request, "read-office", HERE)
    state = request.app.state
    lines = await state.chronicle.lines(room.event)
    today = state.desk.today(room.event)
    async with state.desk.reading(room.event) as now:
        found = [case(now, each["id"], list(of_trade(lines, each["id"])), today) for each in room.roster["trades"]]
    return room.show("supervision/overview.html", cases=found, today=today)


@allows(*ACTIONS)
async def page(request: Request) -> Response:
    """One trade: its way, what comes next, review, notice, objections, and what was tried out of order."""
    room, trade = await trade_room(request, "read-office", HERE)
    return await _shown(room, trade)


@allows(*ACTIONS)
async def post(request: Request) -> Response:
    """POST: take a step. `step` names the kind of fact."""
    room, trade = await trade_room(request, "read-office", HERE)
    form = await filled(request)
    chosen = [str(each) for each in (await request.form()).getlist("wrong")]
    step = await _read(room, trade, form, chosen)
    if step.problems or step.make is None:
        return await _shown(room, trade, form, step.problems)
    answer = await stated(room, step.make, key=form.get("key", ""), written=step.written)
    if answer.status not in STANDS:
        return await _shown(room, trade, form, answer.problems)
    return RedirectResponse(f"/supervision/{room.event}/trades/{trade}#{step.section}", 303)


@allows("read-office")
async def found(request: Request) -> Response:
    """Leads to where an objection is ruled on."""
    room, line = await enter(request, "read-office", HERE), request.path_params["line"]
    async with request.app.state.desk.reading(room.event) as state:
        trade = trade_with(state, line)
    if trade is None:
        raise HTTPException(404)
    return RedirectResponse(f"/supervision/{room.event}/trades/{trade.id}#objection-{line}", 303)


@allows("read-office")
async def looked(request: Request) -> Response:
    """All marks of one entrant, to be looked through."""
    room, trade = await trade_room(request, "read-office", HERE)
    entrant = request.path_params["entrant"]
    async with request.app.state.desk.reading(room.event) as state:
        found = state.trades.get(trade)
        if found is None or entrant not in found.index:
            raise HTTPException(404)
        shown = sheets.sheets(found, entrant)
        others = found.review.entrants if found.review is not None else ()
    at = others.index(entrant) if entrant in others else -1
    onward = others[at + 1] if 0 <= at < len(others) - 1 else ""
    who = room.entrant(entrant)
    return room.show(
        "supervision/sheets.html", trade=trade, who=who, sheets=shown, onward=onward, of=len(others), at=at + 1
    )


async def _read(room: Room, trade: str, form: Mapping[str, str], wrong: Sequence[str]) -> Step:
    """What the form states, with what the server adds to it: the lot, the day."""
    desk, kind = room.request.app.state.desk, form.get("step", "")
    text = {"text": form["text"]} if form.get("text") else None
    problems = too_long(form)
    if kind in SERVERS:
        fact, section = SERVERS[kind](trade)
        made = await room.request.app.state.completing.completed(room.event, fact)
        return Step(lambda document: made, section=section)
    if kind == ReviewRecorded.kind:
        for said in _SEPARATED.split(form.get("numbers", "").strip()):
            who = [each.entrant for each in room.find(said) if each.trade == trade] if said else []
            if said and len(who) != 1:
                code = "entrant-not-clear" if who else "entrant-not-found"
                problems.append(Problem(code, "numbers", {"value": said[:80]}))
            wrong = (*wrong, *(each for each in who if each not in wrong))
        async with desk.reading(room.event) as state:
            order = tuple(state.trades[trade].index) if trade in state.trades else ()
        found = tuple(each for each in order if each in wrong) + tuple(each for each in wrong if each not in order)
        return Step(lambda document: ReviewRecorded(trade, found, document), text, problems, "review")
    if kind == ObjectionFiled.kind:
        return await objection(room, trade, form)
    if kind == ObjectionRuled.kind:
        return _ruling(form, text, problems)
    kinds = (ReviewDrawn, ReviewRecorded, Finalised, NoticePosted, NoticeClosed, ObjectionFiled, ObjectionRuled)
    told = {"value": kind[:80], "choices": ", ".join(each.kind for each in kinds)}
    return Step(None, problems=[Problem("unknown-choice", "step", told)])


async def objection(room: Room, trade: str, form: Mapping[str, str]) -> Step:
    """An objection as a form files it. who: the entrant's number, code or id, "" for the whole trade."""
    problems, entrant, said = too_long(form), "", form.get("who", "")
    if not form.get("text"):
        problems.append(Problem("empty-value", "text"))
    if said:
        found = [each for each in room.find(said) if each.trade == trade]
        if len(found) == 1:
            entrant = found[0].entrant
        else:
            problems.append(
                Problem("entrant-not-found" if not found else "entrant-not-clear", "who", {"value": said[:80]})
            )
    async with room.request.app.state.desk.reading(room.event) as state:
        codes = state.trades[trade].codes if trade in state.trades else None
    behind = (codes or {}).get(entrant, entrant)
    today = room.request.app.state.desk.today(room.event)
    written = {"text": form.get("text", ""), "by": form.get("by", "")}
    return Step(lambda document: ObjectionFiled(trade, behind, today, document), written, problems, "objections")


def _ruling(form: Mapping[str, str], text: Mapping[str, str] | None, problems: list[Problem]) -> Step:
    line, ruled = form.get("objection", ""), form.get("ruling", "")
    if ruled not in RULED:
        problems.append(Problem("ruling-needed", "ruling"))
        ruled = RULED[-1]
    if text is None:
        problems.append(Problem("empty-value", "text"))
    ruling, _, consequence = ruled.partition("-")
    number = int(line) if line.isascii() and line.isdigit() and len(line) < 16 else 0
    make = partial(ObjectionRuled, number, ruling, consequence or "none")
    return Step(make, text, problems, f"objection-{number}")


async def _shown(
    room: Room, trade: str, form: Mapping[str, str] | None = None, problems: Sequence[Problem] = ()
) -> Response:
    found = await trade_case(room, trade)
    number, count, part = paged(room.request, len(found.review.now) if found.review else 0)
    wanted = {each.document for each in found.objections}
    async with room.request.app.state.desk.reading(room.event) as state:
        signed = modules(state.trades[trade]) if trade in state.trades else []
    wanted |= {getattr(each.ruled.fact, "document", "") for each in found.objections if each.ruled is not None}
    return room.show(
        "supervision/trade.html",
        problems=problems,
        kept=dict(form or {}),
        case=found,
        modules=signed if found.terms and found.terms.signatures else (),
        texts=await documents(room, wanted),
        notice_at=await position(room.request.app.state.database, room.event, found.notice.line if found.notice else 0),
        ruled=RULED,
        looked=found.review.now[part] if found.review else (),
        page=number,
        pages=count,
    )

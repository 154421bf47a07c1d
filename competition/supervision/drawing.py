"""`/draw/{event}`: blind codes. A seed is committed to, a number is drawn in public, slips are handed out, and when all
is marked the codes are unsealed. Whose code is whose is shown by one page only, and each showing is a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from string import digits
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition import pages
from competition.access.access import allows
from competition.desk_pages import desk_route
from competition.rulings.room import Room, enter, filled
from competition.rulings.stating import STANDS, stated
from competition.supervision.chronicle import latest, of_trade
from competition.supervision.entering import position, trade_room
from competition.supervision.verdicts import Draw, verdict
from scoring.facts import Fact
from scoring.lines import Line
from scoring.problems import Problem
from scoring.procedure import seals
from scoring.procedure.blocking import blocks
from scoring.procedure.order import MARKING
from scoring.state import State
from scoring.steps import CodesDrawn, CodesRead, SeedCommitted, Unsealed

HERE = "draw"
ACTIONS = ("read-office", "draw-codes", "unseal")
REASONS = ("print-slips", "lost-slip", "incident")
"""Why somebody may look behind the codes."""


class Drawn(NamedTuple):
    """How far the draw of a trade is. seed, number, unsealed: lines that state them. needs: what keeps it sealed. read:
    every time that somebody looked behind the codes, last first. opened: marking may have begun."""

    trade: str
    entrants: int
    draw: Draw
    committed: Line | None
    drawn: Line | None
    unsealed: Line | None
    opened: bool
    needs: Sequence[Problem]
    read: Sequence[tuple[Line, str]]


def routes() -> list[BaseRoute]:
    """The pages, each with its actions declared."""
    own = "/draw/{event}/trades/{trade}"
    return [
        desk_route("/draw/{event}", page),
        desk_route(own, post, methods=("POST",)),
        desk_route(f"{own}/screen", screen),
        desk_route(f"{own}/slips", slips, methods=("POST",)),
        desk_route("/events/{event}/draws/{trade}", published),
    ]


@allows(*ACTIONS)
async def page(request: Request) -> Response:
    """Every blind trade of the event."""
    return await _shown(await enter(request, "read-office", HERE))


@allows(*ACTIONS)
async def post(request: Request) -> Response:
    """POST: commit to a seed, state the number, or unseal."""
    room, trade = await trade_room(request, "read-office", HERE)
    form = await filled(request)
    made = await _read(room, trade, form)
    problems: Sequence[Problem] = ()
    if isinstance(made, Problem):
        problems = (made,)
    else:
        answer = await stated(room, made, key=form.get("key", ""))
        problems = () if answer.status in STANDS else answer.problems
    if problems:
        return await _shown(room, trade, form, problems)
    return RedirectResponse(f"/draw/{room.event}#{trade}", 303)


@allows("read-office")
async def screen(request: Request) -> Response:
    """What everybody in the hall sees while the number is drawn."""
    room, trade = await trade_room(request, "read-office", HERE)
    return room.show("supervision/screen.html", drawn=await _one(room, trade))


@allows("read-codes", "read-office")
async def slips(request: Request) -> Response:
    """POST: whose code is whose, to print and cut. Stated first, then shown; a form shows it once."""
    room, trade = await trade_room(request, "read-codes", HERE)
    form = await filled(request)
    if form.get("reason") not in REASONS:
        return await _shown(room, trade, form, (Problem("reason-needed", "reason"),))
    fact = CodesRead(trade, form["reason"])
    answer = await stated(room, lambda document: fact, key=form.get("key", ""))
    if answer.status != "accepted" or answer.seq is None:
        return await _shown(room, trade, form, answer.problems or (Problem("slips-shown", "reason"),))
    codes = {entrant: code for code, entrant in (await _behind(room, trade)).items()}
    roster = await request.app.state.catalogue.roster(room.event)
    people = [(codes[id], row) for id, row in roster["entrants"].items() if id in codes]
    at = await position(request.app.state.database, room.event, answer.seq)
    return room.show("supervision/slips.html", trade=trade, people=people, at=at)


@allows("read-pages")
async def published(request: Request) -> Response:
    """What anybody may see of a draw, and check."""
    event, trade = request.path_params["event"], request.path_params["trade"]
    roster = await request.app.state.rosters.roster(event)
    named = next((each for each in (roster or {}).get("trades", ()) if each["id"] == trade), None)
    if roster is None or named is None:
        return pages.not_here(request, "event" if roster is None else "trade", roster)
    lines = await request.app.state.chronicle.lines(event)
    async with request.app.state.desk.reading(event) as state:
        found = drawn(state, trade, list(of_trade(lines, trade)), 0)
    return pages.page(
        request,
        "supervision/published.html",
        roster=roster,
        trade=named,
        drawn=found,
        verdict=verdict(trade, found.draw),
    )


def drawn(state: State, trade: str, lines: Sequence[Line], entrants: int) -> Drawn:
    """How far the draw is. lines: the trade's own. entrants: how many the catalogue names."""
    number, codes = state.drawn.get(trade, ("", {}))
    opened, unsealed = state.trades.get(trade), latest(lines, Unsealed)
    fact = unsealed.fact if unsealed is not None else None
    seed, who = (fact.seed, dict(fact.entrants)) if isinstance(fact, Unsealed) else ("", {})
    needs: list[Problem] = []
    if opened is not None and opened.sealed:
        needs = [Problem(each.code, "", each.facts) for each in blocks(state, opened) if each.code in MARKING]
    return Drawn(
        trade,
        entrants,
        Draw(state.seeds.get(trade, ""), number, dict(codes), seed, who),
        latest(lines, SeedCommitted),
        latest(lines, CodesDrawn),
        unsealed,
        opened is not None,
        needs,
        [(line, line.fact.reason) for line in reversed(lines) if isinstance(line.fact, CodesRead)],
    )


async def _read(room: Room, trade: str, form: Mapping[str, str]) -> Callable[[str], Fact] | Problem:
    """What the form states. The seed is made, and the codes are worked out, here."""
    state, event, kind = room.request.app.state, room.event, form.get("step", "")
    if kind == SeedCommitted.kind:
        room.visitor.acts("draw-codes", event)
        commitment = await state.seals.commitment(event, trade)
        return lambda document: SeedCommitted(trade, commitment)
    if kind == CodesDrawn.kind:
        number = form.get("number", "").replace(" ", "")
        if seals.NUMBER.fullmatch(number) is None:
            return Problem("bad-draw", "number", {"value": number[:80]})
        room.visitor.acts("draw-codes", event)
        codes = await _commitments(room, trade, number)
        return lambda document: CodesDrawn(trade, number, codes)
    if kind == Unsealed.kind:
        room.visitor.acts("unseal", event)
        fact = await state.completing.completed(event, Unsealed(trade, "", ()))
        return lambda document: fact
    steps = (SeedCommitted.kind, CodesDrawn.kind, Unsealed.kind)
    return Problem("unknown-choice", "step", {"value": kind[:80], "choices": ", ".join(steps)})


async def _commitments(room: Room, trade: str, number: str) -> tuple[tuple[str, str], ...]:
    state, event = room.request.app.state, room.event
    async with state.desk.reading(event) as now:
        if trade not in now.seeds:
            return ()
        letter = seals.letter_for(now, trade)
    mapping = await state.seals.draw(event, trade, number, letter)
    return seals.commitments(await state.seals.seed(event, trade), mapping)


async def _behind(room: Room, trade: str) -> dict[str, str]:
    """Entrant by code. Whoever asks has stated it."""
    state = room.request.app.state
    async with state.desk.reading(room.event) as now:
        number, codes = now.drawn[trade]
    behind: dict[str, str] = await state.seals.draw(room.event, trade, number, _letter(codes))
    return behind


def _letter(codes: Mapping[str, str]) -> str:
    return next(iter(codes)).rstrip(digits)


async def _all(room: Room) -> list[Drawn]:
    state = room.request.app.state
    lines = await state.chronicle.lines(room.event)
    roster = await state.catalogue.roster(room.event)
    count = {each["id"]: 0 for each in roster["trades"]}
    for row in roster["entrants"].values():
        count[row["trade"]] += 1
    async with state.desk.reading(room.event) as now:
        blind = [each["id"] for each in roster["trades"] if "blind" in each or each["id"] in now.seeds]
        return [drawn(now, trade, list(of_trade(lines, trade)), count[trade]) for trade in blind]


async def _one(room: Room, trade: str) -> Drawn:
    found = next((each for each in await _all(room) if each.trade == trade), None)
    if found is None:
        raise HTTPException(404)
    return found


async def _shown(
    room: Room, trade: str = "", form: Mapping[str, str] | None = None, problems: Sequence[Problem] = ()
) -> Response:
    """The page; the problems belong to a form of this trade."""
    found = await _all(room)
    return room.show(
        "supervision/draw.html",
        problems=problems,
        kept=dict(form or {}),
        draws=[(each, verdict(each.trade, each.draw)) for each in found],
        about=trade,
        reasons=REASONS,
    )

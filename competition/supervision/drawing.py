"""`/draw/{event}`: blind codes. A seed is committed to, a number is drawn in public, slips are handed out, and when all
is marked the codes are unsealed: each layer by itself, the last one first. Whose code is whose is shown by one page
only, a layer at a time, and each showing is a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition import pages
from competition.access.access import allows
from competition.desk_pages import desk_route, termed
from competition.rulings.room import Room, enter, filled
from competition.rulings.stating import STANDS, stated
from competition.supervision.chronicle import of_trade
from competition.supervision.draws import Drawn, drawn, planned
from competition.supervision.entering import position, trade_room
from scoring.facts import Fact
from scoring.problems import Problem
from scoring.procedure import seals
from scoring.steps import CodesDrawn, CodesRead, SeedCommitted, Unsealed

HERE = "draw"
ACTIONS = ("read-office", "draw-codes", "unseal")
REASONS = ("print-slips", "lost-slip", "incident")
"""Why somebody may look behind the codes."""


LISTS = {"contest": "checkin", "station": "stations", "work": "labels"}
"""The form of a layer's list; slips where there is one layer alone."""


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
    """What everybody in the hall sees while the number of a layer is drawn."""
    room, trade = await trade_room(request, "read-office", HERE)
    found = await _one(room, trade)
    named = request.query_params.get("layer", found.layers[0].name)
    layer = next((each for each in found.layers if each.name == named), None)
    if layer is None:
        raise HTTPException(404)
    return room.show("supervision/screen.html", drawn=found, layer=layer)


@allows("read-codes", "read-office")
async def slips(request: Request) -> Response:
    """POST: whose code is whose in one layer, to print. Stated first, then shown; a form shows it once."""
    room, trade = await trade_room(request, "read-codes", HERE)
    form = await filled(request)
    if form.get("reason") not in REASONS:
        return await _shown(room, trade, form, (Problem("reason-needed", "reason"),))
    fact = CodesRead(trade, form["reason"], form.get("layer", ""))
    answer = await stated(room, lambda document: fact, key=form.get("key", ""))
    if answer.status != "accepted" or answer.seq is None:
        return await _shown(room, trade, form, answer.problems or (Problem("slips-shown", "reason"),))
    at = await position(request.app.state.database, room.event, answer.seq)
    template = f"supervision/{LISTS.get(fact.layer, 'slips')}.html"
    return room.show(template, trade=trade, layer=fact.layer, rows=await _listed(room, fact), at=at)


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
        found = drawn(state, trade, list(of_trade(lines, trade)), planned(named), 0)
        opened = state.trades.get(trade)
        codes = {} if opened is None else opened.codes or {}
    called = {entrant: roster["entrants"][code]["name"] for code, entrant in codes.items()}
    return pages.page(
        request,
        "supervision/published.html",
        roster=roster,
        trade=named,
        drawn=found,
        called=called,
        layer_name=lambda layer: termed("layers", layer, pages.language(request)),
    )


async def _read(room: Room, trade: str, form: Mapping[str, str]) -> Callable[[str], Fact] | Problem:
    """What the form states. The seed is made, and the codes are worked out, here."""
    state, event, kind = room.request.app.state, room.event, form.get("step", "")
    layer, layers = form.get("layer", ""), await _planned(room, trade)
    if layer not in layers:
        return Problem("unknown-choice", "layer", {"value": layer[:80], "choices": ", ".join(layers)})
    if kind == SeedCommitted.kind:
        room.visitor.acts("draw-codes", event)
        commitment = await state.seals.commitment(event, trade, layer)
        return lambda document: SeedCommitted(trade, commitment, layer)
    if kind == CodesDrawn.kind:
        number = form.get("number", "").replace(" ", "")
        if seals.NUMBER.fullmatch(number) is None:
            return Problem("bad-draw", "number", {"value": number[:80]})
        room.visitor.acts("draw-codes", event)
        codes = await _commitments(room, trade, number, layer, layers)
        return codes if isinstance(codes, Problem) else lambda document: CodesDrawn(trade, number, codes, layer)
    if kind == Unsealed.kind:
        room.visitor.acts("unseal", event)
        fact = await state.completing.completed(event, Unsealed(trade, "", (), layer))
        return lambda document: fact
    steps = (SeedCommitted.kind, CodesDrawn.kind, Unsealed.kind)
    return Problem("unknown-choice", "step", {"value": kind[:80], "choices": ", ".join(steps)})


async def _planned(room: Room, trade: str) -> tuple[str, ...]:
    roster = await room.request.app.state.catalogue.roster(room.event)
    return planned(next(each for each in roster["trades"] if each["id"] == trade))


async def _commitments(
    room: Room, trade: str, number: str, layer: str, planned: Sequence[str]
) -> tuple[tuple[str, str], ...] | Problem:
    """What is published of the codes of a layer; every layer has its seed, and those before it their codes."""
    state, event = room.request.app.state, room.event
    async with state.desk.reading(event) as now:
        layers = dict(now.layers.get(trade, {}))
        letter = seals.letter_for(now, trade, layer)
    if not set(planned) <= layers.keys():
        return Problem("seed-missing", "trade", {"trade": trade})
    before = seals.before_of(layers, layer)
    if before and not layers[before].codes:
        return Problem("layer-before", "layer", {"trade": trade, "layer": before})
    mapping = await state.seals.draw(event, trade, number, letter, layer, layers[before].codes if before else None)
    return seals.commitments(await state.seals.seed(event, trade, layer), mapping)


async def _listed(room: Room, fact: CodesRead) -> list[tuple[str, Any]]:
    """(code, row of the entrant) in running order; of a later layer (code, code of the one before), as the latter run.
    Whoever asks has stated it."""
    state = room.request.app.state
    async with state.desk.reading(room.event) as now:
        layers = dict(now.layers[fact.trade])
    behind = await state.seals.behind(room.event, fact.trade, layers, fact.layer)
    if seals.before_of(layers, fact.layer):
        return sorted(behind.items(), key=lambda pair: pair[1])
    codes = {entrant: code for code, entrant in behind.items()}
    roster = await state.catalogue.roster(room.event)
    return [(codes[id], row) for id, row in roster["entrants"].items() if id in codes]


async def _all(room: Room) -> list[Drawn]:
    state = room.request.app.state
    lines = await state.chronicle.lines(room.event)
    roster = await state.catalogue.roster(room.event)
    count = {each["id"]: 0 for each in roster["trades"]}
    for row in roster["entrants"].values():
        count[row["trade"]] += 1
    async with state.desk.reading(room.event) as now:
        blind = [each for each in roster["trades"] if "blind" in each or each["id"] in now.layers]
        return [
            drawn(now, each["id"], list(of_trade(lines, each["id"])), planned(each), count[each["id"]])
            for each in blind
        ]


async def _one(room: Room, trade: str) -> Drawn:
    found = next((each for each in await _all(room) if each.trade == trade), None)
    if found is None:
        raise HTTPException(404)
    return found


async def _shown(
    room: Room, trade: str = "", form: Mapping[str, str] | None = None, problems: Sequence[Problem] = ()
) -> Response:
    """The page; the problems belong to a form of this trade and layer."""
    own = {actor.id for actor in room.visitor.actors}
    return room.show(
        "supervision/draw.html",
        problems=problems,
        kept=dict(form or {}),
        draws=await _all(room),
        about=trade,
        layer_asked=(form or {}).get("layer", ""),
        barred=lambda each, layer: not own.isdisjoint(each.readers(layer)),
        reasons=REASONS,
    )

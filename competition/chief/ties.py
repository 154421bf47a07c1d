"""One tie that no rule of the scheme breaks: who is tied and by what, and deciding in which order they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from competition.access.access import allows
from competition.chief.console import left
from competition.rulings.reasons import REASONS
from competition.rulings.room import Room, enter, filled
from competition.rulings.stating import STANDS, once, stated
from scoring.numbers import shown
from scoring.problems import Problem
from scoring.procedure.ties import left_to_decide, tied
from scoring.state import State, Trade
from scoring.steps import TieDecided


class Rival(NamedTuple):
    """One of those tied. place: "" for none. figures: total and modules as boards show them, "" for none."""

    entrant: str
    place: str
    figures: tuple[str, ...]


class Tied(NamedTuple):
    """A tie, decided or not. place: that they are tied for. must: it may not be shared. line: of the decision, 0 for
    none. modules: those whose figures each has after her total."""

    trade: str
    phase: str
    place: int
    must: bool
    line: int
    modules: tuple[str, ...]
    rivals: tuple[Rival, ...]


@allows("watch-chief")
async def page(request: Request) -> Response:
    """GET `/chief/{event}/ties/{phase}/{entrant}`: the tie of the phase that the entrant is in."""
    return await _shown(await enter(request, "watch-chief", here="chief"))


@allows("settle", "watch-chief")
async def post(request: Request) -> Response:
    """POST: decide in which order they stand."""
    room = await enter(request, "settle", here="chief")
    form = await filled(request)
    return await once(room, form.get("key", ""), partial(_decided, room, form), partial(_onward, request))


async def _decided(room: Room, form: Mapping[str, str]) -> Response:
    request = room.request
    async with request.app.state.desk.reading(room.event) as state:
        tie = _found(state, request)
    chosen = tuple(form.get(f"place-{at}", "") for at in range(1, len(tie.rivals) + 1))
    problems = [Problem("empty-value", f"place-{at}") for at, each in enumerate(chosen, 1) if not each]
    if form.get("reason") not in REASONS["tie"]:
        problems.append(Problem("empty-value", "reason"))
    if problems:
        return await _shown(room, form, problems)
    fact = TieDecided(tie.trade, tie.phase, chosen, form["reason"])
    answer = await stated(room, lambda document: fact, key=form.get("key", ""))
    if answer.status not in STANDS:
        return await _shown(room, form, answer.problems)
    return _onward(request, answer.seq)


def _onward(request: Request, line: int | None) -> Response:
    return RedirectResponse(str(request.url.include_query_params(done=line)), 303)


def _found(state: State, request: Request) -> Tied:
    """The tie that the address names; raises 404 where there is none."""
    path = request.path_params
    trade = state.trade_of.get(path["entrant"])
    found = None if trade is None else tie_of(trade, path["phase"], path["entrant"])
    if found is None:
        raise HTTPException(404)
    return found


def tie_of(trade: Trade, phase: str, entrant: str) -> Tied | None:
    """The tie that an entrant is in, or that was decided with her among others; None where there is neither."""
    shape = trade.plan.scheme.phase.get(phase)
    if shape is None or not left_to_decide(shape) or trade.phases[phase].entered is None:
        return None
    must = shape.ranks.share == "never"
    for tie in tied(trade, shape):
        if entrant in tie.entrants:
            return Tied(trade.id, phase, tie.place, must, 0, shape.modules, _rivals(trade, phase, tie.entrants))
    decisions = zip(trade.ties_decided.get(phase, []), trade.tie_lines.get(phase, []), strict=True)
    for entrants, line in reversed(list(decisions)):
        if entrant in entrants:
            rivals = _rivals(trade, phase, entrants)
            place = next((int(each.place) for each in rivals if each.place), 0)
            return Tied(trade.id, phase, place, must, line, shape.modules, rivals)
    return None


def _rivals(trade: Trade, phase: str, entrants: Sequence[str]) -> tuple[Rival, ...]:
    places = {trade.roster[each.entrant][0]: each.rank for each in trade.standing(phase)}
    decimals, modules = trade.plan.scheme.decimals, trade.plan.scheme.phase[phase].modules
    found = []
    for entrant in entrants:
        performance = trade.performances[entrant, phase]
        points = (performance.total, *(performance.figures.get((module, "")) for module in modules))
        said = tuple("" if each is None else shown(each, decimals) for each in points)
        found.append(Rival(entrant, str(places[entrant] or ""), said))
    return tuple(found)


async def _shown(room: Room, form: Mapping[str, str] | None = None, problems: Sequence[Problem] = ()) -> Response:
    request = room.request
    async with request.app.state.desk.reading(room.event) as state:
        tie = _found(state, request)
        final = state.trades[tie.trade].final
    return room.show(
        "chief/tie.html",
        problems=problems,
        kept=dict(form or {}),
        left=await left(room, tie.trade),
        chosen=(tie.rivals[0].entrant, tie.phase),
        tie=tie,
        final=final,
        reasons=REASONS["tie"],
        done=request.query_params.get("done", ""),
    )

"""Chief judge and supervisor read over a module's figures, one after the other, and sign what they saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from competition.access.access import allows
from competition.chief.console import left
from competition.desk_pages import paged
from competition.rulings.room import Room, enter, filled
from competition.rulings.stating import STANDS, stated
from competition.statistics.taking import groups
from scoring.checks import check
from scoring.numbers import shown
from scoring.problems import Problem
from scoring.procedure.signing import module_digest
from scoring.steps import ModuleCountersigned, ModuleSigned

ROWS = 100


class Figure(NamedTuple):
    """What stands under the signature for one entrant. points: as boards show them, "" for none."""

    entrant: str
    points: str
    status: str


@allows("watch-chief")
async def page(request: Request) -> Response:
    """GET `/chief/{event}/modules/{trade}/{phase}/{module}`."""
    return await _shown(await enter(request, "watch-chief", here="chief"))


@allows("settle", "countersign", "watch-chief")
async def post(request: Request) -> Response:
    """POST: sign the figures that were seen. `below`: beneath the chief judge's signature."""
    form = await filled(request)
    signature, action = (ModuleCountersigned, "countersign") if form.get("below") else (ModuleSigned, "settle")
    room = await enter(request, action, here="chief")
    path = request.path_params
    fact = signature(path["trade"], path["phase"], path["module"], form.get("seen", ""))
    answer = await stated(room, lambda document: fact, key=form.get("key", ""))
    if answer.status not in STANDS:
        return await _shown(room, answer.problems)
    return RedirectResponse(f"/chief/{room.event}?trade={fact.trade}&signed={fact.module}", 303)


async def _shown(room: Room, problems: Sequence[Problem] = ()) -> Response:
    request, path = room.request, room.request.path_params
    async with request.app.state.desk.reading(room.event) as state:
        trade = state.trades.get(path["trade"])
        phase = None if trade is None else trade.plan.scheme.phase.get(path["phase"])
        if trade is None or phase is None or path["module"] not in phase.modules:
            raise HTTPException(404)
        module = trade.plan.scheme.module[path["module"]]
        digest = module_digest(trade, phase.id, module.id)
        entrants = [each for each in trade.index if trade.takes_part(each, phase.id)]
        page_, pages, part = paged(request, len(entrants), ROWS)
        figures = []
        for entrant in entrants[part]:
            points = trade.performances[entrant, phase.id].figures.get((module.id, ""))
            text = "" if points is None else shown(points, trade.plan.scheme.decimals)
            figures.append(Figure(entrant, text, trade.status_of(entrant, phase.id)))
        in_the_way = check(state, ModuleSigned(trade.id, phase.id, module.id, digest)).problems
        signed = trade.modules_signed.get((phase.id, module.id))
        below = trade.modules_countersigned.get((phase.id, module.id))
        asked = trade.terms.countersigned
        name: Mapping[str, str] = {"zh": module.name.zh, "en": module.name.en}
        panels = groups(trade, room.offices())
    lines = await room.lines({each[1] for each in (signed, below) if each is not None})
    return room.show(
        "chief/module.html",
        problems=problems,
        left=await left(room, path["trade"]),
        chosen=None,
        trade=path["trade"],
        phase=path["phase"],
        module=path["module"],
        name=name,
        digest=digest,
        figures=figures,
        total=len(entrants),
        page=page_,
        pages=pages,
        blocked=[] if problems else in_the_way,
        signed=None if signed is None else lines[signed[1]],
        below=None if below is None else lines[below[1]],
        asked=asked,
        marked_together=any(each.phase == phase.id and each.under(module.id) for each in panels),
        stands=signed is not None and signed[0] == digest,
        stands_below=below is not None and below[0] == digest,
    )

"""A held mark: it came after its sheet was signed or its panel closed, or from a revoked device, and waits to be
admitted or set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from competition.access.access import allows
from competition.access.visitors import acting
from competition.rulings.effects import Looked, effects, looked
from competition.rulings.reasons import REASONS
from competition.rulings.room import Room, enter, filled, too_long
from competition.rulings.stating import STANDS, once, stated, to_proposal
from competition.rulings.subjects import of_mark
from scoring.checks import check
from scoring.problems import Problem
from scoring.procedure.seconds import change_text
from scoring.steps import HeldAdmitted, HeldSetAside, Proposed

ACTION = {"admit": "propose", "set-aside": "settle"}


@allows("read-office")
async def page(request: Request) -> Response:
    """GET `/office/{event}/rulings/held/{line}`."""
    return await _shown(await enter(request, "read-office"))


@allows("propose", "settle", "read-office")
async def post(request: Request) -> Response:
    """POST: `step=admit` proposes it, `step=set-aside` sets it aside; each with a reason."""
    room = await enter(request, "read-office")
    form = await filled(request)
    act = form.get("step", "")
    await acting(request, ACTION.get(act, "settle"), room.event)
    return await once(room, form.get("key", ""), partial(_ruled, room, act, form), partial(_onward, room, act))


async def _ruled(room: Room, act: str, form: Mapping[str, str]) -> Response:
    line, reason = room.request.path_params["line"], form.get(f"{act}-reason", "")
    problems = too_long(form, f"{act}-text")
    if reason not in REASONS.get(act, ()):
        problems.append(Problem("reason-needed", f"{act}-reason"))
    if problems:
        return await _shown(room, form, problems)
    text = form.get(f"{act}-text", "")
    written = {"text": text} if text else None
    if act == "admit":
        change = change_text(HeldAdmitted(line))
        make: Any = partial(Proposed, change, reason)
    else:
        make = partial(HeldSetAside, line, reason)
    answer = await stated(room, make, key=form.get("key", ""), written=written)
    if answer.status not in STANDS:
        return await _shown(room, form, answer.problems)
    return _onward(room, act, answer.seq)


def _onward(room: Room, act: str, line: int | None) -> Response:
    if act == "admit":
        return to_proposal(room, line)
    return RedirectResponse(f"/office/{room.event}/rulings?done={line}", 303)


async def _shown(room: Room, form: Mapping[str, str] | None = None, problems: Sequence[Problem] = ()) -> Response:
    seq = room.request.path_params["line"]
    line = (await room.lines({seq})).get(seq)
    package = await room.package()
    found: Looked | None = None
    blocked: Sequence[Problem] = ()
    async with room.request.app.state.desk.reading(room.event) as state:
        trade = next((each for each in state.trades.values() if seq in each.held), None)
        if trade is None or line is None:
            pending, why, about = 0, "", None
        else:
            mark = trade.held[seq]
            about = of_mark(state, "admit", mark)
            cell = mark.cell
            signed = (cell.judge, cell.entrant, cell.phase) in trade.signed
            why = mark.held or ("final" if trade.final else "signed" if signed else "closed")
            pending = next((p.line for p in state.proposals.values() if p.change == HeldAdmitted(seq)), 0)
            proposal = Proposed(change_text(HeldAdmitted(seq)), REASONS["admit"][0])
            blocked = () if pending else check(state, proposal).problems
            found = None if blocked else looked(state, HeldAdmitted(seq), package)
    if about is None or line is None:
        if form:  # it was ruled on meanwhile
            return RedirectResponse(f"/office/{room.event}/rulings", 303)
        raise HTTPException(404)
    return room.show(
        "rulings/held.html",
        problems=problems,
        kept=dict(form or {}),
        line=line,
        subject=about,
        why=why,
        pending=pending,
        blocked=blocked,
        effect=None if found is None else effects(found),
        reasons=REASONS,
    )

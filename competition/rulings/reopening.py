"""Opening again what was closed: a signed sheet, a closed panel, a final result. Two persons, as every correction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from competition.access.access import allows
from competition.rulings.reasons import REASONS
from competition.rulings.room import Room, enter, filled, too_long
from competition.rulings.stating import STANDS, once, stated, to_proposal
from competition.rulings.subjects import Subject, subject
from scoring.checks import check
from scoring.facts import Fact
from scoring.problems import Problem
from scoring.procedure.seconds import change_text
from scoring.state import State
from scoring.steps import PanelReopened, Proposed, ResultReopened, SheetReopened


class Closed(NamedTuple):
    """Something that may be opened again. pending: line of the proposal that would, 0 for none."""

    subject: Subject
    pending: int


@allows("propose", "read-office")
async def page(request: Request) -> Response:
    """GET `/office/{event}/rulings/reopen`: what is closed; with `act` and what it names, one of them."""
    room = await enter(request, "propose")
    asked = dict(request.query_params)
    fact = named_by(asked)
    if fact is None:
        async with request.app.state.desk.reading(room.event) as state:
            found = closed(state)
        return room.show("rulings/closed.html", found=found)
    return await _shown(room, asked["act"], fact, asked)


@allows("propose", "read-office")
async def post(request: Request) -> Response:
    """POST: propose it."""
    room = await enter(request, "propose")
    form = await filled(request)
    fact = named_by(form)
    if fact is None:
        return RedirectResponse(f"/office/{room.event}/rulings/reopen", 303)
    return await once(room, form.get("key", ""), partial(_proposed, room, fact, form), partial(to_proposal, room))


async def _proposed(room: Room, fact: Fact, form: Mapping[str, str]) -> Response:
    act, reason = form["act"], form.get("reason", "")
    problems = too_long(form)
    if reason not in REASONS[act]:
        problems.append(Problem("reason-needed", "reason"))
    if problems:
        return await _shown(room, act, fact, form, problems)
    change = change_text(fact)
    written = {"text": form["text"]} if form.get("text") else None
    answer = await stated(
        room, lambda document: Proposed(change, reason, document), key=form.get("key", ""), written=written
    )
    if answer.status not in STANDS:
        return await _shown(room, act, fact, form, answer.problems)
    return to_proposal(room, answer.seq)


def named_by(form: Mapping[str, str]) -> Fact | None:
    """The change that a form or an address names; None where it names none."""

    def part(name: str) -> str:
        return form.get(name, "")

    kinds: Mapping[str, Any] = {
        "sheet": lambda: SheetReopened(part("judge"), part("entrant"), part("phase")),
        "panel": lambda: PanelReopened(part("trade"), part("phase"), part("panel")),
        "result": lambda: ResultReopened(part("trade")),
    }
    made = kinds.get(part("act"))
    return None if made is None else made()


def closed(state: State) -> list[Closed]:
    """Closed panels and final results, trade by trade. Sheets are too many: they are found at their entrant."""
    facts: list[Fact] = []
    for trade in state.trades.values():
        if trade.final:
            facts.append(ResultReopened(trade.id))
        for phase in trade.plan.phases:
            facts += [PanelReopened(trade.id, phase.id, panel) for panel in sorted(trade.phases[phase.id].closed)]
    waiting = {each.change: each.line for each in state.proposals.values()}
    return [Closed(subject(state, fact, {}), waiting.get(fact, 0)) for fact in facts]


async def _shown(
    room: Room, act: str, fact: Fact, form: Mapping[str, str], problems: Sequence[Problem] = ()
) -> Response:
    async with room.request.app.state.desk.reading(room.event) as state:
        about = subject(state, fact, {})
        trade = state.trades.get(about.trade)
        stage = "" if trade is None else trade.stage
        blocked = check(state, Proposed(change_text(fact), REASONS[act][0])).problems
    return room.show(
        "rulings/reopen.html",
        problems=problems,
        kept=dict(form) if problems else {},
        act=act,
        subject=about,
        stage=stage,
        blocked=() if problems else blocked,
        reasons=REASONS[act],
    )

"""Calls on the chief judge's pages: who calls, from where, since when; saying that she comes, and that it is over."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from competition.access.access import allows
from competition.access.visitors import acting
from competition.chief import calls
from competition.chief.calls import Call
from competition.live.nudges import DESK, LOOK, Called
from competition.rulings.room import filled
from scoring.state import State

log = logging.getLogger("saiping.calls")


class Calling(NamedTuple):
    """A call as the page shows it. panels: on which the judge sits, there where she calls from. coming: somebody said
    that she comes."""

    id: str
    judge: str
    panels: tuple[str, ...]
    trade: str
    phase: str
    entrant: str
    made_at: str
    coming: bool
    seen_at: str
    seen_by: str


async def calling(app_state: Any, event: str) -> tuple[Calling, ...]:
    """The calls that stand. Raises StoreFailed."""

    def read() -> Sequence[Call]:
        with app_state.database.connect() as connection:
            return calls.standing(connection, event)

    found = await app_state.database.read(read)
    if not found:
        return ()
    async with app_state.desk.reading(event) as state:
        return tuple(_shown(state, each) for each in found)


@allows("answer-calls")
async def post(request: Request) -> Response:
    """POST `/chief/{event}/calls/{call}`, `step` = coming or over: the judge's tablet says so at once."""
    event, id = request.path_params["event"], request.path_params["call"]
    actor = await acting(request, "answer-calls", event)
    form = await filled(request)
    over = form.get("step") == "over"

    def said(connection: Connection) -> Call | None:
        return calls.end(connection, event, id) if over else calls.answer(connection, event, id, actor.id)

    app_state = request.app.state
    call = await app_state.database.write(said)
    if call is None and not over:
        raise HTTPException(404)
    if call is not None:
        log.info("%s said of call %s of %s in %s: %s", actor.id, id, call.judge, event, "over" if over else "coming")
        app_state.nudges.tell(event, call.judge, Called(seen=not over))
        app_state.nudges.tell(event, DESK, LOOK)
    shown = request.url.replace(path=f"/chief/{event}", query="")
    trade = form.get("trade", "")
    return RedirectResponse(str(shown.include_query_params(trade=trade) if trade else shown), 303)


def _shown(state: State, call: Call) -> Calling:
    trades = [state.trades[call.trade]] if call.trade in state.trades else list(state.trades.values())
    panels = dict.fromkeys(
        seat.panel
        for trade in trades
        for seat in trade.plan.all_seats
        if seat.judge == call.judge and (not call.phase or seat.phase in ("", call.phase))
    )
    where = (call.trade, call.phase, call.entrant, call.made_at)
    return Calling(
        call.id, call.judge, tuple(panels), *where, call.seen_at is not None, call.seen_at or "", call.seen_by
    )

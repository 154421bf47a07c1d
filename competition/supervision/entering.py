"""What every page of supervision begins and ends with: the trade that is asked for, its case, a step that is tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from competition.recording.recorder import Answer
from competition.rulings.room import Room, enter
from competition.rulings.stating import STANDS, stated
from competition.store.database import Database
from competition.store.ledger import Ledger
from competition.supervision.cases import Case, case
from competition.supervision.chronicle import of_trade
from scoring.facts import Fact

TWICE = ("review-drawn", "seed-committed", "codes-drawn", "notice-posted", "notice-closed", "objection-filed")
"""Steps to which the server adds what it did not add before (a lot, a day): sent again they are the same act."""


async def trade_room(request: Request, action: str, here: str) -> tuple[Room, str]:
    """Let the visitor in, to the trade that the address names. Raises as `enter`, and 404 where there is no such
    trade."""
    room = await enter(request, action, here)
    trade: str = request.path_params["trade"]
    if trade not in {each["id"] for each in room.roster["trades"]}:
        raise HTTPException(404)
    return room, trade


async def trade_case(room: Room, trade: str) -> Case:
    """The trade's case at this moment. Raises StoreFailed."""
    state, event = room.request.app.state, room.event
    lines = list(of_trade(await state.chronicle.lines(event), trade))
    async with state.desk.reading(event) as now:
        return case(now, trade, lines, state.desk.today(event))


async def documents(room: Room, digests: set[str]) -> dict[str, Mapping[str, Any]]:
    """What the documents say, by digest; nothing of one that was erased."""
    read = room.request.app.state.documents.read
    return {each: body for each in digests if each and (body := await read(each)) is not None}


async def tried(
    room: Room, make: Callable[[str], Fact], *, key: str, written: Mapping[str, Any] | None = None
) -> Answer:
    """State a step, once for a form however often it is sent. Raises Forbidden, SignInNeeded or StoreFailed."""
    answer = await stated(room, make, key=key, written=written)
    reused = next((each for each in answer.problems if each.code == "key-reused"), None)
    if reused is None or answer.status in STANDS:
        return answer
    seq = int(reused.facts["seq"])
    fact, before = make(""), (await room.lines({seq}))[seq]
    same = fact.kind in TWICE and before.fact.kind == fact.kind
    same = same and getattr(before.fact, "trade", "") == getattr(fact, "trade", "")
    return Answer("known", seq, before.at) if same else answer


async def position(database: Database, event: str, seq: int) -> str:
    """`stream:seq:digest` of a line, "" for none. Raises what the database raises."""
    rows = await database.read(Ledger(database, event).page, seq - 1, 1) if seq else []
    return f"{event}:{rows[0].seq}:{rows[0].digest}" if rows else ""

"""What pages of supervision have in common: the trade that is asked for, its case, documents, the place of a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from competition.rulings.room import Room, enter
from competition.store.database import Database
from competition.store.ledger import Ledger
from competition.supervision.cases import Case, case
from competition.supervision.chronicle import of_trade


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


async def position(database: Database, event: str, seq: int) -> str:
    """`stream:seq:digest` of a line, "" for none. Raises what the database raises."""
    rows = await database.read(Ledger(database, event).page, seq - 1, 1) if seq else []
    return f"{event}:{rows[0].seq}:{rows[0].digest}" if rows else ""

"""The chief judge's console: at the left what is to be settled, at the right all panels at work."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from competition.access.access import allows
from competition.chief.answering import Calling, calling
from competition.chief.panels import Late, ModuleRow, PanelRow, Spread, late, modules, panels, trades
from competition.desk_pages import zone
from competition.rulings import bench
from competition.rulings.room import Room, enter
from competition.rulings.waiting import Waiting, waiting
from scoring.steps import DeliberationRecorded, HeldSetAside, TieDecided

MOST_QUEUED = 30
MOST_SEATS = 40


class Left(NamedTuple):
    """The left column. trades: (trade, what waits in it). queue: at most `MOST_QUEUED` of `total`. settled: decided
    today by the chief judge. calls: of judges, whatever their trade."""

    trade: str
    trades: tuple[tuple[str, int], ...]
    queue: tuple[Waiting, ...]
    total: int
    late: tuple[Late, ...]
    modules: tuple[ModuleRow, ...]
    spreads: tuple[Spread, ...]
    seconds: tuple[bench.Second, ...]
    settled: int
    frozen: bool
    as_of: str
    calls: tuple[Calling, ...]


@allows("watch-chief")
async def page(request: Request) -> Response:
    """GET `/chief/{event}`, `?trade=…`."""
    room = await enter(request, "watch-chief", here="chief")
    beside = await left(room, request.query_params.get("trade", ""))
    rows: list[PanelRow] = []
    if beside is not None:
        seen = await request.app.state.office.seen(room.event)
        async with request.app.state.desk.reading(room.event) as state:
            rows = panels(state.trades[beside.trade], seen.tallies[beside.trade])
    return room.show("chief/console.html", left=beside, panels=rows, chosen=None)


async def left(room: Room, trade: str) -> Left | None:
    """The left column for a trade, by default the first in which anything waits; None where no trade is open. Raises
    404 for a trade that is not there."""
    state_of: Any = room.request.app.state
    lines = await state_of.chronicle.lines(room.event)
    today = state_of.desk.today(room.event)
    async with state_of.desk.reading(room.event) as state:
        counts = tuple(trades(state))
        if not counts:
            return None
        chosen = trade or next((id for id, count in counts if count), counts[0][0])
        if chosen not in state.trades:
            raise HTTPException(404)
        of = state.trades[chosen]
        queue = [each for each in waiting(state, chosen) if each.kind != "objection"]
        signed = tuple(modules(of))
        unsigned = tuple(late(of))
        frozen, as_of = of.kept is not None, of.views["chief"].as_of
    local = zone(room.request)
    settled = sum(
        isinstance(line.fact, (DeliberationRecorded, HeldSetAside, TieDecided))
        and datetime.fromisoformat(line.at).astimezone(local).date().isoformat() == today
        for line in lines
    )
    spreads = await state_of.spreads.of(await state_of.desk.recorder(room.event), chosen)
    seconds = await bench.seconds(state_of.database, room.event)
    others = tuple(each for each in seconds if each.login != room.visitor.login)
    return Left(
        trade=chosen,
        trades=counts,
        queue=tuple(queue[:MOST_QUEUED]),
        total=len(queue),
        late=unsigned,
        modules=signed,
        spreads=tuple(spreads),
        seconds=others,
        settled=settled,
        frozen=frozen,
        as_of=as_of,
        calls=await calling(state_of, room.event),
    )

"""Who types paper sheets, in which event, and the sheet that she is at."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request

from competition.access.visitors import Forbidden
from competition.entry import drafts
from competition.entry.comparing import Draft
from competition.entry.drafts import Sheet
from competition.office import room as office
from competition.office.room import Room
from competition.rulings import bench
from competition.store.database import Database

HERE = "paper"


async def enter(request: Request) -> Room:
    """Let in who types sheets or decides about them, and no judge: she would see what her panel marks. Raises
    SignInNeeded, Forbidden, StoreFailed, and 404 where there is no such event."""
    event = request.path_params["event"]
    visitor = await request.app.state.accounts.visitor(request)
    action = "enter-sheets" if visitor.may("enter-sheets", event) else "settle"
    if visitor.judge(event):
        raise Forbidden(action, event)
    return await office.enter(request, action, HERE)


def sheet_of(request: Request) -> tuple[str, Sheet]:
    """Trade and sheet that the address names."""
    of = request.path_params
    return of["trade"], Sheet(of["judge"], of["entrant"], of["phase"])


async def judges(room: Room) -> Mapping[str, bench.Judge]:
    """Judges of the event who mark on tablets or on paper, by id: seats of the office give results instead."""
    found = await bench.judges(room.request.app.state.database, room.event)
    return {id: judge for id, judge in found.items() if not judge.office}


async def typed(room: Room, sheet: Sheet) -> list[Draft]:
    """What was typed of a sheet. Raises what the database raises."""
    database: Database = room.request.app.state.database

    def read() -> list[Draft]:
        with database.connect() as connection:
            return drafts.of_sheet(connection, room.event, sheet)

    return await database.read(read)

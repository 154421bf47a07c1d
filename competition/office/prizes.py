"""Opening overall prizes: each with the last of its trades."""

from __future__ import annotations

from starlette.requests import Request

from competition.desk import Desk
from competition.office import plans
from competition.office.room import Room, unwritten
from scoring.problems import Problem


async def open_ready(request: Request, room: Room, key: str) -> list[Problem]:
    """Open every prize of which all trades are open and that is not; what kept one from it."""
    package = await room.office.plans.package(room.event)
    if package is None or not package.contest.overall:
        return []
    desk: Desk = request.app.state.desk
    async with desk.reading(room.event) as state:
        opened, known = set(state.trades), set(state.prizes)
        drawn = {trade: tuple(sorted(codes)) for trade, (_, codes) in state.drawn.items()}
    problems: list[Problem] = []
    for prize, entry in plans.prizes(package, drawn, opened).items():
        if prize not in known:
            answer = await desk.state(request, room.event, entry.fact, key=f"{key}-{prize}", contents=entry.contents)
            problems += unwritten(answer)
    return problems

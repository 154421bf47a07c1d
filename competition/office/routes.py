"""The addresses of the office."""

from __future__ import annotations

from starlette.routing import BaseRoute

from competition.desk_pages import desk_route
from competition.office import host, incoming, overview, progress, roster, timeline, trades


def routes() -> list[BaseRoute]:
    """Every page of the room, each with its actions declared."""
    return [
        desk_route("/office", incoming.page),
        desk_route("/office/import", incoming.send, methods=("POST",)),
        desk_route("/office/import/{upload}", incoming.preview),
        desk_route("/office/import/{upload}", incoming.take, methods=("POST",)),
        desk_route("/office/{event}", overview.page),
        desk_route("/office/{event}", overview.open_all, methods=("POST",)),
        desk_route("/office/{event}/trades", trades.listed),
        desk_route("/office/{event}/trades/{trade}", trades.page),
        desk_route("/office/{event}/trades/{trade}", trades.act, methods=("POST",)),
        desk_route("/office/{event}/progress", progress.page),
        desk_route("/office/{event}/progress/sheets", progress.owed),
        desk_route("/office/{event}/roster", roster.page),
        desk_route("/office/{event}/roster/{entrant}", roster.entrant),
        desk_route("/office/{event}/timeline", timeline.page),
        desk_route("/office/{event}/search", timeline.search),
        *host.routes(),
    ]

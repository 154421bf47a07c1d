"""The addresses of paper sheets."""

from __future__ import annotations

from starlette.routing import BaseRoute

from competition.desk_pages import desk_route
from competition.entry import listing, sheet


def routes() -> list[BaseRoute]:
    """Every page of the room, each with its actions declared."""
    one = "/office/{event}/paper/{trade}/{phase}/{judge}/{entrant}"
    return [
        desk_route("/office/{event}/paper", listing.page),
        desk_route(one, sheet.page),
        desk_route(one, sheet.post, methods=("POST",)),
    ]

"""The addresses of the chief judge's console."""

from __future__ import annotations

from starlette.routing import BaseRoute

from competition.chief import answering, console, settle, signing, ties
from competition.desk_pages import desk_route


def routes() -> list[BaseRoute]:
    """Every page of the room, each with its actions declared."""
    place = "/chief/{event}/settle/{entrant}/{phase}/{aspect}"
    tie = "/chief/{event}/ties/{phase}/{entrant}"
    module = "/chief/{event}/modules/{trade}/{phase}/{module}"
    return [
        desk_route("/chief/{event}", console.page),
        desk_route("/chief/{event}/calls/{call}", answering.post, methods=("POST",)),
        desk_route(place, settle.page),
        desk_route(place, settle.post, methods=("POST",)),
        desk_route(tie, ties.page),
        desk_route(tie, ties.post, methods=("POST",)),
        desk_route(module, signing.page),
        desk_route(module, signing.post, methods=("POST",)),
    ]

"""The addresses of the scheme desk."""

from __future__ import annotations

from starlette.routing import BaseRoute

from competition.desk_pages import desk_route
from competition.schemes import pages


def routes() -> list[BaseRoute]:
    """Every page of the room, each with its actions declared."""
    one = "/office/{event}/schemes/{trade}"
    return [
        desk_route("/office/{event}/schemes", pages.listed),
        desk_route("/office/{event}/schemes/form.xlsx", pages.empty_form),
        desk_route(one, pages.page),
        desk_route(one, pages.load, methods=("POST",)),
        desk_route(f"{one}/scheme.{{form}}", pages.download),
        desk_route(f"{one}/drafts/{{draft}}", pages.draft),
        desk_route(f"{one}/drafts/{{draft}}", pages.decide, methods=("POST",)),
    ]

"""The addresses of rulings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from competition.desk_pages import desk_route
from competition.rulings import adjusting, correcting, deciding, holding, inbox, reopening, resulting

Endpoint = Callable[[Request], Awaitable[Response]]


def routes() -> list[BaseRoute]:
    """Every page of the room, each with its actions declared."""
    return [
        desk_route("/office/{event}/rulings", inbox.page),
        *_both("/office/{event}/rulings/adjust", adjusting.page, adjusting.post),
        *_both("/office/{event}/rulings/results", resulting.page, resulting.post),
        *_both("/office/{event}/rulings/correct", correcting.page, correcting.post),
        *_both("/office/{event}/rulings/reopen", reopening.page, reopening.post),
        *_both("/office/{event}/rulings/held/{line:seq}", holding.page, holding.post),
        *_both("/office/{event}/rulings/proposals/{line:seq}", deciding.page, deciding.post),
    ]


def _both(path: str, page: Endpoint, post: Endpoint) -> list[BaseRoute]:
    return [desk_route(path, page), desk_route(path, post, methods=("POST",))]

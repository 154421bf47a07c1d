"""The addresses of draw, supervision, notice and authority."""

from __future__ import annotations

from starlette.routing import BaseRoute

from competition.supervision import authority, drawing, noticing, supervising


def routes() -> list[BaseRoute]:
    """Every page of the room, each with its actions declared."""
    return [*drawing.routes(), *supervising.routes(), *noticing.routes(), *authority.routes()]

"""Pages beside a trade's board, made in the browser of what that board and its certainty show: what can still change,
and two entrants side by side."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from competition import boards, pages
from competition.access.access import allows
from competition.desk_pages import desk_route


def routes() -> list[BaseRoute]:
    """The pages, each with its action declared."""
    return [
        desk_route("/events/{event}/trades/{trade}/forecast", forecast),
        desk_route("/events/{event}/trades/{trade}/versus", versus),
    ]


@allows("read-pages")
async def forecast(request: Request) -> Response:
    """Places still possible."""
    return await _shown(request, "forecast")


@allows("read-pages")
async def versus(request: Request) -> Response:
    """Two side by side, `?a=&b=`."""
    return await _shown(request, "versus")


async def _shown(request: Request, kind: str) -> Response:
    roster = await request.app.state.rosters.roster(request.path_params["event"])
    if roster is None:
        return pages.not_here(request, "event")
    trade = next((each for each in roster["trades"] if each["id"] == request.path_params["trade"]), None)
    if trade is None:
        return pages.not_here(request, "trade", roster)
    board = {"id": trade["id"], "name": boards.BESIDE[kind]()}
    audience = request.query_params.get("audience", "public")
    return pages.page(request, "live.html", **pages.following(roster, trade, board, audience, f"{kind}.js"))

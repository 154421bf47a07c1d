"""What can still change, and what hangs on one mark: a page for the chief judge, and the same in the office."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from competition.access.access import allows
from competition.certainty import saying
from competition.certainty.looking import Looking
from competition.desk_pages import PAGE, desk_route, paged
from competition.pages import language
from competition.rulings.room import Room, enter
from competition.words import pair


def routes() -> list[BaseRoute]:
    """Both addresses of the page."""
    return [
        desk_route("/chief/{event}/certainty", chiefs),
        desk_route("/office/{event}/trades/{trade}/certainty", offices),
    ]


@allows("watch-chief")
async def chiefs(request: Request) -> Response:
    """GET, `?trade=&phase=&page=`."""
    room = await enter(request, "watch-chief", here="chief")
    return await _shown(room, request.query_params.get("trade", ""), "/chief/{event}/certainty?trade={trade}")


@allows("watch-office")
async def offices(request: Request) -> Response:
    """GET, `?phase=&page=`."""
    room = await enter(request, "watch-office", here="trades")
    return await _shown(room, request.path_params["trade"], "/office/{event}/trades/{trade}/certainty?")


async def _shown(room: Room, trade: str, address: str) -> Response:
    looking: Looking = room.request.app.state.looking
    async with room.request.app.state.desk.reading(room.event) as state:
        trades = list(state.trades)
        chosen = trade or next(iter(trades), "")
        scheme = state.trades[chosen].plan.scheme if chosen in state.trades else None
    if scheme is None:
        if trade:
            raise HTTPException(404)
        return room.show("certainty/none.html")
    page, _, rows = paged(room.request, 10**9, PAGE)
    look = await looking.look(room.event, chosen, room.request.query_params.get("phase", ""), rows)
    if look is None:
        raise HTTPException(404)
    lang = language(room.request)
    names = saying.named(
        scheme, lang, lambda entrant: room.entrant(entrant).plate, lambda judge: pair(room.judge(judge), lang).lead
    )
    return room.show(
        "certainty/page.html",
        trade=chosen,
        trades=trades,
        address=address.format(event=room.event, trade="{trade}"),
        look=look,
        phase=scheme.phase[look.phase],
        decimals=scheme.decimals,
        says=saying,
        names=names,
        page=page,
        pages=max(1, -(-look.total // PAGE)),
    )

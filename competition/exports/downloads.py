"""`/events/{event}/exports/…`: an export as a file; `/office/{event}/exports`: what there is, and who took what."""

from __future__ import annotations

import secrets

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from competition import pages
from competition.access.access import allows
from competition.access.visitors import acting
from competition.certificates.fonts import NoFonts
from competition.desk_pages import desk_route, paged
from competition.exports import layout_pages
from competition.exports.contents import EXPORTS, LAID_OUT
from competition.exports.forms import MEDIA, TooManyRows
from competition.exports.layouts import Known, called, chosen, known
from competition.exports.paper import UnprintableRoll
from competition.exports.taking import file_name, laid_out, made
from competition.intake.layouts import Layout
from competition.office.room import enter, unwritten
from scoring.lines import digest
from scoring.problems import Problem
from scoring.steps import Exported

AT_ONCE = anyio.CapacityLimiter(1)
"""Exports that are made side by side: one, so that marks go before them."""


def routes() -> list[BaseRoute]:
    """Every route about exports."""
    return [
        desk_route("/office/{event}/exports", listed),
        *layout_pages.routes(),
        desk_route("/events/{event}/exports/{name}.{form}", download),
    ]


@allows("export")
async def listed(request: Request) -> Response:
    """What can be taken out of the event, and what was."""
    return await _shown(request)


@allows("export")
async def download(request: Request) -> Response:
    """An export of the event, `?trade=` of one trade, `?layout=` with its columns: recorded first, then made of the
    lines before that record."""
    event, name, form = (request.path_params[key] for key in ("event", "name", "form"))
    await acting(request, "export", event)
    if request.method == "HEAD":  # nothing is taken out, and nothing recorded
        raise HTTPException(405, headers={"Allow": "GET"})
    trade, desk = request.query_params.get("trade", ""), request.app.state.desk
    async with desk.reading(event) as state:
        head, known = (await desk.recorder(event)).head, frozenset(state.trades)
    if form not in EXPORTS.get(name, ()) or (trade and (trade not in known or name == "package")):
        raise HTTPException(404)
    layout, problems = await _layout(request, name, form)
    if problems:
        return await _shown(request, problems)
    lang, contents = pages.language(request), {} if layout is None else {digest(layout.text()): layout.text()}
    house = 0 if name == "package" else (await desk.streams.house()).head.seq
    fact = Exported(trade, name, form, head.seq, head.digest, lang, "".join(contents), house)
    answer = await desk.state(request, event, fact, key=f"export-{secrets.token_urlsafe(15)}", contents=contents)
    if problems := unwritten(answer):
        return await _shown(request, problems)

    def make() -> bytes:
        database = request.app.state.database
        known = (database, event, name, form)
        fonts = request.app.state.fonts
        return made(*known, trade=trade, to=head.seq, lang=lang, layout=layout, house=house, fonts=fonts)

    try:
        body = await anyio.to_thread.run_sync(make, limiter=AT_ONCE)
    except TooManyRows:
        return await _shown(request, [Problem("too-many-rows", "", {"form": form})])
    except NoFonts:
        return await _shown(request, [Problem("no-fonts", "", {})])
    except UnprintableRoll as error:
        return await _shown(request, [Problem("unprintable-roll", "", {"characters": " ".join(error.characters)})])
    called = file_name(event, name, form, trade=trade, seq=head.seq)
    headers = {"Content-Disposition": f'attachment; filename="{called}"', "Cache-Control": "no-store"}
    return Response(body, media_type=MEDIA[form], headers=headers)


async def _layout(request: Request, name: str, form: str) -> tuple[Layout | None, list[Problem]]:
    """The layout that is asked for, None for what has none; or what is wrong with it."""
    if not laid_out(name, form):
        return None, []
    found = await request.app.state.database.read(known, request.app.state.database, request.path_params["event"])
    return chosen(found, request.query_params.get("layout") or LAID_OUT[name])


async def _shown(request: Request, problems: list[Problem] | None = None) -> Response:
    room = await enter(request, "export", "exports")
    book = await room.office.book(room.event)
    taken = book.chosen(kind=Exported.kind)
    page, count, rows = paged(request, len(taken))
    found: Known = await request.app.state.database.read(known, request.app.state.database, room.event)
    return room.show(
        "awards/exports.html",
        problems=problems or (),
        exports=EXPORTS,
        taken=taken[rows],
        layouts=[(name, called(found, name, room.names.lang)) for name in found.layouts],
        traded=[(id, name) for id, name in room.names.trades() if id in room.seen.standings],
        total=len(taken),
        page=page,
        pages=count,
    )

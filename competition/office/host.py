"""`/office/{event}/host`: the colours and the picture that the event's public pages bear."""

from __future__ import annotations

from sqlalchemy import Connection
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition import hosts
from competition.access.access import allows
from competition.desk_pages import desk_route
from competition.intake.host import LOGOS, Host, judged, judged_picture
from competition.intake.pictures import LARGEST, picture
from competition.office.room import Room, enter
from scoring.problems import Problem

BESIDE = 64 * 1024
"""Bytes that the form may have besides the picture."""


def routes() -> list[BaseRoute]:
    """The page and what it sends."""
    path = "/office/{event}/host"
    return [desk_route(path, page), desk_route(path, keep, methods=("POST",))]


@allows("run-event")
async def page(request: Request) -> Response:
    """How the pages look, and how boards are shown elsewhere."""
    return _shown(await enter(request, "run-event", "host"))


@allows("run-event")
async def keep(request: Request) -> Response:
    """Say how they look from now on."""
    room = await enter(request, "run-event", "host")
    if int(request.headers.get("content-length") or LARGEST + BESIDE + 1) > LARGEST + BESIDE:
        facts = {"size": f"> {LARGEST // 1024}", "largest": str(LARGEST // 1024)}
        return _shown(room, [Problem("large-picture", "logo", facts)])
    async with request.form(max_files=1, max_fields=10) as form:
        sent = form.get("logo")
        content = await sent.read() if isinstance(sent, UploadFile) and sent.filename else None
        kept = {key: str(form.get(key) or "").strip() for key in ("accent", "accent_dark")}
        host = Host(kept["accent"], kept["accent_dark"], _named(form, content, _now(room)))
    problems = [Problem(each.code, key, each.facts) for key, each in judged(host)]
    if content is not None and host.logo in LOGOS:
        _, problem = judged_picture(host.logo, content)
        problems += [] if problem is None else [problem]
    if problems:
        return _shown(room, problems, kept)

    def put(connection: Connection) -> None:
        hosts.put(connection, room.event, host, content)

    await request.app.state.database.write(put)
    request.app.state.catalogue.forget(room.event)
    return RedirectResponse(f"/office/{room.event}/host?done=kept", 303)


def _named(form: FormData, content: bytes | None, now: str) -> str:
    """What the picture's file is called: by what is in it, the one that is there where none was sent."""
    if content is None:
        return "" if form.get("gone") else now
    found = picture(content)
    forms = {form: name for name, form in LOGOS.items()}
    return forms["png"] if isinstance(found, Problem) else forms[found.form]


def _now(room: Room) -> str:
    """The name of the picture that is there, "" for none."""
    shown = room.roster.get("host", {}).get("logo")
    form = "" if shown is None else shown["address"].rpartition(".")[2]
    return next((name for name, each in LOGOS.items() if each == form), "")


def _shown(room: Room, problems: list[Problem] | None = None, kept: dict[str, str] | None = None) -> Response:
    host = room.roster.get("host", {})
    done = room.request.query_params.get("done") == "kept"
    base = room.request.app.state.address or str(room.request.base_url).rstrip("/")
    return room.show(
        "office/host.html", problems=problems or [], kept=kept, host=host, done=done, base=base, largest=LARGEST
    )

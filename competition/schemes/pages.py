"""`/office/{event}/schemes`: every trade's scheme, and one of them: looked at, loaded anew, kept, taken out."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from competition import words
from competition.access.access import allows
from competition.access.visitors import acting
from competition.desk_pages import Told
from competition.exports.forms import MEDIA
from competition.office.room import Room, enter
from competition.pages import language
from competition.schemes import keeping, proposing
from competition.schemes.annex import annex_text
from competition.schemes.drafts import Brought
from competition.schemes.looking import SHOWN, look, spoken
from competition.schemes.reading import TOML, Draft
from competition.schemes.sheets.workbook import LARGEST
from competition.schemes.standing import Standing, package_of, setting, standing
from competition.schemes.taken import sample, workbook
from competition.schemes.versions import versions
from scoring.problems import Problem


@allows("read-office")
async def listed(request: Request) -> Response:
    """Every trade's scheme."""
    room = await enter(request, "read-office", "schemes")
    await package_of(room)
    found = []
    for trade in room.roster["trades"]:
        each = await standing(room, trade["id"])
        found.append((trade, each, look(each.document, each.scheme, each.annex)))
    return room.show("schemes/list.html", found=found)


@allows("read-office")
async def page(request: Request) -> Response:
    """One trade's scheme."""
    return await _shown(await enter(request, "read-office", "schemes"))


@allows("read-office", "run-event", "propose")
async def load(request: Request) -> Response:
    """A sheet, pasted cells or TOML sent: a draft to look at."""
    room, found = await _changing(request)
    try:
        form = await request.form()
        brought = await _brought(found, form)
    finally:
        await request.close()
    if isinstance(brought, Problem):
        return await _shown(room, [brought])
    return await _onward(room, brought)


@allows("read-office", "run-event", "propose")
async def draft(request: Request) -> Response:
    """What was sent, read: the scheme at once, with every mistake; of a trade that is open, with what it changes."""
    room, found = await _changing(request)
    brought = await _found(room)
    read = await _read(room, found, brought)
    if found.open and read.scheme is not None:
        return await proposing.shown(request, found, read)
    return _drafted(room, found, read)


@allows("read-office", "run-event", "propose")
async def decide(request: Request) -> Response:
    """POST: `step=edit` reads the changed text as a new draft, `step=keep` makes the draft the trade's scheme,
    `step=propose` proposes it for a trade that is open."""
    room, found = await _changing(request)
    brought, form = await _found(room), await request.form()
    read = await _read(room, found, brought)
    if form.get("step") == "edit":
        text = str(form.get("scheme", "")).replace("\r\n", "\n")
        return await _onward(room, Brought(found.trade, TOML, text.encode(), annex=annex_text(read.annex)))
    if read.scheme is None:
        return _drafted(room, found, read, read.problems)
    if found.open:
        answer = proposing.propose if form.get("step") == "propose" else proposing.shown
        return await answer(request, found, read)
    told = await keeping.keep(room, found, read)
    if told:
        return _drafted(room, found, read, told)
    await request.app.state.drafts.drop(request.path_params["draft"])
    return RedirectResponse(f"/office/{room.event}/schemes/{found.trade}?done=kept", 303)


@allows("read-office")
async def download(request: Request) -> Response:
    """The trade's scheme as a file, `toml` or `xlsx`."""
    room = await enter(request, "read-office", "schemes")
    trade, form, lang = room.trade(request.path_params["trade"]), request.path_params["form"], language(request)
    found = await standing(room, trade["id"])
    if form == "toml":
        return _file(found.text.encode(), f"{found.name}.toml", "application/toml")
    if form != "xlsx":
        raise HTTPException(404)
    title = words.pair(trade["name"], lang).lead
    return _file(workbook(found.scheme, found.annex, title, lang), f"{found.name}.xlsx", MEDIA["xlsx"])


@allows("read-office")
async def empty_form(request: Request) -> Response:
    """A workbook to fill, with an example of each kind of aspect."""
    await enter(request, "read-office", "schemes")
    return _file(sample(language(request)), "marking-scheme.xlsx", MEDIA["xlsx"])


def _file(body: bytes, name: str, media: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=media, headers=headers)


async def _changing(request: Request) -> tuple[Room, Standing]:
    """Let somebody in who may change the scheme: the organiser before the trade is open, then whoever proposes."""
    room = await enter(request, "read-office", "schemes")
    found = await standing(room, room.trade(request.path_params["trade"])["id"])
    await acting(request, "propose" if found.open else "run-event", room.event)
    return room, found


async def _brought(found: Standing, form: FormData) -> Brought | Problem:
    """What a form holds, or what is wrong with it."""
    file, cells = form.get("file"), str(form.get("cells", ""))
    panel, framed = str(form.get("panel", ""))[:64], form.get("frame") == "kept"
    annex = annex_text(found.annex) if found.open else ""
    if isinstance(file, UploadFile) and file.filename:
        content = await file.read(LARGEST + 1)
        if len(content) > LARGEST:
            return Problem("sheet-too-large", "file", {"limit": f"{LARGEST // 1024 // 1024} MB"})
        return Brought(found.trade, file.filename[-120:], content, panel, framed, annex)
    if cells.strip():
        return Brought(found.trade, "", cells.encode(), panel, framed, annex)
    if scheme := str(form.get("scheme", "")).strip():
        return Brought(found.trade, TOML, scheme.replace("\r\n", "\n").encode(), annex=annex)
    return Problem("upload-empty", "file")


async def _onward(room: Room, brought: Brought) -> Response:
    """To the page of what was brought, which is kept until she decides."""
    id = await room.request.app.state.drafts.keep(room.event, room.visitor.login, brought)
    return RedirectResponse(f"/office/{room.event}/schemes/{brought.trade}/drafts/{id}", 303)


async def _found(room: Room) -> Brought:
    """The draft of the address. Raises 404 where the visitor brought no such thing to this trade."""
    asked = room.request.path_params
    brought: Brought | None = await room.request.app.state.drafts.find(asked["draft"], room.event, room.visitor.login)
    if brought is None or brought.trade != asked["trade"]:
        raise HTTPException(404)
    return brought


async def _read(room: Room, found: Standing, brought: Brought) -> Draft:
    how = await setting(room, found, brought.panel, brought.framed)
    draft: Draft = await room.request.app.state.drafts.read(brought, how)
    return draft


def _drafted(room: Room, found: Standing, read: Draft, told: Sequence[Told] = ()) -> Response:
    return room.show(
        "schemes/draft.html",
        problems=told,
        status=422 if read.problems else 200,
        trade=room.trade(found.trade),
        found=found,
        draft=read,
        look=look(read.document, read.scheme, read.annex, read),
        shown=SHOWN,
        **spoken(language(room.request)),
    )


async def _shown(room: Room, problems: Sequence[Told] = ()) -> Response:
    trade = room.trade(room.request.path_params["trade"])
    found = await standing(room, trade["id"])
    lines = await room.request.app.state.chronicle.lines(room.event) if found.open else ()
    return room.show(
        "schemes/scheme.html",
        problems=problems,
        trade=trade,
        found=found,
        look=look(found.document, found.scheme, found.annex),
        amendments=[each for each in versions(lines, found.trade) if each.proposal is not None],
        done=room.request.query_params.get("done", ""),
        **spoken(language(room.request)),
    )

"""`/office/{event}/schemes`: every trade's scheme, and one of them: looked at, loaded anew, kept, taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from competition import words
from competition.access.access import allows
from competition.desk_pages import Told
from competition.exports.forms import MEDIA
from competition.office.room import Room, enter
from competition.pages import language
from competition.schemes import keeping
from competition.schemes.annex import Annex, annex_text
from competition.schemes.drafts import Brought
from competition.schemes.reading import TOML, Draft
from competition.schemes.saying import assumption, method
from competition.schemes.sheets.workbook import LARGEST
from competition.schemes.standing import package_of, setting, standing
from competition.schemes.taken import sample, workbook
from competition.schemes.tree import ASPECT, MODULE, Row, Stage, stages, tree, whole
from scoring.advice.linter import advise
from scoring.nodes import Scheme
from scoring.problems import Problem

SHOWN = 200
"""Problems that a page shows; the rest is counted."""


@dataclass(frozen=True)
class Look:
    """A scheme as its page shows it. rows: see `tree`. whole: what all modules come to. advice: what its makers most
    likely did not mean. beside: problems by the row of the file that they stand in. stages: its phases."""

    rows: Sequence[Row]
    stages: Sequence[Stage]
    whole: str
    advice: Sequence[Problem]
    beside: Mapping[str, Sequence[Problem]]

    @property
    def aspects(self) -> int:
        """How many there are."""
        return sum(row.depth == ASPECT for row in self.rows)

    @property
    def modules(self) -> Sequence[Sequence[Row]]:
        """Rows of each module."""
        found: list[list[Row]] = []
        for row in self.rows:
            if row.depth == MODULE:
                found.append([])
            found[-1].append(row)
        return found

    def advice_at(self, path: str) -> Sequence[Problem]:
        """Advice on one node."""
        return [each for each in self.advice if each.where == path or each.where.startswith(f"{path}.")]


def look(document: Mapping[str, Any], scheme: Scheme | None, annex: Annex, draft: Draft | None = None) -> Look:
    """How a scheme is shown. scheme: None where the document states none. draft: where it comes from a file."""
    rows = tree(document, annex, {} if draft is None else draft.places)
    advice = [] if scheme is None else advise(scheme, annex.standard)
    beside: dict[str, list[Problem]] = {}
    for problem in () if draft is None else draft.problems:
        beside.setdefault(row_of(problem.where), []).append(problem)
    return Look(rows, [] if scheme is None else stages(scheme), whole(rows), advice, beside)


def row_of(place: str) -> str:
    """The row of a cell, `Scheme!12`."""
    sheet, _, cell = place.rpartition("!")
    return f"{sheet}!{cell.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}" if sheet else place


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


@allows("read-office", "run-event")
async def load(request: Request) -> Response:
    """A sheet, pasted cells or TOML sent: a draft to look at."""
    room = await enter(request, "run-event", "schemes")
    trade = room.trade(request.path_params["trade"])["id"]
    try:
        form = await request.form()
        brought = await _brought(trade, form)
    finally:
        await request.close()
    if isinstance(brought, Problem):
        return await _shown(room, [brought])
    draft = await request.app.state.drafts.keep(room.event, room.visitor.login, brought)
    return RedirectResponse(f"/office/{room.event}/schemes/{trade}/drafts/{draft}", 303)


@allows("read-office", "run-event")
async def draft(request: Request) -> Response:
    """What was sent, read: the scheme at once, with every mistake."""
    room = await enter(request, "run-event", "schemes")
    return await _drafted(room, await _found(room))


@allows("read-office", "run-event")
async def decide(request: Request) -> Response:
    """POST: `step=edit` reads the changed text as a new draft, `step=keep` makes the draft the trade's scheme."""
    room = await enter(request, "run-event", "schemes")
    brought, form = await _found(room), await request.form()
    here = f"/office/{room.event}/schemes/{brought.trade}"
    if form.get("step") == "edit":
        read = await _read(room, brought)
        text = str(form.get("text", "")).replace("\r\n", "\n")
        changed = Brought(brought.trade, TOML, text.encode(), annex=annex_text(read.annex))
        id = await request.app.state.drafts.keep(room.event, room.visitor.login, changed)
        return RedirectResponse(f"{here}/drafts/{id}", 303)
    found = await standing(room, brought.trade)
    read = await _read(room, brought)
    told: Sequence[Told] = read.problems if read.scheme is None else await keeping.keep(room, found, read)
    if told:
        return await _drafted(room, brought, told)
    await request.app.state.drafts.drop(request.path_params["draft"])
    return RedirectResponse(f"{here}?done=kept", 303)


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


def spoken(room: Room) -> dict[str, Any]:
    """What templates of this room say of codes, in the reader's language."""
    lang = language(room.request)
    return {
        "method": lambda row: words.pair({each: method(row, each) for each in words.LANGUAGES}, lang),
        "assumption": lambda code, facts, count: assumption(code, facts, count, lang),
        "row_of": row_of,
        "panel_pairs": lambda panels: [(each, each) for each in panels],
    }


async def _brought(trade: str, form: FormData) -> Brought | Problem:
    """What a form holds, or what is wrong with it."""
    file, text = form.get("file"), str(form.get("text", ""))
    panel, framed = str(form.get("panel", ""))[:64], form.get("frame") == "kept"
    if isinstance(file, UploadFile) and file.filename:
        content = await file.read(LARGEST + 1)
        if len(content) > LARGEST:
            return Problem("sheet-too-large", "file", {"limit": f"{LARGEST // 1024 // 1024} MB"})
        return Brought(trade, file.filename[-120:], content, panel, framed)
    if text.strip():
        return Brought(trade, "", text.encode(), panel, framed)
    return Problem("upload-empty", "file")


async def _found(room: Room) -> Brought:
    """The draft of the address. Raises 404 where the visitor brought no such thing to this trade."""
    asked = room.request.path_params
    brought: Brought | None = await room.request.app.state.drafts.find(asked["draft"], room.event, room.visitor.login)
    if brought is None or brought.trade != asked["trade"]:
        raise HTTPException(404)
    return brought


async def _read(room: Room, brought: Brought) -> Draft:
    found = await standing(room, brought.trade)
    how = await setting(room, found, brought.panel, brought.framed)
    draft: Draft = await room.request.app.state.drafts.read(brought, how)
    return draft


async def _drafted(room: Room, brought: Brought, told: Sequence[Told] = ()) -> Response:
    read, found = await _read(room, brought), await standing(room, brought.trade)
    return room.show(
        "schemes/draft.html",
        problems=told,
        status=422 if read.problems else 200,
        trade=room.trade(brought.trade),
        found=found,
        draft=read,
        look=look(read.document, read.scheme, read.annex, read),
        shown=SHOWN,
        **spoken(room),
    )


async def _shown(room: Room, problems: Sequence[Told] = ()) -> Response:
    trade = room.trade(room.request.path_params["trade"])
    found = await standing(room, trade["id"])
    return room.show(
        "schemes/scheme.html",
        problems=problems,
        trade=trade,
        found=found,
        look=look(found.document, found.scheme, found.annex),
        done=room.request.query_params.get("done", ""),
        **spoken(room),
    )

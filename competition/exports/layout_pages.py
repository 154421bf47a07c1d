"""`/office/{event}/exports/layouts`: the layouts of rolls; `/{name}`: one of them, changed column by column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition.access.access import allows
from competition.desk_pages import desk_route
from competition.exports.layouts import PAPERS, Known, called, chosen, known, put
from competition.exports.people import title
from competition.intake.layouts import FIELDS, MOST, PAPER, ROWS, Column, Layout, known_field, layout_of
from competition.office.room import Room, enter
from scoring.documents import ID
from scoring.lines import digest
from scoring.nodes import Name
from scoring.problems import Problem

PATH = "/office/{event}/exports/layouts"
NEW = Column("name")

_AT = re.compile(r"columns\[([0-9]+)\](?:\.([a-z]+))?")

Form = Mapping[str, str]


def routes() -> list[BaseRoute]:
    """Every page, each with its actions declared."""
    return [
        desk_route(PATH, listed),
        desk_route(PATH, make, methods=("POST",)),
        desk_route(f"{PATH}/{{name}}", page),
        desk_route(f"{PATH}/{{name}}", act, methods=("POST",)),
    ]


@allows("export")
async def listed(request: Request) -> Response:
    """Every layout, and the form that makes one."""
    return await _listed(await enter(request, "export", "exports"))


@allows("export")
async def make(request: Request) -> Response:
    """Make a layout after one that there is."""
    room = await enter(request, "export", "exports")
    form, found = await _form(request), await _known(room)
    name, problems = form.get("name", ""), list[Problem]()
    model, wrong = chosen(found, form.get("model", ""))
    if ID.fullmatch(name) is None:
        problems.append(Problem("bad-id", "name", {"value": name[:80]}))
    elif name in found.own:
        problems.append(Problem("duplicate-layout", "name", {"value": name}))
    if problems or model is None:
        return await _listed(room, [*problems, *wrong], form)
    kept = tuple(each for each in model.columns if not each.field or known_field(each.field, found.papers))
    await _put(room, name, Layout(model.name, model.rows, kept or (NEW,)).text(), "")
    return RedirectResponse(f"/office/{room.event}/exports/layouts/{name}", 303)


@allows("export")
async def page(request: Request) -> Response:
    """One of the event's own layouts, to be changed."""
    room = await enter(request, "export", "exports")
    found = await _known(room)
    name, text = _named(request, found)
    layout, problems = layout_of(text, found.papers | PAPERS)
    if layout is None:
        raise HTTPException(404)
    return _shown(room, found, name, layout, digest(text), problems=problems)


@allows("export")
async def act(request: Request) -> Response:
    """Change the columns as they stand in the form, keep them, or take the layout away. What is only moved about is not
    kept until it is said to be."""
    room, form = await enter(request, "export", "exports"), await _form(request)
    found = await _known(room)
    name, text = _named(request, found)
    done, _, place = form.get("act", "").partition(":")
    if done == "drop-layout":
        if await _put(room, name, "", form.get("was", "")):
            return RedirectResponse(f"/office/{room.event}/exports/layouts", 303)
        return _shown(room, found, name, _stated(form), digest(text), problems=[Problem("layout-moved", "", {})])
    layout = _stated(form)
    if done != "keep":
        return _shown(room, found, name, _moved(layout, done, place), form.get("was", ""), changed=True)
    read, problems = layout_of(layout.text(), found.papers)
    told = [Problem(each.code, _field(each.where), each.facts) for each in problems]
    if read is None:
        return _shown(room, found, name, layout, form.get("was", ""), problems=told, changed=True)
    if not await _put(room, name, read.text(), form.get("was", "")):
        moved = [Problem("layout-moved", "", {})]
        return _shown(room, found, name, layout, digest(text), problems=moved, changed=True)
    return RedirectResponse(f"/office/{room.event}/exports/layouts/{name}?done=kept", 303)


async def _form(request: Request) -> Form:
    async with request.form(max_files=0, max_fields=20 + 5 * MOST) as form:
        return {name: " ".join(str(value).split()) for name, value in form.items()}


async def _known(room: Room) -> Known:
    database = room.request.app.state.database
    found: Known = await database.read(known, database, room.event)
    return found


async def _put(room: Room, name: str, text: str, was: str) -> bool:
    """Keep it, unless somebody else was faster."""
    write = partial(put, event=room.event, name=name, text=text, was=was)
    kept: bool = await room.request.app.state.database.write(write)
    return kept


def _named(request: Request, found: Known) -> tuple[str, str]:
    """The name and the file of the layout that is asked for. Raises 404 where the event has none of its own."""
    name: str = request.path_params["name"]
    if name not in found.own:
        raise HTTPException(404)
    return name, found.layouts[name]


def _stated(form: Form) -> Layout:
    """The layout as a form states it, whatever is wrong with it."""
    count = form.get("count", "")
    places = range(1, 1 + (min(int(count), MOST + 1) if count.isascii() and count.isdigit() else 0))
    columns = tuple(_column(form, place) for place in places)
    rows = form.get("rows", "")
    zh, en = form.get("zh", ""), form.get("en", "")
    return Layout(Name(zh or en, en or zh), rows if rows in ROWS else ROWS[0], columns)


def _column(form: Form, place: int) -> Column:
    field, own, constant, width = (form.get(f"{key}-{place}", "") for key in ("field", "title", "constant", "width"))
    wide = int(width) if width.isascii() and width.isdigit() and len(width) < 5 else 0
    return Column("" if constant else field, own, constant, wide)


def _moved(layout: Layout, done: str, place: str) -> Layout:
    """The layout after one act on its columns: `add`, or `up:N`, `down:N`, `drop:N` of the Nth; else as it is."""
    columns, at = list(layout.columns), int(place) - 1 if place.isascii() and place.isdigit() else -1
    if done == "add" and len(columns) < MOST:
        columns.append(NEW)
    elif 0 <= at < len(columns):
        column = columns.pop(at)
        to = {"up": max(at - 1, 0), "down": at + 1}.get(done)
        if to is not None or done != "drop":
            columns.insert(at if to is None else to, column)
    return Layout(layout.name, layout.rows, tuple(columns))


def _field(where: str) -> str:
    """The form's field that a problem speaks of, "" for the whole."""
    if where.startswith("name"):
        return "zh"
    found = _AT.fullmatch(where)
    return f"{found[2] or 'field'}-{found[1]}" if found else where


async def _listed(room: Room, problems: list[Problem] | None = None, kept: Form | None = None) -> Response:
    found, lang = await _known(room), room.names.lang
    layouts = [(name, called(found, name, lang), chosen(found, name)[0]) for name in found.layouts]
    return room.show("awards/layouts.html", problems=problems or [], kept=kept, layouts=layouts, own=found.own)


def _shown(room: Room, found: Known, name: str, layout: Layout, was: str, **values: Any) -> Response:
    lang = room.names.lang
    fields = [(field, title(field, lang)) for field in FIELDS]
    fields += [(f"{PAPER}{paper}", title(f"{PAPER}{paper}", lang)) for paper in sorted(found.papers)]
    shown: dict[str, Any] = {
        "name": name,
        "layout": layout,
        "was": was,
        "fields": fields,
        "every": ROWS,
        "most": MOST,
        "done": room.request.query_params.get("done") == "kept",
        "changed": False,
        "titled": dict(fields),
    }
    return room.show("awards/layout.html", **(shown | values))

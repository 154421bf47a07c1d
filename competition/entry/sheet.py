"""`/office/{event}/paper/{trade}/{phase}/{judge}/{entrant}`: one paper sheet is typed, typed again where two persons
differ, decided by a third, and recorded."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from competition.access.access import Actor, allows
from competition.access.visitors import acting
from competition.entry import drafts, entering, reasons
from competition.entry.comparing import NONE, Draft
from competition.entry.drafts import Put
from competition.entry.faces import AGAIN, DECIDE, RECORD, TYPE, Face, face
from competition.entry.listing import ASKED
from competition.entry.paper import Paper, Spot, paper, plain, read, shortest
from competition.entry.room import enter, judges, sheet_of, typed
from competition.office.room import Room
from competition.rulings.room import filled
from competition.store.database import StoreFailed
from scoring.facts import Cell
from scoring.marks import check_cell
from scoring.plan import Place
from scoring.problems import Problem
from scoring.state import State

log = logging.getLogger("saiping.entry")


@allows("enter-sheets", "settle")
async def page(request: Request) -> Response:
    """The sheet as it asks something of the visitor."""
    return await _shown(await enter(request))


@allows("enter-sheets", "settle")
async def post(request: Request) -> Response:
    """`step`: type · again · decide · record · clear."""
    room = await enter(request)
    form = await filled(request)
    step = form.get("step", "")
    try:
        if step == "clear":
            return await _clear(room)
        if step in (TYPE, AGAIN):
            return await _type(room, form, await acting(request, "enter-sheets", room.event))
        if step in (DECIDE, RECORD):
            return await _decide(room, form)
    except StoreFailed as error:  # what she typed stays on the page
        log.error("a sheet of %s was not kept: %s", room.event, error)
        return await _shown(room, [Problem("store-failed")], form, 503)
    facts = {"value": step[:80], "choices": ", ".join((TYPE, AGAIN, DECIDE, RECORD, "clear"))}
    return await _shown(room, [Problem("unknown-choice", "", facts)], form)


async def _type(room: Room, form: Mapping[str, str], actor: Actor) -> Response:
    """Keep what she typed the first time, or again, and record the sheet where two persons agree."""
    trade, sheet = sheet_of(room.request)
    there = await typed(room, sheet)
    async with room.request.app.state.desk.reading(room.event) as state:
        of = _paper(paper(state, trade, sheet))
        seen = face(room.visitor, room.event, of, there)
        spots = of.spots if seen.kind == TYPE else _differing(of, seen)
        values, problems = read(state, of._replace(spots=spots), form)
        words, wanting = reasons.read(spots, form, values)
        problems += wanting
    if seen.kind not in (TYPE, AGAIN) or seen.kind != form.get("step"):
        return _here(room)
    if form.get("seen") != of.seen:
        problems = [Problem("paper-moved"), *problems]
    if seen.kind == TYPE and not any(values.values()):
        problems.append(Problem("paper-empty"))
    if problems:
        return await _shown(room, problems, form)

    def kept(connection: Connection) -> bool:
        if seen.kind == AGAIN:
            return drafts.put_again(connection, room.event, sheet, actor.id, values, words)
        return drafts.put(connection, room.event, sheet, actor.id, values, words) is not Put.TWICE

    if not await room.request.app.state.database.write(kept):
        return _here(room)
    return await _settled(room)


async def _settled(room: Room) -> Response:
    """After somebody typed: record the sheet where nothing is left to be decided, else say what comes next."""
    trade, sheet = sheet_of(room.request)
    there = await typed(room, sheet)
    async with room.request.app.state.desk.reading(room.event) as state:
        of = _paper(paper(state, trade, sheet))
    seen = face(room.visitor, room.event, of, there)
    if seen.kind == RECORD:
        return await _recorded(room, of, there, dict(seen.found.values))
    return _here(room) if seen.kind == AGAIN else _back(room, said=seen.kind)


async def _decide(room: Room, form: Mapping[str, str]) -> Response:
    """A third person says what counts, or a sheet on which all agree is recorded."""
    trade, sheet = sheet_of(room.request)
    there = await typed(room, sheet)
    async with room.request.app.state.desk.reading(room.event) as state:
        of = _paper(paper(state, trade, sheet))
        seen = face(room.visitor, room.event, of, there)
        values, problems = _chosen(state, of, seen, form)
        chosen = [spot for spot in of.spots if values.get(spot.place, "") != shortest(spot.given)]
        words, wanting = reasons.read(chosen, form, values)
        problems += wanting if seen.kind == DECIDE else []
    if seen.kind not in (DECIDE, RECORD) or seen.kind != form.get("step"):
        return _here(room)
    if form.get("seen") != of.seen:
        problems = [Problem("paper-moved"), *problems]
    if problems:
        return await _shown(room, problems, form)
    by = ""
    if seen.kind == DECIDE:
        action = "settle" if seen.chief or not room.may("enter-sheets") else "enter-sheets"
        by = (await acting(room.request, action, room.event)).id
        log.info("%s decided %d cells of %s in %s", by, len(values), ":".join(sheet), room.event)
    return await _recorded(room, of, there, {**seen.found.values, **values}, values, by, words)


def _chosen(state: State, of: Paper, seen: Face, form: Mapping[str, str]) -> tuple[dict[Place, str], list[Problem]]:
    """What a third person chose, cell by cell, and what is wrong with it."""
    values: dict[Place, str] = {}
    problems: list[Problem] = []
    for spot in of.spots:
        choice = seen.choices.get(spot.place)
        if choice is None:
            continue
        said = form.get(spot.name, "other")
        value = plain(form.get(f"{spot.name}:other", ""), spot.aspect) if said == "other" else plain(said, spot.aspect)
        if value == "" and said != "":
            problems.append(Problem("paper-undecided", spot.name))
            continue
        values[spot.place] = value
        aspect, item, attempt = spot.place
        cell = Cell(of.sheet.judge, of.sheet.entrant, of.sheet.phase, item, aspect, attempt)
        found = check_cell(state, cell, value) if value else ()
        problems += [Problem(each.code, spot.name, each.facts) for each in found]
    return values, problems


async def _recorded(
    room: Room,
    of: Paper,
    there: Sequence[Draft],
    values: Mapping[Place, str],
    decided: Mapping[Place, str] | None = None,
    by: str = "",
    words: Mapping[Place, str] = NONE,
) -> Response:
    recorder = await room.request.app.state.desk.recorder(room.event)
    said = {**reasons.typed(there), **{place: each for place, each in words.items() if each}}
    done = await entering.record(recorder, entering.entries(of, there, values, decided or {}, by, said))
    if done.problems:
        return await _shown(room, list(dict.fromkeys(done.problems))[:20])
    if done.overtaken:
        return _here(room)
    await room.request.app.state.database.write(lambda connection: drafts.drop(connection, room.event, of.sheet))
    return _back(room, said="recorded", given=str(done.given), held=str(done.held))


async def _clear(room: Room) -> Response:
    """Have the sheet typed from the beginning."""
    trade, sheet = sheet_of(room.request)
    there = await typed(room, sheet)
    async with room.request.app.state.desk.reading(room.event) as state:
        of = _paper(paper(state, trade, sheet))
    if not face(room.visitor, room.event, of, there).clears:
        return _here(room)
    await room.request.app.state.database.write(lambda connection: drafts.drop(connection, room.event, sheet))
    log.info("%s had %s typed anew in %s", room.visitor.login, ":".join(sheet), room.event)
    return _back(room, said="cleared")


async def _shown(
    room: Room, problems: Sequence[Problem] = (), kept: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    trade, sheet = sheet_of(room.request)
    known = await judges(room)
    there = await typed(room, sheet)
    async with room.request.app.state.desk.reading(room.event) as state:
        found = paper(state, trade, sheet)
    if found is None or sheet.judge not in known:
        raise HTTPException(404)
    values: dict[str, Any] = {"trade": trade, "sheet": sheet, "query": _query(room), "known": known}
    if isinstance(found, list):
        return room.show("entry/closed.html", why=found, **values)
    seen = face(room.visitor, room.event, found, there)
    return room.show(
        "entry/sheet.html",
        problems=problems,
        kept=kept,
        status=status,
        paper=found,
        face=seen,
        differing=_differing(found, seen),
        words_field=reasons.name,
        words_typed=reasons.typed(there) if seen.kind == DECIDE else {},
        stated=[each for each in problems if not each.where],
        **values,
    )


def _differing(of: Paper, seen: Face) -> tuple[Spot, ...]:
    return tuple(spot for spot in of.spots if spot.place in seen.found.differing)


def _paper(found: Paper | list[Problem] | None) -> Paper:
    """The sheet; 404 where nobody types it, which its page says why."""
    if not isinstance(found, Paper):
        raise HTTPException(404)
    return found


def _query(room: Room) -> dict[str, str]:
    """What the list was asked for before the sheet was opened."""
    return {name: value for name, value in room.request.query_params.items() if name in ASKED and value}


def _here(room: Room) -> Response:
    return RedirectResponse(str(room.request.url.path) + _asked(_query(room)), 303)


def _back(room: Room, **said: str) -> Response:
    """To the list, which says what became of the sheet."""
    _, sheet = sheet_of(room.request)
    named = {"of": f"{sheet.judge} {sheet.entrant}"}
    return RedirectResponse(f"/office/{room.event}/paper" + _asked(_query(room) | said | named), 303)


def _asked(query: Mapping[str, str]) -> str:
    return f"?{urlencode(query)}" if query else ""

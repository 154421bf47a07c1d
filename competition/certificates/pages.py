"""`/certificates/{event}`: how far every trade is; `/{trade}`: its certificates, issued and printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from competition.access.access import allows
from competition.access.visitors import acting
from competition.awarding.roll import IN_FORCE
from competition.awarding.service import Awards, Ready
from competition.certificates import single
from competition.certificates.due import Wanted, wanted
from competition.certificates.printing import FORMS
from competition.certificates.service import Certificates
from competition.certificates.single import acts_in, printing_of
from competition.certificates.works import ISSUE, PRINT, Work
from competition.desk_pages import desk_route, form_key, paged, termed
from competition.office.room import Room, enter, unwritten
from scoring.problems import Problem
from scoring.register import ISSUED, Due, Entry
from scoring.steps import Exported


class Row(NamedTuple):
    """One person's certificate of a kind. entry: None where it has no number yet. name: hers. wrong: characters of it
    that cannot be printed, "" for none."""

    kind: str
    entrant: str
    person: str
    name: str
    level: str
    entry: Entry | None
    wrong: str

    @property
    def number(self) -> str:
        """Its number, "" for none yet."""
        return self.entry.number if self.entry else ""

    @property
    def standing(self) -> str:
        """As `Entry.standing`; `due` where it has no number yet."""
        return self.entry.standing if self.entry else "due"


def routes() -> list[BaseRoute]:
    """Every page about the certificates of a trade."""
    trade = "/certificates/{event}/{trade}"
    return [
        desk_route("/certificates/{event}", trades),
        desk_route(trade, listed),
        desk_route(trade, issue, methods=("POST",)),
        desk_route(f"{trade}/works", works),
        desk_route(f"{trade}/papers", print_all, methods=("POST",)),
        desk_route(f"{trade}/papers", papers),
        *single.routes(),
    ]


@allows("read-certificates")
async def trades(request: Request) -> Response:
    """Every trade: how many certificates are due, in force and revoked."""
    room = await enter(request, "read-certificates", "certificates")
    service: Certificates = request.app.state.certificates
    counted = Counter((each.due.trade, each.standing) for each in await service.entries(room.event))
    found = []
    for each in room.roster["trades"]:
        ready = await request.app.state.awards.ready(room.event, each["id"])
        if ready is not None:
            found.append((each, ready, len(wanted(room.event, ready.roll)), counted))
    return room.show("certificates/index.html", trades=found)


@allows("read-certificates")
async def listed(request: Request) -> Response:
    """A trade's certificates, and the acts that issue and print them."""
    return await _listed(await enter(request, "read-certificates", "certificates"))


@allows("issue", "read-certificates")
async def issue(request: Request) -> Response:
    """Issue what is due: begun here, told on the page. A form sent twice is one act."""
    room, actor = await acts_in(request, "issue")
    await _ready(room)
    request.app.state.certificates.issue(room.event, request.path_params["trade"], actor)
    return RedirectResponse(request.url.path, 303)


@allows("read-certificates")
async def works(request: Request) -> Response:
    """How far the work on a trade is, as JSON, by kind of work."""
    await acting(request, "read-certificates", request.path_params["event"])
    told = {what: _told(work) for what in (ISSUE, PRINT) if (work := _work(request, what)) is not None}
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


@allows("export", "read-certificates")
async def print_all(request: Request) -> Response:
    """Print every certificate of the trade that is in force; what is taken out is recorded first."""
    room = await enter(request, "read-certificates", "certificates")
    form = str((await request.form()).get("form") or "")
    if form not in FORMS:
        raise HTTPException(400)
    await acting(request, "export", room.event)
    trade, desk, printing = request.path_params["trade"], request.app.state.desk, printing_of(request)
    service: Certificates = request.app.state.certificates
    entries = [each for each in await service.entries(room.event, trade) if each.standing == ISSUED]
    problems = printing.problems() or ([] if entries else [Problem("nothing-issued", "", {})])
    if not problems:
        async with desk.reading(room.event):
            head = (await desk.recorder(room.event)).head
        fact = Exported(trade, "certificates", "zip" if form == "zip" else "pdf", head.seq, head.digest)
        problems = unwritten(await desk.state(request, room.event, fact, key=form_key()))
    if problems:
        return await _listed(room, problems)
    said = await service.said(entries)
    certificates = [said[each.number] for each in entries if each.number in said]
    service.works.begin(room.event, trade, PRINT, lambda work: printing.many(work, certificates, form))
    return RedirectResponse(f"/certificates/{room.event}/{trade}", 303)


@allows("export", "read-certificates")
async def papers(request: Request) -> Response:
    """What was printed last."""
    await acting(request, "export", request.path_params["event"])
    work = _work(request, PRINT)
    if work is None or work.file is None or not work.over:
        raise HTTPException(404)
    return FileResponse(work.file, filename=work.name, headers={"Cache-Control": "no-store"})


async def _ready(room: Room) -> tuple[Mapping[str, Any], Ready]:
    """The trade as the roster names it, and its awards. Raises 404."""
    named = room.trade(room.request.path_params["trade"])
    awards: Awards = room.request.app.state.awards
    ready = await awards.ready(room.event, named["id"])
    if ready is None:
        raise HTTPException(404)
    return named, ready


async def _listed(room: Room, problems: Sequence[Problem] = ()) -> Response:
    named, ready = await _ready(room)
    service: Certificates = room.request.app.state.certificates
    entries = await service.entries(room.event, named["id"])
    due = wanted(room.event, ready.roll)
    everybody = _rows(due, entries, await _names(room))
    chosen = room.request.query_params.get("show", "")
    rows = [each for each in everybody if chosen in ("", each.kind, each.standing)]
    page, pages, some = paged(room.request, len(rows))
    printing = printing_of(room.request)
    cannot = printing.problems()
    issued = [each.entry for each in rows[some] if each.entry is not None]
    wrong = {} if cannot else printing.unprintable((await service.said(issued)).values())
    return room.show(
        "certificates/trade.html",
        problems=problems,
        trade=named,
        ready=ready,
        in_force=ready.roll.standing == IN_FORCE,
        rows=[each._replace(wrong=wrong.get(each.number, ("", ""))[1]) for each in rows[some]],
        tallies=Counter(each.standing for each in everybody),
        total=len(rows),
        page=page,
        pages=pages,
        chosen=chosen,
        cannot=cannot,
        works={what: work for what in (ISSUE, PRINT) if (work := _work(room.request, what)) is not None},
        forms=[(form, termed("certificate-forms", form, room.names.lang)) for form in FORMS],
        position=await service.position(),
    )


async def _names(room: Room) -> Mapping[str, str]:
    """What persons are called, by id, and who stands for herself."""
    package = await room.request.app.state.awards.package(room.event)
    chinese = room.names.lang == "zh"
    people = () if package is None else package.persons
    entrants: Mapping[str, Mapping[str, str]] = room.roster["entrants"]
    named = {id: each["name"] if chinese else each["name_en"] or each["name"] for id, each in entrants.items()}
    return named | {each.person: each.name if chinese else each.name_en or each.name for each in people}


def _rows(due: Sequence[Wanted], entries: Sequence[Entry], names: Mapping[str, str]) -> list[Row]:
    """What is due, in its order, each with the last number that it was given; then what was given before."""
    last = {each.due: each for each in entries}
    rows = [_row(each.due, each.level, last.get(each.due), names) for each in due]
    shown = {each.number for each in rows}
    return rows + [_row(each.due, each.level, each, names) for each in entries if each.number not in shown]


def _row(due: Due, level: str, entry: Entry | None, names: Mapping[str, str]) -> Row:
    return Row(due.kind, due.entrant, due.person, names.get(due.person, due.person), level, entry, "")


def _work(request: Request, what: str) -> Work | None:
    service: Certificates = request.app.state.certificates
    return service.works.find(request.path_params["event"], request.path_params["trade"], what)


def _told(work: Work) -> dict[str, Any]:
    return {"stage": work.stage, "done": work.done, "of": work.of, "over": work.over}

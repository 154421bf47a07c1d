"""`/certificates/{event}/{trade}/{number}`: one certificate, its paper and its credential, revoked and replaced."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition.access.access import allows
from competition.access.visitors import acting
from competition.certificates.certificate import Certificate
from competition.certificates.printing import NOT_MADE, Printing, why_not
from competition.certificates.service import Certificates, Found
from competition.desk_pages import desk_route, form_key, termed
from competition.office.room import Room, enter
from scoring.problems import Problem
from scoring.register import ISSUED

REASONS = ("wrong-name", "wrong-data", "damaged", "result-changed", "obtained-by-fraud", "ordered")
"""Why a certificate is revoked or replaced."""

LONGEST = 2000
"""Characters of words that explain an act."""


def routes() -> list[BaseRoute]:
    """Every page about one certificate."""
    one = "/certificates/{event}/{trade}/{number}"
    return [
        desk_route(f"{one}.pdf", paper),
        desk_route(f"{one}.jwt", credential),
        desk_route(f"{one}.json", proven),
        desk_route(one, shown),
        desk_route(one, end, methods=("POST",)),
    ]


@allows("read-certificates")
async def shown(request: Request) -> Response:
    """One certificate: what it says, where it comes from, and what can be done with it."""
    return await _shown(await enter(request, "read-certificates", "certificates"))


@allows("read-certificates")
async def paper(request: Request) -> Response:
    """Its PDF, the credential within."""
    return await _taken(request, "application/pdf", "pdf", printing_of(request).one)


@allows("read-certificates")
async def credential(request: Request) -> Response:
    """Its credential, a signed JWT."""
    return await _taken(request, "application/vc+jwt", "jwt", printing_of(request).credential)


@allows("read-certificates")
async def proven(request: Request) -> Response:
    """Its credential with the proof inside, made now."""
    return await _taken(request, "application/vc", "json", printing_of(request).proven)


async def _taken(
    request: Request, media: str, suffix: str, make: Callable[[Certificate], Awaitable[bytes | str]]
) -> Response:
    """What is made of a certificate in force, as a file; where it cannot be made, the page that says why."""
    room, found = await _found(request)
    if found.says is None or found.entry.standing != ISSUED:
        raise HTTPException(404)
    problems = printing_of(request).problems()
    if not problems:
        try:
            content = await make(found.says)
        except NOT_MADE as error:
            problems = [why_not(error)]
    if problems:
        return await _shown(room, problems)
    shown_in_page = "inline" if suffix == "pdf" else "attachment"
    name = f"{found.says.kind}-{found.entry.number}.{suffix}"
    headers = {"Content-Disposition": f'{shown_in_page}; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media, headers=headers)


@allows("issue", "read-certificates")
async def end(request: Request) -> Response:
    """Revoke or replace it, with a reason and words. A form sent twice is one act."""
    room, actor = await acts_in(request, "issue")
    _, found = await _found(request)
    form = await request.form()
    given = {key: str(form.get(key) or "") for key in ("act", "reason", "text", "key")}
    problems = list(_wrong(given))
    if not problems:
        service: Certificates = request.app.state.certificates
        act = service.replace if given["act"] == "replace" else service.revoke
        number, words, key = found.entry.number, given["text"].strip(), given["key"] or form_key()
        problems = await act(number, given["reason"], words, actor=actor, key=f"{room.event}.{key}")
    if problems:
        return await _shown(room, problems, given)
    return RedirectResponse(request.url.path, 303)


def _wrong(given: Mapping[str, str]) -> list[Problem]:
    """Everything that is wrong with a form that ends a certificate."""
    problems = []
    if given["act"] not in ("revoke", "replace"):
        problems.append(Problem("unknown-choice", "act", {"value": given["act"][:80], "choices": "revoke, replace"}))
    if given["reason"] not in REASONS:
        problems.append(Problem("choose-reason", "reason", {}))
    if not given["text"].strip():
        problems.append(Problem("empty-value", "text", {}))
    elif len(given["text"]) > LONGEST:
        problems.append(Problem("text-too-long", "text", {"length": str(len(given["text"])), "limit": str(LONGEST)}))
    return problems


async def acts_in(request: Request, action: str) -> tuple[Room, str]:
    """The room, and by whose name the house's lines are stated."""
    room = await enter(request, "read-certificates", "certificates")
    actor = await acting(request, action, room.event)
    return room, f"{room.event}/{actor.id}"


async def _found(request: Request) -> tuple[Room, Found]:
    """The certificate that the address names. Raises 404 where the trade has none of that number."""
    room = await enter(request, "read-certificates", "certificates")
    service: Certificates = request.app.state.certificates
    found = await service.find(request.path_params["number"])
    if found is None or found.entry.due[:2] != (room.event, request.path_params["trade"]):
        raise HTTPException(404)
    return room, found


async def _shown(room: Room, problems: Sequence[Problem] = (), kept: Mapping[str, str] | None = None) -> Response:
    _, found = await _found(room.request)
    service: Certificates = room.request.app.state.certificates
    words = await service.words(found.entry)
    return room.show(
        "certificates/one.html",
        problems=problems,
        kept=kept,
        trade=room.trade(found.entry.due.trade),
        entry=found.entry,
        says=found.says,
        words=words,
        reasons=[(each, termed("revocation-reasons", each, room.names.lang)) for each in REASONS],
        cannot=printing_of(room.request).problems(),
        position=await service.position(),
    )


def printing_of(request: Request) -> Printing:
    """What prints here."""
    found: Printing = request.app.state.printing
    return found

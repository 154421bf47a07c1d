"""`/office`: the events one may work in, and a new one: a contest package sent, looked at, taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from competition import imports
from competition.access.access import Actor, allows
from competition.access.logins import grant
from competition.access.visitors import Visitor, acting
from competition.desk_pages import rooms, shown
from competition.intake.package import Package
from competition.intake.problems import PackageProblem
from competition.office import plans
from competition.office.office import Office
from competition.office.uploads import received
from scoring.numbers import text

SHOWN = 100
"""Problems that a page shows; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a package would become. seats: judges' ids that the office fills. left: marks and adjustments that are not
    taken in."""

    package: Package
    plans: tuple[plans.Plan, ...]
    seats: tuple[str, ...]
    left: int


@allows("own-account", "import-event")
async def page(request: Request) -> Response:
    """The events that the visitor may work in."""
    await acting(request, "own-account")
    return await _listed(request)


@allows("import-event")
async def send(request: Request) -> Response:
    """A package sent: its preview, or every problem."""
    await acting(request, "import-event")
    body, problems = await received(request)
    if not problems:
        _, problems = await request.app.state.uploads.look_into(body)
    if problems:
        return await _listed(request, problems)
    visitor: Visitor = await request.app.state.accounts.visitor(request)
    upload = await request.app.state.uploads.keep(visitor.login, body)
    return RedirectResponse(f"/office/import/{upload}", 303)


@allows("import-event")
async def preview(request: Request) -> Response:
    """`/office/import/{upload}`: what was sent, before anything is taken in."""
    await acting(request, "import-event")
    return await _previewed(request)


@allows("import-event")
async def take(request: Request) -> Response:
    """Take it in: catalogue and an empty stream; who does it becomes the event's organiser."""
    await acting(request, "import-event")
    visitor: Visitor = await request.app.state.accounts.visitor(request)
    upload = request.path_params["upload"]
    body = await request.app.state.uploads.read(upload, visitor.login)
    if body is None:
        return RedirectResponse("/office", 303)
    package, problems = await request.app.state.uploads.look_into(body)
    if package is None:
        return await _listed(request, problems)
    event = package.contest.event
    problem = await request.app.state.accounts.write(lambda connection: _begun(connection, package, visitor.login))
    if problem is not None:
        visitor = await request.app.state.accounts.visitor(request)  # a second click: she runs it since the first
        if visitor.may("run-event", event) is None:
            return await _previewed(request, [problem])
    if problem is None:
        await request.app.state.uploads.drop(upload)
        await request.app.state.desk.streams.recorder(event)
    return RedirectResponse(f"/office/{event}", 303)


def _begun(connection: Connection, package: Package, login: str) -> PackageProblem | None:
    problem = imports.begin(connection, package, marks=False, finished=True)
    if problem is None and login:
        grant(connection, Actor("organiser", login, package.contest.event), login=login)
    return problem


async def _previewed(request: Request, problems: Iterable[PackageProblem] = ()) -> Response:
    visitor: Visitor = await request.app.state.accounts.visitor(request)
    body = await request.app.state.uploads.read(request.path_params["upload"], visitor.login)
    if body is None:
        raise HTTPException(404)
    package, found = await request.app.state.uploads.look_into(body)
    if package is None:
        return await _listed(request, found)
    told = list(problems)
    made = Preview(
        package,
        tuple(plans.plans(package, {})),
        tuple(judge.judge for judge in package.judges if judge.kind == "office"),
        len(package.marks) + len(package.adjustments),
    )
    return shown(
        request,
        "office/preview.html",
        visitor=visitor,
        event="",
        here="events",
        status=422 if told else 200,
        problems=told,
        preview=made,
        number=lambda value: "" if value is None else text(value),
    )


async def _listed(request: Request, problems: Sequence[PackageProblem] = ()) -> Response:
    visitor: Visitor = await request.app.state.accounts.visitor(request)
    office: Office = request.app.state.office
    events = []
    for event in await request.app.state.catalogue.events():
        found = [room for room in rooms(visitor, event["id"], {}) if room.key not in ("events", "help")]
        if found:
            seen = await office.seen(event["id"], fresh=False) if visitor.may("read-office", event["id"]) else None
            events.append((event, found[0].href, seen))
    counts = Counter(problem.file for problem in problems)
    grouped: dict[str, list[PackageProblem]] = {}
    for problem in problems[:SHOWN]:
        grouped.setdefault(problem.file, []).append(problem)
    return shown(
        request,
        "office/events.html",
        visitor=visitor,
        event="",
        here="events",
        status=422 if problems else 200,
        events=events,
        may_import=visitor.may("import-event") is not None,
        grouped=grouped,
        counts_of=counts,
        wrongs=len(problems),
        left_out=max(0, len(problems) - SHOWN),
    )

"""`/awards/{event}`: what each policy comes to; `/{trade}`: its roll; `/{entrant}`: why, as a person would say it;
`/{trade}/policy/coverage`: what the text covers; `/{trade}/policy/beside` is in `beside_pages`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition.access.access import allows
from competition.access.visitors import acting
from competition.awarding.explaining import Told, told
from competition.awarding.roll import Entry, Roll
from competition.awarding.service import Awards, Ready
from competition.awarding.wording import Wording
from competition.desk_pages import desk_route, form_key, paged
from competition.intake.package import Package, Person
from competition.office.room import Room, enter, unwritten
from scoring.clauses.trace import GAP, GRANTED, MAY_APPLY, REFUSED
from scoring.grades import LADDER
from scoring.problems import Problem

SHOWN_FROM = ("review", "final", "notice", "noticed", "result-confirmed", "awarded", "confirmed")
"""Stages in which a trade's roll is shown: while it is marked there is none to speak of."""


class Count(NamedTuple):
    """How many are due the same. status: of an outcome; code: of the grade, "" for none."""

    status: str
    code: str
    word: str
    people: int


class Card(NamedTuple):
    """One person with all that is told of her. place, of: within her group; sharing: how many share it."""

    entry: Entry
    name: str
    role: str
    group: str
    place: int | None
    of: int
    total: str
    outcomes: tuple[Told, ...]


def routes() -> list[BaseRoute]:
    """Every page about awards."""
    return [
        desk_route("/awards/{event}", trades),
        desk_route("/awards/{event}/{trade}", trade),
        desk_route("/awards/{event}/{trade}", state, methods=("POST",)),
        desk_route("/awards/{event}/{trade}/{entrant}", entrant),
        desk_route("/awards/{event}/{trade}/policy/coverage", coverage),
    ]


@allows("read-office")
async def trades(request: Request) -> Response:
    """Every trade: how far it is, and what its policy comes to."""
    room = await enter(request, "read-office", "awards")
    service: Awards = request.app.state.awards
    found = []
    for each in room.roster["trades"]:
        ready = await service.ready(room.event, each["id"])
        if ready is not None:
            found.append((each, ready, _counts(ready, room)))
    return room.show("awards/index.html", trades=found)


@allows("read-office")
async def trade(request: Request) -> Response:
    """A trade's roll, and the act that states it."""
    room = await enter(request, "read-office", "awards")
    return await _roll(room, request.path_params["trade"])


@allows("award", "read-office")
async def state(request: Request) -> Response:
    """State the awards of a trade. A form sent twice is one act."""
    event, id = request.path_params["event"], request.path_params["trade"]
    await acting(request, "award", event)
    key = str((await request.form()).get("key") or form_key())
    service: Awards = request.app.state.awards
    async with service.turn(event):
        async with request.app.state.desk.reading(event) as standing:
            done = id in standing.trades and standing.trades[id].awarded is not None
        if not done:
            fact = await service.drawn_up(event, id)
            try:
                answer = await request.app.state.desk.state(request, event, fact, key=key)
            except Exception:  # as rulings do: who is cancelled does not know whether the line is there
                await service.forget(fact.awards)
                raise
            if problems := unwritten(answer):
                await service.forget(fact.awards)
                return await _roll(await enter(request, "read-office", "awards"), id, problems)
    return RedirectResponse(f"/awards/{event}/{id}", 303)


@allows("read-office")
async def entrant(request: Request) -> Response:
    """Why each person of an entrant is due what she is."""
    room = await enter(request, "read-office", "awards")
    named, ready, package = await _found(room, request.path_params["trade"])
    id = request.path_params["entrant"]
    entries = [entry for entry in ready.roll.entries if entry.entrant == id]
    if not entries and id == "beside":
        return RedirectResponse(f"/awards/{room.event}/{named['id']}/policy/beside", 307)
    if not entries:
        raise HTTPException(404)
    cards = _cards(ready.roll, entries, room, package, whole=True)
    return room.show("awards/entrant.html", trade=named, ready=ready, entrant=id, cards=cards, levels=LEVELS)


@allows("read-office")
async def coverage(request: Request) -> Response:
    """What the text of the trade's policy covers, and what it leaves open. Raises 404 where none is pinned."""
    room = await enter(request, "read-office", "awards")
    named, ready, _ = await _found(room, request.path_params["trade"])
    policy = ready.roll.policy
    if policy is None:
        raise HTTPException(404)
    found = await request.app.state.awards.covers(policy, room.names.lang)
    return room.show("awards/coverage.html", trade=named, policy=policy, found=found)


async def _roll(room: Room, id: str, problems: list[Problem] | None = None) -> Response:
    named, ready, package = await _found(room, id)
    wanted = room.request.query_params.get("outcome", "")
    chosen = [entry for entry in ready.roll.entries if wanted in ("", _outcome(entry)[0])]
    page, pages, rows = paged(room.request, len(chosen))
    return room.show(
        "awards/trade.html",
        problems=problems or (),
        trade=named,
        ready=ready,
        policy=ready.roll.policy,
        shown_from=SHOWN_FROM,
        tallies=_counts(ready, room),
        chosen=wanted,
        cards=_cards(ready.roll, chosen[rows], room, package, whole=False),
        total=len(chosen),
        page=page,
        pages=pages,
        levels=LEVELS,
    )


async def _found(room: Room, id: str) -> tuple[Mapping[str, Any], Ready, Package]:
    """The trade as the roster names it, as it stands, and the catalogue. Raises 404."""
    named = room.trade(id)
    service: Awards = room.request.app.state.awards
    ready, package = await service.ready(room.event, id), await service.package(room.event)
    if ready is None or package is None:
        raise HTTPException(404)
    return named, ready, package


def _cards(roll: Roll, entries: Sequence[Entry], room: Room, package: Package, *, whole: bool) -> list[Card]:
    """Cards of some persons. whole: with the scale of places and what would have had to differ."""
    wanted = {entry.person for entry in entries}
    persons = {each.person: each for each in package.persons if each.person in wanted}
    return [_card(roll, entry, room, persons.get(entry.person), whole) for entry in entries]


def _card(roll: Roll, entry: Entry, room: Room, person: Person | None, whole: bool) -> Card:
    lang, candidate, decision = room.names.lang, entry.candidate, entry.decision
    code = candidate.code if candidate else entry.entrant
    known = room.roster["entrants"].get(code, {"name": entry.person, "name_en": ""})
    names = (person.name, person.name_en) if person else (known["name"], known["name_en"])
    name = names[0] if lang == "zh" else names[1] or names[0]
    total = candidate.total if candidate else ""
    if decision is None or roll.policy is None:
        return Card(entry, name, "", "", None, 0, total, ())
    case, wording = decision.case, Wording(roll.policy, lang)
    most = case.counts.get("entrants", 0)
    group = wording.value("group", case.group) if case.group else ""
    outcomes = tuple(told(roll.policy, decision, lang, most if whole else 0, differ=whole))
    return Card(entry, name, case.role, group, case.place, most, total, outcomes)


def _outcome(entry: Entry) -> tuple[str, str]:
    """(status, code) of the one outcome that a person is counted by: her grade, or her best."""
    if entry.decision is None:
        return entry.check, ""
    kinds = [each.kind for each in entry.decision.outcomes]
    kind = "grade" if "grade" in kinds else kinds[0]
    status = entry.decision.status(kind)
    given = [each.value for each in entry.decision.of(kind) if each.status in (GRANTED, MAY_APPLY)]
    return status, given[0] if given and kind == "grade" else ""


def _counts(ready: Ready, room: Room) -> list[Count]:
    """How many are due what, the highest grade first, then those who are due none."""
    if ready.roll.policy is None or ready.stage not in SHOWN_FROM:
        return []
    wording = Wording(ready.roll.policy, room.names.lang)
    counted = Counter(_outcome(entry) for entry in ready.roll.entries)
    order = {GRANTED: 0, MAY_APPLY: 1, GAP: 2, REFUSED: 3}
    codes = [grade.code for grade in LADDER]
    keys = sorted(counted, key=lambda key: (order.get(key[0], 4), -codes.index(key[1]) if key[1] else 0))
    return [Count(status, code, wording.grade(code) if code else "", counted[status, code]) for status, code in keys]


LEVELS = ("5", "4", "3", "2", "1")
"""Grades that are drawn as graduations."""

"""`/awards/{event}/{trade}/policy/beside`: one result under two policies, side by side. Nothing of it is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from anyio import to_thread
from markupsafe import Markup
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from competition import words
from competition.access.access import allows
from competition.awarding.beside import TURNS, Beside, Tally, beside, tallies, turned
from competition.awarding.choosing import LARGEST, Offered, read, shipped, stored
from competition.awarding.explaining import Told, told
from competition.awarding.pages import LEVELS, SHOWN_FROM
from competition.awarding.roll import Roll
from competition.awarding.service import Awards
from competition.awarding.turning import Turning, award_name
from competition.awarding.wording import Wording
from competition.desk_pages import desk_route, paged
from competition.intake.package import Package
from competition.intake.problems import PackageProblem
from competition.office.room import Room, enter
from scoring.clauses.trace import REFUSED, Decision
from scoring.clauses.values import Policy
from scoring.problems import Problem

PINNED, OWN, SENT = "pinned", "own", "sent"
"""Keys of the policy pinned to the trade whose result is looked at, of that of the page's own trade, and of the one
that was sent along."""

AT_ONCE = 1000
"""Rows of a comparison with a policy that was sent along, which has no pages."""


class Asked(NamedTuple):
    """What the form says. own, other: keys of policies. result: `event/trade`. turn: of whom alone, "" for all. text:
    of a policy sent along, "" for none."""

    own: str
    other: str
    result: str
    turn: str
    text: str


class Result(NamedTuple):
    """A result to look at. key: `event/trade`. label: how it is called."""

    key: str
    label: str
    event: str
    trade: str


class Row(NamedTuple):
    """One person of whom the two differ. own, other: what each policy says of the awards that differ."""

    found: Beside
    name: str
    group: str
    own: tuple[Told, ...]
    other: tuple[Told, ...]


@dataclass(frozen=True)
class Compared:
    """own, other: the two policies as pages name them. counts: (what, own, other) of everything that either gives."""

    own: Wording
    other: Wording
    found: Sequence[Beside]
    counts: Sequence[tuple[Tally, str]]
    turns: Counter[str]
    picture: Markup


def routes() -> list[BaseRoute]:
    """The one page."""
    path = "/awards/{event}/{trade}/policy/beside"
    return [desk_route(path, page), desk_route(path, sent, methods=("POST",))]


@allows("read-office")
async def page(request: Request) -> Response:
    """The comparison that the address asks for."""
    return await _shown(await enter(request, "read-office", "awards"), _asked(request.query_params))


@allows("read-office")
async def sent(request: Request) -> Response:
    """The comparison with a policy that is sent along, or everything that is wrong with that."""
    room = await enter(request, "read-office", "awards")
    try:
        form = await request.form()
        asked, problem = _asked(form), None
        file = form.get("file")
        if isinstance(file, UploadFile) and file.filename:
            content = await file.read(LARGEST + 1)
            if len(content) > LARGEST:
                problem = Problem("policy-too-large", "file", {"limit": f"{LARGEST // 1024} KB"})
            asked = asked._replace(text=content.decode("utf-8", "replace"), other=SENT)
        elif asked.text:
            asked = asked._replace(other=asked.other or SENT)
    finally:
        await request.close()
    if problem is None and not asked.text:
        problem = Problem("upload-empty", "file", {})
    if problem is not None:
        return await _shown(room, asked._replace(text="", other=""), [problem])
    return await _shown(room, asked)


def _asked(given: Mapping[str, Any] | FormData) -> Asked:
    def text(name: str) -> str:
        value = given.get(name, "")
        return value if isinstance(value, str) else ""

    turn = text("turn")
    written = text("text").replace("\r\n", "\n")[:LARGEST]
    return Asked(text("own"), text("other"), text("result"), turn if turn in TURNS else "", written.strip())


async def _shown(room: Room, asked: Asked, problems: Sequence[Problem] = ()) -> Response:
    trade = room.trade(room.request.path_params["trade"])
    results = await _results(room, trade["id"])
    chosen = next((each for each in results if each.key == asked.result), results[0])
    service: Awards = room.request.app.state.awards
    here, there = await service.ready(room.event, trade["id"]), await service.ready(chosen.event, chosen.trade)
    package = await service.package(chosen.event)
    if here is None or there is None or package is None:
        raise HTTPException(404)
    roll, shown = there.roll, there.stage in SHOWN_FROM
    wrong: Sequence[PackageProblem] = ()
    policies = await _policies(room, chosen, roll.policy, here.roll.policy)
    if asked.text:
        mine, wrong = read(asked.text.encode())
        policies |= {} if mine is None else {SENT: (_say(room, "sent"), mine)}
    own = asked.own if asked.own in policies else PINNED
    other = asked.other if asked.other in policies else next((key for key in policies if key != own), own)
    found = None
    if roll.policy is not None and shown and not wrong:
        sides = [None if key == PINNED else policies[key][1] for key in (own, other)]
        found = await to_thread.run_sync(partial(_compared, roll, sides[0], policies[other][1], room.names.lang))
    moved = [each for each in found.found if each.turn and asked.turn in ("", each.turn)] if found else []
    number, pages, rows = paged(room.request, len(moved))
    if asked.text:
        number, pages, rows = 1, 1, slice(AT_ONCE)
    return room.show(
        "awards/beside.html",
        problems=problems,
        status=422 if wrong or problems else 200,
        trade=trade,
        chosen=chosen,
        results=[(each.key, each.label) for each in results],
        levels=LEVELS,
        policies=[(key, label) for key, (label, _) in policies.items()],
        asked=asked._replace(own=own, other=other, result=chosen.key),
        roll=roll,
        shown=shown,
        lacks=wrong,
        found=found,
        rows=[_row(found, each, room, package) for each in moved[rows]] if found else [],
        moved=len(moved),
        page=number,
        pages=pages,
        turns=TURNS,
    )


def _say(room: Room, code: str) -> str:
    return words.term("beside-says", code, room.names.lang)


async def _results(room: Room, trade: str) -> list[Result]:
    """This trade's result first, then those of every other trade of an event that the visitor may read."""
    own = Result(f"{room.event}/{trade}", _called(room, room.roster, trade), room.event, trade)
    found = [own]
    for event in await room.request.app.state.catalogue.events():
        id = event["id"]
        roster = await room.request.app.state.rosters.roster(id)
        if roster is None or room.visitor.may("read-office", id) is None:
            continue
        seen = room.seen if id == room.event else await room.office.seen(id, fresh=False)
        for each, standing in (seen.standings if seen else {}).items():
            if standing.stage in SHOWN_FROM and (id, each) != (room.event, trade):
                found.append(Result(f"{id}/{each}", _called(room, roster, each), id, each))
    return found


def _called(room: Room, roster: Mapping[str, Any], trade: str) -> str:
    lang = room.names.lang
    named = next((each["name"] for each in roster["trades"] if each["id"] == trade), {"zh": trade, "en": trade})
    return f"{words.pair(roster['event']['name'], lang).lead} · {words.pair(named, lang).lead}"


async def _policies(
    room: Room, chosen: Result, pinned: Policy | None, own: Policy | None
) -> dict[str, tuple[str, Policy]]:
    """What can be chosen, by key: what it is called, and the policy. Each text once."""
    lang, events = room.names.lang, {room.event: room.roster["event"]["name"]}
    for event in await room.request.app.state.catalogue.events():
        if room.visitor.may("read-office", event["id"]) is not None:
            events[event["id"]] = event["name"]

    def label(policy: Policy, note: str) -> str:
        return f"{Wording(policy, lang).name(policy.name)} · {note}"

    def offered() -> list[Offered]:
        with room.office.database.connect() as connection:
            return [*shipped(), *stored(connection, events)]

    found: dict[str, tuple[str, Policy]] = {}
    if pinned is not None:
        found[PINNED] = (label(pinned, _say(room, "pinned")), pinned)
    if own is not None and own.digest not in {each.digest for _, each in found.values()}:
        found[OWN] = (label(own, _say(room, "own")), own)
    for each in await to_thread.run_sync(offered):
        if each.policy.digest not in {policy.digest for _, policy in found.values()}:
            note = words.pair(events[each.event], lang).lead if each.event else _say(room, "published")
            found[each.key] = (label(each.policy, note), each.policy)
    return found


def _compared(roll: Roll, own: Policy | None, other: Policy, lang: str) -> Compared:
    """The comparison; own: None for the policy that the roll was drawn up under."""
    assert roll.policy is not None
    wordings = Wording(own or roll.policy, lang), Wording(other, lang)
    found = list(beside(roll.entries, other, own))
    counts = [(each, _counted(wordings, each)) for each in tallies(found)]
    return Compared(*wordings, found, counts, turned(found), Turning(*wordings).picture(found))


def _counted(wordings: tuple[Wording, Wording], tally: Tally) -> str:
    if not tally.kind:
        return words.term("beside-says", "nothing", wordings[0].lang)
    if tally.kind == "grade" or not tally.due:
        return wordings[0].given(tally.kind, "", tally.due)
    return award_name(wordings, tally.kind, tally.due)


def _row(found: Compared, each: Beside, room: Room, package: Package) -> Row:
    lang = room.names.lang
    named = next((who for who in package.persons if who.person == each.entry.person), None)
    known = named or next((who for who in package.entrants if who.entrant == each.entry.entrant), None)
    name = (known.name if lang == "zh" else known.name_en or known.name) if known else each.entry.person
    sides = [
        tuple(
            told_
            for told_ in told(wording.policy, decision, lang, differ=False)
            if told_.kind in each.kinds and (told_.status != REFUSED or not _due(decision, told_.kind))
        )
        for wording, decision in ((found.own, each.own), (found.other, each.other))
    ]
    group = each.own.case.group
    return Row(each, name, found.own.value("group", group) if group else "", *sides)


def _due(decision: Decision, kind: str) -> bool:
    return any(each.status != REFUSED for each in decision.of(kind))

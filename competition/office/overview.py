"""`/office/{event}`: all trades at a glance, what blocks their final results, and the day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from competition import words
from competition.access.access import allows
from competition.desk_pages import form_key, zone
from competition.office import days, plans
from competition.office.naming import Names
from competition.office.prizes import open_ready
from competition.office.room import Room, enter, unwritten
from competition.office.standing import Obstacle
from scoring.problems import Problem

SIGNS: Mapping[str, str] = {
    "marks-owed": "owed",
    "aspects-owed": "owed",
    "spread-open": "spread",
    "no-majority": "spread",
    "places-clash": "spread",
    "tie-undecided": "spread",
    "mark-held": "held",
    "nobody-advanced": "waiting",
    "sheet-unsigned": "waiting",
    "module-unsigned": "waiting",
    "module-changed": "conflict",
    "module-uncountersigned": "waiting",
    "proposal-pending": "held",
    "still-sealed": "waiting",
    "review-missing": "waiting",
    "review-open": "refused",
}
"""The state that stands before each kind of obstacle."""

AT_THE_CONSOLE = (
    *("module-unsigned", "module-changed", "module-uncountersigned"),
    *("spread-open", "no-majority", "places-clash", "tie-undecided"),
)
"""Obstacles that are dealt with at the chief judge's console."""

URGENT = ("spread", "conflict", "held", "refused", "owed", "waiting")
"""Signs in the order in which their obstacles are listed: what somebody has to decide before what only takes time."""

SHOWN = 12
"""Obstacles on the overview; a trade's own page has all."""


@dataclass(frozen=True, slots=True)
class Blocking:
    """An obstacle as a page says it. sign: a state. href: where it is dealt with."""

    sign: str
    trade: str
    sentence: str
    who: str
    since: str
    href: str


@allows("read-office")
async def page(request: Request) -> Response:
    """The overview."""
    return await _shown(await enter(request, "read-office", "overview"))


@allows("read-office", "run-event")
async def open_all(request: Request) -> Response:
    """Open every trade that is not open and can be."""
    room = await enter(request, "run-event", "overview")
    form = await request.form()
    key = str(form.get("key") or form_key())
    package = await room.office.plans.package(room.event)
    problems: list[Problem] = []
    if package is not None:
        for trade, entry in plans.openings(package, room.seen.drawn).items():
            if trade not in room.seen.standings:
                answer = await request.app.state.desk.state(
                    request, room.event, entry.fact, key=f"{key}-{trade}", contents=entry.contents
                )
                problems += unwritten(answer)
        problems += await open_ready(request, room, key)
    if problems:
        return await _shown(await enter(request, "run-event", "overview"), problems)
    return RedirectResponse(f"/office/{room.event}", 303)


async def _shown(room: Room, problems: list[Problem] | None = None) -> Response:
    book = await room.office.book(room.event)
    waiting = [trade["id"] for trade in room.roster["trades"] if trade["id"] not in room.seen.standings]
    package = await room.office.plans.package(room.event) if waiting else None
    planned = {} if package is None else {plan.id: plan for plan in plans.plans(package, room.seen.drawn)}
    obstacles = [
        each
        for trade in room.roster["trades"]
        if trade["id"] in room.seen.standings
        for each in room.seen.standings[trade["id"]].obstacles
    ]
    obstacles.sort(key=lambda each: URGENT.index(SIGNS[each.code]))
    return room.show(
        "office/overview.html",
        problems=problems or (),
        planned=planned,
        openable=[id for id in waiting if id in planned and planned[id].fact is not None],
        blocking=list(blocking(obstacles[:SHOWN], room.event, room.names, room.may)),
        more=max(0, len(obstacles) - SHOWN),
        obstacles=len(obstacles),
        last=await room.last_marks(),
        day=days.scale(book.acts(), datetime.now(UTC), zone(room.request), room.names),
        standing=room.request.app.state.backup,
    )


def blocking(found: list[Obstacle], event: str, names: Names, may: Callable[[str], bool]) -> Iterator[Blocking]:
    """Obstacles in words, each with where it is dealt with, "" where the visitor may not go there. may: whether she may
    do an action."""
    known = words.terms()["blockers"]
    for each in found:
        code = f"{each.code}-many" if each.count > 1 and f"{each.code}-many" in known else each.code
        facts: dict[str, object] = dict(each.facts) | {"count": each.count}
        for key, say in (("entrant", names.entrant), ("judge", names.judge)):
            if key in facts:
                facts[key] = say(str(facts[key]))
        for key, part in (("phase", names.phase), ("module", names.module)):
            if key in facts:
                facts[key] = part(each.trade, str(facts[key]))
        yield Blocking(
            sign=SIGNS.get(each.code, "waiting"),
            trade=each.trade,
            sentence=words.term("blockers", code, names.lang, **facts),
            who=each.who,
            since=each.since,
            href="" if each.code in AT_THE_CONSOLE and not may("watch-chief") else remedy(each, event),
        )


def remedy(obstacle: Obstacle, event: str) -> str:
    """Where an obstacle is dealt with."""
    trade, facts = obstacle.trade, obstacle.facts
    match obstacle.code:
        case "marks-owed" | "aspects-owed" | "sheet-unsigned":
            asked = {"trade": trade} | {key: facts[key] for key in ("phase", "judge") if key in facts}
            if obstacle.code == "sheet-unsigned" and obstacle.count == 1:
                return f"/office/{event}/progress/sheets?{urlencode(asked)}"
            return f"/office/{event}/progress?{urlencode({'trade': trade})}"
        case "nobody-advanced":
            return f"/office/{event}/trades/{trade}#advance-{facts['phase']}"
        case code if code in AT_THE_CONSOLE:
            return f"/chief/{event}"
        case "still-sealed":
            return f"/draw/{event}"
        case "review-missing" | "review-open":
            return f"/supervision/{event}"
        case _:
            return f"/office/{event}/rulings"

"""`/office/{event}/rehearsals`: rehearsals are begun, watched, paused, made faster and ended."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition.access.access import allows
from competition.access.visitors import acting
from competition.catalogue import OVER
from competition.desk_pages import desk_route
from competition.office.room import Room, enter
from competition.rehearsals.conducting import Refused, Rehearsals
from competition.rehearsals.kept import LONGEST_SEED, PLAYED, SPEEDS, Rehearsal
from scoring.problems import Problem

INVENTED = "invented"
"""What a form says where marks are to be invented."""


@dataclass(frozen=True, slots=True)
class Told:
    """A rehearsal as its page shows it. trades: those of its event, with names; none where it is over. source: the name
    of the event whose marks are played, by language. mine: the visitor has a seat in its office."""

    row: Rehearsal
    source: Mapping[str, str]
    trades: tuple[Mapping[str, Any], ...]
    mine: bool

    @property
    def reached(self) -> str:
        """Where in the event's time it is."""
        return clock(self.row.reached)

    @property
    def length(self) -> str:
        """How long the event's time is."""
        return clock(self.row.length)

    @property
    def shortened(self) -> str:
        """What long pauses lost, "" for nothing."""
        return clock(self.row.shortened) if float(self.row.shortened) else ""


def routes() -> list[BaseRoute]:
    """The pages, each with its action declared."""
    return [
        desk_route("/office/{event}/rehearsals", page),
        desk_route("/office/{event}/rehearsals", begin, methods=("POST",)),
        desk_route("/office/{event}/rehearsals/{rehearsal}", steer, methods=("POST",)),
    ]


@allows("rehearse")
async def page(request: Request) -> Response:
    """What is rehearsed, and how one begins."""
    return await _shown(await enter(request, "rehearse", "rehearsals"))


@allows("rehearse")
async def begin(request: Request) -> Response:
    """Begin one and let it play."""
    room, rehearsals = await enter(request, "rehearse", "rehearsals"), _rehearsals(request)
    form = await request.form()
    source, seed, speed = _asked(form, room.event)
    key = str(form.get("key", ""))
    if not rehearsals.is_new(key):
        return _back(room)
    try:
        if speed not in SPEEDS:
            facts = {"value": speed[:80], "choices": ", ".join(SPEEDS)}
            raise Refused(Problem("unknown-choice", "speed", facts))
        actor = await acting(request, "rehearse", source)
        login = "" if actor.role == "owner" else actor.name
        event = await rehearsals.begin(source, office=room.event, seed=seed, speed=speed, made_by=actor.id, login=login)
        await rehearsals.play(event)
    except Refused as refused:
        rehearsals.again(key)
        return await _shown(room, refused.problem, {name: str(value) for name, value in form.items()})
    except Exception:  # nothing was begun
        rehearsals.again(key)
        raise
    return _back(room)


@allows("rehearse")
async def steer(request: Request) -> Response:
    """Pause it, let it go on, change its speed or end it."""
    room, rehearsals = await enter(request, "rehearse", "rehearsals"), _rehearsals(request)
    row = await rehearsals.find(request.path_params["rehearsal"])
    if row is None or row.office != room.event:
        raise HTTPException(404)
    form = await request.form()
    act, speed = str(form.get("act", "")), str(form.get("speed", ""))
    try:
        if row.state == OVER:
            raise Refused(Problem("rehearsal-ended", "", {"event": row.event}))
        if speed in SPEEDS:
            await rehearsals.steer(row.event, speed=speed)
        elif act == "go-on" and row.state != PLAYED:
            await rehearsals.go_on(row.event)
        elif act == "pause" and row.state != PLAYED:
            await rehearsals.pause(row.event)
        elif act == "end":
            await rehearsals.steer(row.event, state=OVER)
    except Refused as refused:
        return await _shown(room, refused.problem)
    return _back(room)


def clock(seconds: str) -> str:
    """Seconds as hours, minutes and seconds: `1:07:30`."""
    whole = int(float(seconds))
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def _asked(form: FormData, event: str) -> tuple[str, str, str]:
    """(source, seed, speed) that a form asks for. Marks that are invented without a seed get one."""
    what, speed = str(form.get("what", INVENTED)), str(form.get("speed", ""))
    if what != INVENTED:
        return what, "", speed
    return event, str(form.get("seed", "")).strip()[:LONGEST_SEED] or secrets.token_hex(4), speed


async def _shown(room: Room, problem: Problem | None = None, kept: Mapping[str, str] | None = None) -> Response:
    request, rehearsals = room.request, _rehearsals(room.request)
    names = {each["id"]: each for each in await request.app.state.catalogue.events()}
    told = []
    for row in await rehearsals.listed(room.event):
        roster = await request.app.state.rosters.roster(row.event)
        source = names.get(row.source, {"name": {"zh": row.source, "en": row.source}})["name"]
        mine = room.visitor.may("read-office", row.event) is not None
        told.append(Told(row, source, tuple(roster["trades"]) if roster else (), mine))
    return room.show(
        "rehearsals/office.html",
        problems=[] if problem is None else [problem],
        kept=kept,
        running=[each for each in told if each.row.state != OVER],
        over=[each for each in told if each.row.state == OVER],
        past=[each for each in names.values() if await _may_play(room, each)],
        tried=names.get(room.event, {}).get("rehearsal", False),
        speeds=SPEEDS,
        times=[(each, f"×{each}") for each in SPEEDS],
    )


async def _may_play(room: Room, event: Mapping[str, Any]) -> bool:
    """True where the visitor may play the event again."""
    if event.get("rehearsal") or room.visitor.may("rehearse", event["id"]) is None:
        return False
    return await _rehearsals(room.request).past(event["id"]) is None


def _rehearsals(request: Request) -> Rehearsals:
    rehearsals: Rehearsals = request.app.state.rehearsals
    return rehearsals


def _back(room: Room) -> Response:
    return RedirectResponse(f"/office/{room.event}/rehearsals", 303)

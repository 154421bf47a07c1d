"""The office's pages of a ceremony: the list of steps is made, changed and printed, the consoles are shown; and the
stage, which is everybody's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition import pages
from competition.access.access import allows
from competition.ceremony import store
from competition.ceremony.acts import TRIES, Console
from competition.ceremony.editing import edited
from competition.ceremony.results import moved, planned, unready
from competition.ceremony.script import Said, said
from competition.ceremony.stages import PREFIX, Stages
from competition.ceremony.steps import ORDERS, WHOLE, Plan
from competition.ceremony.store import REHEARSAL, STAGE, STAGES, Ceremony
from competition.desk import Desk
from competition.desk_pages import desk_route
from competition.office.room import Room, enter
from scoring.problems import Problem

MOST_FIRST = 999


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trade that may be shown step by step. problems: what keeps it from that."""

    trade: str
    problems: tuple[Problem, ...]


class Ceremonies:
    """The routes of ceremonies."""

    def __init__(self, desk: Desk, stages: Stages) -> None:
        self._desk = desk
        self._stages = stages
        self._console = Console(desk, stages)

    def routes(self) -> list[BaseRoute]:
        """Every page, each with its actions declared."""
        path = "/office/{event}/ceremony"
        return [
            desk_route("/events/{event}/ceremony", self.stage),
            desk_route(path, self.page),
            desk_route(path, self.act, methods=("POST",)),
            desk_route(f"{path}/print", self.paper),
            desk_route(f"{path}/rehearsal", self.rehearsal),
            desk_route(f"{path}/console/{{stage}}", self.console),
            desk_route(f"{path}/console/{{stage}}", self.press, methods=("POST",)),
        ]

    @allows("read-pages")
    async def stage(self, request: Request) -> Response:
        """`/events/{event}/ceremony`: what is on the stage, for everybody."""
        roster = await request.app.state.rosters.roster(request.path_params["event"])
        if roster is None:
            return pages.not_here(request, "event")
        audience = "hall" if request.query_params.get("audience") == "hall" else "public"
        return _stage(request, roster, STAGE, audience)

    @allows("run-event")
    async def rehearsal(self, request: Request) -> Response:
        """The stage of a rehearsal, which the office alone sees."""
        room = await enter(request, "run-event", "ceremony")
        answer = _stage(request, room.roster, REHEARSAL, "office")
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @allows("run-event")
    async def page(self, request: Request) -> Response:
        """The list of steps, or the form that makes one."""
        return await self._shown(await enter(request, "run-event", "ceremony"))

    @allows("run-event")
    async def act(self, request: Request) -> Response:
        """What its forms ask for: a list made or made anew, its steps moved, pauses put between, notes kept."""
        room = await enter(request, "run-event", "ceremony")
        given = await request.form(max_fields=10_000)
        form = {name: str(value) for name, value in given.items()}
        chosen = [str(each) for each in given.getlist("trade")]
        for _ in range(TRIES):
            ceremony = await self._stages.read(room.event)
            if form.get("since") != str(ceremony.revision):
                break
            plan, problems = await self._asked(room, ceremony, form, chosen)
            if problems or plan is None:
                return await self._shown(room, problems)
            by, anew = room.visitor.acts("run-event", room.event).id, form.get("act") == "make"
            keep = partial(store.keep, event=room.event, plan=plan, by=by, seen=ceremony, anew=anew)
            if await self._stages.change(room.event, keep):
                return RedirectResponse(f"/office/{room.event}/ceremony", 303)
        return await self._shown(room, [Problem("list-moved", "", {})])

    async def _asked(
        self, room: Room, ceremony: Ceremony, form: dict[str, str], chosen: list[str]
    ) -> tuple[Plan | None, list[Problem]]:
        """The list that a form asks for, as things stand."""
        if form.get("act") in ("make", "anew"):
            return await self._made(room, ceremony, form, chosen)
        if ceremony.plan is None:
            return None, [Problem("no-ceremony", "", {"event": room.event})]
        return edited(ceremony.plan, ceremony.stage.reached, form)

    @allows("run-event")
    async def paper(self, request: Request) -> Response:
        """The list on paper, for the presenter."""
        room = await enter(request, "run-event", "ceremony")
        ceremony = await self._stages.read(room.event)
        if ceremony.plan is None:
            raise HTTPException(404)
        return room.show("ceremony/paper.html", plan=ceremony.plan, **await self._said(room, ceremony, STAGE))

    @allows("run-event")
    async def console(self, request: Request) -> Response:
        """The keys, and what is on the stage."""
        return await self._keys(await enter(request, "run-event", "ceremony"))

    @allows("run-event")
    async def press(self, request: Request) -> Response:
        """A key was pressed."""
        room = await enter(request, "run-event", "ceremony")
        form, name = await request.form(), _name(request)
        act, step, seen = (str(form.get(each, "")) for each in ("act", "step", "seen"))
        problems = await self._console.press(request, room.event, name, act, step, seen)
        if problems:
            return await self._keys(room, problems)
        return RedirectResponse(request.url.path, 303)

    async def _keys(self, room: Room, problems: Sequence[Problem] = ()) -> Response:
        name = _name(room.request)
        ceremony = await self._stages.read(room.event)
        if ceremony.plan is None:
            raise HTTPException(404)
        told = await self._said(room, ceremony, name)
        return room.show(
            "ceremony/console.html",
            problems=problems,
            name=name,
            ceremony=ceremony,
            stage=ceremony.of(name),
            fast=(3, 5, 8, 12),
            **told,
        )

    async def _said(self, room: Room, ceremony: Ceremony, name: str) -> dict[str, Any]:
        """Steps in words, and trades whose table has moved since the list was made."""
        plan, reached = ceremony.plan, ceremony.of(name).reached
        assert plan is not None
        async with self._desk.reading(room.event) as state:
            steps: list[Said] = said(state, plan, room.roster, room.names.lang, reached)
            changed = moved(state, plan, ceremony.stage.reached)
        called = ", ".join(room.names.trade(each) for each in changed)
        return {"steps": steps, "moved": changed, "moved_names": called}

    async def _shown(self, room: Room, problems: Sequence[Problem] = ()) -> Response:
        ceremony = await self._stages.read(room.event)
        async with self._desk.reading(room.event) as state:
            candidates = [
                Candidate(id, tuple(_named(each, room) for each in unready(state.trades[id])))
                for id, _ in room.names.trades()
                if id in state.trades
            ]
        told: dict[str, Any] = {} if ceremony.plan is None else await self._said(room, ceremony, STAGE)
        return room.show(
            "ceremony/list.html",
            problems=problems,
            ceremony=ceremony,
            plan=ceremony.plan,
            candidates=candidates,
            orders=ORDERS,
            **told,
        )

    async def _made(
        self, room: Room, ceremony: Ceremony, form: dict[str, str], chosen: list[str]
    ) -> tuple[Plan | None, list[Problem]]:
        """A new list of the chosen trades, or the one there is made again of its own."""
        anew, old = form["act"] == "anew", ceremony.plan
        if anew and old is None:
            return None, [Problem("no-ceremony", "", {"event": room.event})]
        reached = ceremony.stage.reached if anew else -1
        over = {step.trade for step in old.steps[: reached + 1] if step.kind == WHOLE} if old is not None else set()
        order, first = (old.order, old.first) if anew and old is not None else (form.get("order", ""), _first(form))
        if order not in ORDERS or first is None:
            return None, [Problem("unknown-choice", "order", {"value": order[:80], "choices": ", ".join(ORDERS)})]
        async with self._desk.reading(room.event) as state:
            trades = (
                list(old.boards) if anew and old is not None else [id for id, _ in room.names.trades() if id in chosen]
            )
            if not trades:
                return None, [Problem("no-trade-chosen", "trade", {})]
            known = [state.trades[id] for id in trades if id in state.trades and id not in over]
            problems = [_named(each, room) for trade in known for each in unready(trade)]
            if problems:
                return None, problems
            return planned(state, trades, order, first, old if anew else None, reached), []


def _named(problem: Problem, room: Room) -> Problem:
    """The same of a trade by its name."""
    return replace(problem, facts={**problem.facts, "trade": room.names.trade(problem.facts["trade"])})


def _name(request: Request) -> str:
    name: str = request.path_params["stage"]
    if name not in STAGES:
        raise HTTPException(404)
    return name


def _first(form: dict[str, str]) -> int | None:
    """How many places are shown one by one, 0 for all."""
    given = form.get("first", "").strip() or "0"
    return int(given) if given.isascii() and given.isdigit() and int(given) <= MOST_FIRST else None


def _stage(request: Request, roster: Mapping[str, Any], name: str, audience: str) -> Response:
    return pages.page(
        request,
        "ceremony/stage.html",
        roster=roster,
        board=f"{PREFIX}{name}",
        audience=audience,
        modules=pages.modules("ceremony.js"),
    )

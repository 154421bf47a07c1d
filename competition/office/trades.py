"""`/office/{event}/trades` and one trade of it: opened, its panels closed, entrants sent on, frozen, made final."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from competition.access.access import allows
from competition.desk_pages import form_key
from competition.office import plans, recusing
from competition.office.overview import blocking
from competition.office.prizes import open_ready
from competition.office.room import Room, enter, unwritten
from scoring.checks import computed_cut, owes
from scoring.facts import EntrantsAdvanced, Fact, Finalised, Frozen, PanelClosed, Thawed, TradeOpened
from scoring.numbers import shown
from scoring.problems import Problem
from scoring.state import State, Trade

AROUND = 8
"""Entrants shown on either side of a cut."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entrant who may go on. rank: None without a place. through: goes on by the computed cut."""

    entrant: str
    rank: int | None
    total: str | None
    through: bool


@dataclass(frozen=True, slots=True)
class Advance:
    """A phase that nobody has gone on to yet. cut: places that go on, None where the contest states who does. owing:
    entrants of the source phase who are not settled. tied: the rank that stands on both sides of the cut, None where
    none does; ties: what becomes of them."""

    phase: str
    source: str
    cut: int | None
    ties: str
    candidates: tuple[Candidate, ...]
    owing: int
    tied: int | None

    @property
    def through(self) -> tuple[str, ...]:
        """Who goes on by the computed cut."""
        return tuple(each.entrant for each in self.candidates if each.through)

    @property
    def border(self) -> tuple[Candidate, ...]:
        """Those around the cut."""
        last = max((place for place, each in enumerate(self.candidates) if each.through), default=0)
        return self.candidates[max(0, last + 1 - AROUND) : last + 1 + AROUND]


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel in a phase."""

    phase: str
    panel: str
    judges: tuple[str, ...]
    closed: bool


ACTS = ("open", "close", "advance", "freeze", "thaw", "finalise")
"""What forms of a trade ask for."""


@allows("read-office")
async def listed(request: Request) -> Response:
    """Every trade, a row each."""
    room = await enter(request, "read-office", "trades")
    return room.show("office/trades.html", planned=await _planned(room))


@allows("read-office")
async def page(request: Request) -> Response:
    """One trade."""
    return await _shown(await enter(request, "read-office", "trades"))


@allows("read-office", "run-event")
async def act(request: Request) -> Response:
    """What its page's forms ask for: open, close, advance, freeze, thaw or finalise."""
    room = await enter(request, "run-event", "trades")
    trade = room.trade(request.path_params["trade"])["id"]
    form = await request.form()
    fact, contents = await _stated(room, trade, form)
    if fact is None:
        facts = {"value": str(form.get("act"))[:80], "choices": ", ".join(ACTS)}
        return await _shown(room, [Problem("unknown-choice", "act", facts)])
    key = str(form.get("key") or form_key())
    answer = await request.app.state.desk.state(request, room.event, fact, key=key, contents=contents)
    problems = unwritten(answer)
    if not problems and isinstance(fact, TradeOpened):
        problems = await open_ready(request, room, key)
    if problems:
        return await _shown(await enter(request, "run-event", "trades"), problems)
    return RedirectResponse(f"/office/{room.event}/trades/{trade}", 303)


async def _stated(room: Room, trade: str, form: FormData) -> tuple[Fact | None, Mapping[str, str]]:
    """The fact that a form asks for, and the contents that it names."""
    none: Mapping[str, str] = {}
    phase = str(form.get("phase", ""))
    match form.get("act"):
        case "open":
            package = await room.office.plans.package(room.event)
            entry = None if package is None else plans.openings(package, room.seen.drawn).get(trade)
            return (None, none) if entry is None else (entry.fact, entry.contents)
        case "close":
            return PanelClosed(trade, phase, str(form.get("panel", ""))), none
        case "advance":
            return await _sent_on(room, trade, phase, [str(each) for each in form.getlist("entrant")]), none
        case "freeze":
            return Frozen(trade, ""), none
        case "thaw":
            return Thawed(trade), none
        case "finalise":
            return Finalised(trade, str(form.get("board", ""))), none
    return None, none


async def _sent_on(room: Room, trade: str, phase: str, chosen: list[str]) -> Fact:
    """Those who go on: as computed where the scheme computes it, else as chosen."""
    async with room.request.app.state.desk.reading(room.event) as state:
        found = _advances(state.trades[trade]) if trade in state.trades else []
    computed = next((each.through for each in found if each.phase == phase and each.cut is not None), None)
    return EntrantsAdvanced(trade, phase, tuple(chosen) if computed is None else computed)


async def _shown(room: Room, problems: list[Problem] | None = None) -> Response:
    trade = room.trade(room.request.path_params["trade"])
    standing = room.seen.standings.get(trade["id"])
    planned = (await _planned(room)).get(trade["id"]) if standing is None else None
    package = await room.office.plans.package(room.event)
    recusals = [] if package is None else recusing.planned(package, trade["id"])
    panels: list[Panel] = []
    advances: list[Advance] = []
    if standing is not None:
        async with room.request.app.state.desk.reading(room.event) as state:
            panels, advances = _panels(state, trade["id"]), _advances(state.trades[trade["id"]])
            recusals = recusing.standing(state.trades[trade["id"]], package)
    found = [] if standing is None else list(blocking(list(standing.obstacles), room.event, room.names, room.may))
    return room.show(
        "office/trade.html",
        problems=problems or (),
        trade=trade,
        standing=standing,
        plan=planned,
        panels=panels,
        advances=advances,
        recusals=recusals,
        remarks=[] if package is None else list(recusing.said(package, trade["id"])),
        blocking=found,
        last=await room.last_marks(),
    )


async def _planned(room: Room) -> dict[str, plans.Plan]:
    """Plans of the trades that are not open."""
    if all(trade["id"] in room.seen.standings for trade in room.roster["trades"]):
        return {}
    package = await room.office.plans.package(room.event)
    return {} if package is None else {plan.id: plan for plan in plans.plans(package, room.seen.drawn)}


def _panels(state: State, trade: str) -> list[Panel]:
    plan, phases = state.trades[trade].plan, state.trades[trade].phases
    seats = plan.all_seats
    marking = {phase: {plan.panel(aspect) for _, _, aspect in plan.aspects[phase].values()} for phase in phases}
    return [
        Panel(
            phase,
            panel,
            tuple(dict.fromkeys(each.judge for each in seats if each.panel == panel and each.phase in ("", phase))),
            panel in phases[phase].closed,
        )
        for phase in phases
        for panel in plan.panels
        if panel in marking[phase] and any(each.panel == panel and each.phase in ("", phase) for each in seats)
    ]


def _advances(trade: Trade) -> list[Advance]:
    """Phases that nobody has gone on to, as far as the phase before has begun."""
    found = []
    for phase in trade.plan.phases:
        entry = phase.entry
        if entry is None or trade.phases[phase.id].entered is not None or trade.phases[entry.source].entered is None:
            continue
        owing = sum(trade.takes_part(each, entry.source) and owes(trade, each, entry.source) for each in trade.index)
        through = computed_cut(trade, phase.id) if entry.cut is not None and not owing else frozenset()
        candidates = tuple(_candidates(trade, entry.source, through))
        placed = [each for each in candidates if each.rank is not None]
        cut = entry.cut
        over = cut is not None and not owing and len(placed) > cut and placed[cut - 1].rank == placed[cut].rank
        tied = placed[cut].rank if over and cut is not None else None
        found.append(Advance(phase.id, entry.source, cut, entry.ties, candidates, owing, tied))
    return found


def _candidates(trade: Trade, source: str, through: frozenset[str]) -> list[Candidate]:
    places = trade.plan.scheme.decimals
    found = []
    for each in trade.standing(source):
        entrant = trade.roster[each.entrant][0]
        total = trade.performances[entrant, source].total
        shows = None if total is None or each.rank is None else shown(total, places)
        found.append(Candidate(entrant, each.rank, shows, entrant in through))
    return found

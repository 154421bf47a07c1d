"""What is not a mark: who did not start or finish, penalty, bonus, extra time; disqualification, substitution, a
judge's recusal and taking one back, which take two persons. The effect is shown before anything is stated."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from competition.access.access import allows
from competition.intake.package import Package
from competition.pages import language
from competition.rulings.effects import Effects, Looked, effects, looked
from competition.rulings.finding import Who
from competition.rulings.reasons import REASONS
from competition.rulings.room import Room, enter, filled, too_long
from competition.rulings.stating import STANDS, once, stated, to_proposal
from competition.rulings.subjects import named
from competition.words import pair, term
from scoring.checks import check
from scoring.facts import Adjusted, Fact
from scoring.nodes import TOTAL
from scoring.phases import OUT, PENALTIES
from scoring.problems import Problem
from scoring.procedure.seconds import change_text
from scoring.recusals import reserves_for
from scoring.state import State, Trade
from scoring.steps import EntrantSubstituted, Proposed, RecusalLifted, Recused, TimeGranted

ACTS = ("dns", "dnf", "penalty", "bonus", "time", "dsq", "substitute", "recuse", "lift")
TWO = ("dsq", "substitute", "recuse", "lift")
"""Acts that another person has to approve."""

LONGEST_TIME_S = 8 * 3600
PLACEHOLDER = "0" * 64
"""Stands for a document that is not kept yet."""

_MINUTES = re.compile(r"([0-9]{1,3})(?::([0-5][0-9]))?")


@dataclass(frozen=True)
class Asked:
    """What the form asks for. fact: the change, given the digest of its document; None where the form is not sound."""

    act: str
    fact: Callable[[str], Fact] | None
    reason: str
    written: Mapping[str, Any]
    problems: tuple[Problem, ...]


@allows("adjust", "propose", "read-office")
async def page(request: Request) -> Response:
    """GET `/office/{event}/rulings/adjust?who=…`, `?entrant=…&act=…`: find an entrant, then say what happened."""
    room = await enter(request, "adjust")
    who, entrant = request.query_params.get("who", ""), request.query_params.get("entrant", "")
    act = request.query_params.get("act", ACTS[0])
    act = act if act in ACTS else ACTS[0]
    if entrant not in room.roster["entrants"]:
        found = room.find(entrant or who)
        if len(found) != 1:
            problems = [Problem("nobody-found", "who", {"who": (entrant or who)[:80]})] if entrant or who else []
            if found:
                problems = []
            looked_for: dict[str, Any] = {"found": found, "entered": who, "to": "adjust", "act": act}
            return room.show("rulings/find.html", status=200, problems=problems, **looked_for)
        entrant = found[0].entrant
    return await _shown(room, room.entrant(entrant), act)


@allows("adjust", "propose", "read-office")
async def post(request: Request) -> Response:
    """POST: `step=show` answers with the effect, `step=state` states it while it still has that effect."""
    room = await enter(request, "adjust")
    form = await filled(request)
    act, entrant = form.get("act", ""), form.get("entrant", "")
    if act not in ACTS or entrant not in room.roster["entrants"]:
        return await page(request)
    acts = partial(_acted, room, act, entrant, form)
    return await once(room, form.get("key", ""), acts, partial(_onward, room, act))


async def _acted(room: Room, act: str, entrant: str, form: Mapping[str, str]) -> Response:
    asked = read(form)
    who = room.entrant(entrant)
    if asked.problems or asked.fact is None:
        return await _shown(room, who, act, form, problems=asked.problems)
    fact = asked.fact
    proposal = _proposal(asked) if act in TWO else None
    package = await room.package()
    async with room.request.app.state.desk.reading(room.event) as state:
        problems, found = _looked_at(state, fact(PLACEHOLDER), proposal, package)
    if problems or found is None:
        return await _shown(room, who, act, form, problems=problems)
    effect = effects(found)
    if form.get("step") != "state" or form.get("seen") != effect.seen:
        moved = form.get("step") == "state"
        return await _shown(room, who, act, form, effect=effect, moved=moved)
    answer = await stated(room, proposal or fact, key=form.get("key", ""), written=asked.written or None)
    if answer.status not in STANDS:
        return await _shown(room, who, act, form, problems=answer.problems)
    return _onward(room, act, answer.seq)


def _onward(room: Room, act: str, line: int | None) -> Response:
    if act in TWO:
        return to_proposal(room, line)
    return RedirectResponse(f"/office/{room.event}/rulings?done={line}", 303)


def read(form: Mapping[str, str]) -> Asked:
    """What a form asks for, every problem at once. The entrant and the act are known."""
    act, entrant = form["act"], form["entrant"]
    phase, reason = form.get("phase", ""), form.get("reason", "")
    problems = too_long(form)
    if reason not in REASONS[act]:
        problems.append(Problem("reason-needed", "reason"))
    written: dict[str, Any] = {"text": form["text"]} if form.get("text") and act in TWO else {}
    make: Callable[[str], Fact] | None = None
    if act in OUT:
        make = _always(Adjusted(entrant, phase, TOTAL, "", act, "", reason))
    elif act in PENALTIES:
        figure, _, item = form.get("figure", TOTAL).partition("|")
        value = form.get("value", "")
        if not value:
            problems.append(Problem("empty-value", "value"))
        make = _always(Adjusted(entrant, phase, figure or TOTAL, item, act, value, reason))
    elif act == "time":
        seconds = seconds_of(form.get("minutes", ""))
        if seconds is None:
            problems.append(Problem("bad-minutes", "minutes", {"value": form.get("minutes", "")[:80]}))
        else:
            make = _always(TimeGranted(entrant, phase, seconds, reason))
    elif act == "recuse":
        judge, _, panel = form.get("seat", "").partition("|")
        if not judge or not panel:
            problems.append(Problem("empty-value", "seat"))
        make = _always(Recused(judge, entrant, panel, form.get("reserve", "")))
    elif act == "lift":
        judge, _, panel = form.get("recusal", "").partition("|")
        if not judge or not panel:
            problems.append(Problem("empty-value", "recusal"))
        make = _always(RecusalLifted(judge, entrant, panel))
    else:
        names = {key: form.get(key, "") for key in ("name", "name_en", "organisation", "organisation_en")}
        problems += [each for key in names for each in too_long(form, key)]
        if not names["name"]:
            problems.append(Problem("empty-value", "name"))
        written |= names
        make = partial(EntrantSubstituted, entrant)
    return Asked(act, make, reason, written, tuple(problems))


def seconds_of(said: str) -> int | None:
    """Seconds of minutes, `15` or `7:30`; None where it is neither, nothing or too long."""
    found = _MINUTES.fullmatch(said)
    seconds = 0 if found is None else int(found[1]) * 60 + int(found[2] or 0)
    return seconds if 0 < seconds <= LONGEST_TIME_S else None


def _always(fact: Fact) -> Callable[[str], Fact]:
    return lambda document: fact


def _proposal(asked: Asked) -> Callable[[str], Fact]:
    """A substitution names its document itself; a disqualification is proposed with one."""

    def made(document: str) -> Fact:
        assert asked.fact is not None
        change = change_text(asked.fact(document))
        return Proposed(change, asked.reason, "" if asked.act == "substitute" else document)

    return made


def _looked_at(
    state: State, fact: Fact, proposal: Callable[[str], Fact] | None, package: Package | None
) -> tuple[Sequence[Problem], Looked | None]:
    verdict = check(state, fact if proposal is None else proposal(PLACEHOLDER))
    if verdict.status != "accepted":
        return verdict.problems, None
    return (), looked(state, fact, package)


async def _shown(
    room: Room,
    who: Who,
    act: str,
    form: Mapping[str, str] | None = None,
    *,
    problems: Sequence[Problem] = (),
    effect: Effects | None = None,
    moved: bool = False,
) -> Response:
    async with room.request.app.state.desk.reading(room.event) as state:
        trade = state.trade_of.get(who.entrant)
        phases = (
            [] if trade is None else [each.id for each in trade.plan.phases if trade.takes_part(who.entrant, each.id)]
        )
        figures = [] if trade is None else _figures(trade, who.entrant, language(room.request))
        sitting = [] if trade is None else _sitting(trade, who.entrant)
        recused = [] if trade is None else [each for each in trade.recused if each.entrant == who.entrant]
        status = "" if trade is None else next((s for (e, _), s in trade.out.items() if e == who.entrant), "")
    return room.show(
        "rulings/adjust.html",
        problems=problems,
        kept=dict(form or {}),
        who=who,
        act=act,
        acts=ACTS,
        two=act in TWO,
        phases=phases,
        figures=figures,
        seats=[(f"{each.judge}|{each.panel}", _seat(room, each)) for each in sitting],
        reserves=[(each, room.called(each)) for each in dict.fromkeys(each for seat in sitting for each in seat.free)],
        recusals=[(f"{each.judge}|{each.panel}", f"{room.called(each.judge)} · {each.panel}") for each in recused],
        out=status,
        open=trade is not None,
        reasons=REASONS[act],
        effect=effect,
        moved=moved,
    )


class Sitting(NamedTuple):
    """Somebody who judges an entrant. free: reserves who may sit in her place."""

    judge: str
    panel: str
    free: tuple[str, ...]


def _sitting(trade: Trade, entrant: str) -> list[Sitting]:
    """Everybody who judges the entrant now, panel by panel."""
    plan = trade.plan
    found: dict[tuple[str, str], None] = {}
    for phase, aspects in plan.aspects.items():
        for _, criterion, aspect in aspects.values():
            for item in plan.items_of(phase, entrant, criterion):
                found |= dict.fromkeys(
                    (judge, plan.panel(aspect)) for judge in plan.seats(phase, aspect, item, entrant)
                )
    return [
        Sitting(judge, panel, tuple(reserves_for(plan.all_seats, plan.reserves, plan.recusals, judge, entrant, panel)))
        for judge, panel in found
    ]


def _seat(room: Room, sitting: Sitting) -> str:
    return f"{room.called(sitting.judge)} · {sitting.panel}"


def _figures(trade: Trade, entrant: str, lang: str) -> list[tuple[str, str]]:
    """(what a form sends, what it is called) of everything that a penalty or bonus can act on."""
    found: list[tuple[str, str]] = [(TOTAL, term("figures", TOTAL, lang))]
    for phase in trade.plan.phases:
        if not trade.takes_part(entrant, phase.id):
            continue
        of = pair(named(phase.name), lang).lead
        for id in phase.modules:
            module = trade.plan.scheme.module[id]
            name = pair(named(module.name), lang).lead
            found.append((id, f"{of} · {name}"))
            for criterion in module.criteria:
                part = pair(named(criterion.name), lang).lead
                for item in trade.plan.items_of(phase.id, entrant, criterion):
                    found.append((f"{criterion.id}|{item}", f"{of} · {name} · {part}{f' {item}' if item else ''}"))
    return found

"""One aspect whose judges lie too far apart: what they gave, what happened, and asking them to mark again; where some
have signed, in one change that opens their sheets and takes a second person."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from competition.access.access import allows
from competition.chief.console import left
from competition.chief.settling import Spread, benchmarks, clashes, found, means, scale
from competition.rulings.room import Room, enter, filled, too_long
from competition.rulings.stating import STANDS, once, stated, to_proposal
from scoring.facts import Fact, MarkGiven
from scoring.lines import Line
from scoring.problems import Problem
from scoring.procedure.seconds import change_text, read_change
from scoring.steps import Approved, DeliberationRecorded, MarkCorrected, Proposed, SpreadReopened

ATTEMPT = re.compile("[1-9][0-9]?")

MOST_BACK = 12
"""How many of a seat's earlier values are followed back."""


class Event(NamedTuple):
    """Something that happened to the aspect. what: `gave`, `revised`, `corrected`, `apart` or `deliberated`. seat: from
    1, 0 for nobody's."""

    at: str
    line: int
    what: str
    seat: int = 0
    judge: str = ""
    value: str = ""
    before: str = ""
    actor: str = ""
    written: str = ""


@allows("watch-chief")
async def page(request: Request) -> Response:
    """GET `/chief/{event}/settle/{entrant}/{phase}/{aspect}`, `?item=…`, `?attempt=…`."""
    return await _shown(await enter(request, "watch-chief", here="chief"))


@allows("settle", "propose", "watch-chief")
async def post(request: Request) -> Response:
    """POST: record the deliberation; the panel's judges mark the aspect again. `step=reopen`: propose that, with every
    signed sheet of the panel open again."""
    room = await enter(request, "settle", here="chief")
    form = await filled(request)
    onward = partial(to_proposal, room) if form.get("step") == "reopen" else partial(_onward, request)
    return await once(room, form.get("key", ""), partial(_settled, room, form, onward), onward)


async def _settled(room: Room, form: Mapping[str, str], onward: Callable[[int | None], Response]) -> Response:
    problems = too_long(form)
    if not form.get("text"):
        problems.append(Problem("empty-value", "text"))
    if problems:
        return await _shown(room, form, problems)
    entrant, phase, aspect, item, attempt = _place(room.request)

    def made(document: str) -> Fact:
        if form.get("step") != "reopen":
            return DeliberationRecorded(entrant, phase, item, aspect, document, attempt)
        return Proposed(change_text(SpreadReopened(entrant, phase, item, aspect, document, attempt)), "spread")

    answer = await stated(room, made, key=form.get("key", ""), written={"text": form["text"]})
    if answer.status not in STANDS:
        return await _shown(room, form, answer.problems)
    return onward(answer.seq)


def _onward(request: Request, line: int | None) -> Response:
    return RedirectResponse(str(request.url.include_query_params(done=line)), 303)


def _place(request: Request) -> tuple[str, str, str, str, int]:
    path, asked = request.path_params, request.query_params
    attempt = asked.get("attempt", "1")
    number = int(attempt) if ATTEMPT.fullmatch(attempt) else 0
    return path["entrant"], path["phase"], path["aspect"], asked.get("item", ""), number


async def _shown(room: Room, form: Mapping[str, str] | None = None, problems: Sequence[Problem] = ()) -> Response:
    request = room.request
    entrant, phase, aspect, item, attempt = _place(request)
    async with request.app.state.desk.reading(room.event) as state:
        each = found(state, entrant, phase, aspect, item, attempt)
        if each is None:
            raise HTTPException(404)
        trade = state.trades[each.trade]
        since = trade.apart.get((entrant, phase, aspect, item, attempt), "")
        signed = [seat for seat, judge, _, _ in each.values if (judge, entrant, phase) in trade.signed]
        deliberated = trade.deliberations.get((entrant, phase, aspect, item, attempt), 0)
        average, clashing = means(trade, each), clashes(trade, each)
        final = trade.final
        place = ("spread", entrant, phase, item, aspect, each.attempt or 1)
        pending = next((proposal.line for proposal in state.proposals.values() if proposal.target == place), 0)
    happened = await history(room, each, since)
    return room.show(
        "chief/settle.html",
        problems=problems,
        kept=dict(form or {}),
        left=await left(room, each.trade),
        chosen=(entrant, phase, aspect, item, each.attempt),
        clashes=clashing,
        spread=each,
        scale=scale(each),
        benchmarks=benchmarks(each),
        means=average,
        happened=happened,
        signed=signed,
        pending=pending,
        asked=deliberated > max((seq for *_, seq in each.values), default=0),
        again=[seat for seat, *_, seq in each.values if seq < deliberated] if deliberated else [],
        final=final,
        done=request.query_params.get("done", ""),
    )


async def history(room: Room, each: Spread, since: str) -> list[Event]:
    """What happened to the aspect, in order: every value of every seat, corrections, deliberations, and when the marks
    were seen to lie too far apart."""
    seats = {judge: seat for seat, judge, _, _ in each.values}
    events: list[Event] = []
    seqs = {seq for *_, seq in each.values if seq}
    for _ in range(MOST_BACK):
        if not seqs:
            break
        lines = await room.lines(seqs)
        seqs = set()
        for line in lines.values():
            if isinstance(line.fact, MarkGiven):
                judge, before = line.fact.cell.judge, line.fact.supersedes
                what = "revised" if before else "gave"
                words = await _written(room, line.fact.comment) if line.fact.comment else ""
                seat = seats.get(judge, 0)
                events.append(Event(line.at, line.seq, what, seat, judge, line.fact.value, written=words))
                seqs |= {before} - {0}
    events += await _stated(room, each, seats)
    if since:
        last = max((event.line for event in events if event.what != "deliberated"), default=0)
        events.append(Event(since, last, "apart"))
    return sorted(events, key=lambda event: (event.line, event.what == "apart"))


async def _stated(room: Room, each: Spread, seats: Mapping[str, int]) -> list[Event]:
    """Deliberations and approved corrections of this aspect."""
    state = room.request.app.state
    lines: Sequence[Line] = await state.chronicle.lines(room.event)
    place = (each.entrant, each.phase, each.item, each.aspect.id, each.attempt or 1)
    changes: dict[int, MarkCorrected | SpreadReopened] = {}
    found: list[Event] = []
    for line in lines:
        fact = line.fact
        if isinstance(fact, DeliberationRecorded) and _conferred(fact) == place:
            text = await _written(room, fact.document)
            found.append(Event(line.at, line.seq, "deliberated", actor=line.actor, written=text))
        elif isinstance(fact, Proposed):
            change = read_change(fact.change)
            if isinstance(change, (MarkCorrected, SpreadReopened)) and _changed(change) == place:
                changes[line.seq] = change
        elif isinstance(fact, Approved) and (approved := changes.get(fact.proposal)):
            if isinstance(approved, SpreadReopened):
                text = await _written(room, approved.document)
                found.append(Event(line.at, line.seq, "deliberated", actor=line.actor, written=text))
                continue
            judge, seat = approved.cell.judge, seats.get(approved.cell.judge, 0)
            found.append(Event(line.at, line.seq, "corrected", seat, judge, approved.value, actor=line.actor))
    return found


async def _written(room: Room, document: str) -> str:
    kept = await room.request.app.state.documents.read(document)
    return str(kept.get("text", "")) if kept else ""


def _conferred(fact: DeliberationRecorded | SpreadReopened) -> tuple[str, str, str, str, int]:
    return fact.entrant, fact.phase, fact.item, fact.aspect, fact.attempt


def _changed(change: MarkCorrected | SpreadReopened) -> tuple[str, str, str, str, int]:
    if isinstance(change, SpreadReopened):
        return _conferred(change)
    cell = change.cell
    return cell.entrant, cell.phase, cell.item, cell.aspect, cell.attempt

"""One aspect whose judges lie too far apart: what they gave, what happened, and asking them to mark again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from competition.access.access import allows
from competition.chief.console import left
from competition.chief.settling import Spread, benchmarks, clashes, found, means, scale
from competition.rulings.room import Room, enter, filled, too_long
from competition.rulings.stating import STANDS, said_before, stated
from scoring.facts import Cell, MarkGiven
from scoring.lines import Line
from scoring.problems import Problem
from scoring.procedure.seconds import read_change
from scoring.steps import Approved, DeliberationRecorded, MarkCorrected, Proposed

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


@allows("settle", "watch-chief")
async def post(request: Request) -> Response:
    """POST: record the deliberation; the panel's judges mark the aspect again."""
    room = await enter(request, "settle", here="chief")
    form = await filled(request)
    if seq := await said_before(room, form.get("key", "")):
        return _onward(request, seq)
    problems = too_long(form)
    if not form.get("text"):
        problems.append(Problem("empty-value", "text"))
    if problems:
        return await _shown(room, form, problems)
    entrant, phase, aspect, item, attempt = _place(request)
    answer = await stated(
        room,
        lambda document: DeliberationRecorded(entrant, phase, item, aspect, document, attempt),
        key=form.get("key", ""),
        written={"text": form["text"]},
    )
    if answer.status not in STANDS:
        return await _shown(room, form, answer.problems)
    return _onward(request, answer.seq)


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
                events.append(Event(line.at, line.seq, what, seats.get(judge, 0), judge, line.fact.value))
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
    changes: dict[int, MarkCorrected] = {}
    found: list[Event] = []
    for line in lines:
        fact = line.fact
        if isinstance(fact, DeliberationRecorded) and _conferred(fact) == place:
            kept = await state.documents.read(fact.document)
            text = str(kept.get("text", "")) if kept else ""
            found.append(Event(line.at, line.seq, "deliberated", actor=line.actor, written=text))
        elif isinstance(fact, Proposed):
            change = read_change(fact.change)
            if isinstance(change, MarkCorrected) and _of(change.cell) == place:
                changes[line.seq] = change
        elif isinstance(fact, Approved) and fact.proposal in changes:
            cell, value = changes[fact.proposal].cell, changes[fact.proposal].value
            seat = seats.get(cell.judge, 0)
            found.append(Event(line.at, line.seq, "corrected", seat, cell.judge, value, actor=line.actor))
    return found


def _conferred(fact: DeliberationRecorded) -> tuple[str, str, str, str, int]:
    return fact.entrant, fact.phase, fact.item, fact.aspect, fact.attempt


def _of(cell: Cell) -> tuple[str, str, str, str, int]:
    return cell.entrant, cell.phase, cell.item, cell.aspect, cell.attempt

"""A change that one person proposed, before the second: both see the same effect, computed anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from competition.access.access import allows
from competition.pages import language
from competition.rulings import bench
from competition.rulings.effects import Effects, Looked, effects, looked
from competition.rulings.reasons import REASONS
from competition.rulings.room import Room, enter, filled, too_long
from competition.rulings.stating import STANDS, document_of, once, stated, to_proposal
from competition.rulings.subjects import Subject, read_first, subject
from competition.rulings.waiting import proposed
from competition.schemes.changes import Difference
from competition.schemes.looking import spoken
from competition.schemes.versions import before, compared, versions
from scoring.lines import Line
from scoring.problems import Problem
from scoring.procedure.seconds import may_change, read_change
from scoring.steps import Approved, Proposed, Rejected, SchemeAmended


@dataclass(frozen=True)
class Case:
    """A proposal as its page shows it. outcome: `pending`, `approved` or `rejected`; decision: the line that decided,
    None while it is pending. effect: None where it is decided or cannot be applied as things stand: `blocked` says why.
    written, answered: what was written with proposal and rejection; None where nothing was, or it was erased."""

    line: Line
    subject: Subject
    outcome: str
    decision: Line | None
    effect: Effects | None
    blocked: Sequence[Problem]
    written: Any
    answered: Any


@allows("read-office")
async def page(request: Request) -> Response:
    """GET `/office/{event}/rulings/proposals/{line}`."""
    room = await enter(request, "read-office")
    return await _shown(room, await case(room, request.path_params["line"]))


@allows("approve", "read-office")
async def post(request: Request) -> Response:
    """POST: `step=approve` while the effect is the one that was seen, or `step=reject`."""
    room = await enter(request, "approve")
    form = await filled(request)
    line = request.path_params["line"]
    return await once(room, form.get("key", ""), partial(_decided, room, line, form), lambda _: to_proposal(room, line))


async def _decided(room: Room, line: int, form: Mapping[str, str]) -> Response:
    found = await case(room, line)
    seq = found.line.seq
    if form.get("step") == "approve":
        if found.outcome == "pending" and found.effect is not None and form.get("seen") != found.effect.seen:
            return await _shown(room, found, form, moved=True)
        answer = await stated(room, lambda document: Approved(seq), key=form.get("key", ""))
    else:
        problems = too_long(form)
        if problems:
            return await _shown(room, found, form, problems=problems)
        written = {"text": form["text"]} if form.get("text") else None
        answer = await stated(room, lambda document: Rejected(seq, document), key=form.get("key", ""), written=written)
    if answer.status not in STANDS:
        return await _shown(room, await case(room, seq), form, problems=answer.problems)
    return to_proposal(room, seq)


async def case(room: Room, seq: int) -> Case:
    """The proposal of that line. Raises 404 where the line proposes nothing."""
    line = (await room.lines({seq})).get(seq)
    change = read_change(line.fact.change) if line is not None and isinstance(line.fact, Proposed) else None
    if line is None or change is None:
        raise HTTPException(404)
    known = await room.lines(read_first(change))
    package = await room.package()
    found: Looked | None = None
    blocked: Sequence[Problem] = ()
    async with room.request.app.state.desk.reading(room.event) as state:
        outcome, decided = state.decided.get(seq, ("pending", 0))
        pending = state.proposals.get(seq)
        about = subject(state, change, known) if pending is None else proposed(state, pending)
        if pending is not None:
            blocked = tuple(may_change(state, pending.change))
            found = None if blocked else looked(state, change, package)
    effect = None if found is None else effects(found)
    decision = (await room.lines({decided})).get(decided)
    documents = room.request.app.state.documents
    document = document_of(line.fact)
    written = await documents.read(document) if document else None
    answered = None
    if decision is not None and isinstance(decision.fact, Rejected) and decision.fact.document:
        answered = await documents.read(decision.fact.document)
    return Case(line, about, outcome, decision, effect, blocked, written, answered)


async def _nodes(room: Room, line: Line) -> Sequence[Difference] | None:
    """What the proposed scheme changes of the one that it takes the place of, or took; None of other changes."""
    change = read_change(line.fact.change) if isinstance(line.fact, Proposed) else None
    if not isinstance(change, SchemeAmended):
        return None
    lines = await room.request.app.state.chronicle.lines(room.event)
    old = before(versions(lines, change.trade), line.seq)
    return await compared(room.request.app.state.database, room.event, old, change.scheme)


async def _shown(room: Room, found: Case, form: Any = None, *, problems: Any = (), moved: bool = False) -> Response:
    seconds = await bench.seconds(room.request.app.state.database, room.event)
    return room.show(
        "rulings/proposal.html",
        problems=problems,
        kept=dict(form or {}),
        case=found,
        mine=room.is_self(found.line.actor),
        moved=moved,
        seconds=[each for each in seconds if each.login != found.line.actor.partition(".")[2]],
        reasons=REASONS,
        nodes=await _nodes(room, found.line),
        **spoken(language(room.request)),
    )

"""A mark of a signed sheet is wrong: choose it, say what it should be and why, see what moves, propose."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from competition.access.access import allows
from competition.documents import texts
from competition.rulings.effects import Effects, Looked, effects, looked
from competition.rulings.finding import Who
from competition.rulings.reasons import REASONS
from competition.rulings.room import Room, enter, filled, too_long
from competition.rulings.stating import STANDS, once, stated, to_proposal
from competition.rulings.subjects import Subject, named, of_cell, tried, value_at
from scoring.checks import check
from scoring.facts import EXCUSES, Cell, MarkGiven
from scoring.nodes import Aspect
from scoring.problems import Problem
from scoring.procedure.seconds import change_text
from scoring.state import State, Trade
from scoring.steps import MarkCorrected, Proposed

PARTS = ("judge", "entrant", "phase", "item", "aspect")
ATTEMPT = re.compile("[1-9][0-9]?")


class Held(NamedTuple):
    """What one seat gave. value: "" for nothing. signed: the sheet is. line: that it counts by, 0 for none. words: that
    the judge explained it by, "" for none."""

    seat: int
    judge: str
    value: str
    signed: bool
    line: int = 0
    words: str = ""


class Given(NamedTuple):
    """One aspect of an entrant with all its marks. attempt: 0 where there is but one."""

    phase: str
    module: str
    item: str
    aspect: str
    attempt: int
    name: Mapping[str, str]
    marks: tuple[Held, ...]


@allows("propose", "read-office")
async def page(request: Request) -> Response:
    """GET `/office/{event}/rulings/correct?who=…`, `?entrant=…`, and with `judge`, `phase`, `item`, `aspect` one
    mark."""
    room = await enter(request, "propose")
    asked = request.query_params
    said = asked.get("entrant", "") or asked.get("who", "")
    found = [room.entrant(said)] if said in room.roster["entrants"] else room.find(said)
    if len(found) != 1:
        problems = [Problem("nobody-found", "who", {"who": said[:80]})] if said and not found else []
        return room.show("rulings/find.html", found=found, entered=said, status=200, problems=problems, to="correct")
    if not asked.get("aspect"):
        return await _sheet(room, found[0])
    return await _shown(room, _cell(asked))


@allows("propose", "read-office")
async def post(request: Request) -> Response:
    """POST: `step=show` answers with the effect, `step=state` proposes it while it still has that effect."""
    room = await enter(request, "propose")
    form = await filled(request)
    return await once(room, form.get("key", ""), partial(_proposed, room, form), partial(to_proposal, room))


async def _proposed(room: Room, form: Mapping[str, str]) -> Response:
    cell, reason = _cell(form), form.get("reason", "")
    problems = too_long(form)
    if reason not in REASONS["correct"]:
        problems.append(Problem("reason-needed", "reason"))
    package = await room.package()
    found: Looked | None = None
    async with room.request.app.state.desk.reading(room.event) as state:
        trade = state.trade_of.get(cell.entrant)
        line = 0 if trade is None else value_at(trade, cell)[0]
        stood = form.get("supersedes", "")
        fact = MarkCorrected(cell, form.get("value", ""), line)
        change = change_text(fact)
        problems += check(state, Proposed(change, reason or REASONS["correct"][0])).problems
        if not problems:
            found = looked(state, fact, package)
    if problems or found is None:
        return await _shown(room, cell, form, problems=[_beside(each) for each in problems])
    effect = effects(found)
    if form.get("step") != "state" or form.get("seen") != effect.seen or stood != str(line):
        return await _shown(room, cell, form, effect=effect, moved=form.get("step") == "state")
    written = {"text": form["text"]} if form.get("text") else None
    answer = await stated(
        room, lambda document: Proposed(change, reason, document), key=form.get("key", ""), written=written
    )
    if answer.status not in STANDS:
        return await _shown(room, cell, form, problems=answer.problems)
    return to_proposal(room, answer.seq)


def _cell(form: Mapping[str, str]) -> Cell:
    """The cell that a form or an address names."""
    judge, entrant, phase, item, aspect = (form.get(part, "") for part in PARTS)
    attempt = form.get("attempt", "1")
    return Cell(judge, entrant, phase, item, aspect, int(attempt) if ATTEMPT.fullmatch(attempt) else 1)


def _beside(problem: Problem) -> Problem:
    """Problems of the proposed mark's value stand beside its field."""
    return Problem(problem.code, "value" if problem.where.endswith("value") else problem.where, problem.facts)


async def _sheet(room: Room, who: Who) -> Response:
    async with room.request.app.state.desk.reading(room.event) as state:
        trade = state.trade_of.get(who.entrant)
        given = [] if trade is None else sheet(trade, who.entrant)
    words = await explained(room, {mark.line for row in given for mark in row.marks} - {0})
    given = [
        row._replace(marks=tuple(mark._replace(words=words.get(mark.line, "")) for mark in row.marks)) for row in given
    ]
    return room.show("rulings/correct.html", who=who, given=given, open=trade is not None)


async def explained(room: Room, lines: Collection[int]) -> Mapping[int, str]:
    """What judges explained their marks by, by the marks' lines."""
    named = {
        seq: line.fact.comment
        for seq, line in (await room.lines(lines)).items()
        if isinstance(line.fact, MarkGiven) and line.fact.comment
    }
    database = room.request.app.state.database
    found = await database.read(texts, database, list(named.values())) if named else {}
    return {seq: found[digest] for seq, digest in named.items() if digest in found}


def sheet(trade: Trade, entrant: str) -> list[Given]:
    """Every aspect of the entrant with its marks, phase by phase."""
    found = []
    for phase in trade.plan.phases:
        if not trade.takes_part(entrant, phase.id):
            continue
        for module, _, aspect, item, attempt, judges in trade.plan.owed(phase.id, entrant):
            marks = []
            for seat, judge in enumerate(judges, 1):
                line, value = value_at(trade, Cell(judge, entrant, phase.id, item, aspect.id, attempt))
                marks.append(Held(seat, judge, value, (judge, entrant, phase.id) in trade.signed, line))
            which = tried(aspect, attempt)
            found.append(Given(phase.id, module.id, item, aspect.id, which, named(aspect.name), tuple(marks)))
    return found


async def _shown(
    room: Room,
    cell: Cell,
    form: Mapping[str, str] | None = None,
    *,
    problems: Sequence[Problem] = (),
    effect: Effects | None = None,
    moved: bool = False,
) -> Response:
    async with room.request.app.state.desk.reading(room.event) as state:
        subject, aspect, line, signed = _stands(state, cell)
    words = (await explained(room, {line} - {0})).get(line, "")
    if subject is None:
        nobody = [Problem("nobody-found", "who", {"who": cell.entrant[:80]})]
        return room.show("rulings/find.html", found=[], entered="", problems=nobody, to="correct")
    return room.show(
        "rulings/correction.html",
        problems=problems,
        kept=dict(form or {}),
        cell=cell,
        who=room.entrant(cell.entrant),
        subject=subject,
        aspect=aspect,
        line=line,
        words=words,
        signed=signed,
        excuses=EXCUSES,
        reasons=REASONS["correct"],
        effect=effect,
        moved=moved,
    )


def _stands(state: State, cell: Cell) -> tuple[Subject | None, Aspect | None, int, bool]:
    """(what the cell is about, its aspect, its line, whether its sheet is signed); None where there is no such cell."""
    trade = state.trade_of.get(cell.entrant)
    nodes: Any = None if trade is None else trade.plan.aspects.get(cell.phase, {}).get(cell.aspect)
    if trade is None or nodes is None:
        return None, None, 0, False
    signed = (cell.judge, cell.entrant, cell.phase) in trade.signed
    return of_cell(state, "correct", cell), nodes[2], value_at(trade, cell)[0], signed

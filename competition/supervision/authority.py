"""`/authority/{event}`: what the authority sees of a contest, stage by stage, and what it confirms or returns."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition.access.access import allows
from competition.awarding.decisions import grade_of
from competition.desk_pages import desk_route
from competition.rulings.room import Room, enter, filled, too_long
from competition.rulings.stating import STANDS, stated
from competition.store.ledger import Ledger, Row
from competition.supervision import sheets
from competition.supervision.cases import Case, case
from competition.supervision.chronicle import of_trade
from competition.supervision.entering import documents, position, trade_case, trade_room
from scoring import lines
from scoring.facts import Fact
from scoring.grades import LADDER
from scoring.problems import Problem
from scoring.procedure.granting import grading_problems
from scoring.steps import Confirmed, Returned

HERE = "authority"
STAGES = ("result", "awards")
RETURNED = (
    "review-insufficient",
    "notice-irregular",
    "objection-unanswered",
    "marks-doubtful",
    "awards-doubtful",
    "filing",
)
"""Why a stage is returned, as codes."""


class Due(NamedTuple):
    """What stated awards come to. grades: how many are due each, highest first, "" for none. unlike: how many documents
    do not hold what the policy comes to now."""

    grades: Sequence[tuple[str, int]]
    unlike: int


class Filed(NamedTuple):
    """What keeps a trade from leading to grades; nothing where body and trade are filed and a policy is pinned."""

    case: Case
    problems: Sequence[Problem]


def routes() -> list[BaseRoute]:
    """The pages, each with its action declared."""
    own = "/authority/{event}/trades/{trade}"
    return [
        desk_route("/authority/{event}", overview),
        desk_route(own, page),
        desk_route(own, post, methods=("POST",)),
        desk_route("/authority/{event}/inspection", inspection),
    ]


@allows("confirm")
async def overview(request: Request) -> Response:
    """The body, its filed scope, and every trade with its stages."""
    room = await enter(request, "confirm", HERE)
    state = request.app.state
    found = await state.chronicle.lines(room.event)
    today = state.desk.today(room.event)
    async with state.desk.reading(room.event) as now:
        trades = [
            Filed(
                case(now, each["id"], list(of_trade(found, each["id"])), today),
                tuple(grading_problems(now.trades[each["id"]])) if each["id"] in now.trades else (),
            )
            for each in room.roster["trades"]
        ]
    return room.show("supervision/authority.html", trades=trades)


@allows("confirm")
async def page(request: Request) -> Response:
    """One trade: every stage with who stated it and when, and the decision that is asked for."""
    room, trade = await trade_room(request, "confirm", HERE)
    return await _shown(room, trade)


@allows("confirm")
async def post(request: Request) -> Response:
    """POST: confirm or return a stage, naming its line."""
    room, trade = await trade_room(request, "confirm", HERE)
    form = await filled(request)
    make, problems = _read(room, trade, form)
    if problems:
        return await _shown(room, trade, form, problems)
    written = {"text": form["text"]} if form.get("text") and form.get("step") == Returned.kind else None
    answer = await stated(room, make, key=form.get("key", ""), written=written)
    if answer.status not in STANDS:
        return await _shown(room, trade, form, answer.problems)
    return RedirectResponse(f"/authority/{room.event}/trades/{trade}", 303)


@allows("confirm")
async def inspection(request: Request) -> Response:
    """Something to look at, by lot: a line of the ledger, or all marks of one entrant. `?line=` and `?entrant=` show
    one again."""
    room = await enter(request, "confirm", HERE)
    asked = request.query_params
    async with request.app.state.desk.reading(room.event) as state:
        last, everybody = state.seq, sheets.every(state)
    if "entrant" not in asked and "line" not in asked:
        if everybody and asked.get("draw") == "sheet":
            trade, entrant = secrets.choice(everybody)
            return RedirectResponse(f"?trade={trade}&entrant={entrant}", 303)
        if asked.get("draw") == "line":
            return RedirectResponse(f"?line={1 + secrets.randbelow(last)}", 303)
    row, who, trade = None, None, asked.get("trade", "")
    shown: Sequence[sheets.Sheet] = ()
    if "line" in asked:
        row = await _row(room, asked["line"])
    elif "entrant" in asked:
        if (trade, asked["entrant"]) not in everybody:
            raise HTTPException(404)
        async with request.app.state.desk.reading(room.event) as state:
            shown = sheets.sheets(state.trades[trade], asked["entrant"])
        who = room.entrant(asked["entrant"])
    read = lines.line(row.seq, row.body) if row is not None else None
    return room.show(
        "supervision/inspection.html",
        row=row,
        line=read,
        sheets=shown,
        who=who,
        trade=trade,
        last=last,
        people=len(everybody),
    )


async def _row(room: Room, asked: str) -> Row:
    database = room.request.app.state.database
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else 0
    rows = await database.read(Ledger(database, room.event).page, number - 1, 1) if number else []
    if not rows or rows[0].seq != number:
        raise HTTPException(404)
    found: Row = rows[0]
    return found


def _read(room: Room, trade: str, form: Mapping[str, str]) -> tuple[Callable[[str], Fact], list[Problem]]:
    stage, line, reason = form.get("stage", ""), form.get("line", ""), form.get("reason", "")
    number = int(line) if line.isascii() and line.isdigit() and len(line) < 16 else 0
    if form.get("step") == Confirmed.kind:
        return lambda document: Confirmed(trade, stage, number), []
    if form.get("step") != Returned.kind:
        told = {"value": form.get("step", "")[:80], "choices": f"{Confirmed.kind}, {Returned.kind}"}
        return lambda document: Confirmed(trade, stage, number), [Problem("unknown-choice", "step", told)]
    problems = too_long(form)
    if reason not in RETURNED:
        problems.append(Problem("reason-needed", "reason"))
    if not form.get("text"):
        problems.append(Problem("empty-value", "text"))
    return lambda document: Returned(trade, stage, number, reason, document), problems


async def _due(room: Room, trade: str) -> Due | None:
    ready = await room.request.app.state.awards.ready(room.event, trade)
    if ready is None:
        return None
    entries = ready.roll.entries
    counted = Counter("" if each.decision is None else grade_of(each.decision) for each in entries)
    codes = [grade.code for grade in reversed(LADDER) if counted[grade.code]]
    grades = [(code, counted[code]) for code in (*codes, "") if counted[code]]
    return Due(grades, sum(each.check not in ("", "same") for each in entries))


async def _shown(
    room: Room, trade: str, form: Mapping[str, str] | None = None, problems: Sequence[Problem] = ()
) -> Response:
    found = await trade_case(room, trade)
    state = room.request.app.state
    async with state.desk.reading(room.event) as now:
        opened = now.trades.get(trade)
        filed = tuple(grading_problems(opened)) if opened is not None else ()
        awarded = opened.awarded if opened is not None else None
        head = now.seq
    wanted = {each.document for each in found.objections}
    wanted |= {getattr(each.ruled.fact, "document", "") for each in found.objections if each.ruled is not None}
    asked = {"noticed": "result", "awarded": "awards"}.get(found.stage, "")
    line = awarded.line if asked == "awards" and awarded else found.notice.closed if asked and found.notice else 0
    return room.show(
        "supervision/confirm.html",
        problems=problems,
        kept=dict(form or {}),
        case=found,
        filed=filed,
        people=len(awarded.fact.awards) if awarded is not None else 0,
        due=await _due(room, trade) if awarded is not None else None,
        asked=asked,
        line=line,
        line_at=await position(state.database, room.event, line),
        texts=await documents(room, wanted),
        reasons=RETURNED,
        head=head,
    )

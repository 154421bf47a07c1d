"""The inbox: everything that waits for a ruling, longest first, and what was decided below it."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from competition.access.access import allows
from competition.desk_pages import paged
from competition.rulings.room import enter
from competition.rulings.subjects import read_first, subject
from competition.rulings.waiting import waiting
from scoring.facts import Adjusted
from scoring.lines import Line
from scoring.procedure.seconds import read_change
from scoring.steps import (
    Approved,
    DeliberationRecorded,
    HeldSetAside,
    Proposed,
    Rejected,
    TieDecided,
    TimeGranted,
)

DECISIONS = (Approved, Rejected, HeldSetAside, DeliberationRecorded, TieDecided, Adjusted, TimeGranted)
DECIDED_PAGE = 20


@allows("read-office")
async def page(request: Request) -> Response:
    """GET `/office/{event}/rulings`: what waits, by pages (`?page=`); what was decided, by its own (`?decided=`)."""
    room = await enter(request, "read-office")
    lines = await request.app.state.chronicle.lines(room.event)
    decisions = [line for line in reversed(lines) if isinstance(line.fact, DECISIONS)]
    last = max(0, -(-len(decisions) // DECIDED_PAGE) - 1)
    now = min(_number(request.query_params.get("decided", "")), last)
    listed = decisions[now * DECIDED_PAGE : (now + 1) * DECIDED_PAGE]
    proposals = {line.seq: line for line in lines if isinstance(line.fact, Proposed)}
    asked = {line.seq: _asked(line, proposals) for line in listed}
    known = await room.lines({seq for each in asked.values() for seq in read_first(each.fact)})
    async with request.app.state.desk.reading(room.event) as state:
        found = waiting(state, request.query_params.get("trade", ""))
        decided = [(line, asked[line.seq], subject(state, asked[line.seq].fact, known)) for line in listed]
        reasons = {line.seq: _reason(line, proposals) for line in listed}
        trades = list(state.trades)
    number, pages, part = paged(request, len(found))
    return room.show(
        "rulings/inbox.html",
        waiting=found[part],
        total=len(found),
        page=number,
        pages=pages,
        trade=request.query_params.get("trade", ""),
        trades=trades,
        decided=decided,
        reasons=reasons,
        decided_total=len(decisions),
        decided_page=now,
        decided_last=last,
        own=room.is_self,
        done=request.query_params.get("done", ""),
        counts={"rulings": len(found)},
    )


def _asked(line: Line, proposals: Mapping[int, Line]) -> Line:
    """The line that asked for what was decided, with the change itself for its fact; a decision of one person is its
    own."""
    if isinstance(line.fact, (Approved, Rejected)):
        proposal = proposals[line.fact.proposal]
        change = read_change(proposal.fact.change) if isinstance(proposal.fact, Proposed) else None
        return proposal if change is None else proposal._replace(fact=change)
    return line


def _reason(line: Line, proposals: Mapping[int, Line]) -> str:
    """The code of the reason, of a proposal that which it was proposed with; "" where none is asked."""
    asked = proposals[line.fact.proposal] if isinstance(line.fact, (Approved, Rejected)) else line
    return str(getattr(asked.fact, "reason", ""))


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0

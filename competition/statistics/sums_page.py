"""`/office/{event}/statistics`: what the contest came to in numbers, of one trade or of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from competition.access.access import allows
from competition.awarding.pages import SHOWN_FROM
from competition.awarding.service import Awards
from competition.desk_pages import desk_route, paged
from competition.office.room import Room, enter
from competition.statistics.summing import GRADES, GROUP, HELD, ORGANISATION, TRADE, Basis, Slice, basis, summed
from competition.statistics.summing import histogram as stepped
from competition.statistics.sums import called

ROWS = 20
"""Organisations of a page."""


class Bar(NamedTuple):
    """One bar. share: percent of the longest one. code: of a grade, "" for none."""

    label: str
    people: int
    share: float
    code: str = ""


@dataclass(frozen=True)
class Sums:
    """What the page shows. own: the line of each trade, or of the one. totals: of the one trade, in steps. granted:
    persons by grade, None where no roll is spoken of yet. parts: groups and organisations. held: grades before, with
    what became of them. sealed: of the one trade."""

    own: Sequence[Slice]
    totals: Sequence[Bar]
    granted: Sequence[Bar] | None
    groups: Sequence[Slice]
    organisations: Sequence[Slice]
    held: Sequence[Slice]
    sealed: bool


def routes() -> list[BaseRoute]:
    """The page."""
    return [desk_route("/office/{event}/statistics", page)]


@allows("read-office")
async def page(request: Request) -> Response:
    """GET, `?trade=&page=`: pictures and tables."""
    room = await enter(request, "read-office", "sums")
    trade = request.query_params.get("trade", "")
    open_ = [(id, name) for id, name in room.names.trades() if id in room.seen.standings]
    if trade and trade not in dict(open_):
        raise HTTPException(404)
    asked = [id for id, _ in open_ if trade in ("", id)]
    found = [await _basis(room, id) for id in asked]
    sums = await to_thread.run_sync(_sums, found, trade, room.names.lang)
    number, pages, rows = paged(request, len(sums.organisations), ROWS)
    return room.show(
        "statistics/sums.html",
        trade=trade,
        trades=open_,
        sums=sums,
        shown=sums.organisations[rows],
        page=number,
        pages=pages,
        grades=[code for code in GRADES if any(code in each.grades for each in (*sums.own, *sums.held))],
        named_of=lambda each: called(each, dict(open_), room.names.lang),
        largest=max((each.registered for each in sums.organisations), default=0),
    )


async def _basis(room: Room, trade: str) -> Basis:
    """What a trade is summed up from. Its roll is spoken of as on the page of awards: once it is marked."""
    awards: Awards = room.request.app.state.awards
    async with room.request.app.state.desk.reading(room.event) as state:
        stage, sealed = state.trades[trade].stage, state.trades[trade].sealed
    ready = await awards.ready(room.event, trade) if stage in SHOWN_FROM and not sealed else None
    async with room.request.app.state.desk.reading(room.event) as state:
        return basis(state.trades[trade], room.roster["entrants"], None if ready is None else ready.roll)


def _sums(found: Sequence[Basis], trade: str, lang: str) -> Sums:
    lines = list(summed(found))
    one = found[0] if trade and found else None

    def by(which: str, of: str) -> list[Slice]:
        return [each for each in lines if each.by == which and each.trade == of]

    whole = trade if len(found) == 1 and trade else ""
    alone = found[0].trade if len(found) == 1 else ""
    return Sums(
        [each for each in lines if each.by == TRADE],
        _bars([(f"{low} – {high}", count, "") for low, high, count in stepped(one)] if one else []),
        _granted(found),
        by(GROUP, trade) if trade else [],
        by(ORGANISATION, ""),
        by(HELD, alone or whole),
        bool(one and one.sealed),
    )


def _granted(found: Sequence[Basis]) -> list[Bar] | None:
    """Persons by grade, highest first, None where no roll is spoken of."""
    spoken: list[Any] = [each.people for each in found if each.people is not None]
    if not spoken:
        return None
    people = [person for each in spoken for person in each]
    counts = [(code, sum(person.grade == code for person in people)) for code in reversed(GRADES)]
    return _bars([(code, count, code) for code, count in counts if count])


def _bars(rows: Sequence[tuple[str, int, str]]) -> list[Bar]:
    most = max((count for _, count, _ in rows), default=0)
    return [Bar(label, count, round(100 * count / most, 2) if most else 0.0, code) for label, count, code in rows]

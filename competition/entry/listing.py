"""`/office/{event}/paper`: every sheet that a judge may have marked on paper, and how far it is typed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from competition.access.access import allows
from competition.desk_pages import paged
from competition.entry import drafts
from competition.entry.comparing import AGREED, APART, DIFFERS, NOBODY, ONCE, Draft, compared
from competition.entry.drafts import Sheet
from competition.entry.entering import choices
from competition.entry.faces import is_hers
from competition.entry.paper import Paper, paper
from competition.entry.room import enter, judges
from competition.office.daybook import Book
from competition.office.room import Room
from competition.store.database import Database
from scoring.state import State, Trade

ASKED: Final = ("q", "trade", "judge", "state", "page")
"""What the list may be asked for."""

RECORDED, CONFLICT = "recorded", "conflict"
STATES: Final = (NOBODY, ONCE, DIFFERS, APART, CONFLICT, AGREED, RECORDED)


class Row(NamedTuple):
    """A sheet. state: one of the words above. own: the visitor typed it, and it is not recorded yet. cells: that
    differ, as the sheet calls them."""

    trade: str
    sheet: Sheet
    state: str
    own: bool
    cells: tuple[str, ...]


@allows("enter-sheets", "settle")
async def page(request: Request) -> Response:
    """`?q=`, `?trade=`, `?judge=`, `?state=` choose; `go` leads to the sheet that `q` names where it is one."""
    room = await enter(request)
    asked = {name: request.query_params.get(name, "") for name in ASKED}
    known = await judges(room)
    typed = await _typed(room)
    book = await room.office.book(room.event)
    async with request.app.state.desk.reading(room.event) as state:
        every = list(_rows(room, state, known, typed, book))
    named = _words(room, every, exact=True)
    words = asked["q"].casefold().split()
    only = [row for row, said in zip(every, named, strict=True) if words and all(word in said for word in words)]
    if request.query_params.get("go") and len(only) == 1:
        rest = {name: value for name, value in asked.items() if value and name != "q"}
        return RedirectResponse(_address(room, only[0]) + (f"?{urlencode(rest)}" if rest else ""), 303)
    rows = [
        row
        for row, said in zip(every, _words(room, every, exact=False), strict=True)
        if asked["trade"] in ("", row.trade)
        and asked["judge"] in ("", row.sheet.judge)
        and asked["state"] in ("", row.state)
        and all(any(word in each for each in said) for word in words)
    ]
    page, pages, shown = paged(request, len(rows))
    counts = {state: sum(row.state == state for row in every) for state in STATES}
    async with request.app.state.desk.reading(room.event) as state:
        numbers = [_number(paper(state, row.trade, row.sheet)) for row in rows[shown]]
    query = {name: value for name, value in asked.items() if value}
    return room.show(
        "entry/list.html",
        asked=asked,
        query=f"?{urlencode(query)}" if query else "",
        rows=list(zip(rows[shown], numbers, strict=True)),
        address=lambda row: _address(room, row),
        judge_options=[(id, room.names.judge(id)) for id in dict.fromkeys(row.sheet.judge for row in every)],
        state_options=lambda called: [(state, called[state]) for state in STATES if counts[state]],
        counts_of=counts,
        every=len(every),
        total=len(rows),
        page=page,
        pages=pages,
        said={name: request.query_params.get(name, "") for name in ("said", "of", "given", "held")},
        acts={row.sheet: book.papers.get(row.sheet) for row in rows[shown]},
    )


async def _typed(room: Room) -> Mapping[Sheet, list[Draft]]:
    database: Database = room.request.app.state.database

    def read() -> Mapping[Sheet, list[Draft]]:
        with database.connect() as connection:
            return drafts.every(connection, room.event)

    return await database.read(read)


def _rows(
    room: Room, state: State, known: Collection[str], typed: Mapping[Sheet, Sequence[Draft]], book: Book
) -> Iterator[Row]:
    for trade in state.trades.values():
        for sheet in sheets(trade, known):
            there = typed.get(sheet, ())
            own = any(is_hers(room.visitor, room.event, draft) for draft in there)
            found = compared(there)
            reached = found.state
            if reached == NOBODY and sheet in book.papers:
                reached = RECORDED
            elif reached == AGREED:
                of = paper(state, trade.id, sheet)
                reached = CONFLICT if isinstance(of, Paper) and choices(of, found) else AGREED
            cells = (found.open or found.differing) if reached in (DIFFERS, APART) else ()
            yield Row(trade.id, sheet, reached, own, tuple(sorted(_called(place) for place in cells)))


def sheets(trade: Trade, known: Collection[str]) -> Iterator[Sheet]:
    """Every sheet of the trade, by phase, then by entrant in running order, then by judge as they sit. known: judges
    whose sheets are meant."""
    plan = trade.plan
    for phase in plan.phases:
        entered = trade.phases[phase.id].entered or ()
        panels = {plan.panel(aspect) for _, _, aspect in plan.aspects[phase.id].values()}
        seats = [each for each in plan.all_seats if each.panel in panels and each.phase in ("", phase.id)]
        sitting = dict.fromkeys(each.judge for each in seats if each.judge in known)
        for entrant, index in trade.index.items():
            if index not in entered:
                continue
            away = {each.judge: each.reserve for each in plan.recusals if each.entrant == entrant}
            for judge in dict.fromkeys([*sitting, *(each for each in away.values() if each in known)]):
                if judge not in away or any(judge in each.seats for each in plan.owed(phase.id, entrant)):
                    yield Sheet(judge, entrant, phase.id)


def _called(place: tuple[str, str, int]) -> str:
    aspect, item, attempt = place
    return " ".join(part for part in (aspect, item, str(attempt) if attempt > 1 else "") if part)


def _number(of: object) -> tuple[int, int]:
    """(given, asked): the judge's marks that are there."""
    return (sum(spot.seq > 0 for spot in of.spots), len(of.spots)) if isinstance(of, Paper) else (0, 0)


def _words(room: Room, rows: Iterable[Row], *, exact: bool) -> list[tuple[str, ...]]:
    """What each sheet is found by. exact: whole ids and numbers alone."""
    return [_said(room, row, exact) for row in rows]


def _said(room: Room, row: Row, exact: bool) -> tuple[str, ...]:
    judge, entrant, _ = row.sheet
    number = str(room.roster["entrants"].get(entrant, {}).get("number", ""))
    said = [judge, entrant, number, number.lstrip("0")]
    if not exact:
        said += [room.names.judge(judge), room.names.entrant(entrant), room.names.trade(row.trade)]
    return tuple(each.casefold() for each in said if each)


def _address(room: Room, row: Row) -> str:
    judge, entrant, phase = row.sheet
    return f"/office/{room.event}/paper/{row.trade}/{phase}/{judge}/{entrant}"

"""`/office/{event}/progress`: what every panel and judge has given and still owes, down to the missing cells."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from competition.access.access import allows
from competition.desk_pages import paged
from competition.office.daybook import Book
from competition.office.room import Room, enter
from competition.office.standing import Standing
from competition.office.tally import Number, Tally
from scoring import sheets
from scoring.facts import Cell


@dataclass(frozen=True, slots=True)
class Seat:
    """A judge in a phase of a trade. panels: hers there. sheets: that she owes; signed: of them. last: when her last
    mark was given, UTC text."""

    trade: str
    phase: str
    judge: str
    panels: tuple[str, ...]
    number: Number
    sheets: int
    signed: int
    last: str


@dataclass(frozen=True, slots=True)
class Group:
    """A panel in a phase of a trade."""

    trade: str
    phase: str
    panel: str
    number: Number


@allows("read-office")
async def page(request: Request) -> Response:
    """Panels, then judges, those who owe most first; of one trade or all (`?trade=`), all or those who owe
    (`?owing=1`)."""
    room = await enter(request, "read-office", "progress")
    book = await room.office.book(room.event)
    chosen = request.query_params.get("trade", "")
    standings = [each for each in room.seen.standings.values() if chosen in ("", each.id)]
    groups = [group for each in standings for group in _groups(each, room.seen.tallies[each.id])]
    seats = [seat for each in standings for seat in _seats(each, room.seen.tallies[each.id], book)]
    if request.query_params.get("owing"):
        seats = [each for each in seats if each.number.given < each.number.asked or each.signed < each.sheets]
    seats.sort(key=lambda each: each.number.given - each.number.asked)
    page, pages, rows = paged(request, len(seats))
    return room.show(
        "office/progress.html",
        chosen=chosen,
        owing=bool(request.query_params.get("owing")),
        groups=groups,
        seats=seats[rows],
        total=len(seats),
        page=page,
        pages=pages,
    )


@allows("read-office")
async def owed(request: Request) -> Response:
    """`/office/{event}/progress/sheets`: the sheets of one judge in a phase that are not done, with their cells."""
    room = await enter(request, "read-office", "progress")
    trade = room.trade(request.query_params.get("trade", ""))
    judge, phase = request.query_params.get("judge", ""), request.query_params.get("phase", "")
    tally = room.seen.tallies.get(trade["id"], Tally())
    unsigned = await _unsigned(room, trade, judge, phase)
    found = [
        each
        for each in tally.sheets(judge, phase)
        if each.missing or (each.judge, each.entrant, each.phase) in unsigned
    ]
    page, pages, rows = paged(request, len(found), 20)
    cells: dict[tuple[str, str], list[Cell]] = {}
    if trade["id"] in room.seen.standings:
        async with request.app.state.desk.reading(room.event) as state:
            open_trade = state.trades[trade["id"]]
            for each in found[rows]:
                performance = open_trade.performances[each.entrant, each.phase]
                cells[each.entrant, each.phase] = [
                    cell
                    for cell in sheets.cells(open_trade, each.judge, each.entrant, each.phase)
                    if (cell.aspect, cell.item, cell.attempt) not in performance.panels
                    or each.judge not in performance.panels[cell.aspect, cell.item, cell.attempt].values
                ]
    return room.show(
        "office/sheets.html",
        trade=trade,
        judge=judge,
        phase=phase,
        sheets=found[rows],
        cells=cells,
        total=len(found),
        page=page,
        pages=pages,
    )


async def _unsigned(room: Room, trade: Any, judge: str, phase: str) -> set[tuple[str, str, str]]:
    """Sheets of a judge in a phase that want her signature."""
    if trade["id"] not in room.seen.standings:
        return set()
    owed = room.seen.tallies[trade["id"]].sheets(judge, phase)
    async with room.request.app.state.desk.reading(room.event) as state:
        found = state.trades[trade["id"]]
        if not found.terms.signatures:
            return set()
        signed = found.signed
        return {key for each in owed if (key := (each.judge, each.entrant, each.phase)) not in signed}


def _groups(standing: Standing, tally: Tally) -> list[Group]:
    numbers = tally.numbers(lambda place: (place.phase, place.panel))
    return [Group(standing.id, phase, panel, number) for (phase, panel), number in sorted(numbers.items())]


def _seats(standing: Standing, tally: Tally, book: Book) -> list[Seat]:
    numbers = tally.numbers(lambda place: (place.judge, place.phase, place.panel))
    panels: dict[tuple[str, str], list[str]] = {}
    given: Counter[tuple[str, str]] = Counter()
    asked: Counter[tuple[str, str]] = Counter()
    for (judge, phase, panel), number in numbers.items():
        panels.setdefault((judge, phase), []).append(panel)
        given[judge, phase] += number.given
        asked[judge, phase] += number.asked
    owed = Counter((sheet.judge, sheet.phase) for sheet in tally.sheets())
    last: dict[tuple[str, str], str] = {}
    for (judge, trade, phase, _), at in book.by_judge.items():
        if trade == standing.id:
            last[judge, phase] = max(last.get((judge, phase), ""), at)
    return [
        Seat(
            trade=standing.id,
            phase=phase,
            judge=judge,
            panels=tuple(sorted(panels[judge, phase])),
            number=Number(given[judge, phase], asked[judge, phase]),
            sheets=owed[judge, phase],
            signed=tally.signed[judge, phase],
            last=last.get((judge, phase), ""),
        )
        for judge, phase in panels
    ]

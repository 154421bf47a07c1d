"""`/office/{event}/roster`: everybody who competes, and one entrant with her marks; codes alone while sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from competition.access.access import allows
from competition.desk_pages import paged
from competition.office.room import enter
from competition.office.telling import told
from competition.rulings.subjects import tried
from scoring.numbers import shown, text
from scoring.state import State, Trade

SEARCHED = ("number", "name", "name_en", "organisation", "organisation_en")


@dataclass(frozen=True, slots=True)
class Row:
    """An entrant of the list. given, asked: marks in the phase she stands in. rank: None without a place."""

    id: str
    names: Mapping[str, Any]
    phase: str
    given: int
    asked: int
    status: str
    total: str | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class Aspect:
    """One aspect of one entrant. attempt: 0 where there is but one. marks: (judge, value), value None while it is owed.
    why: what keeps it unsettled. figure: what it came to."""

    aspect: str
    name: Mapping[str, str]
    item: str
    attempt: int
    marks: tuple[tuple[str, str | None], ...]
    why: str
    figure: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """A module of a phase. figure: its points, None while it is open. max: None where nothing bounds it."""

    phase: str
    module: str
    figure: str | None
    max: str | None
    aspects: tuple[Aspect, ...]


@allows("read-office")
async def page(request: Request) -> Response:
    """Entrants: `?q=` searches number, name, organisation and code; `?trade=`, `?group=`, `?status=` choose."""
    room = await enter(request, "read-office", "roster")
    asked = {key: request.query_params.get(key, "") for key in ("q", "trade", "group", "status")}
    found = [
        (id, row)
        for id, row in room.roster["entrants"].items()
        if asked["trade"] in ("", row["trade"]) and asked["group"] in ("", row["group"]) and _fits(id, row, asked["q"])
    ]
    async with request.app.state.desk.reading(room.event) as state:
        if asked["status"]:
            found = [each for each in found if _status(state, each[0]) == asked["status"]]
        page, pages, rows = paged(request, len(found))
        ranks = {trade: _ranks(state, trade) for trade in {row["trade"] for _, row in found[rows]}}
        listed = [_row(state, id, row, ranks[row["trade"]]) for id, row in found[rows]]
    return room.show(
        "office/roster.html",
        asked=asked,
        rows=listed,
        groups=[(each, each) for each in sorted({row["group"] for row in room.roster["entrants"].values()}) if each],
        total=len(found),
        page=page,
        pages=pages,
    )


@allows("read-office")
async def entrant(request: Request) -> Response:
    """`/office/{event}/roster/{entrant}`: one entrant."""
    room = await enter(request, "read-office", "roster")
    id = request.path_params["entrant"]
    row = room.roster["entrants"].get(id)
    if row is None:
        raise HTTPException(404)
    async with request.app.state.desk.reading(room.event) as state:
        trade = state.trade_of.get(id)
        ranks = _ranks(state, row["trade"])
        summary = _row(state, id, row, ranks)
        parts = [] if trade is None else _parts(trade, id)
        of = {} if trade is None else trade.granted
        granted = {phase: seconds for (whom, phase), seconds in of.items() if whom == id}
    book = await room.office.book(room.event)
    return room.show(
        "office/entrant.html",
        entrant=summary,
        trade=room.trade(row["trade"]),
        parts=parts,
        granted=granted,
        acts=[(entry, told(entry, room.names)) for entry in book.about(id)],
    )


def _fits(id: str, row: Mapping[str, Any], query: str) -> bool:
    words = query.casefold().split()
    if not words:
        return True
    said = " ".join((id, *(str(row[key]) for key in SEARCHED))).casefold()
    return all(word in said for word in words)


def _status(state: State, entrant: str) -> str:
    trade = state.trade_of.get(entrant)
    if trade is None or not trade.out:
        return ""
    return trade.status_of(entrant, trade.deepest[entrant][1])


def _ranks(state: State, trade: str) -> Mapping[str, int | None]:
    found = state.trades.get(trade)
    return {} if found is None else {found.roster[each.entrant][0]: each.rank for each in found.order}


def _row(state: State, id: str, names: Mapping[str, Any], ranks: Mapping[str, int | None]) -> Row:
    trade = state.trade_of.get(id)
    if trade is None:
        return Row(id, names, "", 0, 0, "", None, None)
    phase = trade.deepest[id][1]
    counts = trade.counts[id]
    return Row(
        id, names, phase, counts["given"], counts["asked"], counts["status"], trade.rows[id]["total"], ranks.get(id)
    )


def _parts(trade: Trade, entrant: str) -> list[Part]:
    found = []
    scheme = trade.plan.scheme
    for phase in trade.plan.phases:
        performance = trade.performances.get((entrant, phase.id))
        if performance is None:
            continue
        aspects: dict[str, list[Aspect]] = {}
        for module, _, aspect, item, attempt, judges in trade.plan.owed(phase.id, entrant):
            panel = performance.panels.get((aspect.id, item, attempt))
            values = {} if panel is None else panel.values
            points = performance.figures.get((aspect.id, item))
            aspects.setdefault(module.id, []).append(
                Aspect(
                    aspect=aspect.id,
                    name={"zh": aspect.name.zh, "en": aspect.name.en},
                    item=item,
                    attempt=tried(aspect, attempt),
                    marks=tuple((judge, values.get(judge)) for judge in judges),
                    why="" if panel is None else panel.why,
                    figure=None if points is None else text(points),
                )
            )
        for module_id in phase.modules:
            points = performance.figures.get((module_id, ""))
            highest = scheme.module[module_id].max
            found.append(
                Part(
                    phase.id,
                    module_id,
                    None if points is None else shown(points, scheme.decimals),
                    None if highest is None else text(highest),
                    tuple(aspects.get(module_id, ())),
                )
            )
    return found

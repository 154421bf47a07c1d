"""`/chief/{event}/statistics`: how a panel marked, for the chief judge; and the same as a table to take along."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from competition.access.access import allows
from competition.desk_pages import desk_route, paged
from competition.exports.forms import MEDIA, comma_separated
from competition.pages import language
from competition.rulings.room import Room, enter
from competition.statistics.connections import connected, declarations
from competition.statistics.looking import Look, Where
from competition.statistics.taking import Group
from competition.words import pair

ADDRESS = "/chief/{event}/statistics"


def routes() -> list[BaseRoute]:
    """Every route of the room."""
    return [desk_route(ADDRESS, page), desk_route(f"{ADDRESS}/judges.csv", download)]


@dataclass(frozen=True)
class _Asked:
    """What the visitor asks for. trades: ids of those that are open. sealed: nobody knows yet whose code is whose."""

    where: Where
    trades: tuple[str, ...]
    look: Look
    sealed: bool


@allows("watch-chief")
async def page(request: Request) -> Response:
    """GET, `?trade=&phase=&panel=&part=&node=&page=`: pictures and figures of one panel."""
    room = await enter(request, "watch-chief", here="statistics")
    asked = await _asked(room)
    if asked is None:
        return room.show("statistics/none.html")
    values: dict[str, Any] = {
        "trade": asked.where.trade,
        "trades": asked.trades,
        "groups": asked.look.groups,
        "group": asked.look.group,
        "node": asked.where.node,
        "as_of": asked.look.as_of,
        "sealed": asked.sealed,
        "report": asked.look.report,
    }
    if asked.look.report is None or asked.look.group is None:
        return room.show("statistics/waiting.html", **values)
    from competition.statistics import pictures  # as late as what it draws

    report = asked.look.report
    page, pages, rows = paged(request, len(report.rows), pictures.COLUMNS)
    effects = [end for each in report.severities for end in (each.share, *(each.interval or ()))]
    favours = [end for each in report.favours for end in (each.share, *(each.interval or ()))]
    return room.show(
        "statistics/panel.html",
        nodes=_nodes(asked.look.group, language(request)),
        position=f"{room.event}:{asked.look.head.seq}:{asked.look.head.digest}",
        picture=pictures,
        severity_scale=pictures.about_zero(effects),
        favour_scale=pictures.about_zero(favours),
        map=pictures.mapped(report, rows),
        page=page,
        pages=pages,
        isnan=math.isnan,
        **values,
    )


@allows("watch-chief")
async def download(request: Request) -> Response:
    """GET `judges.csv`, of the same question: one row a judge."""
    room = await enter(request, "watch-chief", here="statistics")
    asked = await _asked(room)
    if asked is None or asked.look.report is None or asked.look.group is None:
        raise HTTPException(404)
    from competition.statistics.table import taken

    lang, group, head = language(request), asked.look.group, asked.look.head
    about = [
        ("event", _called(room.roster["event"]["name"], lang)),
        ("trade", _called(room.trade(asked.where.trade), lang)),
        ("phase", _called(room.phase(asked.where.trade, group.phase), lang)),
        ("panel", _of_panel(group)),
        ("node", asked.where.node),
    ]
    names = {judge: _called(room.judge(judge), lang) for judge in asked.look.report.judges}
    made = taken(asked.look.report, about, names, f"{room.event}:{head.seq}:{head.digest}", lang)
    parts = (
        room.event,
        asked.where.trade,
        group.phase,
        group.panel,
        str(group.part or ""),
        asked.where.node,
        str(head.seq),
    )
    called = "-".join(filter(None, parts))
    headers = {"Content-Disposition": f'attachment; filename="{called}-judges.csv"', "Cache-Control": "no-store"}
    return Response(comma_separated(made), media_type=MEDIA["csv"], headers=headers)


async def _asked(room: Room) -> _Asked | None:
    """What the address asks for; None where no trade is open. Raises 404 where there is no such thing."""
    state_of, query = room.request.app.state, room.request.query_params
    where = Where(*(query.get(key, "") for key in Where._fields))
    async with state_of.desk.reading(room.event) as state:
        trades = tuple(state.trades)
        sealed = frozenset(id for id, each in state.trades.items() if each.sealed)
    if not trades:
        return None
    where = where._replace(trade=where.trade or trades[0])
    if where.trade not in trades:
        raise HTTPException(404)
    known = connected(await declarations(state_of.database, room.event), _of_trade(room, where.trade))
    look = await state_of.statistics.look(room.event, where, offices=room.offices(), connected=known)
    if look.group is None and any(where[1:]):
        raise HTTPException(404)
    return _Asked(where, trades, look, where.trade in sealed)


def _of_trade(room: Room, trade: str) -> Mapping[str, Mapping[str, Any]]:
    return {id: row for id, row in room.roster["entrants"].items() if row["trade"] == trade}


def _nodes(group: Group, lang: str) -> list[tuple[str, str]]:
    """(id, name) of everything that the panel's marks can be narrowed down to: modules, then aspects."""
    found: dict[str, str] = {}
    for module, _, _ in group.aspects.values():
        found[module.id] = _titled(module.id, {"zh": module.name.zh, "en": module.name.en}, lang)
    for _, _, aspect in group.aspects.values():
        found[aspect.id] = _titled(aspect.id, {"zh": aspect.name.zh, "en": aspect.name.en}, lang)
    return list(found.items()) if len(found) > 2 else []


def _of_panel(group: Group) -> str:
    return f"{group.panel} {group.part}" if group.part else group.panel


def _titled(id: str, names: Mapping[str, str], lang: str) -> str:
    name = _called(names, lang)
    return id if name == id else f"{id} {name}"


def _called(names: Mapping[str, str], lang: str) -> str:
    return pair(names, lang).lead

"""Lists of results: `/events/{event}/trades/{trade}/results` and `/events/{event}/prizes` for everybody, the same at
`/office/{event}/…` for the office, from whom no freeze keeps anything back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from competition import pages
from competition.access.access import allows
from competition.desk_pages import desk_route, paged
from competition.results.listed import Cup, Results, cups, results
from competition.rulings.room import enter
from competition.scores.why import told
from competition.words import Both, pair, term
from scoring.nodes import Scheme
from scoring.standings.reasons import Reason

ROWS = 500
"""Entrants of a page."""


def routes() -> list[BaseRoute]:
    """The pages, each with its action declared."""
    return [
        desk_route("/events/{event}/trades/{trade}/results", public_results),
        desk_route("/events/{event}/prizes", public_prizes),
        desk_route("/office/{event}/trades/{trade}/results", office_results),
        desk_route("/office/{event}/prizes", office_prizes),
    ]


@allows("read-pages")
async def public_results(request: Request) -> Response:
    """One trade for everybody; nothing while its board is frozen."""
    roster = await request.app.state.rosters.roster(request.path_params["event"])
    named = None if roster is None else _trade(roster, request)
    if roster is None or named is None:
        return pages.not_here(request, "event" if roster is None else "trade", roster)
    found = await _results(request, public=True)
    return pages.page(request, "results/trade.html", roster=roster, trade=named, **found, **_said(request, roster))


@allows("read-pages")
async def public_prizes(request: Request) -> Response:
    """Every overall prize for everybody; those with a trade that is frozen or sealed are withheld."""
    roster = await request.app.state.rosters.roster(request.path_params["event"])
    if roster is None:
        return pages.not_here(request, "event")
    found = await _cups(request, public=True)
    return pages.page(request, "results/prizes.html", roster=roster, cups=found, **_said(request, roster))


@allows("read-office")
async def office_results(request: Request) -> Response:
    """One trade as the office sees it."""
    room = await enter(request, "read-office", "trades")
    named = _trade(room.roster, request)
    if named is None:
        return pages.not_here(request, "trade", room.roster)
    found = await _results(request, public=False)
    return room.show("results/office_trade.html", trade=named, **found, **_said(request, room.roster))


@allows("read-office")
async def office_prizes(request: Request) -> Response:
    """Every overall prize as the office sees it."""
    room = await enter(request, "read-office", "trades")
    found = await _cups(request, public=False)
    return room.show("results/office_prizes.html", cups=found, **_said(request, room.roster))


def _trade(roster: Mapping[str, Any], request: Request) -> Mapping[str, Any] | None:
    return next((each for each in roster["trades"] if each["id"] == request.path_params["trade"]), None)


async def _results(request: Request, *, public: bool) -> dict[str, Any]:
    """What the reader may see of a trade; found: None where it is not open, or kept back."""
    async with request.app.state.desk.reading(request.path_params["event"]) as state:
        trade = state.trades.get(request.path_params["trade"])
        number, count, part = paged(request, 0 if trade is None else len(trade.roster), ROWS)
        kept = trade is not None and trade.kept is not None and public
        found: Results | None = None if trade is None or kept else results(trade, part)
    return {"found": found, "frozen": kept, "page": number, "pages": count}


async def _cups(request: Request, *, public: bool) -> list[Cup]:
    async with request.app.state.desk.reading(request.path_params["event"]) as state:
        return cups(state, public=public)


def _said(request: Request, roster: Mapping[str, Any]) -> dict[str, Any]:
    """What names entrants, teams, trades, medals and reasons in the reader's language."""
    lang = pages.language(request)

    def entrant(id: str) -> Both:
        row = roster["entrants"].get(id) or {"name": id, "name_en": ""}
        return pair({"zh": row["name"], "en": row["name_en"]}, lang)

    def house(id: str) -> Both | None:
        row = roster["entrants"].get(id)
        named = {} if row is None else {"zh": row["organisation"], "en": row["organisation_en"]}
        return pair(named, lang) if any(named.values()) else None

    def trade(id: str) -> Both:
        return pair(next(each["name"] for each in roster["trades"] if each["id"] == id), lang)

    def why(reason: Reason, scheme: Scheme | None = None) -> str:
        return told(reason, lang, scheme)

    return {
        "entrant_name": entrant,
        "house_name": house,
        "team_name": lambda id: pair(roster["teams"].get(id) or {"zh": id, "en": id}, lang),
        "trade_name": trade,
        "why": why,
        "medal": lambda code: term("medals", code, lang),
    }

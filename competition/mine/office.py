"""`/office/{event}/links`: private links are made, renewed and revoked; what they say is shown once."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

import anyio
import segno
from markupsafe import Markup
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition.access.access import allows
from competition.access.accounts import Accounts
from competition.access.entrance.forms import form_of
from competition.access.visitors import acting
from competition.desk_pages import desk_route, paged
from competition.exports.forms import SIGN, STARTS
from competition.mine import links
from competition.mine.links import Made
from competition.office.room import Room, enter

COLUMNS = ("trade", "entrant", "number", "name", "organisation", "link")
"""Of the file of links."""

Roster = Mapping[str, Any]


class Links:
    """The office's pages about private links. address: where people reach this server, "" for where the request came
    to."""

    def __init__(self, accounts: Accounts, address: str = "") -> None:
        self._accounts = accounts
        self._address = address.rstrip("/")

    def routes(self) -> list[BaseRoute]:
        """The pages, each with its action declared."""
        return [
            desk_route("/office/{event}/links", self.page),
            desk_route("/office/{event}/links", self.act, methods=("POST",)),
        ]

    @allows("give-links")
    async def page(self, request: Request) -> Response:
        """Who of a trade has a link."""
        room = await enter(request, "give-links", "roster")
        base = await self._base(room)
        trade = _trade(base, request.query_params.get("trade", ""))
        entrants = _of_trade(base, trade)
        kept = await self._accounts.read(lambda connection: links.of_event(connection, room.event))
        number, count, part = paged(request, len(entrants))
        return room.show(
            "mine/links.html",
            trade=trade,
            trades=base["trades"],
            entrants=[(id, base["entrants"][id]) for id in entrants[part]],
            kept_links=kept,
            lacking=sum(id not in kept for id in entrants),
            total=len(entrants),
            page=number,
            pages=count,
        )

    @allows("give-links")
    async def act(self, request: Request) -> Response:
        """Make links for those who lack one, or for all of a trade anew; renew or revoke one entrant's."""
        actor = await acting(request, "give-links", request.path_params["event"])
        room = await enter(request, "give-links", "roster")
        base = await self._base(room)
        form = await form_of(request)
        trade, entrant, asked = _trade(base, form.get("trade", "")), form.get("entrant", ""), form.get("act", "")
        key = form.get("key", "")
        entrants = _of_trade(base, trade)
        if entrant:
            entrants = [each for each in entrants if each == entrant]

        def made(connection: Connection) -> list[Made]:
            if asked == "revoke":
                for each in entrants if entrant else ():
                    links.revoke(connection, room.event, each)
                return []
            lacking = set(entrants) - set(links.of_event(connection, room.event))
            lacking |= links.unseen(connection, room.event, made_by=actor.id, form=key)
            wanted = [each for each in entrants if asked == "renew" or each in lacking]
            return links.make(connection, room.event, wanted, made_by=actor.id, form=key)

        new = await self._accounts.write(made) if asked in ("make", "renew", "revoke") else []
        if not new:
            return RedirectResponse(f"/office/{room.event}/links?trade={quote(trade)}", 303)
        address = self._address or str(request.base_url).rstrip("/")
        cards = await anyio.to_thread.run_sync(partial(_cards, base["entrants"], new, address))
        return room.show("mine/sheet.html", trade=trade, trades=base["trades"], cards=cards, file=_file(trade, cards))

    async def _base(self, room: Room) -> Roster:
        """The roster as the catalogue has it: links belong to entrants, whatever codes they bear."""
        base: Roster | None = await room.request.app.state.catalogue.roster(room.event)
        if base is None or not base["trades"]:
            raise HTTPException(404)
        return base


def _trade(base: Roster, asked: str) -> str:
    """The trade that is asked for, else the first."""
    known = [str(each["id"]) for each in base["trades"]]
    return asked if asked in known else known[0]


def _of_trade(base: Roster, trade: str) -> list[str]:
    return [id for id, row in base["entrants"].items() if row["trade"] == trade]


def _cards(entrants: Mapping[str, Mapping[str, Any]], made: Sequence[Made], address: str) -> list[dict[str, Any]]:
    return [_card(each.entrant, entrants[each.entrant], f"{address}/mine/{each.token}") for each in made]


def _card(entrant: str, row: Mapping[str, Any], url: str) -> dict[str, Any]:
    qr = segno.make(url, error="m", micro=False).svg_inline(scale=4, border=3, omitsize=True)
    return {"entrant": entrant, "row": row, "url": url, "qr": Markup(qr)}


def _file(trade: str, cards: Sequence[Mapping[str, Any]]) -> str:
    """The links as an address that holds a CSV file: what was shown once is kept by nobody but its reader."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for card in cards:
        row = card["row"]
        cells = (trade, card["entrant"], row["number"], row["name"], row["organisation"])
        writer.writerow([*(SIGN + cell if cell.startswith(STARTS) else cell for cell in cells), card["url"]])
    return "data:text/csv;charset=utf-8," + quote("\ufeff" + out.getvalue())

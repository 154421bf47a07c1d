"""Where a trade's scheme stands: as it was imported or kept while the trade is not open, afterwards as its ledger has
it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.exceptions import HTTPException

from competition import catalogue
from competition.intake.package import Package
from competition.office.room import Room
from competition.schemes.annex import Annex, read_annex
from competition.schemes.reading import Setting
from competition.schemes.writing import of_scheme
from scoring.nodes import Scheme


@dataclass(frozen=True)
class Standing:
    """A trade's scheme. open: its ledger holds it. text: as TOML. name: of its file in the package. shared: other
    trades with the same file. panels: ids, of which one marks each aspect."""

    trade: str
    scheme: Scheme
    annex: Annex
    text: str
    open: bool
    name: str
    shared: tuple[str, ...]
    panels: tuple[str, ...]

    @property
    def document(self) -> Mapping[str, Any]:
        """What its TOML states."""
        return tomllib.loads(self.text, parse_float=str)


async def package_of(room: Room) -> Package:
    """What the catalogue has of the event. Raises 404 where it has nothing."""
    package = await room.office.plans.package(room.event)
    if package is None:
        raise HTTPException(404)
    return package


async def standing(room: Room, trade: str) -> Standing:
    """The trade's scheme as it stands. Raises 404 where there is no such trade, and what the database raises."""
    package = await package_of(room)
    stated = next((each for each in package.contest.trades if each.id == trade), None)
    if stated is None:
        raise HTTPException(404)
    annex = await room.office.database.read(_annex, room, stated.scheme)
    async with room.request.app.state.desk.reading(room.event) as state:
        opened = None if trade not in state.trades else state.trades[trade].plan.scheme
    kept = package.schemes[trade]
    shared = tuple(each.id for each in package.contest.trades if each.scheme == stated.scheme and each.id != trade)
    return Standing(
        trade=trade,
        scheme=opened or kept,
        annex=read_annex(annex),
        text=package.scheme_texts[stated.scheme] if opened in (None, kept) else of_scheme(opened or kept),
        open=opened is not None,
        name=stated.scheme,
        shared=shared,
        panels=tuple(sorted({seat.panel for seat in package.panels if seat.trade == trade})),
    )


async def setting(room: Room, found: Standing, panel: str, framed: bool) -> Setting:
    """What a sheet is read for in this trade."""
    contest = (await package_of(room)).contest
    days = (date.fromisoformat(contest.ends) - date.fromisoformat(contest.starts)).days + 1
    return Setting(days, panel if panel in found.panels else "", found.document if framed else None)


def _annex(room: Room, scheme: str) -> str:
    with room.office.database.connect() as connection:
        return catalogue.annex(connection, room.event, scheme)

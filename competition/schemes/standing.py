"""Where a trade's scheme stands: as it was imported or kept while the trade is not open, afterwards as its ledger has
it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request

from competition import catalogue
from competition.intake.package import Package
from competition.schemes.annex import Annex, read_annex
from competition.schemes.reading import Setting
from competition.schemes.writing import of_scheme
from competition.store.database import Database
from scoring.facts import Fact
from scoring.nodes import Scheme
from scoring.steps import SchemeAmended


@dataclass(frozen=True)
class Standing:
    """A trade's scheme. open: its ledger holds it. text: as TOML. name: of its file in the package. shared: other
    trades with the same file that are not amended. panels: ids, of which one marks each aspect. final: the result
    stands. pending: line of an amendment that waits for a second person, 0 for none."""

    trade: str
    scheme: Scheme
    annex: Annex
    text: str
    open: bool
    name: str
    shared: tuple[str, ...]
    panels: tuple[str, ...]
    final: bool = False
    pending: int = 0

    @property
    def document(self) -> Mapping[str, Any]:
        """What its TOML states."""
        return tomllib.loads(self.text, parse_float=str)


class Within(Protocol):
    """A room of one event."""

    @property
    def request(self) -> Request: ...
    @property
    def event(self) -> str: ...


async def package_of(room: Within) -> Package:
    """What the catalogue has of the event. Raises 404 where it has nothing."""
    package: Package | None = await room.request.app.state.office.plans.package(room.event)
    if package is None:
        raise HTTPException(404)
    return package


async def standing(room: Within, trade: str) -> Standing:
    """The trade's scheme as it stands. Raises 404 where there is no such trade, and what the database raises."""
    package = await package_of(room)
    stated = next((each for each in package.contest.trades if each.id == trade), None)
    if stated is None:
        raise HTTPException(404)
    database: Database = room.request.app.state.database
    annex = await database.read(_annex, database, room.event, stated.scheme)
    async with room.request.app.state.desk.reading(room.event) as state:
        found = state.trades.get(trade)
        opened = None if found is None else found.plan.scheme
        final = found is not None and found.final
        pending = next((line for line, each in state.proposals.items() if is_amendment(each.change, trade)), 0)
        amended = {each.id for each in state.trades.values() if each.amended}
    kept = package.schemes[trade]
    beside = [each.id for each in package.contest.trades if each.scheme == stated.scheme]
    shared = tuple(each for each in beside if each not in {trade, *amended} and trade not in amended)
    return Standing(
        trade=trade,
        scheme=opened or kept,
        annex=read_annex(annex),
        text=package.scheme_texts[stated.scheme] if opened in (None, kept) else of_scheme(opened or kept),
        open=opened is not None,
        name=stated.scheme,
        shared=shared,
        panels=tuple(sorted({seat.panel for seat in package.panels if seat.trade == trade})),
        final=final,
        pending=pending,
    )


def is_amendment(change: Fact | None, trade: str) -> bool:
    """True where the change is another scheme for this trade."""
    return isinstance(change, SchemeAmended) and change.trade == trade


async def setting(room: Within, found: Standing, panel: str, framed: bool) -> Setting:
    """What a sheet is read for in this trade."""
    contest = (await package_of(room)).contest
    days = (date.fromisoformat(contest.ends) - date.fromisoformat(contest.starts)).days + 1
    return Setting(days, panel if panel in found.panels else "", found.document if framed else None)


def _annex(database: Database, event: str, scheme: str) -> str:
    with database.connect() as connection:
        return catalogue.annex(connection, event, scheme)

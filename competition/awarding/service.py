"""Rolls for pages: made off the event loop, kept until the trade's table or its awards change."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from anyio import to_thread
from sqlalchemy import Connection

from competition import catalogue
from competition.awarding.covering import Covers, covers
from competition.awarding.house import asked, head, house
from competition.awarding.recorded import body
from competition.awarding.roll import Basis, Documents, Entry, Roll, basis, digests, roll
from competition.awarding.stored import bodies
from competition.desk import Desk
from competition.documents import erase, keep
from competition.intake.package import Package
from competition.store.database import Database
from scoring.boards.board import table_digest
from scoring.clauses.values import Policy
from scoring.problems import Problem
from scoring.procedure.granting import grading_problems
from scoring.procedure.order import step_problems
from scoring.state import INSIDE, State
from scoring.steps import Awarded

REMEMBERED_S = 30.0
"""How long a catalogue may be repeated without asking the database."""

TOGETHER = 200
"""Documents that are kept in one transaction."""


class Ready(NamedTuple):
    """A trade's roll and how far the trade is. missing: what keeps the awards from being stated, empty where they may
    be. entrants: on the roster. position: `stream:seq:digest`."""

    roll: Roll
    stage: str
    missing: tuple[Problem, ...]
    entrants: int
    position: str


class Awards:
    """Reads and states awards."""

    def __init__(self, desk: Desk, database: Database) -> None:
        self._desk, self._database = desk, database
        self._packages: dict[str, tuple[float, Package]] = {}
        self._rolls: dict[tuple[str, str], tuple[object, Roll]] = {}
        self._stating: dict[str, asyncio.Lock] = {}
        self._covering = asyncio.Lock()

    async def package(self, event: str, *, fresh: bool = False) -> Package | None:
        """What the catalogue has of the event, None where there is no such event."""
        kept = self._packages.get(event)
        if kept is not None and kept[0] > time.monotonic() and not fresh:
            return kept[1]
        found = await self._database.read(self._load, event)
        if found is not None:
            self._packages[event] = (time.monotonic() + REMEMBERED_S, found)
        return found

    async def ready(self, event: str, trade: str) -> Ready | None:
        """The trade with its roll, None where it is not open. Raises UnknownEvent or StoreFailed."""
        package = await self.package(event)
        async with self._desk.reading(event) as state:
            end = (await self._desk.recorder(event)).head
            if package is None or trade not in state.trades:
                return None
            found, version, at = state.trades[trade], _version(state, trade), asked(state, trade)
            stage, entrants = found.stage, len(found.roster)
            missing = (*step_problems(state, trade, "result-confirmed"), *grading_problems(found))
            wanted = digests(state)
        version = (version, await self._database.read(head, self._database) if at is None else at)
        kept = self._rolls.get((event, trade))
        if kept is None or kept[0] != version:
            made = await self._made(event, trade, package, wanted, at)
            kept = self._rolls[event, trade] = (version, made)
        return Ready(kept[1], stage, missing, entrants, f"{event}:{end.seq}:{end.digest}")

    async def drawn_up(self, event: str, trade: str) -> Awarded:
        """What stating the awards of a trade now means, its documents kept. Where the step is out of order no document
        is, and the fact will be refused. Raises UnknownEvent or StoreFailed."""
        package = await self.package(event, fresh=True)
        async with self._desk.reading(event) as state:
            found = state.trades.get(trade)
            if found is None or package is None:
                return Awarded(trade, "", "", ())
            policy, board = found.policy_digest, table_digest(found)
            if [*step_problems(state, trade, "result-confirmed"), *grading_problems(found)]:
                return Awarded(trade, policy, board, ())
            wanted, at = digests(state), asked(state, trade)
        made = await self._made(event, trade, package, wanted, at)
        awards: list[tuple[str, str, str]] = []
        try:
            for start in range(0, len(made.entries), TOGETHER):
                some = made.entries[start : start + TOGETHER]
                documents = await self._database.read(_documents, some)
                kept = await self._database.write(partial(_keep, event=event, documents=documents))
                awards += [(entry.entrant, entry.person, digest) for entry, digest in zip(some, kept, strict=True)]
        except BaseException:
            await self.forget(awards)
            raise
        return Awarded(trade, policy, board, tuple(awards), house=made.house)

    async def forget(self, awards: Iterable[tuple[str, str, str]]) -> None:
        """Erase the documents of awards that became no line. Raises StoreFailed."""
        digests = [document for _, _, document in awards]
        await self._database.write(lambda connection: [erase(connection, each) for each in digests])

    async def covers(self, policy: Policy, lang: str) -> Covers:
        """What the text of a policy covers; worked out once, one policy after the other."""
        async with self._covering:
            return await to_thread.run_sync(covers, policy.text, lang)

    def turn(self, event: str) -> asyncio.Lock:
        """Awards of an event are stated one after the other."""
        return self._stating.setdefault(event, asyncio.Lock())

    async def _made(self, event: str, trade: str, package: Package, wanted: list[str], at: str | None) -> Roll:
        documents = await self._database.read(self._bodies, wanted)
        read = await self._database.read(house, self._database, at)
        async with self._desk.reading(event) as state:
            found = basis(state, trade, package, documents, read)
        return await self._database.read(_rolled, found, documents)

    def _load(self, event: str) -> Package | None:
        with self._database.connect() as connection:
            return catalogue.load(connection, event)

    def _bodies(self, wanted: list[str]) -> Documents:
        with self._database.connect() as connection:
            return bodies(connection, wanted)


def _rolled(found: Basis, documents: Documents) -> Roll:
    return roll(found, documents)


def _documents(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return [body(entry.decision) for entry in entries if entry.decision is not None]


def _keep(connection: Connection, *, event: str, documents: Iterable[Mapping[str, Any]]) -> list[str]:
    return [keep(connection, event, each) for each in documents]


def _version(state: State, trade: str) -> object:
    """What changes when a roll does: the table, what stands of any trade's awards, and who competes."""
    found = state.trades[trade]
    stated = tuple(
        (each.id, each.awarded and each.awarded.line, each.confirmed.get("awards")) for each in state.trades.values()
    )
    return found.views[INSIDE[0]].version, found.final, found.sealed, len(found.substitutes), stated

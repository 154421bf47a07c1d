"""A contest with names that nobody may find in a private page, marked to the end; and the application that shows it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2 as httpx
from starlette.testclient import TestClient

import run
from competition.intake import Package
from competition.mine import links
from competition.recording.recorder import Recorder
from competition.settings import Settings
from competition.store.database import Database, open_database
from scoring.boards.board import table
from scoring.facts import Cell, Fact, Finalised
from scoring.procedure.seconds import change_text
from scoring.procedure.signing import module_digest
from scoring.state import Trade
from scoring.steps import (
    Approved,
    MarkCorrected,
    ModuleCountersigned,
    ModuleSigned,
    NoticePosted,
    Proposed,
    ResultReopened,
)
from tests.competition.rehearsals.stands import package, stand

EVENT, TRADE, ELSEWHERE = "orchard", "grafting", "pruning"
HER, OTHERS, SHE_ELSEWHERE = "A1", ("A2", "A3", "A4"), "B1"
CANARY = "canary"
"""Begins the ids and names of judges and the names of all other entrants."""


def canaried() -> Package:
    """The contest, its judges and entrants renamed so that a page shows at once whom it speaks of."""
    held = package("orchard")
    ids = {each.judge: f"{CANARY}-judge-{each.judge}" for each in held.judges}
    return replace(
        held,
        judges=tuple(
            each._replace(judge=ids[each.judge], name=f"{CANARY}裁判", name_en=f"{CANARY} judge")
            for each in held.judges
        ),
        panels=tuple(each._replace(judge=ids[each.judge]) for each in held.panels),
        entrants=tuple(
            each._replace(name=f"{CANARY}选手{each.entrant}", name_en=f"{CANARY} entrant {each.entrant}")
            if each.entrant != HER
            else each
            for each in held.entrants
        ),
    )


class Hall:
    """The application over such a contest, and somebody at a phone."""

    def __init__(self, client: TestClient, database: Database) -> None:
        self.client = client
        self.database = database
        self._keys = 0

    def link(self, entrant: str = HER) -> str:
        """A new link of the entrant."""
        with self.database.transaction() as connection:
            return f"/mine/{links.make(connection, EVENT, [entrant], made_by='organiser.main')[0].token}"

    def opens(self, link: str, lang: str = "en") -> httpx.Response:
        """What the phone is answered."""
        return self.client.get(link, headers={"accept-language": lang})

    def states(self, actor: str, fact: Fact) -> int:
        """Record what somebody states; its line."""
        self._keys += 1
        key = f"hall-{self._keys}"

        async def record() -> int:
            answer = await (await self._recorder()).record(fact, actor=actor, key=key)
            assert answer.status == "accepted" and answer.seq is not None, answer
            return answer.seq

        assert self.client.portal is not None
        return self.client.portal.call(record)

    def trade(self, id: str = TRADE) -> Trade:
        """The trade as it is; read only, while nothing is recorded."""

        async def read() -> Trade:
            async with (await self._recorder()).reading() as state:
                return state.trades[id]

        assert self.client.portal is not None
        return self.client.portal.call(read)

    def posts(self, day: str = "2026-05-11") -> None:
        """The association posts the notice."""
        self.states("association.main", NoticePosted(TRADE, "", day))

    def corrects(self) -> tuple[str, str]:
        """The result is opened again, one of her marks corrected by two persons, and all made final; (mark before, and
        after)."""
        reopening = self.states("organiser.main", Proposed(change_text(ResultReopened(TRADE)), "typing"))
        self.states("supervisor.second", Approved(reopening))
        trade = self.trade()
        performance = trade.performances[HER, "prelim"]
        place, panel = next(each for each in performance.panels.items() if each[0][0] == "score")
        (judge,) = panel.seats
        was = panel.values[judge]
        now = "41" if was != "41" else "42"
        mark = MarkCorrected(Cell(judge, HER, "prelim", place[1], place[0]), now, panel.seqs[judge])
        correction = self.states("organiser.main", Proposed(change_text(mark), "typing"))
        self.states("supervisor.second", Approved(correction))
        for phase in self.trade().plan.phases:
            for module in phase.modules:
                digest = module_digest(self.trade(), phase.id, module)
                signed = self.trade().modules_signed.get((phase.id, module))
                if signed is not None and signed[0] != digest:
                    self.states("chief.main", ModuleSigned(TRADE, phase.id, module, digest))
                    self.states("supervisor.second", ModuleCountersigned(TRADE, phase.id, module, digest))
        self.states("organiser.main", Finalised(TRADE, ""))
        return was, now

    def row(self, entrant: str = HER) -> dict[str, Any]:
        """What the public table says of an entrant."""
        return dict(table(self.trade())[entrant])

    async def _recorder(self) -> Recorder:
        recorder: Recorder = await self.client.app.state.desk.recorder(EVENT)  # type: ignore[attr-defined]
        return recorder


@contextmanager
def hall(folder: Path, *, final: bool = True) -> Iterator[Hall]:
    """The contest in a database of the folder, marked, its results final, and its application."""

    async def held() -> None:
        async with stand(folder) as stood:
            await stood.hold(canaried(), over=final)

    asyncio.run(held())
    url = f"sqlite:///{folder / 'contest.db'}"
    with open_database(url) as database:
        app = run.build(Settings(database=url, backup_every=0))
        with TestClient(app, follow_redirects=False) as client:
            yield Hall(client, database)

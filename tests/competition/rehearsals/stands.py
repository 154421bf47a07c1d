"""A contest that is over, in a database of its own: marked, frozen on the way, with a mark that came too late; and
rehearsals of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from competition.imports import begin
from competition.intake import Package, read
from competition.recording.batch import Entry
from competition.recording.recorder import Recorder
from competition.recording.streams import Streams
from competition.rehearsals.conducting import Rehearsals
from competition.rehearsals.cues import Cue, moved
from competition.rehearsals.inventing import invented
from competition.store.database import Database, open_database
from scoring.boards.board import table, view
from scoring.facts import Finalised, Frozen, MarkGiven, SheetSigned, Thawed
from scoring.procedure.terms import NO_TERMS
from scoring.state import State
from scoring.steps import HeldSetAside, NoticePosted
from tests.competition.venue import ROOT

GOLDEN = ROOT / "tests" / "golden"


def package(name: str) -> Package:
    """A worked contest of the tests."""
    found, problems = read(GOLDEN / name)
    assert found is not None, problems
    return found


class Stand:
    """A database with its streams and rehearsals."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.streams = Streams(database, publish=lambda event, views: None, lost=lambda event: None)
        self.rehearsals = Rehearsals(database, self.streams)

    async def recorder(self, event: str) -> Recorder:
        recorder = await self.streams.recorder(event)
        assert recorder is not None
        return recorder

    async def hold(self, what: str | Package, seed: str = "spring", *, over: bool = True) -> str:
        """Hold a contest, its marks invented, to its final results where it is to be over; its event."""
        held = package(what) if isinstance(what, str) else what
        event = held.contest.event
        with self.database.transaction() as connection:
            assert begin(connection, held, marks=False, finished=True) is None
        recorder = await self.recorder(event)
        cues = invented(held, seed).cues
        places: dict[int, int] = {}
        signed = [cue for cue in cues if isinstance(cue.fact, SheetSigned)]
        for cue in cues:
            if isinstance(cue.fact, Finalised):
                await self._state(recorder, cue, Thawed(cue.fact.trade))
                if not over:
                    continue
            answer = await recorder.record(
                moved(cue.fact, places), actor=cue.actor, key=f"k{cue.seq}", contents=cue.contents
            )
            assert answer.status == "accepted" and answer.seq is not None, (cue, answer)
            places[cue.seq] = answer.seq
            if cue is signed[0]:
                await self._come_late(recorder, cues, cue)
            if cue is signed[len(signed) // 2]:
                for trade in held.schemes:
                    await self._state(recorder, cue, Frozen(trade, ""))
        return event

    async def _come_late(self, recorder: Recorder, cues: tuple[Cue, ...], signature: Cue) -> None:
        """A mark comes after its sheet was signed, is held, and set aside."""
        sheet = signature.fact
        assert isinstance(sheet, SheetSigned)
        given = [each.fact for each in cues if isinstance(each.fact, MarkGiven) and each.actor == signature.actor]
        late = next(each for each in given if (each.cell.entrant, each.cell.phase) == (sheet.entrant, sheet.phase))
        held = await recorder.record(replace(late, supersedes=0), actor=signature.actor, key="late")
        assert held.status == "held" and held.seq is not None, held
        aside = HeldSetAside(held.seq, "already-counted")
        assert (await recorder.record(aside, actor="chief.main", key="aside")).status == "accepted"

    async def _state(self, recorder: Recorder, cue: Cue, fact: Frozen | Thawed) -> None:
        await recorder.record_all([Entry(fact, "organiser.main", f"{fact.kind}-{fact.trade}")])

    async def rehearse(self, source: str, *, seed: str = "", speed: str = "100") -> str:
        """Rehearse an event to the end; the rehearsal's event."""
        event = await self.rehearsals.begin(source, office=source, seed=seed, speed=speed, made_by="organiser.main")
        await asyncio.wait_for(await self.rehearsals.play(event), 60)
        return event

    async def tables(self, event: str) -> dict[str, object]:
        """Every trade's rows, as the office and as everybody sees them, and whether it is final."""
        async with (await self.recorder(event)).reading() as state:
            return {trade.id: _shown(state, trade.id) for trade in state.trades.values()}

    def lines(self, event: str) -> list[tuple[object, ...]]:
        """The stored lines of an event."""
        with self.database.connect() as connection:
            query = "SELECT seq, body, digest, actor, key FROM line WHERE stream = ? ORDER BY seq"
            return [tuple(row) for row in connection.exec_driver_sql(query, (event,))]


def _shown(state: State, trade: str) -> object:
    found = state.trades[trade]
    rows = {audience: view(state, trade, audience).rows for audience in ("public", "office")}
    return table(found), rows, found.final, dict(found.signed)


@asynccontextmanager
async def stand(folder: Path) -> AsyncIterator[Stand]:
    """A database in the folder."""
    with open_database(f"sqlite:///{folder / 'contest.db'}") as database:
        made = Stand(database)
        try:
            yield made
        finally:
            await made.rehearsals.close()
            await made.streams.close()


def posting(state: State, trade: str) -> NoticePosted:
    """The notice of a trade."""
    assert state.trades[trade].terms != NO_TERMS
    return NoticePosted(trade, "", "2026-05-11")

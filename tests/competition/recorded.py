"""What a recorder's tests look at: what the database holds, whether its stream is sound, and what another task
brings about."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from competition.recording.recorder import Answer, Entry, Recorder
from competition.store.database import Database
from competition.store.ledger import Ledger
from competition.store.verify import Position, verify
from scoring import lines
from scoring.facts import Fact
from tests.competition.ledgers import EVENT


def stored(url: str) -> dict[int, Fact]:
    """The facts that the database holds, by seq."""
    with Database(url) as database:
        return {row.seq: lines.line(row.seq, row.body).fact for row in Ledger(database, EVENT).lines()}


def sound(url: str) -> Position:
    """Where the stream ends, as `verify` finds it."""
    with Database(url) as database:
        found = verify(database, EVENT)
    assert isinstance(found, Position), found
    return found


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something that another task brings about."""
    async with asyncio.timeout(seconds):
        while True:
            if condition():
                return
            await asyncio.sleep(0.01)


async def record(recorder: Recorder, entry: Entry) -> Answer:
    return (await recorder.record_all([entry]))[0]

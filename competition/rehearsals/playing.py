"""Playing a rehearsal: its facts are recorded at their moments, as fast as its row says, until nothing is left."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from competition.recording.batch import Answer, Entry
from competition.recording.recorder import Recorder
from competition.rehearsals import kept
from competition.rehearsals.cues import Cue, Script, moved, named_by
from competition.rehearsals.kept import PLAYED, PLAYING, Rehearsal
from competition.store.database import Database, StoreFailed
from scoring.facts import MarkGiven

TAKEN = ("accepted", "held", "known")
AT_ONCE = 100
"""Facts that are recorded together at most."""

LOOKED_EVERY_S = 0.25
"""How often its row is looked at: whether to pause, go faster or stop."""

BEATS_EVERY_S = 1.0
AGAIN_S = 1.0
"""How long is waited after the store has failed."""


class Playing:
    """One run of a rehearsal, until all is played, or somebody stops it or plays it instead. tell: called with its row
    whenever that was written."""

    def __init__(
        self,
        database: Database,
        recorder: Recorder,
        script: Script,
        *,
        event: str,
        player: str,
        tell: Callable[[Rehearsal], None] = lambda row: None,
    ) -> None:
        self._database = database
        self._recorder = recorder
        self._script = script
        self._event = event
        self._player = player
        self._tell = tell
        self._places: dict[int, int] = {}
        self._waiting: list[Cue] = []
        self._clock_s = 0.0
        self._played = 0
        self._refused = 0

    async def run(self) -> None:
        """Play. What was recorded before is not played again."""
        row = await self._begin()
        at = looked = beaten = time.monotonic()
        while row is not None and self._waiting:
            at, before = time.monotonic(), at
            if row.state == PLAYING:
                speed = float(row.speed)
                self._clock_s = self._clock_s + (at - before) * speed if speed else self._script.length_s
                await self._play()
            if at >= beaten + BEATS_EVERY_S:
                beaten = at
                await self._beat()
            if at >= looked + LOOKED_EVERY_S:
                looked = at
                row = await self._look()
            if row is not None and self._waiting:
                await asyncio.sleep(self._pause_s(row))
        if row is not None:
            await self._beat()
            await self._database.write(lambda connection: kept.steer(connection, self._event, state=PLAYED))
            self._told(await self._look())

    async def _begin(self) -> Rehearsal | None:
        row = await self._look()
        self._places = await self._database.read(self._stored)
        self._waiting = [cue for cue in self._script.cues if cue.seq not in self._places][::-1]
        if row is not None:
            self._clock_s = float(row.reached)
        played = {cue.seq for cue in self._script.cues if isinstance(cue.fact, MarkGiven)}
        self._played = sum(seq in played for seq in self._places)
        return row

    async def _play(self) -> None:
        """Record all that is due, as many at once as name no line among themselves."""
        while due := self._due():
            answers = await self._recorded([_entry(cue, self._places) for cue in due])
            for cue, answer in zip(due, answers, strict=True):
                if answer.status in TAKEN and answer.seq is not None:
                    self._places[cue.seq] = answer.seq
                    self._played += isinstance(cue.fact, MarkGiven)
                else:
                    self._refused += 1

    def _due(self) -> list[Cue]:
        due: list[Cue] = []
        among: set[int] = set()
        while self._waiting and len(due) < AT_ONCE:
            cue = self._waiting[-1]
            if cue.at_s > self._clock_s or among & named_by(cue.fact):
                break
            among.add(cue.seq)
            due.append(self._waiting.pop())
        return due

    async def _recorded(self, entries: Sequence[Entry]) -> list[Answer]:
        while True:
            try:
                return await self._recorder.record_all(entries)
            except StoreFailed:
                await asyncio.sleep(AGAIN_S)

    def _pause_s(self, row: Rehearsal) -> float:
        """Until the next fact is due, or the row is looked at."""
        if row.state != PLAYING or not float(row.speed):
            return LOOKED_EVERY_S
        return min(LOOKED_EVERY_S, max(0.0, (self._waiting[-1].at_s - self._clock_s) / float(row.speed)))

    async def _look(self) -> Rehearsal | None:
        """The row, None where this run is to end."""
        row = await self._database.read(self._row)
        wanted = row is not None and row.player == self._player and row.state in (PLAYING, kept.PAUSED, PLAYED)
        return row if wanted else None

    async def _beat(self) -> None:
        reached_s = min(self._clock_s, self._script.length_s)
        await self._database.write(
            lambda connection: kept.beat(
                connection,
                self._event,
                self._player,
                reached_s=reached_s,
                played=self._played,
                refused=self._refused,
            )
        )
        self._told(await self._look())

    def _told(self, row: Rehearsal | None) -> None:
        if row is not None:
            self._tell(row)

    def _row(self) -> Rehearsal | None:
        with self._database.connect() as connection:
            return kept.find(connection, self._event)

    def _stored(self) -> dict[int, int]:
        with self._database.connect() as connection:
            return kept.places(connection, self._event)


def _entry(cue: Cue, places: dict[int, int]) -> Entry:
    return Entry(moved(cue.fact, places), cue.actor, cue.key, cue.contents)

"""Where rehearsals are begun, played and ended. One a process; what it plays ends with it, and can go on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final, TypeVar

from sqlalchemy import Connection

from competition import catalogue
from competition.access import logins
from competition.access.access import Actor
from competition.intake.files.texts import UNSEEN, visible
from competition.intake.package import Package
from competition.recording.recorder import Recorder
from competition.recording.streams import Streams
from competition.rehearsals import cues, kept
from competition.rehearsals.cues import Script
from competition.rehearsals.inventing import invented
from competition.rehearsals.kept import PAUSED, PLAYING, Rehearsal
from competition.rehearsals.playing import Playing
from competition.store.database import Database
from competition.store.ledger import Ledger
from scoring.problems import Problem
from scoring.procedure.order import REHEARSAL

MOST_FORMS: Final = 500
"""Forms of which it is remembered that they asked."""

Found = TypeVar("Found")

log = logging.getLogger("saiping.rehearsals")


class Refused(Exception):
    """A rehearsal cannot be begun, or not go on."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Rehearsals:
    """Rehearsals of this installation."""

    def __init__(self, database: Database, streams: Streams) -> None:
        self._database = database
        self._streams = streams
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._asked: dict[str, None] = {}

    def is_new(self, form: str) -> bool:
        """True the first time that a form asks, by its key: what is clicked twice begins once. "": it has none."""
        known = form in self._asked
        if form:
            self._asked[form] = None
        while len(self._asked) > MOST_FORMS:
            del self._asked[next(iter(self._asked))]
        return not known

    def again(self, form: str) -> None:
        """Let a form that was refused ask once more."""
        self._asked.pop(form, None)

    async def listed(self, office: str) -> list[Rehearsal]:
        """Those that were begun in an event's office, the newest first."""
        return await self._database.read(self._read, lambda connection: kept.of_office(connection, office))

    async def find(self, event: str) -> Rehearsal | None:
        """The rehearsal that is this event."""
        return await self._database.read(self._read, lambda connection: kept.find(connection, event))

    async def past(self, event: str) -> Problem | None:
        """Why the event cannot be played again; None where it can."""
        recorder = await self._source(event)
        async with recorder.reading() as state:
            if state.purpose == REHEARSAL:
                return _itself(event)
            open_ = kept.unfinished(state)
            if open_:
                return Problem("rehearsal-unfinished", "source", {"trade": open_[0]})
            return None if state.trades else Problem("rehearsal-nothing", "source", {"event": event})

    async def begin(self, source: str, *, office: str, seed: str, speed: str, made_by: str, login: str = "") -> str:
        """Begin one, and play it; its event. seed: of invented marks, "" where those of the source are played. login:
        who becomes its organiser, "" for nobody. Raises Refused, StoreFailed and what the ledger raises."""
        if UNSEEN.search(seed):
            raise Refused(Problem("control-character", "seed", {"value": visible(seed)}))
        problem = await self._invented_for(source) if seed else await self.past(source)
        if problem is not None:
            raise Refused(problem)
        package, script = await self._database.read(self._prepared, source, seed)
        if not script.marks:
            raise Refused(Problem("rehearsal-nothing", "source", {"event": source}))

        def begun(connection: Connection) -> str:
            event = kept.begin(connection, package, script, office=office, seed=seed, speed=speed, made_by=made_by)
            if login:
                logins.grant(connection, Actor("organiser", login, event), login=login)
            return event

        return await self._database.write(begun)

    async def play(self, event: str, tell: Callable[[Rehearsal], None] = lambda row: None) -> asyncio.Task[None]:
        """Play it from where it is, in place of whoever does; the task that does. Raises Refused, StoreFailed."""
        row = await self.find(event)
        recorder = await self._streams.recorder(event)
        if row is None or recorder is None or row.state == catalogue.OVER:
            raise Refused(Problem("rehearsal-ended", "", {"event": event}))
        script = (await self._database.read(self._prepared, row.source, row.seed))[1]
        player = await self._database.write(lambda connection: kept.claim(connection, event))
        playing = Playing(self._database, recorder, script, event=event, player=player, tell=tell)
        task = asyncio.create_task(playing.run())
        task.add_done_callback(_noted)
        self._tasks[event] = task
        return task

    async def go_on(self, event: str) -> None:
        """Play on: whoever plays it does, and where nobody does this process. Raises Refused, StoreFailed."""
        row = await self.find(event)
        if row is not None and row.attended:
            await self.steer(event, state=PLAYING)
        else:
            await self.play(event)

    async def pause(self, event: str) -> None:
        """Let it stand where it is. Raises StoreFailed."""
        await self.steer(event, state=PAUSED)

    async def steer(self, event: str, **said: str) -> None:
        """Change state or speed; who plays it sees so within a moment. Raises StoreFailed."""
        await self._database.write(lambda connection: kept.steer(connection, event, **said))

    async def close(self) -> None:
        """Stop playing."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _invented_for(self, event: str) -> Problem | None:
        """Why no marks can be invented for the event; None where they can."""
        async with (await self._source(event)).reading() as state:
            return _itself(event) if state.purpose == REHEARSAL else None

    async def _source(self, event: str) -> Recorder:
        recorder = await self._streams.recorder(event)
        if recorder is None:
            raise Refused(Problem("unknown-event", "source", {"event": event}))
        return recorder

    def _prepared(self, source: str, seed: str) -> tuple[Package, Script]:
        """The source's package and what is played of it."""
        package = self._read(lambda connection: catalogue.load(connection, source))
        if package is None:
            raise Refused(Problem("unknown-event", "source", {"event": source}))
        return package, invented(package, seed) if seed else cues.past(Ledger(self._database, source))

    def _read(self, function: Callable[[Connection], Found]) -> Found:
        with self._database.connect() as connection:
            return function(connection)


def _itself(event: str) -> Problem:
    return Problem("rehearsal-of-rehearsal", "source", {"event": event})


def _noted(task: asyncio.Task[None]) -> None:
    """Say why a rehearsal broke off."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("a rehearsal broke off", exc_info=error)

"""The one road in: check → append → apply → publish. One writer per stream; acknowledged means committed.

Waiting facts form a batch. Under the stream's lock each is checked against, and applied to, a tentative state, in
order; after one commit that state becomes readable, answers go out and views are published. Where the store fails the
tentative state is dropped and folded anew from the database.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext, suppress
from typing import NamedTuple

from sqlalchemy import Connection

from competition.recording.batch import NONE, SYSTEM, Answer, Batch, Entry, Unapplied
from competition.recording.follower import Follower, Spell
from competition.store import ledger as ledgers
from competition.store.clock import Clock, Watch, utc
from competition.store.database import Database, StoreError, StoreFailed
from competition.store.fold import Fold
from competition.store.ledger import Head, Ledger
from scoring.engine import Change, hurrying
from scoring.facts import Fact, StreamOpened
from scoring.state import State

__all__ = ["Answer", "Entry", "Recorder", "StoreFailed", "create_stream"]

BATCH = 512
"""Facts that a batch gathers before it stops waiting for more; a request is never split."""

POLL_S = 0.25
"""How often lines are looked for that another process wrote."""

log = logging.getLogger("saiping.recorder")


class _Request(NamedTuple):
    entries: Sequence[Entry]
    answers: asyncio.Future[list[Answer]]


def create_stream(connection: Connection, stream: str, purpose: str, clock: Clock | None = None) -> None:
    """Make a stream, purpose `event`, `rehearsal` or `house`, with its line 1, in the caller's transaction.
    Raises IntegrityError where there is one."""
    at = utc((clock or Clock()).wall())
    row, _ = Fold(stream).draft(StreamOpened(stream, purpose), at=at, actor=SYSTEM, key="opened")
    ledgers.create(connection, stream, purpose, row)


def _ignore(_: object) -> None:
    pass


class Recorder:
    """Records facts in one stream and keeps its state. Use as `async with Recorder(ledger) as recorder`.

    on_commit: called with what lines changed, this process's and others', once they are committed and readable.
    on_stale: called with why the state no longer follows the stream (a code), and with "" when it does again.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        clock: Clock | None = None,
        on_commit: Callable[[Sequence[Change]], None] = _ignore,
        on_stale: Callable[[str], None] = _ignore,
        poll_s: float = POLL_S,
    ) -> None:
        self.stream = ledger.stream
        self._database = ledger.database
        self._ledger = ledger
        self._follower = Follower(Ledger(ledger.database, ledger.stream), on_commit, on_stale)
        self._watch = Watch(clock or Clock())
        self._poll_s = poll_s
        self._own = 0
        self._turn = asyncio.Lock()
        self._waiting: deque[_Request] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Recorder:
        """Fold the stream as it is. Raises NoSuchStream, or StoreFailed where it cannot be read; a damaged line leaves
        the state as it was before that line, and stale."""
        try:
            await self._database.read(self._ledger.head)
        except StoreError:
            raise
        except Exception as error:
            raise StoreFailed(f"{self.stream}: {error}") from error
        async with self._turn:
            await self._follower.refold()
            self._follower.publish()
        _ = self._follower.state
        self._loop = asyncio.get_running_loop()
        self._tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._follow())]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Answer who still waits, then stop."""
        self._closing = True
        self._wake.set()
        writing, following = self._tasks
        await writing
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following

    @property
    def stale(self) -> str:
        """Why the state does not follow the stream, as a code; "" while it does."""
        return self._follower.stale

    @property
    def database(self) -> Database:
        """Where the stream and what its lines name are kept."""
        return self._database

    @property
    def head(self) -> Head:
        """The last line that was folded."""
        return self._follower.fold.head

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[State]:
        """The committed state, which stands still meanwhile: be brief. Raises StoreFailed where there is none."""
        async with self._turn:
            yield self._follower.state

    async def record(self, fact: Fact, *, actor: str, key: str, contents: Mapping[str, str] | None = None) -> Answer:
        """Record one fact; see `record_all`."""
        return (await self._queue((Entry(fact, actor, key, contents or NONE),)))[0]

    async def record_all(self, entries: Sequence[Entry]) -> list[Answer]:
        """Record facts in order, in one transaction; an answer each, in that order, none before the disk has them.

        Frozen and Finalised without a board are given the digest of the table as it then stands. Raises StoreFailed:
        nothing was changed. Who stops waiting does not stop the recording.
        """
        return await self._queue(entries)

    def _queue(self, entries: Sequence[Entry]) -> asyncio.Future[list[Answer]]:
        if self._closing or not self._tasks:
            raise StoreFailed(f"{self.stream}: the recorder is closed")
        answers: asyncio.Future[list[Answer]] = self._loop.create_future()
        self._waiting.append(_Request(entries, answers))
        self._wake.set()
        return answers

    async def _write(self) -> None:
        while not (self._closing and not self._waiting):
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                async with self._database.turn():
                    await self._take_turn()

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(self._poll_s)
            await self._follower.poll(self._turn)

    async def _take_turn(self) -> None:
        """One batch, from the stream's lock to the answers. Who reads waits only while the state is tentative."""
        requests: list[_Request] = []
        answers: list[list[Answer]] | None = None
        failure = StoreFailed(f"{self.stream}: the recorder was stopped")
        try:
            head = await self._begin()
            async with self._turn:
                requests = self._gather()
                try:
                    answers = await self._record(requests, head)
                except BaseException:
                    await self._recover()
                    raise
                self._follower.publish()
        except Exception as error:
            requests = requests or self._gather()
            log.exception("%s: a batch of %d requests failed", self.stream, len(requests))
            failure = StoreFailed(f"{self.stream}: {error}")
            failure.__cause__ = error
        finally:  # where this task is cancelled, too: nobody waits for ever
            for index, request in enumerate(requests):
                if request.answers.done():
                    continue
                if answers is None:
                    request.answers.set_exception(failure)
                else:
                    request.answers.set_result(answers[index])

    async def _begin(self) -> Head:
        """Take the stream's lock; waits where another process holds it. Raises what the store raises."""
        if self.stale:
            raise StoreFailed(f"{self.stream} is stale: {self.stale}")
        head = self._ledger.begin_now()
        return await self._database.run(self._ledger.begin) if head is None else head

    def _gather(self) -> list[_Request]:
        requests: list[_Request] = []
        count = 0
        while self._waiting and count < BATCH:
            requests.append(self._waiting.popleft())
            count += len(requests[-1].entries)
        return requests

    async def _recover(self) -> None:
        """Let go of the lock and drop what was tentative."""
        try:
            await self._database.run(self._ledger.rollback)
        except Exception:
            log.exception("%s: the rollback failed; the database does it when the connection ends", self.stream)
        await self._follower.refold()
        self._follower.publish()

    async def _record(self, requests: list[_Request], head: Head) -> list[list[Answer]]:
        """Answers by request, committed. Raises what the store raises."""
        try:
            return await self._attempt(requests, Batch(self._follower.fold), head, hurrying)
        except Unapplied as error:
            log.error("%s: a batch cannot be applied at once", self.stream, exc_info=error.__cause__)
        broken: list[Entry] = []
        while True:  # whose fault it was shows when nothing is put off
            await self._recover()
            head = await self._begin()
            try:
                return await self._attempt(requests, Batch(self._follower.fold, broken), head, nullcontext)
            except Unapplied as error:
                log.error("%s: %s cannot be applied", self.stream, error.entry, exc_info=error.__cause__)
                assert error.entry is not None
                broken.append(error.entry)

    async def _attempt(
        self,
        requests: list[_Request],
        batch: Batch,
        head: Head,
        pace: Callable[[State], AbstractContextManager[object]],
    ) -> list[list[Answer]]:
        """Answers, committed. pace: `hurrying`, or `nullcontext` to work every line out before the next.
        Raises Unapplied, which names the entry unless it was put off, and what the store raises."""
        fold = batch.fold
        if head != fold.head:
            await self._follower.catch_up(self._ledger, head, writing=True)
        entries = (entry for request in requests for entry in request.entries)
        known = {seq for each in entries if (seq := fold.seq_of(each.actor, each.key)) is not None}
        if known:
            batch.stored = await self._database.run(self._ledger.bodies, known)
        batch.at, batch.jumped = self._watch.read(fold.state.at, own=self._own == fold.head.seq)
        try:
            with pace(fold.state):
                answers = await self._judged(requests, batch)
        except Unapplied:
            raise
        except Exception as error:
            raise Unapplied from error
        if not batch.rows:
            await self._database.run(self._ledger.rollback)
            return answers
        await self._database.run(self._keep, batch)
        self._own = fold.head.seq
        for change in batch.changes:
            self._follower.adopted(change)
        if batch.jumped:
            self._watch.said(batch.at)
        return answers

    async def _judged(self, requests: list[_Request], batch: Batch) -> list[list[Answer]]:
        spell = Spell()
        answers = []
        for request in requests:
            answered = []
            for entry in request.entries:
                answered.append(batch.judge(entry))
                if spell.over():
                    await spell.rest()
            answers.append(answered)
        return answers

    def _keep(self, batch: Batch) -> None:
        self._ledger.append(batch.rows, batch.contents)
        self._ledger.commit()

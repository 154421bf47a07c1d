"""What recording costs, many who submit at once and one alone, against bare parsing, hashing and committing."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import json
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from typing import TypeVar

import uvloop

from benchmarks.contest import AT, Contest, contents
from benchmarks.rounds import Round, set_aside
from competition.recording.recorder import Recorder, create_stream
from competition.store.database import Database, open_database
from competition.store.ledger import Ledger
from scoring import lines
from scoring.facts import MarkGiven

T = TypeVar("T")

SUBMITTERS = 256
SETTINGS = ("journal_mode = WAL", "synchronous = FULL")
"""How the product opens SQLite."""


class BareLog:
    """Commits texts one by one into a table of one column, in one thread: the least that makes a text last."""

    def __init__(self, file: Path) -> None:
        self._connection = _bare(file)
        self._connection.execute("CREATE TABLE text (body TEXT NOT NULL)")
        self._thread = ThreadPoolExecutor(1)

    async def commit(self, text: str) -> None:
        """When this returns, the disk has the text: a thread of its own has committed it, as the product has one."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._commit, text)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()

    def _commit(self, text: str) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO text VALUES (?)", (text,))
        self._connection.execute("COMMIT")


class Reference:
    """A recorder that checks nothing and knows no contest: it parses, encodes and hashes what waits, commits that as
    one batch in the database's writer thread, and answers. Its tables are the product's."""

    def __init__(self, database: Database, stream: str) -> None:
        assert database.path is not None
        self._database = database
        self._stream = stream
        self._connection = _bare(database.path)
        self._waiting: list[tuple[str, asyncio.Future[int]]] = []
        self._wake = asyncio.Event()
        self._seq = 1
        self._digest = lines.NOTHING

    async def record(self, text: str) -> int:
        """The seq of the line that the text became."""
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((text, answer))
        self._wake.set()
        return await answer

    async def write(self) -> None:
        """Work until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                batch, self._waiting = self._waiting, []
                rows = [self._row(text) for text, _ in batch]
                await self._database.run(self._commit, rows)
                for row, (_, answer) in zip(rows, batch, strict=True):
                    answer.set_result(row[1])

    def _row(self, text: str) -> tuple[str, int, str, str, str, str]:
        stated = json.loads(text)
        body = lines.canonical(stated)
        self._digest = hashlib.sha256((self._digest + body).encode()).hexdigest()
        self._seq += 1
        return self._stream, self._seq, body, self._digest, stated["actor"], stated["key"]

    def _commit(self, rows: Sequence[tuple[str, int, str, str, str, str]]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(
            "INSERT INTO line (stream, seq, body, digest, actor, key) VALUES (?, ?, ?, ?, ?, ?)", rows
        )
        self._connection.execute("COMMIT")


def _bare(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    for setting in SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    return connection


@contextmanager
def recorder(submitters: int = SUBMITTERS, each: int = 40) -> Iterator[Round]:
    """Lines a second of `submitters` judges, each of whom sends her next mark when the last was answered."""
    contest = Contest(max(1, submitters // 8), max(1, each // 4))
    marks: dict[str, list[MarkGiven]] = {}
    for trade in contest.names:
        for mark in contest.marks(trade):
            marks.setdefault(mark.cell.judge, []).append(mark)
    assert len(marks) == submitters, "there are eight judges a trade"
    given = [own[:each] for own in marks.values()]
    texts = [
        [lines.body(mark, at=AT, actor=f"judge.{mark.cell.judge}", key=f"key-{n}") for n, mark in enumerate(own)]
        for own in given
    ]
    total, number = sum(map(len, given)), count()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_database(f"sqlite:///{folder}/recorder.db") as database,
        open_database(f"sqlite:///{folder}/reference.db") as plain,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):

        def one_round() -> Mapping[str, float]:
            stream = f"bench-{next(number)}"
            ours = total / runner.run(_record(database, stream, contest, given))
            reference = total / runner.run(_refer(plain, stream, texts))
            return {"recorder": ours / reference, "recorder, marks/s": ours, "recorder, reference/s": reference}

        with set_aside():
            yield one_round


async def _record(database: Database, stream: str, contest: Contest, given: Sequence[Sequence[MarkGiven]]) -> float:
    async with await _opened(database, stream, contest) as recorder:

        async def submit(own: Sequence[MarkGiven]) -> None:
            for key, mark in enumerate(own):
                answer = await recorder.record(mark, actor=f"judge.{mark.cell.judge}", key=f"key-{key}")
                assert answer.status == "accepted", answer

        return await _all_at_once(submit, given)


async def _refer(database: Database, stream: str, texts: Sequence[Sequence[str]]) -> float:
    with database.transaction() as connection:
        create_stream(connection, stream, "event")
    reference = Reference(database, stream)
    writing = asyncio.create_task(reference.write())

    async def submit(own: Sequence[str]) -> None:
        for text in own:
            await reference.record(text)

    took = await _all_at_once(submit, texts)
    writing.cancel()
    return took


async def _all_at_once(submit: Callable[[T], Awaitable[None]], work: Sequence[T]) -> float:
    """Seconds until everybody's work is done; rubbish of the work before is gone."""
    gc.collect()
    began = time.perf_counter()
    await asyncio.gather(*(submit(own) for own in work))
    return time.perf_counter() - began


async def _opened(database: Database, stream: str, contest: Contest) -> Recorder:
    """A recorder, still to be entered, of a new stream whose trades are open."""
    with database.transaction() as connection:
        create_stream(connection, stream, "event")
    ledger = Ledger(database, stream)
    async with Recorder(ledger) as opening:
        for trade in contest.names:
            answer = await opening.record(
                contest.opened(trade), actor="organiser.main", key=f"open-{trade}", contents=contents()
            )
            assert answer.status == "accepted", answer
    return Recorder(ledger)


@contextmanager
def one_mark(marks: int = 100, entrants: int = 100) -> Iterator[Round]:
    """Time until one mark alone is answered, and until one text alone is committed: medians of a round."""
    contest, number = Contest(1, entrants), count()
    stated = list(contest.marks("T01"))[:marks]
    texts = [lines.body(mark, at=AT, actor="judge.T01-craft-1", key="key") for mark in stated]
    with (
        tempfile.TemporaryDirectory() as folder,
        open_database(f"sqlite:///{folder}/recorder.db") as database,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        closing(BareLog(Path(folder) / "bare.db")) as bare,
    ):

        async def both() -> Mapping[str, float]:
            async with await _opened(database, f"bench-{next(number)}", contest) as recorder:

                async def record(mark: MarkGiven) -> None:
                    answer = await recorder.record(mark, actor=f"judge.{mark.cell.judge}", key=_key(mark))
                    assert answer.status == "accepted", answer

                ours, alone = await _one_by_one(record, stated), await _one_by_one(bare.commit, texts)
            return {"one mark": ours / alone, "one mark, ms": ours * 1e3, "one mark, bare commit ms": alone * 1e3}

        yield lambda: runner.run(both())


def _key(mark: MarkGiven) -> str:
    return f"{mark.cell.entrant}-{mark.cell.aspect}"


async def _one_by_one(act: Callable[[T], Awaitable[None]], work: Sequence[T]) -> float:
    """Median seconds of one act."""
    took = []
    for each in work:
        began = time.perf_counter()
        await act(each)
        took.append(time.perf_counter() - began)
    return median(took)

"""Kill a recorder at random moments under load: what it acknowledged is there, once, and the chain is sound.

    python -m tests.competition.kill --n 200 [--database URL] [--plant]

Each round forks a process that records marks in a stream of its own, all in one database, and writes every answer to a
pipe. SIGKILL comes at a random moment; then the stream is walked, and every acknowledged key looked for. At the end all
streams are walked again. `--plant` answers before the commit: seen red, the harness can see.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import random
import select
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import click

from competition.recording.recorder import Recorder
from competition.store.database import Database, open_database
from competition.store.ledger import Head, Ledger, NoSuchStream
from competition.store.verify import Position, verify
from tests.competition.ledgers import JUDGES, mark, opening, prepare
from tests.postgres import Cluster, fresh, installed

SUBMITTERS = 48
LONGEST_S = 0.3
"""A round is killed within so many seconds of its start."""


class EarlyLedger(Ledger):
    """The planted bug: answers go out when the lines are appended; they are committed a little later."""

    def commit(self) -> None:
        pass

    def begin_now(self) -> Head | None:
        return None if self._writing is not None else super().begin_now()

    def begin(self) -> Head:
        if self._writing is not None:
            time.sleep(0.1)
            super().commit()
        return super().begin()


async def record(url: str, stream: str, acknowledge: int, *, planted: bool) -> None:
    """Record marks for ever; write `key seq` for every one that was accepted to the file descriptor."""
    database = Database(url)
    prepare(database, stream)
    entrants = tuple(f"E{number:02}" for number in range(SUBMITTERS // len(JUDGES)))
    async with Recorder((EarlyLedger if planted else Ledger)(database, stream)) as recorder:
        start = opening(entrants=entrants)
        (opened,) = await recorder.record_all([start])
        os.write(acknowledge, f"{start.key} {opened.seq}\n".encode())

        async def submit(judge: str, entrant: str) -> None:
            line = 0
            for number in count():
                entry = mark(judge, entrant, str(number % 10), key=f"{judge}-{entrant}-{number}", supersedes=line)
                (answer,) = await recorder.record_all([entry])
                assert answer.status == "accepted", answer
                line = answer.seq or 0
                os.write(acknowledge, f"{entry.key} {line}\n".encode())

        await asyncio.gather(*(submit(judge, entrant) for judge in JUDGES for entrant in entrants))


def killed(url: str, stream: str, after_s: float, *, planted: bool, answering: bool) -> list[tuple[str, int]]:
    """Fork the recorder and kill it; what it acknowledged, as (key, seq). answering: so long after its first answer,
    else after it was forked, when a slow machine may not have given any."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            asyncio.run(record(url, stream, writing, planted=planted))
        finally:
            os._exit(status)
    os.close(writing)
    said = os.read(reading, 65_536) if answering else b""
    kill_at = time.monotonic() + after_s
    while (left := kill_at - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            piece = os.read(reading, 65_536)
            if not piece:
                break
            said += piece
    os.kill(child, signal.SIGKILL)
    while piece := os.read(reading, 65_536):
        said += piece
    os.close(reading)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError("the recorder ended by itself: see what it said above")
    answers = (line.split() for line in said.decode().splitlines(keepends=True) if line.endswith("\n"))
    return [(key, int(seq)) for key, seq in answers]


def judged(database: Database, stream: str, acknowledged: list[tuple[str, int]]) -> tuple[list[str], Position | None]:
    """What is wrong with the stream after a kill, and where it ends (None where it was not yet made)."""
    ledger = Ledger(database, stream)
    try:
        ledger.head()
    except NoSuchStream:
        return [f"{stream}: gone with {len(acknowledged)} acknowledged"] if acknowledged else [], None
    end = verify(database, stream)
    if not isinstance(end, Position):
        return [f"{stream}:{end.seq}: {end.code} {dict(end.facts)}"], None
    lines = [(row.key, row.seq) for row in ledger.lines()]
    there, times = set(lines), Counter(key for key, _ in lines)
    wrong = [f"{stream}: {key} was acknowledged as line {seq}" for key, seq in acknowledged if (key, seq) not in there]
    wrong += [f"{stream}: {key} is there {times[key]} times" for key, _ in acknowledged if times[key] > 1]
    return wrong, end


def rounds(url: str, n: int, *, planted: bool, chance: random.Random) -> tuple[list[str], int, int]:
    """So many kills: what is wrong, how many answers were acknowledged, how many lines there are."""
    open_database(url).close()
    wrong: list[str] = []
    ends: list[Position] = []
    acknowledged = 0
    for number in range(n):
        stream = f"round-{number}"
        answers = killed(url, stream, chance.uniform(0, LONGEST_S), planted=planted, answering=number % 2 == 0)
        acknowledged += len(answers)
        with Database(url) as database:
            found, end = judged(database, stream, answers)
        wrong += found
        ends += [end] if end is not None else []
        if sys.stderr.isatty():
            click.echo(f"\r{number + 1} of {n}", nl=False, err=True)
    with Database(url) as database:
        for end in ends:
            if verify(database, end.stream, [end]) != end:
                wrong.append(f"{end.stream}: was sound after its own round, and is not at the end")
    return wrong, acknowledged, sum(end.seq for end in ends)


@contextlib.contextmanager
def databases(url: str | None) -> Iterator[dict[str, str]]:
    """The databases to kill in, by name: the one that is given, or an SQLite file and a PostgreSQL server."""
    if url is not None:
        yield {url.split(":", 1)[0]: url}
        return
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="saiping-kill-"))
        found = {"sqlite": f"sqlite:///{Path(folder) / 'store.db'}"}
        programs = installed()
        named = os.environ.get("SAIPING_TEST_POSTGRES")
        if named is None and programs is not None:
            named = stack.enter_context(Cluster(programs, durable=True))
        if named is not None:
            found["postgresql"] = stack.enter_context(fresh(named))
        elif os.environ.get("CI"):
            raise click.ClickException("CI is set and there is no PostgreSQL")
        else:
            click.echo("postgresql: skipped, neither SAIPING_TEST_POSTGRES nor /usr/lib/postgresql/*/bin")
        yield found


@click.command()
@click.option("--n", default=200, help="Kills on each database.")
@click.option("--database", help="A database to kill in; left with the rounds' streams.")
@click.option("--seed", default=None, type=int, help="Of the moments; a random one is printed.")
@click.option("--plant", is_flag=True, help="Answer before the commit: this must be seen red.")
def main(n: int, database: str | None, seed: int | None, plant: bool) -> None:
    seed = random.SystemRandom().randrange(2**32) if seed is None else seed
    short = False
    gc.freeze()
    with databases(database) as found:
        for name, url in found.items():
            began = time.monotonic()
            wrong, acknowledged, lines = rounds(url, n, planted=plant, chance=random.Random(seed))
            for each in wrong[:20]:
                click.echo(each)
            took = time.monotonic() - began
            said = f"{n} kills, {acknowledged:,} acknowledged of {lines:,} lines, {took:.0f} s, seed {seed}"
            click.echo(f"{name}: {said}")
            click.echo(f"{name}, acknowledged and missing, doubled or unsound: {len(wrong)} (0)")
            short = short or bool(wrong) or not acknowledged
    sys.exit(short)


if __name__ == "__main__":
    main()

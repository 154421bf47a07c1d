"""Marks through the door while many watch: how long a judge waits for her answer, and how long after the commit the
last viewer has it."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from typing import Any

from benchmarks.contest import EVENT, Contest
from benchmarks.fanout import version_of
from benchmarks.rounds import Round
from benchmarks.server import LIMIT_S, ROOT, Server, Tablets, cpu_of, get, serving
from benchmarks.viewers import BOARD, Viewers, compiled, limit, open_files
from competition.store.database import open_database
from competition.store.ledger import Ledger

ENTRANTS = 300
BUSIEST = 0.7
"""Of a core: what the side that gives and watches may use, else the round says nothing."""


@contextmanager
def pushed(viewers: int, rate: int, seconds: int = 8, tick_ms: int | None = None) -> Iterator[Round]:
    """rate: marks a second. tick_ms: of the server, None for its default of 50."""
    open_files(viewers + 1_000)
    contest = Contest(1, ENTRANTS)
    options = () if tick_ms is None else ("--tick-ms", str(tick_ms))
    with compiled() as program, serving(contest, *options) as server:
        tablets = Tablets(server)
        tablets.give_everything(contest)
        seqs = [[cell.judge, cell.entrant, cell.aspect, seq] for cell, seq in tablets.held.items()]
        runs = count(1)

        def give() -> dict[str, Any]:
            asked = {"port": server.port, "tokens": server.tokens, "trade": "T01", "rate": rate, "seconds": seconds}
            said = subprocess.run(
                [sys.executable, "-m", "benchmarks.live.givers"],
                cwd=ROOT,
                input=json.dumps(asked | {"seqs": seqs, "run": next(runs)}) + "\n",
                capture_output=True,
                text=True,
                timeout=LIMIT_S + 4 * seconds,
                check=False,
            )
            if said.returncode:
                raise RuntimeError(said.stderr[-2000:])
            answered: dict[str, Any] = json.loads(said.stdout)
            seqs[:] = answered["seqs"]
            return answered

        def one_round() -> Mapping[str, float]:
            alone = give()
            head = _head(server)
            with Viewers(program, server.port, server.folder, viewers) as watching:
                watching.follow(version_of(tablets))
                cpu, theirs = server.cpu_s(), cpu_of(watching.pid)
                watched = give()
                seen = watching.follow(version_of(tablets))
                cpu, theirs = server.cpu_s() - cpu, cpu_of(watching.pid) - theirs
                waits = _waits(server, head, watching, viewers)
                watching.check(json.loads(tablets.line.send(get(BOARD))[1]))
            size = round(seen["bytes"] / seen["delivered"])
            least = limit(program, viewers, 50, size)
            busy = (watched["cpu_s"] + theirs) / seconds
            tick_s = 0.05 if tick_ms is None else tick_ms / 1000
            allowed = tick_s + 6 * least.reached_s
            last = _p99(waits)
            answer, before = _p99(watched["answers_s"]), _p99(alone["answers_s"])
            return {
                "answer": math.nan if busy > BUSIEST else answer / before,
                "last viewer": math.nan if busy > BUSIEST else last / allowed,
                "answer p99, ms": answer * 1e3,
                "answer p99 without viewers, ms": before * 1e3,
                "last viewer p99, ms": last * 1e3,
                "last viewer allowed, ms": allowed * 1e3,
                "C loop until the last socket, ms": least.reached_s * 1e3,
                "server, of a core": cpu / seconds,
                "givers and viewers, of a core": busy,
                "deltas a second": seen["delivered"] / viewers / seconds,
            }

        yield one_round
        tablets.line.close()


def _waits(server: Server, head: int, watching: Viewers, viewers: int) -> list[float]:
    """Of every mark: seconds from its line's time, which is before its commit, until the last viewer had a delta that
    speaks of it or of a later one."""
    deltas = [
        (json.loads(text)["as_of"], by, at)
        for text, by, at in watching.reached()
        if text.startswith(b'{"type":"delta"')
    ]
    if any(by != viewers for _, by, _ in deltas):
        raise RuntimeError("a delta did not reach every viewer")
    with open_database(f"sqlite:///{server.folder / 'saiping.db'}") as database:
        times = [json.loads(line.body)["at"] for line in Ledger(database, EVENT).lines() if line.seq > head]
    waits: list[float] = []
    of = iter(deltas)
    as_of, _, at = next(of)
    for moment in times:
        while as_of < moment:
            following = next(of, None)
            if following is None:
                return waits  # the last lines changed nothing that the board shows
            as_of, _, at = following
        waits.append(at - datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp())
    return waits


def _head(server: Server) -> int:
    with open_database(f"sqlite:///{server.folder / 'saiping.db'}") as database:
        return max(line.seq for line in Ledger(database, EVENT).lines())


def _p99(of: Sequence[float]) -> float:
    return sorted(of)[math.ceil(len(of) * 0.99) - 1]

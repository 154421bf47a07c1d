"""Thousands come back at once, as after a cut of the hall's network: what one of them costs the server, and whether a
judge's marks are stored meanwhile."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.contest import Contest
from benchmarks.fanout import other_mark, version_of
from benchmarks.rounds import Round
from benchmarks.server import LIMIT_S, ROOT, TICKS_S, Server, Tablets, cpu_of, serving
from benchmarks.viewers import BOARD, compiled, open_files

FLIGHT = 500
"""Handshakes under way at a time."""
PACE_S = 0.02
"""Seconds from one mark to the next."""


@contextmanager
def stampede(viewers: int = 5_000, entrants: int = 30) -> Iterator[Round]:
    """viewers: who come at once; each is sent the whole board."""
    open_files(viewers + 1_000)
    contest = Contest(1, entrants)
    with ExitStack() as stack:
        program = stack.enter_context(compiled("stampede"))
        server = stack.enter_context(serving(contest))
        bare = stack.enter_context(_bare())
        tablets = Tablets(server)
        stack.callback(tablets.line.close)
        tablets.give_everything(contest)
        chance = random.Random(1)

        def one_round() -> Mapping[str, float]:
            ours, wall = _come(program, server.port, f"{BOARD}/live", viewers, server.pid)
            limit, _ = _come(program, bare[1], "/live", viewers, bare[0])
            stored = _marked_meanwhile(program, server, tablets, chance, viewers, entrants)
            return {
                "stampede": ours / limit,
                "stampede, µs a viewer": ours * 1e6,
                "stampede, bare accept µs": limit * 1e6,
                "stampede, s until all have the board": wall,
                "stampede, marks stored meanwhile": stored,
            }

        yield one_round


def _come(program: Path, port: int, path: str, viewers: int, pid: int) -> tuple[float, float]:
    """CPU seconds of the server a viewer; seconds until the last had what it asked for."""
    before = cpu_of(pid)
    process = subprocess.Popen(
        [program, str(port), path, str(viewers), str(FLIGHT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    said = {
        name: int(number) for name, _, number in (word.partition("=") for word in process.stdout.readline().split())
    }
    used = cpu_of(pid) - before
    process.communicate()
    if said.get("done") != viewers:
        raise RuntimeError(f"of {viewers} viewers came {said}")
    time.sleep(1.0)  # until the server has let go of them
    return max(used, 1 / TICKS_S) / viewers, said["wall_ns"] / 1e9


def _marked_meanwhile(
    program: Path, server: Server, tablets: Tablets, chance: random.Random, viewers: int, entrants: int
) -> float:
    """How many marks were given, accepted and seen on the board while viewers came; raises where one was not."""
    ended = threading.Event()
    given = 0

    def give() -> None:
        nonlocal given
        while not ended.is_set():
            tablets.give([other_mark(entrants, chance)])  # raises where it is not accepted
            given += 1
            ended.wait(PACE_S)

    before = version_of(tablets)
    thread = threading.Thread(target=give)
    thread.start()
    try:
        _come(program, server.port, f"{BOARD}/live", viewers, server.pid)
    finally:
        ended.set()
        thread.join(LIMIT_S)
    if not before < version_of(tablets) <= before + given:
        raise RuntimeError(f"{given} marks moved the board from {before} to {version_of(tablets)}")
    return float(given)


@contextmanager
def _bare() -> Iterator[tuple[int, int]]:
    """Process id and port of the server that does nothing else."""
    command = [sys.executable, "-m", "benchmarks.live.bare"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.pid, int(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate(timeout=LIMIT_S)

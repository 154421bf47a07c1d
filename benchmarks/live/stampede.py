"""Thousands come back at once, as after a cut of the hall's network: what one of them costs the server, and whether a
judge's marks are stored meanwhile."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.contest import Contest
from benchmarks.fanout import other_mark, version_of
from benchmarks.rounds import Round
from benchmarks.server import LIMIT_S, ROOT, TICKS_S, Server, Tablets, cpu_of, get, serving
from benchmarks.viewers import BOARD, apply, compiled, open_files
from scoring.lines import canonical

FLIGHT = 500
"""Handshakes under way at a time."""
PACE_S = 0.02
"""Seconds from one mark to the next."""


@contextmanager
def stampede(viewers: int = 5_000, entrants: int = 30) -> Iterator[Round]:
    """viewers: who come at once, from the version before the last; each is sent what is new since and checks that it
    is."""
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
            held = _moved_on(tablets, chance, entrants)
            ours, wall, resyncs = _come(program, server.port, viewers, server.pid, held)
            if resyncs:
                raise RuntimeError(f"{resyncs} viewers were sent the whole board for want of one version")
            limit, *_ = _come(program, bare[1], viewers, bare[0])
            stored = _marked_meanwhile(program, server, tablets, chance, viewers, entrants)
            return {
                "stampede": ours / limit,
                "stampede, µs a viewer": ours * 1e6,
                "stampede, bare accept µs": limit * 1e6,
                "stampede, s until all are up to date": wall,
                "stampede, marks stored meanwhile": stored,
            }

        yield one_round


def _moved_on(tablets: Tablets, chance: random.Random, entrants: int) -> int:
    """The version that viewers hold; the board is another since, and its delta leads from the one to the other."""
    held = _board(tablets)
    while (now := _board(tablets))["version"] == held["version"]:
        tablets.give([other_mark(entrants, chance)])
    board = {key: held[key] for key in ("version", "head", "rows")}
    apply(board, _board(tablets, held["version"]))
    if canonical(board) != canonical({key: now[key] for key in ("version", "head", "rows")}):
        raise RuntimeError("the delta does not lead to the server's board")
    return int(held["version"])


def _board(tablets: Tablets, since: int | None = None) -> dict[str, Any]:
    """The board over plain HTTP, or what is new on it."""
    status, body = tablets.line.send(get(BOARD if since is None else f"{BOARD}?since={since}"))
    if status != 200:
        raise RuntimeError(f"the board was answered with {status}")
    found: dict[str, Any] = json.loads(body)
    return found


def _come(program: Path, port: int, viewers: int, pid: int, held: int | None = None) -> tuple[float, float, int]:
    """CPU seconds of the server a viewer; seconds until the last had what it asked for; how many were told to take the
    whole board. held: the version that viewers of the board come with, None for a server that says nothing."""
    before = cpu_of(pid)
    path = "/live" if held is None else f"{BOARD}/live?audience=public&since={held}&zipped=1"
    command = [str(program), str(port), path, str(viewers), str(FLIGHT), *([] if held is None else [str(held)])]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = {
        name: int(number) for name, _, number in (word.partition("=") for word in process.stdout.readline().split())
    }
    used = cpu_of(pid) - before
    process.communicate()
    if said.get("done") != viewers:
        raise RuntimeError(f"of {viewers} viewers came {said}")
    time.sleep(1.0)  # until the server has let go of them
    return max(used, 1 / TICKS_S) / viewers, said["wall_ns"] / 1e9, said["resyncs"]


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

    held, before = _moved_on(tablets, chance, entrants), version_of(tablets)
    thread = threading.Thread(target=give)
    thread.start()
    try:
        _come(program, server.port, viewers, server.pid, held)
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

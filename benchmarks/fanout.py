"""What it costs to tell 2,000 viewers of a board that it moved, against a C loop that only calls send()."""

from __future__ import annotations

import json
import random
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.contest import PANELS, PHASE, Contest, judges, value
from benchmarks.rounds import Round
from benchmarks.server import LIMIT_S, Tablets, get, serving
from scoring.facts import Cell, MarkGiven
from scoring.lines import canonical

SOURCE = Path(__file__).parent / "c" / "fanout.c"
BOARD = "/api/events/bench/boards/T01"
PACE_S = 0.08
"""Seconds from one message to the next: more than the tick in which the server gathers marks, so each is sent alone."""


@contextmanager
def fanout(viewers: int = 2_000, messages: int = 25, entrants: int = 30) -> Iterator[Round]:
    """CPU of the server for each delta that a viewer got, everything included that led to it: the mark's request, its
    check and commit, the board; and the server's memory. All viewers check every delta; at the end their deltas must
    lead to the server's own board."""
    _raise_open_files(2 * viewers + 200)
    contest = Contest(1, entrants)
    with compiled() as program, serving(contest) as server:
        tablets = Tablets(server)
        tablets.line.send(get(BOARD))
        idle = server.resident()
        tablets.give_everything(contest)
        with Viewers(program, server.port, server.folder, viewers) as watching:
            watching.follow(_version(tablets))
            connected = server.resident()
            chance = random.Random(1)

            def one_round() -> Mapping[str, float]:
                before, cpu = watching.report(), server.cpu_s()
                for _ in range(messages):
                    due = time.monotonic() + PACE_S
                    tablets.give([_other_mark(entrants, chance)])
                    time.sleep(max(0.0, due - time.monotonic()))
                after = watching.follow(_version(tablets))
                cpu = server.cpu_s() - cpu
                delivered = after["delivered"] - before["delivered"]
                size = (after["bytes"] - before["bytes"]) / delivered
                ours, limit = cpu / delivered, _limit_s(program, viewers, messages, round(size))
                resident = max(connected, server.resident())
                return {
                    "fan-out": ours / limit,
                    "viewer memory": (resident - idle) / viewers / 1024,
                    "idle server": idle / 1e6,
                    "fan-out, µs a message": ours * 1e6,
                    "fan-out, C loop µs a message": limit * 1e6,
                    "fan-out, bytes a message": size,
                    "fan-out, messages a mark": delivered / viewers / messages,
                }

            yield one_round
            watching.check(json.loads(tablets.line.send(get(BOARD))[1]))
        tablets.line.close()


@contextmanager
def compiled() -> Iterator[Path]:
    """The C program, compiled into a folder that goes away."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise RuntimeError("a C compiler is needed: cc")
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "fanout"
        flags = ["-O2", "-Wall", "-Wextra", "-std=gnu11"]
        subprocess.run([compiler, *flags, "-o", str(program), str(SOURCE)], check=True, timeout=LIMIT_S)
        yield program


class Viewers:
    """A process that holds many sockets, follows the board on each and checks every frame."""

    def __init__(self, program: Path, port: int, folder: Path, count: int) -> None:
        """folder: for what is written on the way."""
        self._folder = folder
        self._count = count
        self._process = subprocess.Popen(
            [program, "viewers", str(port), f"{BOARD}/live", str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Viewers:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def report(self) -> dict[str, int]:
        """What the viewers saw so far: open, lowest, highest (versions), delivered, bytes, resyncs, errors."""
        return self._ask("report")

    def follow(self, version: int) -> dict[str, int]:
        """The report once every viewer holds this version; raises where one fails or falls behind."""
        until = time.monotonic() + LIMIT_S
        while True:
            seen = self.report()
            if seen["errors"] or seen["resyncs"] or seen["open"] < self._count:
                raise RuntimeError(f"the viewers saw faults: {seen}")
            if seen["lowest"] >= version:
                return seen
            if time.monotonic() > until:
                raise RuntimeError(f"the viewers do not reach version {version}: {seen}")
            time.sleep(0.05)

    def check(self, snapshot: Mapping[str, Any]) -> None:
        """Fold what came (all viewers got the same bytes) and compare it with the server's snapshot."""
        file = self._folder / "messages"
        self._ask(f"dump {file}")
        board: dict[str, Any] = {}
        for text in file.read_text(encoding="utf-8").splitlines():
            apply(board, json.loads(text))
        if canonical(board) != canonical({key: snapshot[key] for key in ("version", "head", "rows")}):
            raise RuntimeError("the deltas do not lead to the server's board")

    def _ask(self, command: str) -> dict[str, int]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        return {name: int(number) for name, _, number in (word.partition("=") for word in said.split())}


def apply(board: dict[str, Any], message: Mapping[str, Any]) -> None:
    """Take one message of the socket into the board: its version, head and rows."""
    if message["type"] == "snapshot" and not board:
        board.update(version=message["version"], head=message["head"], rows=message["rows"])
    elif message["type"] == "delta":
        if message["from"] != board["version"]:
            raise RuntimeError(f"a delta from version {message['from']} at version {board['version']}")
        board["version"] = message["to"]
        board["head"].update(message["head"])
        for row in message.get("gone", ()):
            del board["rows"][row]
        for row, keys in message["rows"].items():
            board["rows"].setdefault(row, {}).update(keys)


def _version(tablets: Tablets) -> int:
    """The board's version after every mark that was given."""
    status, body = tablets.line.send(get(BOARD))
    assert status == 200, body
    return int(json.loads(body)["version"])


def _other_mark(entrants: int, chance: random.Random) -> MarkGiven:
    """A mark whose aspect is settled: it makes another total, which every viewer is told."""
    judge, aspect = chance.choice(judges("T01", "idea")), chance.choice(PANELS["idea"])
    return MarkGiven(Cell(judge, f"T01-{chance.randrange(entrants) + 1:05}", PHASE, "", aspect), value(chance))


def _limit_s(program: Path, sockets: int, messages: int, size: int) -> float:
    """CPU seconds of the C loop for one message to one socket."""
    arguments = [str(sockets), str(messages), str(size), str(round(PACE_S * 1e6))]
    ran = subprocess.run([program, "loop", *arguments], check=True, timeout=LIMIT_S, capture_output=True, text=True)
    said = dict(word.split("=") for word in ran.stdout.split())
    return int(said["cpu_ns"]) / int(said["delivered"]) / 1e9


def _raise_open_files(needed: int) -> None:
    """Let this process and its children open as many files; raises RuntimeError where the system does not."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < needed:
        raise RuntimeError(f"{needed} open files are needed, the system gives {most}: ulimit -Hn")
    if soft != resource.RLIM_INFINITY and soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, most))

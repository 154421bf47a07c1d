"""Many viewers of a board, in C: a process that holds their sockets, follows the board on each and checks every frame;
and the loop of send() that is the limit."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.server import LIMIT_S
from scoring.lines import canonical

SOURCES = Path(__file__).parent / "c"
BOARD = "/api/events/bench/boards/T01"
PACE_S = 0.08
"""Seconds from one message to the next: more than the tick in which the server gathers marks, so each is sent alone."""


@contextmanager
def compiled(name: str = "fanout") -> Iterator[Path]:
    """A C program, compiled into a folder that goes away."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise RuntimeError("a C compiler is needed: cc")
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / name
        flags = ["-O2", "-Wall", "-Wextra", "-std=gnu11"]
        subprocess.run([compiler, *flags, "-o", str(program), str(SOURCES / f"{name}.c")], check=True, timeout=LIMIT_S)
        yield program


class Viewers:
    """A process that holds many sockets, follows the board on each and checks every frame."""

    def __init__(
        self, program: Path, port: int, folder: Path, count: int, path: str = f"{BOARD}/live", stalled: int = 0
    ) -> None:
        """folder: for what is written on the way. path: of the socket. stalled: more that never read."""
        self._folder = folder
        self._count = count
        self._process = subprocess.Popen(
            [program, "viewers", str(port), path, str(count), str(stalled)],
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
        board: dict[str, Any] = {}
        for text in self.texts():
            apply(board, json.loads(text))
        if canonical(board) != canonical({key: snapshot[key] for key in ("version", "head", "rows")}):
            raise RuntimeError("the deltas do not lead to the server's board")

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def reached(self) -> list[tuple[bytes, int, float]]:
        """Every different message, by how many it was heard, and when the last heard it, in seconds since 1970."""
        file = self._folder / "reached"
        self._ask(f"reached {file}")
        heard = [line.split() for line in file.read_text(encoding="ascii").splitlines()]
        return [(text, int(by), int(at) / 1e9) for text, (by, at) in zip(self.texts(), heard, strict=False)]

    def texts(self) -> list[bytes]:
        """Every different message that came, in order of arrival."""
        file = self._folder / "messages"
        self._ask(f"dump {file}")
        return file.read_bytes().splitlines()

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


class Limit(NamedTuple):
    """What the C loop needs: cpu_s of one message to one socket; reached_s until the last socket has a message, the
    99th of a hundred."""

    cpu_s: float
    reached_s: float


def limit(program: Path, sockets: int, messages: int, size: int, pace_s: float = PACE_S) -> Limit:
    """The C loop with messages of so many bytes."""
    arguments = [str(sockets), str(messages), str(size), str(round(pace_s * 1e6))]
    ran = subprocess.run([program, "loop", *arguments], check=True, timeout=LIMIT_S, capture_output=True, text=True)
    said = {name: int(number) for name, _, number in (word.partition("=") for word in ran.stdout.split())}
    return Limit(said["cpu_ns"] / said["delivered"] / 1e9, said["reached_ns"] / 1e9)


def open_files(needed: int) -> None:
    """Let this process and its children open as many files; raises RuntimeError where the system does not."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < needed:
        raise RuntimeError(f"{needed} open files are needed, the system gives {most}: ulimit -Hn")
    if soft != resource.RLIM_INFINITY and soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, most))

"""A real `serve` process with the invented contest in it, and what a judge's tablet sends there."""

from __future__ import annotations

import csv
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.contest import EVENT, Contest, write_package
from scoring.facts import Cell, MarkGiven

ROOT = Path(__file__).parent.parent
LIMIT_S = 60
"""How long a command, a start or an answer may take."""
LOG = "serve.log"
TICKS_S = os.sysconf("SC_CLK_TCK")


class Server:
    """A running `serve`. folder: its own. tokens: bearer tokens by judge."""

    def __init__(self, process: subprocess.Popen[str], folder: Path, tokens: Mapping[str, str]) -> None:
        assert process.stdout is not None
        self.pid = process.pid
        self.folder = folder
        self.tokens = tokens
        said = process.stdout.readline()
        if not said:
            raise RuntimeError(f"the server did not start: {(folder / LOG).read_text(encoding='utf-8')}")
        self.port = int(said.rstrip().rpartition(":")[2])

    def cpu_s(self) -> float:
        """CPU seconds that the process has used, its threads' and the system's on its behalf included."""
        return cpu_of(self.pid)

    def resident(self) -> int:
        """Bytes of its memory that are resident."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * resource.getpagesize()


class Line:
    """One kept-alive HTTP connection, written and read plainly so that the client weighs little."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), LIMIT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of the answer, whose length must be stated."""
        self._socket.sendall(request)
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._more()
        head = got[:end].lower()
        start = head.index(b"content-length:") + len(b"content-length:")
        length = int(head[start:].split(b"\r\n", 1)[0])
        while len(got) < end + 4 + length:
            got += self._more()
        return int(head.split(b" ", 2)[1]), got[end + 4 :]

    def _more(self) -> bytes:
        got = self._socket.recv(1 << 16)
        if not got:
            raise ConnectionError("the server hung up")
        return got

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


class Tablets:
    """Sends marks of every judge over one connection, and knows which line holds each cell."""

    def __init__(self, server: Server) -> None:
        self.line = Line(server.port)
        self._tokens = server.tokens
        self.held: dict[Cell, int] = {}
        """Which line holds a cell."""
        self._keys = count(1)

    def request(self, marks: list[MarkGiven]) -> bytes:
        """The request that gives these marks, all of one judge; each supersedes what the cell holds."""
        entries = [
            {
                "type": "mark",
                "key": f"k{next(self._keys)}",
                "entrant": mark.cell.entrant,
                "phase": mark.cell.phase,
                "aspect": mark.cell.aspect,
                "value": mark.value,
                "supersedes": self.held.get(mark.cell),
            }
            for mark in marks
        ]
        body = json.dumps({"event": EVENT, "entries": entries}).encode()
        return post("/api/marks", body, f"Authorization: Bearer {self._tokens[marks[0].cell.judge]}\r\n")

    def accepted(self, marks: list[MarkGiven], answer: tuple[int, bytes]) -> None:
        """Take in the answer to `request`; every mark must have been accepted."""
        status, body = answer
        results: list[dict[str, Any]] = json.loads(body).get("results", [])
        if status != 200 or any(result["status"] != "accepted" for result in results):
            raise RuntimeError(f"the door answered {status}: {body[:500]!r}")
        self.held.update({mark.cell: result["seq"] for mark, result in zip(marks, results, strict=True)})

    def give(self, marks: list[MarkGiven]) -> None:
        """Send marks of one judge and see them accepted."""
        self.accepted(marks, self.line.send(self.request(marks)))

    def give_everything(self, contest: Contest, share: float = 1.0) -> None:
        """All marks that the contest owes, or of each judge's the first part of that share; a hundred a request."""
        for trade in contest.names:
            sheets: dict[str, list[MarkGiven]] = {}
            for mark in contest.marks(trade):
                sheets.setdefault(mark.cell.judge, []).append(mark)
            for own in sheets.values():
                most = round(share * len(own))
                for start in range(0, most, 100):
                    self.give(own[start : min(start + 100, most)])


def cpu_of(pid: int) -> float:
    """CPU seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_S


def post(path: str, body: bytes, headers: str = "") -> bytes:
    """A POST request as bytes."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    return head.encode("ascii") + body


def get(path: str) -> bytes:
    """A GET request as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode("ascii")


RATE = "100000/second"
"""Of one account at the door: few judges of a benchmark give what hundreds of a contest would."""


@contextmanager
def serving(contest: Contest, *options: str, settings: str = "") -> Iterator[Server]:
    """The contest, without marks, in a new database, served on a free port of 127.0.0.1. options: of `serve`.
    settings: lines of TOML beside those of every benchmark."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "saiping.toml").write_text(f'rate = "{RATE}"\n{settings}', encoding="utf-8")
        package = write_package(contest, folder / "package")
        _run(folder, "import", str(package))
        _run(folder, "account", EVENT, "--judges", "--out", "tokens.csv")
        with (folder / "tokens.csv").open(encoding="utf-8", newline="") as file:
            tokens = {row["judge"]: row["token"] for row in csv.DictReader(file)}
        with (folder / LOG).open("w", encoding="utf-8") as log:
            process = subprocess.Popen(
                _command("serve", "--port", "0", *options),
                cwd=folder,
                env=_environment(),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        try:
            yield Server(process, folder, tokens)
        finally:
            process.terminate()
            try:
                process.wait(LIMIT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            assert process.stdout is not None
            process.stdout.close()


def _run(folder: Path, *arguments: str) -> None:
    subprocess.run(
        _command(*arguments), cwd=folder, env=_environment(), check=True, timeout=LIMIT_S, stdout=subprocess.DEVNULL
    )


def _command(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "run.py"), *arguments]


def _environment() -> dict[str, str]:
    """The installation's own settings do not count here."""
    return {name: value for name, value in os.environ.items() if not name.startswith("SAIPING_")}

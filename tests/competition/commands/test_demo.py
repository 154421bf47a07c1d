"""`run.py demo` serves a contest that plays by itself, and leaves nothing behind."""

from __future__ import annotations

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx
import pytest

from competition.commands import demo
from tests.competition.venue import ROOT

BOARD = "/api/events/yunping-2026/boards/floristry"


class Demo:
    """A running demo. folder: where it keeps its temporary files."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        command = [sys.executable, str(ROOT / "run.py"), "demo", *options]
        environment = os.environ | {"TMPDIR": str(folder)}
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
        self._lines: queue.Queue[str] = queue.Queue()
        assert self.process.stdout is not None
        threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True).start()
        self.url = self.says("Saiping: ").removeprefix("Saiping: ")

    def _read(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self._lines.put(line.strip())

    def says(self, begin: str) -> str:
        """The next line that begins so."""
        while True:
            line = self._lines.get(timeout=30)
            if line.startswith(begin):
                return line

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Its exit status after a signal."""
        self.process.send_signal(how)
        return self.process.wait(20)


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Demo]:
    shown = Demo(folder, *options)
    try:
        yield shown
    finally:
        if shown.process.poll() is None:
            shown.process.kill()
            shown.process.wait()


def test_the_demo_plays_to_an_official_result_and_goes_on_serving(tmp_path: Path) -> None:
    with running(tmp_path, "--port", "0", "--speed", "0") as shown:
        shown.says("The result is official.")
        board = httpx.get(shown.url + BOARD).json()
        assert board["head"]["status"] == "final"
        assert {entrant: row["rank"] for entrant, row in board["rows"].items() if row["rank"] <= 3} == {
            "F03": 1,
            "F10": 2,
            "F01": 3,
        }
        assert httpx.get(f"{shown.url}/events/yunping-2026/trades/floristry").status_code == 200
        assert shown.stop() == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_in_the_middle_of_the_play(how: signal.Signals, tmp_path: Path) -> None:
    with running(tmp_path, "--port", "0", "--speed", "30") as shown:
        until = time.monotonic() + 20
        while httpx.get(shown.url + BOARD).json()["version"] == 1:
            assert time.monotonic() < until, "the board did not move"
        assert shown.stop(how) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < demo._free(port) < port + demo.PORTS_TRIED

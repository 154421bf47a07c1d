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
from tests.competition.venue import ROOT, YUNPING

EVENT = "yunzhou-2026"
BOARDS = f"/api/events/{EVENT}/boards"
SHORT = YUNPING
ENDS_WITHIN_S = 240


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
            line = self._lines.get(timeout=ENDS_WITHIN_S)
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


def test_the_demo_plays_from_the_draw_to_grades_in_force_and_goes_on_serving(tmp_path: Path) -> None:
    """All that is to be seen in it: a tie, a spread, a correction, a held mark, a refused grade, downloads."""
    with running(tmp_path, "--port", "0", "--speed", "0") as shown:
        password = shown.says("Sign in beside it").rpartition("password ")[2]
        shown.says("The result is official.")
        with httpx.Client(base_url=shown.url, headers={"Origin": shown.url}, follow_redirects=True) as organiser:
            boards = {
                trade: organiser.get(f"{BOARDS}/{trade}").json() for trade in ("welding", "floristry", "ecommerce")
            }
            assert {board["head"]["status"] for board in boards.values()} == {"final"}
            assert [len(board["rows"]) for board in boards.values()] == [24, 16, 20]
            shop = boards["ecommerce"]["rows"]
            assert shop["E10"]["total"] == shop["E17"]["total"] == "89.70"
            assert (shop["E10"]["rank"], shop["E17"]["rank"]) == (3, 4)
            assert boards["welding"]["rows"]["W19"]["status"] == "dns"
            assert boards["floristry"]["head"]["blind"] is False
            signed_in = organiser.post("/sign-in", data={"login": "organiser", "password": password, "next": ""})
            assert signed_in.status_code == 200
            decided = organiser.get(f"/office/{EVENT}/rulings").text
            assert all(
                word in decided for word in ("更正评分", "搁置待裁定评分", "会议" if "会议" in decided else "合议")
            )
            roll = organiser.get(f"/events/{EVENT}/exports/roll.json?trade=welding").json()
        assert shown.stop() == 0
    hers = [row for row in roll["awards"] if "W14" in row.values()]
    assert [each for row in hers for each in row.values() if each and "58" in str(each) and "60" in str(each)]
    assert list(tmp_path.iterdir()) == []


def test_another_package_is_played_to_its_official_result(tmp_path: Path) -> None:
    with running(tmp_path, str(SHORT), "--port", "0", "--speed", "0") as shown:
        shown.says("The result is official.")
        board = httpx.get(f"{shown.url}/api/events/yunping-2026/boards/floristry").json()
        assert board["head"]["status"] == "final"
        first = {entrant: row["rank"] for entrant, row in board["rows"].items() if row["rank"] <= 3}
        assert first == {"F03": 1, "F10": 2, "F01": 3}
        assert shown.stop() == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_in_the_middle_of_the_play(how: signal.Signals, tmp_path: Path) -> None:
    with running(tmp_path, "--port", "0", "--speed", "30") as shown:
        until = time.monotonic() + 60
        while httpx.get(f"{shown.url}{BOARDS}/welding").json().get("version", 0) < 2:
            assert time.monotonic() < until, "the board did not move"
        assert shown.stop(how) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < demo._free(port) < port + demo.PORTS_TRIED

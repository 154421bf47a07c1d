"""A server that copies its database while judges mark, and is killed: copies are whole, and hold what was answered."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from functools import partial
from pathlib import Path

from competition.backup.restore import restore
from competition.backup.standing import Backup
from competition.store.clock import utc
from competition.store.database import open_database
from tests.competition.copying import copies_in, eventually, fill, lines_in, restored
from tests.competition.venue import (
    CLOCK,
    ROOT,
    Judge,
    Server,
    board_at,
    hold_contest,
    mark,
    serving,
    tokens,
    url_of,
)


class Marking(threading.Thread):
    """A judge who gives marks until told to stop, fewer than the door lets in. given: line, and
    when the answer was there."""

    def __init__(self, server: Server, token: str) -> None:
        super().__init__()
        self.given: list[tuple[int, str]] = []
        self._judge = Judge(server, token)
        self._enough = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._enough.wait(0.005):
            result = self._judge.gives(str(len(self.given) % 100), f"E{len(self.given) % 12 + 1:03}")
            self.given.append((result["seq"], utc(time.time_ns())))

    def close(self) -> None:
        self._enough.set()
        self.join()
        self._judge.close()


def parts(folder: Path) -> set[Path]:
    return set(folder.glob(".*.part"))


def appeared(folder: Path, known: set[Path]) -> bool:
    """True where a copy is being written, or was left half written, that was not known."""
    return bool(parts(folder) - known)


def test_copies_of_a_server_under_load_hold_all_that_was_answered_before(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    fill(tmp_path, 20)
    token = tokens(tmp_path)[CLOCK]
    folder = tmp_path / "copies"
    with serving(tmp_path, "--backup", str(folder), "--backup-every", "1") as server:
        with closing(Marking(server, token)) as marking:
            eventually(lambda: len(copies_in(folder)) >= 4)
        assert server.stop() == 0
    copies = copies_in(folder)
    assert len(copies) >= 5
    for copy in copies:
        lines = lines_in(restored(copy, tmp_path))
        before = [seq for seq, answered in marking.given if answered < copy.made]
        assert lines >= max(before, default=0)
    assert len({lines_in(tmp_path / f"restored-{copy.number}.db") for copy in copies}) > 3
    assert lines_in(tmp_path / f"restored-{copies[-1].number}.db") == marking.given[-1][0]


def test_a_restored_contest_goes_on(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    token = tokens(tmp_path)[CLOCK]
    with serving(tmp_path) as server, closing(Judge(server, token)) as judge:
        judge.gives("7", "E001")
    (copy,) = copies_in(tmp_path / "contest.db.backups")[-1:]
    (tmp_path / "later").mkdir()
    restore(copy.path, url_of(tmp_path / "later"))
    anew = tokens(tmp_path / "later")[CLOCK]  # those of before let nobody in
    with serving(tmp_path / "later") as later, closing(Judge(later, anew)) as again:
        (result,) = again.states(mark("E002", "80", key="later"))
        assert (result["status"], result["seq"]) == ("accepted", copy.heads[0].seq + 1)
        assert board_at(later).json()["rows"]["E001"]["total"] is not None
        assert board_at(later).json()["rows"]["E002"]["total"] is not None


def test_a_server_killed_while_it_copies_leaves_no_bad_copy(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    fill(tmp_path, 60)
    folder = tmp_path / "contest.db.backups"
    caught = 0
    for wait_s in (0.0, 0.02, 0.05, 0.1, 0.15, 0.2):
        with closing(sqlite3.connect(tmp_path / "contest.db")) as connection, connection:
            connection.execute("INSERT INTO content VALUES (?, '')", (str(wait_s),))
        known = parts(folder)
        command = [sys.executable, str(ROOT / "run.py"), "serve", "--port", "0", "--database", url_of(tmp_path)]
        process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL)
        eventually(partial(appeared, folder, known))
        time.sleep(wait_s)
        process.kill()
        process.wait()
        caught += appeared(folder, known)
    assert caught >= 2
    with open_database(url_of(tmp_path)) as database:
        backup = Backup(database, every_s=0)
        backup.copy()
        backup.close()
    for copy in copies_in(folder):
        restored(copy, tmp_path)

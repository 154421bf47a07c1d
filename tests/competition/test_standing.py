"""Copies of a database that is being written: whole, of one moment, and never in the contest's way."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

import run
from competition.backup.copies import CopyFailed
from competition.backup.sources import PAGES, SqliteSource
from competition.backup.standing import Backup
from competition.settings import Settings
from competition.store.database import Database
from tests.competition.copying import copies_in, eventually, fill, store
from tests.competition.venue import url_of


def test_a_copy_is_of_one_moment_and_keeps_no_writer_waiting(tmp_path: Path) -> None:
    with store(tmp_path) as database:
        fill(tmp_path, 8)
        source = SqliteSource(tmp_path / "contest.db")
        written = 0
        with closing(sqlite3.connect(tmp_path / "contest.db", timeout=0)) as writer, source.moment():
            pages = source.size() // 4096
            enough = threading.Event()

            def copy() -> None:
                source.write(tmp_path / "part")
                enough.set()

            thread = threading.Thread(target=copy)
            thread.start()
            while not enough.is_set():
                with writer:
                    writer.execute("INSERT INTO content VALUES (?, 'meanwhile')", (f"row {written}",))
                written += 1
            thread.join()
        source.close()
        assert written > 1 and pages > 4 * PAGES
        with closing(sqlite3.connect(tmp_path / "part")) as copied:
            assert copied.execute("SELECT count(*) FROM content WHERE body = 'meanwhile'").fetchone() == (0,)
            assert copied.execute("SELECT count(*) FROM content").fetchone() == (80,)
        with database.connect() as connection:
            query = "SELECT count(*) FROM content WHERE body = 'meanwhile'"
            assert connection.exec_driver_sql(query).scalar() == written


def test_where_nothing_changed_no_copy_is_made_and_any_change_counts(tmp_path: Path) -> None:
    with store(tmp_path) as database:
        backup = Backup(database, every_s=60)
        first = backup.copy(again=False)
        backup.last = first
        assert backup.copy(again=False) == first
        fresh = Backup(database, every_s=60)  # as after a restart
        assert fresh.copy(again=False) == first
        with database.transaction() as connection:
            connection.exec_driver_sql(
                "INSERT INTO account (event, id, role, judge, login, created_at) "
                "VALUES ('house', 'a', 'owner', '', '', '')"
            )
        second = backup.copy(again=False)
        assert (first.number, second.number) == (1, 2)
        backup.last = second
        second.path.unlink()
        assert backup.copy(again=False).number == 2
        assert backup.copy().number == 3
        fresh.close()
        backup.close()


def test_a_copy_is_one_file_that_can_be_read_where_nothing_may_be_written(tmp_path: Path) -> None:
    with store(tmp_path) as database:
        backup = Backup(database, every_s=60)
        copy = backup.copy()
        backup.close()
    with closing(sqlite3.connect(f"{copy.path.as_uri()}?mode=ro", uri=True)) as connection:
        assert connection.execute("SELECT name FROM stream").fetchall() == [("spring",)]
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert len(list(backup.folder.iterdir())) == 2


def test_it_copies_at_the_start_while_it_runs_and_at_the_end(tmp_path: Path) -> None:
    with store(tmp_path) as database:
        backup = Backup(database, every_s=0.05)
        add = "INSERT INTO content VALUES ('{}', '')"

        def change(name: str) -> None:
            with database.transaction() as connection:
                connection.exec_driver_sql(add.format(name))

        with backup.running():
            eventually(lambda: len(copies_in(backup.folder)) == 1)
            change("one")
            eventually(lambda: len(copies_in(backup.folder)) == 2)
            backup.every_s = 3600
            time.sleep(0.2)
            change("two")
        assert len(copies_in(backup.folder)) == 3
        assert backup.last == copies_in(backup.folder)[-1]
        assert backup.warning == "backup-same-disk"


def test_copies_on_the_databases_own_disk_are_warned_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    other = Path("/dev/shm")
    if not other.is_dir() or other.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("this machine has no second file system at /dev/shm")
    folder = other / f"saiping-test-{os.getpid()}"
    with store(tmp_path) as database:
        backup = Backup(database, str(folder), every_s=60)
        try:
            with backup.running():
                pass
            assert backup.warning == "" and not backup.same_disk() and caplog.messages == []
            assert len(copies_in(folder)) == 1
        finally:
            for path in folder.iterdir():
                path.unlink()
            folder.rmdir()
        near = Backup(database, str(tmp_path / "near"), every_s=60)
        with near.running():
            pass
        assert [problem.code for problem in near.problems()] == ["backup-same-disk"]
        assert [message.partition(":")[0] for message in caplog.messages] == ["backup-same-disk"]


def test_a_folder_that_is_not_there_is_a_warning_until_it_is(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with store(tmp_path) as database:
        backup = Backup(database, str(tmp_path / "stick" / "copies"), every_s=0.05)
        with backup.running():
            eventually(lambda: backup.warning == "backup-folder-unusable")
            eventually(lambda: len(caplog.messages) > 2)
            (tmp_path / "stick").mkdir()
            eventually(lambda: backup.warning == "backup-same-disk")
    assert len(copies_in(tmp_path / "stick" / "copies")) == 1


def test_a_disk_without_room_is_a_warning_and_the_contest_goes_on(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(stick)], capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        with store(tmp_path) as database:
            fill(tmp_path, 1)
            for reserve in (-(10**9), 2**40):  # written until it was full, refused before
                backup = Backup(database, str(stick / "copies"), every_s=60, reserve=reserve)
                with backup.running():
                    pass
                assert backup.warning == "backup-disk-full"
                assert list((stick / "copies").iterdir()) == []
    finally:
        subprocess.run(["umount", str(stick)], check=True)


def test_a_damaged_database_is_not_copied_over_good_copies(tmp_path: Path) -> None:
    with store(tmp_path) as database:
        fill(tmp_path, 1)
        good = Backup(database, every_s=60)
        first = good.copy()
        good.close()
    with (tmp_path / "contest.db").open("rb+") as file:
        file.seek(4096 * 60)
        file.write(os.urandom(4096 * 3))
    with Database(url_of(tmp_path)) as database:
        backup = Backup(database, every_s=60)
        with pytest.raises(CopyFailed) as failed:
            backup.copy()
        backup.close()
        assert failed.value.problem.code == "copy-damaged"
        assert copies_in(backup.folder) == [first]
        assert not list(backup.folder.glob(".*"))


def test_what_nobody_thought_of_does_not_end_the_copying(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "saiping.backup")
    with store(tmp_path) as database:
        backup = Backup(database, every_s=0.02)
        made = backup._made
        backup._made = lambda again: 1 / 0  # type: ignore[assignment,method-assign,return-value]
        with backup.running():
            eventually(lambda: backup.warning == "backup-failed")
            backup._made = made  # type: ignore[method-assign]
            eventually(lambda: backup.last)
        assert backup.failed is None


def test_without_copies_nothing_runs_and_pages_can_say_so(tmp_path: Path) -> None:
    app = run.build(Settings(database=url_of(tmp_path), backup_every=0))
    backup: Backup = app.state.backup
    with backup.running():
        assert "backup" not in [thread.name for thread in threading.enumerate()]
    assert backup.warning == "backup-off"
    assert not backup.folder.exists()
    app.state.database.close()

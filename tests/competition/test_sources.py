"""A PostgreSQL database copied by its own tools: the same promises as for a file."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from competition.backup.copies import Copy, CopyFailed, sidecar
from competition.backup.restore import restore
from competition.backup.sources import run_tool
from competition.backup.standing import Backup
from competition.store.database import Database, open_database
from competition.store.ledger import heads
from tests.competition.ledgers import prepare
from tests.competition.venue import serving

pytestmark = pytest.mark.postgres


@pytest.fixture
def other_url(postgresql_url: str) -> Iterator[str]:
    """A second empty database of the same server."""
    url = make_url(postgresql_url)
    name = f"{url.database}_other"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield url.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


@contextmanager
def copying(url: str, folder: Path) -> Iterator[tuple[Database, Backup]]:
    with open_database(url) as database:
        prepare(database)
        backup = Backup(database, str(folder), every_s=60)
        yield database, backup
        backup.close()


def copied(url: str, folder: Path) -> Copy:
    with copying(url, folder) as (_, backup):
        return backup.copy()


def streams_in(url: str) -> list[str]:
    with Database(url) as database, database.connect() as connection:
        return sorted(heads(connection))


def schemas_in(url: str) -> list[str]:
    with Database(url) as database, database.connect() as connection:
        query = "SELECT nspname FROM pg_namespace WHERE nspname = 'public' OR nspname LIKE 'before-%%' ORDER BY nspname"
        return [str(name) for name in connection.exec_driver_sql(query).scalars()]


def refused(copy: Copy, url: str, *, force: bool = False) -> str:
    with pytest.raises(CopyFailed) as failed:
        restore(copy.path, url, force=force)
    return failed.value.problem.code


def test_a_copy_is_restored_into_an_empty_database(postgresql_url: str, other_url: str, tmp_path: Path) -> None:
    copy = copied(postgresql_url, tmp_path)
    assert (copy.kind, copy.path.suffix, [head.stream for head in copy.heads]) == ("postgresql", ".dump", ["spring"])
    done = restore(copy.path, other_url)
    assert (done.heads, done.kept) == (copy.heads, "")
    assert schemas_in(other_url) == ["public"]
    again = copied(other_url, tmp_path)
    assert again.heads == copy.heads
    assert restore(again.path, other_url, force=True).heads == copy.heads


def test_a_copy_is_of_one_moment(postgresql_url: str, other_url: str, tmp_path: Path) -> None:
    with copying(postgresql_url, tmp_path) as (database, backup):
        enough = threading.Event()
        made: list[str] = []

        def go_on() -> None:
            while not enough.is_set():
                prepare(database, f"stream-{len(made)}")
                made.append("")

        thread = threading.Thread(target=go_on)
        thread.start()
        copy = backup.copy()
        enough.set()
        thread.join()
    assert restore(copy.path, other_url).heads == copy.heads


def test_where_nothing_changed_no_copy_is_made(postgresql_url: str, tmp_path: Path) -> None:
    with copying(postgresql_url, tmp_path) as (database, backup):
        first = backup.last = backup.copy(again=False)
        assert backup.copy(again=False) == first
        with database.transaction() as connection:
            connection.exec_driver_sql(
                "INSERT INTO account (event, id, role, judge, login, created_at) "
                "VALUES ('house', 'a', 'owner', '', '', '')"
            )
        assert backup.copy(again=False).number == 2


def test_a_database_that_is_there_stays_or_keeps_another_name(postgresql_url: str, tmp_path: Path) -> None:
    copy = copied(postgresql_url, tmp_path)
    with open_database(postgresql_url) as database:
        prepare(database, "autumn")
        assert refused(copy, postgresql_url, force=True) == "database-in-use"
    assert refused(copy, postgresql_url) == "database-there"
    done = restore(copy.path, postgresql_url, force=True)
    assert streams_in(postgresql_url) == ["spring"]
    assert schemas_in(postgresql_url) == [done.kept, "public"]
    with Database(postgresql_url) as database, database.connect() as connection:
        kept = connection.exec_driver_sql(f'SELECT name FROM "{done.kept}".stream ORDER BY name').scalars().all()
        assert kept == ["autumn", "spring"]


def test_what_does_not_prove_leaves_the_database_as_it_was(postgresql_url: str, tmp_path: Path) -> None:
    copy = copied(postgresql_url, tmp_path)
    said = sidecar(copy.path).read_text(encoding="utf-8")
    digest = copy.heads[0].digest
    sidecar(copy.path).write_text(said.replace(digest, "b" * 64), encoding="utf-8")
    with open_database(postgresql_url) as database:
        prepare(database, "autumn")
    assert refused(copy, postgresql_url, force=True) == "copy-not-valid"
    sidecar(copy.path).write_text(said, encoding="utf-8")
    os.truncate(copy.path, copy.size - 1)
    assert refused(copy, postgresql_url, force=True) == "copy-cut"
    assert streams_in(postgresql_url) == ["autumn", "spring"]
    assert schemas_in(postgresql_url) == ["public"]
    assert refused(copy, f"sqlite:///{tmp_path / 'new.db'}") == "copy-other-kind"


def test_without_pg_dump_it_is_said_and_the_contest_goes_on(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copied(postgresql_url, tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with copying(postgresql_url, tmp_path / "copies") as (_, backup):
        with backup.running():
            pass
        assert backup.warning == "backup-tool-missing"
    assert refused(copy, postgresql_url, force=True) == "backup-tool-missing"
    assert streams_in(postgresql_url) == ["spring"]
    assert schemas_in(postgresql_url) == ["public"]


def test_a_tool_that_fails_is_quoted_and_gets_no_password_on_its_command_line(tmp_path: Path) -> None:
    if shutil.which("pg_dump") is None:
        pytest.skip("no pg_dump")
    url = make_url(f"postgresql+psycopg://saiping:secret@/none?host={tmp_path}")
    with pytest.raises(CopyFailed, match="pg_dump") as failed:
        run_tool("pg_dump", url, f"--file={tmp_path / 'part'}")
    assert failed.value.problem.code == "backup-tool-failed"
    assert "secret" not in str(failed.value)


def test_a_server_copies_its_database(postgresql_url: str, other_url: str, tmp_path: Path) -> None:
    with open_database(postgresql_url) as database:
        prepare(database)
    with serving(postgresql_url, "--backup", str(tmp_path / "copies")):
        pass
    (path,) = (tmp_path / "copies").glob("*.dump")
    assert [head.stream for head in restore(path, other_url).heads] == ["spring"]

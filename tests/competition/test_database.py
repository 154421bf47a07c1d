from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Float, Numeric, insert, select
from sqlalchemy.exc import DatabaseError

from competition.store import database as databases
from competition.store import schema
from competition.store.database import (
    Database,
    DatabaseServed,
    DatabaseUnusable,
    StoreFailed,
    existing,
    migrate,
    open_database,
    served,
)

ROOT = Path(__file__).parents[2]


def with_a_line(database: Database) -> None:
    """One stream with one line, and one content."""
    with database.transaction() as connection:
        connection.execute(insert(schema.stream).values(name="e", purpose="event"))
        line = {"stream": "e", "seq": 1, "body": "b", "digest": "d", "actor": "a", "key": "k"}
        connection.execute(insert(schema.line).values(**line))
        connection.execute(insert(schema.content).values(digest="d", body="b"))


CHANGES = [
    "UPDATE line SET body = 'other'",
    "UPDATE line SET seq = 2 WHERE seq = 1",
    "DELETE FROM line",
    "UPDATE content SET body = 'other'",
    "DELETE FROM content WHERE digest = 'd'",
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_itself_refuses_to_change_lines_and_contents(database_url: str, change: str) -> None:
    with open_database(database_url) as database:
        with_a_line(database)
        with pytest.raises(DatabaseError, match="never changed"), database.transaction() as connection:
            connection.exec_driver_sql(change)
        with database.connect() as connection:
            assert connection.execute(select(schema.line.c.body)).scalars().all() == ["b"]
            assert connection.execute(select(schema.content.c.body)).scalars().all() == ["b"]


@pytest.mark.parametrize(
    "change",
    [
        "INSERT OR REPLACE INTO line VALUES ('e', 1, 'other', 'd', 'a', 'k2')",
        "INSERT OR REPLACE INTO line VALUES ('e', 2, 'other', 'd', 'a', 'k')",
        "INSERT OR REPLACE INTO content VALUES ('d', 'other')",
        "REPLACE INTO line VALUES ('e', 1, 'other', 'd', 'a', 'k')",
    ],
)
def test_sqlite_refuses_to_replace_lines_and_contents(sqlite_url: str, change: str) -> None:
    with open_database(sqlite_url) as database:
        with_a_line(database)
        with pytest.raises(DatabaseError, match="never changed"), database.transaction() as connection:
            connection.exec_driver_sql(change)


@pytest.mark.postgres
@pytest.mark.parametrize("change", ["TRUNCATE line", "TRUNCATE stream CASCADE", "TRUNCATE content"])
def test_postgresql_refuses_to_empty_lines_and_contents(postgresql_url: str, change: str) -> None:
    with open_database(postgresql_url) as database:
        with_a_line(database)
        with pytest.raises(DatabaseError, match="never changed"), database.transaction() as connection:
            connection.exec_driver_sql(change)


def test_a_key_is_an_actors_own_once_in_a_stream(database_url: str) -> None:
    with open_database(database_url) as database:
        with_a_line(database)
        with pytest.raises(DatabaseError), database.transaction() as connection:
            line = {"stream": "e", "seq": 2, "body": "b", "digest": "d", "actor": "a", "key": "k"}
            connection.execute(insert(schema.line).values(**line))


def test_migrations_lead_to_the_schema_and_a_second_time_do_nothing(database_url: str) -> None:
    migrate(database_url)
    migrate(database_url)
    with Database(database_url) as database, database.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_a_seed_from_before_codes_had_layers_is_that_of_the_one_layer(database_url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "competition" / "store" / "migrations"))
    with Database(database_url) as database, database.transaction() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "r0003")
        connection.exec_driver_sql("INSERT INTO seal (event, trade, seed) VALUES ('e', 't', 'secret')")
    with open_database(database_url) as database, database.connect() as connection:
        rows = [tuple(row) for row in connection.execute(select(schema.seal))]
    assert rows == [("e", "t", "", "secret")]


def test_the_schema_says_which_migration_is_the_newest() -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "competition" / "store" / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.REVISION


def test_no_column_holds_a_number_that_is_not_whole() -> None:
    columns = [column for table in schema.metadata.tables.values() for column in table.columns]
    assert columns
    assert not [column for column in columns if isinstance(column.type, Numeric | Float)]


def test_a_database_of_a_newer_saiping_is_refused_by_name(database_url: str) -> None:
    with open_database(database_url) as database, database.transaction() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'r9999'")
    with pytest.raises(DatabaseUnusable, match=r"r9999.*newer"):
        open_database(database_url)
    with pytest.raises(DatabaseUnusable, match="not prepared"):
        existing(database_url)


@pytest.mark.parametrize("url", ["nothing", "mysql://localhost/x", "sqlite://", "sqlite:///:memory:", "oracle://x"])
def test_a_url_of_no_usable_database_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUnusable):
        Database(url)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear sirs, " * 1000, encoding="utf-8")
    with pytest.raises(DatabaseUnusable, match="not a database"):
        open_database(f"sqlite:///{path}")
    with pytest.raises(DatabaseUnusable):
        existing(f"sqlite:///{path}")
    with pytest.raises(DatabaseUnusable, match="no file"):
        existing(f"sqlite:///{tmp_path / 'none.db'}")
    assert not (tmp_path / "none.db").exists()


def test_a_plain_postgresql_url_takes_psycopg() -> None:
    for url in ("postgresql://localhost/x", "postgresql+psycopg2://localhost/x"):
        with Database(url) as database:
            assert database.url.drivername == "postgresql+psycopg"
            assert database.path is None


def test_sqlite_writes_ahead_and_waits_for_the_disk(sqlite_url: str) -> None:
    with open_database(sqlite_url) as database:
        driver = database.driver()
        assert driver.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert driver.execute("PRAGMA synchronous").fetchone() == (2,)
        assert driver.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_readers_do_not_wait_for_a_writer(database_url: str) -> None:
    with open_database(database_url) as database:
        with_a_line(database)
        with database.transaction() as writing:
            writing.execute(insert(schema.content).values(digest="e", body="b"))
            with database.connect() as reading:
                assert reading.execute(select(schema.content.c.digest)).scalars().all() == ["d"]


@pytest.mark.anyio
async def test_a_write_that_fails_says_so_and_changes_nothing(database_url: str) -> None:
    with open_database(database_url) as database:
        with_a_line(database)
        with pytest.raises(StoreFailed):
            await database.write(lambda connection: connection.exec_driver_sql("DELETE FROM line"))
        await database.write(lambda connection: connection.execute(insert(schema.content).values(digest="e", body="b")))
        with database.connect() as connection:
            assert len(connection.execute(select(schema.content)).all()) == 2


def test_a_second_serve_on_one_file_is_refused_by_name(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    (tmp_path / "link.db").symlink_to(tmp_path / "store.db")
    with open_database(url) as one, Database(f"sqlite:///{tmp_path / 'link.db'}") as two:
        with served(one, "http://127.0.0.1:8000"):
            said = r"pid \d+, since 2.*, url http://127.0.0.1:8000"
            with pytest.raises(DatabaseServed, match=said) as refused, served(two, "http://127.0.0.1:8001"):
                pass
            assert refused.value.holder["url"] == "http://127.0.0.1:8000"
            with_a_line(two)
        with served(two, "http://127.0.0.1:8001"):
            pass


def test_the_lock_of_a_serve_dies_with_its_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    holding = (
        "import sys; from competition.store.database import open_database, served\n"
        "with served(open_database(sys.argv[1]), 'http://other'):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", holding, url]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with Database(url) as database:
            with pytest.raises(DatabaseServed, match=f"pid {process.pid}"), served(database, "http://mine"):
                pass
            process.kill()
            process.wait()
            said = tmp_path / "store.db.serve.json"
            assert json.loads(said.read_text(encoding="utf-8"))["url"] == "http://other"
            with served(database, "http://mine"):
                assert json.loads(said.read_text(encoding="utf-8"))["url"] == "http://mine"


def test_a_holder_that_cannot_be_read_is_refused_all_the_same(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    with open_database(url) as one, Database(url) as two, served(one, "http://one"):
        (tmp_path / "store.db.serve.json").write_text("{", encoding="utf-8")
        with pytest.raises(DatabaseServed, match="no more is known"), served(two, "http://two"):
            pass


@pytest.mark.postgres
def test_nodes_may_share_a_server(postgresql_url: str) -> None:
    with open_database(postgresql_url) as one, Database(postgresql_url) as two, served(one, ""), served(two, ""):
        pass


def test_two_processes_may_prepare_one_database_at_once(database_url: str) -> None:
    command = [sys.executable, "-c", f"from competition.store.database import migrate; migrate({database_url!r})"]
    processes = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    existing(database_url).close()


def test_importing_the_module_connects_to_nothing() -> None:
    assert not [name for name, value in vars(databases).items() if isinstance(value, Database)]

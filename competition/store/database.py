"""Opening the database: SQLite in one file, or PostgreSQL. One connection writes, from one thread; readers have theirs.

StoreError
├── StoreFailed        the database did not do what was asked; nothing was changed
├── DatabaseUnusable   no such kind of URL, not a database, or made by a newer Saiping
└── DatabaseServed     another process already serves this SQLite file
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, PoolProxiedConnection, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, SQLAlchemyError

from competition.store import schema

BUSY_LIMIT_MS = 15_000
"""How long a writer waits for another process that holds SQLite's write lock."""

Result = TypeVar("Result")


class StoreError(Exception):
    """Root of what the store raises."""


class StoreFailed(StoreError):
    """The database did not do what was asked: disk full, connection lost, locked too long. Nothing was changed."""


class DatabaseUnusable(StoreError):
    """The URL names no database that this Saiping can use."""


class DatabaseServed(StoreError):
    """Another process serves this file. holder: its `pid`, `since` (UTC text) and `url`, as far as known."""

    def __init__(self, path: Path, holder: dict[str, str]) -> None:
        self.path = path
        self.holder = holder
        said = ", ".join(f"{word} {holder[word]}" for word in ("pid", "since", "url") if word in holder)
        super().__init__(f"{path} is already served by another process ({said or 'no more is known'})")


class Database:
    """An open database. `write` and `transaction` write; `connect` reads and never waits for a writer."""

    def __init__(self, url: str) -> None:
        """Opens nothing yet that lasts: connections are made when first used. Raises DatabaseUnusable."""
        self.url = _read_url(url)
        self.dialect = self.url.get_backend_name()
        self._turn: asyncio.Lock | None = None
        self._connection: PoolProxiedConnection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="reader")
        if self.dialect == "sqlite":
            self.writer = _sqlite_engine(self.url, "BEGIN IMMEDIATE")
            self.reader = _sqlite_engine(self.url, "BEGIN")
        else:
            self.writer = create_engine(self.url)
            self.reader = create_engine(self.url)

    @property
    def path(self) -> Path | None:
        """The SQLite file, links resolved; None for a server."""
        return Path(str(self.url.database)).resolve() if self.dialect == "sqlite" else None

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A connection for reading, in a transaction that sees one moment and is rolled back at the end."""
        with self.reader.connect() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One write transaction in the calling thread, for commands: committed at the end, rolled back if it raises."""
        with self.writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold this process's turn to write: the loop's tasks never wait for each other inside the writer thread."""
        if self._turn is None:
            self._turn = asyncio.Lock()
        async with self._turn:
            yield

    async def run(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Call the function in the writer thread. Whoever begins a transaction there holds the turn until its end."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(function, *arguments))

    async def read(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Call the function in a reader thread."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, partial(function, *arguments))

    async def write(self, function: Callable[[Connection], Result]) -> Result:
        """Call the function with a connection in a write transaction of its own, in the writer thread, in turn.
        Raises StoreFailed where the database fails."""

        def written() -> Result:
            try:
                with self.transaction() as connection:
                    return function(connection)
            except SQLAlchemyError as error:
                raise StoreFailed(str(error)) from error

        async with self.turn():
            return await self.run(written)

    def driver(self) -> Any:
        """The one connection, of sqlite3 or psycopg itself, over which lines are written; only for who has the turn."""
        if self._connection is None:
            self._connection = self.writer.raw_connection()
        return self._connection.driver_connection

    def discard(self) -> None:
        """Drop that connection and what it did not commit; `driver` opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()

    def close(self) -> None:
        """Wait for the threads and close every connection."""
        self._thread.shutdown()
        self.discard()
        self._readers.shutdown()
        self.writer.dispose()
        self.reader.dispose()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_database(url: str) -> Database:
    """The database at the URL with every migration applied; an SQLite file is made where there is none.
    Raises DatabaseUnusable."""
    migrate(url)
    return Database(url)


def existing(url: str) -> Database:
    """The database at the URL as it is: nothing is made or migrated. Raises DatabaseUnusable where there is none of
    this Saiping's."""
    database = Database(url)
    try:
        if database.path is not None and not database.path.is_file():
            raise DatabaseUnusable(f"there is no file {database.path}")
        with database.connect() as connection:
            if _revision(connection) != schema.REVISION:
                raise DatabaseUnusable(f"{database.url.render_as_string()}: not prepared by this Saiping; see `init`")
    except DatabaseError as error:
        database.close()
        raise DatabaseUnusable(f"{database.url.render_as_string()}: {error.orig}") from error
    except BaseException:
        database.close()
        raise
    return database


def migrate(url: str) -> None:
    """Bring the schema up to `schema.REVISION`; does nothing, quickly, where it is there. Raises DatabaseUnusable."""
    with Database(url) as database:
        try:
            with database.transaction() as connection:
                _migrate(connection)
        except DatabaseError as error:
            raise DatabaseUnusable(f"{database.url.render_as_string()}: {error.orig}") from error


@contextmanager
def served(database: Database, url: str) -> Iterator[None]:
    """Hold the file as its only `serve`; the operating system lets go when the process ends, however it ends.
    url: where this server is reached. Raises DatabaseServed. On PostgreSQL nodes may share, and nothing is held."""
    if database.path is None:
        yield
        return
    from filelock import FileLock, Timeout

    path = database.path
    said = path.with_name(path.name + ".serve.json")
    lock = FileLock(path.with_name(path.name + ".serve.lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise DatabaseServed(path, _holder(said)) from None
    try:
        since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        said.write_text(json.dumps({"pid": str(os.getpid()), "since": since, "url": url}), encoding="utf-8")
        yield
    finally:
        said.unlink(missing_ok=True)
        lock.release()


def _holder(said: Path) -> dict[str, str]:
    try:
        return {str(word): str(value) for word, value in json.loads(said.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _read_url(url: str) -> URL:
    try:
        read = make_url(url)
        backend = read.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseUnusable(f"{url}: not a database URL") from error
    if backend == "sqlite":
        if read.database in (None, "", ":memory:"):
            raise DatabaseUnusable("an SQLite database needs a file: sqlite:///saiping.db")
        return read
    if backend in ("postgresql", "postgres"):
        return read.set(drivername="postgresql+psycopg")
    raise DatabaseUnusable(f"{backend}: neither sqlite nor postgresql")


def _sqlite_engine(url: URL, begin: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_LIMIT_MS / 1000, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def opened(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # the module begins nothing by itself; `begun` does
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cell_size_check = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "SELECT pg_advisory_xact_lock(7240015)"
        )  # one migration at a time, however many nodes
    found = _revision(connection)
    if found == schema.REVISION:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise DatabaseUnusable(f"the database says revision {found}: it was made by a newer Saiping") from error


def _revision(connection: Connection) -> str | None:
    """What the database says its schema is, None where it says nothing."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)

"""Writing one moment of a running database into a file, and reading back whether it arrived whole.

SQLite: a read transaction holds the moment, so that writers go on and the copy never starts anew; pages are copied a
few at a time. PostgreSQL: its own `pg_dump`, in the snapshot that the heads are read in.
"""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, Connection, create_engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from competition.backup.copies import CopyFailed
from competition.store.ledger import heads
from competition.store.verify import Position
from scoring.problems import Problem

PAGES = 256
"""Pages copied in one step: one MiB, with SQLite's usual pages."""

FLUSHED = 8
"""Steps between two writes to the disk, so that no mark's sync waits behind a whole copy."""

REST_S = 0.002
"""Rest between two steps."""

BUSY_LIMIT_S = 15.0


class Source(Protocol):
    """A database that can be copied while it is written. name: what tells it from others, without password."""

    @property
    def kind(self) -> str: ...
    @property
    def suffix(self) -> str: ...
    @property
    def name(self) -> str: ...

    def moment(self) -> AbstractContextManager[str]:
        """Hold still what the database says now; yields a text that differs once anything was written since."""

    def size(self) -> int:
        """About how many bytes a copy takes; within a moment."""

    def write(self, part: Path) -> None:
        """Write the moment into the file; within a moment. Raises CopyFailed, OSError, sqlite3.Error or
        SQLAlchemyError."""

    def check(self, part: Path) -> list[Position]:
        """Read the file back: where every stream ends in it. Raises CopyFailed where it is damaged."""

    def close(self) -> None:
        """Let go of the database."""


class SqliteSource:
    """An SQLite file, over a connection of its own."""

    kind = "sqlite"
    suffix = ".db"

    def __init__(self, path: Path) -> None:
        self.name = f"{platform.node()}:{path}"
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._opened = 0

    @contextmanager
    def moment(self) -> Iterator[str]:
        connection = self._open()
        try:
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            (version,) = connection.execute("PRAGMA data_version").fetchone()
            yield f"{self._opened}.{version}"
            connection.execute("ROLLBACK")
        except BaseException:
            self.close()
            raise

    def size(self) -> int:
        (pages,), (bytes_each,) = (self._open().execute(f"PRAGMA page_{what}").fetchone() for what in ("count", "size"))
        return int(pages) * int(bytes_each)

    def write(self, part: Path) -> None:
        with part.open("xb") as file, closing(sqlite3.connect(part, isolation_level=None)) as target:
            for pragma in ("synchronous = OFF", "journal_mode = OFF"):  # what is cut off never gets its name
                target.execute(f"PRAGMA {pragma}")
            self._open().backup(target, pages=PAGES, progress=_paced(file.fileno()))
            target.execute("PRAGMA journal_mode = DELETE").fetchone()  # one file that can be read where nothing writes

    def check(self, part: Path) -> list[Position]:
        return check_file(part)

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(
                f"{self._path.as_uri()}?mode=rw",
                uri=True,
                timeout=BUSY_LIMIT_S,
                isolation_level=None,
                check_same_thread=False,
            )
            self._opened += 1
        return self._connection


def check_file(path: Path) -> list[Position]:
    """Where every stream ends in a file that nobody writes. Raises CopyFailed where SQLite finds it damaged."""

    def opened() -> sqlite3.Connection:
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)

    engine = create_engine("sqlite://", creator=opened, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalars().all()
            if found != ["ok"]:
                raise CopyFailed(Problem("copy-damaged", facts={"detail": "; ".join(map(str, found))}))
            return _heads(connection)
    except DatabaseError as error:
        raise CopyFailed(Problem("copy-damaged", facts={"detail": str(error.orig)})) from error


class PostgresSource:
    """A database of a PostgreSQL server, over connections of its own. Needs `pg_dump`; checks with `pg_restore`."""

    kind = "postgresql"
    suffix = ".dump"

    def __init__(self, url: URL) -> None:
        self.name = url.render_as_string()
        self._url = url
        self._engine = create_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ")
        self._held: Connection | None = None
        self._heads: list[Position] = []

    @contextmanager
    def moment(self) -> Iterator[str]:
        if shutil.which("pg_dump") is None:
            raise CopyFailed(Problem("backup-tool-missing", facts={"tool": "pg_dump"}))
        with self._engine.connect() as connection:
            self._held = connection
            try:
                yield str(connection.exec_driver_sql("SELECT pg_current_snapshot()").scalar_one())
            finally:
                self._held = None

    def size(self) -> int:
        return int(self._connection().exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())

    def write(self, part: Path) -> None:
        snapshot = str(self._connection().exec_driver_sql("SELECT pg_export_snapshot()").scalar_one())
        self._heads = _heads(self._connection())
        run_tool("pg_dump", self._url, "--format=custom", f"--snapshot={snapshot}", f"--file={part}")

    def check(self, part: Path) -> list[Position]:
        if shutil.which("pg_restore") is not None:
            run_tool("pg_restore", None, f"--file={os.devnull}", str(part))
        return self._heads

    def close(self) -> None:
        self._engine.dispose()

    def _connection(self) -> Connection:
        if self._held is None:
            raise RuntimeError("size and write come within a moment")
        return self._held


def source_of(url: URL) -> Source:
    """The database at a URL that `Database` has read; connects to nothing yet."""
    if url.get_backend_name() == "sqlite":
        return SqliteSource(Path(str(url.database)).resolve())
    return PostgresSource(url)


def run_tool(tool: str, url: URL | None, *arguments: str) -> None:
    """Run one of PostgreSQL's programs, on the database at the URL if any; the password is on no command line.
    Raises CopyFailed."""
    found = shutil.which(tool)
    if found is None:
        raise CopyFailed(Problem("backup-tool-missing", facts={"tool": tool}))
    environment = dict(os.environ)
    if url is not None:
        address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
        arguments = (*arguments, "--no-owner", "--no-privileges", "--no-password", f"--dbname={address}")
        if url.password is not None:
            environment["PGPASSWORD"] = url.password
    done = subprocess.run([found, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode:
        detail = done.stderr.decode(errors="replace").strip()
        raise CopyFailed(Problem("backup-tool-failed", facts={"tool": tool, "detail": detail}))


def _heads(connection: Connection) -> list[Position]:
    return [Position(stream, *head) for stream, head in sorted(heads(connection).items())]


def _paced(file: int) -> Callable[[int, int, int], None]:
    """What is done after every step: rest, and now and then write what was copied to the disk."""
    steps = 0

    def paced(status: int, remaining: int, pages: int) -> None:
        nonlocal steps
        steps += 1
        if not steps % FLUSHED:
            os.fsync(file)
        time.sleep(REST_S)

    return paced

"""The only reader and writer of lines. A line's bytes are kept as they were hashed and never made again.

Nothing here knows what a line means: `recorder` decides what is appended, `verify` whether it should have been.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from competition.store import schema
from competition.store.database import BUSY_LIMIT_MS, Database, StoreError
from scoring import lines

PAGE = 1000
"""Lines read at a time."""

TOGETHER = 150
"""Lines that one statement adds to an SQLite file: six values each, of the 999 that every SQLite takes. The writer's
thread gives the interpreter away and waits for it again once a statement, not once a line."""


class Head(NamedTuple):
    """Where a stream ends: seq 0 and `lines.NOTHING` before its first line."""

    seq: int
    digest: str


class Row(NamedTuple):
    """A stored line. body: its canonical text. digest: of the line before and the body."""

    seq: int
    body: str
    digest: str
    actor: str
    key: str


EMPTY = Head(0, lines.NOTHING)


class NoSuchStream(StoreError):
    """The database has no stream of that name."""


def create(connection: Connection, stream: str, purpose: str, first: Row) -> None:
    """Make a stream with its first line, in the caller's transaction. Raises IntegrityError where there is one."""
    connection.execute(schema.stream.insert().values(name=stream, purpose=purpose))
    connection.execute(schema.line.insert().values(stream=stream, **first._asdict()))


def streams(connection: Connection) -> list[tuple[str, str]]:
    """Every stream and its purpose, by name."""
    found = connection.execute(select(schema.stream.c.name, schema.stream.c.purpose))
    return sorted((name, purpose) for name, purpose in found)


def heads(connection: Connection) -> dict[str, Head]:
    """Where every stream ends that has a line, by name, as this connection sees it."""
    found = connection.exec_driver_sql(
        "SELECT name, seq, digest FROM stream JOIN line ON line.stream = name "
        "AND seq = (SELECT max(seq) FROM line WHERE stream = name)"
    )
    return {name: Head(seq, digest) for name, seq, digest in found}


class Ledger:
    """One stream of one database. What writes is called in turn (see `Database.turn`), and in the writer thread.

    Statements are the driver's own, over one connection that stays open: this is the road that every mark takes.
    """

    def __init__(self, database: Database, stream: str) -> None:
        self.database = database
        self.stream = stream
        self._mark = "?" if database.dialect == "sqlite" else "%s"
        self._writing: Any = None

    def begin(self) -> Head:
        """Take the stream's lock, which no other process can then hold, and say where the stream ends.
        Until `commit` or `rollback` this ledger reads what it has written. Raises NoSuchStream."""
        driver = self.database.driver()
        try:
            if self.database.dialect == "sqlite":
                driver.execute(f"PRAGMA busy_timeout = {BUSY_LIMIT_MS}")
                driver.execute("BEGIN IMMEDIATE")
            else:
                driver.execute("SELECT name FROM stream WHERE name = %s FOR UPDATE", (self.stream,))
            self._writing = driver
            return self.head()
        except BaseException:
            self._discard()
            raise

    def begin_now(self) -> Head | None:
        """As `begin`, in any thread, but None where that could take time: on a server, or while another writes."""
        if self.database.dialect != "sqlite":
            return None
        driver = self.database.driver()
        try:
            driver.execute("PRAGMA busy_timeout = 0")
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return None
        self._writing = driver
        return self.head()

    def append(self, rows: Sequence[Row], contents: Mapping[str, str]) -> None:
        """Add lines behind the head, and the contents that they name by digest."""
        driver = self._open()
        if self.database.dialect == "sqlite":
            for start in range(0, len(rows), TOGETHER):
                some = rows[start : start + TOGETHER]
                values = ", ".join(["(?, ?, ?, ?, ?, ?)"] * len(some))
                driver.execute(
                    f"INSERT INTO line (stream, seq, body, digest, actor, key) VALUES {values}",
                    [value for row in some for value in (self.stream, *row)],
                )
        else:
            driver.execute(
                "INSERT INTO line (stream, seq, body, digest, actor, key) SELECT %s, * FROM "
                "unnest(%s::integer[], %s::text[], %s::text[], %s::text[], %s::text[])",
                (self.stream, *(list(column) for column in zip(*rows, strict=True))),
            )
        for pair in contents.items():
            driver.execute(
                f"INSERT INTO content (digest, body) VALUES ({self._mark}, {self._mark}) ON CONFLICT DO NOTHING", pair
            )

    def commit(self) -> None:
        """Make what was appended last; when this returns, the disk has it. Raises what the database raises."""
        self._open().commit()
        self._writing = None

    def rollback(self) -> None:
        """Let go of the lock and of what was appended; no error where nothing was begun. Raises what the database
        raises."""
        if self._writing is not None:
            try:
                self._writing.rollback()
                self._writing = None
            except BaseException:
                self._discard()
                raise

    def head(self) -> Head:
        """Where the stream ends. Raises NoSuchStream."""
        for row in self._rows(
            f"SELECT seq, digest FROM line WHERE stream = {self._mark} ORDER BY seq DESC LIMIT 1", self.stream
        ):
            return Head(*row)
        if not self._rows(f"SELECT name FROM stream WHERE name = {self._mark}", self.stream):
            raise NoSuchStream(f"there is no stream {self.stream!r}")
        return EMPTY

    def page(self, after: int = 0, limit: int = PAGE) -> list[Row]:
        """The next lines behind `after`, at most `limit` of them."""
        query = (
            f"SELECT seq, body, digest, actor, key FROM line WHERE stream = {self._mark} AND seq > {self._mark} "
            f"ORDER BY seq LIMIT {self._mark}"
        )
        return [Row(*row) for row in self._rows(query, self.stream, after, limit)]

    def lines(self, after: int = 0) -> Iterator[Row]:
        """Every line behind `after`, a page in memory at a time."""
        while page := self.page(after):
            yield from page
            after = page[-1].seq

    def bodies(self, seqs: Collection[int]) -> dict[int, str]:
        """The texts of these lines, by seq."""
        return self._pairs(f"SELECT seq, body FROM line WHERE stream = {self._mark} AND seq", seqs, self.stream)

    def contents(self, digests: Collection[str]) -> dict[str, str]:
        """The contents that the database has under these digests; no promise that they hash to them."""
        return self._pairs("SELECT digest, body FROM content WHERE digest", digests)

    def _pairs(self, query: str, wanted: Collection[Any], *before: Any) -> dict[Any, str]:
        if not wanted:
            return {}
        marks = ", ".join([self._mark] * len(wanted))
        return dict(self._rows(f"{query} IN ({marks})", *before, *wanted))

    def _rows(self, query: str, *values: Any) -> list[Any]:
        if self._writing is not None:
            return list(self._writing.execute(query, values).fetchall())
        with self.database.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query, values)]

    def _discard(self) -> None:
        self._writing = None
        self.database.discard()

    def _open(self) -> Any:
        if self._writing is None:
            raise RuntimeError("append and commit come after begin")
        return self._writing

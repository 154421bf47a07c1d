"""The only reader and writer of lines. A line's bytes are kept as they were hashed and never made again.

Nothing here knows what a line means: `recorder` decides what is appended, `verify` whether it should have been.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import NamedTuple

from sqlalchemy import Connection, select

from competition import schema
from competition.database import Database, StoreError
from scoring import facts

PAGE = 1000
"""Lines read at a time."""


class Head(NamedTuple):
    """Where a stream ends: seq 0 and `facts.NOTHING` before its first line."""

    seq: int
    digest: str


class Row(NamedTuple):
    """A stored line. body: its canonical text. digest: of the line before and the body."""

    seq: int
    body: str
    digest: str
    actor: str
    key: str


EMPTY = Head(0, facts.NOTHING)


class NoSuchStream(StoreError):  # noqa: N818 - what is wrong is the name
    """The database has no stream of that name."""


def create(connection: Connection, stream: str, purpose: str, first: Row, contents: Mapping[str, str] = {}) -> None:
    """Make a stream with its first line, in the caller's transaction. Raises IntegrityError where there is one."""
    connection.execute(schema.stream.insert().values(name=stream, purpose=purpose))
    _append(connection, stream, [first], contents)


def streams(connection: Connection) -> list[tuple[str, str]]:
    """Every stream and its purpose, by name."""
    found = connection.execute(select(schema.stream.c.name, schema.stream.c.purpose))
    return sorted((name, purpose) for name, purpose in found)


class Ledger:
    """One stream of one database. What writes is called in the writer thread, in turn (see `Database.turn`)."""

    def __init__(self, database: Database, stream: str) -> None:
        self.database = database
        self.stream = stream
        self._writing: Connection | None = None

    def begin(self) -> Head:
        """Take the stream's lock, which no other process can then hold, and say where the stream ends.
        Until `commit` or `rollback` this ledger reads what it has written. Raises NoSuchStream."""
        self._writing = connection = self.database.writer.connect()
        try:
            if self.database.dialect == "postgresql":
                connection.exec_driver_sql("SELECT name FROM stream WHERE name = %s FOR UPDATE", (self.stream,))
            else:
                connection.begin()
            return self.head()
        except BaseException:
            self.rollback()
            raise

    def append(self, rows: Sequence[Row], contents: Mapping[str, str]) -> None:
        """Add lines behind the head, and the contents that they name by digest."""
        _append(self._open(), self.stream, rows, contents)

    def commit(self) -> None:
        """Make what was appended last; when this returns, the disk has it. Raises what the database raises."""
        connection = self._open()
        try:
            connection.commit()
        finally:
            self._close()

    def rollback(self) -> None:
        """Let go of the lock and of what was appended; no error where nothing was begun."""
        if self._writing is not None:
            try:
                self._writing.rollback()
            finally:
                self._close()

    def head(self) -> Head:
        """Where the stream ends. Raises NoSuchStream."""
        with self._reading() as connection:
            mark = self._mark()
            found = connection.exec_driver_sql(
                f"SELECT seq, digest FROM line WHERE stream = {mark} ORDER BY seq DESC LIMIT 1", (self.stream,)
            ).first()
            if found is not None:
                return Head(found[0], found[1])
            name = f"SELECT name FROM stream WHERE name = {mark}"
            if connection.exec_driver_sql(name, (self.stream,)).first() is None:
                raise NoSuchStream(f"there is no stream {self.stream!r}")
            return EMPTY

    def page(self, after: int = 0, limit: int = PAGE) -> list[Row]:
        """The next lines behind `after`, at most `limit` of them."""
        mark = self._mark()
        with self._reading() as connection:
            found = connection.exec_driver_sql(
                f"SELECT seq, body, digest, actor, key FROM line WHERE stream = {mark} AND seq > {mark} "
                f"ORDER BY seq LIMIT {mark}",
                (self.stream, after, limit),
            )
            return [Row(*row) for row in found]

    def lines(self, after: int = 0) -> Iterator[Row]:
        """Every line behind `after`, a page in memory at a time."""
        while page := self.page(after):
            yield from page
            after = page[-1].seq

    def bodies(self, seqs: Collection[int]) -> dict[int, str]:
        """The texts of these lines, by seq."""
        table = schema.line.c
        with self._reading() as connection:
            found = connection.execute(
                select(table.seq, table.body).where(table.stream == self.stream, table.seq.in_(seqs))
            )
            return {seq: body for seq, body in found}  # noqa: C416 - a Result of pairs is no mapping

    def contents(self, digests: Collection[str]) -> dict[str, str]:
        """The contents that the database has under these digests; no promise that they hash to them."""
        table = schema.content.c
        with self._reading() as connection:
            found = connection.execute(select(table.digest, table.body).where(table.digest.in_(digests)))
            return {digest: body for digest, body in found}  # noqa: C416

    def _mark(self) -> str:
        return "?" if self.database.dialect == "sqlite" else "%s"

    def _reading(self) -> AbstractContextManager[Connection]:
        return self.database.connect() if self._writing is None else nullcontext(self._writing)

    def _open(self) -> Connection:
        if self._writing is None:
            raise RuntimeError("append and commit come after begin")
        return self._writing

    def _close(self) -> None:
        connection, self._writing = self._writing, None
        if connection is not None:
            connection.close()


def _append(connection: Connection, stream: str, rows: Sequence[Row], contents: Mapping[str, str]) -> None:
    """One statement for all lines: the driver's own, since this is the road that every mark takes."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "INSERT INTO line (stream, seq, body, digest, actor, key) VALUES (?, ?, ?, ?, ?, ?)",
            [(stream, *row) for row in rows],
        )
        keep = "INSERT INTO content (digest, body) VALUES (?, ?) ON CONFLICT DO NOTHING"
    else:
        connection.exec_driver_sql(
            "INSERT INTO line (stream, seq, body, digest, actor, key) SELECT %s, * FROM "
            "unnest(%s::integer[], %s::text[], %s::text[], %s::text[], %s::text[])",
            (stream, *(list(column) for column in zip(*rows, strict=True))),
        )
        keep = "INSERT INTO content (digest, body) VALUES (%s, %s) ON CONFLICT DO NOTHING"
    if contents:
        connection.exec_driver_sql(keep, list(contents.items()))

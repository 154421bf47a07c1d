"""Proves a ledger from its lines alone: the chain, the columns beside it, what lines name, and what they state.

A stream is bad from its first bad line on: nothing behind it is judged. What is wrong is one of `CODES`; the sentences
for them stand in `templates/problems.toml`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from competition.documents import altered
from competition.store.database import Database
from competition.store.fold import Fold, LineDamaged, contents_of
from competition.store.ledger import Ledger, Row, streams
from scoring import lines
from scoring.certificates import CertificatesIssued
from scoring.checks import check
from scoring.facts import Fact, StreamOpened
from scoring.lines import Line
from scoring.steps import Awarded

CODES = (
    "board-differs",
    "codes-differ",
    "columns-differ",
    "content-differs",
    "content-gone",
    "digest-differs",
    "document-altered",
    "first-line",
    "house-differs",
    "key-twice",
    "line-extra",
    "line-missing",
    "module-differs-from-signed",
    "no-fact",
    "not-acceptable",
    "not-canonical",
    "not-expected",
    "stream-missing",
    "time-went-back",
    "unreadable",
)
"""All that can be wrong with a line."""

DIFFERS = {
    "other-board": ("board-differs", "board"),
    "table-moved": ("board-differs", "board"),
    "module-differs": ("module-differs-from-signed", "digest"),
    "other-seed": ("codes-differ", "trade"),
    "other-mapping": ("codes-differ", "trade"),
    "other-entrant": ("codes-differ", "trade"),
}
"""What a line states and is computed again: by the problem of a line that alone is wrong about it, what is wrong, and
the fact of that problem which says what it should be."""

BEFORE = -(2**31)
"""Before every line that a database could hold, those included that should not be there."""

POSITION = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]{0,63}):([1-9][0-9]{0,9}):([0-9a-f]{64})")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")


@dataclass(frozen=True, slots=True)
class Position:
    """A line as it is printed, `stream:seq:digest`."""

    stream: str
    seq: int
    digest: str

    def __str__(self) -> str:
        return f"{self.stream}:{self.seq}:{self.digest}"


@dataclass(frozen=True, slots=True)
class Finding:
    """The first bad line of a stream. code: what is wrong. facts: what its sentence is filled with."""

    stream: str
    seq: int
    code: str
    facts: Mapping[str, str]


def position(text: str) -> Position:
    """Read `stream:seq:digest`. Raises ValueError."""
    found = POSITION.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no stream:seq:digest")
    return Position(found[1], int(found[2]), found[3])


def names(database: Database) -> list[str]:
    """Every stream, those included that have lines and no row of their own. Raises what the database raises."""
    with database.connect() as connection:
        return sorted({name for name, _ in streams(connection)} | set(_in_lines(connection)))


def verify(
    database: Database, stream: str, expected: Collection[Position] = (), tell: Callable[[int, int], None] | None = None
) -> Position | Finding:
    """Walk one stream: where it ends, or its first bad line. expected: lines of it that were once printed.
    tell: called now and then with the count of lines done, and of all."""
    ledger = Ledger(database, stream)
    seq = 0
    try:
        with database.connect() as connection:
            purpose = dict(streams(connection)).get(stream)
        if purpose is None:
            return Finding(stream, 1, "stream-missing", {})
        head = ledger.head()
        walk = _Walk(ledger, purpose, {each.seq: each.digest for each in expected})
        for row in ledger.lines(BEFORE):
            seq = row.seq
            walk.step(row)
            if tell is not None and not seq % 1000:
                tell(seq, max(head.seq, seq))
        walk.end()
    except LineDamaged as damage:
        return Finding(stream, damage.seq, damage.code, {"detail": damage.detail})
    except (SQLAlchemyError, UnicodeError) as error:
        return Finding(stream, seq + 1, "unreadable", {"detail": str(getattr(error, "orig", error))})
    return Position(stream, *walk.fold.head)


def replay(ledger: Ledger, to: int | None = None) -> Fold:
    """The stream folded up to a line, or to its end. Raises NoSuchStream, and LineDamaged where a line on the way is
    not what was recorded, or is not there."""
    head = ledger.head()
    fold = Fold(ledger.stream)
    for row in ledger.lines():
        if to is not None and row.seq > to:
            break
        line = fold.read(row)
        fold.follow(row, line, ledger.contents(contents_of(line.fact)))
    wanted = head.seq if to is None else to
    if fold.head.seq < wanted:
        raise LineDamaged(ledger.stream, fold.head.seq + 1, "line-missing", f"{wanted}")
    return fold


class _Walk:
    """One stream, line by line. Raises LineDamaged at the first bad one."""

    def __init__(self, ledger: Ledger, purpose: str, expected: Mapping[int, str]) -> None:
        self.fold = Fold(ledger.stream)
        self._ledger = ledger
        self._purpose = purpose
        self._expected = expected

    def step(self, row: Row) -> None:
        head, fold = self.fold.head, self.fold
        if row.seq != head.seq + 1:
            code = "line-missing" if row.seq > head.seq else "line-extra"
            raise self._bad(min(row.seq, head.seq + 1), code)
        if lines.digest(row.body, head.digest) != row.digest:
            raise self._bad(row.seq, "digest-differs")
        if self._expected.get(row.seq, row.digest) != row.digest:
            raise self._bad(row.seq, "not-expected", self._expected[row.seq])
        line = fold.read(row)
        if lines.canonical(json.loads(row.body)) != row.body:
            raise self._bad(row.seq, "not-canonical")
        if row.seq == 1 and line.fact != StreamOpened(fold.stream, self._purpose):
            raise self._bad(row.seq, "first-line")
        if fold.seq_of(row.actor, row.key) is not None:
            raise self._bad(row.seq, "key-twice", row.key)
        if TIME.fullmatch(line.at) is None or line.at < fold.state.at:
            raise self._bad(row.seq, "time-went-back", f"{fold.state.at} {line.at}".strip())
        self._acceptable(line)
        if isinstance(line.fact, Awarded) and line.fact.house:
            self._there(row.seq, position(line.fact.house))
        self._documents(line)
        fold.follow(row, line, self._ledger.contents(contents_of(line.fact)))

    def _documents(self, line: Line) -> None:
        """Documents that the line names are what it names, or were erased."""
        if named := documents_of(line.fact):
            with self._ledger.database.connect() as connection:
                wrong = altered(connection, named)
            if wrong:
                raise self._bad(line.seq, "document-altered", wrong[0])

    def _acceptable(self, line: Line) -> None:
        try:
            verdict = check(self.fold.state, line.fact, line.actor)
        except Exception as error:  # whatever a line of any kind does to the checks, it is the line that is named
            raise self._bad(line.seq, "not-acceptable", repr(error)) from error
        if verdict.status in ("accepted", "held"):
            return
        codes = [problem.code for problem in verdict.problems]
        if len(set(codes)) == 1 and codes[0] in DIFFERS:
            code, computed = DIFFERS[codes[0]]
            raise self._bad(line.seq, code, verdict.problems[0].facts.get(computed, ""))
        raise self._bad(line.seq, "not-acceptable", ", ".join(codes) or verdict.status)

    def _there(self, seq: int, named: Position) -> None:
        """The line names one of another stream, which must be there and be that one."""
        found = Ledger(self._ledger.database, named.stream).page(named.seq - 1, 1)
        if [(each.seq, each.digest) for each in found] != [(named.seq, named.digest)]:
            raise self._bad(seq, "house-differs", str(named))

    def end(self) -> None:
        head = self.fold.head
        if head.seq == 0:
            raise self._bad(1, "line-missing")
        beyond = [seq for seq in self._expected if seq > head.seq]
        if beyond:
            raise self._bad(head.seq + 1, "line-missing", str(max(beyond)))

    def _bad(self, seq: int, code: str, detail: str = "") -> LineDamaged:
        return LineDamaged(self.fold.stream, seq, code, detail)


def documents_of(fact: Fact) -> list[str]:
    """Digests of the documents that a fact names."""
    named = [str(getattr(fact, each, "")) for each in ("document", "comment")]
    if isinstance(fact, Awarded):
        named += [document for _, _, document in fact.awards]
    elif isinstance(fact, CertificatesIssued):
        named += [document for _, document in fact.certificates]
    return [each for each in named if each]


def _in_lines(connection: Connection) -> Iterator[str]:
    """Streams that lines name: one step of the index each, however many lines there are."""
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    name = ""
    while True:
        query = f"SELECT stream FROM line WHERE stream > {mark} ORDER BY stream LIMIT 1"
        found = connection.exec_driver_sql(query, (name,)).scalar()
        if found is None:
            return
        name = found
        yield name

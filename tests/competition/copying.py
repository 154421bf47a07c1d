"""What tests of copies share: a database to copy, and a look at what was copied."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from competition.backup.copies import Copy, read_copy
from competition.backup.restore import restore
from competition.store.database import Database, open_database
from tests.competition.ledgers import prepare
from tests.competition.venue import EVENT, url_of


@contextmanager
def store(folder: Path) -> Iterator[Database]:
    """A database with one stream."""
    with open_database(url_of(folder)) as database:
        prepare(database)
        yield database


def fill(folder: Path, megabytes: int) -> None:
    """Make the database so large that a copy takes a moment."""
    rows = ((f"filling-{number}", "x" * 100_000) for number in range(megabytes * 10))
    with closing(sqlite3.connect(folder / "contest.db")) as connection, connection:
        connection.executemany("INSERT INTO content (digest, body) VALUES (?, ?)", rows)


def copies_in(folder: Path) -> list[Copy]:
    """Every file there that has a copy's name, oldest first; each is one."""
    return sorted((read_copy(path) for path in folder.glob("*.db")), key=lambda copy: copy.number)


def restored(copy: Copy, folder: Path) -> Path:
    """Where the copy was restored to, after all that `restore` checks; its streams end as the sidecar says."""
    place = folder / f"restored-{copy.number}.db"
    assert restore(copy.path, f"sqlite:///{place}").heads == copy.heads
    return place


def lines_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        count: int = connection.execute("SELECT count(*) FROM line WHERE stream = ?", (EVENT,)).fetchone()[0]
    return count


def eventually(happens: Callable[[], object], within_s: float = 20) -> None:
    """Wait until it does."""
    until = time.monotonic() + within_s
    while not happens():
        assert time.monotonic() < until
        time.sleep(0.02)

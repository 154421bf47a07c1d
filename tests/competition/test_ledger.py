from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from competition.recording.recorder import create_stream
from competition.store.database import Database, open_database
from competition.store.ledger import EMPTY, Head, Ledger, NoSuchStream, Row, streams
from scoring.lines import digest
from tests.competition.ledgers import EVENT, prepare

ROOT = Path(__file__).parents[2]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with open_database(database_url) as database:
        prepare(database)
        yield database


def rows(after: Head, count: int, size: int = 10) -> list[Row]:
    """So many lines behind a head; what they say is nobody's business here."""
    made = []
    previous = after.digest
    for seq in range(after.seq + 1, after.seq + 1 + count):
        body = f"{seq}" + "台" * size
        previous = digest(body, previous)
        made.append(Row(seq, body, previous, "judge.J1", f"k{seq}"))
    return made


def appended(ledger: Ledger, count: int, size: int = 10) -> list[Row]:
    """So many lines, committed."""
    made = rows(ledger.begin(), count, size)
    ledger.append(made, {})
    ledger.commit()
    return made


def test_a_stream_begins_with_its_first_line(database: Database) -> None:
    with database.connect() as connection:
        assert streams(connection) == [(EVENT, "event")]
    (first,) = Ledger(database, EVENT).lines()
    assert first.seq == 1
    assert (first.actor, first.key) == ("system", "opened")
    assert '"fact":"stream-opened"' in first.body
    assert first.digest == digest(first.body, EMPTY.digest)


def test_a_stream_is_made_once(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as connection:
        create_stream(connection, EVENT, "event")


def test_a_stream_that_is_not_there_is_said(database: Database) -> None:
    ledger = Ledger(database, "none")
    for reach in (ledger.head, ledger.begin):
        with pytest.raises(NoSuchStream):
            reach()
    assert list(ledger.lines()) == []


def test_lines_come_back_byte_for_byte_in_order(database: Database) -> None:
    ledger = Ledger(database, EVENT)
    made = appended(ledger, 2_500)
    assert list(ledger.lines())[1:] == made
    assert list(ledger.lines(after=2_400)) == made[2_399:]
    assert ledger.head() == Head(made[-1].seq, made[-1].digest)
    assert ledger.page(after=5, limit=2) == made[4:6]
    assert ledger.bodies([2, 7, 9_999]) == {2: made[0].body, 7: made[5].body}


def test_contents_are_kept_once_by_digest(database: Database) -> None:
    ledger = Ledger(database, EVENT)
    for _ in range(2):
        made = rows(ledger.begin(), 1)
        ledger.append(made, {digest("方案"): "方案"})
        ledger.commit()
    assert ledger.contents([digest("方案"), "none"]) == {digest("方案"): "方案"}
    assert ledger.contents([]) == {}


def test_what_is_rolled_back_was_never_there(database: Database) -> None:
    ledger = Ledger(database, EVENT)
    before = ledger.head()
    ledger.append(rows(ledger.begin(), 3), {digest("x"): "x"})
    assert ledger.head().seq == 4
    ledger.rollback()
    assert ledger.head() == before
    assert ledger.contents([digest("x")]) == {}
    ledger.rollback()
    assert len(appended(ledger, 1)) == 1


def test_others_do_not_see_what_is_not_committed(database: Database) -> None:
    writing, reading = Ledger(database, EVENT), Ledger(database, EVENT)
    made = rows(writing.begin(), 1)
    writing.append(made, {})
    assert reading.head().seq == 1
    writing.commit()
    assert reading.head().seq == 2


def test_nothing_is_appended_without_the_lock(database: Database) -> None:
    ledger = Ledger(database, EVENT)
    with pytest.raises(RuntimeError):
        ledger.append([], {})
    with pytest.raises(RuntimeError):
        ledger.commit()


def test_who_begins_waits_for_who_has_begun(database: Database, database_url: str) -> None:
    one = Ledger(database, EVENT)
    head = one.begin()
    order: list[str] = []

    def other() -> None:
        with Database(database_url) as elsewhere:
            two = Ledger(elsewhere, EVENT)
            order.append(f"began at {two.begin().seq}")
            two.rollback()

    waiting = threading.Thread(target=other)
    waiting.start()
    time.sleep(0.2)
    order.append("committed")
    one.append(rows(head, 1), {})
    one.commit()
    waiting.join(20)
    assert order == ["committed", "began at 2"]


def test_begin_now_takes_no_time(database: Database, database_url: str) -> None:
    one = Ledger(database, EVENT)
    if database.dialect != "sqlite":
        assert one.begin_now() is None
        return
    assert one.begin_now() == one.head()
    with Database(database_url) as elsewhere:
        began = time.monotonic()
        assert Ledger(elsewhere, EVENT).begin_now() is None
        assert time.monotonic() - began < 1
        one.rollback()
        assert Ledger(elsewhere, EVENT).begin_now() == one.head()


MEMORY = """
import resource, sys
from competition.store.database import existing
from competition.store.ledger import Ledger
with existing(sys.argv[1]) as database:
    ledger = Ledger(database, "spring")
    ledger.page()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = sum(1 for _ in ledger.lines())
    print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_lines_are_read_in_bounded_memory(database: Database, database_url: str) -> None:
    ledger = Ledger(database, EVENT)
    for _ in range(10):
        appended(ledger, 1_000, size=1_000)
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, database_url], cwd=ROOT, capture_output=True, text=True, check=True
    )
    count, grown_kib = map(int, done.stdout.split())
    assert count == 10_001
    assert grown_kib < 15_000

"""What fails beside a recorder or below it harms no answer: a fact, a fault, a publisher, a disk, a connection, a
clock, a line."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from competition.recording.recorder import Recorder
from competition.store.database import Database, StoreFailed
from competition.store.ledger import Ledger, NoSuchStream
from scoring import facts, lines, placing, sums
from scoring.boards import board
from scoring.boards.board import view
from scoring.engine import Change
from scoring.facts import TradeOpened
from scoring.lines import canonical, digest
from scoring.state import Performance, Trade
from tests.competition.ledgers import EVENT, JUDGES, TRADE, mark, opening, recording
from tests.competition.recorded import record, sound, stored, until
from tests.competition.test_clock import NOON, SECOND, Hands

pytestmark = pytest.mark.anyio


async def test_a_bad_fact_never_fails_its_neighbours(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    nonsense = canonical({"scheme": "none"})
    other = opening("other", ("X1",))
    assert isinstance(other.fact, TradeOpened)
    unapplied = other._replace(
        fact=replace(other.fact, scheme=digest(nonsense)), contents={**other.contents, digest(nonsense): nonsense}
    )
    async with recording(database_url) as recorder:
        answers = await recorder.record_all(
            [
                mark("J1", "K01", "8.5"),
                mark("J9", "K01", "8.5"),
                mark("J2", "K01", "8.5", key="\ud800"),
                unapplied,
                mark("J2", "K01", "8"),
            ]
        )
        assert [answer.status for answer in answers] == ["accepted", "refused", "refused", "refused", "accepted"]
        codes = [[problem.code for problem in answer.problems] for answer in answers]
        assert codes == [[], ["mark-without-seat"], ["internal"], ["internal"], []]
        assert "cannot be applied" in caplog.text
        assert recorder.stale == ""
        assert (await record(recorder, mark("J3", "K01", "8"))).status == "accepted"
    sound(database_url)


async def test_work_that_was_put_off_and_fails_is_brought_home_to_its_mark(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault planted in the engine's sums, which a batch works out at its end."""
    true = sums.total_up

    def faulty(trade: Trade, performance: Performance, entrant: str, *nodes: Any) -> None:
        if entrant == "K02":
            raise ArithmeticError("planted")
        true(trade, performance, entrant, *nodes)

    async with recording(database_url) as recorder:
        settled = [mark(judge, "K03", "7") for judge in JUDGES]
        assert {answer.status for answer in await recorder.record_all(settled)} == {"accepted"}
        monkeypatch.setattr(placing, "total_up", faulty)
        given = [mark(judge, entrant, "8.5") for entrant in ("K01", "K02") for judge in JUDGES]
        answers = await recorder.record_all(given)
        assert [answer.status for answer in answers] == ["accepted"] * 5 + ["refused"]
        assert [problem.code for problem in answers[5].problems] == ["internal"]
        assert recorder.stale == ""
        monkeypatch.undo()
        assert "cannot be applied at once" in caplog.text
        assert (await record(recorder, given[5])).status == "accepted"
        async with recorder.reading() as state:
            table = board.table(state.trades[TRADE])
            assert table["K01"]["total"] == table["K02"]["total"] is not None
    sound(database_url)


async def test_a_publisher_that_raises_harms_no_answer(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    def raising(changes: Sequence[Change]) -> None:
        raise RuntimeError("no board today")

    async with recording(database_url, on_commit=raising) as recorder:
        assert (await record(recorder, mark("J1", "K01", "8"))).status == "accepted"
    assert "not published" in caplog.text


def fill_the_disk(recorder: Recorder) -> None:
    """From now on no line finds room: SQLite's file may not grow; PostgreSQL knows no such bound, and refuses rows."""
    database = recorder._database
    if database.dialect == "sqlite":
        driver = database.driver()
        pages = driver.execute("PRAGMA page_count").fetchone()[0]
        driver.execute(f"PRAGMA max_page_count = {pages}")
    else:
        with database.transaction() as connection:
            connection.exec_driver_sql("ALTER TABLE line ADD CONSTRAINT room CHECK (false) NOT VALID")


def make_room(recorder: Recorder) -> None:
    database = recorder._database
    if database.dialect == "sqlite":
        database.driver().execute("PRAGMA max_page_count = 1000000")
    else:
        with database.transaction() as connection:
            connection.exec_driver_sql("ALTER TABLE line DROP CONSTRAINT room")


async def test_a_full_disk_in_mid_batch_changes_nothing(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    entrants = tuple(f"E{number:03}" for number in range(200))
    changes: list[Change] = []
    async with recording(database_url, opened=False, on_commit=changes.extend) as recorder:
        await record(recorder, opening(entrants=entrants))
        await record(recorder, mark("J1", entrants[0], "8"))
        before, published = recorder.head, len(changes)
        async with recorder.reading() as state:
            shown = view(state, TRADE, "office")
        fill_the_disk(recorder)
        marks = [mark("J2", entrant, "8") for entrant in entrants]
        outcomes = await asyncio.gather(*(record(recorder, entry) for entry in marks), return_exceptions=True)
        assert all(isinstance(outcome, StoreFailed) for outcome in outcomes)
        assert recorder.head == before
        assert len(changes) == published
        async with recorder.reading() as state:
            assert view(state, TRADE, "office") == shown
        make_room(recorder)
        answers = await recorder.record_all(marks)
        assert {answer.status for answer in answers} == {"accepted"}
        assert answers[0].seq == before.seq + 1
    assert "failed" in caplog.text
    assert sound(database_url).seq == before.seq + 200


@pytest.mark.postgres
async def test_a_lost_connection_fails_a_batch_and_the_next_opens_another(postgresql_url: str) -> None:
    async with recording(postgresql_url) as recorder:
        with Database(postgresql_url) as elsewhere, elsewhere.transaction() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with pytest.raises(StoreFailed):
            await record(recorder, mark("J1", "K01", "8"))
        await until(lambda: recorder.stale == "")
        assert (await record(recorder, mark("J1", "K01", "8"))).status == "accepted"
    sound(postgresql_url)


async def test_time_never_goes_back_and_a_clock_that_did_is_a_line(database_url: str) -> None:
    hands = Hands()
    async with recording(database_url) as recorder:
        pass
    hands.wall = NOON + 10**9 * SECOND
    async with recording(database_url, clock=hands.clock()) as recorder:
        first = await record(recorder, mark("J1", "K01", "8"))
        hands.wall -= 3600 * SECOND
        back, again = await recorder.record_all([mark("J1", "K02", "8"), mark("J1", "K03", "8")])
        hands.pass_by(7200)
        on = await record(recorder, mark("J1", "K04", "8"))
    assert (back.seq, again.seq, on.seq) == tuple((first.seq or 0) + more for more in (2, 3, 4))
    assert first.at == back.at == again.at < on.at
    jumped = stored(database_url)[(first.seq or 0) + 1]
    assert isinstance(jumped, facts.ClockJumped)
    assert jumped.clock < first.at
    sound(database_url)


async def test_a_refusal_under_a_clock_that_jumped_leaves_no_line(database_url: str) -> None:
    hands = Hands()
    async with recording(database_url, clock=hands.clock()) as recorder:
        before = recorder.head
        hands.wall += 60 * SECOND
        assert (await record(recorder, mark("J9", "K01", "8"))).status == "refused"
        assert recorder.head == before


async def test_a_damaged_line_makes_the_state_stale_and_stops_the_recording(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []
    async with recording(database_url, poll_s=0.02, on_stale=said.append) as recorder:
        await record(recorder, mark("J1", "K01", "8"))
        before = recorder.head
        with Database(database_url) as elsewhere:
            ledger = Ledger(elsewhere, EVENT)
            head = ledger.begin()
            entry = mark("J2", "K01", "8")
            body = lines.body(entry.fact, at="2099-01-01T00:00:00.000000Z", actor=entry.actor, key=entry.key)
            row = (EVENT, head.seq + 1, body, "0" * 64, entry.actor, entry.key)
            marks = ", ".join(["?" if elsewhere.dialect == "sqlite" else "%s"] * 6)
            elsewhere.driver().execute(
                f"INSERT INTO line (stream, seq, body, digest, actor, key) VALUES ({marks})", row
            )
            ledger.commit()
        await until(lambda: recorder.stale == "digest-differs")
        assert said == ["digest-differs"]
        assert recorder.head == before
        with pytest.raises(StoreFailed, match="stale"):
            await record(recorder, mark("J3", "K01", "8"))
        async with recorder.reading() as state:
            assert state.seq == before.seq


async def test_a_stream_that_is_not_there_cannot_be_opened(database_url: str) -> None:
    async with recording(database_url) as recorder:
        with pytest.raises(NoSuchStream):
            async with Recorder(Ledger(recorder._database, "none")):
                pass

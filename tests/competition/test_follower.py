from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from competition.recording import follower as followers
from competition.recording.follower import Follower
from competition.store.database import Database, StoreFailed
from competition.store.fold import LineDamaged
from competition.store.ledger import Head, Ledger
from scoring.engine import Change
from tests.competition.ledgers import EVENT, TRADE, mark, recording

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def following(url: str, changes: list[Change], said: list[str]) -> AsyncIterator[Follower]:
    """A follower of the stream, folded to its end."""
    with Database(url) as database:
        follower = Follower(Ledger(database, EVENT), changes.extend, said.append)
        await follower.refold()
        follower.publish()
        yield follower


async def test_the_state_before_the_first_fold_is_no_state(sqlite_url: str) -> None:
    async with recording(sqlite_url) as recorder:
        with pytest.raises(StoreFailed):
            _ = Follower(Ledger(recorder._database, EVENT), _nobody, _nobody).state


def _nobody(_: object) -> None:
    pass


async def test_a_follower_stands_where_the_recorder_stands(database_url: str) -> None:
    changes: list[Change] = []
    said: list[str] = []
    async with recording(database_url) as recorder, following(database_url, changes, said) as follower:
        assert follower.fold.head == recorder.head
        assert len(changes) == 2
        await recorder.record_all([mark("J1", "K01", "8"), mark("J2", "K01", "8")])
        turn = asyncio.Lock()
        await follower.poll(turn)
        assert follower.state.seq == recorder.head.seq
        assert len(changes) == 4
        await follower.poll(turn)
        assert len(changes) == 4
        assert said == []


async def test_a_refold_tells_of_no_line_twice(database_url: str) -> None:
    changes: list[Change] = []
    async with recording(database_url) as recorder, following(database_url, changes, []) as follower:
        await recorder.record_all([mark("J1", "K01", "8")])
        await follower.refold()
        follower.publish()
        assert len(changes) == 3
        await follower.refold()
        follower.publish()
        assert len(changes) == 3


async def test_lines_that_are_gone_move_every_view(sqlite_url: str, caplog: pytest.LogCaptureFixture) -> None:
    changes: list[Change] = []
    said: list[str] = []
    async with recording(sqlite_url) as recorder:
        await recorder.record_all([mark("J1", "K01", "8")])
    async with following(sqlite_url, changes, said) as follower:
        changes.clear()
        with Database(sqlite_url) as elsewhere, elsewhere.transaction() as connection:
            connection.exec_driver_sql("DROP TRIGGER line_delete")
            connection.exec_driver_sql("DELETE FROM line WHERE seq = 3")
        with pytest.raises(LineDamaged):
            await follower.catch_up(Ledger(follower._ledger.database, EVENT), Head(2, "0" * 64))
        await follower.poll(asyncio.Lock())
        assert follower.state.seq == 2
        assert said == []
        (change,) = changes
        assert (TRADE, "public") in change.views
        assert ("overview", "hall") in change.views


async def test_a_line_that_was_rewritten_beneath_is_noticed(sqlite_url: str, caplog: pytest.LogCaptureFixture) -> None:
    said: list[str] = []
    async with recording(sqlite_url) as recorder:
        await recorder.record_all([mark("J1", "K01", "8")])
    async with following(sqlite_url, [], said) as follower:
        with Database(sqlite_url) as elsewhere, elsewhere.transaction() as connection:
            connection.exec_driver_sql("DROP TRIGGER line_update")
            connection.exec_driver_sql("UPDATE line SET digest = 'other' WHERE seq = 3")
        await follower.poll(asyncio.Lock())
        assert said == ["digest-differs"]
        assert follower.state.seq == 2


async def test_a_mended_stream_is_followed_again(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []
    async with recording(sqlite_url) as recorder:
        await recorder.record_all([mark("J1", "K01", "8")])
    async with following(sqlite_url, [], said) as follower:
        with Database(sqlite_url) as elsewhere, elsewhere.transaction() as connection:
            connection.exec_driver_sql("DROP TRIGGER line_update")
            digest = connection.exec_driver_sql("SELECT digest FROM line WHERE seq = 3").scalar()
            connection.exec_driver_sql("UPDATE line SET digest = 'other' WHERE seq = 3")
        await follower.poll(asyncio.Lock())
        with Database(sqlite_url) as elsewhere, elsewhere.transaction() as connection:
            connection.exec_driver_sql("UPDATE line SET digest = ? WHERE seq = 3", (digest,))
        await follower.poll(asyncio.Lock())
        assert follower.state.seq == 2
        monkeypatch.setattr(followers, "RETRY_S", 0.0)
        follower._retry_at = 0.0
        await follower.poll(asyncio.Lock())
        assert follower.state.seq == 3
        assert said == ["digest-differs", ""]


@pytest.mark.postgres
async def test_a_database_that_cannot_be_reached_makes_the_state_stale_not_lost(
    postgresql_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []
    seen: list[Sequence[Change]] = []
    async with recording(postgresql_url) as recorder:
        with Database(postgresql_url) as database:
            follower = Follower(Ledger(database, EVENT), seen.append, said.append)
            await follower.refold()
            with Database(postgresql_url) as elsewhere, elsewhere.transaction() as connection:
                connection.exec_driver_sql("ALTER TABLE line RENAME TO away")
            await follower.poll(asyncio.Lock())
            assert follower.state.seq == 2
            assert said == ["store-failed"]
            with Database(postgresql_url) as elsewhere, elsewhere.transaction() as connection:
                connection.exec_driver_sql("ALTER TABLE away RENAME TO line")
            await recorder.record_all([mark("J1", "K01", "8")])
            await follower.poll(asyncio.Lock())
            assert follower.state.seq == 3
            assert said == ["store-failed", ""]

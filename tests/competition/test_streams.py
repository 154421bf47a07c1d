"""The recorders of a process: one an event, opened once, also for events that came later."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest

from competition.live.channel import View
from competition.recording.recorder import create_stream
from competition.recording.streams import Streams
from competition.store.database import Database, open_database
from scoring.facts import Cell, MarkGiven
from tests.competition.venue import CLOCK, EVENT, TRADE, hold_contest, url_of

Told = list[tuple[str, frozenset[tuple[str, str]]]]


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[tuple[Database, Streams, Told]]:
    hold_contest(tmp_path)
    told: Told = []

    def publish(event: str, views: Iterable[tuple[str, str]]) -> None:
        told.append((event, frozenset(views)))

    with open_database(url_of(tmp_path)) as database:
        streams = Streams(database, publish=publish, lost=lambda event: None)
        yield database, streams, told
        await streams.close()


@pytest.mark.anyio
async def test_everybody_is_given_the_same_recorder(opened: tuple[Database, Streams, Told]) -> None:
    _, streams, _ = opened
    found = await asyncio.gather(*(streams.recorder(EVENT) for _ in range(5)))
    assert found[0] is not None and len(set(found)) == 1


@pytest.mark.anyio
async def test_an_event_that_is_not_there_has_none_until_it_is(opened: tuple[Database, Streams, Told]) -> None:
    database, streams, _ = opened
    assert await streams.recorder("later") is None
    with database.transaction() as connection:
        create_stream(connection, "later", "event")
    assert await streams.recorder("later") is not None


@pytest.mark.anyio
async def test_the_house_is_no_event(opened: tuple[Database, Streams, Told]) -> None:
    database, streams, _ = opened
    with database.transaction() as connection:
        create_stream(connection, "house", "house")
    await streams.open_all()
    assert await streams.recorder("house") is None
    assert await streams.board(View("house", "overview", "public")) is None


@pytest.mark.anyio
async def test_a_board_is_read_as_committed_and_a_view_that_is_not_there_is_none(
    opened: tuple[Database, Streams, Told],
) -> None:
    _, streams, _ = opened
    board = await streams.board(View(EVENT, TRADE, "public"))
    assert board is not None and len(board.rows) == 12
    for view in (View(EVENT, "nothing", "public"), View(EVENT, TRADE, "nobody"), View("nowhere", TRADE, "public")):
        assert await streams.board(view) is None


@pytest.mark.anyio
async def test_the_views_that_moved_are_told_together_with_their_event(opened: tuple[Database, Streams, Told]) -> None:
    _, streams, told = opened
    recorder = await streams.recorder(EVENT)
    assert recorder is not None
    told.clear()
    cell = Cell(CLOCK, "E001", "final", "", "speed")
    answer = await recorder.record(MarkGiven(cell, "50"), actor=f"judge.{CLOCK}", key="k")
    assert answer.status == "accepted"
    ((event, views),) = told
    assert event == EVENT
    assert {(TRADE, "public"), ("overview", "hall"), (TRADE, "panel")} <= views

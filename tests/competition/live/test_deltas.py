"""Live boards over real sockets: everybody who follows ends with the board that the server has."""

from __future__ import annotations

import asyncio
import inspect
import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import ConnectionClosed, InvalidStatus

from competition.store import schema
from competition.store.database import Database
from tests.competition.venue import (
    CLOCK,
    EVENT,
    LATE_S,
    QUIET_S,
    TICK_S,
    TRADE,
    Judge,
    Server,
    board_at,
    entrants,
    hold_contest,
    serving,
    shown,
    tokens,
    url_of,
    watching,
)


@pytest.mark.anyio
async def test_who_comes_without_a_version_gets_a_snapshot_then_deltas(server: Server, clock: Judge) -> None:
    async with watching(server) as watcher:
        first = await watcher.hears()
        assert first["type"] == "snapshot"
        clock.gives("11", "E001")
        delta = await watcher.hears()
        assert (delta["type"], delta["from"]) == ("delta", first["version"])
        assert delta["rows"]["E001"]["total"] == "11.00"
        assert watcher.board == shown(board_at(server).json())


@pytest.mark.anyio
async def test_after_quiet_a_change_comes_at_once_and_a_burst_comes_together(server: Server, clock: Judge) -> None:
    async with watching(server) as watcher:
        await watcher.hears()
        await asyncio.sleep(3 * TICK_S)
        began = time.monotonic()
        for value in range(20):
            clock.gives(str(value), "E002")
        elapsed = time.monotonic() - began
        await watcher.reaches(board_at(server).json()["version"])
        deltas = watcher.kinds.count("delta")
        assert 2 <= deltas <= elapsed / TICK_S + 2


@pytest.mark.anyio
async def test_without_a_tick_each_mark_is_a_delta(tmp_path: Path) -> None:
    with contest_without_tick(tmp_path) as (server, clock):
        async with watching(server) as watcher:
            await watcher.hears()
            for value in range(10):
                clock.gives(str(value), "E003")
                assert (await watcher.hears())["rows"]["E003"]["total"] == f"{value}.00"


@contextmanager
def contest_without_tick(folder: Path, count: int = 12) -> Iterator[tuple[Server, Judge]]:
    """A contest of its own on a server without a tick, and the judge whose every mark counts."""
    hold_contest(folder, count=count)
    (folder / "saiping.toml").write_text('rate = "10000/second"\n', encoding="utf-8")
    token = tokens(folder)
    with serving(folder, "--tick-ms", "0") as server:
        clock = Judge(server, token[CLOCK])
        yield server, clock
        clock.close()


@pytest.mark.anyio
async def test_a_snapshot_and_all_deltas_are_the_snapshot_under_random_marks(server: Server, clock: Judge) -> None:
    chance = random.Random(7)
    async with watching(server) as watcher, watching(server, "overview") as overview:
        for _ in range(150):
            clock.gives(str(chance.randint(0, 100)), chance.choice(entrants(12)))
            await asyncio.sleep(chance.choice((0, 0, 0.005, 0.08)))
        for each, board in ((watcher, TRADE), (overview, "overview")):
            last = board_at(server, board).json()
            await each.reaches(last["version"])
            assert each.board == shown(last)
            assert "resync" not in each.kinds


@pytest.mark.anyio
async def test_who_is_up_to_date_hears_nothing_until_something_changes(server: Server, clock: Judge) -> None:
    version = board_at(server).json()["version"]
    async with watching(server, since=version) as watcher:
        watcher.version = version
        assert await watcher.hears_nothing(QUIET_S)
        clock.gives("93", "E004")
        assert (await watcher.hears())["from"] == version


@pytest.mark.anyio
async def test_who_comes_back_gets_one_delta_to_where_the_board_is(server: Server, clock: Judge) -> None:
    clock.gives("20", "E005")
    async with watching(server) as watcher:
        await watcher.hears()
    for value in range(30, 40):
        clock.gives(str(value), "E005")
        await asyncio.sleep(0.06)
    async with watching(server, since=watcher.version) as again:
        again.version, again.head, again.rows = watcher.version, watcher.head, watcher.rows
        await again.hears()
        assert again.kinds == ["delta"]
        assert again.board == shown(board_at(server).json())


@pytest.mark.anyio
@pytest.mark.parametrize("since", ["999999999", "-1", "1e3", "x", "٣", "", "9" * 40, "%00"])
async def test_a_viewer_that_lies_about_its_version_is_resynced(server: Server, since: str) -> None:
    async with watching(server, since=since) as watcher:
        assert (await watcher.hears())["type"] == "resync"
        assert (await watcher.hears())["type"] == "snapshot"
        assert watcher.board == shown(board_at(server).json())


@pytest.mark.anyio
async def test_a_viewer_that_slept_through_500_updates_ends_with_the_board(tmp_path: Path) -> None:
    with contest_without_tick(tmp_path) as (server, clock):
        async with watching(server) as asleep, watching(server) as awake:
            await asleep.hears()
            for value in range(500):
                clock.gives(str(value % 100), entrants(12)[value % 12])
            last = board_at(server).json()
            await awake.reaches(last["version"])
            await asleep.reaches(last["version"])
            assert asleep.board == awake.board == shown(last)
        async with watching(server, since=1) as long_gone:
            assert (await long_gone.hears())["type"] == "resync"
            await long_gone.reaches(last["version"])
            assert long_gone.board == shown(last)


@pytest.mark.anyio
async def test_versions_are_equal_after_a_restart_and_who_comes_from_before_it_goes_on(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    token = tokens(tmp_path)
    with serving(tmp_path) as server:
        clock = Judge(server, token[CLOCK])
        for value in range(10):
            clock.gives(str(value), "E001")
        old = board_at(server).json()
        async with watching(server) as watcher:
            await watcher.hears()
            assert server.stop() == 0
            with pytest.raises(ConnectionClosed) as closed:
                await watcher.reaches(10**6)
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 1012
        clock.close()
    with serving(tmp_path) as server:
        assert board_at(server).json() == old
        async with (
            watching(server, since=old["version"]) as again,
            watching(server, since=old["version"] - 3) as behind,
        ):
            assert await again.hears_nothing(QUIET_S)
            assert (await behind.hears())["type"] == "resync"
            assert (await behind.hears())["version"] == old["version"]


@pytest.mark.anyio
async def test_a_viewer_that_stops_reading_delays_nobody_and_is_caught_up_by_a_snapshot(tmp_path: Path) -> None:
    with contest_without_tick(tmp_path, count=400) as (server, clock):
        for value, entrant in enumerate(entrants(400)):
            clock.gives(str(value % 50), entrant)
        async with watching(server, narrow=True) as stalled, watching(server) as watcher:
            await watcher.hears()
            await stalled.hears()
            sent, longest, value = 0, 0.0, 0
            while sent < 8_000_000:
                began = time.monotonic()
                clock.gives(str(99 - value % 2 * 99), "E200")
                sent += len(json.dumps(await watcher.hears()))
                longest = max(longest, time.monotonic() - began)
                value += 1
            assert longest < LATE_S
            last = board_at(server).json()
            await watcher.reaches(last["version"])  # a heartbeat in between is a message, too
            assert watcher.board == shown(last)
            await stalled.reaches(last["version"])
            assert "resync" in stalled.kinds
            assert stalled.kinds.count("delta") < value
            assert stalled.board == shown(last)


@pytest.mark.anyio
async def test_a_board_that_cannot_follow_its_stream_says_so_to_everybody(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    with serving(tmp_path) as server, Database(url_of(tmp_path)) as database:
        async with watching(server) as watcher:
            await watcher.hears()
            with database.transaction() as connection:
                bad = schema.line.insert().values(stream=EVENT, seq=3, body="{}", digest="0" * 64, actor="x", key="y")
                connection.execute(bad)
            with pytest.raises(ConnectionClosed) as closed:
                await watcher.reaches(10**6)
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 1013
        assert board_at(server).status_code == 503
        with pytest.raises(InvalidStatus) as refused:
            async with watching(server):
                pass
        assert refused.value.response.status_code == 503


@pytest.mark.anyio
async def test_frames_are_not_compressed(server: Server) -> None:
    async with watching(server) as watcher:
        assert watcher.socket.response is not None
        assert "Sec-WebSocket-Extensions" not in watcher.socket.response.headers


def test_uvicorn_still_has_the_parts_that_the_protocol_builds_on() -> None:
    source = inspect.getsource(WebSocketsSansIOProtocol)
    assert inspect.iscoroutinefunction(WebSocketsSansIOProtocol.run_asgi)
    assert list(inspect.signature(WebSocketsSansIOProtocol.resume_writing).parameters) == ["self"]
    assert "task = self.loop.create_task(self.run_asgi())" in source, (
        "the scope is complete before the application runs"
    )
    for part in (
        "self.transport =",
        "self.scope:",
        '"extensions":',
        "self.conn = ServerProtocol(",
        "self.close_sent =",
    ):
        assert part in source, part
    for method in ("pause_writing", "resume_writing"):
        assert "self.writable" in inspect.getsource(getattr(WebSocketsSansIOProtocol, method))
    assert uvicorn.__version__.startswith("0.54."), (
        "the class is no stable interface: read its source before a new version"
    )

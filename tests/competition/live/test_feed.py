"""The feed of a board over real connections: whoever reads it ends with the board that the server has."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from competition.access.access import Actor
from competition.access.tokens import issue, revoke
from competition.live.channel import View
from competition.live.feed import PATIENCE, ROOM, Reader
from competition.live.hub import HEARTBEAT, Hub
from competition.live.sockets import PATIENCE as OF_SOCKETS
from competition.store.database import Database
from scoring.boards.board import Board
from tests.competition.venue import (
    ASKING,
    CLOCK,
    EVENT,
    LATE_S,
    TRADE,
    Judge,
    Server,
    Watcher,
    board_at,
    entrants,
    hold_contest,
    serving,
    shown,
    tokens,
    url_of,
)

QUIET_S = 0.3


class Fed(Watcher):
    """A watcher that reads a feed."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.aiter_lines()
        self.version, self.head, self.rows, self.kinds = None, {}, {}, []

    async def hears(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(await anext(self._lines))
        self.take(message)
        return message

    async def ends(self) -> bool:
        """True where the answer ends as it should."""
        async with asyncio.timeout(20):
            try:
                while True:
                    await self.hears()
            except StopAsyncIteration:
                return True


def address(server: Server, board: str = TRADE, **asked: object) -> str:
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return f"{server.api}/api/events/{EVENT}/boards/{board}/feed?{query}"


@asynccontextmanager
async def fed(
    server: Server, board: str = TRADE, headers: Mapping[str, str] | None = None, **asked: object
) -> AsyncIterator[Fed]:
    async with (
        httpx.AsyncClient(timeout=20, trust_env=False) as client,
        client.stream("GET", address(server, board, **asked), headers=headers) as answer,
    ):
        assert answer.status_code == 200, await answer.aread()
        yield Fed(answer)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("feed")
    hold_contest(made)
    (made / "saiping.toml").write_text('rate = "10000/second"\n', encoding="utf-8")
    return made


@pytest.mark.anyio
async def test_a_reader_gets_a_snapshot_then_deltas_that_nobody_on_the_way_keeps(server: Server, clock: Judge) -> None:
    async with fed(server) as reader:
        said = reader.answer.headers
        assert said["content-type"] == "application/x-ndjson"
        assert (said["cache-control"], said["x-accel-buffering"]) == ("no-store", "no")
        first = await reader.hears()
        assert first == board_at(server).json()
        clock.gives("11", "E001")
        delta = await reader.hears()
        assert (delta["type"], delta["from"], delta["rows"]["E001"]["total"]) == ("delta", first["version"], "11.00")


@pytest.mark.anyio
async def test_a_feed_that_is_cut_and_resumed_misses_nothing_and_doubles_nothing(server: Server, clock: Judge) -> None:
    chance = random.Random(11)
    held = Fed(httpx.Response(200))
    for _ in range(12):
        asked: dict[str, Any] = {} if held.version is None else {"since": held.version}
        async with fed(server, **asked) as reader:
            reader.version, reader.head, reader.rows = held.version, held.head, held.rows
            for _ in range(chance.randint(1, 6)):
                clock.gives(str(chance.randint(0, 100)), chance.choice(entrants(12)))
                await asyncio.sleep(chance.choice((0, 0.02, 0.08)))
            await reader.reaches(board_at(server).json()["version"] if chance.random() < 0.5 else 0)
            assert "resync" not in reader.kinds
            assert reader.kinds.count("snapshot") == (held.version is None)
        held = reader
        clock.gives(str(chance.randint(0, 100)), "E012")
    last = board_at(server).json()
    async with fed(server, since=held.version) as reader:
        reader.version, reader.head, reader.rows = held.version, held.head, held.rows
        await reader.reaches(last["version"])
        assert reader.board == shown(last)


def test_without_waiting_it_says_what_there_is_and_ends(server: Server, clock: Judge) -> None:
    first = board_at(server).json()
    clock.gives("4", "E002")
    clock.gives("3", "E002")
    whole, later = (ASKING.get(address(server, wait=0, since=since)) for since in ("x", first["version"]))
    assert [json.loads(line)["type"] for line in whole.text.splitlines()] == ["resync", "snapshot"]
    (delta,) = (json.loads(line) for line in later.text.splitlines())
    assert delta == board_at(server, since=first["version"]).json()
    assert ASKING.get(address(server, wait=0, since=delta["to"])).text == ""
    assert ASKING.head(address(server)).headers["content-type"] == "application/x-ndjson"


@pytest.mark.anyio
async def test_it_ends_after_the_time_that_was_asked_for(server: Server) -> None:
    began = time.monotonic()
    async with fed(server, wait=1) as reader:
        assert await reader.ends()
    assert 0.9 < time.monotonic() - began < LATE_S


def test_who_may_not_see_the_board_is_refused_as_on_the_board(server: Server, token: dict[str, str]) -> None:
    judge, strange = ({"Authorization": f"Bearer {each}"} for each in (token["J1"], "nobody"))
    for headers, status in ((None, 401), (judge, 403), (strange, 401)):
        assert ASKING.get(address(server, audience="office", wait=0), headers=headers).status_code == status
        assert ASKING.get(address(server, audience="office"), headers=headers).status_code == status
    for board, audience in (("nothing", "public"), (TRADE, "everybody")):
        assert ASKING.get(address(server, board, audience=audience)).status_code == 404
    foreign = ASKING.get(address(server), headers={"Origin": "https://evil.example"})
    assert (foreign.status_code, foreign.json()["problems"][0]["code"]) == (403, "foreign-origin")


@pytest.mark.anyio
async def test_a_reader_whose_token_is_revoked_is_shown_out_within_a_second(folder: Path, server: Server) -> None:
    another = Actor("organiser", "another", EVENT)
    with Database(url_of(folder)) as database:
        with database.transaction() as connection:
            made = issue(connection, another)
        async with fed(server, headers={"Authorization": f"Bearer {made}"}, audience="office") as reader:
            await reader.hears()
            with database.transaction() as connection:
                revoke(connection, another)
            began = time.monotonic()
            assert await reader.ends()
            assert time.monotonic() - began < LATE_S


@pytest.mark.anyio
async def test_a_reader_counts_as_a_viewer_and_is_told_when_the_server_ends(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    (tmp_path / "saiping.toml").write_text("viewers = 2\n", encoding="utf-8")
    with serving(tmp_path) as server:
        async with fed(server) as one, fed(server) as another:
            await one.hears()
            await another.hears()
            assert ASKING.get(address(server)).status_code == 503
            began = time.monotonic()
            stopped = asyncio.create_task(asyncio.to_thread(server.stop))
            assert await one.ends() and await another.ends()
            assert await stopped == 0
            assert time.monotonic() - began < 4


def test_who_reads_nothing_more_does_not_hold_the_server_up_when_it_ends(tmp_path: Path) -> None:
    hold_contest(tmp_path, count=1500)
    (tmp_path / "saiping.toml").write_text('rate = "10000/second"\n', encoding="utf-8")
    token = tokens(tmp_path)
    upgrade = (
        "Upgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    )
    with serving(tmp_path, "--tick-ms", "0") as server, socket.socket() as reader, socket.socket() as viewer:
        clock, url = Judge(server, token[CLOCK]), httpx.URL(server.api)
        board = f"/api/events/{EVENT}/boards/{TRADE}"
        for stalled, asked, more in ((reader, "feed", ""), (viewer, "live", upgrade)):
            stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            stalled.connect((url.host, url.port))
            stalled.sendall(f"GET {board}/{asked} HTTP/1.1\r\nHost: hall\r\n{more}\r\n".encode())
            assert stalled.recv(12) == (b"HTTP/1.1 101" if more else b"HTTP/1.1 200")
        for value, entrant in enumerate(reversed(entrants(1500)[-99:])):  # each goes past all others
            clock.gives(str(value), entrant)
        clock.close()
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 3


@pytest.mark.anyio
async def test_who_left_is_no_viewer_any_more(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    (tmp_path / "saiping.toml").write_text("viewers = 1\n", encoding="utf-8")
    with serving(tmp_path) as server:
        for _ in range(3):
            async with fed(server) as reader:
                await reader.hears()
            await asyncio.sleep(QUIET_S)


@pytest.mark.anyio
async def test_a_reader_that_stops_reading_delays_nobody_and_is_caught_up_by_a_snapshot(tmp_path: Path) -> None:
    hold_contest(tmp_path, count=300)
    (tmp_path / "saiping.toml").write_text('rate = "10000/second"\n', encoding="utf-8")
    token = tokens(tmp_path)
    with serving(tmp_path, "--tick-ms", "0") as server:
        clock, url = Judge(server, token[CLOCK]), httpx.URL(server.api)
        for value, entrant in enumerate(entrants(300)):
            clock.gives(str(value % 50), entrant)
        stalled = socket.socket()
        stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stalled.connect((url.host, url.port))
        asked = address(server).removeprefix(server.api)
        stalled.sendall(f"GET {asked} HTTP/1.0\r\nHost: hall\r\n\r\n".encode())
        longest, sent, value = 0.0, 0, 0
        async with fed(server) as reader:
            await reader.hears()
            while sent < 4_000_000:
                began = time.monotonic()
                clock.gives(str(99 - value % 2 * 99), "E200")
                sent += len(json.dumps(await reader.hears()))
                longest = max(longest, time.monotonic() - began)
                value += 1
        clock.close()
        last = board_at(server).json()
        behind, heard, text = Fed(httpx.Response(200)), 0, b""
        stalled.settimeout(20)
        while behind.version != last["version"]:
            text += stalled.recv(1 << 20)
            *lines, text = text.split(b"\n")
            for line in lines:
                if line.startswith(b"{"):
                    heard += len(line)
                    behind.take(json.loads(line))
        stalled.close()
        assert longest < 1
        assert "resync" in behind.kinds and heard < sent
        assert behind.board == shown(last)


# --- one reader, without a network ----------------------------------------------------------------------------------


def board(version: int) -> Board:
    """A board whose versions differ in some kilobytes, or in less: where one finds no room, another may."""
    total = f"{version}" * (50 if version % 2 else 5)
    return Board(TRADE, "public", version, "", {}, {f"E{each}": {"total": total} for each in range(20)})


@pytest.mark.anyio
async def test_no_more_waits_for_a_reader_than_there_is_room_for() -> None:
    now = board(1)
    hub = Hub(lambda view: asyncio.sleep(0, now), 0)
    channel = await hub.channel(View(EVENT, TRADE, "public"))
    assert channel is not None
    reader = Reader(channel)
    reader.begin(hub.join(channel, reader, None, reader.follow))
    for version in range(2, 200):
        now = board(version)
        hub.publish(EVENT, [(TRADE, "public")])
        await asyncio.sleep(0.002)
        assert reader.size <= ROOM
    waited = [json.loads(line) for line in (await reader.lines()).splitlines()]
    assert [each.get("from", 0) for each in waited] == list(range(len(waited)))
    resync, snapshot = (json.loads(line) for line in (await reader.lines()).splitlines())
    assert (resync["type"], snapshot["type"], snapshot["version"]) == ("resync", "snapshot", 199)
    await hub.close()


@pytest.mark.anyio
async def test_a_reader_that_reads_nothing_between_heartbeats_is_cut_off_and_one_that_reads_is_not() -> None:
    hub = Hub(lambda view: asyncio.sleep(0, board(1)), 0)
    channel = await hub.channel(View(EVENT, TRADE, "public"))
    assert channel is not None
    stalled, reading = Reader(channel), Reader(channel)
    for each in (stalled, reading):
        each.begin(hub.join(channel, each, None, each.follow))
    for _ in range(PATIENCE + 1):
        assert not stalled.dropped.is_set()
        await reading.lines()
        stalled.beat(HEARTBEAT)
        reading.beat(HEARTBEAT)
    assert stalled.dropped.is_set() and not reading.dropped.is_set()
    assert PATIENCE == OF_SOCKETS

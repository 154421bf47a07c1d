"""The client for programs: through cuts, restarts and a server that says what cannot be, it yields what is."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.server import ServerConnection, serve

from competition.access.access import Actor
from competition.access.tokens import issue, revoke
from competition.live import client
from competition.live.client import Board, ChainBroken, Refused, follow, follow_lines
from competition.store.database import Database
from competition.store.ledger import Ledger
from scoring import lines
from tests.competition.venue import (
    CLOCK,
    EVENT,
    LATE_S,
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
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("client")
    hold_contest(made)
    (made / "saiping.toml").write_text('rate = "10000/second"\n', encoding="utf-8")
    return made


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "FIRST_WAIT_S", 0.05)
    monkeypatch.setattr(client, "LONGEST_WAIT_S", 0.2)


class Network:
    """A network between client and server. upstream: host and port. cuts: how many connections it broke off."""

    def __init__(self, server: Server, chance: random.Random) -> None:
        self.leads_to(server)
        self.chance = chance
        self.cuts = 0
        self.whole = False

    def leads_to(self, server: Server) -> None:
        parts = urlsplit(server.api)
        self.upstream = (parts.hostname, parts.port)

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(*self.upstream)
        except OSError:
            writer.transport.abort()
            return
        ways = [asyncio.create_task(_pass(*way)) for way in ((reader, far_writer), (far_reader, writer))]
        lasts = None if self.whole else self.chance.choice((0.01, 0.05, 0.1, 0.3))
        try:
            _, unbroken = await asyncio.wait(ways, timeout=lasts, return_when=asyncio.FIRST_COMPLETED)
            self.cuts += len(unbroken) == len(ways)
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
        finally:
            writer.transport.abort()
            far_writer.transport.abort()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while part := await reader.read(700):
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(0.001)


@asynccontextmanager
async def between(server: Server, seed: int) -> AsyncIterator[tuple[Network, str]]:
    """A network that cuts every connection sooner or later, and its URL."""
    network = Network(server, random.Random(seed))
    listening = await asyncio.start_server(network.connected, "127.0.0.1", 0)
    async with listening:
        yield network, f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"


def canonical(board: Board) -> str:
    return shown({"head": board.head, "rows": board.rows})


@pytest.mark.anyio
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_through_random_cuts_every_board_follows_from_the_last_and_ends_at_the_servers(
    server: Server, clock: Judge, seed: int
) -> None:
    chance = random.Random(seed)
    found: list[Board] = []

    async def read(url: str, until: asyncio.Future[int]) -> None:
        async with aclosing(follow(url, EVENT, TRADE)) as boards:
            async for board in boards:
                found.append(board)
                if until.done() and board.version >= until.result():
                    return

    async with between(server, seed) as (network, url), asyncio.timeout(40):
        until = asyncio.get_running_loop().create_future()
        reading = asyncio.create_task(read(url, until))
        while network.cuts < 10:
            clock.gives(str(chance.randint(0, 100)), chance.choice(entrants(12)))
            await asyncio.sleep(chance.choice((0, 0.01, 0.06)))
        clock.gives("100", "E011")
        until.set_result(board_at(server).json()["version"] + 1)
        clock.gives("1", "E011")  # one version more, at least
        await reading
    assert canonical(found[-1]) == shown(board_at(server).json())
    for before, after in pairwise(found):
        assert after.version > before.version
        assert after.message["type"] == "delta" and after.message["from"] == before.version


@pytest.mark.anyio
async def test_through_random_cuts_every_line_comes_once_and_in_order(
    folder: Path, server: Server, clock: Judge, token: dict[str, str]
) -> None:
    for value in range(120):
        last = clock.gives(str(value % 100), "E001")["seq"]
    with Database(url_of(folder)) as database:
        stored = [(row.seq, row.digest, row.body) for row in Ledger(database, EVENT).lines()]
    found: list[client.Line] = []
    async with between(server, 5) as (network, url):
        while not found or found[-1].seq < last:
            since = found[-1].position if found else ""
            async with aclosing(follow_lines(url, EVENT, token=token["organiser"], since=since)) as read:
                async for line in read:  # begun anew now and then, as a program that is started again
                    found.append(line)
                    if line.seq % 60 == 0 or line.seq == last:
                        break
        assert network.cuts
    assert [(line.seq, line.digest, line.stored) for line in found] == stored[:last]
    assert found[-1].fact["value"] == "19"


@pytest.mark.anyio
async def test_a_server_that_is_started_again_is_followed_again(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    token = tokens(tmp_path)
    with serving(tmp_path) as server:
        async with between(server, 9) as (network, url), aclosing(follow(url, EVENT, TRADE)) as boards:
            network.whole = True
            first = await anext(boards)
            assert server.stop() == 0
            with serving(tmp_path) as again:
                network.leads_to(again)
                clock = Judge(again, token[CLOCK])
                clock.gives("77", "E005")
                clock.close()
                async with asyncio.timeout(20):
                    later = await anext(boards)
    assert later.version > first.version and later.rows["E005"]["total"] == "77.00"


@pytest.mark.anyio
async def test_who_may_not_is_told_so_and_does_not_come_again(server: Server, token: dict[str, str]) -> None:
    judge = token["J1"]
    for reading, status, code in (
        (follow(server.api, EVENT, TRADE, audience="office"), 401, "not-allowed"),
        (follow(server.api, EVENT, TRADE, audience="office", token="nobody"), 401, "unknown-token"),
        (follow(server.api, EVENT, "nothing"), 404, "unknown-board"),
        (follow_lines(server.api, EVENT, token=judge), 403, "not-allowed"),
        (
            follow_lines(server.api, EVENT, token=token["organiser"], since=f"{EVENT}:999999:{'0' * 64}"),
            404,
            "unknown-line",
        ),
    ):
        with pytest.raises(Refused) as refused:
            await anext(reading)
        assert (refused.value.status, refused.value.code) == (status, code)


@pytest.mark.anyio
async def test_whose_token_is_revoked_is_refused_when_she_comes_again(folder: Path, server: Server) -> None:
    another = Actor("organiser", "another", EVENT)
    with Database(url_of(folder)) as database:
        with database.transaction() as connection:
            made = issue(connection, another)
        async with aclosing(follow_lines(server.api, EVENT, token=made)) as read:
            await anext(read)
            with database.transaction() as connection:
                revoke(connection, another)
            began = time.monotonic()
            with pytest.raises(Refused, match="401 unknown-token"):
                async for _ in read:
                    pass
        assert time.monotonic() - began < LATE_S


# --- a server that is not ours --------------------------------------------------------------------------------------


@asynccontextmanager
async def saying(*connections: Sequence[dict[str, Any]]) -> AsyncIterator[tuple[str, list[str]]]:
    """A server that says these messages, connection by connection, and then nothing; what it was asked."""
    asked: list[str] = []
    said = iter(connections)

    async def told(socket: ServerConnection) -> None:
        assert socket.request is not None
        asked.append(socket.request.path)
        for message in next(said, ()):
            await socket.send(json.dumps(message))
        await socket.wait_closed()

    async with serve(told, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}", asked


def snapshot(version: int) -> dict[str, Any]:
    view = {"event": EVENT, "board": TRADE, "audience": "public", "as_of": "", "head": {}}
    return {"type": "snapshot", "version": version, "rows": {"E001": {"total": str(version)}}} | view


def delta(since: int, version: int, **more: Any) -> dict[str, Any]:
    rows = {"E001": {"total": str(version)}}
    return {"type": "delta", "from": since, "to": version, "as_of": "", "head": {}, "rows": rows} | more


@pytest.mark.anyio
async def test_a_delta_that_starts_elsewhere_makes_it_ask_anew() -> None:
    first = [snapshot(1), delta(1, 2, rows={"E002": {"total": "9"}}), delta(5, 6), delta(6, 7)]
    then = [snapshot(8), delta(8, 9, gone=["E001"], rows={})]
    async with saying(first, then) as (url, asked), aclosing(follow(url, EVENT, TRADE)) as boards:
        found = [await anext(boards) for _ in range(4)]
    assert [board.version for board in found] == [1, 2, 8, 9]
    assert found[1].rows == {"E001": {"total": "1"}, "E002": {"total": "9"}} and found[3].rows == {}
    assert found[0].rows == {"E001": {"total": "1"}}, "what was yielded stays as it was"
    assert not any("since" in each for each in asked)


@pytest.mark.anyio
async def test_after_a_resync_what_is_shown_already_is_not_yielded_again() -> None:
    held = [snapshot(4), {"type": "heartbeat"}, {"type": "resync"}, snapshot(4), {"type": "resync"}, snapshot(3)]
    async with saying(held) as (url, _), aclosing(follow(url, EVENT, TRADE)) as boards:
        assert [(await anext(boards)).version for _ in range(2)] == [4, 3]


@pytest.mark.anyio
async def test_a_connection_that_is_silent_is_cut_and_goes_on_by_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "SILENCE_S", 0.2)
    async with saying([snapshot(4)], [delta(4, 5)]) as (url, asked), aclosing(follow(url, EVENT, TRADE)) as boards:
        assert [(await anext(boards)).version for _ in range(2)] == [4, 5]
    assert asked[1].endswith("&since=4")


def chained(*stored: str) -> list[dict[str, Any]]:
    """Lines as a ledger tells them."""
    found, digest = [], lines.NOTHING
    for seq, text in enumerate(stored, start=1):
        digest = lines.digest(text, digest)
        found.append({"type": "line", "seq": seq, "digest": digest, "line": text})
    return found


@pytest.mark.anyio
@pytest.mark.parametrize(
    "wrong",
    [
        lambda told: [*told[:2], told[2] | {"line": '{"value":"9"}'}],
        lambda told: [*told[:2], told[2] | {"digest": "0" * 64}],
        lambda told: [*told[:2], told[3]],
        lambda told: [*told[:2], told[1]],
        lambda told: [*told[:2], told[3] | {"seq": 3}],
    ],
    ids=["a text", "a digest", "one left out", "one twice", "another in its place"],
)
async def test_a_line_that_does_not_follow_ends_it_with_the_last_that_does(wrong: Any) -> None:
    told = chained('{"value":"1"}', '{"value":"2"}', '{"value":"3"}', '{"value":"4"}')
    found = []
    async with saying(wrong(told)) as (url, _):
        with pytest.raises(ChainBroken) as broken:
            async for line in follow_lines(url, EVENT, token="t"):
                found.append(line.seq)
    assert found == [1, 2]
    assert broken.value.position == f"{EVENT}:2:{told[1]['digest']}"


@pytest.mark.anyio
@pytest.mark.parametrize("since", ["12", f"other:1:{'0' * 64}", f"{EVENT}:1:short"])
async def test_what_is_no_position_of_the_event_is_refused_before_anything_is_asked(since: str) -> None:
    with pytest.raises(ValueError, match="no position"):
        await anext(follow_lines("http://127.0.0.1:9", EVENT, token="t", since=since))


def test_the_file_can_be_copied_and_needs_nothing_else_of_ours(tmp_path: Path) -> None:
    shutil.copy(client.__file__, tmp_path / "client.py")
    heavy = "{'starlette', 'uvicorn', 'sqlalchemy', 'pydantic', 'competition', 'scoring'}"
    code = f"import sys, client; assert not {heavy} & set(sys.modules), sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, timeout=60)

"""An event's ledger as it is read from outside: every line as it is stored, in order, for those who may."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from competition.access.access import Actor
from competition.access.tokens import issue, revoke
from competition.live.messages import Recorded
from competition.store.database import Database
from competition.store.ledger import Ledger
from scoring import lines
from tests.competition.people import signed_in
from tests.competition.venue import (
    ASKING,
    EVENT,
    LATE_S,
    ROOT,
    TRADE,
    Judge,
    Server,
    hold_contest,
    serving,
    tokens,
    url_of,
)

READERS = ("organiser", "association", "authority", "relay", "owner")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("chain")
    hold_contest(made)
    (made / "saiping.toml").write_text('rate = "10000/second"\n', encoding="utf-8")
    return made


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def address(server: Server, event: str = EVENT, **asked: object) -> str:
    return f"{server.api}/api/events/{event}/lines?{'&'.join(f'{key}={value}' for key, value in asked.items())}"


@asynccontextmanager
async def reading(server: Server, token: str, since: int = 0, *, origin: str = "") -> AsyncIterator[ClientConnection]:
    """The socket of the lines."""
    headers = bearer(token) | ({"Origin": origin} if origin else {})
    place = f"{server.api.replace('http', 'ws')}/api/events/{EVENT}/lines/live?since={since}"
    async with connect(place, additional_headers=headers, compression=None, proxy=None) as opened:
        yield opened


def stored(folder: Path) -> list[dict[str, Any]]:
    """The event's lines as the database has them, as messages."""
    with Database(url_of(folder)) as database:
        rows = list(Ledger(database, EVENT).lines())
    return [json.loads(Recorded(row.seq, row.digest, row.body).text) for row in rows]


async def heard(socket: ClientConnection, last: int) -> list[dict[str, Any]]:
    """Messages up to a line, heartbeats excepted."""
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(20):
        while not found or found[-1]["seq"] < last:
            message = json.loads(await socket.recv())
            found += [message] if message["type"] == "line" else []
    return found


def test_every_line_is_told_as_it_is_stored_and_the_chain_can_be_checked(
    folder: Path, server: Server, token: dict[str, str], clock: Judge
) -> None:
    for value in range(250):
        clock.gives(str(value % 100), "E001")
    answer = ASKING.get(address(server, wait=0), headers=bearer(token["organiser"]))
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert (answer.headers["cache-control"], answer.headers["x-accel-buffering"]) == ("no-store", "no")
    found = [json.loads(line) for line in answer.text.splitlines()]
    assert found == stored(folder) and len(found) > 250
    digest = lines.NOTHING
    for seq, each in enumerate(found, start=1):
        digest = lines.digest(each["line"], digest)
        assert (each["type"], each["seq"], each["digest"]) == ("line", seq, digest)


@pytest.mark.anyio
async def test_lines_come_as_they_are_recorded_on_both_ways_from_where_one_was(
    folder: Path, server: Server, token: dict[str, str], clock: Judge
) -> None:
    first = clock.gives("50", "E002")["seq"]
    organiser = bearer(token["organiser"])
    async with (
        reading(server, token["organiser"], first) as socket,
        httpx.AsyncClient(timeout=20, trust_env=False) as client,
        client.stream("GET", address(server, since=first), headers=organiser) as answer,
    ):
        written = answer.aiter_lines()
        for value in range(30):
            last = clock.gives(str(value), "E002")["seq"]
        found = await heard(socket, last)
        assert [json.loads(await anext(written)) for _ in found] == found == stored(folder)[first:last]


@pytest.mark.anyio
async def test_lines_that_another_process_wrote_come_too(
    folder: Path, server: Server, token: dict[str, str], clock: Judge
) -> None:
    last = clock.gives("50", "E003")["seq"]
    async with reading(server, token["organiser"], last) as socket:
        await asyncio.to_thread(freeze, folder)
        assert [json.loads(each["line"])["fact"] for each in await heard(socket, last + 1)] == ["frozen"]


def freeze(folder: Path) -> None:
    command = [sys.executable, str(ROOT / "run.py"), "freeze", EVENT, TRADE, "--database", url_of(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def test_a_line_that_there_is_not_yet_is_refused_with_the_last_one(
    folder: Path, server: Server, token: dict[str, str]
) -> None:
    last = len(stored(folder))
    for since in (last + 1, "-1", "x", "9" * 20):
        answer = ASKING.get(address(server, since=since), headers=bearer(token["organiser"]))
        (problem,) = answer.json()["problems"]
        assert (answer.status_code, problem["code"], problem["facts"]) == (404, "unknown-line", {"last": str(last)})
    assert ASKING.get(address(server, "nowhere"), headers=bearer(token["organiser"])).status_code == 403


def test_an_event_that_there_is_not_is_not_found(folder: Path, server: Server) -> None:
    with signed_in(server, folder, "owner", event="house") as owner:
        for event in ("nowhere", "house", "a%20b"):
            assert owner.get(address(server, event, wait=0)).status_code == 404


def test_only_who_may_see_all_of_it_reads_the_ledger(folder: Path, server: Server, token: dict[str, str]) -> None:
    assert ASKING.get(address(server)).status_code == 401
    assert ASKING.get(address(server), headers=bearer("nobody")).status_code == 401
    assert ASKING.get(address(server), headers=bearer(token["J1"])).status_code == 403
    for role in ("hall", "competitor", "chief", "draw", "reserve", "second"):
        with signed_in(server, folder, role) as one:
            assert one.get(address(server)).status_code == 403, role
    for role in READERS:
        with signed_in(server, folder, role, event="house" if role == "owner" else EVENT) as one:
            assert one.get(address(server, wait=0)).status_code == 200, role


@pytest.mark.anyio
async def test_sockets_are_refused_as_the_other_way_is(server: Server, token: dict[str, str]) -> None:
    for held, origin, status in (
        ("nobody", "", 401),
        (token["J1"], "", 403),
        (token["organiser"], "https://evil.example", 403),
    ):
        with pytest.raises(InvalidStatus) as refused:
            async with reading(server, held, origin=origin):
                pass
        assert refused.value.response.status_code == status


@pytest.mark.anyio
async def test_a_reader_whose_token_is_revoked_is_shown_out_within_a_second(folder: Path, server: Server) -> None:
    another = Actor("relay", "another", EVENT)
    with Database(url_of(folder)) as database:
        with database.transaction() as connection:
            made = issue(connection, another)
        async with (
            reading(server, made) as socket,
            httpx.AsyncClient(timeout=20, trust_env=False) as client,
            client.stream("GET", address(server), headers=bearer(made)) as answer,
        ):
            await heard(socket, 1)
            with database.transaction() as connection:
                revoke(connection, another)
            began = time.monotonic()
            async for _ in answer.aiter_lines():
                pass
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    await socket.recv()
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 1008
            assert time.monotonic() - began < LATE_S


@pytest.mark.anyio
async def test_readers_are_told_when_the_server_ends_and_stop_it_from_nothing(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    token = tokens(tmp_path)["organiser"]
    with serving(tmp_path) as server:
        async with (
            reading(server, token) as socket,
            httpx.AsyncClient(timeout=20, trust_env=False) as client,
            client.stream("GET", address(server), headers=bearer(token)) as answer,
        ):
            await heard(socket, 1)
            began = time.monotonic()
            stopped = asyncio.create_task(asyncio.to_thread(server.stop))
            async for _ in answer.aiter_lines():
                pass
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    await socket.recv()
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 1012
            assert await stopped == 0
            assert time.monotonic() - began < 4

"""Who is let in to watch, who is refused or shown out; and the same board over plain HTTP."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from competition.access.access import Actor
from competition.access.tokens import issue, revoke
from competition.live.sockets import LONGEST_MESSAGE, MOST_MESSAGES
from competition.store.database import Database
from tests.competition.venue import EVENT, LATE_S, TRADE, Judge, Server, board_at, hold_contest, url_of, watching


def officer(token: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token['organiser']}"}


@pytest.mark.anyio
async def test_a_socket_from_another_sites_page_is_refused(server: Server) -> None:
    for origin in ("https://evil.example", "null", server.api.replace("http", "https") + "1", "", "file://"):
        with pytest.raises(InvalidStatus) as refused:
            async with watching(server, headers={"Origin": origin}):
                pass
        assert refused.value.response.status_code == 403
        assert json.loads(refused.value.response.body)["problems"][0]["code"] == "foreign-origin"


@pytest.mark.anyio
async def test_a_socket_from_its_own_pages_from_a_friend_or_from_a_program_is_welcome(server: Server) -> None:
    here = ("https://friend.example", "https://own.example", server.api)
    for headers in (*({"Origin": origin} for origin in here), {}):
        async with watching(server, headers=headers) as watcher:
            assert (await watcher.hears())["type"] == "snapshot"


@pytest.mark.anyio
async def test_whoever_may_not_see_an_audience_is_refused_on_both_ways(server: Server, token: dict[str, str]) -> None:
    judge = {"Authorization": f"Bearer {token['J1']}"}
    strange = {"Authorization": "Bearer nobody"}
    for audience in ("panel", "chief", "office"):
        for headers, status in ((None, 401), (judge, 403), (strange, 401)):
            assert board_at(server, audience=audience, headers=headers).status_code == status
            with pytest.raises(InvalidStatus) as refused:
                async with watching(server, audience=audience, headers=headers):
                    pass
            assert refused.value.response.status_code == status
        async with watching(server, audience=audience, headers=officer(token)) as watcher:
            assert (await watcher.hears())["audience"] == audience


@pytest.mark.anyio
async def test_what_is_not_there_is_not_found_on_both_ways(server: Server) -> None:
    for board, audience in (("nothing", "public"), (TRADE, "everybody"), ("a%20b", "public"), ("x" * 65, "public")):
        assert board_at(server, board, audience=audience).status_code == 404
        with pytest.raises(InvalidStatus) as refused:
            async with watching(server, board, audience=audience):
                pass
        assert refused.value.response.status_code == 404
    for event in ("nowhere", "house", "a%20b"):
        assert board_at(server, event=event).status_code == 404


@pytest.mark.anyio
async def test_a_viewer_whose_token_is_revoked_is_shown_out_within_a_second(folder: Path, server: Server) -> None:
    another = Actor("organiser", "another", EVENT)
    with Database(url_of(folder)) as database:
        with database.transaction() as connection:
            token = {"organiser": issue(connection, another)}
        async with watching(server, audience="office", headers=officer(token)) as watcher:
            await watcher.hears()
            with database.transaction() as connection:
                revoke(connection, another)
            began = time.monotonic()
            with pytest.raises(ConnectionClosed) as closed:
                await watcher.reaches(10**6)
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 1008
            assert time.monotonic() - began < LATE_S


@pytest.mark.anyio
async def test_a_viewer_that_says_too_much_is_shown_out(server: Server) -> None:
    async with watching(server) as watcher:
        await watcher.hears()
        await watcher.socket.send("x" * (LONGEST_MESSAGE + 1))
        with pytest.raises(ConnectionClosed) as closed:
            await watcher.reaches(10**6)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 1009
    async with watching(server) as watcher:
        await watcher.hears()
        with pytest.raises(ConnectionClosed) as closed:
            for _ in range(MOST_MESSAGES + 2):
                await watcher.socket.send("hello")
            await watcher.reaches(10**6)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 1008


@pytest.mark.anyio
async def test_an_event_that_is_imported_while_the_server_runs_is_there(folder: Path, server: Server) -> None:
    assert board_at(server, event="late").status_code == 404
    await asyncio.to_thread(hold_contest, folder, event="late")
    assert board_at(server, event="late").status_code == 200


def test_the_same_cursor_over_plain_http(server: Server, clock: Judge) -> None:
    clock.gives("61", "E006")
    first = board_at(server)
    assert first.headers["etag"] == f'"{first.json()["version"]}"'
    assert first.headers["cache-control"] == "no-cache"
    clock.gives("62", "E006")
    delta = board_at(server, since=first.json()["version"]).json()
    assert (delta["type"], delta["from"], delta["to"]) == (
        "delta",
        first.json()["version"],
        board_at(server).json()["version"],
    )
    assert delta["rows"]["E006"]["total"] == "62.00"
    nothing = board_at(server, since=delta["to"]).json()
    assert (nothing["type"], nothing["from"], nothing["to"], nothing["rows"]) == ("delta", delta["to"], delta["to"], {})
    assert board_at(server, since=10**9).json()["type"] == "snapshot"
    assert board_at(server, since="x").json()["type"] == "snapshot"


def test_a_mark_that_was_answered_is_on_the_board_that_is_asked_for_next(server: Server, clock: Judge) -> None:
    for value in range(10):
        clock.gives(str(value), "E007")
        assert board_at(server).json()["rows"]["E007"]["total"] == f"{value}.00"


def test_who_has_this_version_is_told_so_without_a_body(server: Server) -> None:
    tag = board_at(server).headers["etag"]
    for header in (tag, f'"1", {tag}', f"W/{tag}", "*"):
        answer = board_at(server, headers={"If-None-Match": header})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert board_at(server, headers={"If-None-Match": '"0"'}).status_code == 200


def test_a_snapshot_is_compressed_for_whom_can_read_it(server: Server) -> None:
    packed, plain = (board_at(server, headers={"Accept-Encoding": coding}) for coding in ("gzip", "identity"))
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert "content-encoding" not in board_at(server, headers={"Accept-Encoding": "gzip;q=0"}).headers
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert "accept-encoding" in plain.headers["vary"]


@pytest.mark.anyio
async def test_a_socket_always_begins_with_a_message(server: Server) -> None:
    async with watching(server, since=board_at(server).json()["version"]) as watcher:
        async with asyncio.timeout(1):
            assert await watcher.hears() == {"type": "heartbeat"}


@pytest.mark.anyio
async def test_a_socket_sends_a_whole_board_as_the_same_gzip_as_plain_http_to_whom_asks_for_it(server: Server) -> None:
    live = f"{server.api.replace('http', 'ws')}/api/events/{EVENT}/boards/{TRADE}/live"
    async with connect(f"{live}?zipped=1", compression=None, proxy=None) as socket:
        packed = await socket.recv()
    assert isinstance(packed, bytes) and json.loads(gzip.decompress(packed)) == board_at(server).json()
    async with connect(f"{live}?zipped=1&since=999999", compression=None, proxy=None) as socket:
        assert json.loads(await socket.recv()) == {"type": "resync"}
        assert await socket.recv() == packed

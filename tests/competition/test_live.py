"""Live boards over real sockets: everybody who follows ends with the board that the server has."""

from __future__ import annotations

import asyncio
import inspect
import json
import random
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import ConnectionClosed, InvalidStatus

from competition.access.access import Actor
from competition.access.accounts import Accounts
from competition.access.tokens import issue, revoke
from competition.live.gate import Gate
from competition.live.hub import Hub, View
from competition.live.sockets import LONGEST_MESSAGE, MOST_MESSAGES, Live, LiveProtocol
from competition.recording.streams import Streams
from competition.store import schema
from competition.store.database import Database
from scoring.boards.board import Board
from tests.competition.venue import (
    CLOCK,
    EVENT,
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

TICK_S = 0.05
QUIET_S = 0.3
"""Longer than a tick and than a slow machine's hiccup."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("live")
    hold_contest(made, trades=(TRADE, "sugar"))
    settings = 'rate = "10000/second"\norigins = ["https://friend.example"]\n'
    (made / "saiping.toml").write_text(settings, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def token(folder: Path) -> dict[str, str]:
    return tokens(folder)


@pytest.fixture(scope="module")
def server(folder: Path, token: dict[str, str]) -> Iterator[Server]:
    with serving(folder) as running:
        yield running


@pytest.fixture(scope="module")
def clock(server: Server, token: dict[str, str]) -> Iterator[Judge]:
    judge = Judge(server, token[CLOCK])
    yield judge
    judge.close()


@pytest.fixture(scope="module")
def taster(server: Server, token: dict[str, str]) -> Iterator[Judge]:
    judge = Judge(server, token["J1"])
    yield judge
    judge.close()


def officer(token: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token['organiser']}"}


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
            assert longest < 1
            last = board_at(server).json()
            await watcher.reaches(last["version"])  # a heartbeat in between is a message, too
            assert watcher.board == shown(last)
            await stalled.reaches(last["version"])
            assert "resync" in stalled.kinds
            assert stalled.kinds.count("delta") < value
            assert stalled.board == shown(last)


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
    for headers in ({"Origin": server.api}, {"Origin": "https://friend.example"}, {}):
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
            assert time.monotonic() - began < 1.2


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


class Detector:
    """Everything that the public can get hold of, to be compared before and after a hidden mark."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def sees(self) -> list[Any]:
        """Bodies, versions and headers of every public answer, but for the time of day."""
        seen: list[Any] = []
        for board in (TRADE, "overview"):
            for audience in ("public", "hall"):
                for since in (None, 0, 1, 99999):
                    answer = board_at(self._server, board, audience=audience, since=since)
                    headers = [(name, value) for name, value in answer.headers.items() if name != "date"]
                    seen.append((answer.status_code, headers, answer.content))
        return seen

    async def notices(self, hidden: Iterable[Any]) -> bool:
        """Do each of the hidden things; True where anything that the public sees moved, or anything was sent."""
        hall = watching(self._server, "overview", audience="hall")
        async with watching(self._server) as board, hall as overview:
            await board.hears()
            await overview.hears()
            before = await asyncio.to_thread(self.sees)
            for act in hidden:
                await asyncio.to_thread(act)
            quiet = [await each.hears_nothing(QUIET_S) for each in (board, overview)]
            return not all(quiet) or await asyncio.to_thread(self.sees) != before


@pytest.mark.anyio
async def test_a_mark_that_settles_nothing_changes_no_byte_header_or_version(server: Server, taster: Judge) -> None:
    acts = [lambda: taster.gives("7.5", "E010", "taste"), lambda: taster.gives("8", "E011", "taste")]
    assert not await Detector(server).notices(acts)


@pytest.mark.anyio
async def test_a_mark_in_a_frozen_trade_changes_no_byte_header_or_version(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    token = tokens(tmp_path)
    with serving(tmp_path) as server:
        clock, organiser = Judge(server, token[CLOCK]), Judge(server, token["organiser"])
        clock.gives("50", "E001")
        organiser.states({"type": "frozen", "key": "f", "trade": TRADE}, path="/api/facts")
        penalty = {"type": "adjusted", "key": "p", "entrant": "E001", "phase": "final", "adjustment": "penalty"}
        penalty |= {"value": "5", "reason": "late"}
        acts = [
            lambda: clock.gives("60", "E001"),
            lambda: clock.gives("70", "E002"),
            lambda: organiser.states(penalty, path="/api/facts"),
        ]
        detector = Detector(server)
        assert not await detector.notices(acts)
        organiser.states({"type": "thawed", "key": "t", "trade": TRADE}, path="/api/facts")
        assert await detector.notices([lambda: clock.gives("80", "E003")])
        clock.close()
        organiser.close()


class Leaky(Streams):
    """The streams without the filter: public and hall are shown what the office is shown."""

    async def board(self, asked: View) -> Board | None:
        found = await super().board(replace(asked, audience="office"))
        return None if found is None else replace(found, audience=asked.audience)

    def _committed(self, event: str, changes: Any) -> None:
        views = {(board, audience) for change in changes for board, audience in change.views}
        leaked = {(board, audience) for board, which in views if which == "office" for audience in ("public", "hall")}
        self._publish(event, views | leaked)


@pytest.mark.anyio
@pytest.mark.parametrize(("streams", "noticed"), [(Streams, False), (Leaky, True)])
async def test_the_detector_notices_a_server_without_the_filter(
    tmp_path: Path, streams: type[Streams], noticed: bool
) -> None:
    hold_contest(tmp_path)
    token = tokens(tmp_path)
    with serving(tmp_path) as door, shown_by(streams, tmp_path) as shown_apart:
        taster = Judge(door, token["J1"])
        assert (
            await Detector(shown_apart).notices([lambda: taster.gives("7.5", "E010", "taste"), lambda: time.sleep(0.6)])
            is noticed
        )
        taster.close()


@contextmanager
def shown_by(kind: type[Streams], folder: Path) -> Iterator[Server]:
    """A second server that follows the same stream and only shows it, in a thread."""
    database = Database(url_of(folder))
    hub = Hub(lambda view: streams.board(view), TICK_S)
    streams = kind(database, publish=hub.publish, lost=hub.lose)
    live = Live(
        Gate(hub, Accounts(database)), lambda event: asyncio.sleep(0, None), lambda view: asyncio.sleep(0, None)
    )
    config = uvicorn.Config(Starlette(routes=live.routes()), ws=LiveProtocol, log_config=None, server_header=False)
    server = uvicorn.Server(config)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))

    async def serve() -> None:
        await server.serve(sockets=[listener])
        await hub.close()
        await streams.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield Server(None, f"http://127.0.0.1:{listener.getsockname()[1]}")
    finally:
        server.should_exit = True
        thread.join(20)
        database.close()


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

"""A hidden mark moves nothing that the public can get hold of; a server without the filter is noticed."""

from __future__ import annotations

import asyncio
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

from competition.access.accounts import Accounts
from competition.live.channel import View
from competition.live.gate import Gate
from competition.live.hub import Hub
from competition.live.sockets import Live, LiveProtocol
from competition.recording.streams import Streams
from competition.store.database import Database
from scoring.boards.board import Board
from tests.competition.venue import (
    CLOCK,
    QUIET_S,
    TICK_S,
    TRADE,
    Judge,
    Server,
    board_at,
    hold_contest,
    serving,
    tokens,
    url_of,
    watching,
)


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

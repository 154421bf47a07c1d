"""Judges' sockets: a page is told that something of hers moved, and of lines elsewhere nothing, not even the moment."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from competition.access.accounts import Accounts
from competition.access.tokens import issue, revoke
from competition.live import nudges as timing
from competition.live.hub import Hub
from competition.live.nudges import CLOCK_S, LOOK, MOST_WAITING, Called, Nudges, Word
from competition.live.sockets import LiveProtocol
from competition.recording.streams import Streams
from competition.store.database import Database
from judges.sights import Sights
from scoring.sheets import sheet_digest
from tests.competition.venue import (
    CLOCK,
    EVENT,
    LATE_S,
    Judge,
    Server,
    hold_contest,
    judge_of,
    serving,
    tokens,
    url_of,
)

SOON_S = 2 * CLOCK_S + 0.35
"""The longest that a word takes on a slow machine: a moment to find out, the next to send."""

QUIET_S = 4 * CLOCK_S


def on_a_clock(times: list[float], period_s: float) -> bool:
    """Whether three in four of these moments are near a clock that ticks so often and went through one of them. A busy
    machine hears some late; moments of no clock would all but never fall so."""

    def near(first: float) -> int:
        offs = (abs((at - first + period_s / 2) % period_s - period_s / 2) for at in times)
        return sum(off < 0.16 * period_s for off in offs)

    return max(near(each) for each in times) >= 0.75 * len(times)


class Tablet:
    """A judge's page, as far as its socket. heard: (seconds since it opened, message), heartbeats among them."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.heard: list[tuple[float, dict[str, Any]]] = []
        self._began = time.monotonic()

    async def hears(self) -> dict[str, Any]:
        """The next message that is not a heartbeat: those come on a clock of their own."""
        while True:
            message: dict[str, Any] = json.loads(await self.socket.recv())
            self.heard.append((time.monotonic() - self._began, message))
            if message["type"] != "heartbeat":
                return message

    async def hears_within(self, seconds: float = SOON_S) -> list[dict[str, Any]]:
        """What comes within so many seconds."""
        found = []
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    found.append(await self.hears())
        return found


@asynccontextmanager
async def listening(
    server: Server, token: str, *, event: str = EVENT, path: str = "judge/live", **headers: str
) -> AsyncIterator[Tablet]:
    """A judge's socket, or another of the event."""
    address = f"{server.api.replace('http', 'ws')}/api/events/{event}/{path}"
    sent = {"Authorization": f"Bearer {token}"} | {name.title(): value for name, value in headers.items()}
    async with connect(address, additional_headers=sent if token else headers, compression=None, proxy=None) as held:
        yield Tablet(held)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("nudges")
    hold_contest(made)
    (made / "saiping.toml").write_text('rate = "10000/second"\n', encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def token(folder: Path) -> dict[str, str]:
    return tokens(folder)


@pytest.fixture(scope="module")
def server(folder: Path, token: dict[str, str]) -> Iterator[Server]:
    with serving(folder) as running:
        yield running


@pytest.fixture(scope="module")
def judge(server: Server, token: dict[str, str]) -> Iterator[Callable[[str], Judge]]:
    held: dict[str, Judge] = {}
    yield lambda name: held.setdefault(name, Judge(server, token[name]))
    for each in held.values():
        each.close()


@pytest.mark.anyio
async def test_a_mark_on_her_panel_tells_a_judge_to_look_and_no_more(
    server: Server, token: dict[str, str], judge: Callable[[str], Judge]
) -> None:
    async with listening(server, token["J1"]) as tablet:
        judge("J2").gives("7.5", "E001", "taste")
        assert await tablet.hears_within() == [{"type": "look"}]
        judge("J1").gives("8", "E001", "taste")
        assert await tablet.hears_within() == [{"type": "look"}]


@pytest.mark.postgres
@pytest.mark.anyio
async def test_a_mark_that_another_node_recorded_tells_her_within_two_seconds(postgresql_url: str) -> None:
    hold_contest(postgresql_url)
    held = tokens(postgresql_url)
    with serving(postgresql_url) as one, serving(postgresql_url) as other:
        theirs, clock = Judge(one, held["J2"]), Judge(one, held[CLOCK])
        async with listening(other, held["J1"]) as tablet:
            for entrant in ("E001", "E002"):
                theirs.gives("7.5", entrant, "taste")
                async with asyncio.timeout(2):
                    assert await tablet.hears() == {"type": "look"}
            clock.gives("9", "E001")
            assert await tablet.hears_within(2) == []
        theirs.close()
        clock.close()


@pytest.mark.anyio
async def test_another_judges_new_value_is_hers_alone_as_long_as_nothing_comes_of_it(
    server: Server, token: dict[str, str], judge: Callable[[str], Judge]
) -> None:
    judge("J2").gives("7.5", "E002", "taste")
    async with listening(server, token["J1"]) as tablet, listening(server, token["J2"]) as own:
        judge("J2").gives("6", "E002", "taste")
        assert list(await asyncio.gather(tablet.hears_within(), own.hears_within())) == [[], [{"type": "look"}]]


@pytest.mark.anyio
async def test_what_a_judge_signs_moves_her_own_page_and_no_other(
    server: Server, token: dict[str, str], judge: Callable[[str], Judge]
) -> None:
    judge("J1").gives("8", "E012", "taste")
    pairs = [(["J1", "E012", "final", "", "taste", "1"], "8")]
    signature = {"type": "signature", "key": "s12", "entrant": "E012", "phase": "final", "digest": sheet_digest(pairs)}
    async with listening(server, token["J1"]) as own, listening(server, token["J2"]) as other:
        assert judge("J1").states(signature)[0]["status"] == "accepted"
        assert list(await asyncio.gather(own.hears_within(), other.hears_within())) == [[{"type": "look"}], []]
        late = {"type": "mark", "key": "late", "entrant": "E012", "phase": "final", "aspect": "taste", "value": "9"}
        assert judge("J1").states(late)[0]["status"] == "held"
        assert list(await asyncio.gather(own.hears_within(), other.hears_within())) == [[{"type": "look"}], []]


# --- hidden lines ---------------------------------------------------------------------------------------------------


async def told(tablet: Tablet, hidden: Iterable[Callable[[], object]]) -> list[dict[str, Any]]:
    """What a judge is sent while each of the hidden things is done, and a while after."""
    listens = asyncio.create_task(tablet.hears_within(QUIET_S))
    for act in hidden:
        await asyncio.to_thread(act)
    return [*await listens, *await tablet.hears_within(SOON_S)]


def elsewhere(clock: Judge, count: int = 20) -> list[Callable[[], object]]:
    """Marks of a panel on which no taster sits."""
    return [partial(clock.gives, str(value), f"E{value % 12 + 1:03}") for value in range(count)]


@pytest.mark.anyio
async def test_marks_of_another_panel_send_nothing_at_all(
    server: Server, token: dict[str, str], judge: Callable[[str], Judge]
) -> None:
    async with listening(server, token["J1"]) as tablet:
        assert await told(tablet, elsewhere(judge(CLOCK))) == []


@pytest.mark.anyio
async def test_frames_come_at_the_same_moments_whatever_happens_elsewhere(
    server: Server, token: dict[str, str], judge: Callable[[str], Judge]
) -> None:
    enough = threading.Event()

    def storm() -> None:
        while not enough.is_set():
            judge(CLOCK).gives("50", "E005")

    async with listening(server, token["J1"]) as tablet:
        busy = asyncio.create_task(asyncio.to_thread(storm))
        for value in range(16):
            await asyncio.to_thread(judge("J1").gives, str(value % 6), "E006", "taste")
            assert await tablet.hears() == {"type": "look"}
        enough.set()
        await busy
    times = [at for at, each in tablet.heard if each["type"] == "look"]
    assert on_a_clock(times, CLOCK_S), times


class Telling(Sights):
    """The sights without their filter: whatever is recorded, everybody is to look."""

    async def moved(self, event: str) -> frozenset[str]:
        await super().moved(event)
        return frozenset(self._events[event].own)


@pytest.mark.anyio
@pytest.mark.parametrize(("kind", "noticed"), [(Sights, False), (Telling, True)])
async def test_it_would_be_noticed_if_hidden_lines_told(tmp_path: Path, kind: type[Sights], noticed: bool) -> None:
    hold_contest(tmp_path)
    token = tokens(tmp_path)
    with (
        serving(tmp_path) as door,
        nudged_by(kind, tmp_path) as (beside, _),
        contextlib.closing(Judge(door, token[CLOCK])) as clock,
    ):
        async with listening(beside, token["J1"]) as tablet:
            assert bool(await told(tablet, elsewhere(clock, 5))) is noticed


@contextmanager
def nudged_by(kind: type[Sights], folder: Path) -> Iterator[tuple[Server, Callable[..., Any]]]:
    """A second server that follows the same stream and only tells judges, in a thread; and how to run a function of
    its nudges there."""
    database = Database(url_of(folder))
    hub = Hub(lambda view: streams.board(view), 0.05)
    streams = Streams(database, publish=hub.publish, lost=hub.lose, stirred=lambda event: nudges.stir(event))
    nudges = Nudges(Accounts(database), kind(streams, database), origins=frozenset({"https://friend.example"}))
    config = uvicorn.Config(Starlette(routes=nudges.routes()), ws=LiveProtocol, log_config=None, server_header=False)
    server = uvicorn.Server(config)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        running = asyncio.create_task(nudges.run())
        await server.serve(sockets=[listener])
        running.cancel()
        await hub.close()
        await streams.close()

    async def run(act: Callable[[Nudges], Any]) -> Any:
        return act(nudges)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield (
            Server(None, f"http://127.0.0.1:{listener.getsockname()[1]}"),
            lambda act: asyncio.run_coroutine_threadsafe(run(act), loops[0]).result(),
        )
    finally:
        server.should_exit = True
        thread.join(20)
        database.close()


# --- words, heartbeats, ends ----------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_what_is_told_reaches_that_judge_alone(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    token = tokens(tmp_path)
    with nudged_by(Sights, tmp_path) as (server, on):
        async with listening(server, token["J1"]) as first, listening(server, token["J2"]) as second:
            word = Word("午餐在 B 厅", "2026-05-01T03:00:00.000000Z", "m1")
            sent = await asyncio.to_thread(
                on,
                lambda nudges: (
                    nudges.tell(EVENT, "J1", word),
                    nudges.tell(EVENT, "J1", Called(seen=True)),
                    nudges.tell(EVENT, "J1", word, device="another"),
                    nudges.tell(EVENT, "J9", word),
                ),
            )
            assert sent == (1, 1, 0, 0)
            heard = list(await asyncio.gather(first.hears_within(), second.hears_within()))
            assert heard == [
                [
                    {"type": "message", "text": "午餐在 B 厅", "at": "2026-05-01T03:00:00.000000Z", "id": "m1"},
                    {"type": "called", "seen": True},
                ],
                [],
            ]


@pytest.mark.anyio
async def test_heartbeats_come_on_a_clock_that_no_line_moves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "HEARTBEAT_S", 2 * CLOCK_S)
    hold_contest(tmp_path)
    token = tokens(tmp_path)
    with serving(tmp_path) as door, nudged_by(Sights, tmp_path) as (beside, _):
        clock = Judge(door, token[CLOCK])
        async with listening(beside, token["J1"]) as tablet:
            assert await told(tablet, elsewhere(clock, 8)) == []
        clock.close()
        assert [each["type"] for _, each in tablet.heard[:3]] == ["heartbeat"] * 3
        times = [at for at, _ in tablet.heard]
        assert on_a_clock(times, 2 * CLOCK_S), times


@pytest.mark.anyio
async def test_a_page_that_would_be_told_too_much_at_once_is_cut_off_and_may_come_again(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    token = tokens(tmp_path)
    with nudged_by(Sights, tmp_path) as (server, on):
        async with listening(server, token["J1"]) as tablet:
            many = [Word(str(number), "", str(number)) for number in range(MOST_WAITING + 1)]
            await asyncio.to_thread(on, lambda nudges: [nudges.tell(EVENT, "J1", each) for each in many])
            with pytest.raises(ConnectionClosed):
                while True:
                    await tablet.hears()
        async with listening(server, token["J1"]) as tablet:
            await asyncio.to_thread(on, lambda nudges: [nudges.tell(EVENT, "J1", LOOK) for _ in range(100)])
            assert await tablet.hears_within() == [{"type": "look"}]


@pytest.mark.anyio
async def test_a_judge_whose_token_is_revoked_is_told_and_shown_out_within_a_second(
    folder: Path, server: Server
) -> None:
    with Database(url_of(folder)) as database:
        with database.transaction() as connection:
            token = issue(connection, judge_of("J2"))
        async with listening(server, token) as tablet:
            with database.transaction() as connection:
                revoke(connection, judge_of("J2"))
            began = time.monotonic()
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    await tablet.hears()
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 1008
            assert time.monotonic() - began < LATE_S
            assert tablet.heard[-1][1] == {"type": "revoked"}


@pytest.mark.anyio
async def test_who_is_no_judge_of_the_event_or_comes_from_elsewhere_is_refused(
    server: Server, token: dict[str, str]
) -> None:
    tried: list[tuple[str, str, Mapping[str, str], int]] = [
        ("", EVENT, {}, 401),
        ("nobody", EVENT, {}, 401),
        (token["organiser"], EVENT, {}, 403),
        (token["J1"], "another", {}, 403),
        (token["J1"], EVENT, {"origin": "https://evil.example"}, 403),
        (token["J1"], EVENT, {"origin": "null"}, 403),
    ]
    for held, event, headers, status in tried:
        with pytest.raises(InvalidStatus) as refused:
            async with listening(server, held, event=event, **headers):
                pass
        assert refused.value.response.status_code == status, (event, headers)
    async with listening(server, token["J1"], origin=server.api):
        pass

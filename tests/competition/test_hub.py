"""The hub decides what goes to whom and when; here it speaks to viewers that only listen."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from competition.live.channel import KEPT, KEPT_ROWS, Channel, View
from competition.live.hub import Hub
from competition.live.messages import Delta, Heartbeat, Message, Resync, Snapshot
from scoring.boards.board import Board
from scoring.problems import BrokenPromiseError

PUBLIC = View("e", "b", "public")
OFFICE = View("e", "b", "office")


def board(version: int, **rows: Any) -> Board:
    return Board(
        "b", "public", version, f"t{version}", {"owed": 100 - version}, rows or {"E1": {"total": str(version)}}
    )


def channel_at(*versions: int) -> Channel:
    channel = Channel(PUBLIC)
    for version in versions:
        channel.publish(board(version))
    return channel


def kinds(messages: tuple[Message, ...]) -> list[str]:
    return [message.kind for message in messages]


class Ear:
    """Listens, and remembers when it heard what."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, Delta]] = []
        self.beats = 0
        self.dropped = False

    def follow(self, delta: Delta) -> None:
        self.heard.append((time.monotonic(), delta))

    def beat(self, heartbeat: Heartbeat) -> None:
        self.beats += 1

    def drop(self) -> None:
        self.dropped = True


class Boards:
    """What the hub reads: boards that tests move. asked: views that were read."""

    def __init__(self) -> None:
        self.version = 1
        self.asked: list[View] = []
        self.fails: Exception | None = None

    async def read(self, view: View) -> Board | None:
        self.asked.append(view)
        if self.fails is not None:
            raise self.fails
        return board(self.version) if view.board == "b" else None


def test_who_has_no_board_gets_a_snapshot() -> None:
    (snapshot,) = channel_at(3).since(None)
    assert isinstance(snapshot, Snapshot)
    assert snapshot.version == 3


def test_who_is_up_to_date_gets_nothing() -> None:
    assert channel_at(3, 5).since(5) == ()


def test_who_is_behind_gets_one_delta_to_the_last_version() -> None:
    channel = channel_at(3, 5, 6, 9)
    (delta,) = channel.since(5)
    assert isinstance(delta, Delta)
    assert (delta.since, delta.version) == (5, 9)
    assert delta is channel.since(5)[0]


def test_a_version_between_two_deltas_is_resynced() -> None:
    messages = channel_at(3, 5, 9).since(4)
    assert kinds(messages) == ["resync", "snapshot"]


def test_a_version_that_was_never_reached_is_resynced() -> None:
    messages = channel_at(3, 5).since(6)
    assert isinstance(messages[0], Resync)
    assert isinstance(messages[1], Snapshot)


def test_a_version_older_than_what_is_kept_is_resynced() -> None:
    channel = channel_at(*range(1, KEPT + 3))
    assert kinds(channel.since(1)) == ["resync", "snapshot"]
    assert kinds(channel.since(2)) == ["delta"]


def test_large_deltas_are_kept_only_up_to_a_number_of_rows() -> None:
    channel = Channel(PUBLIC)
    size = KEPT_ROWS // 4
    for version in range(1, 9):
        channel.publish(board(version, **{f"E{row}": {"total": str(version)} for row in range(size)}))
    assert kinds(channel.since(3)) == ["resync", "snapshot"]
    assert kinds(channel.since(4)) == ["delta"]


def test_asking_for_many_wrong_versions_leaves_nothing_behind() -> None:
    channel = channel_at(3, 5)
    before = dict(vars(channel)["_bridges"])
    for version in range(1000, 2000):
        channel.since(version)
    assert vars(channel)["_bridges"] == before


def test_a_version_that_moved_without_a_visible_change_is_still_sent() -> None:
    channel = Channel(PUBLIC)
    channel.publish(Board("b", "public", 1, "t1", {}, {}))
    delta = channel.publish(Board("b", "public", 3, "t3", {}, {}))
    assert delta is not None
    assert (delta.since, delta.version, delta.head, delta.rows) == (1, 3, {}, {})


def test_the_same_version_is_published_once() -> None:
    assert channel_at(3).publish(board(3)) is None


def test_a_version_that_goes_back_is_a_broken_promise() -> None:
    with pytest.raises(BrokenPromiseError):
        channel_at(3).publish(board(2))


@pytest.mark.anyio
async def test_after_quiet_a_change_goes_out_at_once_and_the_rest_at_the_end_of_the_tick() -> None:
    boards, ear = Boards(), Ear()
    hub = Hub(boards.read, 1)
    channel = await hub.channel(PUBLIC)
    assert channel is not None
    hub.join(channel, ear, None, ear.follow)
    await asyncio.sleep(1.05)
    for version in range(2, 12):
        boards.version = version
        hub.publish("e", [("b", "public")])
        await asyncio.sleep(0.01)
    assert [(delta.since, delta.version) for _, delta in ear.heard] == [(1, 2)]
    await asyncio.sleep(1.5)
    assert [(delta.since, delta.version) for _, delta in ear.heard] == [(1, 2), (2, 11)]
    assert ear.heard[1][0] - ear.heard[0][0] > 0.9
    await hub.close()


@pytest.mark.anyio
async def test_without_a_tick_every_change_goes_out() -> None:
    boards, ear = Boards(), Ear()
    hub = Hub(boards.read, 0)
    channel = await hub.channel(PUBLIC)
    assert channel is not None
    hub.join(channel, ear, None, ear.follow)
    for version in range(2, 7):
        boards.version = version
        hub.publish("e", [("b", "public")])
        await asyncio.sleep(0.005)
    assert [delta.version for _, delta in ear.heard] == [2, 3, 4, 5, 6]
    await hub.close()


@pytest.mark.anyio
async def test_a_view_that_is_not_named_reads_nothing_sends_nothing_and_starts_no_tick() -> None:
    boards, ear = Boards(), Ear()
    hub = Hub(boards.read, 0.2)
    channel = await hub.channel(PUBLIC)
    office = await hub.channel(OFFICE)
    assert channel is not None and office is not None
    hub.join(channel, ear, None, ear.follow)
    hub.join(office, Ear(), None)
    await asyncio.sleep(0.25)
    asked = boards.asked.count(PUBLIC)
    boards.version = 2
    hub.publish("e", [("b", "office")])
    await asyncio.sleep(0.02)
    assert channel.renewal is None and office.renewal is not None
    assert boards.asked.count(PUBLIC) == asked
    assert ear.heard == []
    await hub.close()


@pytest.mark.anyio
async def test_nobody_watching_costs_nothing() -> None:
    boards = Boards()
    hub = Hub(boards.read, 0)
    channel = await hub.channel(PUBLIC)
    asked = len(boards.asked)
    hub.publish("e", [("b", "public"), ("b", "hall"), ("other", "public")])
    await asyncio.sleep(0.02)
    assert len(boards.asked) == asked
    assert channel is not None and channel.renewal is None


@pytest.mark.anyio
async def test_whoever_asks_by_http_waits_for_the_end_of_the_tick_and_sees_everything() -> None:
    boards = Boards()
    hub = Hub(boards.read, 0.1)
    await hub.channel(PUBLIC)
    boards.version = 2
    hub.publish("e", [("b", "public")])
    channel = await hub.channel(PUBLIC)
    assert channel is not None and channel.snapshot.version == 2


@pytest.mark.anyio
async def test_whoever_asks_while_the_board_is_being_read_waits_for_it() -> None:
    boards, begun, let_go = Boards(), asyncio.Event(), asyncio.Event()

    async def slowly(view: View) -> Board | None:
        found = await boards.read(view)
        if boards.version > 1:
            begun.set()
            await let_go.wait()
        return found

    hub = Hub(slowly, 0)
    channel = await hub.channel(PUBLIC)
    assert channel is not None
    hub.join(channel, Ear(), 1)
    boards.version = 2
    hub.publish("e", [("b", "public")])
    await begun.wait()
    asked = asyncio.create_task(hub.channel(PUBLIC))
    await asyncio.sleep(0.01)
    assert not asked.done()
    let_go.set()
    assert await asked is channel
    assert channel.snapshot.version == 2
    await hub.close()


@pytest.mark.anyio
async def test_who_joins_in_the_middle_of_a_fan_out_hears_every_delta_once() -> None:
    boards = Boards()
    hub = Hub(boards.read, 0)
    channel = await hub.channel(PUBLIC)
    assert channel is not None
    for _ in range(100):
        hub.join(channel, Ear(), None)
    late: list[tuple[int, Ear]] = []
    for version in range(2, 30):
        boards.version = version
        hub.publish("e", [("b", "public")])
        await asyncio.sleep(0)
        ear = Ear()
        (snapshot,) = hub.join(channel, ear, None, ear.follow)
        assert isinstance(snapshot, Snapshot)
        late.append((snapshot.version, ear))
    await asyncio.sleep(0.1)
    for version, ear in late:
        for _, delta in ear.heard:
            assert delta.since == version
            version = delta.version
        assert version == 29
    await hub.close()


@pytest.mark.anyio
async def test_there_is_no_channel_for_a_board_that_is_not_there() -> None:
    hub = Hub(Boards().read, 0)
    assert await hub.channel(View("e", "nothing", "public")) is None


@pytest.mark.anyio
async def test_a_board_that_cannot_be_read_lets_its_viewers_go_and_says_so() -> None:
    boards, ear = Boards(), Ear()
    hub = Hub(boards.read, 0)
    channel = await hub.channel(PUBLIC)
    assert channel is not None
    hub.join(channel, ear, None, ear.follow)
    boards.fails = RuntimeError("no store")
    hub.publish("e", [("b", "public")])
    await asyncio.sleep(0.02)
    assert ear.dropped and not channel.viewers
    with pytest.raises(RuntimeError, match="no store"):
        await hub.channel(PUBLIC)
    boards.fails, boards.version = None, 5
    mended = await hub.channel(PUBLIC)
    assert mended is not None and mended.snapshot.version == 5
    assert kinds(mended.since(1)) == ["resync", "snapshot"]


@pytest.mark.anyio
async def test_an_event_that_lost_its_state_lets_only_its_own_viewers_go() -> None:
    boards, ear, other = Boards(), Ear(), Ear()
    hub = Hub(boards.read, 0)
    for view, listener in ((PUBLIC, ear), (View("f", "b", "public"), other)):
        channel = await hub.channel(view)
        assert channel is not None
        hub.join(channel, listener, None, listener.follow)
    hub.lose("e")
    assert ear.dropped and not other.dropped
    assert hub.viewers == 1


@pytest.mark.anyio
async def test_heartbeats_come_on_a_fixed_clock_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("competition.live.hub.HEARTBEAT_S", 0.05)
    boards, ear = Boards(), Ear()
    hub = Hub(boards.read, 0)
    channel = await hub.channel(PUBLIC)
    assert channel is not None
    hub.join(channel, ear, None, ear.follow)
    began = time.monotonic()
    beating = asyncio.create_task(hub.beat())
    for version in range(2, 40):
        boards.version = version
        hub.publish("e", [("b", "public")])
        await asyncio.sleep(0.01)
    beating.cancel()
    assert 4 <= ear.beats <= (time.monotonic() - began) / 0.05 + 1
    hub.leave(channel, ear)
    assert hub.viewers == 0
    await hub.close()


async def test_a_board_that_moved_moves_those_that_are_derived_from_it_and_no_other() -> None:
    boards = Boards()

    async def read(view: View) -> Board | None:
        boards.asked.append(view)
        return board(boards.version)

    hub = Hub(read, 0)
    of, other, inside = (
        View("e", id, who) for id, who in (("module:b:M", "public"), ("module:c:M", "public"), ("latest", "office"))
    )
    ears = {view: Ear() for view in (of, other, inside)}
    for view, ear in ears.items():
        channel = await hub.channel(view)
        assert channel is not None
        hub.join(channel, ear, None, ear.follow)
    boards.version = 2
    hub.publish("e", [("b", "public")])
    await asyncio.sleep(0.05)
    assert [len(ear.heard) for ear in ears.values()] == [1, 0, 0]
    hub.publish("e", [("figures:b", "office")])
    await asyncio.sleep(0.05)
    assert [len(ear.heard) for ear in ears.values()] == [1, 0, 1]
    await hub.close()

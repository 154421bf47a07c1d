"""Blocks under random joining, falling behind, catching up and leaving, in the middle of a frame's way as well: nobody
misses a delta unawares, gets one twice, or gets anything after leaving."""

from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.live import blocks
from competition.live.channel import Channel, View
from competition.live.messages import Delta
from scoring.boards.board import Board


def board(version: int) -> Board:
    return Board("b", "public", version, f"t{version}", {}, {"E1": {"total": str(version)}})


class Socket:
    """Holds a version as a page does: takes a delta that starts there, and nothing else. room: frames until it has none
    left."""

    def __init__(self, channel: Channel, room: int) -> None:
        self.channel = channel
        self.room = room
        self.held = channel.snapshot.version
        self.left = False
        channel.blocks.add(self, self.write, self.held)

    def write(self, frame: bytes) -> None:
        message = json.loads(frame[frame.index(b"{") :])
        assert not self.left and message["from"] == self.held
        self.held = message["to"]
        self.room -= 1
        if self.room == 0:
            self.pause()

    def pause(self) -> None:
        held = self.channel.blocks.remove(self)
        assert held in (None, self.held), "the block knows what it holds"

    def resume(self) -> None:
        self.room = 3
        self.held = self.channel.snapshot.version
        self.channel.blocks.add(self, self.write, self.held)

    def leave(self) -> None:
        self.channel.blocks.remove(self)
        self.left = True


STEP = st.sampled_from(["join", "pause", "resume", "leave", "publish", "go on", "go on", "clear"])


@given(st.lists(st.tuples(STEP, st.integers(0, 30)), max_size=60), st.lists(st.integers(1, 4), max_size=12))
def test_whoever_keeps_pace_holds_every_version_and_whoever_does_not_is_known(
    steps: list[tuple[str, int]], rooms: list[int]
) -> None:
    async def run() -> None:
        channel = Channel(View("e", "b", "public"))
        channel.publish(board(1))
        sockets = [Socket(channel, room) for room in rooms]
        telling: asyncio.Task[None] | None = None
        for step, number in steps:
            one = sockets[number % len(sockets)] if sockets else None
            if step == "join":
                sockets.append(Socket(channel, 1 + number % 4))
            elif step == "publish" and telling is None:
                delta = channel.publish(board(channel.snapshot.version + 1))
                assert isinstance(delta, Delta)
                telling = asyncio.create_task(channel.blocks.tell(delta.since, delta.version, delta.frame))
            elif step == "go on":
                await asyncio.sleep(0)
            elif step == "clear":
                channel.blocks.clear()
            elif one is not None and not one.left and step in ("pause", "resume", "leave"):
                getattr(one, step)()
            if telling is not None and telling.done():
                telling = None
        if telling is not None:
            await telling
        last = channel.snapshot.version
        for socket in sockets:
            held = channel.blocks.remove(socket)
            assert held in (None, last) and (held is None or socket.held == last)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", 2)
        patch.setattr(blocks, "REST_S", 0)
        asyncio.run(run())


def test_a_place_that_was_left_is_taken_again_and_an_empty_block_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 2)
    channel = Channel(View("e", "b", "public"))
    channel.publish(board(1))
    sockets = [Socket(channel, 9) for _ in range(5)]
    counted = vars(channel.blocks)["_blocks"]
    assert [len(each.writes) for each in counted] == [2, 2, 1]
    sockets[0].leave()
    sockets[2].leave()
    sockets[3].leave()
    assert [len(each.writes) for each in counted] == [1, 1]
    Socket(channel, 9)
    assert [len(each.writes) for each in counted] == [2, 1]

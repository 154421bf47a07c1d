"""Versions and viewers, nothing else: whose channel is read anew, and when the next delta goes out. Only the recorder
publishes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable

from competition.live.channel import Channel, Follow, View, Viewer
from competition.live.messages import Heartbeat, Message
from competition.live.slices import slices
from scoring.boards.board import Board
from scoring.boards.derived import follows, is_derived

HEARTBEAT_S = 15.0

HEARTBEAT = Heartbeat()

log = logging.getLogger("saiping.hub")


class Hub:
    """All channels of this process.

    read: a view's board from the committed state, None where there is no such view. tick_s: seconds in which what
    follows a delta is gathered; 0 sends every one at once.
    """

    def __init__(self, read: Callable[[View], Awaitable[Board | None]], tick_s: float) -> None:
        self._read = read
        self._tick_s = tick_s
        self._channels: dict[View, Channel] = {}
        self._derived: dict[tuple[str, str], list[Channel]] = {}

    @property
    def viewers(self) -> int:
        """How many are watching."""
        return sum(len(channel.viewers) for channel in self._channels.values())

    def publish(self, event: str, views: Iterable[tuple[str, str]]) -> None:
        """These views (board, audience) of the event have moved. After quiet the delta goes out at once, what follows
        within the tick together at its end. A view that is not named, nor derived from one that is, sends nothing and
        starts no tick."""
        for board, audience in views:
            channel = self._channels.get(View(event, board, audience))
            if channel is not None:
                self._outdate(channel)
            for channel in self._derived.get((event, audience), ()):
                if follows(channel.view.board, board):
                    self._outdate(channel)

    def lose(self, event: str) -> None:
        """The event's state no longer follows its stream: let no viewer believe that a board is up to date."""
        for channel in self._channels.values():
            if channel.view.event == event:
                _lose(channel)

    async def channel(self, view: View) -> Channel | None:
        """The view's channel with a board no older than this call, None where there is no such view. Where a tick is
        running and the view has moved, this waits for its end. Raises what reading the board raises."""
        channel = self._channels.get(view)
        if channel is None:
            if await self._read(view) is None:
                return None
            channel = self._opened(view)
        waiting = channel.waiting if channel.outdated else channel.reading
        if waiting is not None:
            renewed = asyncio.get_running_loop().create_future()
            waiting.append(renewed)
            self._renew(channel)
            await renewed
        return channel

    def join(
        self, channel: Channel, viewer: Viewer, version: int | None, follow: Follow | None = None
    ) -> tuple[Message, ...]:
        """Add a viewer at this version; what it is to be sent first. follow: told of every delta from here on; who has
        none stands in the channel's blocks whenever it keeps pace."""
        messages = channel.since(version)
        channel.viewers.add(viewer)
        if follow is not None:
            channel.follows[viewer] = follow
        if channel.outdated:
            self._renew(channel)
        return messages

    def leave(self, channel: Channel, viewer: Viewer) -> None:
        """Remove a viewer; one that has left already is no error."""
        channel.viewers.discard(viewer)
        channel.follows.pop(viewer, None)
        channel.blocks.remove(viewer)

    async def beat(self) -> None:
        """Send heartbeats on a fixed clock, for as long as this runs."""
        due = time.monotonic()
        while True:
            due += HEARTBEAT_S
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            for channel in list(self._channels.values()):
                async for some in slices(channel.viewers):
                    for viewer in some:
                        viewer.beat(HEARTBEAT)

    async def close(self) -> None:
        """Stop publishing."""
        renewals = [channel.renewal for channel in self._channels.values() if channel.renewal is not None]
        for renewal in renewals:
            renewal.cancel()
        await asyncio.gather(*renewals, return_exceptions=True)

    def _opened(self, view: View) -> Channel:
        if view not in self._channels:
            self._channels[view] = Channel(view)
            if is_derived(view.board):
                self._derived.setdefault((view.event, view.audience), []).append(self._channels[view])
        return self._channels[view]

    def _outdate(self, channel: Channel) -> None:
        channel.outdated = True
        if channel.viewers:
            self._renew(channel)

    def _renew(self, channel: Channel) -> None:
        if channel.renewal is None:
            channel.renewal = asyncio.create_task(self._run(channel))

    async def _run(self, channel: Channel) -> None:
        """Publish for as long as the view moves and somebody looks, once a tick."""
        try:
            while channel.outdated and (channel.viewers or channel.waiting):
                end = time.monotonic() + self._tick_s
                await self._publish(channel)
                await asyncio.sleep(max(0.0, end - time.monotonic()))
        finally:
            channel.renewal = None
            for renewed in channel.waiting:
                renewed.cancel()

    async def _publish(self, channel: Channel) -> None:
        channel.outdated = False
        waiting, channel.waiting = channel.waiting, []
        channel.reading = waiting
        try:
            board = await self._read(channel.view)
            if board is None:
                raise LookupError(f"{channel.view} is gone")
            delta = channel.publish(board)
        except Exception as error:
            log.exception("%s cannot be shown", channel.view)
            _lose(channel)
            for renewed in waiting:
                if not renewed.done():
                    renewed.set_exception(error)
            return
        except asyncio.CancelledError:
            for renewed in waiting:
                renewed.cancel()
            raise
        finally:
            channel.reading = None
        for renewed in waiting:
            if not renewed.done():
                renewed.set_result(None)
        if delta is not None:
            for follow in list(channel.follows.values()):
                follow(delta)
            await channel.blocks.tell(delta.since, delta.version, delta.frame)


def _lose(channel: Channel) -> None:
    channel.forget()
    channel.outdated = True
    viewers, channel.viewers = channel.viewers, set()
    channel.follows.clear()
    channel.blocks.clear()
    for viewer in viewers:
        viewer.drop()

"""Versions and viewers, nothing else: who watches which view, what was last published, and when the next goes out.

A view is an event's board for an audience. `Channel.since` decides what a viewer at some version is sent. Sockets that
keep pace stand in the channel's blocks, where each delta's frame reaches them; everything else is the viewer's own
affair. Only the recorder publishes.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from competition.live.blocks import Blocks
from competition.live.messages import Delta, Heartbeat, Message, Resync, Snapshot, merged
from competition.live.slices import slices
from scoring.boards.board import Board, diff
from scoring.boards.derived import follows, is_derived
from scoring.problems import BrokenPromiseError

KEPT = 256
"""Deltas of a view that are kept for those who come back."""

KEPT_ROWS = 20_000
"""Rows in all of a view's kept deltas: what bounds their memory."""

HEARTBEAT_S = 15.0

RESYNC = Resync()
HEARTBEAT = Heartbeat()

log = logging.getLogger("saiping.hub")


@dataclass(frozen=True, slots=True)
class View:
    """An event's board for an audience. board: a trade's id, `overview`, or of a board that is derived from those."""

    event: str
    board: str
    audience: str


class Viewer(Protocol):
    """Someone who watches one view."""

    def beat(self, heartbeat: Heartbeat) -> None:
        """Pass the heartbeat on, unless there is no room for it."""

    def drop(self) -> None:
        """End it: the view cannot be shown; the viewer may come again."""


Follow = Callable[[Delta], None]
"""Takes every delta; one that does not start at the viewer's version is none of its own."""


class Channel:
    """What was published of one view: the last board and the deltas that led to it.

    viewers: all who watch. follows: of those who take deltas as such. blocks: those who are sent frames.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self.viewers: set[Viewer] = set()
        self.follows: dict[Viewer, Follow] = {}
        self.blocks = Blocks()
        self.outdated = True
        self.waiting: list[asyncio.Future[None]] = []
        self.reading: list[asyncio.Future[None]] | None = None
        self.renewal: asyncio.Task[None] | None = None
        self.board: Board | None = None
        self._deltas: deque[Delta] = deque()
        self._rows = 0
        self._bridges: dict[int, Delta | None] = {}
        self._snapshot: Snapshot | None = None

    def publish(self, board: Board) -> Delta | None:
        """Take the board over. The delta from the board before, or None where there is nothing to send. Raises
        BrokenPromiseError where the version went back: its viewers hold what is no longer so."""
        before = self.board
        if before is None:
            self.board = board
            return None
        if before.version == board.version:
            return None
        if before.version > board.version:
            raise BrokenPromiseError(f"{self.view} went back from version {before.version} to {board.version}")
        self.board = board
        self._snapshot = None
        self._bridges = {}
        delta = self._between(before, board, diff(before, board) or {})
        self._keep(delta)
        return delta

    def forget(self) -> None:
        """Drop the board and the way to it."""
        self.board = self._snapshot = None
        self._deltas.clear()
        self._rows = 0
        self._bridges = {}

    @property
    def snapshot(self) -> Snapshot:
        """The last board as a message, made once. A board must have been published."""
        if self._snapshot is None:
            assert self.board is not None, "no board was published"
            view, board = self.view, self.board
            self._snapshot = Snapshot(
                view.event, view.board, view.audience, board.version, board.as_of, board.head, board.rows
            )
        return self._snapshot

    def since(self, version: int | None) -> tuple[Message, ...]:
        """What brings a viewer at this version (None: at none) to the last board: nothing, a delta, or a snapshot,
        after a resync where the viewer holds a board that no kept delta starts from."""
        snapshot = self.snapshot
        if version is None:
            return (snapshot,)
        if version == snapshot.version:
            return ()
        delta = self._bridge(version)
        return (RESYNC, snapshot) if delta is None else (delta,)

    def _bridge(self, version: int) -> Delta | None:
        """One delta from this version to the last, made once; None where no kept delta starts there."""
        if version not in self._bridges:
            run = [delta for delta in self._deltas if delta.since >= version]
            if not run or run[0].since != version:
                return None
            self._bridges[version] = merged(run)
        return self._bridges[version]

    def _between(self, before: Board, board: Board, change: dict[str, Any]) -> Delta:
        return Delta(
            self.view.event,
            self.view.board,
            self.view.audience,
            board.version,
            board.as_of,
            change.get("head", {}),
            change.get("rows", {}),
            before.version,
            tuple(change.get("gone", ())),
        )

    def _keep(self, delta: Delta) -> None:
        """Keep the delta, and no more of them than a few boards weigh."""
        self._deltas.append(delta)
        self._rows += len(delta.rows)
        while len(self._deltas) > KEPT or self._rows > KEPT_ROWS:
            self._rows -= len(self._deltas.popleft().rows)


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

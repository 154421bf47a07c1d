"""One view's channel: the board that was last published, the deltas that led to it, and who watches.

A view is an event's board for an audience. `Channel.since` decides what a viewer at some version is sent. Sockets that
keep pace stand in the channel's blocks, where each delta's frame reaches them; everything else is the viewer's own
affair.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from competition.live.blocks import Blocks
from competition.live.messages import Delta, Heartbeat, Message, Resync, Snapshot, merged
from scoring.boards.board import Board, diff
from scoring.problems import BrokenPromiseError

KEPT = 256
"""Deltas of a view that are kept for those who come back."""

KEPT_ROWS = 20_000
"""Rows in all of a view's kept deltas: what bounds their memory."""

RESYNC = Resync()


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

"""Viewers in blocks: who stands in one holds the same version and has room, so the next frame is written to all of a
block as it is, with nothing to ask of any of them. Answers to judges never wait behind more than one block."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from competition.live.slices import REST_S

BLOCK: Final = 192
"""Viewers that are written to before other work gets its turn."""

Write = Callable[[bytes], None]


@dataclass(eq=False)
class Block:
    """version: that all of them hold. writes: to the transport of each."""

    version: int
    writes: dict[object, Write] = field(default_factory=dict)

    def tell(self, version: int, frame: bytes) -> None:
        """Bring all of them to this version. Who runs out of room meanwhile has the frame, and leaves."""
        self.version = version
        for write in list(self.writes.values()):
            write(frame)


class Blocks:
    """Those viewers of a view who keep pace. A viewer stands in one block at most, and outside where it has no room."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._of: dict[object, Block] = {}

    def add(self, viewer: object, write: Write, version: int) -> None:
        """Take in a viewer that holds this version. write: to its transport; must not fail until it has left."""
        self.remove(viewer)
        block = self._of[viewer] = self._with_room(version)
        block.writes[viewer] = write

    def remove(self, viewer: object) -> int | None:
        """Let a viewer go; the version that it holds, None for one that is in no block."""
        block = self._of.pop(viewer, None)
        if block is None:
            return None
        del block.writes[viewer]
        if not block.writes:
            self._blocks.remove(block)
        return block.version

    def clear(self) -> None:
        """Let everybody go; a frame that is under way reaches nobody any more."""
        for block in self._blocks:
            block.writes.clear()
        self._blocks.clear()
        self._of.clear()

    async def tell(self, since: int, version: int, frame: bytes) -> None:
        """Write the frame, which leads from one version to another, to everybody at the former; with a rest after each
        block. Who comes meanwhile holds the latter."""
        for block in list(self._blocks):
            if block.version == since:
                block.tell(version, frame)
                await asyncio.sleep(REST_S)

    def _with_room(self, version: int) -> Block:
        for block in self._blocks:
            if block.version == version and len(block.writes) < BLOCK:
                return block
        self._blocks.append(Block(version))
        return self._blocks[-1]

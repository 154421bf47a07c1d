"""Keeps a fold up with its stream, whoever writes there, and says so when it cannot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from time import monotonic, perf_counter

from competition.store.database import StoreFailed
from competition.store.fold import Fold, LineDamaged, named
from competition.store.ledger import Head, Ledger
from scoring.engine import Change
from scoring.state import AUDIENCES, OVERVIEW, State

SPELL_S = 0.004
"""Longest work on the event loop before other tasks get their turn."""

PAGE = 200
"""Lines read and folded at a time."""

RETRY_S = 5.0
"""How often a stream with a damaged line is folded anew, in case it was mended."""

log = logging.getLogger("saiping.follower")


class Spell:
    """Work on the event loop in small parts: `if spell.over(): await spell.rest()`."""

    def __init__(self) -> None:
        self._until = perf_counter() + SPELL_S

    def over(self) -> bool:
        """True where other tasks have waited long enough."""
        return perf_counter() > self._until

    async def rest(self) -> None:
        """Let every other task have a turn."""
        await asyncio.sleep(0)
        self._until = perf_counter() + SPELL_S


class Follower:
    """The fold of one stream, committed or tentative: whoever calls sees to it that nobody else does meanwhile.

    stale: why the state does not follow the stream, as a code (`store-failed` or a line's damage), "" while it does.
    """

    def __init__(
        self, ledger: Ledger, on_commit: Callable[[Sequence[Change]], None], on_stale: Callable[[str], None]
    ) -> None:
        self.stream = ledger.stream
        self.fold = Fold(self.stream)
        self.stale = ""
        self._ledger = ledger
        self._on_commit = on_commit
        self._on_stale = on_stale
        self._sound = False
        self._published = 0
        self._retry_at = 0.0
        self._changes: list[Change] = []

    @property
    def state(self) -> State:
        """The state as it was committed. Raises StoreFailed where it was lost and cannot be read again."""
        if not self._sound:
            raise StoreFailed(f"{self.stream}: the state was lost and cannot be folded anew")
        return self.fold.state

    def adopted(self, change: Change) -> None:
        """A line was adopted that `publish` is to tell of."""
        self._changes.append(change)

    def publish(self) -> None:
        """Tell of everything that was adopted since; to be called when it is committed."""
        changes, self._changes = self._changes, []
        self._published = max(self._published, self.fold.head.seq)
        if changes:
            try:
                self._on_commit(changes)
            except Exception:
                log.exception("%s: %d changes were committed but not published", self.stream, len(changes))

    async def catch_up(self, ledger: Ledger, head: Head, *, writing: bool = False) -> None:
        """Fold the lines up to `head`, which others wrote. writing: the ledger has begun, and is to be used in the
        writer thread. Raises LineDamaged, after which only `refold` helps, and what the database raises.
        """
        if head.seq < self.fold.head.seq:
            raise LineDamaged(self.stream, head.seq + 1, "line-missing")
        await self._through(head.seq, ledger, writing)
        if self.fold.head != head:
            raise LineDamaged(self.stream, head.seq, "digest-differs")

    async def refold(self) -> None:
        """Drop the state and fold the stream from line 1, as far as it is sound; `stale` says where it is not."""
        self._sound = False
        damage: LineDamaged | None = None
        try:
            head = await self._ledger.database.read(self._ledger.head)
            try:
                self._begin_anew()
                await self.catch_up(self._ledger, head)
            except LineDamaged as error:
                log.error("%s", error)
                damage = error
                self._begin_anew()
                await self._through(damage.seq - 1, self._ledger, False)
        except Exception:
            log.exception("%s cannot be read", self.stream)
            self._say("store-failed")
            return
        self._sound = True
        self._retry_at = monotonic() + RETRY_S
        if self.fold.head.seq < self._published:  # lines were taken away: whatever was shown may be wrong
            self._published = self.fold.head.seq
            self._changes = [Change(_all_views(self.fold.state))]
        self._say("" if damage is None else damage.code)

    async def poll(self, turn: asyncio.Lock) -> None:
        """Take in what others wrote since. The turn is taken only where there is something; where that fails, `stale`
        says so and the next poll tries again."""
        try:
            head = await self._ledger.database.read(self._ledger.head)
            if head == self.fold.head and self._sound and not self.stale:
                return
            async with turn:
                await self._follow()
        except Exception:
            if self.stale != "store-failed":
                log.exception("%s cannot be followed", self.stream)
            self._say("store-failed")

    async def _follow(self) -> None:
        if self._sound and self.stale in ("", "store-failed"):
            try:
                await self.catch_up(self._ledger, await self._ledger.database.read(self._ledger.head))
                self._say("")
            except LineDamaged as damage:
                log.error("%s", damage)
                await self.refold()
        elif not self._sound or monotonic() > self._retry_at:
            await self.refold()
        self.publish()

    async def _through(self, seq: int, ledger: Ledger, writing: bool) -> None:
        run = ledger.database.run if writing else ledger.database.read
        fold, spell = self.fold, Spell()
        while fold.head.seq < seq:
            page = await run(ledger.page, fold.head.seq, min(PAGE, seq - fold.head.seq))
            if not page:
                raise LineDamaged(self.stream, fold.head.seq + 1, "line-missing")
            lines = [fold.read(row) for row in page]
            wanted = named(lines)
            contents = await run(ledger.contents, wanted) if wanted else {}
            for row, line in zip(page, lines, strict=True):
                change = fold.follow(row, line, contents)
                if row.seq > self._published:
                    self.adopted(change)
                if spell.over():
                    await spell.rest()

    def _begin_anew(self) -> None:
        self.fold, self._changes = Fold(self.stream), []

    def _say(self, stale: str) -> None:
        if stale != self.stale:
            self.stale = stale
            self._on_stale(stale)


def _all_views(state: State) -> frozenset[tuple[str, str]]:
    return frozenset((board, audience) for board in (OVERVIEW, *state.trades) for audience in AUDIENCES)

"""How often somebody may try: wrong tries are counted by whoever makes them, and too many close the way for a while."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

MOST_REMEMBERED = 10_000


class Turns:
    """One at a time of whoever bears the same name."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, who: str) -> AsyncIterator[None]:
        """Wait until nobody else of this name is at it."""
        lock = self._locks.setdefault(who, asyncio.Lock())
        async with lock:
            yield


class Throttle(Turns):
    """tries: wrong ones within so many seconds that close the way. locked_s: for how long. Who tries takes a turn: many
    tries at once would all be begun before the first is known to be wrong."""

    def __init__(
        self, tries: int, within_s: float, locked_s: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self._tries, self._within_s, self._locked_s = tries, within_s, locked_s
        self._clock = clock
        self._failed: dict[str, list[float]] = {}
        self._locked: dict[str, float] = {}

    def wait_s(self, who: str) -> int:
        """Seconds until the next try, 0 where the way is open."""
        until = self._locked.get(who, 0.0)
        return max(0, math.ceil(until - self._clock()))

    def failed(self, who: str) -> None:
        """Count a wrong try."""
        now = self._clock()
        tries = [at for at in self._failed.pop(who, ()) if at > now - self._within_s] + [now]
        if len(tries) >= self._tries:
            self._locked[who] = now + self._locked_s
        else:
            self._failed[who] = tries
        if len(self._failed) > MOST_REMEMBERED:
            self._failed.pop(next(iter(self._failed)))
        if len(self._locked) > MOST_REMEMBERED:
            self._locked = {each: until for each, until in self._locked.items() if until > now}

    def succeeded(self, who: str) -> None:
        """Forget earlier wrong tries."""
        self._failed.pop(who, None)

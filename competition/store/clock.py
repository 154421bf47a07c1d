"""The server's clock: what time a line is given, and when the clock itself must be said to have jumped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

JUMP_NS = 2_000_000_000
"""How far wall clock and monotonic clock may drift apart, in nanoseconds, before a line says so."""

_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Clock:
    """The two clocks of a machine, both in nanoseconds. wall: since 1970 in UTC. monotonic: since any moment."""

    wall: Callable[[], int] = time.time_ns
    monotonic: Callable[[], int] = time.monotonic_ns


def utc(wall_ns: int) -> str:
    """UTC text with microseconds, `2026-05-01T08:00:00.000000Z`; two such texts sort as their times do."""
    return (_EPOCH + timedelta(microseconds=wall_ns // 1000)).isoformat(timespec="microseconds") + "Z"


class Watch:
    """Gives lines their times."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._apart = clock.wall() - clock.monotonic()

    def read(self, last: str, *, own: bool) -> tuple[str, str]:
        """The time for a line that follows one of time `last` ("" for none), never earlier than that; and the clock's
        own reading where a ClockJumped line must come first, else "".

        own: the last line is this process's. Behind it the clock went back, whereas another machine's clock may
        merely be a little ahead.
        """
        wall = self._clock.wall()
        now = utc(wall)
        jumped = abs(wall - self._clock.monotonic() - self._apart) > JUMP_NS
        if now < last and (own or utc(wall + JUMP_NS) < last):
            jumped = jumped or self._excused < last
        return max(now, last), now if jumped else ""

    def said(self, last: str) -> None:
        """A line up to time `last` says that the clock jumped: from here on it is measured anew."""
        self._apart = self._clock.wall() - self._clock.monotonic()
        self._excused = last

    _excused = ""

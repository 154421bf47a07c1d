"""Long work over a trade's state, a slice at a time, so that answers to judges never wait behind it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator
from typing import Final, TypeVar

from competition.recording.streams import Streams
from competition.store.database import StoreFailed
from scoring.state import Trade

SLICE_S: Final = 0.02
"""How long others wait for a slice."""

TRIES: Final = 3
"""Work over a trade that moves meanwhile is begun again so many times."""

Found = TypeVar("Found")

Work = Generator[None, None, Found]
"""Pauses wherever it may be left for a while; what it returns is what it found."""


class MovedOn(Exception):
    """The trade moved again and again while something was worked out over it."""


async def sliced(
    streams: Streams,
    event: str,
    trade: str,
    begin: Callable[[Trade], Work[Found]],
    *,
    version: Callable[[Trade], int],
    patient: bool = False,
) -> Found | None:
    """What the work over a trade comes to, all of it at one version; None where there is no such trade. patient: a
    trade that keeps moving raises MovedOn, else the last try is made in one go. Raises StoreFailed where the state does
    not follow its stream."""
    for tries in range(1, TRIES + 1):
        slice_s = SLICE_S if patient or tries < TRIES else None
        work: Work[Found] | None = None
        of: tuple[Trade, int] | None = None
        while True:
            recorder = await streams.recorder(event)
            if recorder is None:
                return None
            if recorder.stale:
                raise StoreFailed(f"{event} is stale: {recorder.stale}")
            async with recorder.reading() as state:
                found = state.trades.get(trade)
                if found is None:
                    return None
                if work is None:
                    work, of = begin(found), (found, version(found))
                elif of != (found, version(found)):
                    break
                done, value = _worked(work, slice_s)
                if done:
                    return value
            await asyncio.sleep(0)
    raise MovedOn(f"{event}: {trade}")


def _worked(work: Work[Found], slice_s: float | None) -> tuple[bool, Found | None]:
    """(True, what was found), or (False, None) where the slice was too short."""
    began = time.monotonic()
    while True:
        try:
            next(work)
        except StopIteration as done:
            return True, done.value
        if slice_s is not None and time.monotonic() - began > slice_s:
            return False, None

"""Places still possible on a board, as one answer for all who look at it at the same version."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Generator
from typing import Any, Final, NamedTuple

from competition.answers import Resource
from competition.live.hub import View
from competition.recording.streams import Streams
from competition.store.database import StoreFailed
from scoring.certainty.places import Outlook, Outlooks, standing_in_slices
from scoring.lines import canonical
from scoring.state import INSIDE, PUBLIC, Trade

EVERY_S: Final = 1.0
"""A view is worked out no more often than this, however fast marks come."""

SLICE_S: Final = 0.02
"""How long others wait while places are worked out."""

TRIES: Final = 3
"""A board that moves meanwhile is begun again so many times, then worked out in one go."""


class _Made(NamedTuple):
    version: int
    at: float
    answer: Resource


class Certainty:
    """Places still possible, by view. What was worked out serves until the view's next version. streams: where states
    are read."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._made: dict[View, _Made] = {}
        self._turns: dict[View, asyncio.Lock] = {}

    async def of(self, view: View) -> Resource | None:
        """The answer; its tag is the view's version. None where the view has no such thing: there is none, it is of a
        whole event, or its audience sees no places. Raises StoreFailed."""
        if view.audience not in (*PUBLIC, *INSIDE) or await self._version(view) is None:
            return None
        async with self._turns.setdefault(view, asyncio.Lock()):
            known, version = self._made.get(view), await self._version(view)
            if known is not None and known.version == version:
                return known.answer
            if known is not None:
                await asyncio.sleep(known.at + EVERY_S - time.monotonic())
            made = await self._work(view)
            if made is not None:
                self._made[view] = made
            return None if made is None else made.answer

    async def _version(self, view: View) -> int | None:
        recorder = await self._streams.recorder(view.event)
        if recorder is None:
            return None
        async with recorder.reading() as state:
            trade = state.trades.get(view.board)
            return None if trade is None else trade.views[view.audience].version

    async def _work(self, view: View) -> _Made | None:
        began = time.monotonic()
        for tries in range(1, TRIES + 1):
            found = await self._once(view, began, None if tries == TRIES else SLICE_S)
            if isinstance(found, _Made) or found is None:
                return found
        raise AssertionError("the last try is not interrupted")

    async def _once(self, view: View, began: float, slice_s: float | None) -> _Made | bool | None:
        """What comes of it, None where there is no such board any more, False where it moved meanwhile."""
        work: Generator[None, None, Outlooks] | None = None
        of: tuple[Trade, int] | None = None
        while True:
            recorder = await self._streams.recorder(view.event)
            if recorder is None:
                return None
            if recorder.stale:
                raise StoreFailed(f"{view.event} is stale: {recorder.stale}")
            async with recorder.reading() as state:
                trade = state.trades.get(view.board)
                if trade is None:
                    return None
                version = trade.views[view.audience].version
                if work is None:
                    work, of = standing_in_slices(trade, inside=view.audience in INSIDE), (trade, version)
                elif of != (trade, version):
                    return False
                withheld = _withheld(trade, view)
                found = {} if withheld else _worked(work, slice_s)
                if found is not None:
                    text = canonical(_body(trade, view, withheld, found))
                    return _Made(version, began, Resource(text.encode(), f'"{version}"'))
            await asyncio.sleep(0)


def _withheld(trade: Trade, view: View) -> str:
    """Why nothing is told to this audience, "" where it is."""
    if view.audience not in PUBLIC:
        return ""
    return "frozen" if trade.kept is not None else "sealed" if trade.sealed else ""


def _worked(work: Generator[None, None, Outlooks], slice_s: float | None) -> Outlooks | None:
    """What comes of the work, None where it is not done within the slice."""
    until = None if slice_s is None else time.monotonic() + slice_s
    while until is None or time.monotonic() < until:
        try:
            next(work)
        except StopIteration as done:
            found: Outlooks = done.value
            return found
    return None


def _body(trade: Trade, view: View, withheld: str, found: Outlooks) -> dict[str, Any]:
    """places: [best, worst, whether both can be had, state] by entrant; null for a place past the last that is
    given."""
    seen = trade.views[view.audience]
    return {
        "type": "certainty",
        "event": view.event,
        "board": view.board,
        "audience": view.audience,
        "version": seen.version,
        "as_of": seen.as_of,
        "withheld": withheld,
        "places": {entrant: _told(trade, entrant, each) for entrant, each in found.items()},
    }


def _told(trade: Trade, entrant: str, each: Outlook) -> list[int | bool | str | None]:
    last = trade.plan.scheme.phase[trade.deepest[entrant][1]].ranks.places
    best, worst = (None if last and place > last else place for place in (each.best, each.worst))
    return [best, worst, each.exact, each.state]

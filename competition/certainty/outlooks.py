"""Places still possible on a board, as one answer for all who look at it at the same version."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Final, NamedTuple

from competition.answers import Resource
from competition.certainty.slices import Work, sliced
from competition.live.channel import View
from competition.recording.streams import Streams
from scoring.certainty.places import Outlook, Outlooks, standing_in_slices
from scoring.lines import canonical
from scoring.state import INSIDE, PUBLIC, Trade

EVERY_S: Final = 1.0
"""A view is worked out no more often than this, however fast marks come."""


class _Made(NamedTuple):
    """of: the view's version, and the line that amended the scheme: bounds of marks move places that no board shows."""

    of: tuple[int, int]
    at: float
    answer: Resource


class Certainty:
    """Places still possible, by view. What was worked out serves until the view's next version, or another scheme.
    streams: where states are read."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._made: dict[View, _Made] = {}
        self._turns: dict[View, asyncio.Lock] = {}

    async def of(self, view: View) -> Resource | None:
        """The answer; its tag is the view's version, with the line of an amendment. None where the view has no such
        thing: there is none, it is of a whole event, or its audience sees no places. Raises StoreFailed."""
        if view.audience not in (*PUBLIC, *INSIDE) or await self._stands(view) is None:
            return None
        async with self._turns.setdefault(view, asyncio.Lock()):
            known = self._made.get(view)
            if known is not None:
                if known.of == await self._stands(view):
                    return known.answer
                await asyncio.sleep(known.at + EVERY_S - time.monotonic())
            began = time.monotonic()
            made = await sliced(
                self._streams,
                view.event,
                view.board,
                lambda trade: _work(trade, view, began),
                version=lambda trade: trade.views[view.audience].version,
            )
            if made is None:
                return None
            self._made[view] = made
            return made.answer

    async def _stands(self, view: View) -> tuple[int, int] | None:
        recorder = await self._streams.recorder(view.event)
        if recorder is None:
            return None
        async with recorder.reading() as state:
            trade = state.trades.get(view.board)
            return None if trade is None else _of(trade, view)


def _work(trade: Trade, view: View, began: float) -> Work[_Made]:
    withheld = _withheld(trade, view)
    inside = view.audience in INSIDE
    found: Outlooks = {}
    if not withheld:
        found = yield from standing_in_slices(trade, inside=inside)
    body = _body(trade, view, withheld, found)
    of = _of(trade, view)
    tag = f"{of[0]}-{of[1]}" if trade.amended else str(of[0])
    return _Made(of, began, Resource(canonical(body).encode(), f'"{tag}"'))


def _of(trade: Trade, view: View) -> tuple[int, int]:
    return trade.views[view.audience].version, trade.amended


def _withheld(trade: Trade, view: View) -> str:
    """Why nothing is told to this audience, "" where it is."""
    if view.audience not in PUBLIC:
        return ""
    return "frozen" if trade.kept is not None else "sealed" if trade.sealed else ""


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
    best, worst = (given(trade, entrant, place) for place in (each.best, each.worst))
    return [best, worst, each.exact, each.state]


def given(trade: Trade, entrant: str, place: int) -> int | None:
    """A place of the phase that the entrant stands in, None where it is past the last that the scheme gives."""
    last = trade.plan.scheme.phase[trade.deepest[entrant][1]].ranks.places
    return None if last and place > last else place

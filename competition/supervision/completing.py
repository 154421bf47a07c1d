"""What the server adds to a step that somebody states: the day, the lot, the seed. Nobody else sets these.

Stated again, a step gets what it got before, so that it is known by its key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from competition.recording.streams import Streams
from competition.supervision import sampling
from competition.supervision.seals import Seals
from scoring.facts import Fact
from scoring.procedure.records import Layer
from scoring.state import State
from scoring.steps import NoticeClosed, NoticePosted, ObjectionFiled, ReviewDrawn, Unsealed


class Completing:
    """today: the day it is at an event, ISO."""

    def __init__(self, streams: Streams, seals: Seals, today: Callable[[str], str]) -> None:
        self._streams = streams
        self._seals = seals
        self._today = today

    async def completed(self, event: str, fact: Fact) -> Fact:
        """The fact as it is to be recorded; other facts, and those of events that are not there, are as they were.
        Raises StoreFailed, and NoSeed where the seed is not in this database."""
        if not isinstance(fact, (NoticePosted, NoticeClosed, ObjectionFiled, ReviewDrawn, Unsealed)):
            return fact
        recorder = await self._streams.recorder(event)
        if recorder is None:
            return fact
        async with recorder.reading() as state:
            if isinstance(fact, ReviewDrawn):
                return replace(fact, entrants=_sample(state, fact.trade))
            if not isinstance(fact, Unsealed):
                return replace(fact, day=_day(state, fact) or self._today(event))
            layers = dict(state.layers.get(fact.trade, {}))
        return await self._unsealed(event, fact, layers)

    async def _unsealed(self, event: str, fact: Unsealed, layers: Mapping[str, Layer]) -> Unsealed:
        """Where nothing was drawn, what `check` refuses."""
        if fact.layer not in layers or not layers[fact.layer].codes:
            return Unsealed(fact.trade, "", (), fact.layer)
        return await self._seals.unsealing(event, fact.trade, layers, fact.layer)


def _sample(state: State, trade: str) -> tuple[str, ...]:
    """The sample that waits to be recorded, else a new one by lot."""
    if trade not in state.trades:
        return ()
    review = state.trades[trade].review
    waiting = review is not None and review.wrong is None
    return review.entrants if review is not None and waiting else sampling.draw(state.trades[trade])


def _day(state: State, fact: NoticePosted | NoticeClosed | ObjectionFiled) -> str:
    """The day that such a step has stated already, "" where it has not."""
    notice = state.trades[fact.trade].notice if fact.trade in state.trades else None
    if notice is None or isinstance(fact, ObjectionFiled):
        return ""
    return notice.day if isinstance(fact, NoticePosted) else notice.closed_day

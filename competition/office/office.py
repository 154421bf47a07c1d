"""What office pages read of the running events: counts, standings and the daybook, each worked out once a state."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from competition.office.daybook import Book, Daybook
from competition.office.naming import Register
from competition.office.plans import Plans
from competition.office.standing import Standing, standing
from competition.office.tally import Tally
from competition.recording.streams import Streams
from competition.rulings.waiting import counted
from competition.store.database import Database

REPEATED_S = 2.0
"""How old what a page shows by itself, without being asked, may be."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An event at one line. position: `stream:seq:digest`. at: when, UTC text. waiting: things that wait for a ruling.
    drawn: codes by blind trade that is not open yet. tallies: of open trades, which go on counting: read from them what
    need not stand still."""

    position: str
    seq: int
    at: str
    standings: Mapping[str, Standing]
    tallies: Mapping[str, Tally]
    waiting: int
    drawn: Mapping[str, tuple[str, ...]]
    made: float


class Office:
    """Reads events for the office. One a process."""

    def __init__(self, database: Database, streams: Streams) -> None:
        self.database = database
        self.register = Register(database)
        self.plans = Plans(database)
        self._streams = streams
        self._daybook = Daybook(database)
        self._seen: dict[str, Seen] = {}
        self._tallies: dict[str, dict[str, Tally]] = {}

    async def seen(self, event: str, *, fresh: bool = True) -> Seen | None:
        """The event as it stands; None where there is no such event. fresh: no older than this call, else at most
        `REPEATED_S`. Raises StoreFailed."""
        kept = self._seen.get(event)
        if kept is not None and not fresh and time.monotonic() < kept.made + REPEATED_S:
            return kept
        recorder = await self._streams.recorder(event)
        if recorder is None:
            return None
        tallies = self._tallies.setdefault(event, {})
        while True:
            async with recorder.reading() as state:
                kept = self._seen.get(event)
                if kept is not None and kept.seq == state.seq:
                    return kept
                if all(tallies.setdefault(trade.id, Tally()).update(trade) for trade in state.trades.values()):
                    head = recorder.head
                    found = Seen(
                        position=f"{event}:{head.seq}:{head.digest}",
                        seq=state.seq,
                        at=state.at,
                        standings={
                            trade.id: standing(state, trade, tallies[trade.id]) for trade in state.trades.values()
                        },
                        tallies=tallies,
                        waiting=counted(state),
                        drawn={trade: tuple(sorted(codes)) for trade, (_, codes) in state.drawn.items()},
                        made=time.monotonic(),
                    )
                    self._seen[event] = found
                    return found

    async def book(self, event: str) -> Book:
        """The event's daybook. Raises what the database raises."""
        return await self._daybook.of(event)

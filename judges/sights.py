"""What each judge may see, remembered, to tell who is to look again: her own marks and sheets, and of her panels how
many have marked, whether the marks lie apart, and whether the aspect is settled. No value of anybody is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from competition.recording.recorder import Recorder
from competition.recording.streams import Streams
from competition.store.database import Database
from competition.store.ledger import PAGE, Ledger
from judges.apart import AGAIN, conferred_at, given_again
from judges.rounds import Round, rounds
from scoring.facts import MarkGiven, SheetSigned
from scoring.lines import Line, line
from scoring.panels import RULES
from scoring.state import Panel, Performance, Place, State, Trade

SLICE = 8
"""Performances looked at before whoever waits for the state gets it."""

Where = tuple[str, str]
"""(entrant, phase)."""

Own = tuple[Any, ...]
"""What a judge sees besides marks, to be compared with what she saw before."""


class Sight(NamedTuple):
    """What a panel may see of its marks. given: how many. why: what keeps a full panel apart, "settled", or "".
    conferred: it marks again after a deliberation. again: marks given since. seqs: of each seat's mark, which only she
    who sits there may see."""

    given: int = 0
    why: str = ""
    conferred: bool = False
    again: int = 0
    seqs: tuple[int, ...] = ()


UNMARKED = Sight()


def sight(trade: Trade, where: Where, place: Place, panel: Panel) -> Sight:
    """What the panel may see of its marks in one place."""
    figures = trade.performances[where].figures
    why = panel.why if panel.why in AGAIN else "settled" if place[:2] in figures else ""
    conferred = conferred_at(trade, where, place, panel)
    seqs = tuple(panel.seqs.get(judge, 0) for judge in panel.seats)
    return Sight(len(panel.seqs), why, bool(conferred), given_again(panel, conferred), seqs)


class _Event:
    """What was seen of one event. upto: the line until which it was read."""

    def __init__(self) -> None:
        self.upto = 0
        self.places: dict[tuple[str, str, str, str, int], Sight] = {}
        self.totals: dict[Where, Any] = {}
        self.own: dict[str, Own] = {}
        self.owed: set[str] = set()
        self.turn = asyncio.Lock()


class Sights:
    """What the judges who listen may see, by event."""

    def __init__(self, streams: Streams, database: Database) -> None:
        self._streams = streams
        self._database = database
        self._events: dict[str, _Event] = {}

    async def begin(self, event: str, judge: str) -> bool:
        """Remember what the judge may see now; False where there is no such event. Raises StoreFailed."""
        recorder = await self._streams.recorder(event)
        if recorder is None:
            return False
        seen = self._events.setdefault(event, _Event())
        async with seen.turn:
            await self._follow(seen, recorder)
            if judge not in seen.own:
                async with recorder.reading() as state:
                    seen.own[judge] = own(state, judge)
                seen.owed.discard(judge)
        return True

    async def moved(self, event: str) -> frozenset[str]:
        """Those of whom something moved since it was last asked. Raises StoreFailed."""
        recorder = await self._streams.recorder(event)
        seen = self._events.get(event)
        if recorder is None or seen is None:
            return frozenset()
        async with seen.turn:
            await self._follow(seen, recorder)
            found, seen.owed = frozenset(seen.owed), set()
        return found

    def leave(self, event: str, judge: str) -> None:
        """Nobody listens for the judge any more."""
        seen = self._events.get(event)
        if seen is not None:
            seen.own.pop(judge, None)

    async def _follow(self, seen: _Event, recorder: Recorder) -> None:
        """Take in what was recorded since."""
        async with recorder.reading() as state:
            head = state.seq
        if head < seen.upto or not seen.upto or head - seen.upto > PAGE:
            if head < seen.upto:  # lines were taken away
                seen.places.clear()
                seen.totals.clear()
                seen.owed |= set(seen.own)
            await self._compare_all(seen, recorder, head)
            return
        ledger = Ledger(self._database, recorder.stream)
        rows = await self._database.read(ledger.page, seen.upto, max(head - seen.upto, 1))
        said = [line(row.seq, row.body) for row in rows if row.seq <= head]
        async with recorder.reading() as state:
            near = _near(state, said)
            besides = set(_stated_besides(state, said))
        if near is None:
            await self._compare_all(seen, recorder, head)
        else:
            await self._compare_some(seen, recorder, near)
            async with recorder.reading() as state:
                self._compare_own(seen, state, besides & seen.own.keys())
        seen.upto = max(seen.upto, head)

    async def _compare_all(self, seen: _Event, recorder: Recorder, head: int) -> None:
        async with recorder.reading() as state:
            everywhere = [where for trade in state.trades.values() for where in trade.performances]
        await self._compare_some(seen, recorder, everywhere)
        for judge in list(seen.own):
            async with recorder.reading() as state:
                self._compare_own(seen, state, {judge})
        seen.upto = head

    async def _compare_some(self, seen: _Event, recorder: Recorder, near: Collection[Where]) -> None:
        listed = list(near)
        for start in range(0, len(listed), SLICE):
            async with recorder.reading() as state:
                for where in listed[start : start + SLICE]:
                    self._compare(seen, state, where)

    def _compare(self, seen: _Event, state: State, where: Where) -> None:
        trade = state.trade_of[where[0]]
        performance = trade.performances.get(where)
        if trade.plan.scheme.reveal != "settled":
            self._compare_total(seen, trade, where)
        for place, panel in _panels(performance):
            key = (*where, *place)
            before, now = seen.places.get(key, UNMARKED), sight(trade, where, place, panel)
            if now == before:
                continue
            seen.places[key] = now
            if now[:4] != before[:4] or len(now.seqs) != len(before.seqs):
                moved: Iterable[str] = panel.seats
            else:
                seats = zip(panel.seats, before.seqs, now.seqs, strict=True)
                moved = (judge for judge, old, new in seats if old != new)
            seen.owed.update(seen.own.keys() & set(moved))

    def _compare_total(self, seen: _Event, trade: Trade, where: Where) -> None:
        """Where everybody sees each mark at once, so do the judges: in the total so far."""
        now = trade.rows.get(where[0], {}).get("total")
        if seen.totals.get(where) != now:
            seen.totals[where] = now
            if trade.kept is None:
                seats = (seat.judge for seat in trade.plan.all_seats if seat.phase in ("", where[1]))
                seen.owed.update(seen.own.keys() & set(seats))

    def _compare_own(self, seen: _Event, state: State, judges: Iterable[str]) -> None:
        for judge in judges:
            now = own(state, judge)
            if seen.own.get(judge) != now:
                seen.own[judge] = now
                seen.owed.add(judge)


def own(state: State, judge: str) -> Own:
    """What a judge sees of her rounds besides marks: what she is asked, of whom, what she signed, what of hers is
    held, and whether her panels still mark."""
    return tuple(_round(each) for each in rounds(state, judge))


def _round(each: Round) -> Own:
    trade, phase = each.trade, each.phase
    closed = trade.phases[phase.id].closed
    return (
        *(trade.id, phase.id, trade.blind, trade.final, trade.kept is not None),
        each.entrants,
        tuple(count.asked for count in each.counts()),
        tuple(
            (
                module.id,
                module.name,
                module.max,
                criterion.id,
                criterion.name,
                criterion.max,
                aspect,
                trade.plan.panel(aspect) in closed,
            )
            for module, criterion, aspect in each.nodes
        ),
        frozenset((of, digest) for of, digest in trade.signed.items() if of[0] == each.judge),
        frozenset(seq for seq, mark in trade.held.items() if mark.cell.judge == each.judge),
    )


def _near(state: State, said: Iterable[Line]) -> set[Where] | None:
    """Where these lines may have moved a panel, None for anywhere."""
    found: set[Where] = set()
    for each in said:
        fact = each.fact
        if isinstance(fact, MarkGiven):
            trade, phase = state.trade_of[fact.cell.entrant], fact.cell.phase
            nodes = trade.plan.aspects[phase].get(fact.cell.aspect)
            field = nodes is None or RULES[nodes[2].rule].compare is not None
            found.update((entrant, phase) for entrant in (trade.index if field else (fact.cell.entrant,)))
        elif not isinstance(fact, SheetSigned):
            return None
    return found


def _stated_besides(state: State, said: Iterable[Line]) -> Iterator[str]:
    """Judges who signed, or whose mark is held."""
    for each in said:
        fact = each.fact
        if isinstance(fact, SheetSigned):
            yield fact.judge
        elif isinstance(fact, MarkGiven) and each.seq in state.trade_of[fact.cell.entrant].held:
            yield fact.cell.judge


def _panels(performance: Performance | None) -> Iterator[tuple[Place, Panel]]:
    return iter(() if performance is None else performance.panels.items())

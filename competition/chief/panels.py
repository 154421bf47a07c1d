"""All panels of a trade at work: who has given how much, how far judges lie apart, who has signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from competition.chief.settling import limit
from competition.office.tally import Number, Tally
from competition.recording.recorder import Recorder
from scoring.facts import Seat
from scoring.numbers import Exact, minus, parse, text
from scoring.procedure.signing import by_judge, module_digest, unsigned_sheets
from scoring.procedure.ties import ties
from scoring.state import Panel, State, Trade

SLICE = 400
"""Performances looked at before whoever waits for the state gets it."""


class Seated(NamedTuple):
    """A judge on a panel in a phase. behind: has given clearly less than who is furthest on the panel."""

    seat: int
    judge: str
    number: Number
    behind: bool


class PanelRow(NamedTuple):
    """A panel in a phase. closed: it marks no more."""

    phase: str
    panel: str
    closed: bool
    number: Number
    seats: tuple[Seated, ...]


class ModuleRow(NamedTuple):
    """Signatures under a module of a phase. judges: of its panels; signed: those of them with no sheet left to sign.
    chief, supervisor: `signed`, `changed` (figures moved since) or "". asked: the supervisor is to sign, too."""

    phase: str
    module: str
    judges: int
    signed: int
    chief: str
    supervisor: str
    asked: bool


class Late(NamedTuple):
    """Sheets of a judge in a phase that are complete and not signed. entrant: the first."""

    judge: str
    phase: str
    sheets: int
    entrant: str


BEHIND = 8
"""Marks that a seat may lag before the page says that it is behind."""


def panels(trade: Trade, tally: Tally) -> list[PanelRow]:
    """Every panel of phases that have begun, in the order of phases."""
    numbers = tally.numbers(lambda place: (place.phase, place.panel, place.judge))
    order = {seat.judge: place for place, seat in reversed(list(enumerate(trade.plan.all_seats)))}
    found = []
    for phase in trade.plan.phases:
        for panel in trade.plan.panels:
            judges = [judge for (of, name, judge) in numbers if (of, name) == (phase.id, panel)]
            judges.sort(key=lambda judge: order.get(judge, len(order)))  # reserves behind
            if judges:
                given = [numbers[phase.id, panel, judge] for judge in judges]
                most = max(each.given for each in given)
                seats = tuple(
                    Seated(seat, judge, number, min(most, number.asked) - number.given >= BEHIND)
                    for seat, (judge, number) in enumerate(zip(judges, given, strict=True), 1)
                )
                number = Number(sum(each.given for each in given), sum(each.asked for each in given))
                found.append(PanelRow(phase.id, panel, panel in trade.phases[phase.id].closed, number, seats))
    return found


def _instead(trade: Trade, seat: Seat) -> Iterator[str]:
    """Reserves who sit in a place for somebody."""
    return (
        each.reserve
        for each in trade.plan.recusals
        if each.reserve and (each.judge, each.panel) == (seat.judge, seat.panel)
    )


def modules(trade: Trade) -> list[ModuleRow]:
    """Every module of the phases that somebody is in."""
    found = []
    for phase in trade.plan.phases:
        if trade.phases[phase.id].entered is None:
            continue
        for module in phase.modules:
            judges = {
                judge
                for node, _, aspect in trade.plan.aspects[phase.id].values()
                if node.id == module
                for seat in trade.plan.all_seats
                if seat.panel == trade.plan.panel(aspect) and seat.phase in ("", phase.id)
                for judge in (seat.judge, *_instead(trade, seat))
            }
            left = by_judge(unsigned_sheets(trade, phase.id, module))
            now = module_digest(trade, phase.id, module)
            both = [each.get((phase.id, module)) for each in (trade.modules_signed, trade.modules_countersigned)]
            chief, below = ("" if each is None else "signed" if each[0] == now else "changed" for each in both)
            signed, asked = len(judges) - len(left), trade.terms.countersigned
            found.append(ModuleRow(phase.id, module, len(judges), signed, chief, below, asked))
    return found


def late(trade: Trade) -> list[Late]:
    """Judges with complete sheets that they have not signed, where the trade asks for signatures."""
    if not trade.terms.signatures or trade.final:
        return []
    found: dict[tuple[str, str], list[str]] = {}
    for (entrant, phase), performance in trade.performances.items():
        if performance.given < performance.asked or not performance.asked or trade.status_of(entrant, phase):
            continue
        for judge in dict.fromkeys(judge for panel in performance.panels.values() for judge in panel.seats):
            if (judge, entrant, phase) not in trade.signed:
                found.setdefault((judge, phase), []).append(entrant)
    return [Late(judge, phase, len(who), who[0]) for (judge, phase), who in found.items()]


class Spread(NamedTuple):
    """How many panels lie so far apart. over: more than is allowed."""

    spread: str
    panels: int
    over: bool


class Spreads:
    """Counts how far judges lie apart, once for a state: see `of`."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[int, list[Spread]]] = {}
        self._known: dict[tuple[str, ...], Exact | None] = {}

    async def of(self, recorder: Recorder, trade: str) -> list[Spread]:
        """Full panels of aspects that say how far apart marks may lie, by spread. Raises StoreFailed."""
        counted: Counter[tuple[Exact, bool]] = Counter()
        done, begun = 0, -1
        while True:
            async with recorder.reading() as state:
                kept = self._kept.get((recorder.stream, trade))
                if kept is not None and kept[0] == state.seq and not done:
                    return kept[1]
                begun = state.seq if begun < 0 else begun
                more = self._count(state.trades[trade], done, counted)
            done += SLICE
            if not more:
                break
        found = [Spread(text(spread), count, over) for (spread, over), count in sorted(counted.items())]
        self._kept[recorder.stream, trade] = (begun, found)
        return found

    def _count(self, trade: Trade, begin: int, counted: Counter[tuple[Exact, bool]]) -> bool:
        limits = {
            (phase, aspect): limit(nodes[2]) for phase, of in trade.plan.aspects.items() for aspect, nodes in of.items()
        }
        listed = list(trade.performances.items())
        for (_, phase), performance in listed[begin : begin + SLICE]:
            for (aspect, *_), panel in performance.panels.items():
                allowed = limits[phase, aspect]
                if allowed is not None and len(panel.seqs) == len(panel.seats):
                    spread = self._spread(panel)
                    if spread is not None:
                        counted[spread, spread > allowed] += 1
        return begin + SLICE < len(listed)

    def _spread(self, panel: Panel) -> Exact | None:
        values = tuple(panel.values.values())
        if values not in self._known:
            if len(self._known) > 10_000:
                self._known.clear()
            numbers = [number for number in map(parse, values) if number is not None]
            self._known[values] = minus(max(numbers), min(numbers)) if len(numbers) > 1 else None
        return self._known[values]


def trades(state: State) -> Iterator[tuple[str, int]]:
    """(trade, what waits for the chief judge in it)."""
    for trade in state.trades.values():
        apart = sum(not trade.status_of(entrant, phase) for entrant, phase, *_ in trade.apart)
        yield trade.id, apart + len(trade.held) + sum(each.must for each in ties(trade))

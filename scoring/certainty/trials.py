"""What other marks would have come to: a trade beside the trade, in which marks are exchanged and put back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from typing import NamedTuple

from scoring.comparing import compared
from scoring.facts import EXCUSES, Cell
from scoring.measures import worth
from scoring.nodes import Aspect, Criterion, Module
from scoring.numbers import Exact, parse
from scoring.panels import RULES
from scoring.placing import rank
from scoring.plan import Place
from scoring.state import Panel, Performance, PhaseState, Trade
from scoring.sums import put, total_up
from scoring.totals import aspect_points, aspect_value


class Trial(NamedTuple):
    """A try. trade: as it would be in its figures, totals and keys, to be read while the try lasts. entrants: those
    whose figures are others. why: what keeps an aspect from being settled with these marks, as a panel says it; then
    nothing else is said."""

    trade: Trade
    entrants: Sequence[str]
    why: str


class Trials:
    """Tries out marks in a trade that is marked to its end, which is not touched itself."""

    def __init__(self, trade: Trade) -> None:
        self.trade = trade
        self.beside = copy(trade)
        self.beside.performances = dict(trade.performances)
        self.beside.phases = {id: _beside(state) for id, state in trade.phases.items()}
        self.beside.count_places()
        self._changed: set[tuple[str, str]] = set()

    @contextmanager
    def tried(self, marks: Mapping[Cell, str]) -> Iterator[Trial]:
        """These values in these cells, which all have others now."""
        try:
            why = self._mark(marks)
            entrants = tuple(dict.fromkeys(entrant for entrant, _ in self._changed))
            if not why:
                self._rank(entrants)
            yield Trial(self.beside, () if why else entrants, why)
        finally:
            self._put_back()

    def _mark(self, marks: Mapping[Cell, str]) -> str:
        """Give the marks, and work out the figures above; why that settles nothing, "" where it does."""
        aspects: dict[tuple[str, str, str, str], None] = {}
        for cell, value in marks.items():
            self._give(cell, value)
            aspects[cell.entrant, cell.phase, cell.aspect, cell.item] = None
        fields: dict[tuple[str, int, str], None] = {}
        for entrant, phase, id, item in aspects:
            nodes = self.trade.plan.aspects[phase][id]
            performance = self.beside.performances[entrant, phase]
            own, why = aspect_value(nodes[2], _given(performance, nodes[2], item))
            if own is None:
                return why
            if RULES[nodes[2].rule].compare:
                performance.alone[id] = own
                fields[phase, self.trade.sections[entrant], id] = None
            else:
                self._figure(entrant, phase, nodes, item, aspect_points(nodes[2], own))
        for phase, section, id in fields:
            nodes = self.trade.plan.aspects[phase][id]
            figures, why = compared(self.beside, phase, section, nodes[2])
            if why:
                return why
            for entrant, points in figures.items():
                if points != self.beside.performances[entrant, phase].figures[id, ""]:
                    self._own(entrant, phase)
                    self._figure(entrant, phase, nodes, "", points)
        return ""

    def _give(self, cell: Cell, value: str) -> None:
        performance = self._own(cell.entrant, cell.phase)
        place = (cell.aspect, cell.item, cell.attempt)
        panel = performance.panels[place] = _panel_beside(performance.panels[place])
        _, criterion, aspect = self.trade.plan.aspects[cell.phase][cell.aspect]
        item = self.trade.plan.items_of(cell.phase, cell.entrant, criterion)[cell.item]
        reading = None if value in EXCUSES else parse(value)
        panel.values[cell.judge] = value
        panel.points[cell.judge] = None if reading is None else worth(self.trade.plan.scheme, aspect, item, reading)

    def _figure(
        self, entrant: str, phase: str, nodes: tuple[Module, Criterion, Aspect], item: str, points: Exact
    ) -> None:
        module, criterion, aspect = nodes
        performance = self.beside.performances[entrant, phase]
        stated = self.trade.plan.items_of(phase, entrant, criterion)[item]
        put(performance, (aspect.id, item), points)
        total_up(self.beside, performance, entrant, phase, module, criterion, item, stated)

    def _rank(self, entrants: Sequence[str]) -> None:
        marked = {phase for _, phase in self._changed}
        moved = {later for phase in marked for later in self.trade.plan.dependents[phase]}
        for phase in self.trade.plan.phases:
            for entrant in entrants if phase.id in moved else ():
                if self.trade.takes_part(entrant, phase.id):
                    self._own(entrant, phase.id)
                    rank(self.beside, entrant, phase.id)

    def _own(self, entrant: str, phase: str) -> Performance:
        """A performance that may be changed."""
        place = (entrant, phase)
        if place not in self._changed:
            self._changed.add(place)
            made = copy(self.trade.performances[place])
            made.figures, made.alone, made.panels = made.figures.copy(), made.alone.copy(), made.panels.copy()
            self.beside.performances[place] = made
        return self.beside.performances[place]

    def _put_back(self) -> None:
        for entrant, phase in self._changed:
            self.beside.performances[entrant, phase] = self.trade.performances[entrant, phase]
            index = self.trade.index[entrant]
            self.beside.phases[phase].keys[index] = self.trade.phases[phase].keys[index]
        self._changed.clear()


def _given(performance: Performance, aspect: Aspect, item: str) -> list[list[Exact]]:
    """Points of the marks given, attempt by attempt."""
    places: list[Place] = [(aspect.id, item, attempt) for attempt in range(1, aspect.attempts.count + 1)]
    return [[each for each in performance.panels[place].points.values() if each is not None] for place in places]


def _panel_beside(panel: Panel) -> Panel:
    made = copy(panel)
    made.values, made.points = panel.values.copy(), panel.points.copy()
    return made


def _beside(state: PhaseState) -> PhaseState:
    made = copy(state)
    made.keys = state.keys.copy()
    return made

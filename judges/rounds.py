"""What one judge has to mark: rounds of sheets in running order. Read from the state, which is not changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from scoring.nodes import Aspect, Criterion, Module, Phase
from scoring.state import State, Trade

Nodes = tuple[Module, Criterion, Aspect]
"""An aspect with the nodes above it."""


class Count(NamedTuple):
    """Marks of one sheet: asked of the judge, and given by her."""

    asked: int
    given: int


@dataclass(frozen=True)
class Round:
    """One phase of one trade as one judge has it. nodes: aspects that she marks, for some entrant at least. entrants:
    those who are in the phase, in running order, of a reserve those whom she marks; each has one sheet."""

    trade: Trade
    phase: Phase
    judge: str
    nodes: tuple[Nodes, ...]
    entrants: tuple[str, ...]

    def cells(self, entrant: str) -> Iterator[tuple[Aspect, str, int]]:
        """Aspect, item and attempt of every mark that the entrant's sheet asks of her; none where the entrant is out,
        nor of those from whom she is recused. Items of a criterion come one after the other, each with all its aspects;
        attempts stand together."""
        plan = self.trade.plan
        if self.trade.status_of(entrant, self.phase.id):
            return
        done: set[str] = set()
        for _, criterion, aspect in self.nodes:
            if not criterion.items:
                if not plan.recusals or self.judge in plan.seats(self.phase.id, aspect, "", entrant):
                    yield from _attempts(aspect, "")
            elif criterion.id not in done:
                done.add(criterion.id)
                own = [each for _, of, each in self.nodes if of is criterion]
                for item in plan.items_of(self.phase.id, entrant, criterion):
                    for each in own:
                        if self.judge in plan.seats(self.phase.id, each, item, entrant):
                            yield from _attempts(each, item)

    def recused(self, entrant: str) -> str:
        """Who marks an entrant from whom she is recused: `reserve` or `nobody`; "" where something is left to her."""
        plan = self.trade.plan
        panels = {plan.panel(aspect) for _, _, aspect in self.nodes} if plan.recusals else ()
        found = [plan.recused(self.judge, entrant, panel) for panel in panels]
        if not found or None in found:
            return ""
        return "reserve" if any(each is not None and each.reserve for each in found) else "nobody"

    def counts(self) -> Iterator[Count]:
        """How far every sheet is, in running order."""
        judge, phase = self.judge, self.phase.id
        alike = not (self.trade.out or self.trade.plan.recusals or any(each.items for _, each, _ in self.nodes))
        owed = [
            (each.id, item, attempt) for _, _, aspect in self.nodes for each, item, attempt in _attempts(aspect, "")
        ]
        for entrant in self.entrants:
            if not alike:
                owed = [(aspect.id, item, attempt) for aspect, item, attempt in self.cells(entrant)]
            panels = self.trade.performances[entrant, phase].panels
            given = 0
            for node in owed:
                panel = panels.get(node)
                if panel is not None and judge in panel.seqs:
                    given += 1
            yield Count(len(owed), given)


def _attempts(aspect: Aspect, item: str) -> Iterator[tuple[Aspect, str, int]]:
    return ((aspect, item, attempt) for attempt in range(1, aspect.attempts.count + 1))


def rounds(state: State, judge: str) -> list[Round]:
    """Every round that asks a mark of the judge, in the order of trades and phases."""
    found = []
    for trade in state.trades.values():
        for phase in trade.plan.phases:
            entered = trade.phases[phase.id].entered
            nodes = _nodes(trade, phase, judge)
            if entered and nodes:
                entrants = tuple(entrant for entrant, index in trade.index.items() if index in entered)
                found.append(Round(trade, phase, judge, nodes, _hers(trade, phase, judge, nodes, entrants)))
    return found


def _nodes(trade: Trade, phase: Phase, judge: str) -> tuple[Nodes, ...]:
    plan = trade.plan
    own = _own(trade, phase, judge)
    return tuple(
        nodes
        for nodes in plan.aspects[phase.id].values()
        if plan.panel(nodes[2]) in own or _stands_in(trade, phase, judge, nodes)
    )


def _own(trade: Trade, phase: Phase, judge: str) -> set[str]:
    """Panels on which she has a place of her own."""
    seats = trade.plan.all_seats
    return {seat.panel for seat in seats if seat.judge == judge and seat.phase in ("", phase.id)}


def _stands_in(trade: Trade, phase: Phase, judge: str, nodes: Nodes) -> set[str]:
    """Entrants whom she marks in somebody's place."""
    plan, (_, criterion, aspect) = trade.plan, nodes
    return {
        each.entrant
        for each in plan.recusals
        if each.panel == plan.panel(aspect)
        and any(
            judge in plan.seats(phase.id, aspect, item, each.entrant)
            for item in plan.items_of(phase.id, each.entrant, criterion)
        )
    }


def _hers(
    trade: Trade, phase: Phase, judge: str, nodes: tuple[Nodes, ...], entrants: tuple[str, ...]
) -> tuple[str, ...]:
    if any(trade.plan.panel(aspect) in _own(trade, phase, judge) for _, _, aspect in nodes):
        return entrants
    instead = set().union(*(_stands_in(trade, phase, judge, each) for each in nodes))
    return tuple(entrant for entrant in entrants if entrant in instead)

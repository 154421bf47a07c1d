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
    those who are in the phase, in running order; each has one sheet."""

    trade: Trade
    phase: Phase
    judge: str
    nodes: tuple[Nodes, ...]
    entrants: tuple[str, ...]

    def cells(self, entrant: str) -> Iterator[tuple[Aspect, str, int]]:
        """Aspect, item and attempt of every mark that the entrant's sheet asks of her; none where the entrant is out.
        Items of a criterion come one after the other, each with all its aspects; attempts stand together."""
        plan = self.trade.plan
        if self.trade.status_of(entrant, self.phase.id):
            return
        done: set[str] = set()
        for _, criterion, aspect in self.nodes:
            if not criterion.items:
                yield from _attempts(aspect, "")
            elif criterion.id not in done:
                done.add(criterion.id)
                own = [each for _, of, each in self.nodes if of is criterion]
                for item in plan.items_of(self.phase.id, entrant, criterion):
                    for each in own:
                        if self.judge in plan.seats(self.phase.id, each, item):
                            yield from _attempts(each, item)

    def counts(self) -> Iterator[Count]:
        """How far every sheet is, in running order."""
        judge, phase = self.judge, self.phase.id
        alike = not self.trade.out and not any(criterion.items for _, criterion, _ in self.nodes)
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
                found.append(Round(trade, phase, judge, nodes, entrants))
    return found


def _nodes(trade: Trade, phase: Phase, judge: str) -> tuple[Nodes, ...]:
    plan = trade.plan
    own = {seat.panel for seat in plan.all_seats if seat.judge == judge and seat.phase in ("", phase.id)}
    return tuple(
        nodes
        for nodes in plan.aspects[phase.id].values()
        if (plan.panel(nodes[2]) in own if nodes[1].items else judge in plan.seats(phase.id, nodes[2], ""))
    )

"""What a panel gave, taken out of the state in one go: nothing in it changes afterwards, so that it can be computed
with elsewhere while marks go on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scoring.facts import Seat
from scoring.items import Item
from scoring.measures import converted, table_for
from scoring.nodes import Aspect, Criterion, Linear, Module, Phase, Scheme
from scoring.numbers import ONE, THREE, ZERO, Exact, minus, times
from scoring.state import Trade

MOST_MARKS = 40_000
"""Marks that are looked at. Of more, every second entrant is left out, or two of three, and so on: the page says so."""


@dataclass(frozen=True)
class Group:
    """A panel in a phase that somebody is in. part: 0, or from 1 where some of its judges never mark together (one
    half of the jury the odd rounds, the other the even ones). judges: who sit on it, seats of the office left out, at
    least two. aspects: that it marks, by id, each with the nodes above it."""

    phase: str
    panel: str
    part: int
    judges: tuple[str, ...]
    aspects: Mapping[str, tuple[Module, Criterion, Aspect]]

    def under(self, node: str) -> tuple[str, ...]:
        """Ids of its aspects under a module or criterion, or of the one aspect; of all where `node` is ""."""
        return tuple(
            id
            for id, nodes in self.aspects.items()
            if not node or any(each.id == node for each in nodes)  # ids of a scheme are each used once
        )


class Work(NamedTuple):
    """One thing that all of a panel marked, or were excused from: an attempt at an aspect (of an item) of an entrant.
    points: by judge, None for an excused seat; values: the marks as given. lowest, highest: of a mark's points; step:
    between two marks; each None where nothing says. low: fewer are better."""

    entrant: str
    aspect: str
    item: str
    attempt: int
    points: Mapping[str, Exact | None]
    values: Mapping[str, str]
    lowest: Exact | None
    highest: Exact | None
    step: Exact | None
    low: bool


@dataclass(frozen=True)
class Taken:
    """judges: in the order of seats. works: in the order of the roster. whole: entrants of whom nothing is owed any
    more. entered: entrants in the phase; looked: of them. every: 1 where all are looked at, 2 where every second is.
    places: judges give places, each once. spread: works whose judges lie further apart than is allowed."""

    judges: tuple[str, ...]
    works: tuple[Work, ...]
    whole: frozenset[str]
    entered: int
    looked: int
    every: int
    places: bool
    spread: int


def groups(trade: Trade, offices: Collection[str]) -> list[Group]:
    """Every panel of two judges or more, phase by phase. offices: judges who are seats of the office."""
    found = []
    for phase in trade.plan.phases:
        if trade.phases[phase.id].entered is None:
            continue
        aspects: dict[str, dict[str, tuple[Module, Criterion, Aspect]]] = {}
        for id, nodes in trade.plan.aspects[phase.id].items():
            aspects.setdefault(trade.plan.panel(nodes[2]), {})[id] = nodes
        for panel, those in aspects.items():
            seats = [
                seat
                for seat in trade.plan.all_seats
                if seat.panel == panel and seat.phase in ("", phase.id) and seat.judge not in offices
            ]
            parts = [part for part in _together(seats) if len(part) > 1]
            for number, judges in enumerate(parts, 1):
                found.append(Group(phase.id, panel, number if len(parts) > 1 else 0, judges, those))
    return found


def _together(seats: Sequence[Seat]) -> list[tuple[str, ...]]:
    """Judges who mark together, directly or by somebody who marks with both, in the order of seats. Who sits for every
    item marks with everybody."""
    items: dict[str, set[str]] = {}
    for seat in seats:
        items.setdefault(seat.item, set()).add(seat.judge)
    everywhere = items.pop("", set())
    parts: list[set[str]] = []
    for judges in [everywhere | some for some in items.values()] or [everywhere]:
        joined = [part for part in parts if part & judges]
        parts = [part for part in parts if part not in joined]
        parts.append(judges.union(*joined))
    order = list(dict.fromkeys(seat.judge for seat in seats))
    return [tuple(judge for judge in order if judge in part) for part in parts]


def take(trade: Trade, group: Group, aspects: Collection[str], most: int = MOST_MARKS) -> Taken:
    """What the group gave in these aspects. Entrants who are out are left out, and so is what the office gave. most:
    marks to look at."""
    phase = trade.plan.scheme.phase[group.phase]
    inside = [trade.roster[index][0] for index in sorted(trade.phases[phase.id].entered or ())]
    inside = [entrant for entrant in inside if not trade.status_of(entrant, phase.id)]
    each = max((len(list(_places(trade, group, entrant, aspects))) for entrant in inside[:10]), default=1)
    every = max(1, -(-len(inside) * each * len(group.judges) // most))
    chosen = inside[::every]
    reaches = _Reaches(trade.plan.scheme, phase)
    works: list[Work] = []
    whole = set()
    spread = 0
    for entrant in chosen:
        panels = trade.performances[entrant, phase.id].panels
        owed = False
        for aspect, item, of, attempt in _places(trade, group, entrant, aspects):
            panel = panels.get((aspect.id, item, attempt))
            if panel is None or len(panel.seqs) < len(panel.seats):
                owed = True
                continue
            spread += panel.why == "spread"
            reach = reaches.of(aspect, of)
            points = panel.points.copy()
            if panel.seats != group.judges:
                points = {judge: points[judge] for judge in group.judges if judge in points}
            works.append(Work(entrant, aspect.id, item, attempt, points, panel.values.copy(), *reach))
        if not owed:
            whole.add(entrant)
    places = any(group.aspects[aspect][2].rule == "majority-placing" for aspect in aspects)
    return Taken(group.judges, tuple(works), frozenset(whole), len(inside), len(chosen), every, places, spread)


def _places(
    trade: Trade, group: Group, entrant: str, aspects: Collection[str]
) -> Iterator[tuple[Aspect, str, Item | None, int]]:
    """(aspect, item's id, item, attempt) of everything that the group owes an entrant."""
    judges = frozenset(group.judges)
    for id in aspects:
        _, criterion, aspect = group.aspects[id]
        for item, of in trade.plan.items_of(group.phase, entrant, criterion).items():
            if group.part and judges.isdisjoint(trade.plan.seats(group.phase, aspect, item, "")):
                continue
            for attempt in range(1, aspect.attempts.count + 1):
                yield aspect, item, of, attempt


class _Reaches:
    """(lowest, highest, step, low) of marks of a phase, worked out once for each aspect and table."""

    def __init__(self, scheme: Scheme, phase: Phase) -> None:
        self._scheme = scheme
        self._low = phase.order == "low"
        self._known: dict[tuple[str, str], tuple[Exact | None, Exact | None, Exact | None, bool]] = {}

    def of(self, aspect: Aspect, item: Item | None) -> tuple[Exact | None, Exact | None, Exact | None, bool]:
        key = aspect.id, item.table if item is not None else ""
        if key not in self._known:
            low = self._low or aspect.rule == "majority-placing" or aspect.settings.get("prefer") == "low"
            ends, step = reach(self._scheme, aspect, item)
            self._known[key] = (*(ends or (None, None)), step, low)
        return self._known[key]


def reach(scheme: Scheme, aspect: Aspect, item: Item | None) -> tuple[tuple[Exact, Exact] | None, Exact | None]:
    """((fewest, most) points of one mark, points between two marks), each None where nothing says."""
    if aspect.rule == "judgement":
        return (ZERO, THREE), ONE
    bounds = None
    if aspect.lowest is not None and aspect.highest is not None:
        bounds = aspect.lowest, aspect.highest
    if aspect.measure == "pass-fail" and aspect.max is not None:
        return (ZERO, aspect.max), aspect.max
    if aspect.measure == "deductions" and aspect.max is not None and aspect.each is not None:
        fewest = ZERO if aspect.highest is None else minus(aspect.max, times(aspect.each, aspect.highest))
        return (max(ZERO, fewest), aspect.max), aspect.each
    table = table_for(scheme, aspect, item)
    if table is None:
        return bounds, aspect.step
    if isinstance(table, Linear):
        ends = [points for end in bounds or () if (points := converted(table, end)) is not None]
    else:
        ends = [points for _, points in table.rows]
        ends += [] if table.otherwise is None else [table.otherwise]
    return (min(ends), max(ends)) if ends else None, None

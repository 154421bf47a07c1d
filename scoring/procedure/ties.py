"""Ties that are left to the chief judge: whom no rule of the scheme tells apart, and what she decided."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from scoring.nodes import Phase
from scoring.state import Trade


class Tie(NamedTuple):
    """Entrants tied for a place, in running order. must: the place may not be shared, so the tie stands before the
    final result."""

    phase: str
    place: int
    entrants: tuple[str, ...]
    must: bool


def left_to_decide(phase: Phase) -> bool:
    """True where the phase leaves ties to the chief judge."""
    return any(step.by == "decision" for step in phase.ties)


def ties(trade: Trade) -> list[Tie]:
    """Every tie that a decision would break, in phases that owe nothing which could still part those tied."""
    return [
        tie
        for phase in trade.plan.phases
        if left_to_decide(phase) and trade.phases[phase.id].entered is not None and not _owes(trade, phase.id)
        for tie in tied(trade, phase)
    ]


def tied(trade: Trade, phase: Phase) -> Iterator[Tie]:
    """Those whom nothing tells apart in a phase, as it stands."""
    reach = max(step.upto or len(trade.roster) for step in phase.ties if step.by == "decision")
    begins: dict[int, int] = {}
    for first, alike in groupby(trade.standing(phase.id), key=lambda each: each.first):
        members = list(alike)
        entrants = tuple(trade.roster[each.entrant][0] for each in members)
        begin = begins.setdefault(trade.sections[entrants[0]], first)
        place = members[0].rank
        if len(members) > 1 and place is not None and first - begin < reach:
            yield Tie(phase.id, place, entrants, phase.ranks.share == "never")


def _owes(trade: Trade, phase: str) -> bool:
    """True where an aspect of the phase, or of one that it carries or compares, is not settled."""
    return any(
        performance.settled < performance.due
        for (entrant, where), performance in trade.performances.items()
        if phase in trade.plan.dependents[where] and not trade.status_of(entrant, where)
    )

"""Phases: what a phase shows, and who goes on to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scoring.nodes import Aspect, Criterion, Entry, Module, Name, Phase, Scheme
from scoring.numbers import Exact, minus, plus

PENALTIES: Mapping[str, Callable[[Exact, Exact], Exact]] = {"penalty": minus, "bonus": plus}
"""Adjustments with a value, and how it changes points."""

OUT = {"dnf": 2, "dns": 3, "dsq": 4}
"""Adjustments that leave an entrant without a place (did not finish, did not start, disqualified), in the order
they are listed after everybody else."""


@dataclass(frozen=True, slots=True)
class Column:
    """A figure that a phase's table shows: a carried phase or a module."""

    id: str
    name: Name
    max: Exact | None


def columns(scheme: Scheme, phase: str) -> tuple[Column, ...]:
    """Carried phases first, then the phase's modules."""
    shown = scheme.phase[phase]
    carried = [scheme.phase[carry.phase] for carry in shown.carry]
    modules = [scheme.module[module] for module in shown.modules]
    return tuple(
        [Column(each.id, each.name, each.max) for each in carried]
        + [Column(each.id, each.name, each.max) for each in modules]
    )


def aspects_of(scheme: Scheme, phase: Phase) -> list[tuple[Module, Criterion, Aspect]]:
    """Every aspect that is marked in a phase, in the scheme's order."""
    return [
        (module, criterion, aspect)
        for module in (scheme.module[each] for each in phase.modules)
        for criterion in module.criteria
        for aspect in criterion.aspects
    ]


def dependents(scheme: Scheme, phase: str) -> tuple[str, ...]:
    """The phase itself and each whose totals or ties read its figures, in the scheme's order: those that carry it, and
    those whose ties compare it or a total that carries it."""
    read = {other.id for other in scheme.phases if any(carry.phase == phase for carry in other.carry)} | {phase}
    return tuple(
        other.id for other in scheme.phases if other.id in read or any(step.phase in read for step in other.ties)
    )


def going_on(entry: Entry, ranked: Sequence[tuple[str, int]]) -> frozenset[str]:
    """Who goes on by a computed cut. ranked: (entrant, rank), best first, shared ranks equal. With ties `all`
    everyone who shares the last place goes on; with `none` nobody who shares it when they are too many."""
    assert entry.cut is not None
    if len(ranked) <= entry.cut:
        return frozenset(entrant for entrant, _ in ranked)
    last = ranked[entry.cut - 1][1]
    shared_past_the_cut = ranked[entry.cut][1] == last
    if shared_past_the_cut and entry.ties == "none":
        return frozenset(entrant for entrant, rank in ranked if rank < last)
    return frozenset(entrant for entrant, rank in ranked if rank <= last)

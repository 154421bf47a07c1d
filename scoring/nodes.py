"""The values of a scheme: Scheme › Module › Criterion › Aspect, its phases and its tables.

A node's points = clamp(round(weight × sum of its children) ± adjustments). `None` of a number means: not set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from scoring.numbers import Exact, Rounding

TOTAL = "total"
"""The figure of a phase as a whole."""

RESERVED = frozenset({TOTAL, "place", "advanced", "list"})
"""Figures that are no node; no node or phase may bear these ids."""


@dataclass(frozen=True)
class Name:
    """What people call it, in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True)
class Node:
    """max: most points the node can have. floor, ceiling: what its points are held between, after adjustments."""

    id: str
    name: Name
    weight: Exact
    max: Exact | None
    rounding: Rounding | None
    floor: Exact | None
    ceiling: Exact | None


@dataclass(frozen=True)
class Aspect(Node):
    """What judges mark. panel: "" for the trade's only one. rule: a key of `panels.RULES`, with its settings.
    lowest, highest, step: bounds of one mark. table: id of the table that turns one mark into points, "" for none.
    none: points where every owed mark is excused. benchmarks: what a mark means, by the mark's text."""

    panel: str
    rule: str
    settings: Mapping[str, int]
    lowest: Exact | None
    highest: Exact | None
    step: Exact | None
    table: str
    none: Exact | None
    benchmarks: Mapping[str, Name]


@dataclass(frozen=True)
class Criterion(Node):
    """items: true where each entrant has items of her own here (dives, elements), each marked by every aspect."""

    items: bool
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True)
class Module(Node):
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Entry:
    """Who comes in: those who went on from phase `source`. cut: how many places go on; None where the contest states
    who went on. ties: `all` who share the last place go on, or `none` of them."""

    source: str
    cut: int | None
    ties: str


@dataclass(frozen=True)
class Carry:
    """Own points of an earlier phase that count here, times weight."""

    phase: str
    weight: Exact


@dataclass(frozen=True)
class TieStep:
    """Compare this figure of this phase; prefer `high` or `low`."""

    figure: str
    prefer: str
    phase: str


@dataclass(frozen=True)
class Phase:
    """first: id of the phase whose entrants are ranked here before all others, "" for none."""

    id: str
    name: Name
    modules: tuple[str, ...]
    entry: Entry | None
    carry: tuple[Carry, ...]
    first: str
    ties: tuple[TieStep, ...]
    max: Exact | None
    rounding: Rounding | None
    floor: Exact | None
    ceiling: Exact | None


@dataclass(frozen=True)
class Lookup:
    """Points by reading. match: `exact` reading, or the row at or below (`floor`), at or above (`ceiling`) it.
    rows: (reading, points), readings rising."""

    id: str
    match: str
    rows: tuple[tuple[Exact, Exact], ...]


@dataclass(frozen=True)
class Linear:
    """points = round(base + (reading - point) × slope)."""

    id: str
    base: Exact
    point: Exact
    slope: Exact
    rounding: Rounding | None


Table = Lookup | Linear


@dataclass(frozen=True)
class Scheme:
    """How a trade is marked and ranked. decimals: places that totals are shown with. reveal: `settled`, or
    `each mark` where marks may be seen as they come."""

    decimals: int
    reveal: str
    phases: tuple[Phase, ...]
    modules: tuple[Module, ...]
    tables: Mapping[str, Table]

    @cached_property
    def phase(self) -> Mapping[str, Phase]:
        """Phases by id."""
        return {phase.id: phase for phase in self.phases}

    @cached_property
    def module(self) -> Mapping[str, Module]:
        """Modules by id."""
        return {module.id: module for module in self.modules}

    @cached_property
    def aspect(self) -> Mapping[str, tuple[Module, Criterion, Aspect]]:
        """Aspects by id, each with the nodes above it."""
        return {
            aspect.id: (module, criterion, aspect)
            for module in self.modules
            for criterion in module.criteria
            for aspect in criterion.aspects
        }

    @cached_property
    def criterion(self) -> Mapping[str, tuple[Module, Criterion]]:
        """Criteria by id, each with its module."""
        return {criterion.id: (module, criterion) for module in self.modules for criterion in module.criteria}

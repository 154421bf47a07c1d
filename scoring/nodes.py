"""The values of a scheme: Scheme › Module › Criterion › Aspect, its phases and its tables.

A node's points = clamp(round(weight × sum of its children) ± adjustments). `None` of a number means: not set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from scoring.comments import Comment
from scoring.numbers import ONE, ZERO, Exact, Rounding

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


MEASURES = ("points", "pass-fail", "deductions", "graded", "reading", "time")
"""What one mark is: points, passed or not, a count of faults, a grade of a table, a measured value, seconds."""

Setting = int | str | Exact | Rounding
"""What a panel rule may be set to."""


@dataclass(frozen=True)
class Attempts:
    """How several attempts become one number. count: 1 and up. rule: best, last, mean or sum. best: how many of the
    best enter a mean or sum, None for all. prefer: `high` or `low` points are the better ones."""

    count: int = 1
    rule: str = "last"
    best: int | None = None
    prefer: str = "high"


ONCE = Attempts()
"""One attempt."""


@dataclass(frozen=True)
class Aspect(Node):
    """What judges mark. panel: "" for the trade's only one. rule: a key of `panels.RULES`, with its settings.
    lowest, highest, step: bounds of one mark. table: id of the table that turns one mark into points, "" for none.
    none: points where every owed mark is excused. benchmarks: what a mark means, by the mark's text. measure: one of
    `MEASURES`. each: points that one deduction costs. comment: which marks need words, None for none."""

    panel: str
    rule: str
    settings: Mapping[str, Setting]
    lowest: Exact | None
    highest: Exact | None
    step: Exact | None
    table: str
    none: Exact | None
    benchmarks: Mapping[str, Name]
    measure: str = "points"
    each: Exact | None = None
    attempts: Attempts = ONCE
    comment: Comment | None = None


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


WAYS = (
    "figure",
    "count-back",
    "count",
    "head-to-head",
    "skating-10",
    "skating-11",
    "running-order",
    "decision",
)
"""What a tie step looks at."""


@dataclass(frozen=True)
class TieStep:
    """One step of a tie-break chain. figure: of which phase, where the way looks at one; prefer: `high` or `low`.
    by: one of `WAYS`. above: what a part must be more than to be counted. upto: last place that the step decides about,
    0 for all."""

    figure: str
    prefer: str
    phase: str
    by: str = "figure"
    above: Exact = ZERO
    upto: int = 0


@dataclass(frozen=True)
class Ranks:
    """How places are shared and counted. share: `equal` ones share; `never`; or all `within` so many points of the
    `previous` or of the `first` that shares (`reach`). numbering: `skip` (1, 2, 2, 4) or `dense` (1, 2, 2, 3).
    places: the last one that is given, 0 for all."""

    share: str = "equal"
    within: Exact = ZERO
    reach: str = "previous"
    numbering: str = "skip"
    places: int = 0


PLAIN_RANKS = Ranks()
"""Who is equal in all shares the place."""


@dataclass(frozen=True)
class Phase:
    """first: id of the phase whose entrants are ranked here before all others, "" for none. weight: of its own points
    in its total. order: `high` or `low` totals stand first."""

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
    weight: Exact = ONE
    order: str = "high"
    ranks: Ranks = PLAIN_RANKS


@dataclass(frozen=True)
class Lookup:
    """Points by reading. match: `exact` reading, or the row at or below (`floor`), at or above (`ceiling`) it.
    rows: (reading, points), readings rising. otherwise: points where no row fits, None where such a reading is
    refused."""

    id: str
    match: str
    rows: tuple[tuple[Exact, Exact], ...]
    otherwise: Exact | None = None


@dataclass(frozen=True)
class Linear:
    """points = round(base + (reading - point) × slope)."""

    id: str
    base: Exact
    point: Exact
    slope: Exact
    rounding: Rounding | None


@dataclass(frozen=True)
class Tolerance:
    """Points by how far a reading is from `point`, either way. rows: (deviation, points), deviations rising: the first
    that is not smaller than the reading's counts. otherwise: points beyond the last."""

    id: str
    point: Exact
    rows: tuple[tuple[Exact, Exact], ...]
    otherwise: Exact = ZERO


Table = Lookup | Linear | Tolerance


@dataclass(frozen=True)
class TeamRule:
    """How members' totals become their team's. phase: whose totals. rule: `sum` or `mean`. best: how many members
    count, None for all. least: fewest members with a total that a place takes. ties: ways `figure` (summed over the
    members that count) and `count-back` (of their totals)."""

    phase: str
    rule: str
    best: int | None
    least: int
    ties: tuple[TieStep, ...]


@dataclass(frozen=True)
class Scale:
    """Standardised scores: median + unit × (total - median of all) / (factor × median absolute deviation), rounded."""

    median: Exact
    unit: Exact
    factor: Exact
    rounding: Rounding


@dataclass(frozen=True)
class Medals:
    """by: `total` or `scale`. within: difference that still ties; reach: measured from the `last` winner of the medal
    or from the `first`. excellence: least score of a medallion for excellence, None for no such. least: fewest placed
    entrants, by medal."""

    by: str
    within: Exact
    reach: str
    excellence: Exact | None
    least: Mapping[str, int]


@dataclass(frozen=True)
class Scheme:
    """How a trade is marked and ranked. decimals: places that totals are shown with. reveal: `settled`, or
    `each mark` where marks may be seen as they come. groups: `together`, or `apart` where each is ranked by itself."""

    decimals: int
    reveal: str
    phases: tuple[Phase, ...]
    modules: tuple[Module, ...]
    tables: Mapping[str, Table]
    groups: str = "together"
    teams: TeamRule | None = None
    scale: Scale | None = None
    medals: Medals | None = None

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

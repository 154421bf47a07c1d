"""What the oracle is given, and what it answers with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.facts import Adjusted, Recusal, Seat
from scoring.facts import Cell as Cell
from scoring.items import Items
from scoring.nodes import Phase, Scheme

Place = tuple[str, str]
"""(phase, entrant)."""

Figures = dict[tuple[str, str], Fraction]
"""Points by (node, item)."""


@dataclass
class Contest:
    """advanced: entrants by phase. marks: the last accepted value of each cell. groups: by entrant. decided: phase and
    entrants of each decision of the chief judge about a tie, in order. recusals: of judges, whenever they were."""

    scheme: Scheme
    roster: tuple[str, ...]
    seats: tuple[Seat, ...]
    items: Items
    marks: Mapping[Cell, str]
    advanced: Mapping[str, frozenset[str]] = field(default_factory=dict)
    adjusted: tuple[Adjusted, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    decided: tuple[tuple[str, tuple[str, ...]], ...] = ()
    recusals: tuple[Recusal, ...] = ()

    def entrants(self, phase: Phase) -> list[str]:
        """Who is in a phase, in running order."""
        if phase.entry is None:
            return list(self.roster)
        return [entrant for entrant in self.roster if entrant in self.advanced.get(phase.id, ())]

    def out(self, phase: Phase, entrant: str) -> bool:
        """True where the entrant has no place in the phase."""
        phases = {"", phase.id, *(carry.phase for carry in phase.carry)}
        return any(
            fact.entrant == entrant and fact.adjustment in ("dns", "dnf", "dsq") and fact.phase in phases
            for fact in self.adjusted
        )

    def sections(self, entrants: list[str]) -> list[list[str]]:
        """Those who are ranked among themselves: all, or each group in the order in which it comes in the roster."""
        if self.scheme.groups == "together":
            return [entrants]
        groups = list(dict.fromkeys(self.groups.get(entrant, "") for entrant in self.roster))
        return [[entrant for entrant in entrants if self.groups.get(entrant, "") == group] for group in groups]


@dataclass
class Result:
    """figures: by (phase, entrant). totals: where there is one. owed: aspects not settled. order: by phase, each
    section's entrants with a place, best first, those whom nothing tells apart together. told_by: number of the tie
    step that told them from those before, -1 where none had to. ranks: None without a place."""

    figures: dict[Place, Figures] = field(default_factory=dict)
    own: dict[Place, Fraction] = field(default_factory=dict)
    totals: dict[Place, Fraction] = field(default_factory=dict)
    owed: dict[Place, int] = field(default_factory=dict)
    order: dict[str, list[list[list[str]]]] = field(default_factory=dict)
    told_by: dict[Place, int] = field(default_factory=dict)
    ranks: dict[Place, int | None] = field(default_factory=dict)

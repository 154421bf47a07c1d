"""Judges about to mark, and the values that they hold up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.checks import Verdict
from scoring.facts import Cell, MarkGiven

if TYPE_CHECKING:
    from tests.scoring.field.contests import Contest


@dataclass
class Judges:
    """One judge or a panel, about to mark."""

    contest: Contest
    ids: tuple[str, ...]

    def gives(self, *values: object) -> Given:
        """One value each, in the order of the seats; text, or a whole number."""
        assert len(values) <= len(self.ids), "more marks than seats"
        return Given(self.contest, dict(zip(self.ids, map(str, values), strict=False)))


@dataclass
class Given:
    """Values that judges hold up. on: what for; to: whom."""

    contest: Contest
    values: Mapping[str, str]
    aspect: str = ""
    item: str = ""
    phase: str = ""
    attempt: int = 1

    def on(self, aspect: str, *, item: str = "", phase: str = "", attempt: int = 1) -> Given:
        return Given(self.contest, self.values, aspect, item, phase, attempt)

    def facts(self, entrant: str) -> list[MarkGiven]:
        """The marks as tablets send them, each superseding what its cell holds."""
        phase = self.phase or self.contest.first(entrant)
        return [
            MarkGiven(
                Cell(judge, entrant, phase, self.item, self.aspect, self.attempt),
                value,
                self.contest.seq(judge, entrant, self.aspect, phase=phase, item=self.item, attempt=self.attempt),
            )
            for judge, value in self.values.items()
        ]

    def to(self, *entrants: str) -> None:
        """Record the marks; each must be accepted."""
        for entrant in entrants:
            for fact in self.facts(entrant):
                self.contest.take(fact)

    def offered_to(self, entrant: str) -> Verdict:
        """What becomes of the one mark; it is recorded where it may stand."""
        (fact,) = self.facts(entrant)
        return self.contest.record(fact)

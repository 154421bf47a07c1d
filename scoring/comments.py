"""Marks that a scheme wants said in words: "less than 1 has to be explained in writing", as score sheets put it."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.numbers import Exact


@dataclass(frozen=True)
class Comment:
    """Which marks of an aspect need words, as they are given, before any table. upto: those that are no more; onward:
    those that are no less; neither: every one. Absent, abstained and lost need none."""

    upto: Exact | None = None
    onward: Exact | None = None

    def asks(self, mark: Exact) -> bool:
        """True where this mark needs words."""
        if self.upto is None and self.onward is None:
            return True
        return (self.upto is not None and mark <= self.upto) or (self.onward is not None and mark >= self.onward)

"""What a change would do to totals, places and grades, before anybody states it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from scoring.facts import Fact
from scoring.lines import canonical, digest
from scoring.procedure.whatif import differences, what_if
from scoring.state import State, Trade
from scoring.steps import EntrantSubstituted, TimeGranted

Grades = Callable[[Trade], Mapping[str, str]]
"""Grades that a trade's award policy comes to as its table stands: a word by entrant; empty where there is none."""


class Effect(NamedTuple):
    """One row that moves. Totals and ranks as boards show them, grades as words; "" for none."""

    entrant: str
    total_before: str
    total_after: str
    rank_before: str
    rank_after: str
    grade_before: str
    grade_after: str


class Effects(NamedTuple):
    """What a change does. rows: everybody whose total, place or grade moves, by the place after it. graded: True where
    a policy gives grades."""

    rows: tuple[Effect, ...]
    graded: bool

    @property
    def seen(self) -> str:
        """What a page that shows this states with the change: it is done only while this is still what it does."""
        return digest(canonical([self.graded, *(list(row) for row in self.rows)]))[:16]


def effects(state: State, change: Fact, grades: Grades) -> Effects:
    """What the change, which `check` accepts, would do to its trade. The state is not touched."""
    if isinstance(change, (TimeGranted, EntrantSubstituted)):
        return Effects((), bool(grades(state.trade_of[change.entrant])))
    before, after = what_if(state, change)
    graded = (grades(before), grades(after))
    moved = {each.entrant: each for each in differences(before, after)}
    rows = []
    for index, _, rank, _ in after.order:
        entrant = after.roster[index][0]
        grade = (graded[0].get(entrant, ""), graded[1].get(entrant, ""))
        if entrant in moved:
            rows.append(Effect(*moved[entrant], *grade))
        elif grade[0] != grade[1]:
            total, place = after.rows[entrant]["total"] or "", "" if rank is None else str(rank)
            rows.append(Effect(entrant, total, total, place, place, *grade))
    return Effects(tuple(rows), any(graded))

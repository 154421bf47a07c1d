"""Marks given and owed of one trade, by phase, module, panel and judge. What changed since the last count is counted
anew; everything else stands, so that a contest of any size is counted between two marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from typing import NamedTuple, TypeVar

from scoring.plan import Plan
from scoring.state import Performance, Trade

SLICE = 300
"""Performances counted at a time, before whoever waits for the state gets it."""

Key = TypeVar("Key", bound=Hashable)


class Place(NamedTuple):
    """Where marks are given."""

    phase: str
    module: str
    panel: str
    judge: str


class Sheet(NamedTuple):
    """What a judge owes for one entrant in one phase. missing: marks."""

    judge: str
    entrant: str
    phase: str
    missing: int


class Number(NamedTuple):
    """Marks given out of those asked for."""

    given: int
    asked: int


class _Part(NamedTuple):
    """One entrant in one phase as it was counted: what it was told apart by, and marks by place."""

    mark: tuple[int, int, str]
    given: Counter[Place]
    asked: Counter[Place]


class Tally:
    """The count of one trade."""

    def __init__(self) -> None:
        self.signed: Counter[tuple[str, str]] = Counter()
        self._parts: dict[tuple[str, str], _Part] = {}
        self._given: Counter[Place] = Counter()
        self._asked: Counter[Place] = Counter()
        self._plain: dict[str, Counter[Place]] = {}
        self._recused: frozenset[str] = frozenset()
        self._plan: Plan | None = None

    def _begin(self, plan: Plan) -> None:
        """Forget what was counted by another plan."""
        self._plan = plan
        self._recused = frozenset(each.entrant for each in plan.recusals)
        for each in (self._parts, self._given, self._asked, self._plain):
            each.clear()

    def update(self, trade: Trade, most: int = SLICE) -> bool:
        """Count what changed, at most so many performances; True where nothing is left to count.
        Under another scheme all is counted anew."""
        if self._plan is not trade.plan:
            self._begin(trade.plan)
        for (entrant, phase), performance in trade.performances.items():
            mark = (performance.given, performance.asked, trade.status_of(entrant, phase))
            part = self._parts.get((entrant, phase))
            if part is not None and part.mark == mark:
                continue
            if most == 0:
                return False
            most -= 1
            self._replace(entrant, phase, self._counted(trade, entrant, phase, performance, mark))
        self.signed = Counter((judge, phase) for judge, _, phase in trade.signed)
        return True

    def numbers(self, key: Callable[[Place], Key]) -> dict[Key, Number]:
        """Marks of all places that bear the same key."""
        given: Counter[Key] = Counter()
        asked: Counter[Key] = Counter()
        for place, count in self._asked.items():
            named = key(place)
            asked[named] += count
            given[named] += self._given[place]
        return {named: Number(given[named], count) for named, count in asked.items() if count}

    @property
    def number(self) -> Number:
        """All marks."""
        return Number(self._given.total(), self._asked.total())

    def sheets(self, judge: str = "", phase: str = "") -> Iterator[Sheet]:
        """Every sheet in running order, those of one judge or phase where named."""
        for (entrant, of), part in self._parts.items():
            if phase in ("", of):
                owed: Counter[str] = Counter()
                for place, asked in part.asked.items():
                    if judge in ("", place.judge):
                        owed[place.judge] += asked - part.given[place]
                for each, missing in owed.items():
                    yield Sheet(each, entrant, of, missing)

    def _replace(self, entrant: str, phase: str, part: _Part) -> None:
        before = self._parts.get((entrant, phase))
        if before is not None:
            self._given.subtract(before.given)
            self._asked.subtract(before.asked)
        self._given.update(part.given)
        self._asked.update(part.asked)
        self._parts[entrant, phase] = part

    def _counted(
        self, trade: Trade, entrant: str, phase: str, performance: Performance, mark: tuple[int, int, str]
    ) -> _Part:
        if mark[2]:
            return _Part(mark, Counter(), Counter())
        given: Counter[Place] = Counter()
        aspects = trade.plan.aspects[phase]
        for (aspect, *_), panel in performance.panels.items():
            module, _, node = aspects[aspect]
            for judge in panel.values:
                given[Place(phase, module.id, trade.plan.panel(node), judge)] += 1
        return _Part(mark, given, self._asked_of(trade, entrant, phase))

    def _asked_of(self, trade: Trade, entrant: str, phase: str) -> Counter[Place]:
        """What is owed for an entrant: the same for all of a phase without items from whom nobody is recused, and then
        one value for all."""
        plain = None if entrant in self._recused else self._plain.get(phase)
        if plain is not None:
            return plain
        asked: Counter[Place] = Counter()
        for module, _, aspect, _, _, judges in trade.plan.owed(phase, entrant):
            for judge in judges:
                asked[Place(phase, module.id, trade.plan.panel(aspect), judge)] += 1
        alike = entrant not in self._recused
        if alike and not any(criterion.items for _, criterion, _ in trade.plan.aspects[phase].values()):
            self._plain[phase] = asked
        return asked

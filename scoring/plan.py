"""What an opened trade's scheme, seats and items come to, worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from scoring.facts import Recusal, Seat
from scoring.items import Item, Items
from scoring.nodes import Aspect, Criterion, Module, Phase, Scheme
from scoring.panels import RULES
from scoring.phases import aspects_of, columns, dependents

Node = tuple[str, str]
"""(id of a scheme node, item or ""): where a figure of an entrant in a phase belongs."""

Place = tuple[str, str, int]
"""(aspect, item or "", attempt): where a panel marks an entrant in a phase."""


class Owed(NamedTuple):
    """A panel that an entrant is owed: an aspect with the nodes above it, item, attempt, judges in the order of their
    seats."""

    module: Module
    criterion: Criterion
    aspect: Aspect
    item: str
    attempt: int
    seats: tuple[str, ...]


class Plan:
    """Lookups of a trade: aspects, children and columns, who owes what. relative: some figures come of everybody's
    marks. reads_marks: some ties are broken by marks rather than by figures. recusals: judges who do not mark an
    entrant, from the opening on or since."""

    def __init__(
        self,
        scheme: Scheme,
        seats: tuple[Seat, ...],
        items: Items,
        reserves: tuple[Seat, ...] = (),
        recusals: tuple[Recusal, ...] = (),
    ) -> None:
        self.scheme = scheme
        self.items = items
        self.all_seats = seats
        self.reserves = reserves
        self.recusals = recusals
        self._instead: dict[tuple[str, str], dict[str, str]] = {}
        for judge, entrant, panel, reserve in recusals:
            instead = self._instead.setdefault((panel, entrant), {})
            instead.update({other: reserve for other, sitting in instead.items() if sitting == judge})
            instead[judge] = reserve
        self.panels = sorted({seat.panel for seat in seats})
        self._seats: dict[tuple[str, str, str], tuple[str, ...]] = {}
        self.aspects = {
            phase.id: {
                aspect.id: (module, criterion, aspect) for module, criterion, aspect in aspects_of(scheme, phase)
            }
            for phase in scheme.phases
        }
        self.children: dict[str, tuple[Node, ...]] = {}
        for module in scheme.modules:
            self.children[module.id] = tuple((each.id, "") for each in module.criteria)
            for criterion in module.criteria:
                self.children[criterion.id] = tuple((each.id, "") for each in criterion.aspects)
        self.columns = {phase.id: columns(scheme, phase.id) for phase in scheme.phases}
        self.dependents = {phase.id: dependents(scheme, phase.id) for phase in scheme.phases}
        self.depth = {phase.id: depth for depth, phase in enumerate(scheme.phases)}
        self.relative = any(RULES[aspect.rule].compare for _, _, aspect in scheme.aspect.values())
        self.reads_marks = any(step.by in READ_MARKS for phase in scheme.phases for step in phase.ties)

    def under(self, scheme: Scheme) -> Plan:
        """The same seats and items under another scheme."""
        return Plan(scheme, self.all_seats, self.items, self.reserves, self.recusals)

    def without(self, recusal: Recusal) -> Plan:
        """The same with one more judge recused."""
        return Plan(self.scheme, self.all_seats, self.items, self.reserves, (*self.recusals, recusal))

    def again(self, judge: str, entrant: str, panel: str) -> Plan:
        """The same with a judge recused no more."""
        left = tuple(each for each in self.recusals if each[:3] != (judge, entrant, panel))
        return Plan(self.scheme, self.all_seats, self.items, self.reserves, left)

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """The scheme's phases in order."""
        return self.scheme.phases

    def panel(self, aspect: Aspect) -> str:
        """The id of the panel that marks an aspect."""
        return aspect.panel or (self.panels[0] if len(self.panels) == 1 else "")

    def seats(self, phase: str, aspect: Aspect, item: str, entrant: str) -> tuple[str, ...]:
        """Judges who owe the entrant a mark for the aspect, in the order of the seats: in place of who is recused her
        reserve, nobody where there is none. entrant: "" for the panel as it sits when nobody is recused."""
        seats = self._panel_seats(phase, aspect, item)
        instead = self._instead.get((self.panel(aspect), entrant)) if self._instead else None
        return seats if instead is None else tuple(sitting for each in seats if (sitting := instead.get(each, each)))

    def recused(self, judge: str, entrant: str, panel: str) -> Recusal | None:
        """What keeps the judge from marking the entrant on the panel; its reserve is who sits in her place now."""
        if not self._instead:
            return None
        reserve = self._instead.get((panel, entrant), {}).get(judge)
        return None if reserve is None else Recusal(judge, entrant, panel, reserve)

    def _panel_seats(self, phase: str, aspect: Aspect, item: str) -> tuple[str, ...]:
        key = (phase, self.panel(aspect), item)
        if key not in self._seats:
            found = (
                seat.judge
                for seat in self.all_seats
                if seat.panel == key[1] and seat.phase in ("", phase) and seat.item in ("", item)
            )
            self._seats[key] = tuple(dict.fromkeys(found))
        return self._seats[key]

    def items_of(self, phase: str, entrant: str, criterion: Criterion) -> Mapping[str, Item | None]:
        """The entrant's items in a criterion; {"": None} where the criterion has none."""
        if not criterion.items:
            return _PLAIN
        stated = self.items.get((phase, entrant), {})
        return {id: item for id, item in stated.items() if item.criterion == criterion.id}

    def owed(self, phase: str, entrant: str) -> list[Owed]:
        """Every panel an entrant is owed in a phase, in the scheme's order."""
        return [
            Owed(module, criterion, aspect, item, attempt, self.seats(phase, aspect, item, entrant))
            for module, criterion, aspect in self.aspects[phase].values()
            for item in self.items_of(phase, entrant, criterion)
            for attempt in range(1, aspect.attempts.count + 1)
        ]


READ_MARKS = frozenset({"count-back", "count", "head-to-head", "skating-11"})
"""Ways of a tie step that may look at single marks."""

_PLAIN: Mapping[str, Item | None] = {"": None}

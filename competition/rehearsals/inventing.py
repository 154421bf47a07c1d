"""Invented marks: an event as its own package would let it go, drawn by chance from a seed, the same each time.

Every entrant performs, her panel marks her, each judge within a little of the others and never further apart than the
scheme allows; a few judges change a mark before they sign, a few marks are corrected afterwards by two persons,
somebody does not appear and somebody goes over time. Who goes on is computed where the scheme computes it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from random import Random

from competition.intake import recording
from competition.intake.package import Package
from competition.rehearsals.cues import Cue, Script, script
from competition.rehearsals.values import allowed
from scoring import engine
from scoring.boards.board import table_digest
from scoring.checks import check, computed_cut
from scoring.facts import Adjusted, Cell, EntrantsAdvanced, Fact, Finalised, MarkGiven, SheetSigned, StreamOpened
from scoring.items import Item
from scoring.lines import Line
from scoring.measures import worth
from scoring.nodes import TOTAL, Aspect, Phase, Scheme
from scoring.numbers import Exact, parse
from scoring.plan import Owed
from scoring.procedure.order import REHEARSAL
from scoring.procedure.seconds import change_text
from scoring.procedure.signing import module_digest
from scoring.sheets import given, sheet_digest
from scoring.state import State, Trade
from scoring.steps import Approved, MarkCorrected, ModuleCountersigned, ModuleSigned, Proposed
from scoring.totals import panel_value

PERFORMANCE_S = 30.0
"""From one entrant to the next."""

MARKED_S = (4.0, 24.0)
"""When in a performance its marks are given."""

SIGNED_S = 27.0
REVISED = 0.03
"""Of all marks those that their judge changes before she signs."""

CORRECTED = 0.05
"""Of all entrants those of whom a mark is corrected after it was signed."""

ABSENT = 0.02
LATE = 0.04
"""Of all entrants those who do not appear, and those who go over time."""

CORRECTED_AFTER_S = 75.0
BETWEEN_PHASES_S = 45.0
ORGANISER, CHIEF, SUPERVISOR = "organiser.rehearsal", "chief.rehearsal-chief", "supervisor.rehearsal-second"

_AT = "1970-01-01T00:00:00.000000Z"

_Deed = tuple[float, int, str, tuple[str, ...]]
"""(when, order, what, whose): something that somebody will do."""


def invented(package: Package, seed: str) -> Script:
    """The whole event. package: checked; its own marks are not looked at."""
    return script(_Event(package, seed).cues)


class _Event:
    """Makes cues and follows them, so that what comes next may depend on what came before."""

    def __init__(self, package: Package, seed: str) -> None:
        self.cues: list[Cue] = []
        self._seed = seed
        contest = package.contest
        trades = tuple(replace(trade, blind=False, layers=()) for trade in contest.trades)
        self._state = State(contest.event)
        engine.apply(self._state, Line(1, _AT, "system", "opened", StreamOpened(contest.event, REHEARSAL)), {})
        for entry in recording.opened(replace(package, contest=replace(contest, trades=trades))):
            self._take(0.0, entry.fact, entry.actor, entry.contents)
        for trade in self._state.trades.values():
            self._perform(trade)

    def _take(self, at_s: float, fact: Fact, actor: str, contents: Mapping[str, str] | None = None) -> bool:
        """Let the fact be the next line, if it may stand."""
        state, named = self._state, contents or {}
        state.contents = named
        if check(state, fact, actor).status != "accepted":
            return False
        seq = state.seq + 1
        engine.apply(state, Line(seq, _AT, actor, str(seq), fact), named)
        played = replace(fact, board="") if isinstance(fact, Finalised) else fact
        self.cues.append(Cue(seq, at_s, actor, played, dict(named)))
        return True

    def _perform(self, trade: Trade) -> None:
        chance = Random(f"{self._seed}/{trade.id}")
        skill = {entrant: min(0.97, max(0.1, chance.gauss(0.7, 0.14))) for entrant in trade.index}
        clock = 0.0
        for phase in trade.plan.phases:
            if phase.entry is not None:
                self._take(clock, EntrantsAdvanced(trade.id, phase.id, _through(trade, phase)), ORGANISER)
            if trade.phases[phase.id].entered is not None:
                clock = self._phase(trade, phase, chance, skill, clock) + BETWEEN_PHASES_S
        self._take(clock, Finalised(trade.id, table_digest(trade)), ORGANISER)

    def _phase(self, trade: Trade, phase: Phase, chance: Random, skill: Mapping[str, float], clock: float) -> float:
        """Everybody in running order; when the last deed is done."""
        acts = _Acts(trade, phase, chance, skill, clock)
        for at_s, _, what, whose in acts.deeds():
            clock = at_s
            for fact, actor in self._facts(trade, phase, acts, what, whose):
                self._take(at_s, fact, actor)
        for module in phase.modules:
            signed = module_digest(trade, phase.id, module)
            self._take(clock, ModuleSigned(trade.id, phase.id, module, signed), CHIEF)
            self._take(clock, ModuleCountersigned(trade.id, phase.id, module, signed), SUPERVISOR)
        return clock

    def _facts(
        self, trade: Trade, phase: Phase, acts: _Acts, what: str, whose: tuple[str, ...]
    ) -> Iterator[tuple[Fact, str]]:
        """What a deed comes to as things stand; nothing where it has no sense any more."""
        if what in ("dns", "penalty"):
            value, reason = ("", "did-not-appear") if what == "dns" else ("1", "overtime")
            yield Adjusted(whose[0], phase.id, TOTAL, "", what, value, reason), ORGANISER
        elif what == "sign":
            judge, entrant = whose
            pairs = given(trade, judge, entrant, phase.id)
            yield SheetSigned(judge, entrant, phase.id, sheet_digest(pairs)), f"judge.{judge}"
        else:
            *where, attempt, value = whose
            cell = Cell(where[0], where[1], where[2], where[3], where[4], int(attempt))
            held = _line(trade, cell)
            if what == "mark":
                yield MarkGiven(cell, value, held), f"judge.{cell.judge}"
            elif acts.may_become(cell, value):
                yield Proposed(change_text(MarkCorrected(cell, value, held)), "typing"), ORGANISER
                if self._state.proposals:
                    yield Approved(max(self._state.proposals)), CHIEF


class _Acts:
    """What everybody will do in a phase, by chance."""

    def __init__(self, trade: Trade, phase: Phase, chance: Random, skill: Mapping[str, float], begin: float) -> None:
        self._trade, self._phase, self._chance = trade, phase, chance
        self._order = count()
        self._deeds: list[_Deed] = []
        self._values: dict[tuple[str, str], list[str]] = {}
        here = [entrant for entrant in trade.index if trade.takes_part(entrant, phase.id)]
        for position, entrant in enumerate(here):
            self._entrant(entrant, begin + position * PERFORMANCE_S, skill[entrant])

    def deeds(self) -> Iterator[_Deed]:
        """All of them, in order."""
        heapq.heapify(self._deeds)
        while self._deeds:
            yield heapq.heappop(self._deeds)

    def may_become(self, cell: Cell, value: str) -> bool:
        """True where the panel still comes to something with this value in the cell."""
        panel = self._trade.performances[cell.entrant, cell.phase].panels.get((cell.aspect, cell.item, cell.attempt))
        if panel is None:
            return False
        owed = self._owed(cell)
        values = [value if judge == cell.judge else panel.values[judge] for judge in panel.seats]
        return owed is not None and not self._apart(owed, self._item(owed, cell.entrant), values)

    def _add(self, at_s: float, what: str, *whose: str) -> None:
        self._deeds.append((round(at_s, 1), next(self._order), what, whose))

    def _entrant(self, entrant: str, begin: float, skill: float) -> None:
        chance = self._chance
        if chance.random() < ABSENT:
            self._add(begin, "dns", entrant)
            return
        judges: dict[str, None] = {}
        cells: list[tuple[Cell, list[str], str]] = []
        for owed in self._trade.plan.owed(self._phase.id, entrant):
            judges |= dict.fromkeys(owed.seats)
            for cell, value in zip(self._cells(entrant, owed), self._panel(entrant, owed, skill), strict=True):
                cells.append((cell, self._allowed(owed, entrant), value))
        for cell, values, value in cells:
            self._mark(cell, values, value, begin)
        for judge in judges:
            self._add(begin + SIGNED_S + chance.uniform(0, 2), "sign", judge, entrant)
        if cells and chance.random() < CORRECTED:
            cell, values, value = chance.choice(cells)
            other = _beside(values, value, chance)
            self._add(begin + CORRECTED_AFTER_S, "correct", *cell.key(), other)
        if chance.random() < LATE:
            self._add(begin + SIGNED_S + 3, "penalty", entrant)

    def _mark(self, cell: Cell, values: list[str], value: str, begin: float) -> None:
        chance = self._chance
        at_s = begin + chance.uniform(*MARKED_S)
        if chance.random() < REVISED:
            self._add(at_s, "mark", *cell.key(), _beside(values, value, chance))
            at_s = min(begin + SIGNED_S - 1, at_s + chance.uniform(1, 6))
        self._add(at_s, "mark", *cell.key(), value)

    def _cells(self, entrant: str, owed: Owed) -> list[Cell]:
        place = (self._phase.id, owed.item, owed.aspect.id, owed.attempt)
        return [Cell(judge, entrant, *place) for judge in owed.seats]

    def _panel(self, entrant: str, owed: Owed, skill: float) -> list[str]:
        """A value a seat: near to what the entrant can do, each judge a little stricter or kinder."""
        values = self._allowed(owed, entrant)
        good = skill + self._chance.gauss(0, 0.05)
        chosen = [values[_position(good + self._chance.gauss(0, 0.04), len(values))] for _ in owed.seats]
        if self._apart(owed, self._item(owed, entrant), chosen):
            return [values[_position(good, len(values))]] * len(chosen)
        return chosen

    def _apart(self, owed: Owed, item: Item | None, values: Sequence[str]) -> bool:
        """True where a panel that gave these comes to nothing."""
        scheme, aspect = self._trade.plan.scheme, owed.aspect
        points = [each for value in values if (each := _points(scheme, aspect, item, value)) is not None]
        return panel_value(aspect, points)[1] != ""

    def _allowed(self, owed: Owed, entrant: str) -> list[str]:
        item = self._item(owed, entrant)
        key = (owed.aspect.id, item.table if item is not None else "")
        if key not in self._values:
            self._values[key] = allowed(self._trade.plan.scheme, owed.aspect, item)
        return self._values[key]

    def _item(self, owed: Owed, entrant: str) -> Item | None:
        return self._trade.plan.items_of(self._phase.id, entrant, owed.criterion)[owed.item]

    def _owed(self, cell: Cell) -> Owed | None:
        place = (cell.aspect, cell.item, cell.attempt)
        owed = self._trade.plan.owed(cell.phase, cell.entrant)
        return next((each for each in owed if (each.aspect.id, each.item, each.attempt) == place), None)


def _through(trade: Trade, phase: Phase) -> tuple[str, ...]:
    """Who goes on: as computed, or the better half where the contest states it."""
    assert phase.entry is not None
    if phase.entry.cut is not None:
        chosen = computed_cut(trade, phase.id)
        return tuple(entrant for entrant in trade.index if entrant in chosen)
    placed = [each for each in trade.standing(phase.entry.source) if each.rank is not None]
    best = {trade.roster[each.entrant][0] for each in placed[: -(-len(placed) // 2)]}
    return tuple(entrant for entrant in trade.index if entrant in best)


def _line(trade: Trade, cell: Cell) -> int:
    """The line that holds the cell's value, 0 for none."""
    panel = trade.performances[cell.entrant, cell.phase].panels.get((cell.aspect, cell.item, cell.attempt))
    mark = None if panel is None else panel.mark(cell.judge)
    return 0 if mark is None else mark.seq


def _points(scheme: Scheme, aspect: Aspect, item: Item | None, value: str) -> Exact | None:
    number = parse(value)
    return None if number is None else worth(scheme, aspect, item, number)


def _position(share: float, of: int) -> int:
    return min(of - 1, max(0, round(share * (of - 1))))


def _beside(values: Sequence[str], value: str, chance: Random) -> str:
    """A value next to this one."""
    at = values.index(value) + chance.choice((-1, 1))
    return values[min(len(values) - 1, max(0, at))]

"""marks.csv: every mark has a seat, a phase that the entrant is in, an aspect, an item, and a value it may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from competition.intake.files.tables import Table
from competition.intake.judging.known import Known
from competition.intake.problems import Findings
from competition.recording.explained import LONGEST
from scoring.checks import check_value
from scoring.marks import needs_words
from scoring.nodes import Aspect, Criterion
from scoring.problems import Problem
from scoring.state import Plan

_NEEDED = frozenset({"judge", "entrant", "phase", "item", "aspect"})


class _Place:
    """Where marks stand, apart from who gave them: one aspect of one phase. What is asked again is worked out once."""

    def __init__(self, plan: Plan, phase: str, criterion: Criterion, aspect: Aspect) -> None:
        self.plan = plan
        self.phase = phase
        self.criterion = criterion
        self.aspect = aspect
        self.panel = plan.panel(aspect)
        self._judged: dict[tuple[str, str], Sequence[Problem]] = {}
        self._seats: dict[tuple[str, str], frozenset[str]] = {}

    def shows(self, known: Known, entrant: str, item: str) -> bool:
        """True where the item is the entrant's in this criterion, or "" where that has no items."""
        if not self.criterion.items:
            return not item
        return known.items is None or known.items.get((self.phase, entrant, item)) in ("", self.criterion.id)

    def wrong(self, entrant: str, item: str, value: str) -> Sequence[Problem]:
        """What is wrong with a value here; nothing where its table is not known."""
        shown = self.plan.items.get((self.phase, entrant), {}).get(item) if self.criterion.items else None
        table = shown.table if shown is not None and shown.table else self.aspect.table
        judged = self._judged.get((table, value))
        if judged is None:
            if table and table not in self.plan.scheme.tables:
                judged = ()
            else:
                judged = tuple(check_value(self.plan.scheme, self.aspect, shown, value))
            self._judged[table, value] = judged
        return judged

    def seats(self, entrant: str, item: str) -> frozenset[str]:
        """Judges who mark the entrant's item here."""
        key = (entrant if self.plan.recusals else "", item)
        seats = self._seats.get(key)
        if seats is None:
            seats = self._seats[key] = frozenset(self.plan.seats(self.phase, self.aspect, item, key[0]))
        return seats


def judge(table: Table, known: Known, findings: Findings) -> None:
    """Judge every row of the table."""
    if known.trade_of is None or not table.unknown.isdisjoint(_NEEDED):
        return
    judging = _Judging(table, known, findings, known.trade_of)
    for index, row in enumerate(table.rows):
        judging.row(index, row)


class _Judging:
    """Judges the rows of one table one by one."""

    def __init__(self, table: Table, known: Known, findings: Findings, trade_of: Mapping[str, str]) -> None:
        self._table = table
        self._known = known
        self._findings = findings
        self._trade_of = trade_of
        self._places: dict[tuple[str, str, str], _Place | None] = {}

    def row(self, index: int, row: tuple[str, ...]) -> None:
        """Judge one row."""
        judge, entrant, phase, item, aspect, attempt, value, comment = row
        judge_known = self._known.judges is None or judge in self._known.judges
        if not judge_known:
            self._fails(index, "judge", "dangling-judge", judge)
        trade = self._trade_of.get(entrant)
        if trade is None:
            self._fails(index, "entrant", "dangling-entrant", entrant)
            return
        plan = self._known.plans.get(trade)
        if plan is None:
            return
        if phase not in plan.aspects:
            self._fails(index, "phase", "dangling-phase", phase, phase=phase, trade=trade)
            return
        place = self._place(plan, trade, phase, aspect)
        if place is None:
            self._fails(index, "aspect", "dangling-aspect", aspect, phase=phase, trade=trade)
            return
        if not self._has_entered(plan, trade, phase, entrant):
            self._fails(index, "phase", "mark-for-other-phase", f"{entrant} · {phase}", entrant=entrant, phase=phase)
        if not place.shows(self._known, entrant, item):
            shown = f"{entrant} · {phase} · {item}" if place.criterion.items else f"{phase} · {aspect} · {item}"
            self._fails(index, "item", "dangling-item", shown, entrant=entrant, phase=phase)
            return
        if attempt.isdecimal() and int(attempt) > place.aspect.attempts.count:
            self._fails(index, "attempt", "unknown-attempt", f"{aspect} · {attempt}", attempt=attempt)
        if value and "value" not in self._table.unknown:
            for problem in place.wrong(entrant, item, value):
                if (index, "value") not in self._table.flagged:
                    self._findings.add(
                        self._table.file.name, self._table.lines[index], "value", problem.code, **problem.facts
                    )
            if not comment and needs_words(place.aspect, value):
                self._wants(index, "comment-missing", value=value, aspect=aspect)
        if len(comment) > LONGEST:
            self._wants(index, "comment-too-long", most=str(LONGEST))
        seats = place.seats(entrant, item) if self._known.seated else ()
        if self._known.seated and plan.recused(judge, entrant, place.panel):
            self._fails(index, "judge", "interest-declared", f"{judge} · {entrant}", judge=judge, entrant=entrant)
        elif seats and judge_known and judge not in seats:
            shown = f"{judge} · {phase} · {place.panel} · {item}"
            facts = {"judge": judge, "aspect": aspect, "phase": phase, "panel": place.panel}
            self._fails(index, "judge", "mark-without-seat", shown, **facts)

    def _fails(self, index: int, column: str, code: str, value: str, **facts: str) -> None:
        if (index, column) not in self._table.flagged:
            self._findings.refers(self._table.file.name, self._table.lines[index], column, code, value, **facts)

    def _wants(self, index: int, code: str, **facts: str) -> None:
        if (index, "comment") not in self._table.flagged:
            self._findings.add(self._table.file.name, self._table.lines[index], "comment", code, **facts)

    def _place(self, plan: Plan, trade: str, phase: str, aspect: str) -> _Place | None:
        key = (trade, phase, aspect)
        if key not in self._places:
            found = plan.aspects[phase].get(aspect)
            self._places[key] = None if found is None else _Place(plan, phase, found[1], found[2])
        return self._places[key]

    def _has_entered(self, plan: Plan, trade: str, phase: str, entrant: str) -> bool:
        """False where advanced.csv says who went on to the phase, and the entrant did not."""
        if plan.scheme.phase[phase].entry is None:
            return True
        entered = None if self._known.entered is None else self._known.entered.get((trade, phase))
        return entered is None or entrant in entered

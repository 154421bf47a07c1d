"""Between the files: whatever a row names must exist, and fit where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from competition.intake.files.columns import STATUSES, is_number
from competition.intake.files.tables import Row, Table
from competition.intake.interests import interests
from competition.intake.judging.known import Known
from competition.intake.problems import Findings
from scoring.nodes import RESERVED, TOTAL, Scheme
from scoring.numbers import parse
from scoring.recusals import reserves_for, sits
from scoring.standings.prizes import WORTH


class Rows:
    """The rows of one table, and a way to say what a value of theirs fails to name."""

    def __init__(self, table: Table, known: Known, findings: Findings) -> None:
        self.table = table
        self.known = known
        self.findings = findings
        self.index = 0

    def __iter__(self) -> Iterator[Row]:
        for index, row in enumerate(self.table.rows):
            self.index = index
            yield row

    def fails(self, column: str, code: str, value: str, **facts: str) -> None:
        """The row's value names nothing; not said where it is already said to be wrong or was never read."""
        if value and self.judged(column):
            self.findings.refers(self.table.file.name, self.table.lines[self.index], column, code, value, **facts)

    def wrong(self, column: str, code: str, **facts: str) -> None:
        """The row's own value is wrong."""
        if self.judged(column):
            self.findings.add(self.table.file.name, self.table.lines[self.index], column, code, **facts)

    def judged(self, column: str) -> bool:
        """True where the row's value was read and is not yet said to be wrong."""
        return column not in self.table.unknown and (self.index, column) not in self.table.flagged

    def scheme(self, trade: str) -> Scheme | None:
        """The scheme of the row's trade, said where there is no such trade."""
        if self.known.trades is not None and trade not in self.known.trades:
            self.fails("trade", "dangling-trade", trade)
        plan = self.known.plans.get(trade)
        return None if plan is None else plan.scheme

    def phase(self, scheme: Scheme | None, trade: str, phase: str) -> bool:
        """True where the trade's scheme has the phase, or "" is given; said where it has not."""
        if scheme is not None and phase and phase not in scheme.phase:
            self.fails("phase", "dangling-phase", phase, phase=phase, trade=trade)
            return False
        return True

    def entrant(self, trade: str, entrant: str) -> None:
        """Say an entrant that is none, or of another trade."""
        of = self.known.trade_of
        if of is None:
            return
        if entrant not in of:
            self.fails("entrant", "dangling-entrant", entrant)
        elif trade and of[entrant] != trade and {trade, of[entrant]} <= (self.known.trades or {trade, of[entrant]}):
            self.fails("entrant", "other-trade", entrant, trade=trade, own=of[entrant])

    def judge(self, judge: str) -> None:
        """Say a judge that is none."""
        if self.known.judges is not None and judge not in self.known.judges:
            self.fails("judge", "dangling-judge", judge)


def judge(tables: Mapping[str, Table], known: Known, findings: Findings) -> None:
    """Judge every reference but those of marks.csv."""
    for name, judged in _JUDGES.items():
        judged(Rows(tables[name], known, findings))


def _entrants(rows: Rows) -> None:
    for trade, *_, team in rows:
        rows.scheme(trade)
        if rows.known.teams is not None and team not in rows.known.teams:
            rows.fails("team", "dangling-team", team)


def _members(rows: Rows) -> None:
    for entrant, person, _ in rows:
        rows.entrant("", entrant)
        if rows.known.persons is not None and person not in rows.known.persons:
            rows.fails("person", "dangling-person", person)


def _items(rows: Rows) -> None:
    for trade, phase, entrant, _, criterion, _, _, _, table, _ in rows:
        scheme = rows.scheme(trade)
        rows.entrant(trade, entrant)
        placed = rows.phase(scheme, trade, phase)
        if scheme is None:
            continue
        found = scheme.criterion.get(criterion)
        in_phase = not placed or not phase or (found is not None and found[0].id in scheme.phase[phase].modules)
        if found is None or not found[1].items or not in_phase:
            rows.fails("criterion", "dangling-criterion", criterion, trade=trade, phase=phase)
        if table and table not in scheme.tables:
            rows.fails("table", "dangling-table", table, table=table)


def _panels(rows: Rows) -> None:
    taken: dict[Row, list[tuple[str, str, int]]] = {}
    for trade, phase, panel, item, judge, _ in rows:
        line, others = rows.table.lines[rows.index], taken.setdefault((trade, panel, judge), [])
        for its_phase, its_item, first in others:
            same = (phase, item) == (its_phase, its_item)
            if not same and _meets(phase, its_phase) and _meets(item, its_item):
                rows.wrong("judge", "seat-twice", judge=judge, panel=panel, first=str(first))
                break
        others.append((phase, item, line))
        scheme = rows.scheme(trade)
        rows.phase(scheme, trade, phase)
        rows.judge(judge)
        if scheme is not None:
            named = {aspect.panel for _, _, aspect in scheme.aspect.values()}
            if panel not in named and "" not in named:
                rows.fails("panel", "dangling-panel", panel, panel=panel, trade=trade, panels=", ".join(sorted(named)))
        if item and rows.known.items is not None and item not in rows.known.item_ids.get(trade, ()):
            rows.fails("item", "dangling-item", item)


def _meets(one: str, other: str) -> bool:
    """True where two columns that are empty for all speak of the same thing."""
    return not one or not other or one == other


def _judges(rows: Rows) -> None:
    """Interests name people and entrants that there are."""
    for _, _, _, _, declared, _ in rows:
        for kind, of in interests(declared):
            if kind in ("family", "coach") and rows.known.persons is not None and of not in rows.known.persons:
                rows.fails("interests", "dangling-person", of)
            if kind == "entrant" and rows.known.trade_of is not None and of not in rows.known.trade_of:
                rows.fails("interests", "dangling-entrant", of)


def _recusals(rows: Rows) -> None:
    for trade, panel, judge, entrant, reserve in rows:
        rows.scheme(trade)
        rows.entrant(trade, entrant)
        plan = rows.known.plans.get(trade)
        if plan is None or not rows.known.seated:
            continue
        others = [each for each in plan.recusals if each[:3] != (judge, entrant, panel)]
        if not sits(plan.all_seats, plan.reserves, judge, panel):
            rows.fails("judge", "not-on-panel", judge, judge=judge, panel=panel)
        elif reserve not in ("", *reserves_for(plan.all_seats, plan.reserves, others, judge, entrant, panel)):
            rows.fails("reserve", "not-in-reserve", reserve, reserve=reserve, panel=panel, entrant=entrant)


def _advanced(rows: Rows) -> None:
    for trade, phase, entrant in rows:
        scheme = rows.scheme(trade)
        rows.entrant(trade, entrant)
        if not rows.phase(scheme, trade, phase) or scheme is None or phase not in scheme.phase:
            continue
        entry = scheme.phase[phase].entry
        if entry is None:
            rows.fails("phase", "phase-without-cut", phase, trade=trade)
            continue
        before = scheme.phase[entry.source]
        if before.entry is not None and before.entry.cut is None and rows.known.entered is not None:
            entered = rows.known.entered.get((trade, before.id), frozenset())
            known = rows.known.trade_of is None or rows.known.trade_of.get(entrant) == trade
            if known and entrant not in entered:
                rows.wrong("entrant", "not-in-phase-before", value=entrant, phase=phase, before=before.id)


def _adjustments(rows: Rows) -> None:
    for trade, phase, entrant, item, figure, adjustment, value, _ in rows:
        scheme = rows.scheme(trade)
        rows.entrant(trade, entrant)
        placed = rows.phase(scheme, trade, phase)
        if not phase and adjustment != "dsq":
            rows.wrong("phase", "empty-value", value="")
        if not rows.judged("adjustment"):
            continue
        if adjustment in STATUSES:
            for column, stated in (("value", value), ("item", item), ("figure", "" if figure == TOTAL else figure)):
                if stated:
                    rows.wrong(column, "unwanted-value", value=stated, adjustment=adjustment)
            continue
        if not value:
            rows.wrong("value", "empty-value", value="")
        elif (number := parse(value)) is not None and number <= 0:
            rows.wrong("value", "not-positive", value=value)
        if scheme is not None and placed and phase:
            _figure(rows, scheme, phase, figure or TOTAL, entrant, item, adjusts=True)


def _decisions(rows: Rows) -> None:
    for trade, phase, entrants, _ in rows:
        scheme = rows.scheme(trade)
        rows.phase(scheme, trade, phase)
        if rows.known.trade_of is not None and rows.judged("entrants"):
            for entrant in entrants.split():
                if rows.known.trade_of.get(entrant) != trade:
                    rows.fails("entrants", "dangling-entrant", entrant)


MEDAL = "place:medal"
TEAMS = ("team:place", "team:total")
BESIDE = (MEDAL, "total:scale", "place:best", "place:worst")
"""Figures that are no node's: of a team, and beside the standing."""

_TOLD = re.compile(r"(counted|attempt:[1-9][0-9]?|counted:attempt:[1-9][0-9]?)")
"""What stands before the aspect where a figure is told by judge or by attempt."""


def _expected(rows: Rows) -> None:
    for trade, phase, entrant, item, judge, figure, value in rows:
        if value and figure == MEDAL:
            if value not in WORTH:
                rows.wrong("value", "unknown-choice", value=value, choices=", ".join(WORTH))
        elif figure != "advanced" and value and not is_number(value):
            rows.wrong("value", "bad-number", value=value)
        if trade in rows.known.prizes:
            if figure not in (TOTAL, "place"):
                rows.fails("figure", "dangling-figure", figure, figure=figure, phase=phase)
            continue
        scheme = rows.scheme(trade)
        if figure in TEAMS:
            continue
        rows.entrant(trade, entrant)
        placed = rows.phase(scheme, trade, phase)
        if judge:
            rows.judge(judge)
        if figure in RESERVED - {TOTAL} or figure in BESIDE:
            continue
        if not phase:
            rows.wrong("phase", "empty-value", value="")
        elif scheme is not None and placed:
            _figure(rows, scheme, phase, figure, entrant, item)


def _figure(
    rows: Rows, scheme: Scheme, phase: str, figure: str, entrant: str, item: str, *, adjusts: bool = False
) -> None:
    """Say a figure that the phase has not, and an item that the entrant does not show under it. adjusts: aspects and
    criteria with items as a whole take no adjustment."""
    told, _, node = figure.rpartition(":")
    criteria = {
        criterion.id: criterion
        for module in (scheme.module[each] for each in scheme.phase[phase].modules)
        for criterion in module.criteria
    }
    aspects = {aspect.id: criterion for criterion in criteria.values() for aspect in criterion.aspects}
    criterion = criteria.get(node) or aspects.get(node)
    known = node in {TOTAL, *scheme.phase[phase].modules, *criteria, *aspects}
    if told:
        known = node in aspects and _TOLD.fullmatch(told) is not None
    whole = criterion is not None and criterion.items and not item
    if not known or (adjusts and (figure in aspects or whole)):
        rows.fails("figure", "dangling-figure", figure, figure=figure, phase=phase)
    elif item and rows.known.items is not None:
        shown = rows.known.items.get((phase, entrant, item))
        if criterion is None or not criterion.items or shown is None or shown not in ("", criterion.id):
            rows.fails("item", "dangling-item", item, phase=phase)


_JUDGES = {
    "entrants.csv": _entrants,
    "members.csv": _members,
    "items.csv": _items,
    "judges.csv": _judges,
    "panels.csv": _panels,
    "recusals.csv": _recusals,
    "advanced.csv": _advanced,
    "adjustments.csv": _adjustments,
    "decisions.csv": _decisions,
    "expected.csv": _expected,
}

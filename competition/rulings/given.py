"""Results that the office gives for a seat of its own: every row judged before any is recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from competition.rulings.finding import Who, find
from competition.rulings.pasting import Row, seconds
from competition.rulings.subjects import tried
from scoring.checks import check
from scoring.facts import Cell, MarkGiven
from scoring.nodes import Aspect
from scoring.problems import Problem
from scoring.state import Place, State, Trade


class Seat(NamedTuple):
    """Where results belong. aspect: the node itself. attempt: 0 where there is but one. asked, given: marks of the
    judge here, of entrants who are not out."""

    trade: str
    phase: str
    aspect: Aspect
    attempt: int
    judge: str
    asked: int
    given: int


class Result(NamedTuple):
    """What becomes of one row. status: `new`, `revised` (another value was there: `before`), `same` (this value is
    there already) or `refused`. fact: None where the row does not even name a cell."""

    row: Row
    who: Who | None
    status: str
    before: str
    fact: MarkGiven | None
    problems: tuple[Problem, ...]


def seats(state: State, offices: Collection[str]) -> list[Seat]:
    """Places where the office gives the marks, trade by trade, in the scheme's order; only where entrants are and no
    items part them."""
    found = []
    for trade in state.trades.values():
        for phase in trade.plan.phases:
            entered = trade.phases[phase.id].entered
            for _, criterion, aspect in trade.plan.aspects[phase.id].values():
                if not entered or criterion.items:
                    continue
                for attempt in range(1, aspect.attempts.count + 1):
                    place, which = (aspect.id, "", attempt), tried(aspect, attempt)
                    found += [
                        Seat(trade.id, phase.id, aspect, which, judge, *_counts(trade, phase.id, place, judge))
                        for judge in trade.plan.seats(phase.id, aspect, "", "")
                        if judge in offices
                    ]
    return found


def _counts(trade: Trade, phase: str, place: Place, judge: str) -> tuple[int, int]:
    asked = given = 0
    for entrant in trade.index:
        if trade.takes_part(entrant, phase) and not trade.status_of(entrant, phase):
            asked += 1
            panel = trade.performances[entrant, phase].panels.get(place)
            given += panel is not None and judge in panel.seqs
    return asked, given


def judged(state: State, seat: Seat, rows: Sequence[Row], roster: Mapping[str, Any]) -> list[Result]:
    """Every row with what would become of it, all problems at once."""
    trade = state.trades[seat.trade]
    if seat.aspect.measure == "time":
        rows = [row._replace(value=seconds(row.value)) for row in rows]
    codes = {entrant: code for code, entrant in (trade.codes or {}).items()}
    named = [(row, find(roster, codes.get(row.who, row.who), seat.trade)) for row in rows]
    times = Counter(found[0].entrant for _, found in named if len(found) == 1)
    return [_result(state, trade, seat, row, found, times) for row, found in named]


def _result(state: State, trade: Trade, seat: Seat, row: Row, found: Sequence[Who], times: Mapping[str, int]) -> Result:
    if len(found) != 1:
        code = "number-not-unique" if found else "sealed-by-number" if trade.sealed else "unknown-number"
        problem = Problem(code, str(row.line), {"who": row.who[:80], "count": str(len(found))})
        return Result(row, None, "refused", "", None, (problem,))
    entrant = found[0].entrant
    cell = Cell(seat.judge, entrant, seat.phase, "", seat.aspect.id, seat.attempt or 1)
    performance = trade.performances.get((entrant, seat.phase))
    panel = None if performance is None else performance.panels.get((seat.aspect.id, "", cell.attempt))
    mark = None if panel is None else panel.mark(seat.judge)
    before = "" if mark is None else mark.value
    fact = MarkGiven(cell, row.value, 0 if mark is None else mark.seq)
    problems: list[Problem] = []
    if times[entrant] > 1:
        problems.append(Problem("pasted-twice", str(row.line), {"who": row.who[:80], "times": str(times[entrant])}))
    if before == row.value and not problems:
        return Result(row, found[0], "same", before, None, ())
    verdict = check(state, fact)
    problems += [Problem(each.code, str(row.line), each.facts) for each in verdict.problems]
    if verdict.status == "held":
        problems.append(Problem("result-too-late", str(row.line), {"who": row.who[:80]}))
    status = "refused" if problems else "revised" if mark is not None else "new"
    return Result(row, found[0], status, before, fact, tuple(problems))

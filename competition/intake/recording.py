"""What recording a package means: its facts in an order that every check accepts, and a rehearsal of it.

Phase by phase, over all trades: who went on to the phase; those out of it who have no mark there; its marks; its
adjustments. Within that, rows keep the order of their file. Where a scheme computes a cut and the package does not
state who went on, they go on as soon as every mark of the phase before is in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from competition.intake.files.columns import STATUSES
from competition.intake.package import Adjustment, Mark, Package
from competition.intake.problems import Findings
from scoring import engine
from scoring.checks import check, computed_cut, owes
from scoring.facts import (
    Adjusted,
    Cell,
    EntrantsAdvanced,
    Fact,
    Line,
    MarkGiven,
    StreamOpened,
    TradeOpened,
    digest,
)
from scoring.nodes import TOTAL, Phase
from scoring.state import State, Trade

IMPORTER = "organiser.import"
"""Who states what an import records, marks apart."""

CUT_KEY = "import-cut"
"""Begins the keys of those who went on by a computed cut that the package did not state."""

_BEFORE, _ADVANCED, _OUT, _MARKS, _AFTER = range(5)


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact to record. actor: account id. key: the same for the same package, so that recording again adds nothing.
    file, row: where it comes from, row counted from 0 in the package's own order; "" and 0 for what is computed."""

    fact: Fact
    actor: str
    key: str
    file: str = ""
    row: int = 0


def marked(marks: Iterable[Mark]) -> Mapping[str, set[str]]:
    """Phases in which each entrant has marks."""
    phases: dict[str, set[str]] = {}
    for mark in marks:
        phases.setdefault(mark.entrant, set()).add(mark.phase)
    return phases


def place_of(
    depths: Mapping[str, Mapping[str, int]], trade_of: Mapping[str, str], marked: Mapping[str, set[str]]
) -> Callable[[Adjustment], tuple[int, int]]:
    """Where an adjustment stands in the order: (depth of the phase, part). depths: of phases by trade. marked: phases
    in which each entrant has marks. A disqualification from the whole trade follows the last phase with marks."""

    def place(row: Adjustment) -> tuple[int, int]:
        own = depths[trade_of[row.entrant]]
        phases = marked.get(row.entrant, set())
        depth = own[row.phase] if row.phase else max((own[phase] for phase in phases), default=0)
        has_marks = any(own[phase] == depth for phase in phases)
        return depth, _AFTER if has_marks or row.adjustment not in STATUSES else _OUT

    return place


def opened(package: Package) -> Iterator[Entry]:
    """The trades, opened in the contest's order."""
    for position, (trade, scheme, items) in enumerate(package.contents(), 1):
        fact = TradeOpened(trade, digest(scheme), digest(items), package.roster(trade), package.seats(trade))
        yield Entry(fact, IMPORTER, f"import-trade-{position:06}")


def stated(package: Package, state: State) -> Iterator[Entry]:
    """Everything after the trades' opening. state: the fold of what was yielded so far, kept by the caller: whoever
    goes on by a computed cut is read from it."""
    depths = {
        trade: {phase.id: depth for depth, phase in enumerate(scheme.phases)}
        for trade, scheme in package.schemes.items()
    }
    trade_of = package.trade_of()
    place = place_of(depths, trade_of, marked(package.marks))
    parts: dict[tuple[int, int], list[tuple[str, int]]] = {}
    for row, adjustment in enumerate(package.adjustments):
        parts.setdefault(place(adjustment), []).append(("adjustments.csv", row))
    for row, mark in enumerate(package.marks):
        depth = depths[trade_of[mark.entrant]][mark.phase]
        parts.setdefault((depth, _MARKS), []).append(("marks.csv", row))
    advanced: dict[tuple[str, str], list[int]] = {}
    for row, entry in enumerate(package.advanced):
        advanced.setdefault((entry.trade, entry.phase), []).append(row)
    for depth in range(max((len(scheme.phases) for scheme in package.schemes.values()), default=0)):
        for trade in package.contest.trades:
            phases = package.schemes[trade.id].phases
            if depth < len(phases):
                yield from _advance(package, state.trades[trade.id], phases[depth], advanced)
        for part in (_OUT, _MARKS, _AFTER):
            for file, row in parts.get((depth, part), ()):
                yield _mark(package, row) if file == "marks.csv" else _adjusted(package, row)


def _advance(
    package: Package, trade: Trade, phase: Phase, advanced: Mapping[tuple[str, str], list[int]]
) -> Iterator[Entry]:
    rows = advanced.get((trade.id, phase.id))
    if rows:
        entrants = tuple(package.advanced[row].entrant for row in rows)
        key = f"import-advanced-{rows[0] + 1:06}"
        yield Entry(EntrantsAdvanced(trade.id, phase.id, entrants), IMPORTER, key, "advanced.csv", rows[0])
    elif phase.entry is not None and phase.entry.cut is not None and _complete(trade, phase.entry.source):
        through = computed_cut(trade, phase.id)
        entrants = tuple(entrant for entrant in trade.index if entrant in through)
        if entrants:
            key = f"{CUT_KEY}-{trade.plan.depth[phase.id]}-{_position(package, trade.id):06}"
            yield Entry(EntrantsAdvanced(trade.id, phase.id, entrants), IMPORTER, key)


def _complete(trade: Trade, phase: str) -> bool:
    """True where everyone in the phase has all she is owed, and anyone has anything."""
    here = [entrant for entrant in trade.index if trade.takes_part(entrant, phase)]
    return bool(here) and not any(owes(trade, entrant, phase) for entrant in here)


def _position(package: Package, trade: str) -> int:
    return [each.id for each in package.contest.trades].index(trade) + 1


def _mark(package: Package, row: int) -> Entry:
    mark = package.marks[row]
    cell = Cell(mark.judge, mark.entrant, mark.phase, mark.item, mark.aspect, mark.attempt)
    return Entry(MarkGiven(cell, mark.value), f"judge.{mark.judge}", f"import-marks-{row + 1:06}", "marks.csv", row)


def _adjusted(package: Package, row: int) -> Entry:
    each = package.adjustments[row]
    fact = Adjusted(each.entrant, each.phase, each.figure or TOTAL, each.item, each.adjustment, each.value, each.reason)
    return Entry(fact, IMPORTER, f"import-adjustments-{row + 1:06}", "adjustments.csv", row)


def facts(package: Package) -> Iterator[Entry]:
    """Every fact of the package, trades first, as an event's stream takes them after its own first line."""
    state, contents = _begun(package)
    for entry in opened(package):
        _take(state, contents, entry)
        yield entry
    for entry in stated(package, state):
        _take(state, contents, entry)
        yield entry


def rehearse(package: Package, findings: Findings) -> State:
    """Record the package into nothing: what a check refuses is said at the row that states it. Returns the fold of
    all that was accepted."""
    state, contents = _begun(package)
    for entry in opened(package):
        _try(package, state, contents, entry, findings)
    for entry in stated(package, state):
        _try(package, state, contents, entry, findings)
    return state


def _begun(package: Package) -> tuple[State, dict[str, str]]:
    state = State(package.contest.event)
    contents = {digest(text): text for _, *texts in package.contents() for text in texts}
    engine.apply(state, Line(1, _AT, "system", "open", StreamOpened(package.contest.event, "event")), contents)
    return state, contents


_AT = "1970-01-01T00:00:00.000000Z"
"""A rehearsal happens at no time; no rule reads it."""


def _take(state: State, contents: Mapping[str, str], entry: Entry) -> None:
    engine.apply(state, Line(state.seq + 1, _AT, entry.actor, entry.key, entry.fact), contents)


def _try(package: Package, state: State, contents: Mapping[str, str], entry: Entry, findings: Findings) -> None:
    verdict = check(state, entry.fact)
    if verdict.status == "accepted":
        _take(state, contents, entry)
        return
    line = package.lines[entry.file][entry.row] if entry.file else 0
    for problem in verdict.problems:
        code = "mark-for-other-phase" if (entry.file, problem.code) == ("marks.csv", "not-in-phase") else problem.code
        findings.add(entry.file, line, problem.where if entry.file else "", code, **problem.facts)

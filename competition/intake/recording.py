"""What recording a package means: its facts in an order that every check accepts, and a rehearsal of it.

Phase by phase, over all trades: who went on to the phase; those out of it who have no mark there; its marks; its
adjustments; ties of it that were decided. Within that, rows keep the order of their file. Where a scheme computes a cut
and the package does not state who went on, they go on as soon as every mark of the phase before is in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import NamedTuple

from competition.intake.files.columns import STATUSES
from competition.intake.package import Adjustment, Mark, Package
from competition.intake.problems import Findings, PackageProblem
from scoring import engine
from scoring.checks import check, computed_cut, owes
from scoring.facts import (
    EXCUSES,
    Adjusted,
    Cell,
    EntrantsAdvanced,
    Fact,
    MarkGiven,
    PrizeOpened,
    StreamOpened,
    TradeOpened,
)
from scoring.lines import Line, digest
from scoring.nodes import TOTAL, Phase
from scoring.problems import Problem
from scoring.procedure.terms import terms_text
from scoring.standings.prizes import prize_text
from scoring.state import State, Trade
from scoring.steps import TieDecided

IMPORTER = "organiser.import"
"""Who states what an import records, marks apart."""

CUT_KEY = "import-cut"
"""Begins the keys of those who went on by a computed cut that the package did not state."""

Through = Callable[[str, str], tuple[str, ...]]
"""(trade, phase) → who goes on."""

_OUT, _MARKS, _AFTER, _DECIDED = range(4)
"""Parts of a phase, in order."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact to record. actor: account id. key: the same for the same package, so that recording again adds nothing.
    file, row: where it comes from, row counted from 0 in the package's own order; "" and 0 for what is computed.
    contents: texts that the fact names, by digest. words: that explain a mark; its fact does not name them yet."""

    fact: Fact
    actor: str
    key: str
    file: str = ""
    row: int = 0
    contents: Mapping[str, str] = field(default_factory=dict)
    words: str = ""


class Marked(NamedTuple):
    """By entrant, the phases in which she has marks, and those in which one of them is no excuse: she did start."""

    phases: Mapping[str, set[str]]
    started: Mapping[str, set[str]]


def marked(marks: Iterable[Mark]) -> Marked:
    """Phases in which each entrant has marks."""
    phases: dict[str, set[str]] = {}
    started: dict[str, set[str]] = {}
    for mark in marks:
        phases.setdefault(mark.entrant, set()).add(mark.phase)
        if mark.value not in EXCUSES:
            started.setdefault(mark.entrant, set()).add(mark.phase)
    return Marked(phases, started)


def place_of(
    depths: Mapping[str, Mapping[str, int]], trade_of: Mapping[str, str], marked: Marked
) -> Callable[[Adjustment], tuple[int, int]]:
    """Where an adjustment stands in the order: (depth of the phase, part). depths: of phases by trade. A
    disqualification from the whole trade follows the last phase with marks; that somebody did not start comes before
    marks that say she did, which are refused."""

    def place(row: Adjustment) -> tuple[int, int]:
        own = depths[trade_of[row.entrant]]
        phases = marked.phases.get(row.entrant, set())
        if row.adjustment == "dns" and row.phase in marked.started.get(row.entrant, ()):
            return own[row.phase], _OUT
        depth = own[row.phase] if row.phase else max((own[phase] for phase in phases), default=0)
        has_marks = any(own[phase] == depth for phase in phases)
        return depth, _AFTER if has_marks or row.adjustment not in STATUSES else _OUT

    return place


def opened(package: Package, drawn: Mapping[str, Iterable[str]] | None = None) -> Iterator[Entry]:
    """The trades, opened in the contest's order, then the overall prizes of which every trade is; each with contents
    that its fact names. drawn: codes of blind trades in running order; one whose codes are not drawn is passed over. A
    blind roster is codes without groups and recusals, which would tell too much; awards take the groups from the
    catalogue once the codes are unsealed."""
    blind = {trade.id for trade in package.contest.trades if trade.blind}
    opened: set[str] = set()
    for position, (trade, scheme, items) in enumerate(package.contents(), 1):
        roster = package.roster(trade)
        if trade in blind:
            roster = tuple((code, "") for code in (drawn or {}).get(trade, ()))
        if roster:
            opened.add(trade)
            yield _opening(package, trade, (scheme, items), roster, f"import-trade-{position:06}")
    for position, prize in enumerate(package.contest.overall, 1):
        if opened.issuperset(prize.trades):
            text = prize_text(prize)
            fact = PrizeOpened(prize.id, digest(text), prize.trades)
            yield Entry(fact, IMPORTER, f"import-prize-{position:06}", contents={digest(text): text})


def sealed(package: Package) -> list[PackageProblem]:
    """Blind trades of which the package states what happened: it would have to name codes that are not drawn."""
    trade_of = package.trade_of()
    stated = {trade_of[mark.entrant] for mark in package.marks}
    stated |= {each.trade for each in package.advanced} | {each.trade for each in package.adjustments}
    stated |= {each.trade for each in package.decisions} | {each.trade for each in package.recused}
    return [
        PackageProblem("contest.toml", 0, f"trades[{trade.id}].blind", "blind-with-marks", {"trade": trade.id})
        for trade in package.contest.trades
        if trade.blind and trade.id in stated
    ]


def _opening(
    package: Package, trade: str, texts: tuple[str, str], roster: tuple[tuple[str, str], ...], key: str
) -> Entry:
    policy, terms = package.policy, package.terms(trade)
    scheme, items, pinned = *texts, "" if policy is None else policy.text
    stated = "" if terms is None else terms_text(terms)
    named = [digest(text) if text else "" for text in (scheme, items, pinned, stated)]
    seats, reserves, teams = package.seats(trade), package.reserves(trade), package.team_of(trade)
    recused = tuple(each.recusal for each in package.recusals(trade))
    fact = TradeOpened(trade, named[0], named[1], roster, seats, named[2], named[3], teams, reserves, recused)
    contents = {digest(text): text for text in (scheme, items, pinned, stated) if text}
    return Entry(fact, IMPORTER, key, contents=contents)


def stated(package: Package, through: Through) -> Iterator[Entry]:
    """Everything after the trades' opening. through: asked, when its turn has come, who goes on to a phase whose cut is
    computed and not stated."""
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
    for row, decision in enumerate(package.decisions):
        depth = depths[decision.trade][decision.phase]
        parts.setdefault((depth, _DECIDED), []).append(("decisions.csv", row))
    advanced: dict[tuple[str, str], list[int]] = {}
    for row, entry in enumerate(package.advanced):
        advanced.setdefault((entry.trade, entry.phase), []).append(row)
    for depth in range(max((len(scheme.phases) for scheme in package.schemes.values()), default=0)):
        for trade in package.contest.trades:
            phases = package.schemes[trade.id].phases
            if depth < len(phases):
                yield from _advance(package, trade.id, phases[depth], advanced, through)
        for part in (_OUT, _MARKS, _AFTER, _DECIDED):
            for file, row in parts.get((depth, part), ()):
                yield _STATED[file](package, row)


def _advance(
    package: Package, trade: str, phase: Phase, advanced: Mapping[tuple[str, str], list[int]], through: Through
) -> Iterator[Entry]:
    rows = advanced.get((trade, phase.id))
    if rows:
        entrants = tuple(package.advanced[row].entrant for row in rows)
        key = f"import-advanced-{rows[0] + 1:06}"
        yield Entry(EntrantsAdvanced(trade, phase.id, entrants), IMPORTER, key, "advanced.csv", rows[0])
    elif phase.entry is not None and phase.entry.cut is not None and (entrants := through(trade, phase.id)):
        key = f"{CUT_KEY}-{digest(f'{trade} {phase.id}')[:16]}"
        yield Entry(EntrantsAdvanced(trade, phase.id, entrants), IMPORTER, key)


def _mark(package: Package, row: int) -> Entry:
    mark = package.marks[row]
    cell = Cell(mark.judge, mark.entrant, mark.phase, mark.item, mark.aspect, mark.attempt)
    key = f"import-marks-{row + 1:06}"
    return Entry(MarkGiven(cell, mark.value), f"judge.{mark.judge}", key, "marks.csv", row, words=mark.comment)


def _adjusted(package: Package, row: int) -> Entry:
    each = package.adjustments[row]
    fact = Adjusted(each.entrant, each.phase, each.figure or TOTAL, each.item, each.adjustment, each.value, each.reason)
    return Entry(fact, IMPORTER, f"import-adjustments-{row + 1:06}", "adjustments.csv", row)


def _decided(package: Package, row: int) -> Entry:
    each = package.decisions[row]
    fact = TieDecided(each.trade, each.phase, tuple(each.entrants.split()), each.reason)
    return Entry(fact, IMPORTER, f"import-decisions-{row + 1:06}", "decisions.csv", row)


_STATED: Mapping[str, Callable[[Package, int], Entry]] = {
    "marks.csv": _mark,
    "adjustments.csv": _adjusted,
    "decisions.csv": _decided,
}
"""What a row states, by its file."""


def facts(package: Package) -> Iterator[Entry]:
    """Every fact of a package that `read` gave, trades first, as an event's stream takes them after its own first
    line."""
    yield from opened(package)
    yield from stated(package, lambda trade, phase: package.cuts.get((trade, phase), ()))


def cuts(package: Package, state: State) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Who went on by a computed cut in a rehearsal, by (trade, phase), where the package does not state it."""
    given = {(each.trade, each.phase) for each in package.advanced}
    return {
        (trade.id, phase.id): tuple(entrant for entrant in trade.index if trade.takes_part(entrant, phase.id))
        for trade in state.trades.values()
        for phase in trade.plan.phases
        if phase.entry is not None and (trade.id, phase.id) not in given
    }


def rehearse(package: Package, findings: Findings) -> State:
    """Record the package into nothing: what a check refuses is said at the row that states it. Returns the fold of
    all that was accepted."""
    state, contents = _begun(package)
    unentered: set[tuple[str, str]] = set()
    for entry in chain(_unsealed(package), stated(package, lambda trade, phase: _through(state.trades[trade], phase))):
        verdict = check(state, _explained(entry))
        if verdict.status == "accepted":
            _take(state, contents, entry)
            continue
        if isinstance(entry.fact, EntrantsAdvanced):
            unentered.add((entry.fact.trade, entry.fact.phase))
        for found in verdict.problems:
            problem: Problem | None = found
            if found.code == "not-in-phase" and not isinstance(entry.fact, EntrantsAdvanced):
                problem = _not_in_phase(state, entry, found, unentered)
            if problem is not None:
                line = package.lines[entry.file][entry.row] if entry.file else 0
                column = _COLUMNS.get((entry.file, problem.where), problem.where)
                findings.add(entry.file, line, column, problem.code, **problem.facts)
    return state


def _explained(entry: Entry) -> Fact:
    """The fact as if its words were kept: a rehearsal keeps none."""
    fact = entry.fact
    return replace(fact, comment=digest(entry.words)) if entry.words and isinstance(fact, MarkGiven) else fact


_COLUMNS = {("advanced.csv", "entrants"): "entrant"}
"""Columns that bear another name than the part of the fact that they state."""


def _not_in_phase(state: State, entry: Entry, problem: Problem, unentered: set[tuple[str, str]]) -> Problem | None:
    """What to say of a mark or adjustment in a phase that its entrant is not in. Where nobody could go on to the phase
    that is the problem, said once."""
    trade = state.trade_of[entry.fact.cell.entrant if isinstance(entry.fact, MarkGiven) else problem.facts["entrant"]]
    phase = trade.plan.scheme.phase[problem.facts["phase"]]
    if (trade.id, phase.id) in unentered:
        return None
    if trade.phases[phase.id].entered is None and phase.entry is not None:
        unentered.add((trade.id, phase.id))
        source = phase.entry.source
        owing = [each for each in trade.index if trade.takes_part(each, source) and owes(trade, each, source)]
        return Problem("phase-not-complete", "phase", {"phase": source, "entrants": ", ".join(owing[:10])})
    return replace(problem, code="mark-for-other-phase") if isinstance(entry.fact, MarkGiven) else problem


def _through(trade: Trade, phase: str) -> tuple[str, ...]:
    """Who goes on as soon as every mark of the phase before is in, in running order; nobody before that."""
    entry = trade.plan.scheme.phase[phase].entry
    assert entry is not None
    here = [entrant for entrant in trade.index if trade.takes_part(entrant, entry.source)]
    if not here or any(owes(trade, entrant, entry.source) for entrant in here):
        return ()
    chosen = computed_cut(trade, phase)
    return tuple(entrant for entrant in here if entrant in chosen)


def _unsealed(package: Package) -> Iterator[Entry]:
    """As `opened`, blind trades under their entrants, without layers of codes: nobody has to be kept from a
    rehearsal."""
    rosters = {trade.id: [entrant for entrant, _ in package.roster(trade.id)] for trade in package.contest.trades}
    trades = tuple(replace(trade, layers=()) for trade in package.contest.trades)
    return opened(replace(package, contest=replace(package.contest, trades=trades)), rosters)


def _begun(package: Package) -> tuple[State, dict[str, str]]:
    state = State(package.contest.event)
    contents = {digest: text for entry in _unsealed(package) for digest, text in entry.contents.items()}
    engine.apply(state, Line(1, _AT, "system", "open", StreamOpened(package.contest.event, "event")), contents)
    return state, contents


_AT = "1970-01-01T00:00:00.000000Z"
"""A rehearsal happens at no time; no rule reads it."""


def _take(state: State, contents: Mapping[str, str], entry: Entry) -> None:
    engine.apply(state, Line(state.seq + 1, _AT, entry.actor, entry.key, entry.fact), contents)

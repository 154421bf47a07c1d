"""Scripts at random: moves that a field interprets as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from hypothesis import strategies as st

from scoring import sheets
from scoring.boards.board import table_digest
from scoring.checks import check, computed_cut
from scoring.facts import (
    EXCUSES,
    Adjusted,
    ClockJumped,
    EntrantsAdvanced,
    Fact,
    Finalised,
    Frozen,
    MarkGiven,
    PanelClosed,
    Revealed,
    SheetSigned,
    Thawed,
)
from scoring.nodes import TOTAL
from scoring.panels import RULES
from scoring.procedure.revealing import shown_of
from scoring.procedure.seconds import change_text
from scoring.procedure.signing import module_digest, unsigned_sheets
from scoring.state import Trade
from scoring.steps import (
    Approved,
    DeliberationRecorded,
    HeldSetAside,
    ModuleCountersigned,
    ModuleSigned,
    Proposed,
    ResultReopened,
    TieDecided,
    TimeGranted,
)
from tests.scoring.field import Contest
from tests.scoring.strategies.changes import agree, decide, lift, propose, recuse, reopen_spread
from tests.scoring.strategies.marks import cells, field_of, held_by, mark_for, value_for
from tests.scoring.strategies.settings import Setting

Move = tuple[int, int, int]
"""What happens, and two numbers that say to whom and how much."""


def moves(longest: int = 24) -> st.SearchStrategy[list[Move]]:
    """What happens, as numbers that `play` makes sense of."""
    move = st.tuples(st.integers(0, len(_KINDS) - 1), st.integers(0, 63), st.integers(0, 63))
    return st.lists(move, min_size=longest // 2, max_size=longest)


def begin(*settings: Setting) -> Contest:
    """Open a trade T, and a trade U where there is a second setting."""
    contest = Contest()
    for trade, setting in zip("TU", settings, strict=False):
        contest.open(
            setting.document,
            setting.entrants,
            setting.seats,
            items=setting.items,
            trade=trade,
            groups=setting.groups,
            reserves=setting.reserves,
            recusals=setting.recusals,
        )
    return contest


def play(contest: Contest, script: list[Move]) -> Iterator[Fact]:
    """Each fact that a move comes to, one by one, as the contest stands then; the caller records it or not."""
    for kind, a, b in script:
        trade = list(contest.state.trades.values())[a % len(contest.state.trades)]
        yield from _KINDS[kind](contest, trade, a, b)


def run(contest: Contest, script: list[Move]) -> Contest:
    """Play the whole script; what is refused leaves no line."""
    for number, fact in enumerate(play(contest, script)):
        contest.record(fact, tick=number % 2)
    return contest


def _nothing(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    """What a script shrinks to."""
    yield from ()


def _one_owed(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    owed = [cell for cell in cells(trade) if not held_by(trade, cell)]
    if owed:
        yield mark_for(trade, owed[a * 7 % len(owed)], b)


def _one_again(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    given = [cell for cell in cells(trade) if held_by(trade, cell)]
    if given:
        yield mark_for(trade, given[a * 7 % len(given)], b)


def _one_panel(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    owed = [cell for cell in cells(trade) if not held_by(trade, cell)]
    if owed:
        first = owed[a * 7 % len(owed)]
        for number, cell in enumerate(owed):
            if cell[1:] == first[1:]:
                yield mark_for(trade, cell, b + number % 2)


def _one_field(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    """Everybody's marks of one aspect that compares a field are given, or given anew: each judge's in one order."""
    compared = [cell for cell in cells(trade) if RULES[trade.plan.scheme.aspect[cell.aspect][2].rule].compare]
    if compared:
        first = compared[a * 7 % len(compared)]
        for cell in compared:
            if (cell.phase, cell.aspect) == (first.phase, first.aspect) and cell.entrant in field_of(trade, first):
                number = b if b % 13 != 12 else b + 1
                yield MarkGiven(cell, value_for(trade, cell, number), held_by(trade, cell))


def _taken_back(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    """A mark is withdrawn, and perhaps given again."""
    given = [cell for cell in cells(trade) if held_by(trade, cell)]
    if given:
        cell = given[a * 7 % len(given)]
        panel = trade.performances[cell.entrant, cell.phase].panels[cell.aspect, cell.item, cell.attempt]
        value = panel.values[cell.judge]
        yield MarkGiven(cell, EXCUSES[b % 3], held_by(trade, cell))
        if b % 4:
            yield MarkGiven(cell, value, held_by(trade, cell))


def _one_phase(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    phase = trade.plan.phases[a % len(trade.plan.phases)].id
    for number, cell in enumerate(cells(trade, phase)):
        if not held_by(trade, cell):
            yield mark_for(trade, cell, b + number * (b % 3))


def _everything(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    """Mark and advance to the end of the trade."""
    for depth in range(len(trade.plan.phases)):
        yield from _advance(contest, trade, 1, a)
        yield from _one_phase(contest, trade, depth, b)


def _advance(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    for phase in trade.plan.phases:
        if phase.entry is None or trade.phases[phase.id].entered is not None:
            continue
        source = trade.phases[phase.entry.source].entered
        if source is None:
            continue
        if phase.entry.cut is not None:
            entrants = tuple(sorted(computed_cut(trade, phase.id)))
        else:
            inside = [trade.roster[index][0] for index in sorted(source)]
            entrants = tuple(each for number, each in enumerate(inside) if (b >> number) & 1) or tuple(inside[:1])
        fact = EntrantsAdvanced(trade.id, phase.id, entrants)
        if check(contest.state, fact).status == "accepted" and a % 4:
            yield fact


def _adjust(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    entrant = trade.roster[b % len(trade.roster)][0]
    phase = trade.plan.phases[a % len(trade.plan.phases)]
    figures = [(TOTAL, "")]
    for module, criterion, _ in trade.plan.aspects[phase.id].values():
        figures.append((module.id, ""))
        figures.extend((criterion.id, item) for item in trade.plan.items_of(phase.id, entrant, criterion))
    figure, item = figures[b % len(figures)]
    kind, value = [("penalty", "2"), ("bonus", "0.5"), ("penalty", "0.333")][a % 3]
    yield Adjusted(entrant, phase.id, figure, item, kind, value, "rule-7")


def _out(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    entrant = trade.roster[b % len(trade.roster)][0]
    phase = trade.plan.phases[a % len(trade.plan.phases)].id
    kind = ("dns", "dnf", "dsq", "dsq")[b // 16]
    yield Adjusted(entrant, "" if b // 16 == 3 else phase, TOTAL, "", kind, "", "rule-9")


def _tie(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    """The chief judge decides each tie that a phase leaves to her, or one of them again."""
    for phase in trade.plan.phases:
        if trade.phases[phase.id].entered is None or all(step.by != "decision" for step in phase.ties):
            continue
        tied: dict[int, list[str]] = {}
        for standing in trade.standing(phase.id):
            if standing.rank is not None:
                tied.setdefault(standing.first, []).append(trade.roster[standing.entrant][0])
        for members in [each for each in tied.values() if len(each) > 1] + [
            list(each) for each in trade.ties_decided.get(phase.id, [])[: b % 2]
        ]:
            turned = members[b % len(members) :] + members[: b % len(members)]
            yield TieDecided(trade.id, phase.id, tuple(turned if a % 2 else turned[::-1]), "seen-again")


def _freeze(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    yield Frozen(trade.id, table_digest(trade)) if trade.kept is None else Thawed(trade.id)


def _reveal(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    """Some of those that a frozen trade has not shown yet."""
    if trade.kept is not None:
        waiting = [entrant for entrant in trade.index if entrant not in shown_of(trade)]
        entrants = tuple(each for number, each in enumerate(waiting) if (b >> number) & 1) or tuple(waiting[:1])
        if entrants:
            yield Revealed(trade.id, entrants, table_digest(trade))


def _sign(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    owed = cells(trade)
    if owed:
        cell = owed[a * 7 % len(owed)]
        pairs = sheets.sheet(contest.state, cell.judge, cell.entrant, cell.phase)
        yield SheetSigned(cell.judge, cell.entrant, cell.phase, sheets.sheet_digest(pairs))


def _close(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    if b % 4 == 0:
        yield PanelClosed(trade.id, trade.plan.phases[a % len(trade.plan.phases)].id, trade.plan.panels[-1])


def _finalise(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    if b % 4 == 0:
        yield Finalised(trade.id, table_digest(trade))


def _sign_phase(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    """Every sheet that is complete is signed, and then some module, by chief judge and supervisor."""
    phase = trade.plan.phases[a % len(trade.plan.phases)]
    for judge, entrant in unsigned_sheets(trade, phase.id):
        yield SheetSigned(
            judge, entrant, phase.id, sheets.sheet_digest(sheets.sheet(contest.state, judge, entrant, phase.id))
        )
    for module in phase.modules:
        yield ModuleSigned(trade.id, phase.id, module, module_digest(trade, phase.id, module))
        if b % 2:
            yield ModuleCountersigned(trade.id, phase.id, module, module_digest(trade, phase.id, module))


def _one_revoked(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    """A mark comes from a device that was revoked; sometimes it is set aside."""
    every = cells(trade)
    if every:
        yield replace(mark_for(trade, every[a % len(every)], b), held="device-revoked")
        if b % 4 == 0:
            yield HeldSetAside(contest.state.seq, "too-late")


def _one_late(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    """A whole sheet is marked and signed, then a mark comes late; sometimes it is set aside."""
    sheets_of = list(dict.fromkeys(cell[:3] for cell in cells(trade)))
    if sheets_of:
        judge, entrant, phase = sheets_of[a * 7 % len(sheets_of)]
        mine = list(sheets.cells(trade, judge, entrant, phase))
        for number, cell in enumerate(mine):
            if not held_by(trade, cell):
                yield mark_for(trade, cell, b + number)
        pairs = sheets.sheet(contest.state, judge, entrant, phase)
        yield SheetSigned(judge, entrant, phase, sheets.sheet_digest(pairs))
        yield mark_for(trade, mine[b % len(mine)], b + 1)
        if b % 4 == 0:
            yield HeldSetAside(contest.state.seq, "too-late")


def _reopen(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    """To the end and, mostly, back: the result is final, a mark comes late, the result is opened again."""
    yield from _everything(contest, trade, a, b)
    yield Finalised(trade.id, table_digest(trade))
    yield from _one_late(contest, trade, a, b)
    if trade.final and b % 4:
        yield Proposed(change_text(ResultReopened(trade.id)), "rule-7")
        yield Approved(contest.state.seq)


def _incident(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    for entrant, phase, aspect, item, attempt in list(trade.apart):
        yield DeliberationRecorded(entrant, phase, item, aspect, "0" * 64, attempt)
    yield TimeGranted(trade.roster[b % len(trade.roster)][0], trade.plan.phases[0].id, b, "power-cut")


def _nonsense(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    every = cells(trade)
    if every:
        yield MarkGiven(every[a % len(every)], ("NaN", "-0", "99", "2")[b % 4], b)
    yield ClockJumped("2026-05-01T07:00:00.000000Z")


_KINDS: list[Callable[[Contest, Trade, int, int], Iterator[Fact]]] = [
    _nothing,
    _one_owed,
    _one_owed,
    _one_panel,
    _one_panel,
    _one_panel,
    _one_again,
    _one_again,
    _one_again,
    _one_phase,
    _one_phase,
    _one_field,
    _one_field,
    _taken_back,
    _taken_back,
    _everything,
    _everything,
    _tie,
    _tie,
    _advance,
    _advance,
    _adjust,
    _adjust,
    _out,
    _freeze,
    _freeze,
    _reveal,
    _reveal,
    _sign,
    _close,
    _finalise,
    _sign_phase,
    _one_late,
    _one_late,
    _one_revoked,
    propose,
    propose,
    decide,
    agree,
    agree,
    recuse,
    recuse,
    lift,
    reopen_spread,
    _reopen,
    _incident,
    _nonsense,
]

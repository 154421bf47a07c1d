"""The changes that take a second person: may each be made now, and what it does. `seconds` alone leads here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scoring.adjusting import adjust, check_adjustment
from scoring.changes import NO_CHANGE, TABLE, Change, changed
from scoring.facts import Adjusted, Cell, Fact
from scoring.lines import Line
from scoring.marks import check_cell
from scoring.placing import give
from scoring.problems import Problem
from scoring.procedure.amending import amend, check_amendment
from scoring.procedure.granting import void
from scoring.procedure.incidents import check_deliberation, deliberate, trade_holding
from scoring.procedure.order import digest_problems
from scoring.procedure.recusing import check_lifting, check_recusal, lift, recuse
from scoring.state import State, Trade
from scoring.steps import (
    DeliberationRecorded,
    EntrantSubstituted,
    HeldAdmitted,
    MarkCorrected,
    PanelReopened,
    RecusalLifted,
    Recused,
    ResultReopened,
    SchemeAmended,
    SheetReopened,
    SpreadReopened,
)


def trade_for(state: State, change: Any) -> Trade | None:
    """The one trade that a change touches."""
    if isinstance(change, HeldAdmitted):
        return trade_holding(state, change.line)
    if isinstance(change, (PanelReopened, ResultReopened, SchemeAmended)):
        return state.trades.get(change.trade)
    return state.trade_of.get(change.cell.entrant if isinstance(change, MarkCorrected) else change.entrant)


def target(trade: Trade, change: Any) -> tuple[object, ...]:
    """What a change to its trade would change: two of the same target are not to wait side by side."""
    if isinstance(change, HeldAdmitted):
        return ("cell", trade.held[change.line].cell)
    if isinstance(change, MarkCorrected):
        return ("cell", change.cell)
    if isinstance(change, (Recused, RecusalLifted)):
        return ("recusal", change.judge, change.entrant, change.panel)
    if isinstance(change, SheetReopened):
        return ("sheet", change.judge, change.entrant, change.phase)
    if isinstance(change, SpreadReopened):
        return ("spread", change.entrant, change.phase, change.item, change.aspect, change.attempt)
    if isinstance(change, PanelReopened):
        return ("panel", change.trade, change.phase, change.panel)
    if isinstance(change, ResultReopened):
        return ("result", change.trade)
    if isinstance(change, SchemeAmended):
        return ("scheme", change.trade)
    return (change.kind, change.entrant, "" if isinstance(change, EntrantSubstituted) else change.phase)


# --- may it be made -------------------------------------------------------------------------------------------------


def _final(trade: Trade, where: str) -> Iterator[Problem]:
    if trade.final:
        yield Problem("trade-final", where, {"trade": trade.id})


def _signed(trade: Trade, judge: str, entrant: str, phase: str) -> Iterator[Problem]:
    if (judge, entrant, phase) not in trade.signed:
        yield Problem("sheet-not-signed", "judge", {"judge": judge, "entrant": entrant, "phase": phase})


def _check_correction(state: State, change: MarkCorrected) -> Iterator[Problem]:
    cell = change.cell
    problems = check_cell(state, cell, change.value)
    yield from problems
    if problems:
        return
    trade = state.trade_of[cell.entrant]
    yield from _final(trade, "entrant")
    yield from _signed(trade, cell.judge, cell.entrant, cell.phase)
    panel = trade.performances[cell.entrant, cell.phase].panels.get((cell.aspect, cell.item, cell.attempt))
    current = 0 if panel is None else panel.seqs.get(cell.judge, 0)
    if change.supersedes != current:
        yield Problem("other-than-current", "supersedes", {"stated": str(change.supersedes), "seq": str(current)})


def _check_sheet(state: State, change: SheetReopened) -> Iterator[Problem]:
    trade = state.trade_of.get(change.entrant)
    if trade is None:
        yield Problem("unknown-entrant", "entrant", {"entrant": change.entrant})
        return
    yield from _final(trade, "entrant")
    yield from _signed(trade, change.judge, change.entrant, change.phase)


def _check_spread(state: State, change: SpreadReopened) -> Iterator[Problem]:
    problems = list(check_deliberation(state, change))
    yield from problems
    if not problems and not signed_apart(state.trade_of[change.entrant], change):
        named = {"entrant": change.entrant, "phase": change.phase, "aspect": change.aspect}
        yield Problem("nobody-signed", "aspect", named)


def signed_apart(trade: Trade, change: SpreadReopened | DeliberationRecorded) -> list[str]:
    """Judges of the panel who have signed the sheet that the aspect is on, in the order of their seats."""
    panel = trade.performances[change.entrant, change.phase].panels[change.aspect, change.item, change.attempt]
    return [judge for judge in panel.seats if (judge, change.entrant, change.phase) in trade.signed]


def _check_panel(state: State, change: PanelReopened) -> Iterator[Problem]:
    trade = state.trades.get(change.trade)
    if trade is None:
        yield Problem("unknown-trade", "trade", {"trade": change.trade})
    elif change.phase not in trade.phases:
        yield Problem("unknown-phase", "phase", {"phase": change.phase, "trade": change.trade})
    else:
        yield from _final(trade, "trade")
        if change.panel not in trade.phases[change.phase].closed:
            yield Problem("panel-not-closed", "panel", {"panel": change.panel, "phase": change.phase})


def _check_admission(state: State, change: HeldAdmitted) -> Iterator[Problem]:
    trade = trade_holding(state, change.line)
    if trade is None:
        yield Problem("not-held", "line", {"seq": str(change.line)})
        return
    yield from _final(trade, "line")
    mark = trade.held[change.line]
    yield from check_cell(state, mark.cell, mark.value)


def _check_substitute(state: State, change: EntrantSubstituted) -> Iterator[Problem]:
    trade = state.trade_of.get(change.entrant)
    if trade is None:
        yield Problem("unknown-entrant", "entrant", {"entrant": change.entrant})
        return
    yield from _final(trade, "entrant")
    yield from digest_problems("document", change.document, needed=True)
    given = any(
        performance.given for (entrant, _), performance in trade.performances.items() if entrant == change.entrant
    )
    if given or any(mark.cell.entrant == change.entrant for mark in trade.held.values()):
        yield Problem("marks-given", "entrant", {"entrant": change.entrant})


def _check_reopening(state: State, change: ResultReopened) -> Iterator[Problem]:
    trade = state.trades.get(change.trade)
    if trade is None:
        yield Problem("unknown-trade", "trade", {"trade": change.trade})
    elif not trade.final:
        yield Problem("trade-not-final", "trade", {"trade": change.trade})


# --- what it does ---------------------------------------------------------------------------------------------------


def _correct(state: State, line: Line, change: MarkCorrected) -> Change:
    return _put(state, line, state.trade_of[change.cell.entrant], change.cell, change.value)


def _admit(state: State, line: Line, change: HeldAdmitted) -> Change:
    trade = trade_holding(state, change.line)
    if trade is None:
        raise KeyError(change.line)
    mark = trade.held.pop(change.line)
    del trade.held_at[change.line]
    return _put(state, line, trade, mark.cell, mark.value)


def _put(state: State, line: Line, trade: Trade, cell: Cell, value: str) -> Change:
    trade.corrected[cell.entrant] = line.seq
    return changed(state, trade, line, give(trade, cell, value, line))


def _reopen_sheet(state: State, line: Line, change: SheetReopened) -> Change:
    trade = state.trade_of[change.entrant]
    del trade.signed[change.judge, change.entrant, change.phase]
    trade.corrected[change.entrant] = line.seq
    return NO_CHANGE


def _reopen_spread(state: State, line: Line, change: SpreadReopened) -> Change:
    trade = state.trade_of[change.entrant]
    for judge in signed_apart(trade, change):
        del trade.signed[judge, change.entrant, change.phase]
    trade.corrected[change.entrant] = line.seq
    return deliberate(state, line, change)


def _reopen_panel(state: State, line: Line, change: PanelReopened) -> Change:
    state.trades[change.trade].phases[change.phase].closed.remove(change.panel)
    return NO_CHANGE


def _substitute(state: State, line: Line, change: EntrantSubstituted) -> Change:
    state.trade_of[change.entrant].substitutes[change.entrant] = change.document
    return NO_CHANGE


def _reopen_result(state: State, line: Line, change: ResultReopened) -> Change:
    trade = state.trades[change.trade]
    trade.final = False
    void(trade, line.seq)
    return changed(state, trade, line, TABLE if trade.kept is None else 0)


CHECKS: Mapping[type[Fact], Callable[[State, Any], Iterator[Problem]]] = {
    MarkCorrected: _check_correction,
    SheetReopened: _check_sheet,
    PanelReopened: _check_panel,
    HeldAdmitted: _check_admission,
    EntrantSubstituted: _check_substitute,
    Recused: check_recusal,
    RecusalLifted: check_lifting,
    SpreadReopened: _check_spread,
    ResultReopened: _check_reopening,
    SchemeAmended: check_amendment,
    Adjusted: check_adjustment,
}
MAKE: Mapping[type[Fact], Callable[[State, Line, Any], Change]] = {
    MarkCorrected: _correct,
    SheetReopened: _reopen_sheet,
    PanelReopened: _reopen_panel,
    HeldAdmitted: _admit,
    EntrantSubstituted: _substitute,
    Recused: recuse,
    RecusalLifted: lift,
    SpreadReopened: _reopen_spread,
    ResultReopened: _reopen_result,
    SchemeAmended: amend,
    Adjusted: adjust,
}

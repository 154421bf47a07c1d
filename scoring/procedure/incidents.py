"""What one person states while a trade is marked: extra time, deliberations, held marks that will not count."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scoring.changes import NO_CHANGE, Change, changed
from scoring.lines import Line
from scoring.placing import stand
from scoring.problems import Problem
from scoring.procedure.blocking import APART
from scoring.procedure.order import digest_problems, reason_problems
from scoring.procedure.ties import left_to_decide, tied
from scoring.state import State, Trade
from scoring.steps import DeliberationRecorded, HeldSetAside, SpreadReopened, TieDecided, TimeGranted


def trade_holding(state: State, line: int) -> Trade | None:
    """The trade in which this line's mark is held."""
    return next((trade for trade in state.trades.values() if line in trade.held), None)


def _check_aside(state: State, fact: HeldSetAside) -> Iterator[Problem]:
    yield from reason_problems(fact.reason)
    yield from digest_problems("document", fact.document)
    if trade_holding(state, fact.line) is None:
        yield Problem("not-held", "line", {"seq": str(fact.line)})


def check_deliberation(state: State, fact: DeliberationRecorded | SpreadReopened) -> Iterator[Problem]:
    """What keeps it from being said now that a panel conferred."""
    problem = _keeps_out(state, fact.entrant, fact.phase)
    if problem is not None:
        yield problem
        return
    yield from digest_problems("document", fact.document, needed=True)
    performance = state.trade_of[fact.entrant].performances[fact.entrant, fact.phase]
    panel = performance.panels.get((fact.aspect, fact.item, fact.attempt))
    if panel is None or panel.why not in APART:
        yield Problem("no-spread", "aspect", {"entrant": fact.entrant, "phase": fact.phase, "aspect": fact.aspect})


def _check_tie(state: State, fact: TieDecided) -> Iterator[Problem]:
    yield from reason_problems(fact.reason)
    trade = state.trades.get(fact.trade)
    if trade is None:
        yield Problem("unknown-trade", "trade", {"trade": fact.trade})
        return
    if trade.final:
        yield Problem("trade-final", "trade", {"trade": fact.trade})
    phase = trade.plan.scheme.phase.get(fact.phase)
    if phase is None:
        yield Problem("unknown-phase", "phase", {"phase": fact.phase, "trade": fact.trade})
    elif not left_to_decide(phase):
        yield Problem("nothing-to-decide", "phase", {"phase": fact.phase})
    else:
        yield from _not_tied(trade, fact)


def _not_tied(trade: Trade, fact: TieDecided) -> Iterator[Problem]:
    """What keeps the entrants from being told apart by a decision: it names all who are tied, each once."""
    now = [each.entrants for each in tied(trade, trade.plan.scheme.phase[fact.phase])]
    before = trade.ties_decided.get(fact.phase, [])
    if sorted(fact.entrants) not in [sorted(each) for each in (*now, *before)]:
        yield Problem("not-tied", "entrants", {"entrants": ", ".join(fact.entrants[:10]), "phase": fact.phase})


def _check_time(state: State, fact: TimeGranted) -> Iterator[Problem]:
    yield from reason_problems(fact.reason)
    if fact.seconds <= 0:
        yield Problem("bad-number", "seconds", {"value": str(fact.seconds)})
    problem = _keeps_out(state, fact.entrant, fact.phase)
    if problem is not None:
        yield problem


def _keeps_out(state: State, entrant: str, phase: str) -> Problem | None:
    """Why nothing more happens to an entrant in a phase."""
    trade = state.trade_of.get(entrant)
    if trade is None:
        return Problem("unknown-entrant", "entrant", {"entrant": entrant})
    if (entrant, phase) not in trade.performances:
        return Problem("not-in-phase", "phase", {"phase": phase, "entrant": entrant})
    if trade.final:
        return Problem("trade-final", "entrant", {"trade": trade.id})
    status = trade.status_of(entrant, phase)
    return Problem("entrant-out", "entrant", {"entrant": entrant, "status": status}) if status else None


def _set_aside(state: State, line: Line, fact: HeldSetAside) -> Change:
    trade = trade_holding(state, fact.line)
    if trade is None:
        raise KeyError(fact.line)
    del trade.held[fact.line], trade.held_at[fact.line]
    return NO_CHANGE


def deliberate(state: State, line: Line, fact: DeliberationRecorded | SpreadReopened) -> Change:
    """Note with which line a panel conferred."""
    trade = state.trade_of[fact.entrant]
    trade.deliberations[fact.entrant, fact.phase, fact.aspect, fact.item, fact.attempt] = line.seq
    return NO_CHANGE


def _decide(state: State, line: Line, fact: TieDecided) -> Change:
    trade = state.trades[fact.trade]
    trade.ties_decided.setdefault(fact.phase, []).append(fact.entrants)
    trade.tie_lines.setdefault(fact.phase, []).append(line.seq)
    what = 0
    for entrant in fact.entrants:
        what |= stand(trade, entrant)
    return changed(state, trade, line, what)


def _grant(state: State, line: Line, fact: TimeGranted) -> Change:
    trade = state.trade_of[fact.entrant]
    place = (fact.entrant, fact.phase)
    trade.granted[place] = trade.granted.get(place, 0) + fact.seconds
    return NO_CHANGE


CHECKS: Mapping[str, Callable[[State, Any], Iterator[Problem]]] = {
    HeldSetAside.kind: _check_aside,
    DeliberationRecorded.kind: check_deliberation,
    TieDecided.kind: _check_tie,
    TimeGranted.kind: _check_time,
}
APPLY: Mapping[str, Callable[[State, Line, Any], Change]] = {
    HeldSetAside.kind: _set_aside,
    DeliberationRecorded.kind: deliberate,
    TieDecided.kind: _decide,
    TimeGranted.kind: _grant,
}

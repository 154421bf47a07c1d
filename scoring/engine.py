"""The fold: `apply` takes one line into the state and says which views it changed.

The state is changed in place; a caller that cannot keep a line replays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from scoring import facts
from scoring.adjusting import adjust
from scoring.boards import board
from scoring.boards.history import is_due, keep
from scoring.boards.latest import recent
from scoring.boards.team import teams
from scoring.changes import NO_CHANGE, OPENED, SEEN, TABLE, changed
from scoring.changes import Change as Change
from scoring.items import parse_items
from scoring.lines import Line
from scoring.marks import is_late
from scoring.placing import enter, everyone, give, rank, work_out
from scoring.policy import parse_policy, policy_text
from scoring.problems import BrokenPromiseError
from scoring.procedure import (
    granting,
    incidents,
    issuing,
    notices,
    outgoing,
    revealing,
    review,
    seals,
    seconds,
    signing,
)
from scoring.procedure.terms import parse_terms
from scoring.scheme import parse_scheme
from scoring.standings.prizes import parse_prize
from scoring.state import Plan, State, Trade


def replay(stream: str, lines: Iterable[Line], contents: Mapping[str, str]) -> State:
    """The state after all lines. Raises BrokenPromiseError where a line could not have been recorded."""
    state = State(stream)
    with hurrying(state):
        for line in lines:
            apply(state, line, contents)
    return state


@contextmanager
def hurrying(state: State) -> Iterator[None]:
    """Within, `apply` works totals and places out only where a line asks for them, the rest in the end. Versions and
    times of views are exact at once; boards, places and totals are not to be read before."""
    state.hurried = True
    for trade in state.trades.values():
        trade.hurried = True
    try:
        yield
    finally:
        state.hurried = False
        for trade in state.trades.values():
            trade.hurried = False
            work_out(trade)


def apply(state: State, line: Line, contents: Mapping[str, str]) -> Change:
    """Take one line in. contents: texts by digest, read for TradeOpened and PrizeOpened only."""
    if line.seq != state.seq + 1:
        raise BrokenPromiseError(f"line {line.seq} does not follow {state.seq}")
    state.seq = line.seq
    state.at = line.at
    fact = line.fact
    try:
        if fact.__class__ is facts.MarkGiven:
            return _mark(state, line, fact)
        state.contents = contents
        if state.hurried and fact.__class__ is not facts.SheetSigned:
            catch_up(state)
        if isinstance(fact, facts.TradeOpened):
            change = _open(state, line, fact, contents)
        elif isinstance(fact, facts.PrizeOpened):
            change = _prize(state, fact, contents)
        else:
            change = _APPLY[fact.kind](state, line, fact)
    except KeyError as error:
        raise BrokenPromiseError(f"line {line.seq}: {error} is not known") from error
    for moved, _ in change.views:
        if moved in state.trades and is_due(state.trades[moved]):
            keep(state.trades[moved])
    return change


def _open(state: State, line: Line, fact: facts.TradeOpened, contents: Mapping[str, str]) -> Change:
    scheme, items = parse_scheme(contents[fact.scheme]), parse_items(contents[fact.items])
    plan = Plan(scheme, fact.seats, items, fact.reserves, fact.recusals)
    trade = Trade(fact.trade, plan, fact.roster)
    trade.hurried = state.hurried
    trade.opened_at = line.at
    if fact.terms:
        trade.terms = parse_terms(contents[fact.terms])
    if fact.policy:
        trade.policy, trade.policy_digest = _policy(contents[fact.policy]), fact.policy
    trade.teams = dict(fact.teams)
    if trade.id in state.drawn:
        trade.codes = {}
    state.trades[trade.id] = trade
    for entrant, _ in fact.roster:
        state.trade_of[entrant] = trade
    for phase in trade.plan.phases:
        if phase.entry is None:
            enter(trade, phase.id, trade.index, line.at)
            for entrant in trade.index:
                rank(trade, entrant, phase.id)
    trade.summaries["panel"] = (None, line.at)
    return changed(state, trade, line, everyone(trade) | OPENED)


def _prize(state: State, fact: facts.PrizeOpened, contents: Mapping[str, str]) -> Change:
    prize = parse_prize(contents[fact.rule])
    if (prize.id, prize.trades) != (fact.prize, fact.trades):
        raise BrokenPromiseError(f"the contents of prize {fact.prize} speak of another, or of other trades")
    state.prizes[prize.id] = prize
    return NO_CHANGE


def _policy(stored: str) -> str:
    if policy_text(parse_policy(stored)) != stored:
        raise BrokenPromiseError("a stored policy is not canonical")
    return stored


def _mark(state: State, line: Line, fact: facts.MarkGiven) -> Change:
    trade = state.trade_of[fact.cell.entrant]
    if is_late(trade, fact):
        trade.held[line.seq] = fact
        trade.held_at[line.seq] = line.at
        return NO_CHANGE
    what = give(trade, fact.cell, fact.value, line)
    change = changed(state, trade, line, what)
    if what & TABLE and is_due(trade):
        keep(trade)
    return change


def catch_up(state: State) -> None:
    """Within `hurrying`: work out all that waits, for whoever reads boards, places or totals now."""
    for trade in state.trades.values():
        work_out(trade)


def _nothing(state: State, line: Line, fact: Any) -> Change:
    return NO_CHANGE


def _stream(state: State, line: Line, fact: facts.StreamOpened) -> Change:
    state.purpose = fact.purpose
    return NO_CHANGE


def _advance(state: State, line: Line, fact: facts.EntrantsAdvanced) -> Change:
    trade = state.trades[fact.trade]
    before = board.head(trade)
    enter(trade, fact.phase, fact.entrants, line.at)
    trade.phases[fact.phase].begun = True
    for phase in trade.plan.phases:
        if phase.id in trade.plan.dependents[fact.phase] or phase.first == fact.phase:
            for entrant in trade.index:
                rank(trade, entrant, phase.id)
    what = everyone(trade)
    return changed(state, trade, line, what if board.head(trade) == before else what | TABLE)


def _sign(state: State, line: Line, fact: facts.SheetSigned) -> Change:
    trade = state.trade_of[fact.entrant]
    trade.signed[fact.judge, fact.entrant, fact.phase] = fact.digest
    return NO_CHANGE


def _close(state: State, line: Line, fact: facts.PanelClosed) -> Change:
    state.trades[fact.trade].phases[fact.phase].closed.add(fact.panel)
    return NO_CHANGE


def _freeze(state: State, line: Line, fact: facts.Frozen) -> Change:
    trade = state.trades[fact.trade]
    trade.kept = (board.heading(trade) | {"status": "frozen"}, board.table(trade))
    if trade.past_seen is trade.past:
        trade.past_seen = trade.past.fork()
    trade.kept_parts = {"team": teams(trade), "latest": recent(trade)}
    return changed(state, trade, line, TABLE | SEEN)


def _thaw(state: State, line: Line, fact: facts.Thawed) -> Change:
    trade = state.trades[fact.trade]
    trade.kept = None
    return changed(state, trade, line, TABLE)


def _finalise(state: State, line: Line, fact: facts.Finalised) -> Change:
    trade = state.trades[fact.trade]
    trade.final = True
    return changed(state, trade, line, TABLE if trade.kept is None else 0)


_APPLY: dict[str, Callable[[State, Line, Any], Change]] = {
    facts.StreamOpened.kind: _stream,
    facts.ClockJumped.kind: _nothing,
    facts.EntrantsAdvanced.kind: _advance,
    facts.SheetSigned.kind: _sign,
    facts.Adjusted.kind: adjust,
    facts.PanelClosed.kind: _close,
    facts.Frozen.kind: _freeze,
    facts.Thawed.kind: _thaw,
    facts.Finalised.kind: _finalise,
    **seconds.APPLY,
    **incidents.APPLY,
    **signing.APPLY,
    **seals.APPLY,
    **revealing.APPLY,
    **review.APPLY,
    **notices.APPLY,
    **granting.APPLY,
    **outgoing.APPLY,
    **issuing.APPLY,
}

"""What a change would come to, before anybody proposes it: a fork of the one trade that it touches.

A fork shares with the trade what is never changed in place, and copies the rest: the state is not touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy, deepcopy
from typing import Any, NamedTuple

from scoring.facts import Fact
from scoring.lines import Line
from scoring.problems import BrokenPromiseError
from scoring.procedure.corrections import MAKE, trade_for
from scoring.standings.ranking import Order
from scoring.state import PhaseState, State, Trade
from scoring.steps import HeldAdmitted, MarkCorrected

NONE: Mapping[str, str] = {}


class Moved(NamedTuple):
    """An entrant whose total or place is another. Texts as shown, "" for none."""

    entrant: str
    total_before: str
    total_after: str
    rank_before: str
    rank_after: str


def what_if(state: State, change: Fact, contents: Mapping[str, str] = NONE) -> tuple[Trade, Trade]:
    """The trade as it is, and as it would be if the change were proposed and approved with the next two lines.
    contents: text that the change names, by digest. Raises BrokenPromiseError for a change that `may_change` would
    refuse."""
    trade = trade_for(state, change) if type(change) in MAKE else None
    if trade is None:
        raise BrokenPromiseError(f"{change.kind} changes no trade")
    entrant = _entrant(trade, change)
    fork = _fork(trade, entrant)
    beside = State(state.stream)
    beside.overview = deepcopy(state.overview)
    beside.trades[fork.id] = fork
    beside.trade_of[entrant] = fork
    beside.amendments = {**state.amendments, **contents}
    try:
        MAKE[type(change)](beside, Line(state.seq + 2, state.at, "", "", change), change)
    except KeyError as error:
        raise BrokenPromiseError(f"{change.kind}: {error} is not known") from error
    return trade, beside.trades[fork.id]


def differences(before: Trade, after: Trade) -> list[Moved]:
    """Everybody whose total or place differs, in the order in which they would stand."""
    was, found = dict(_places(before)), []
    for entrant, (total, rank) in _places(after):
        if was[entrant] != (total, rank):
            found.append(Moved(entrant, was[entrant][0], total, was[entrant][1], rank))
    return found


def _places(trade: Trade) -> Iterator[tuple[str, tuple[str, str]]]:
    """Everybody's total and rank, best first."""
    for index, _, rank, *_ in trade.order:
        entrant = trade.roster[index][0]
        yield entrant, (trade.rows[entrant]["total"] or "", "" if rank is None else str(rank))


def _entrant(trade: Trade, change: Any) -> str:
    """Whose performances a change touches, "" for nobody's."""
    if isinstance(change, HeldAdmitted):
        return trade.held[change.line].cell.entrant
    if isinstance(change, MarkCorrected):
        return change.cell.entrant
    return getattr(change, "entrant", "")


def _fork(trade: Trade, entrant: str) -> Trade:
    """A trade that starts where this one is and may be changed where a change to the entrant reaches."""
    fork = copy(trade)
    for name, value in vars(trade).items():
        if isinstance(value, (dict, set)):
            setattr(fork, name, value.copy())
    fork.changes = {}
    fork.views = deepcopy(trade.views)
    fork.order = _order(trade.order)
    fork.count_places()
    fork.phases = {phase: _phase(each) for phase, each in trade.phases.items()}
    for place, performance in trade.performances.items():
        if place[0] == entrant or trade.plan.relative:
            fork.performances[place] = deepcopy(performance)
    return fork


def _order(order: Order) -> Order:
    made = copy(order)
    made.keys, made.sorted = order.keys.copy(), order.sorted.copy()
    made.seen, made.numbers = order.seen.copy(), order.numbers.copy()
    return made


def _phase(phase: PhaseState) -> PhaseState:
    made = copy(phase)
    made.keys, made.closed = phase.keys.copy(), phase.closed.copy()
    return made

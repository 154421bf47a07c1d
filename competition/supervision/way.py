"""How far a trade is on its way from marks to grades, and what is to be done next, by whom, and what it lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from competition.access.access import RULES
from competition.access.statements import ACTION_OF
from scoring.checks import check
from scoring.facts import Fact, Finalised, TradeOpened
from scoring.lines import Line
from scoring.problems import Problem
from scoring.procedure.blocking import Blocker, blocks
from scoring.procedure.granting import grading_problems, line_of
from scoring.procedure.notices import to_reopen, to_rule
from scoring.procedure.order import MARKING
from scoring.procedure.terms import NO_TERMS
from scoring.state import State, Trade
from scoring.steps import Confirmed, NoticeClosed, ResultReopened, ReviewDrawn, ReviewRecorded, StepRefused, Unsealed

ROLES = ("judge", "chief", "draw", "supervisor", "organiser", "second", "association", "authority")
"""Roles in the order in which they are named."""


class Stop(NamedTuple):
    """A stop on the way. name: see `STOPS`. seq, at, actor: of the line that reached it, 0 and "" where it is still
    ahead, or nobody states it. here: the way has come to the stop before this one."""

    name: str
    done: bool
    here: bool
    seq: int = 0
    at: str = ""
    actor: str = ""


class Next(NamedTuple):
    """What is to be done. step: a kind of fact, `marking` or `correcting`, "" where nothing is left. roles: who may.
    needs: what is missing; none where it may be done now."""

    step: str
    roles: tuple[str, ...]
    needs: tuple[Problem, ...] = ()


def lacks(state: State, id: str) -> list[Blocker]:
    """What stands between the trade and its final result; nothing where that is reached, or the trade is not open."""
    trade = state.trades.get(id)
    return [] if trade is None or trade.final else blocks(state, trade)


def way(state: State, id: str, lines: Sequence[Line], found: Sequence[Blocker]) -> list[Stop]:
    """The stops of a trade. lines: its own, in order. found: what `lacks` found."""
    trade = state.trades.get(id)
    known = {line.seq: line for line in lines}
    stops, ahead = [], True
    for name, done, seq in _reached(state, id, trade, lines, {each.code for each in found}):
        line = known.get(seq) if done else None
        stops.append(Stop(name, done, ahead and not done, *((line.seq, line.at, line.actor) if line else (0, "", ""))))
        ahead = ahead and done
    return stops


def _reached(
    state: State, id: str, trade: Trade | None, lines: Sequence[Line], lacking: Set[str]
) -> list[tuple[str, bool, int]]:
    """(stop, whether it is reached, the line that says so). lacking: codes of blockers."""

    def last(kind: type[Fact]) -> int:
        return next((line.seq for line in reversed(lines) if isinstance(line.fact, kind)), 0)

    found = [("opened", trade is not None, last(TradeOpened))]
    final = trade is not None and trade.final
    marked = final or (trade is not None and trade.stage == "review" and not lacking & MARKING)
    found.append(("marked", marked, 0))
    if id in state.layers:
        found.append(("unsealed", trade is not None and trade.blind and not trade.sealed, last(Unsealed)))
    if trade is None or trade.terms.review is not None:
        reviewed = final or (marked and trade is not None and not lacking & {"review-missing", "review-open"})
        found.append(("reviewed", reviewed and last(ReviewRecorded) > 0, last(ReviewRecorded)))
    found.append(("final", final, last(Finalised)))
    notice = None if trade is None else trade.notice
    confirmed: Mapping[str, int] = {} if trade is None else trade.confirmed
    awarded = None if trade is None else trade.awarded
    return [
        *found,
        ("posted", notice is not None, notice.line if notice else 0),
        ("closed", bool(notice and notice.closed), notice.closed if notice else 0),
        ("result-confirmed", "result" in confirmed, confirmed.get("result", 0)),
        ("awarded", awarded is not None, awarded.line if awarded else 0),
        ("confirmed", "awards" in confirmed, confirmed.get("awards", 0)),
    ]


def next_step(state: State, id: str, today: str, found: Sequence[Blocker]) -> Next:
    """What is to be done next. today: the day it is at the event, ISO. found: what `lacks` found."""
    trade = state.trades.get(id)
    if trade is None:
        if id in state.layers and id not in state.drawn:
            return Next("codes-drawn", _who("codes-drawn"))
        return Next("trade-opened", _who("trade-opened"))
    if not trade.final:
        return _before_final(trade, found)
    stage = trade.stage
    if trade.terms == NO_TERMS:
        return Next("", (), (Problem("no-terms", "trade", {"trade": id}),))
    if stage == "notice":
        return _while_noticed(state, trade, today)
    if stage == "noticed":
        fact = Confirmed(id, "result", line_of(trade, "result"))
        return Next("confirmed-result", _who(fact.kind), check(state, fact).problems)
    if stage == "result-confirmed":
        return Next("awarded", _who("awarded"), tuple(grading_problems(trade)))
    if stage == "awarded":
        fact = Confirmed(id, "awards", line_of(trade, "awards"))
        return Next("confirmed-awards", _who(fact.kind), check(state, fact).problems)
    return Next("notice-posted", _who("notice-posted")) if stage == "final" else Next("", ())


def _before_final(trade: Trade, found: Sequence[Blocker]) -> Next:
    open_ = [each for each in found if each.code in MARKING]
    if open_:
        return Next("marking", _acting(open_), _told(open_))
    if trade.sealed:
        return Next("unsealed", _who("unsealed"))
    review = trade.review
    if review is not None and review.wrong is None:
        return Next(ReviewRecorded.kind, _who(ReviewRecorded.kind))
    wrong = [each for each in found if each.code == "review-open"]
    if wrong:
        return Next("correcting", ("organiser", "second"), _told(wrong))
    if any(each.code == "review-missing" for each in found):
        return Next(ReviewDrawn.kind, _who(ReviewDrawn.kind))
    return Next("finalised", _who("finalised"))


def _while_noticed(state: State, trade: Trade, today: str) -> Next:
    if to_rule(trade):
        return Next("objection-ruled", _who("objection-ruled"))
    if to_reopen(trade):
        return Next(ResultReopened.kind, ("organiser", "chief", "supervisor", "second"))
    problems = check(state, NoticeClosed(trade.id, today)).problems
    return Next("notice-closed", _who("notice-closed"), problems)


def _who(kind: str) -> tuple[str, ...]:
    may = RULES[ACTION_OF[kind]].roles
    return tuple(role for role in ROLES if role in may)


def _acting(found: Sequence[Blocker]) -> tuple[str, ...]:
    who = {each.who for each in found}
    return tuple(role for role in ROLES if role in who)


def _told(found: Sequence[Blocker]) -> tuple[Problem, ...]:
    return tuple(Problem(each.code, "", each.facts) for each in found)


def tried(lines: Sequence[Line]) -> list[tuple[Line, StepRefused]]:
    """Steps that were tried out of order, last first."""
    return [(line, line.fact) for line in reversed(lines) if isinstance(line.fact, StepRefused)]

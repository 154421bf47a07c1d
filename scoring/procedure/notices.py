"""A final result stands on public notice for its working days; whoever objects is answered before it closes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scoring import steps
from scoring.changes import NO_CHANGE, Change
from scoring.lines import Line
from scoring.problems import Problem
from scoring.procedure.order import board_problems, day_problems, digest_problems, step_problems, trade_with
from scoring.procedure.records import Notice, Objection
from scoring.procedure.terms import closes_on
from scoring.state import State, Trade

RULINGS = ("upheld", "dismissed")
CONSEQUENCES = ("none", "reopen")


def may_close_on(trade: Trade) -> str:
    """First day on which the notice that stands may close, ISO; "" where none stands."""
    notice = trade.notice
    return "" if notice is None else closes_on(notice.day, trade.terms.working_days, trade.terms.holidays)


def to_rule(trade: Trade) -> dict[int, Objection]:
    """Objections that wait for a ruling, by line."""
    return {line: each for line, each in trade.objections.items() if not each.ruling}


def to_reopen(trade: Trade) -> dict[int, Objection]:
    """Upheld objections after which the result has yet to be opened again, by line."""
    return {
        line: each
        for line, each in trade.objections.items()
        if each.consequence == "reopen" and each.ruled_line > trade.reopened
    }


def named(trade: Trade) -> set[str]:
    """Ids of the trade's entrants: in a blind trade those that were behind the codes, none while they are sealed."""
    return set(trade.index) if trade.codes is None else set(trade.codes.values())


def _post(state: State, fact: steps.NoticePosted) -> Iterator[Problem]:
    found = list(step_problems(state, fact.trade, "final"))
    yield from found
    if not found:
        trade = state.trades[fact.trade]
        yield from board_problems(trade, fact.board)
        yield from day_problems(trade, fact.day)


def _file(state: State, fact: steps.ObjectionFiled) -> Iterator[Problem]:
    found = list(step_problems(state, fact.trade, "notice"))
    yield from found
    if not found:
        trade = state.trades[fact.trade]
        if fact.entrant and fact.entrant not in named(trade):
            yield Problem("not-in-trade", "entrant", {"entrant": fact.entrant[:80], "trade": trade.id})
        yield from day_problems(trade, fact.day)
    yield from digest_problems("document", fact.document)


def _rule(state: State, fact: steps.ObjectionRuled) -> Iterator[Problem]:
    trade = trade_with(state, fact.objection)
    if trade is None:
        yield Problem("unknown-objection", "objection", {"line": str(fact.objection)})
    elif trade.objections[fact.objection].ruling:
        yield Problem("objection-ruled", "objection", {"line": str(fact.objection)})
    if fact.ruling not in RULINGS:
        yield Problem("unknown-choice", "ruling", {"value": fact.ruling[:80], "choices": ", ".join(RULINGS)})
    if fact.consequence not in CONSEQUENCES:
        yield Problem("unknown-choice", "consequence", {"value": fact.consequence[:80], "choices": "none, reopen"})
    elif fact.consequence == "reopen" and fact.ruling == "dismissed":
        yield Problem("dismissed-without", "consequence", {"line": str(fact.objection)})
    elif fact.consequence == "reopen" and trade is not None and not trade.final:
        yield Problem("result-open", "consequence", {"trade": trade.id})
    yield from digest_problems("document", fact.document)


def _close(state: State, fact: steps.NoticeClosed) -> Iterator[Problem]:
    found = list(step_problems(state, fact.trade, "notice"))
    yield from found
    if found:
        return
    trade = state.trades[fact.trade]
    found = list(day_problems(trade, fact.day))
    yield from found
    if not found and fact.day < may_close_on(trade):
        yield Problem("notice-stands", "day", {"day": fact.day, "closes": may_close_on(trade)})
    for line, proposal in state.proposals.items():
        if proposal.trade == trade.id:
            yield Problem("proposal-pending", "trade", {"line": str(line)})
    for line, each in to_rule(trade).items():
        yield Problem("objection-pending", "trade", {"line": str(line), "entrant": each.entrant or trade.id})
    for line in to_reopen(trade):
        yield Problem("reopen-pending", "trade", {"line": str(line), "trade": trade.id})


def _apply_post(state: State, line: Line, fact: steps.NoticePosted) -> Change:
    trade = state.trades[fact.trade]
    trade.notice = Notice(line.seq, fact.day)
    trade.day = fact.day
    trade.returned.pop("result", None)
    return NO_CHANGE


def _apply_file(state: State, line: Line, fact: steps.ObjectionFiled) -> Change:
    trade = state.trades[fact.trade]
    trade.objections[line.seq] = Objection(fact.entrant, fact.day, fact.document)
    trade.day = fact.day
    return NO_CHANGE


def _apply_rule(state: State, line: Line, fact: steps.ObjectionRuled) -> Change:
    trade = trade_with(state, fact.objection)
    if trade is None:
        raise KeyError(fact.objection)
    trade.objections[fact.objection] = trade.objections[fact.objection]._replace(
        ruling=fact.ruling, consequence=fact.consequence, ruled_line=line.seq
    )
    return NO_CHANGE


def _apply_close(state: State, line: Line, fact: steps.NoticeClosed) -> Change:
    trade = state.trades[fact.trade]
    if trade.notice is None:
        raise KeyError("notice")
    trade.notice = trade.notice._replace(closed=line.seq, closed_day=fact.day)
    trade.day = fact.day
    return NO_CHANGE


CHECKS: Mapping[str, Callable[[State, Any], Iterator[Problem]]] = {
    steps.NoticePosted.kind: _post,
    steps.ObjectionFiled.kind: _file,
    steps.ObjectionRuled.kind: _rule,
    steps.NoticeClosed.kind: _close,
}
APPLY: Mapping[str, Callable[[State, Line, Any], Change]] = {
    steps.NoticePosted.kind: _apply_post,
    steps.ObjectionFiled.kind: _apply_file,
    steps.ObjectionRuled.kind: _apply_rule,
    steps.NoticeClosed.kind: _apply_close,
}

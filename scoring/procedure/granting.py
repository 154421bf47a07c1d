"""The authority confirms the result; the pinned policy is applied to it; the authority confirms what it came to.

Only a filed body may grade, and only in a trade of its filed scope (Changzhou HRSS 2022, DOMAIN 1.5).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scoring import steps
from scoring.changes import NO_CHANGE, Change
from scoring.documents import ID, REASON
from scoring.lines import Line
from scoring.problems import Problem
from scoring.procedure.notices import named
from scoring.procedure.order import board_problems, digest_problems, reason_problems, step_problems
from scoring.procedure.records import Awarding
from scoring.state import State, Trade

NEEDS = {"result": "noticed", "awards": "awarded"}
"""Stages that the authority confirms or returns, and what the trade must have come to."""


POSITION = re.compile(r"house:[1-9][0-9]{0,9}:[0-9a-f]{64}")
"""Of a line of the house's own stream."""


def line_of(trade: Trade, stage: str) -> int:
    """The line that stands for a stage, NoticeClosed or Awarded; 0 for none."""
    if stage == "result":
        return 0 if trade.notice is None else trade.notice.closed
    return 0 if trade.awarded is None else trade.awarded.line


def grading_problems(trade: Trade) -> Iterator[Problem]:
    """What keeps a trade from leading to grades at all: no pinned policy, a body or a trade that is not filed."""
    if not trade.policy:
        yield Problem("no-policy-pinned", "trade", {"trade": trade.id})
    if not trade.terms.filing:
        yield Problem("body-not-filed", "trade", {"trade": trade.id})
    if trade.terms.occupation not in trade.terms.occupations:
        facts = {"occupation": trade.terms.occupation, "occupations": ", ".join(trade.terms.occupations)}
        yield Problem("trade-not-filed", "trade", facts)


def void(trade: Trade, line: int) -> None:
    """The result is open again with this line: notice, awards and what was confirmed of them no longer stand.
    Objections stay, those without a ruling still waiting."""
    trade.reopened = line
    trade.notice = None
    trade.awarded = None
    trade.confirmed, trade.returned = {}, {}


def _award(state: State, fact: steps.Awarded) -> Iterator[Problem]:
    found = list(step_problems(state, fact.trade, "result-confirmed"))
    yield from found
    trade = state.trades.get(fact.trade)
    if trade is None:
        return
    yield from grading_problems(trade)
    if fact.policy != trade.policy_digest:
        facts = {"stated": fact.policy[:80], "policy": trade.policy_digest}
        yield Problem("other-policy", "policy", facts)
    if found:
        return
    yield from board_problems(trade, fact.board, fact.rules)
    yield from _named(trade, fact.awards)
    if fact.house and POSITION.fullmatch(fact.house) is None:
        yield Problem("bad-position", "house", {"value": fact.house[:80]})


def _named(trade: Trade, awards: tuple[tuple[str, str, str], ...]) -> Iterator[Problem]:
    """Every person of every entrant once."""
    entrants = named(trade)
    seen: set[tuple[str, str]] = set()
    for entrant, person, document in awards:
        if entrant not in entrants:
            yield Problem("not-in-trade", "awards", {"entrant": entrant[:80], "trade": trade.id})
        if not person:
            yield Problem("empty-value", "awards")
        elif (entrant, person) in seen:
            yield Problem("duplicate-id", "awards", {"id": person[:80]})
        yield from digest_problems("awards", document, needed=True)
        seen.add((entrant, person))
    missing = sorted(entrants - {entrant for entrant, _ in seen})
    if missing:
        yield Problem("award-missing", "awards", {"entrants": ", ".join(missing[:10]), "count": str(len(missing))})


def _answer(state: State, fact: steps.Confirmed | steps.Returned) -> Iterator[Problem]:
    if fact.stage not in NEEDS:
        yield Problem("unknown-choice", "stage", {"value": fact.stage[:80], "choices": ", ".join(NEEDS)})
        return
    found = list(step_problems(state, fact.trade, NEEDS[fact.stage]))
    yield from found
    if not found and fact.line != line_of(state.trades[fact.trade], fact.stage):
        stands = str(line_of(state.trades[fact.trade], fact.stage))
        yield Problem("other-line", "line", {"stated": str(fact.line), "line": stands})


def _return(state: State, fact: steps.Returned) -> Iterator[Problem]:
    yield from _answer(state, fact)
    yield from reason_problems(fact.reason)
    yield from digest_problems("document", fact.document)


def _refused(state: State, fact: steps.StepRefused) -> Iterator[Problem]:
    if fact.trade and ID.fullmatch(fact.trade) is None:
        yield Problem("bad-id", "trade", {"value": fact.trade[:80]})
    if fact.step not in {step.kind for step in steps.STEPS}:
        yield Problem("unknown-choice", "step", {"value": fact.step[:80], "choices": "steps"})
    if not fact.codes or list(fact.codes) != sorted(set(fact.codes)):
        yield Problem("bad-codes", "codes")
    for code in fact.codes:
        if REASON.fullmatch(code) is None:
            yield Problem("bad-reason", "codes", {"value": code[:80]})


def _apply_award(state: State, line: Line, fact: steps.Awarded) -> Change:
    trade = state.trades[fact.trade]
    trade.awarded = Awarding(line.seq, fact)
    trade.returned.pop("awards", None)
    return NO_CHANGE


def _apply_confirm(state: State, line: Line, fact: steps.Confirmed) -> Change:
    state.trades[fact.trade].confirmed[fact.stage] = line.seq
    return NO_CHANGE


def _apply_return(state: State, line: Line, fact: steps.Returned) -> Change:
    trade = state.trades[fact.trade]
    trade.returned[fact.stage] = (line.seq, fact.reason)
    if fact.stage == "result":
        trade.notice = None
    else:
        trade.awarded = None
    return NO_CHANGE


def _apply_refused(state: State, line: Line, fact: steps.StepRefused) -> Change:
    return NO_CHANGE


CHECKS: Mapping[str, Callable[[State, Any], Iterator[Problem]]] = {
    steps.Awarded.kind: _award,
    steps.Confirmed.kind: _answer,
    steps.Returned.kind: _return,
    steps.StepRefused.kind: _refused,
}
APPLY: Mapping[str, Callable[[State, Line, Any], Change]] = {
    steps.Awarded.kind: _apply_award,
    steps.Confirmed.kind: _apply_confirm,
    steps.Returned.kind: _apply_return,
    steps.StepRefused.kind: _apply_refused,
}

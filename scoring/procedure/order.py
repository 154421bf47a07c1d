"""The order of the steps from result to grade: what a step needs first, and what every step must look like."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from scoring.boards.board import table_digest
from scoring.clauses.cases import is_day
from scoring.documents import ID, REASON
from scoring.facts import RULES, Fact
from scoring.problems import Problem
from scoring.procedure.blocking import blocks
from scoring.procedure.terms import NO_TERMS
from scoring.state import STAGES, State, Trade
from scoring.steps import (
    Awarded,
    Confirmed,
    Exported,
    NoticeClosed,
    NoticePosted,
    ObjectionFiled,
    ObjectionRuled,
    Returned,
)

DIGEST = re.compile(r"[0-9a-f]{64}")
"""A digest, matched whole."""


MARKING = frozenset(
    {"aspects-owed", "spread-open", "mark-held", "nobody-advanced", "sheet-unsigned", "module-unsigned"}
    | {"module-changed", "module-uncountersigned", "proposal-pending", "tie-undecided"}
)
"""What stands between a trade and the end of its marking, as codes of blockers."""


REHEARSAL = "rehearsal"
"""What the stream of an event is for that is only tried out."""

IN_EARNEST: frozenset[type[Fact]] = frozenset(
    {NoticePosted, ObjectionFiled, ObjectionRuled, NoticeClosed, Awarded, Confirmed, Returned, Exported}
)
"""What leads from a result to the public, to grades and out of the house: never in a rehearsal."""


def rehearsal_problems(state: State, fact: Fact) -> Iterator[Problem]:
    """What keeps a fact out of a rehearsal."""
    if state.purpose == REHEARSAL and fact.__class__ in IN_EARNEST:
        yield Problem("rehearsal-only", "", {"event": state.stream})


def trade_with(state: State, objection: int) -> Trade | None:
    """The trade in which an objection was filed, None where that line filed none."""
    return next((trade for trade in state.trades.values() if objection in trade.objections), None)


def trade_of(state: State, fact: Fact) -> str:
    """Id of the trade that a step is about, "" where that is no id, or no objection."""
    if isinstance(fact, ObjectionRuled):
        trade = trade_with(state, fact.objection)
        return "" if trade is None else trade.id
    id: str = getattr(fact, "trade", "")
    return id if ID.fullmatch(id) else ""


def blocked(state: State, trade: Trade, codes: Collection[str]) -> Iterator[Problem]:
    """What stands in the way of a step before the final result, of these blockers."""
    for each in blocks(state, trade):
        if each.code in codes:
            yield Problem(each.code, "trade", each.facts)


def not_marking(trade: Trade | None, id: str) -> Problem:
    """What keeps a trade from a step before its final result: it is not open, or else that result is final."""
    if trade is None:
        return Problem("unknown-trade", "trade", {"trade": id[:80]})
    return Problem("trade-final", "trade", {"trade": id})


def step_problems(state: State, id: str, needs: str) -> Iterator[Problem]:
    """What keeps a trade from a step past its final result that is taken at one stage only."""
    trade = state.trades.get(id)
    if trade is None:
        yield not_marking(trade, id)
        return
    if trade.terms == NO_TERMS:
        yield Problem("no-terms", "trade", {"trade": id})
    if trade.stage != needs:
        early = STAGES.index(trade.stage) < STAGES.index(needs)
        yield Problem("too-early" if early else "too-late", "trade", {"needs": needs, "stage": trade.stage})


def board_problems(trade: Trade, board: str, rules: str = RULES) -> Iterator[Problem]:
    """A step that speaks of the final table names it as it is."""
    if rules != RULES:
        yield Problem("other-rules", "rules", {"stated": rules[:80], "rules": RULES})
    elif board != table_digest(trade):
        yield Problem("other-board", "board", {"stated": board[:80], "board": table_digest(trade)})


def day_problems(trade: Trade, day: str) -> Iterator[Problem]:
    """Days of a trade's steps are days, and do not run backwards."""
    if not is_day(day):
        yield Problem("bad-date", "day", {"value": day[:80]})
    elif day < trade.day:
        yield Problem("day-went-back", "day", {"day": day, "before": trade.day})


def reason_problems(reason: str) -> Iterator[Problem]:
    """A reason is a code."""
    if REASON.fullmatch(reason) is None:
        yield Problem("bad-reason", "reason", {"value": reason[:80]})


def digest_problems(where: str, value: str, *, needed: bool = False) -> Iterator[Problem]:
    """A document, and whatever else is named by digest. needed: "" will not do."""
    if (value or needed) and DIGEST.fullmatch(value) is None:
        yield Problem("bad-digest", where, {"value": value[:80]})

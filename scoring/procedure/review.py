"""Before a result is final, marks are looked through again: a sample is drawn, what is found is recorded and put right
(see `sampling` for the rule)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from scoring import steps
from scoring.changes import NO_CHANGE, Change
from scoring.lines import Line
from scoring.problems import Problem
from scoring.procedure import sampling
from scoring.procedure.order import MARKING, blocked, digest_problems, not_marking
from scoring.procedure.records import Review
from scoring.procedure.sampling import sample as sample
from scoring.state import State, Trade


def _draw(state: State, fact: steps.ReviewDrawn) -> Iterator[Problem]:
    trade = state.trades.get(fact.trade)
    if trade is None or trade.final:
        yield not_marking(trade, fact.trade)
        return
    if trade.terms.review is None:
        yield Problem("no-review", "trade", {"trade": trade.id})
        return
    yield from blocked(state, trade, MARKING | {"still-sealed", "review-open"})
    if trade.review is not None and trade.review.wrong is None:
        yield Problem("review-drawn", "trade", {"trade": trade.id})
    if not fact.entrants:
        yield Problem("empty-value", "entrants")
    placed = {entrant for entrant, _ in sampling.standing(trade)}
    yield from _twice(fact.entrants, "entrants")
    for entrant in fact.entrants:
        if entrant not in placed:
            yield Problem("not-placed", "entrants", {"entrant": entrant[:80]})
    must, others = sampling.lacking(trade, fact.entrants)
    if must:
        yield Problem("sample-lacks-first", "entrants", {"entrants": ", ".join(must[:10]), "count": str(len(must))})
    if others:
        yield Problem("sample-too-small", "entrants", {"count": str(others)})


def _record(state: State, fact: steps.ReviewRecorded) -> Iterator[Problem]:
    trade = state.trades.get(fact.trade)
    if trade is None or trade.final:
        yield not_marking(trade, fact.trade)
        return
    if trade.review is None or trade.review.wrong is not None:
        yield Problem("review-not-drawn", "trade", {"trade": trade.id})
        return
    yield from _twice(fact.wrong, "wrong")
    for entrant in fact.wrong:
        if entrant not in trade.review.entrants:
            yield Problem("not-in-review", "wrong", {"entrant": entrant[:80]})
    yield from digest_problems("document", fact.document)


def _twice(entrants: Sequence[str], where: str) -> Iterator[Problem]:
    for entrant, times in Counter(entrants).items():
        if times > 1:
            yield Problem("duplicate-id", where, {"id": entrant[:80]})


def _apply_draw(state: State, line: Line, fact: steps.ReviewDrawn) -> Change:
    trade = state.trades[fact.trade]
    before = trade.review or Review()
    trade.review = before._replace(entrants=fact.entrants, wrong=None, line=line.seq, at=line.at)
    return NO_CHANGE


def _apply_record(state: State, line: Line, fact: steps.ReviewRecorded) -> Change:
    trade = state.trades[fact.trade]
    trade.review = _recorded(trade, state.trades[fact.trade].review or Review(), line, fact.wrong)
    return NO_CHANGE


def _recorded(trade: Trade, drawn: Review, line: Line, wrong: tuple[str, ...]) -> Review:
    """The review with what was found. Everybody is needed once more than the limit of all that were ever looked through
    was wrong, and somebody is left."""
    seen = drawn.seen | set(drawn.entrants)
    found = {**drawn.found, **dict.fromkeys(wrong, line.seq)}
    left = any(entrant not in seen for entrant, _ in sampling.standing(trade))
    full = left and sampling.too_many(trade.terms, len(found), len(seen))
    return Review(drawn.entrants, wrong, full, line.seq, line.at, seen, found)


CHECKS: Mapping[str, Callable[[State, Any], Iterator[Problem]]] = {
    steps.ReviewDrawn.kind: _draw,
    steps.ReviewRecorded.kind: _record,
}
APPLY: Mapping[str, Callable[[State, Line, Any], Change]] = {
    steps.ReviewDrawn.kind: _apply_draw,
    steps.ReviewRecorded.kind: _apply_record,
}

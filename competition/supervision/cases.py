"""What a page about a trade's way shows, taken out of the state at one moment as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from competition.supervision.days import Day, days
from competition.supervision.way import Next, Stop, lacks, next_step, tried, way
from scoring.lines import Line
from scoring.numbers import shown
from scoring.procedure.notices import may_close_on, to_reopen
from scoring.procedure.sampling import asked, lacking, still_wrong
from scoring.procedure.terms import NO_TERMS, Terms
from scoring.state import State, Trade
from scoring.steps import ObjectionFiled, ObjectionRuled, ReviewDrawn, ReviewRecorded, StepRefused


class Looked(NamedTuple):
    """An entrant of a review. must: one of the first. wrong: found so. open: and not put right yet."""

    entrant: str
    rank: int | None
    must: bool
    wrong: bool
    open: bool


class Drawing(NamedTuple):
    """A review that was drawn. recorded: line of what it found, 0 while it is looked through."""

    drawn: Line
    recorded: int
    entrants: tuple[str, ...]
    wrong: tuple[str, ...]


class Review(NamedTuple):
    """top, others, limit: of the rule. now: whom the present sample holds, none where none is drawn. waiting: what it
    found is to be recorded. seen, wrong: head counts over all samples; rate: of these in percent. over: more than the
    limit, everybody is needed. must, more: of the sample that is lacking, how many first ones and how many others."""

    top: str
    others: str
    limit: str
    now: Sequence[Looked]
    waiting: bool
    seen: int
    wrong: int
    rate: str
    over: bool
    must: int
    more: int
    history: Sequence[Drawing]


class Notice(NamedTuple):
    """line, day: posted. closes: first day on which it may close. closed: line, 0 while it stands."""

    line: int
    day: str
    closes: str
    closed: int
    closed_day: str
    calendar: Sequence[Day]


class Objection(NamedTuple):
    """entrant: as the roster knows her, "" for the trade. reopening: the result has yet to be opened again for it."""

    line: int
    at: str
    day: str
    actor: str
    entrant: str
    document: str
    ruling: str
    consequence: str
    ruled: Line | None
    reopening: bool


class Case(NamedTuple):
    """trade: its id. stage: "" before it is opened. codes: entrant by code, None where the trade is not blind."""

    trade: str
    stage: str
    stops: Sequence[Stop]
    next: Next
    terms: Terms | None
    entrants: int
    blind: bool
    sealed: bool
    frozen: bool
    review: Review | None
    notice: Notice | None
    objections: Sequence[Objection]
    returned: Mapping[str, tuple[int, str]]
    tried: Sequence[tuple[Line, StepRefused]]
    codes: Mapping[str, str] | None


def case(state: State, id: str, lines: Sequence[Line], today: str) -> Case:
    """The case of a trade that the catalogue knows. lines: its own, in order. today: ISO."""
    trade = state.trades.get(id)
    found = lacks(state, id)
    known = way(state, id, lines, found), next_step(state, id, today, found)
    if trade is None:
        blind = id in state.layers
        return Case(id, "", *known, None, 0, blind, id in state.drawn, False, None, None, (), {}, tried(lines), None)
    return Case(
        id,
        trade.stage,
        *known,
        None if trade.terms == NO_TERMS else trade.terms,
        len(trade.roster),
        trade.blind,
        trade.sealed,
        trade.kept is not None,
        _review(trade, lines),
        notice(trade, today),
        _objections(trade, lines),
        dict(trade.returned),
        tried(lines),
        None if trade.codes is None else dict(trade.codes),
    )


def _review(trade: Trade, lines: Sequence[Line]) -> Review | None:
    rule, review = trade.terms.review, trade.review
    if rule is None:
        return None
    first, open_ = set(asked(trade).must), set(still_wrong(trade))
    must, more = lacking(trade)
    ranks = {trade.roster[each.entrant][0]: each.rank for each in trade.order}
    found = {} if review is None else review.found
    now = () if review is None else review.entrants
    seen = 0 if review is None else len(review.seen)
    wrong = len(found)
    rate = shown(Fraction(100 * wrong, seen), 2) if seen else ""
    return Review(
        rule.top,
        rule.others,
        rule.limit,
        [Looked(each, ranks.get(each), each in first, each in found, each in open_) for each in now],
        review is not None and review.wrong is None,
        seen,
        wrong,
        rate,
        review is not None and review.full_needed,
        len(must),
        more,
        _drawings(lines),
    )


def _drawings(lines: Sequence[Line]) -> list[Drawing]:
    found: list[Drawing] = []
    for line in lines:
        if isinstance(line.fact, ReviewDrawn):
            found.append(Drawing(line, 0, line.fact.entrants, ()))
        elif isinstance(line.fact, ReviewRecorded) and found:
            found[-1] = found[-1]._replace(recorded=line.seq, wrong=line.fact.wrong)
    return found


def notice(trade: Trade, today: str) -> Notice | None:
    """The notice that hangs, None where none does."""
    hangs, terms = trade.notice, trade.terms
    if hangs is None:
        return None
    calendar = days(hangs.day, terms.working_days, terms.holidays, today)
    return Notice(hangs.line, hangs.day, may_close_on(trade), hangs.closed, hangs.closed_day, calendar)


def _objections(trade: Trade, lines: Sequence[Line]) -> list[Objection]:
    filed = {line.seq: line for line in lines if isinstance(line.fact, ObjectionFiled)}
    ruled = {line.fact.objection: line for line in lines if isinstance(line.fact, ObjectionRuled)}
    named = {entrant: code for code, entrant in (trade.codes or {}).items()}
    reopening = to_reopen(trade)
    return [
        Objection(
            seq,
            filed[seq].at,
            each.at,
            filed[seq].actor,
            named.get(each.entrant, each.entrant),
            each.document,
            each.ruling,
            each.consequence,
            ruled.get(seq),
            seq in reopening,
        )
        for seq, each in trade.objections.items()
        if seq in filed
    ]

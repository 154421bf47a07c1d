"""Recusals: of judges who declared an interest, pinned when a trade opens, and of a judge while it is marked.

Marks that a judge gave before she was recused stay in their lines and count nowhere; her reserve owes them anew. What
two persons decided since the opening two persons may take back: then her marks count again, and so does her signature
where the sheet is as she signed it; what was given in her place is set aside in turn. What was pinned when the trade
opened, a declared interest among it, stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scoring.changes import Change
from scoring.facts import Recusal, Seat, TradeOpened
from scoring.items import parse_items
from scoring.lines import Line, canonical, digest
from scoring.plan import Plan
from scoring.problems import Problem
from scoring.procedure.amending import put_in_place, remade
from scoring.recusals import lacking, reserves_for, sits
from scoring.scheme import parse_scheme
from scoring.sheets import cells, given
from scoring.state import State, Trade
from scoring.steps import RecusalLifted, Recused


def check_opening(state: State, fact: TradeOpened) -> Iterator[Problem]:
    """What is wrong with the recusals that a trade is to be opened with."""
    if not fact.recusals:
        return
    if fact.trade in state.drawn:
        yield Problem("blind-with-recusals", "recusals", {"trade": fact.trade})
        return
    problems = list(_opened(fact))
    yield from problems
    if not problems and fact.scheme in state.contents:
        scheme, items = parse_scheme(state.contents[fact.scheme]), parse_items(state.contents[fact.items])
        yield from lacking(Plan(scheme, fact.seats, items, fact.reserves, fact.recusals))


def _opened(fact: TradeOpened) -> Iterator[Problem]:
    roster = {entrant for entrant, _ in fact.roster}
    seen: set[tuple[str, ...]] = set()
    for each in fact.recusals:
        others = [other for other in fact.recusals if other[:3] != each[:3]]
        if each.entrant not in roster:
            yield Problem("unknown-entrant", "recusals", {"entrant": each.entrant})
        elif each[:3] in seen:
            yield Problem("already-recused", "recusals", {"judge": each.judge, "entrant": each.entrant})
        else:
            yield from _who(fact.seats, fact.reserves, others, each, "recusals")
        seen.add(each[:3])


def _who(
    seats: Sequence[Seat], reserves: Sequence[Seat], others: Sequence[Recusal], recusal: Recusal, where: str
) -> Iterator[Problem]:
    """A judge without a place on the panel; a reserve who cannot take it."""
    judge, entrant, panel, reserve = recusal
    if not sits(seats, reserves, judge, panel):
        yield Problem("not-on-panel", where, {"judge": judge, "panel": panel})
    elif reserve and reserve not in reserves_for(seats, reserves, others, judge, entrant, panel):
        yield Problem("not-in-reserve", where, {"reserve": reserve, "panel": panel, "entrant": entrant})


def recusal_of(change: Recused) -> Recusal:
    """The recusal that a change states."""
    return Recusal(change.judge, change.entrant, change.panel, change.reserve)


def check_recusal(state: State, change: Recused) -> Iterator[Problem]:
    """What keeps a judge from being recused now."""
    trade = state.trade_of.get(change.entrant)
    if trade is None:
        yield Problem("unknown-entrant", "entrant", {"entrant": change.entrant})
        return
    if trade.final:
        yield Problem("trade-final", "entrant", {"trade": trade.id})
    plan, recusal = trade.plan, recusal_of(change)
    if plan.recused(change.judge, change.entrant, change.panel) is not None:
        yield Problem("already-recused", "judge", {"judge": change.judge, "entrant": change.entrant})
        return
    problems = list(_who(plan.all_seats, plan.reserves, plan.recusals, recusal, "judge"))
    yield from problems
    if not problems:
        before = list(lacking(plan))
        left = (each for each in lacking(plan.without(recusal)) if each not in before)
        yield from (Problem(each.code, "reserve", each.facts) for each in left)


def recuse(state: State, line: Line, change: Recused) -> Change:
    """Take a recusal in: everything as if the judge had never marked the entrant."""
    trade, recusal = state.trade_of[change.entrant], recusal_of(change)
    made = remade(trade, trade.plan.without(recusal))
    made.recused[recusal] = line.seq
    return _reseated(state, line, trade, made, change)


def check_lifting(state: State, change: RecusalLifted) -> Iterator[Problem]:
    """What keeps a recusal from being taken back now."""
    trade = state.trade_of.get(change.entrant)
    if trade is None:
        yield Problem("unknown-entrant", "entrant", {"entrant": change.entrant})
        return
    if trade.final:
        yield Problem("trade-final", "entrant", {"trade": trade.id})
    place = (change.judge, change.entrant, change.panel)
    if not any(each[:3] == place for each in trade.recused):
        code = "not-recused" if trade.plan.recused(*place) is None else "recusal-pinned"
        yield Problem(code, "judge", {"judge": change.judge, "entrant": change.entrant})


def lift(state: State, line: Line, change: RecusalLifted) -> Change:
    """Take a recusal back: everything as if there had been none, but for what its judge gave elsewhere since."""
    trade, place = state.trade_of[change.entrant], (change.judge, change.entrant, change.panel)
    made = remade(trade, trade.plan.again(*place))
    made.recused = {each: since for each, since in trade.recused.items() if each[:3] != place}
    return _reseated(state, line, trade, made, change)


def _reseated(state: State, line: Line, trade: Trade, made: Trade, change: Recused | RecusalLifted) -> Change:
    """Let a trade stand in which one judge's seat is another's. Sheets of the entrant that ask or hold something else
    than before are signed no more, all of the judge's among them; a signature that fell so counts again where its sheet
    asks and holds what it did then."""
    for sheet in [each for each in trade.signed | trade.lapsed if each[1] == change.entrant]:
        hers = sheet[0] == change.judge
        before, after = _asked(trade, *sheet), _asked(made, *sheet)
        if hers or before != after:
            fallen = made.lapsed.pop(sheet, None)
            made.signed.pop(sheet, None)
            if sheet in trade.signed:
                made.lapsed[sheet] = (trade.signed[sheet], before)
            if fallen is not None and fallen[1] == after and not (hers and isinstance(change, Recused)):
                made.signed[sheet] = fallen[0]
    made.corrected[change.entrant] = line.seq
    return put_in_place(state, line, trade, made)


def _asked(trade: Trade, judge: str, entrant: str, phase: str) -> str:
    """Digest of what a judge's sheet asks for and of what it holds."""
    owed = [cell.key() for cell in cells(trade, judge, entrant, phase)]
    return digest(canonical([owed, [list(pair) for pair in given(trade, judge, entrant, phase)]]))

"""check(state, fact) → verdict: may this fact become the next line, and what would it be?

Every problem of a fact is named at once. Who may state it is not asked here: that is the shell's `authorize`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from scoring import facts, sheets
from scoring.adjusting import check_adjustment
from scoring.boards.board import table_digest
from scoring.documents import ID
from scoring.documents import REASON as REASON
from scoring.marks import ACCEPTED as ACCEPTED
from scoring.marks import HELD as HELD
from scoring.marks import Verdict as Verdict
from scoring.marks import check_mark
from scoring.marks import check_value as check_value
from scoring.phases import going_on
from scoring.problems import Problem
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
from scoring.procedure.blocking import blocks
from scoring.procedure.order import digest_problems, rehearsal_problems
from scoring.procedure.recusing import check_opening
from scoring.state import OVERVIEW, State, Trade
from scoring.steps import Approved, CodesRead


def check(state: State, fact: facts.Fact, actor: str = "") -> Verdict:
    """Judge one fact against the state that it would follow. actor: account id of who states it."""
    if fact.__class__ is facts.MarkGiven:
        return check_mark(state, fact)
    tried = tuple(rehearsal_problems(state, fact))
    if tried:
        return Verdict("refused", tried)
    if isinstance(fact, Approved):
        problems = tuple(seconds.check_approval(state, fact, actor))
    elif isinstance(fact, CodesRead):
        problems = tuple(seals.check_reading(state, fact, actor))
    else:
        problems = tuple(_CHECKS[fact.kind](state, fact))
    return Verdict("refused", problems) if problems else ACCEPTED


def _stream(state: State, fact: facts.StreamOpened) -> Iterator[Problem]:
    if state.seq:
        yield Problem("stream-open", "stream", {"stream": state.stream})
    elif fact.stream != state.stream:
        yield Problem("other-stream", "stream", {"stream": fact.stream})


def _clock(state: State, fact: facts.ClockJumped) -> Iterator[Problem]:
    yield from ()


def _open(state: State, fact: facts.TradeOpened) -> Iterator[Problem]:
    if fact.trade in state.trades:
        yield Problem("trade-open", "trade", {"trade": fact.trade})
        return  # its entrants are in it, which is no further problem
    if ID.fullmatch(fact.trade) is None or fact.trade == OVERVIEW:
        yield Problem("bad-id", "trade", {"value": fact.trade[:80]})
    if fact.trade in state.prizes:
        yield Problem("duplicate-id", "trade", {"id": fact.trade})
    if not fact.roster:
        yield Problem("empty-value", "roster")
    seen: set[str] = set()
    for entrant, _ in fact.roster:
        if entrant in seen or entrant in state.trade_of:
            yield Problem("duplicate-id", "roster", {"id": entrant})
        seen.add(entrant)
    yield from seals.check_opening(state, fact)
    yield from _teams(state, fact)
    yield from check_opening(state, fact)


def _teams(state: State, fact: facts.TradeOpened) -> Iterator[Problem]:
    """Entrants count for one team each; who is behind the codes of a blind trade is not known yet."""
    roster = {entrant for entrant, _ in fact.roster}
    counted: set[str] = set()
    for entrant, team in fact.teams:
        if entrant in counted:
            yield Problem("duplicate-id", "teams", {"id": entrant})
        elif entrant not in roster and fact.trade not in state.drawn:
            yield Problem("unknown-entrant", "teams", {"entrant": entrant})
        if ID.fullmatch(team) is None:
            yield Problem("bad-id", "teams", {"value": team[:80]})
        counted.add(entrant)


def _prize(state: State, fact: facts.PrizeOpened) -> Iterator[Problem]:
    if fact.prize in state.prizes:
        yield Problem("prize-open", "prize", {"prize": fact.prize})
    elif ID.fullmatch(fact.prize) is None or fact.prize == OVERVIEW:
        yield Problem("bad-id", "prize", {"value": fact.prize[:80]})
    elif fact.prize in state.trades:
        yield Problem("duplicate-id", "prize", {"id": fact.prize})
    yield from digest_problems("rule", fact.rule, needed=True)
    if not fact.trades:
        yield Problem("empty-value", "trades")
    for trade, times in Counter(fact.trades).items():
        if times > 1:
            yield Problem("duplicate-id", "trades", {"id": trade})
        if trade not in state.trades:
            yield Problem("unknown-trade", "trades", {"trade": trade[:80]})


def _advance(state: State, fact: facts.EntrantsAdvanced) -> Iterator[Problem]:
    trade = state.trades.get(fact.trade)
    if trade is None:
        yield Problem("unknown-trade", "trade", {"trade": fact.trade})
        return
    phase = trade.plan.scheme.phase.get(fact.phase)
    if phase is None or phase.entry is None:
        yield Problem("unknown-phase", "phase", {"phase": fact.phase, "trade": fact.trade})
        return
    if trade.phases[phase.id].entered is not None:
        yield Problem("already-advanced", "phase", {"phase": fact.phase})
    source = phase.entry.source
    for entrant, times in Counter(fact.entrants).items():
        if times > 1:
            yield Problem("duplicate-id", "entrants", {"id": entrant})
    for entrant in fact.entrants:
        if entrant not in trade.index or not trade.takes_part(entrant, source):
            yield Problem("not-in-phase", "entrants", {"phase": source, "entrant": entrant})
    if not fact.entrants:
        yield Problem("empty-value", "entrants")
    if phase.entry.cut is None:
        return
    owing = [entrant for entrant in trade.index if trade.takes_part(entrant, source) and owes(trade, entrant, source)]
    if owing:
        yield Problem("phase-not-complete", "phase", {"phase": source, "entrants": ", ".join(owing[:10])})
    elif set(fact.entrants) != computed_cut(trade, phase.id):
        yield Problem("other-than-computed", "entrants", {"phase": fact.phase, "cut": str(phase.entry.cut)})


def computed_cut(trade: Trade, phase: str) -> frozenset[str]:
    """Who goes on to a phase whose scheme computes the cut, as the source phase stands: of each group the same count
    where groups are apart."""
    entry = trade.plan.scheme.phase[phase].entry
    assert entry is not None
    placed: dict[int, list[tuple[str, int]]] = {}
    for standing in trade.standing(entry.source):
        if standing.rank is not None:
            entrant = trade.roster[standing.entrant][0]
            placed.setdefault(trade.sections[entrant], []).append((entrant, standing.rank))
    return frozenset().union(*(going_on(entry, ranked) for ranked in placed.values()))


def owes(trade: Trade, entrant: str, phase: str) -> bool:
    """True where something that places the entrant in the phase is not settled: there, or in a phase that it carries or
    compares on ties."""
    return not trade.status_of(entrant, phase) and any(
        _open_aspects(trade, entrant, each.id)
        for each in trade.plan.phases
        if phase in trade.plan.dependents[each.id] and (entrant, each.id) in trade.performances
    )


def _open_aspects(trade: Trade, entrant: str, phase: str) -> int:
    """How many aspects of the entrant are not settled in the phase; none for one who is out there."""
    performance = trade.performances[entrant, phase]
    return 0 if trade.status_of(entrant, phase) else performance.due - performance.settled


def _sign(state: State, fact: facts.SheetSigned) -> Iterator[Problem]:
    trade = state.trade_of.get(fact.entrant)
    if trade is None:
        yield Problem("unknown-entrant", "entrant", {"entrant": fact.entrant})
        return
    if fact.phase not in trade.phases:
        yield Problem("unknown-phase", "phase", {"phase": fact.phase, "entrant": fact.entrant})
        return
    cells = list(sheets.cells(trade, fact.judge, fact.entrant, fact.phase))
    if not cells:
        yield Problem("nothing-to-sign", "", {"judge": fact.judge, "entrant": fact.entrant, "phase": fact.phase})
        return
    if (fact.judge, fact.entrant, fact.phase) in trade.signed:
        yield Problem("already-signed", "", {"entrant": fact.entrant, "phase": fact.phase})
        return
    pairs = sheets.sheet(state, fact.judge, fact.entrant, fact.phase)
    missing = len(cells) - len(pairs)
    if missing > 0:
        yield Problem("sheet-incomplete", "", {"entrant": fact.entrant, "missing": str(missing)})
    elif fact.digest != sheets.sheet_digest(pairs):
        yield Problem("sheet-differs", "digest", {"entrant": fact.entrant, "digest": sheets.sheet_digest(pairs)})


def _trade(state: State, fact: Any) -> Trade | None:
    return state.trades.get(fact.trade)


def _close(state: State, fact: facts.PanelClosed) -> Iterator[Problem]:
    trade = _trade(state, fact)
    if trade is None:
        yield Problem("unknown-trade", "trade", {"trade": fact.trade})
    elif fact.phase not in trade.phases:
        yield Problem("unknown-phase", "phase", {"phase": fact.phase, "trade": fact.trade})
    elif fact.panel not in trade.plan.panels:
        yield Problem("dangling-panel", "panel", {"panel": fact.panel})
    elif fact.panel in trade.phases[fact.phase].closed:
        yield Problem("panel-closed", "panel", {"panel": fact.panel})


def _freeze(state: State, fact: facts.Frozen) -> Iterator[Problem]:
    trade = _trade(state, fact)
    if trade is None:
        yield Problem("unknown-trade", "trade", {"trade": fact.trade})
    elif trade.kept is not None:
        yield Problem("trade-frozen", "trade", {"trade": fact.trade})
    else:
        yield from _stated(trade, fact)


def _thaw(state: State, fact: facts.Thawed) -> Iterator[Problem]:
    trade = _trade(state, fact)
    if trade is None:
        yield Problem("unknown-trade", "trade", {"trade": fact.trade})
    elif trade.kept is None:
        yield Problem("trade-not-frozen", "trade", {"trade": fact.trade})


def _finalise(state: State, fact: facts.Finalised) -> Iterator[Problem]:
    trade = _trade(state, fact)
    if trade is None:
        yield Problem("unknown-trade", "trade", {"trade": fact.trade})
    elif trade.final:
        yield Problem("trade-final", "trade", {"trade": fact.trade})
    else:
        yield from (Problem(each.code, "trade", each.facts) for each in blocks(state, trade))
        yield from _stated(trade, fact)


def _stated(trade: Trade, fact: facts.Frozen | facts.Finalised) -> Iterator[Problem]:
    if fact.rules != facts.RULES:
        yield Problem("other-rules", "rules", {"stated": fact.rules, "rules": facts.RULES})
    elif fact.board != table_digest(trade):
        yield Problem("other-board", "board", {"stated": fact.board[:80], "board": table_digest(trade)})


_CHECKS: dict[str, Callable[[State, Any], Iterator[Problem]]] = {
    facts.StreamOpened.kind: _stream,
    facts.ClockJumped.kind: _clock,
    facts.TradeOpened.kind: _open,
    facts.PrizeOpened.kind: _prize,
    facts.EntrantsAdvanced.kind: _advance,
    facts.SheetSigned.kind: _sign,
    facts.Adjusted.kind: check_adjustment,
    facts.PanelClosed.kind: _close,
    facts.Frozen.kind: _freeze,
    facts.Thawed.kind: _thaw,
    facts.Finalised.kind: _finalise,
    **seconds.CHECKS,
    **incidents.CHECKS,
    **signing.CHECKS,
    **seals.CHECKS,
    **revealing.CHECKS,
    **review.CHECKS,
    **notices.CHECKS,
    **granting.CHECKS,
    **outgoing.CHECKS,
    **issuing.CHECKS,
}

"""What is added, taken off, or ends an entrant's part: may it be stated, and what it changes."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.boards import board
from scoring.changes import FIGURES, TABLE, Change, changed
from scoring.documents import REASON
from scoring.facts import Adjusted
from scoring.lines import Line
from scoring.nodes import TOTAL
from scoring.numbers import ZERO, parse
from scoring.panels import RULES
from scoring.phases import OUT, PENALTIES
from scoring.placing import compare, count, count_due, part, standing
from scoring.problems import BrokenPromiseError, Problem
from scoring.state import State, Trade
from scoring.sums import total_up


def check_adjustment(state: State, fact: Adjusted) -> Iterator[Problem]:
    """What keeps an adjustment from being stated."""
    trade = state.trade_of.get(fact.entrant)
    if trade is None:
        yield Problem("unknown-entrant", "entrant", {"entrant": fact.entrant})
        return
    if trade.final:
        yield Problem("trade-final", "entrant", {"trade": trade.id})
    if REASON.fullmatch(fact.reason) is None:
        yield Problem("bad-reason", "reason", {"value": fact.reason[:80]})
    whole = fact.adjustment == "dsq" and not fact.phase
    if not whole and (fact.phase not in trade.phases or not trade.takes_part(fact.entrant, fact.phase)):
        yield Problem("not-in-phase", "phase", {"phase": fact.phase, "entrant": fact.entrant})
        return
    if fact.adjustment in OUT:
        if fact.value or fact.figure != TOTAL or fact.item:
            yield Problem("not-with-status", "value", {"adjustment": fact.adjustment})
        status = trade.out.get((fact.entrant, fact.phase)) or trade.out.get((fact.entrant, ""))
        if status:
            yield Problem("entrant-out", "entrant", {"entrant": fact.entrant, "status": status})
    elif fact.adjustment in PENALTIES:
        number = parse(fact.value)
        if number is None or number <= 0:
            yield Problem("bad-number", "value", {"value": fact.value[:80]})
        if not adjustable(trade, fact.entrant, fact.phase, fact.figure, fact.item):
            yield Problem("dangling-figure", "figure", {"figure": fact.figure, "item": fact.item})
    else:
        yield Problem("bad-adjustment", "adjustment", {"value": fact.adjustment[:80]})


def adjustable(trade: Trade, entrant: str, phase: str, figure: str, item: str) -> bool:
    """True where a penalty or bonus can act on the figure: the phase's own points (where it has modules), a module, a
    criterion or its item."""
    if figure == TOTAL:
        return bool(trade.plan.scheme.phase[phase].modules) and not item
    for module, criterion, _ in trade.plan.aspects[phase].values():
        if figure == module.id:
            return not item
        if figure == criterion.id:
            return item in trade.plan.items_of(phase, entrant, criterion)
    return False


def adjust(state: State, line: Line, fact: Adjusted) -> Change:
    """Take an adjustment in."""
    trade = state.trade_of[fact.entrant]
    before = board.head(trade)
    if fact.adjustment in OUT:
        trade.out[fact.entrant, fact.phase] = fact.adjustment
        count_due(trade)
    else:
        value = parse(fact.value)
        if value is None:
            raise BrokenPromiseError(f"{fact.value!r} is no adjustment")
        performance = trade.performances[fact.entrant, fact.phase]
        node = (fact.figure, fact.item)
        performance.adjusted[node] = PENALTIES[fact.adjustment](performance.adjusted.get(node, ZERO), value)
        for module, criterion, _ in trade.plan.aspects[fact.phase].values():
            for id, item in trade.plan.items_of(fact.phase, fact.entrant, criterion).items():
                total_up(trade, performance, fact.entrant, fact.phase, module, criterion, id, item)
    trade.corrected[fact.entrant] = line.seq
    what = FIGURES | standing(trade, [fact.entrant], trade.plan.dependents.get(fact.phase, trade.plan.depth))
    if fact.adjustment in OUT and trade.plan.relative:
        what |= _field_changed(trade, fact.entrant, line.at)
    what |= count(trade, fact.entrant)
    return changed(state, trade, line, what if board.head(trade) == before else what | TABLE)


def _field_changed(trade: Trade, entrant: str, at: str) -> int:
    """One less is compared: work out what comes of the whole field, in every phase; what that changed."""
    what = 0
    for phase, aspects in trade.plan.aspects.items():
        for nodes in aspects.values():
            if RULES[nodes[2].rule].compare and trade.phases[phase].entered is not None:
                what |= compare(trade, phase, trade.sections[entrant], nodes)
                part(trade, phase, (nodes[2].id, "", 1), trade.index, at)
    return what

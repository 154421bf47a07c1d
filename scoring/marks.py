"""Marks: may a judge's value stand in a cell, now or later?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.documents import REASON
from scoring.facts import EXCUSES, Cell, MarkGiven
from scoring.items import Item
from scoring.measures import table_for, worth
from scoring.nodes import Aspect, Scheme
from scoring.numbers import on_step, parse, text
from scoring.problems import Problem
from scoring.procedure.order import digest_problems
from scoring.state import State, Trade


@dataclass(frozen=True, slots=True)
class Verdict:
    """status: accepted, held (a line that counts nowhere), conflict (the cell's line is another: `current` holds its
    seq and value, None where the cell is empty) or refused (with problems)."""

    status: str
    problems: tuple[Problem, ...] = ()
    current: tuple[int, str] | None = None


ACCEPTED = Verdict("accepted")
HELD = Verdict("held")


def check_mark(state: State, fact: MarkGiven) -> Verdict:
    """Judge one mark against the state that it would follow."""
    cell = fact.cell
    problems = check_cell(state, cell, fact.value)
    if fact.held and REASON.fullmatch(fact.held) is None:
        problems += (Problem("bad-reason", "held", {"value": fact.held[:80]}),)
    if fact.comment:
        problems += tuple(digest_problems("comment", fact.comment))
    if problems:
        return Verdict("refused", problems)
    trade = state.trade_of[cell.entrant]
    aspect = trade.plan.aspects[cell.phase][cell.aspect][2]
    if not fact.comment and needs_words(aspect, fact.value):  # which a value is asked for once it is one
        missing = Problem("comment-missing", "comment", {"value": fact.value, "aspect": aspect.id})
        return Verdict("refused", (missing,))
    if is_late(trade, fact):
        return HELD
    panel = trade.performances[cell.entrant, cell.phase].panels.get((cell.aspect, cell.item, cell.attempt))
    current = None if panel is None else panel.mark(cell.judge)
    if fact.supersedes != (0 if current is None else current.seq):
        return Verdict("conflict", (), None if current is None else (current.seq, current.value))
    return ACCEPTED


def needs_words(aspect: Aspect, value: str) -> bool:
    """True where this value of the aspect has to be explained in words; an excuse never, nor what is no number."""
    if aspect.comment is None:
        return False
    number = parse(value)
    return number is not None and aspect.comment.asks(number)


def check_cell(state: State, cell: Cell, value: str) -> tuple[Problem, ...]:
    """What keeps a value out of a cell, whenever it came: no such cell, no seat, a value out of bounds, an entrant who
    is out."""
    trade = state.trade_of.get(cell.entrant)
    if trade is None:
        return (Problem("unknown-entrant", "entrant", {"entrant": cell.entrant}),)
    aspects = trade.plan.aspects.get(cell.phase)
    if aspects is None:
        return (Problem("unknown-phase", "phase", {"phase": cell.phase, "entrant": cell.entrant}),)
    if (cell.entrant, cell.phase) not in trade.performances:
        return (Problem("not-in-phase", "entrant", {"phase": cell.phase, "entrant": cell.entrant}),)
    known = aspects.get(cell.aspect)
    if known is None:
        return (Problem("unknown-aspect", "aspect", {"aspect": cell.aspect, "phase": cell.phase}),)
    _, criterion, aspect = known
    items = trade.plan.items_of(cell.phase, cell.entrant, criterion)
    if cell.item not in items:
        return (Problem("unknown-item", "item", {"item": cell.item, "entrant": cell.entrant}),)
    problems = list(check_value(trade.plan.scheme, aspect, items[cell.item], value))
    if trade.plan.recused(cell.judge, cell.entrant, trade.plan.panel(aspect)):
        problems.append(Problem("interest-declared", "judge", {"judge": cell.judge, "entrant": cell.entrant}))
    elif cell.judge not in trade.plan.seats(cell.phase, aspect, cell.item, cell.entrant):
        problems.append(Problem("mark-without-seat", "aspect", {"judge": cell.judge, "aspect": cell.aspect}))
    if not 1 <= cell.attempt <= aspect.attempts.count:
        problems.append(Problem("unknown-attempt", "attempt", {"attempt": str(cell.attempt)}))
    status = trade.status_of(cell.entrant, cell.phase)
    if status:
        problems.append(Problem("entrant-out", "entrant", {"entrant": cell.entrant, "status": status}))
    return tuple(problems)


def check_value(scheme: Scheme, aspect: Aspect, item: Item | None, value: str) -> Iterator[Problem]:
    """What is wrong with a mark's value: no number, out of bounds, off the step, not in the table."""
    if value in EXCUSES:
        return
    number = parse(value)
    if number is None:
        yield Problem("bad-number", "value", {"value": value[:80]})
        return
    if aspect.lowest is not None and number < aspect.lowest:
        yield Problem("below-lowest", "value", {"value": value, "lowest": text(aspect.lowest)})
    if aspect.highest is not None and number > aspect.highest:
        yield Problem("above-highest", "value", {"value": value, "highest": text(aspect.highest)})
    if aspect.step is not None and aspect.lowest is not None and not on_step(number, aspect.lowest, aspect.step):
        yield Problem("off-step", "value", {"value": value, "step": text(aspect.step), "lowest": text(aspect.lowest)})
    table = table_for(scheme, aspect, item)
    if table is not None and worth(scheme, aspect, item, number) is None:
        yield Problem("not-in-table", "value", {"value": value, "table": table.id})


def is_late(trade: Trade, fact: MarkGiven) -> bool:
    """True where a mark comes after its sheet was signed, its panel closed or its trade finalised, or on a device that
    was revoked: it is held."""
    cell = fact.cell
    if fact.held or trade.final or (cell.judge, cell.entrant, cell.phase) in trade.signed:
        return True
    closed = trade.phases[cell.phase].closed
    return bool(closed) and trade.plan.panel(trade.plan.aspects[cell.phase][cell.aspect][2]) in closed

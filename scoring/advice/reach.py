"""Which marks a judge can give, which points they come to, and what no mark can ever reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from scoring.advice.places import aspects, branches
from scoring.comments import Comment
from scoring.measures import worth
from scoring.nodes import Aspect, Criterion, Lookup, Module, Scheme, Tolerance
from scoring.numbers import ONE, ZERO, Exact, Rounding, minus, plus, ratio, rounded, text, times, total, whole
from scoring.panels import RULES
from scoring.problems import Problem

DOWN, UP = Rounding(0, "floor"), Rounding(0, "ceiling")


class Span(NamedTuple):
    """Least and most points."""

    worst: Exact
    best: Exact


class Between(NamedTuple):
    """Readings from `low` to `high`; with `open_low`, `open_high` without these themselves. None: no end."""

    low: Exact | None
    high: Exact | None
    open_low: bool = False
    open_high: bool = False


def advise(scheme: Scheme) -> Iterator[Problem]:
    """Bounds that no mark reaches, rows that no mark hits, points that a ceiling cuts off or rounding eats."""
    for where, _, _, aspect in aspects(scheme):
        yield from _marks(aspect, where)
        yield from _rows(scheme, aspect, where)
        yield from _points(scheme, aspect, where)
    for where, node in branches(scheme):
        found = _parts(scheme, node)
        if found is not None and node.ceiling is not None and found.best > node.ceiling:
            facts = {"figure": node.id, "best": text(found.best), "ceiling": text(node.ceiling)}
            yield Problem("advice-ceiling-cuts", where, facts)
    yield from _rounded_away(scheme)


def span(scheme: Scheme, node: Aspect | Criterion | Module) -> Span | None:
    """Least and most points of a node, weights and bounds applied; None where that depends on the panel or on an
    entrant's items."""
    found = _aspect(scheme, node) if isinstance(node, Aspect) else _parts(scheme, node)
    if found is None:
        return None
    floor, ceiling = node.floor, node.ceiling
    held = (max(each, floor) if floor is not None else each for each in found)
    return Span(*sorted(min(each, ceiling) if ceiling is not None else each for each in held))


def _aspect(scheme: Scheme, aspect: Aspect) -> Span | None:
    rule = RULES[aspect.rule]
    if rule.adds or aspect.attempts.rule == "sum":
        return None
    if rule.judgement:
        return None if aspect.max is None else Span(ZERO, aspect.max)
    found = _one_mark(scheme, aspect)
    if found is None:
        return None
    return Span(*sorted(times(aspect.weight, each) for each in found))


def _one_mark(scheme: Scheme, aspect: Aspect) -> Span | None:
    """Least and most points of one mark, before the aspect's weight."""
    low, high = aspect.lowest, top(aspect)
    assert low is not None
    table = scheme.tables.get(aspect.table)
    if isinstance(table, (Lookup, Tolerance)):
        points = [points for row, (_, points) in enumerate(table.rows) if hits(aspect, table, row)]
        points += [] if table.otherwise is None else [table.otherwise]
        return Span(min(points), max(points)) if points else None
    ends = [worth(scheme, aspect, None, each) for each in (low, high)]
    return Span(*sorted(each for each in ends if each is not None))


def _parts(scheme: Scheme, node: Criterion | Module) -> Span | None:
    if isinstance(node, Criterion) and node.items:
        return None
    children: tuple[Aspect | Criterion, ...] = node.aspects if isinstance(node, Criterion) else node.criteria
    spans = [found for child in children if (found := span(scheme, child)) is not None]
    if len(spans) < len(children):
        return None
    return Span(*(times(node.weight, total(ends)) for ends in zip(*spans, strict=True)))


def top(aspect: Aspect) -> Exact:
    """The highest mark that can be given."""
    low, high, step = aspect.lowest, aspect.highest, aspect.step
    assert low is not None and high is not None
    if step is None:
        return high
    return plus(low, times(step, rounded(ratio(minus(high, low), step), DOWN)))


def hits(aspect: Aspect, table: Lookup | Tolerance, row: int) -> bool:
    """True where some mark that can be given takes this row of the table."""
    return any(_mark_in(aspect, each) for each in _readings(table, row))


def _readings(table: Lookup | Tolerance, row: int) -> tuple[Between, ...]:
    """Readings that take a row."""
    at = table.rows[row][0]
    before = table.rows[row - 1][0] if row else None
    if isinstance(table, Tolerance):
        low, high = minus(table.point, at), plus(table.point, at)
        if before is None:
            return (Between(low, high),)
        return (
            Between(low, minus(table.point, before), open_high=True),
            Between(plus(table.point, before), high, open_low=True),
        )
    if table.match == "floor":
        after = table.rows[row + 1][0] if row + 1 < len(table.rows) else None
        return (Between(at, after, open_high=True),)
    return (Between(at, at),) if table.match == "exact" else (Between(before, at, open_low=True),)


def _mark_in(aspect: Aspect, readings: Between) -> bool:
    """True where a mark that can be given lies among the readings."""
    assert aspect.lowest is not None and aspect.highest is not None
    low, high, step = aspect.lowest, aspect.highest, aspect.step
    first = low if readings.low is None or readings.low < low else readings.low
    shut = readings.open_low and first == readings.low
    if step is not None:
        steps = rounded(ratio(minus(first, low), step), UP)
        mark = plus(low, times(step, steps))
        first, shut = (plus(mark, step), False) if shut and mark == first else (mark, False)
    if first > high or (shut and first == high):
        return False
    return (
        readings.high is None
        or first < readings.high
        or (first == readings.high and not readings.open_high and not shut)
    )


def _marks(aspect: Aspect, where: str) -> Iterator[Problem]:
    highest, best = aspect.highest, top(aspect)
    if highest is not None and best != highest:
        facts = {"highest": text(highest), "best": text(best)}
        yield Problem("advice-highest-unreachable", f"{where}.highest", facts)
    if aspect.comment is not None:
        yield from _words(aspect, aspect.comment, where)


def _words(aspect: Aspect, comment: Comment, where: str) -> Iterator[Problem]:
    """Bounds of a comment that no mark reaches: nobody is ever asked for words by them."""
    low, high = aspect.lowest, top(aspect)
    assert low is not None
    facts = {"lowest": text(low), "highest": text(high)}
    if comment.upto is not None and comment.upto < low:
        yield Problem("advice-comment-unreachable", f"{where}.comment.upto", {"bound": text(comment.upto), **facts})
    if comment.onward is not None and comment.onward > high:
        yield Problem("advice-comment-unreachable", f"{where}.comment.from", {"bound": text(comment.onward), **facts})


def _rows(scheme: Scheme, aspect: Aspect, where: str) -> Iterator[Problem]:
    table = scheme.tables.get(aspect.table)
    if not isinstance(table, (Lookup, Tolerance)):
        return
    missed = [text(reading) for row, (reading, _) in enumerate(table.rows) if not hits(aspect, table, row)]
    if missed:
        facts = {"table": table.id, "readings": ", ".join(missed[:10]), "count": str(len(missed))}
        yield Problem("advice-rows-unreachable", f"{where}.table", facts)


def _points(scheme: Scheme, aspect: Aspect, where: str) -> Iterator[Problem]:
    found = _aspect(scheme, aspect)
    if found is None:
        return
    if aspect.max is not None and found.best != aspect.max:
        facts = {"max": text(aspect.max), "best": text(found.best)}
        yield Problem("advice-maximum-unreachable", f"{where}.max", facts)
    if aspect.measure == "deductions" and found.worst > ZERO:
        yield Problem("advice-deductions-short", f"{where}.highest", {"left": text(found.worst)})


def _rounded_away(scheme: Scheme) -> Iterator[Problem]:
    """Aspects of which every mark may come to the same points."""
    for where, module, criterion, aspect in aspects(scheme):
        found = span(scheme, aspect)
        if found is None or criterion.items:
            continue
        swing = minus(found.best, found.worst)
        phases = [phase for phase in scheme.phases if module.id in phase.modules]
        above = [(criterion.id, criterion.weight, criterion.rounding), (module.id, module.weight, module.rounding)]
        for figure, weight, rounding in (*above, *((each.id, each.weight, each.rounding) for each in phases)):
            swing = times(swing, weight if weight > ZERO else minus(ZERO, weight))
            if rounding is not None and ZERO < swing < unit(rounding):
                facts = {"points": text(swing), "figure": figure, "places": str(rounding.places)}
                yield Problem("advice-lost-in-rounding", where, facts)
                break


def unit(rounding: Rounding) -> Exact:
    """The smallest difference that a rounding leaves."""
    return ratio(ONE, whole(10**rounding.places))

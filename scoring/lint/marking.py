"""What an aspect must keep: what a mark is, how often it is tried, and what its panel rule asks for."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.measures import converted
from scoring.nodes import Aspect, Criterion, Linear, Lookup, Scheme, Table
from scoring.numbers import ONE, THREE, ZERO, Exact, minus, text, times, whole
from scoring.panels import RULES
from scoring.problems import Problem

ONCE_ONLY = frozenset({"majority-placing", "rank-points"})
"""Rules that place everybody by single marks: there is nothing to combine several attempts of."""


def most(scheme: Scheme, aspect: Aspect) -> Exact | None:
    """Most points the aspect can come to before its weight, or None where that depends on the panel or on an entrant's
    items."""
    rule = RULES[aspect.rule]
    if rule.judgement or aspect.rule == "share-of-best":
        return aspect.max
    if rule.adds:
        return None
    one = _most_of_one(scheme, aspect)
    if one is None or aspect.attempts.rule != "sum":
        return one
    return times(one, whole(aspect.attempts.best or aspect.attempts.count))


def _most_of_one(scheme: Scheme, aspect: Aspect) -> Exact | None:
    if aspect.measure in ("pass-fail", "deductions"):
        return aspect.max
    if not aspect.table:
        return aspect.highest
    table = scheme.tables.get(aspect.table)
    if table is None or isinstance(table, Linear):
        return None
    points = [points for _, points in table.rows]
    return max([*points, *([] if table.otherwise is None else [table.otherwise])], default=None)


def lint_marking(scheme: Scheme, criterion: Criterion, aspect: Aspect, where: str) -> Iterator[Problem]:
    """Every problem of how an aspect is marked."""
    yield from _measure(scheme, aspect, where)
    yield from _attempts(aspect, where)
    if RULES[aspect.rule].judgement:
        if aspect.max is None:
            yield Problem("missing-key", f"{where}.max")
        if [aspect.lowest, aspect.highest, aspect.step, aspect.weight] != [ZERO, THREE, ONE, ONE] or aspect.table:
            yield Problem("judgement-is-0-to-3", where)
    elif aspect.rule == "corrected-mean":
        limit = aspect.settings["limit"]
        if not isinstance(limit, (int, str)) and limit <= ZERO:  # type: ignore[operator]
            yield Problem("bad-limit", f"{where}.limit")
    elif RULES[aspect.rule].compare:
        yield from _compared(scheme, criterion, aspect, where)


def _measure(scheme: Scheme, aspect: Aspect, where: str) -> Iterator[Problem]:
    named = {"measure": aspect.measure}
    if aspect.measure != "points" and RULES[aspect.rule].judgement:
        yield Problem("measure-and-judgement", f"{where}.measure", named)
    elif aspect.measure in ("pass-fail", "deductions"):
        if aspect.max is None:
            yield Problem("missing-key", f"{where}.max")
        if aspect.table:
            yield Problem("measure-without-table", f"{where}.table", named)
        bounds = [aspect.lowest, aspect.step]
        if bounds != [ZERO, ONE] or (aspect.measure == "pass-fail" and aspect.highest != ONE):
            yield Problem("measure-counts", where, named)
        if aspect.each is not None and aspect.each <= ZERO:
            yield Problem("bad-limit", f"{where}.each")
    elif aspect.measure in ("graded", "reading"):
        table = scheme.tables.get(aspect.table)
        graded = isinstance(table, Lookup) and table.match == "exact"
        if not aspect.table or (aspect.measure == "graded" and table is not None and not graded):
            yield Problem("measure-needs-table", f"{where}.table", named)


def _attempts(aspect: Aspect, where: str) -> Iterator[Problem]:
    attempts = aspect.attempts
    if attempts.best is not None and (attempts.best > attempts.count or attempts.rule not in ("mean", "sum")):
        yield Problem(
            "bad-attempts", f"{where}.attempts.best", {"best": str(attempts.best), "count": str(attempts.count)}
        )


def _compared(scheme: Scheme, criterion: Criterion, aspect: Aspect, where: str) -> Iterator[Problem]:
    named = {"rule": aspect.rule}
    if criterion.items:
        yield Problem("field-with-items", where, named)
    if aspect.attempts.count > 1 and aspect.rule in ONCE_ONLY:
        yield Problem("field-with-attempts", f"{where}.attempts", named)
    if aspect.rule == "majority-placing":
        if [aspect.lowest, aspect.step] != [ONE, ONE] or aspect.table or aspect.measure != "points":
            yield Problem("places-from-one", where)
    elif aspect.rule == "rank-points":
        yield from _place_points(scheme.tables.get(str(aspect.settings["places"])), aspect, where)
    elif aspect.max is None:
        yield Problem("missing-key", f"{where}.max")
    else:
        yield from _shares(scheme, aspect, where)


def _shares(scheme: Scheme, aspect: Aspect, where: str) -> Iterator[Problem]:
    """Shares of the best need points that are not negative, and none of 0 where a share divides by them."""
    low = aspect.settings["prefer"] == "low"
    for key, points in (("lowest", _least_of_one(scheme, aspect)), ("none", aspect.none)):
        if points is not None and (points < ZERO or (low and points == ZERO)):
            yield Problem("share-of-nothing", f"{where}.{key}", {"lowest": text(points)})


def _least_of_one(scheme: Scheme, aspect: Aspect) -> Exact | None:
    """Least points of one mark, None where that is not known."""
    if aspect.measure == "pass-fail":
        return ZERO
    if aspect.lowest is None or aspect.highest is None:
        return None
    if aspect.measure == "deductions":
        left = minus(aspect.max or ZERO, times(aspect.each or ZERO, aspect.highest))
        return max(ZERO, left)
    table = scheme.tables.get(aspect.table)
    if table is None:
        return aspect.lowest
    if isinstance(table, Linear):
        ends = [converted(table, end) for end in (aspect.lowest, aspect.highest)]
        return min(points for points in ends if points is not None)
    points = [points for _, points in table.rows]
    return min([*points, *([] if table.otherwise is None else [table.otherwise])], default=None)


def _place_points(table: Table | None, aspect: Aspect, where: str) -> Iterator[Problem]:
    if table is None:
        yield Problem("dangling-table", f"{where}.places", {"table": str(aspect.settings["places"])})
    elif not isinstance(table, Lookup) or table.match != "exact" or table.otherwise is None:
        yield Problem("places-need-otherwise", f"{where}.places", {"table": table.id})

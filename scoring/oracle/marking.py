"""What one mark is worth, and what a panel comes to over all attempts."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scoring.facts import EXCUSES
from scoring.items import Item
from scoring.nodes import Aspect, Linear, Phase, Table, Tolerance
from scoring.oracle.contest import Cell, Contest
from scoring.oracle.rounding import rounded
from scoring.panels import RULES


def value_of(contest: Contest, phase: Phase, entrant: str, aspect: Aspect, item: str) -> Fraction | None:
    """What the entrant's panel comes to, None while it does not."""
    values = []
    for attempt in range(1, aspect.attempts.count + 1):
        judges = judges_of(contest, phase, entrant, aspect, item)
        given = [contest.marks.get(Cell(judge, entrant, phase.id, item, aspect.id, attempt)) for judge in judges]
        if not judges or None in given:
            return None
        points = [worth(contest, phase, entrant, aspect, item, mark) for mark in given if mark and mark not in EXCUSES]
        if points and RULES[aspect.rule].blocks(points, aspect):
            return None
        if points:
            values.append(Fraction(RULES[aspect.rule].value(points, aspect)))
    if not values:
        return None if aspect.none is None else Fraction(aspect.none)
    return _of_attempts(aspect, values)


def _of_attempts(aspect: Aspect, values: list[Fraction]) -> Fraction:
    attempts = aspect.attempts
    if attempts.rule == "last":
        return values[-1]
    kept: list[Fraction] = []
    left = list(values)
    while left and len(kept) < (1 if attempts.rule == "best" else attempts.best or attempts.count):
        kept.append(max(left) if attempts.prefer == "high" else min(left))
        left.remove(kept[-1])
    return sum(kept, Fraction(0)) / Fraction(len(kept) if attempts.rule == "mean" else 1)


def judges_of(contest: Contest, phase: Phase, entrant: str, aspect: Aspect, item: str) -> set[str]:
    """Who owes the entrant a mark."""
    only = {seat.panel for seat in contest.seats}
    panel = aspect.panel or (next(iter(only)) if len(only) == 1 else "")
    judges = {
        seat.judge
        for seat in contest.seats
        if seat.panel == panel and seat.phase in ("", phase.id) and seat.item in ("", item)
    }
    for recusal in contest.recusals:
        if (recusal.panel, recusal.entrant) == (panel, entrant) and recusal.judge in judges:
            judges.remove(recusal.judge)
            judges |= {recusal.reserve} - {""}
    return judges


def marks_of(
    contest: Contest, phase: Phase, entrant: str, aspect: Aspect, item: str
) -> Iterator[tuple[tuple[str, str, int], Fraction]]:
    """((judge, item, attempt), points) of every mark that is no excuse, and whose judge is not recused."""
    judges = judges_of(contest, phase, entrant, aspect, item)
    for cell, mark in contest.marks.items():
        where = (cell.entrant, cell.phase, cell.aspect, cell.item)
        if where == (entrant, phase.id, aspect.id, item) and mark not in EXCUSES and cell.judge in judges:
            yield (cell.judge, item, cell.attempt), worth(contest, phase, entrant, aspect, item, mark)


def worth(contest: Contest, phase: Phase, entrant: str, aspect: Aspect, item: str, mark: str) -> Fraction:
    """Points of one mark."""
    reading = Fraction(mark)
    if aspect.measure == "pass-fail":
        return Fraction(aspect.max or 0) if reading == 1 else Fraction(0)
    if aspect.measure == "deductions":
        left = Fraction(aspect.max or 0)
        for _ in range(int(reading)):
            left -= Fraction(aspect.each or 0)
        return max(left, Fraction(0))
    stated = contest.items.get((phase.id, entrant), {}).get(item, Item("")) if item else Item("")
    table = stated.table or aspect.table
    return _convert(contest.scheme.tables[table], reading) if table else reading


def _convert(table: Table, reading: Fraction) -> Fraction:
    if isinstance(table, Linear):
        points = Fraction(table.base) + (reading - Fraction(table.point)) * Fraction(table.slope)
        return rounded(points, table.rounding)
    rows = [(Fraction(at), Fraction(points)) for at, points in table.rows]
    if isinstance(table, Tolerance):
        fits = [points for deviation, points in rows if abs(reading - Fraction(table.point)) <= deviation]
        return fits[0] if fits else Fraction(table.otherwise)
    if table.match == "floor":
        fits = [points for at, points in rows if at <= reading][-1:]
    elif table.match == "ceiling":
        fits = [points for at, points in rows if at >= reading][:1]
    else:
        fits = [points for at, points in rows if at == reading]
    return fits[0] if fits else Fraction(table.otherwise or 0)

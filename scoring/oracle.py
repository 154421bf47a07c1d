"""`score_all`: the whole of a trade worked out at once, the long way, from its marks.

What the engine must equal. It shares the panel rules and the shape of a scheme with it, and nothing else: no state, no
cache, no key, no rounding; every number is a plain `Fraction`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.facts import EXCUSES, Adjusted, Cell, Seat
from scoring.items import Items
from scoring.nodes import Aspect, Carry, Criterion, Linear, Module, Node, Phase, Scheme, Table, TieStep, Tolerance
from scoring.numbers import Exact, Rounding
from scoring.panels import RULES

Figures = dict[tuple[str, str], Fraction]


@dataclass
class Contest:
    """What the oracle is given. advanced: entrants by phase. marks: the last accepted value of each cell."""

    scheme: Scheme
    roster: tuple[str, ...]
    seats: tuple[Seat, ...]
    items: Items
    marks: Mapping[Cell, str]
    advanced: Mapping[str, frozenset[str]] = field(default_factory=dict)
    adjusted: tuple[Adjusted, ...] = ()


@dataclass
class Result:
    """figures: (phase, entrant) → node → points. totals: where there is one. ranks: by phase, None without a place.
    owed: aspects not settled."""

    figures: dict[tuple[str, str], Figures] = field(default_factory=dict)
    own: dict[tuple[str, str], Fraction] = field(default_factory=dict)
    totals: dict[tuple[str, str], Fraction] = field(default_factory=dict)
    ranks: dict[tuple[str, str], int | None] = field(default_factory=dict)
    owed: dict[tuple[str, str], int] = field(default_factory=dict)


def score_all(contest: Contest) -> Result:
    """Every figure, total and rank of every phase."""
    result = Result()
    for phase in contest.scheme.phases:
        entrants = _entrants(contest, phase)
        for entrant in entrants:
            _own(contest, result, phase, entrant)
        for entrant in entrants:
            _total(contest, result, phase, entrant)
        _ranks(contest, result, phase, entrants)
    return result


def _entrants(contest: Contest, phase: Phase) -> list[str]:
    if phase.entry is None:
        return list(contest.roster)
    return [entrant for entrant in contest.roster if entrant in contest.advanced.get(phase.id, ())]


def _own(contest: Contest, result: Result, phase: Phase, entrant: str) -> None:
    place = (phase.id, entrant)
    figures: Figures = {}
    result.figures[place] = figures
    result.owed[place] = 0
    for module in (contest.scheme.module[id] for id in phase.modules):
        for criterion in module.criteria:
            _criterion(contest, result, place, figures, criterion)
        _sum(contest, place, figures, module, [criterion.id for criterion in module.criteria])
    parts = [figures[module, ""] for module in phase.modules if (module, "") in figures]
    if parts:
        result.own[place] = _end(contest, place, phase, ("total", ""), sum(parts, Fraction(0)))


def _criterion(
    contest: Contest, result: Result, place: tuple[str, str], figures: Figures, criterion: Criterion
) -> None:
    phase, entrant = place
    if not criterion.items:
        for aspect in criterion.aspects:
            _aspect(contest, result, place, figures, aspect, "", aspect.table)
        _sum(contest, place, figures, criterion, [aspect.id for aspect in criterion.aspects])
        return
    worth: list[Fraction] = []
    for id, item in contest.items.get((phase, entrant), {}).items():
        if item.criterion != criterion.id:
            continue
        for aspect in criterion.aspects:
            _aspect(contest, result, place, figures, aspect, id, item.table or aspect.table)
        parts = [figures.get((aspect.id, id)) for aspect in criterion.aspects]
        if any(part is None for part in parts):
            continue
        product = Fraction(criterion.weight) * Fraction(item.difficulty) * Fraction(item.factor)
        points = Fraction(item.base) + product * sum((part for part in parts if part is not None), Fraction(0))
        figures[criterion.id, id] = _end(contest, place, criterion, (criterion.id, id), points)
        worth.append(figures[criterion.id, id])
    if worth:
        figures[criterion.id, ""] = sum(worth, Fraction(0))


def _aspect(
    contest: Contest,
    result: Result,
    place: tuple[str, str],
    figures: Figures,
    aspect: Aspect,
    item: str,
    table: str,
) -> None:
    phase, entrant = place
    only = {seat.panel for seat in contest.seats}
    panel = aspect.panel or (next(iter(only)) if len(only) == 1 else "")
    judges = {
        seat.judge
        for seat in contest.seats
        if seat.panel == panel and seat.phase in ("", phase) and seat.item in ("", item)
    }
    given = {judge: contest.marks.get(Cell(judge, entrant, phase, item, aspect.id)) for judge in judges}
    points: Fraction | None = None
    if judges and all(value is not None for value in given.values()):
        readings = [Fraction(value) for value in given.values() if value is not None and value not in EXCUSES]
        if table:
            readings = [_convert(contest.scheme.tables[table], reading) for reading in readings]
        points = _panel(aspect, readings)
    if points is None:
        result.owed[place] += 1
    else:
        figures[aspect.id, item] = points


def _panel(aspect: Aspect, points: list[Fraction]) -> Fraction | None:
    if not points and aspect.none is None:
        return None
    if not points:
        value: Exact = Fraction(aspect.none or 0)
    elif RULES[aspect.rule].blocks(points, aspect):
        return None
    else:
        value = RULES[aspect.rule].value(points, aspect)
    return _clamped(aspect, _round(Fraction(value) * Fraction(aspect.weight), aspect.rounding))


def _convert(table: Table, reading: Fraction) -> Fraction:
    if isinstance(table, Linear):
        points = Fraction(table.base) + (reading - Fraction(table.point)) * Fraction(table.slope)
        return _round(points, table.rounding)
    rows = [(Fraction(at), Fraction(points)) for at, points in table.rows]
    if isinstance(table, Tolerance):
        fits = [points for deviation, points in rows if abs(reading - Fraction(table.point)) <= deviation]
        return fits[0] if fits else Fraction(table.otherwise)
    if table.match == "floor":
        return max(row for row in rows if row[0] <= reading)[1]
    if table.match == "ceiling":
        return min(row for row in rows if row[0] >= reading)[1]
    return next(points for at, points in rows if at == reading)


def _sum(
    contest: Contest, place: tuple[str, str], figures: Figures, node: Module | Criterion, children: list[str]
) -> None:
    parts = [figures[child, ""] for child in children if (child, "") in figures]
    if parts:
        points = Fraction(node.weight) * sum(parts, Fraction(0))
        figures[node.id, ""] = _end(contest, place, node, (node.id, ""), points)


def _end(
    contest: Contest, place: tuple[str, str], node: Node | Phase, at: tuple[str, str], points: Fraction
) -> Fraction:
    points = _round(points, node.rounding)
    for fact in contest.adjusted:
        if (fact.phase, fact.entrant) == place and (fact.figure, fact.item) == at and fact.value:
            points += Fraction(fact.value) if fact.adjustment == "bonus" else -Fraction(fact.value)
    return _clamped(node, points)


def _clamped(node: Node | Phase, points: Fraction) -> Fraction:
    if node.floor is not None:
        points = max(points, Fraction(node.floor))
    if node.ceiling is not None:
        points = min(points, Fraction(node.ceiling))
    return points


def _round(points: Fraction, rounding: Rounding | None) -> Fraction:
    """Round by the size of what is cut off, in whole units of the last place."""
    if rounding is None:
        return points
    scaled = abs(points) * 10**rounding.places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    half = 2 * rest - scaled.denominator
    away = {
        "half-up": half >= 0,
        "half-down": half > 0,
        "half-even": half > 0 or (half == 0 and whole % 2 == 1),
        "up": rest > 0,
        "down": False,
        "ceiling": rest > 0 and points > 0,
        "floor": rest > 0 and points < 0,
    }[rounding.mode]
    size = Fraction(whole + away, 10**rounding.places)
    return -size if points < 0 else size


def _total(contest: Contest, result: Result, phase: Phase, entrant: str) -> None:
    place = (phase.id, entrant)
    parts = [result.own[place]] if place in result.own else []
    parts.extend(_carried(result, carry, entrant) for carry in phase.carry if (carry.phase, entrant) in result.own)
    if parts:
        result.totals[place] = _round(sum(parts, Fraction(0)), phase.rounding)


def _carried(result: Result, carry: Carry, entrant: str) -> Fraction:
    return Fraction(carry.weight) * result.own[carry.phase, entrant]


def _ranks(contest: Contest, result: Result, phase: Phase, entrants: Iterable[str]) -> None:
    placed = []
    for entrant in entrants:
        if _out(contest, phase, entrant) or (phase.id, entrant) not in result.totals:
            result.ranks[phase.id, entrant] = None
        else:
            went_on = not phase.first or entrant in contest.advanced.get(phase.first, ())
            steps = [_tie(result, step, entrant) for step in phase.ties]
            placed.append((went_on, result.totals[phase.id, entrant], steps, entrant))
    for went_on, points, steps, entrant in placed:
        better = sum(_beats(other, (went_on, points, steps)) for other in placed)
        result.ranks[phase.id, entrant] = 1 + better


def _beats(
    other: tuple[bool, Fraction, list[Fraction | None], str], mine: tuple[bool, Fraction, list[Fraction | None]]
) -> bool:
    if other[0] != mine[0]:
        return other[0]
    if other[1] != mine[1]:
        return other[1] > mine[1]
    for theirs, ours in zip(other[2], mine[2], strict=True):
        if theirs != ours:
            return ours is None or (theirs is not None and theirs > ours)
    return False


def _tie(result: Result, step: TieStep, entrant: str) -> Fraction | None:
    place = (step.phase, entrant)
    points = (
        result.totals.get(place) if step.figure == "total" else result.figures.get(place, {}).get((step.figure, ""))
    )
    return points if points is None or step.prefer == "high" else -points


def _out(contest: Contest, phase: Phase, entrant: str) -> bool:
    phases = {"", phase.id, *(carry.phase for carry in phase.carry)}
    return any(
        fact.entrant == entrant and fact.adjustment in ("dns", "dnf", "dsq") and fact.phase in phases
        for fact in contest.adjusted
    )

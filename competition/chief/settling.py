"""One aspect whose judges lie too far apart, as the chief judge sees it: flags on the scale of marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from competition.rulings.subjects import tried
from scoring.facts import Cell
from scoring.nodes import Aspect, Criterion, Module, Name
from scoring.numbers import Exact, minus, parse, plus, ratio, shown, text, total
from scoring.panels import RULES
from scoring.state import Panel, State, Trade

WIDTH = 1000
"""Parts that a scale is drawn in."""

MOST_TICKS = 20
CLOSE = 160
"""Parts of `WIDTH` within which two flags would hide each other."""


class Flag(NamedTuple):
    """Seats that gave one value. seats: numbers from 1. at: parts of `WIDTH` from the lowest mark. row: 0 stands on the
    scale, 1 and 2 further up, so that flags close together can be read."""

    seats: tuple[int, ...]
    value: str
    at: int
    row: int


class Scale(NamedTuple):
    """ticks: (place, value as text, True for one with a figure). band: where all marks would have to lie. bracket:
    where they do. spread, limit: as text."""

    ticks: tuple[tuple[int, str, bool], ...]
    flags: tuple[Flag, ...]
    band: tuple[int, int]
    bracket: tuple[int, int]
    spread: str
    limit: str


class Benchmark(NamedTuple):
    """What a mark means, and which seats chose it."""

    value: str
    name: Name
    seats: tuple[int, ...]


class Mean(NamedTuple):
    """One seat's mean in the module, of so many marks. at: parts of `WIDTH`."""

    seat: int
    judge: str
    mean: str
    marks: int
    at: int


@dataclass(frozen=True)
class Spread:
    """A panel that is not settled. attempt: 0 where there is but one. why: as `Panel.why`. values: (seat, judge, value,
    seq); value "", seq 0 for a seat that marked nothing yet. average: of the marks, as text; worth: what it would come
    to, "" where the rule gives nothing."""

    trade: str
    entrant: str
    phase: str
    item: str
    attempt: int
    module: Module
    criterion: Criterion
    aspect: Aspect
    why: str
    values: tuple[tuple[int, str, str, int], ...]
    average: str
    worth: str


def limit(aspect: Aspect) -> int | None:
    """How far apart the marks of an aspect may lie; None where nothing is said of it."""
    found = aspect.settings.get("spread")
    return found if isinstance(found, int) else None


def spread_of(panel: Panel) -> Exact | None:
    """Highest mark less lowest; None where fewer than two are no excuse."""
    points = [each for each in panel.points.values() if each is not None]
    return minus(max(points), min(points)) if len(points) > 1 else None


def found(state: State, entrant: str, phase: str, aspect: str, item: str, attempt: int = 1) -> Spread | None:
    """The panel of an aspect as it stands; None where there is none."""
    trade = state.trade_of.get(entrant)
    performance = None if trade is None else trade.performances.get((entrant, phase))
    nodes = None if trade is None else trade.plan.aspects.get(phase, {}).get(aspect)
    if trade is None or performance is None or nodes is None:
        return None
    if item not in trade.plan.items_of(phase, entrant, nodes[1]) or not 1 <= attempt <= nodes[2].attempts.count:
        return None
    panel = performance.panels.get((aspect, item, attempt)) or Panel(trade.plan.seats(phase, nodes[2], item, entrant))
    return _spread(trade, Cell("", entrant, phase, item, aspect, attempt), nodes, panel)


def _spread(trade: Trade, cell: Cell, nodes: tuple[Module, Criterion, Aspect], panel: Panel) -> Spread:
    aspect = nodes[2]
    values = tuple(
        (seat, judge, panel.values.get(judge, ""), panel.seqs.get(judge, 0))
        for seat, judge in enumerate(panel.seats, 1)
    )
    points = [each for each in panel.points.values() if each is not None]
    average = shown(ratio(total(points), len(points)), 2) if points else ""
    worth = ""
    if points and panel.why == "spread":
        worth = shown(RULES[aspect.rule].value(points, aspect), trade.plan.scheme.decimals)
    where = (trade.id, cell.entrant, cell.phase, cell.item, tried(aspect, cell.attempt))
    return Spread(*where, *nodes, panel.why, values, average, worth)


class Clash(NamedTuple):
    """A place that one judge gave several entrants, or that the field does not have. seat: from 1."""

    seat: int
    judge: str
    value: str
    entrants: tuple[str, ...]


def clashes(trade: Trade, each: Spread) -> list[Clash]:
    """What keeps a field from being placed; nothing where no places clash."""
    if each.why != "places-clash":
        return []
    section = trade.sections[each.entrant]
    field = [other for other in trade.index if trade.sections[other] == section]
    entered = sum(trade.takes_part(other, each.phase) for other in field)
    given: dict[tuple[str, str], list[str]] = {}
    for other in field:
        performance = trade.performances.get((other, each.phase))
        panel = None if performance is None else performance.panels.get((each.aspect.id, "", 1))
        if panel is not None and not trade.status_of(other, each.phase):
            for judge, value in panel.values.items():
                given.setdefault((judge, value), []).append(other)
    return [
        Clash(seat, judge, value, tuple(entrants))
        for seat, judge, *_ in each.values
        for (by, value), entrants in given.items()
        if by == judge and value.isdecimal() and (len(entrants) > 1 or int(value) > entered)
    ]


def scale(each: Spread) -> Scale | None:
    """The scale with its flags; None where the aspect has no bounds or nobody gave a mark."""
    lowest, highest = bounds(each.aspect)
    given = [(seat, value, parse(value)) for seat, _, value, _ in each.values if value]
    marks = [(seat, value, number) for seat, value, number in given if number is not None]
    if lowest is None or highest is None or not marks or highest <= lowest:
        return None
    numbers = [number for _, _, number in marks]
    low, high = min(numbers), max(numbers)
    allowed = limit(each.aspect)
    top = high if allowed is None else min(plus(low, parse(str(allowed)) or low), highest)
    flags: list[Flag] = []
    for number in sorted(set(numbers)):
        at = place(number, lowest, highest)
        row = (flags[-1].row + 1) % 3 if flags and at - flags[-1].at < CLOSE else 0
        flags.append(Flag(tuple(seat for seat, _, other in marks if other == number), text(number), at, row))
    return Scale(
        tuple(_ticks(lowest, highest)),
        tuple(flags),
        (place(low, lowest, highest), place(top, lowest, highest)),
        (place(low, lowest, highest), place(high, lowest, highest)),
        text(minus(high, low)),
        "" if allowed is None else str(allowed),
    )


def bounds(aspect: Aspect) -> tuple[Exact | None, Exact | None]:
    """Lowest and highest mark."""
    return aspect.lowest, aspect.highest


def place(number: Exact, lowest: Exact, highest: Exact) -> int:
    """Parts of `WIDTH` from the lowest, the nearest whole one."""
    return int(Fraction(WIDTH) * (Fraction(number) - Fraction(lowest)) / (Fraction(highest) - Fraction(lowest)))


def _ticks(lowest: Exact, highest: Exact) -> Iterable[tuple[int, str, bool]]:
    span = Fraction(highest) - Fraction(lowest)
    whole = span.denominator == 1 and Fraction(lowest).denominator == 1 and span <= MOST_TICKS
    steps = int(span) if whole else 10
    for index in range(steps * 5 + 1):
        number = Fraction(lowest) + span * index / (steps * 5)
        yield index * WIDTH // (steps * 5), _figure(number) if index % 5 == 0 else "", index % 5 == 0


def _figure(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else shown(number, 1)


def benchmarks(each: Spread) -> list[Benchmark]:
    """What the marks of the aspect mean, lowest first."""
    named = each.aspect.benchmarks.items()
    return [
        Benchmark(value, name, tuple(seat for seat, _, given, _ in each.values if given == value))
        for value, name in sorted(named, key=lambda pair: (parse(pair[0]) is None, parse(pair[0]) or 0))
    ]


def means(trade: Trade, each: Spread) -> list[Mean]:
    """Each seat's mean over the aspects of the module that are marked on the same scale, all entrants of the phase."""
    lowest, highest = bounds(each.aspect)
    alike = {
        aspect.id
        for module, _, aspect in trade.plan.aspects[each.phase].values()
        if module.id == each.module.id and not aspect.table and bounds(aspect) == (lowest, highest)
    }
    if lowest is None or highest is None or highest <= lowest:
        return []
    points: dict[str, list[Exact]] = {judge: [] for _, judge, _, _ in each.values}
    for (_, phase), performance in trade.performances.items():
        if phase == each.phase:
            for (aspect, *_), panel in performance.panels.items():
                if aspect in alike:
                    for judge, kept in points.items():
                        if (point := panel.points.get(judge)) is not None:
                            kept.append(point)
    made = []
    for seat, judge, _, _ in each.values:
        if points[judge]:
            mean = ratio(total(points[judge]), len(points[judge]))
            made.append(Mean(seat, judge, shown(mean, 2), len(points[judge]), place(mean, lowest, highest)))
    return made

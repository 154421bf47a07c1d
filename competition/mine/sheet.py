"""What a competitor is told of her own result: plain values out of a state, of nobody else, and of no judge more than
her seat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from competition.scores.row import exact_text
from scoring.boards.board import table
from scoring.nodes import Criterion, Module, Name, Node, Phase, Scheme
from scoring.numbers import Exact, shown
from scoring.plan import Owed
from scoring.standings.medals import medals
from scoring.standings.reasons import Reason, neighbours
from scoring.state import Performance, Trade


class Given(NamedTuple):
    """What one seat gave. seat: from 1 in the order of the panel. value: a number or an excuse, "" for nothing."""

    seat: int
    value: str


class Line(NamedTuple):
    """One aspect. id: of the scheme. item, attempt: "" and 0 where there is one only. points: "" for none; of the first
    attempt's line alone. most: "" where none is stated."""

    id: str
    name: Name
    item: str
    attempt: int
    points: str
    most: str
    given: tuple[Given, ...]


class Part(NamedTuple):
    """A criterion with its aspects."""

    name: Name
    points: str
    lines: tuple[Line, ...]


class Section(NamedTuple):
    """A module."""

    id: str
    name: Name
    points: str
    most: str
    parts: tuple[Part, ...]


class Stage(NamedTuple):
    """One phase. rank: None without a place. changed: what was added or taken off by a ruling: (name, signed points).
    carried: (earlier phase, its points that count here)."""

    id: str
    name: Name
    status: str
    rank: int | None
    total: str
    sections: tuple[Section, ...]
    changed: tuple[tuple[Name, str], ...]
    carried: tuple[tuple[Name, str], ...]


@dataclass(frozen=True, slots=True)
class Own:
    """Her result. entrant: as the stream knows her, in a blind trade her code. rank: None without a place; status: then
    dns, dnf or dsq, "" for none. of: how many are in the trade. group: "" where groups are not apart. medal: a code, ""
    for none. why: why she stands right after the one before."""

    entrant: str
    rank: int | None
    shared: bool
    status: str
    total: str
    of: int
    group: str
    medal: str
    why: Reason
    stages: tuple[Stage, ...]
    scheme: Scheme


class Moved(NamedTuple):
    """A figure that is another than when the result was published. names: from the phase down to the aspect. seat: 0
    where it is no judge's. what: place, total or points."""

    names: tuple[Name, ...]
    item: str
    seat: int
    what: str
    before: str
    after: str


def own(trade: Trade, entrant: str) -> Own | None:
    """Her result in the trade, None where she is not in it, or nobody is told yet whose her code is. entrant: as the
    catalogue knows her."""
    named = entrant if trade.codes is None else _code(trade.codes, entrant)
    if named not in trade.index:
        return None
    row = table(trade)[named]
    scheme = trade.plan.scheme
    why = next(reason for standing, reason in neighbours(trade) if trade.roster[standing.entrant][0] == named)
    taken = [phase for phase in trade.plan.phases if trade.takes_part(named, phase.id)]
    return Own(
        entrant=named,
        rank=row["rank"],
        shared=row["shared"],
        status=row["status"],
        total=row["total"] or "",
        of=len(trade.roster),
        group=row.get("group", ""),
        medal=medals(trade).get(named, ""),
        why=why,
        stages=tuple(_stage(trade, phase, named) for phase in taken),
        scheme=scheme,
    )


def moved(before: Own, after: Own) -> list[Moved]:
    """What is another in `after`, in order; places and totals first."""
    was, now = dict(_figures(before)), dict(_figures(after))
    return [
        Moved(*key, was.get(key, ""), now.get(key, ""))
        for key in dict.fromkeys((*now, *was))
        if was.get(key, "") != now.get(key, "")
    ]


_Key = tuple[tuple[Name, ...], str, int, str]


def _figures(of: Own) -> Iterator[tuple[_Key, str]]:
    """Every figure by where it stands."""
    yield ((), "", 0, "place"), of.status or (str(of.rank) if of.rank is not None else "")
    yield ((), "", 0, "total"), of.total
    for stage in of.stages:
        if stage is not of.stages[-1]:  # whose total is hers
            yield ((stage.name,), "", 0, "total"), stage.total
        for name, points in stage.changed:
            yield ((stage.name, name), "", 0, "changed"), points
        for section in stage.sections:
            yield ((stage.name, section.name), "", 0, "points"), section.points
            for part in section.parts:
                for line in part.lines:
                    names = (stage.name, section.name, line.name)
                    tried = f"{line.item} {line.attempt or ''}".strip()
                    yield (names, tried, 0, "points"), line.points
                    for given in line.given:
                        yield (names, tried, given.seat, "points"), given.value


def _code(codes: Mapping[str, str], entrant: str) -> str:
    return next((code for code, who in codes.items() if who == entrant), "")


def _stage(trade: Trade, phase: Phase, entrant: str) -> Stage:
    performance, scheme = trade.performances[entrant, phase.id], trade.plan.scheme
    status = trade.status_of(entrant, phase.id)
    total = "" if status or performance.total is None else shown(performance.total, scheme.decimals)
    rank = next((each.rank for each in trade.standing(phase.id) if trade.roster[each.entrant][0] == entrant), None)
    figures = trade.rows[entrant]["figures"] if trade.rows[entrant]["phase"] == phase.id else {}
    return Stage(
        phase.id,
        phase.name,
        status,
        rank,
        total,
        tuple(_section(trade, phase, scheme.module[module], entrant, performance) for module in phase.modules),
        tuple(
            (_name(scheme, phase, figure), _signed(points, scheme.decimals))
            for (figure, _), points in performance.adjusted.items()
        ),
        tuple((scheme.phase[each.phase].name, figures.get(each.phase) or "") for each in phase.carry),
    )


def _section(trade: Trade, phase: Phase, module: Module, entrant: str, performance: Performance) -> Section:
    parts = tuple(_part(trade, phase, criterion, entrant, performance) for criterion in module.criteria)
    return Section(module.id, module.name, _points(trade, performance, module), _most(module), parts)


def _part(trade: Trade, phase: Phase, criterion: Criterion, entrant: str, performance: Performance) -> Part:
    here = [each for each in trade.plan.owed(phase.id, entrant) if each.criterion.id == criterion.id]
    lines = tuple(_line(trade, each, performance) for each in here)
    return Part(criterion.name, _points(trade, performance, criterion), lines)


def _line(trade: Trade, owed: Owed, performance: Performance) -> Line:
    aspect = owed.aspect
    panel = performance.panels.get((aspect.id, owed.item, owed.attempt))
    values = {} if panel is None else panel.values
    seats = owed.seats if panel is None else panel.seats
    points = performance.figures.get((aspect.id, owed.item)) if owed.attempt == 1 else None
    return Line(
        aspect.id,
        aspect.name,
        owed.item,
        owed.attempt if aspect.attempts.count > 1 else 0,
        exact_text(points, trade.plan.scheme.decimals) or "",
        _most(aspect),
        tuple(Given(seat, values.get(judge, "")) for seat, judge in enumerate(seats, 1)),
    )


def _points(trade: Trade, performance: Performance, node: Node) -> str:
    return exact_text(performance.figures.get((node.id, "")), trade.plan.scheme.decimals) or ""


def _most(node: Node) -> str:
    return "" if node.max is None else exact_text(node.max, 0) or ""


def _signed(points: Exact, decimals: int) -> str:
    said = exact_text(points, decimals) or ""
    return said if points < 0 else f"+{said}"


def _name(scheme: Scheme, phase: Phase, figure: str) -> Name:
    """What the adjusted figure is called: the phase where it is the total."""
    if figure in scheme.module:
        return scheme.module[figure].name
    for nodes in (scheme.criterion, scheme.aspect):
        if figure in nodes:
            return nodes[figure][-1].name
    return phase.name

"""Scoring a package without a database: its facts folded, every figure a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from competition.intake import recording
from competition.intake.package import Package
from competition.intake.problems import Findings
from scoring.nodes import TOTAL, Criterion, Phase
from scoring.numbers import Exact, parse, shown, text
from scoring.standings.ranking import Key, Standing
from scoring.standings.tiebreaks import reason
from scoring.state import Panel, Performance, State, Trade

PLACE = "place"
ADVANCED = "advanced"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. phase: "" for the trade as a whole. item, judge: "" where the figure has none.

    figure: id of a scheme node, `total`, `place`, or `advanced` (value 1: went on to this phase).
    value: the exact number, at the scheme's decimals where it fits in them; of a total always at these, as boards show
    it; None where there is none. rank: of places and totals. missing: marks that are owed and not given.
    reason: of places and totals why the entrant stands right after the one before (`first`, `total`, `tie:<figure>`,
    `went-on`, `shared`, `no-total`, dns, dnf, dsq); of other figures what keeps it open, "" for nothing.
    """

    trade: str
    phase: str
    entrant: str
    item: str
    judge: str
    figure: str
    value: str | None
    rank: int | None
    missing: int
    reason: str


def fold(package: Package) -> State:
    """The state that importing the package leads to. The package must be one that `intake` found no problem in."""
    findings = Findings()
    state = recording.rehearse(package, findings)
    assert not findings.any()
    return state


def rows(state: State, trade: str = "", *, figures: bool = False) -> Iterator[Row]:
    """Every trade (or the one named): its standing, then each phase in order of places.

    Places, totals and modules; with `figures` also criteria, aspects, items and the mark of each judge.
    """
    for each in state.trades.values():
        if trade in ("", each.id):
            yield from _trade(each, figures)


def _trade(trade: Trade, figures: bool) -> Iterator[Row]:
    why = {standing.entrant: _why_in_trade(trade, above, standing) for above, standing in _pairs(list(trade.order))}
    for standing in trade.order:
        entrant = trade.roster[standing.entrant][0]
        missing = sum(_missing(trade, entrant, phase.id) for phase in trade.plan.phases)
        rank = standing.rank
        yield Row(trade.id, "", entrant, "", "", PLACE, _rank(rank), rank, missing, why[standing.entrant])
    for phase in trade.plan.phases:
        if trade.phases[phase.id].entered is not None:
            yield from _phase(trade, phase, figures)


def _pairs(order: list[Standing]) -> Iterator[tuple[Standing | None, Standing]]:
    yield from zip([None, *order], order, strict=False)


def _why_in_trade(trade: Trade, above: Standing | None, standing: Standing) -> str:
    depth, phase = trade.deepest[trade.roster[standing.entrant][0]]
    if above is not None and trade.deepest[trade.roster[above.entrant][0]][0] != depth and standing.rank is not None:
        return "went-on"
    return _why(trade, trade.plan.scheme.phase[phase], above, standing)


def _why(trade: Trade, phase: Phase, above: Standing | None, standing: Standing) -> str:
    keys = trade.phases[phase.id].keys
    before: Key | None = None if above is None else keys.get(above.entrant)
    return reason(phase, before, keys[standing.entrant], standing.step)


def _phase(trade: Trade, phase: Phase, figures: bool) -> Iterator[Row]:
    order = list(trade.standing(phase.id))
    for above, standing in _pairs(order):
        entrant, rank = trade.roster[standing.entrant][0], standing.rank
        performance = trade.performances[entrant, phase.id]
        why, missing = _why(trade, phase, above, standing), _missing(trade, entrant, phase.id)
        total = None if rank is None or performance.total is None else performance.total
        value = None if total is None else shown(total, trade.plan.scheme.decimals)
        if phase.entry is not None:
            yield Row(trade.id, phase.id, entrant, "", "", ADVANCED, "1", None, 0, "")
        yield Row(trade.id, phase.id, entrant, "", "", PLACE, _rank(rank), rank, missing, why)
        yield Row(trade.id, phase.id, entrant, "", "", TOTAL, value, rank, missing, why)
        yield from _nodes(trade, phase, entrant, performance, figures)


def _nodes(trade: Trade, phase: Phase, entrant: str, performance: Performance, figures: bool) -> Iterator[Row]:
    """The modules of one entrant in one phase, and with `figures` all that is inside them."""
    decimals = trade.plan.scheme.decimals

    def row(figure: str, item: str, missing: int, why: str) -> Row:
        points = performance.figures.get((figure, item))
        value = None if points is None else _exact(points, decimals)
        return Row(trade.id, phase.id, entrant, item, "", figure, value, None, missing, why)

    for module in (trade.plan.scheme.module[each] for each in phase.modules):
        inside = {criterion.id: _panels(trade, phase, entrant, performance, criterion) for criterion in module.criteria}
        yield row(module.id, "", *_open([panel for panels in inside.values() for *_, panel in panels]))
        if not figures:
            continue
        for criterion in module.criteria:
            panels = inside[criterion.id]
            yield row(criterion.id, "", *_open([panel for *_, panel in panels]))
            if criterion.items:
                for item in dict.fromkeys(item for _, item, _ in panels):
                    yield row(criterion.id, item, *_open([panel for _, each, panel in panels if each == item]))
            for aspect, item, panel in panels:
                yield row(aspect, item, *_open([panel]))
                for judge in panel.seats:
                    mark = panel.marks.get(judge)
                    yield Row(
                        trade.id,
                        phase.id,
                        entrant,
                        item,
                        judge,
                        aspect,
                        None if mark is None else mark.value,
                        None,
                        int(mark is None),
                        "missing" if mark is None else "",
                    )


def _panels(
    trade: Trade, phase: Phase, entrant: str, performance: Performance, criterion: Criterion
) -> list[tuple[str, str, Panel]]:
    """(aspect, item, panel) of everything that is marked in a criterion; panels that nobody marked yet are empty."""
    return [
        (aspect.id, item, performance.panels.get((aspect.id, item, attempt)) or Panel(judges))
        for _, each, aspect, item, attempt, judges in trade.plan.owed(phase.id, entrant)
        if each.id == criterion.id
    ]


def _open(panels: list[Panel]) -> tuple[int, str]:
    """Marks that are missing, and the first thing that keeps a panel unsettled."""
    missing = sum(len(panel.seats) - len(panel.marks) for panel in panels)
    return missing, next((panel.why for panel in panels if panel.why), "")


def _missing(trade: Trade, entrant: str, phase: str) -> int:
    performance = trade.performances.get((entrant, phase))
    if performance is None or trade.status_of(entrant, phase):
        return 0
    return performance.asked - performance.given


def _rank(rank: int | None) -> str | None:
    return None if rank is None else str(rank)


def _exact(points: Exact, decimals: int) -> str:
    """At the scheme's decimals where that loses nothing, else the shortest exact text."""
    padded = shown(points, decimals)
    return padded if parse(padded) == points else text(points)

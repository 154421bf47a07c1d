"""Figures of what is marked: modules, criteria, aspects, attempts, and the mark of each judge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from competition.scores.row import ATTEMPT, COUNTED, Row, exact_text
from scoring.nodes import Criterion, Phase
from scoring.numbers import Exact
from scoring.panels import RULES
from scoring.plan import Owed
from scoring.state import Panel, Performance, Trade
from scoring.totals import panel_value

Marked = tuple[Owed, Panel]
"""What is asked of a panel, and what it has given."""


def nodes(trade: Trade, phase: Phase, entrant: str, performance: Performance, *, figures: bool) -> Iterator[Row]:
    """The modules of one entrant in one phase, and with `figures` all that is inside them."""
    decimals = trade.plan.scheme.decimals

    def row(figure: str, item: str, panels: list[Marked]) -> Row:
        value = exact_text(performance.figures.get((figure, item)), decimals)
        return Row(trade.id, phase.id, entrant, item, "", figure, value, None, *_open(panels))

    for module in (trade.plan.scheme.module[each] for each in phase.modules):
        inside = {criterion.id: _panels(trade, phase, entrant, performance, criterion) for criterion in module.criteria}
        yield row(module.id, "", [each for panels in inside.values() for each in panels])
        if not figures:
            continue
        for criterion in module.criteria:
            panels = inside[criterion.id]
            yield row(criterion.id, "", panels)
            if criterion.items:
                for item in dict.fromkeys(owed.item for owed, _ in panels):
                    yield row(criterion.id, item, [each for each in panels if each[0].item == item])
            for (aspect, item), group in groupby(panels, key=lambda each: (each[0].aspect.id, each[0].item)):
                tries = list(group)
                yield row(aspect, item, tries)
                for owed, panel in tries:
                    yield from _tried(row(aspect, item, [(owed, panel)]), owed, panel, decimals)


def _tried(whole: Row, owed: Owed, panel: Panel, decimals: int) -> Iterator[Row]:
    """What a panel came to in one attempt, where there are several, and the mark of each judge."""
    several = owed.aspect.attempts.count > 1
    figure = f"{ATTEMPT}:{owed.attempt}:{owed.aspect.id}" if several else owed.aspect.id
    if several:
        value, _ = panel_value(owed.aspect, _given(panel)) if panel.why != "missing" else (None, "")
        yield replace(whole, figure=figure, value=exact_text(value, decimals))
    counted = _counted(owed, panel)
    for judge in panel.seats:
        mark = panel.mark(judge)
        lacks = (1, "missing") if mark is None else (0, "")
        where = (whole.trade, whole.phase, whole.entrant, whole.item, judge)
        yield Row(*where, figure, None if mark is None else mark.value, None, *lacks)
        if judge in counted:
            yield Row(*where, f"{COUNTED}:{figure}", exact_text(counted[judge], decimals))


def _counted(owed: Owed, panel: Panel) -> dict[str, Exact]:
    """Points that each mark of a full panel counted with, by judge; none of excused seats."""
    if panel.why == "missing":
        return {}
    judges = [judge for judge, points in panel.points.items() if points is not None]
    counted = RULES[owed.aspect.rule].counted
    points = _given(panel)
    return dict(zip(judges, counted(points, owed.aspect) if counted and points else points, strict=True))


def _given(panel: Panel) -> list[Exact]:
    return [points for points in panel.points.values() if points is not None]


def _panels(trade: Trade, phase: Phase, entrant: str, performance: Performance, criterion: Criterion) -> list[Marked]:
    """Everything that is marked in a criterion; panels that nobody marked yet are empty."""
    return [
        (owed, performance.panels.get((owed.aspect.id, owed.item, owed.attempt)) or Panel(owed.seats))
        for owed in trade.plan.owed(phase.id, entrant)
        if owed.criterion.id == criterion.id
    ]


def _open(panels: list[Marked]) -> tuple[int, str]:
    """Marks that are missing, and the first thing that keeps a panel unsettled."""
    missing = sum(len(panel.seats) - len(panel.seqs) for _, panel in panels)
    return missing, next((panel.why for _, panel in panels if panel.why), "")

"""How far one step of one mark can move an entrant's total: a bound, worked out without trying."""

from __future__ import annotations

from scoring.certainty.fields import read
from scoring.certainty.readings import ends
from scoring.certainty.steps import step_of
from scoring.items import Item
from scoring.measures import table_for
from scoring.nodes import Aspect, Linear, Phase, Scheme
from scoring.numbers import ONE, ZERO, Exact, Rounding, minus, negative, plus, ratio, times, whole
from scoring.panels import RULES
from scoring.state import Performance, Trade


def furthest(trade: Trade, phase: Phase, entrant: str) -> Exact | None:
    """Most that one step of one of her marks moves her total in a phase; None where a mark moves everybody's."""
    counted = {phase.id: phase.weight} | {carry.phase: carry.weight for carry in phase.carry}
    found: Exact = ZERO
    for id in read(trade, phase):
        performance = trade.performances.get((entrant, id))
        if performance is None:
            continue
        for module, criterion, aspect in trade.plan.aspects[id].values():
            if RULES[aspect.rule].compare:
                return None
            for name, item in trade.plan.items_of(id, entrant, criterion).items():
                points = _aspect(trade.plan.scheme, performance, aspect, name, item)
                for weight in (criterion.weight, ONE if item is None else times(item.difficulty, item.factor)):
                    points = _sized(points, weight)
                points = _sized(_rounded(points, criterion.rounding), module.weight)
                points = _rounded(_rounded(points, module.rounding), trade.plan.scheme.phase[id].rounding)
                found = max(found, _rounded(_sized(points, counted.get(id, ZERO)), phase.rounding))
    return found


def _aspect(scheme: Scheme, performance: Performance, aspect: Aspect, name: str, item: Item | None) -> Exact:
    """Most that one step moves an aspect's figure. Attempts that become one number move it no further than one does."""
    panels = (performance.panels[aspect.id, name, attempt] for attempt in range(1, aspect.attempts.count + 1))
    given = [sum(each is not None for each in panel.points.values()) for panel in panels]
    return _rounded(
        _sized(_panel(scheme, aspect, item, min([each for each in given if each], default=1)), aspect.weight),
        aspect.rounding,
    )


def _panel(scheme: Scheme, aspect: Aspect, item: Item | None, given: int) -> Exact:
    """Most that one step moves what a panel comes to, of which so many gave a mark."""
    span = ends(scheme, aspect, item)
    assert span is not None
    step = _mark(scheme, aspect, item, minus(span[1], span[0]))
    if aspect.rule == "mean":
        return ratio(step, given)
    if aspect.rule == "judgement":
        assert aspect.max is not None
        return ratio(times(step, aspect.max), 3 * given)
    if aspect.rule == "corrected-mean":
        rounding = aspect.settings["mean_round"]
        assert isinstance(rounding, Rounding)
        return plus(ratio(times(step, whole(2)), given), _unit(rounding))
    return minus(span[1], span[0]) if aspect.rule == "majority" else step


def _mark(scheme: Scheme, aspect: Aspect, item: Item | None, span: Exact) -> Exact:
    """Most that one step moves the points of one mark, which lie within a span."""
    table = table_for(scheme, aspect, item)
    if aspect.measure == "deductions" and aspect.each is not None:
        return aspect.each
    if isinstance(table, Linear):
        return _rounded(_sized(step_of(scheme, aspect), table.slope), table.rounding)
    return span if table is not None or aspect.measure == "pass-fail" else step_of(scheme, aspect)


def _sized(points: Exact, weight: Exact) -> Exact:
    return times(points, weight if weight >= ZERO else negative(weight))


def _rounded(points: Exact, rounding: Rounding | None) -> Exact:
    return points if rounding is None or not points else plus(points, _unit(rounding))


def _unit(rounding: Rounding) -> Exact:
    return ratio(ONE, whole(10**rounding.places))

"""From values of panels to figures of every node: criterion, module, phase."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from scoring.nodes import Aspect, Criterion, Module, Node, Phase
from scoring.oracle.comparing import COMPARED
from scoring.oracle.contest import Contest, Figures, Place, Result
from scoring.oracle.marking import value_of
from scoring.oracle.rounding import clamped, rounded

Compared = Mapping[tuple[str, str], Fraction]
"""Values that come of a whole field, by (aspect, entrant)."""


def own_points(contest: Contest, result: Result, phase: Phase, entrant: str, compared: Compared) -> None:
    """The entrant's figures and own points of a phase."""
    place = (phase.id, entrant)
    figures: Figures = {}
    result.figures[place] = figures
    result.owed[place] = 0
    for module in (contest.scheme.module[id] for id in phase.modules):
        for criterion in module.criteria:
            _criterion(contest, result, phase, entrant, criterion, compared)
        _sum(contest, place, figures, module, [criterion.id for criterion in module.criteria])
    parts = [figures[module, ""] for module in phase.modules if (module, "") in figures]
    if parts:
        result.own[place] = _end(contest, place, phase, ("total", ""), sum(parts, Fraction(0)))


def total(contest: Contest, result: Result, phase: Phase, entrant: str) -> None:
    """round(weight × own + what is carried)."""
    place = (phase.id, entrant)
    parts = [Fraction(phase.weight) * result.own[place]] if place in result.own else []
    for carry in phase.carry:
        if (carry.phase, entrant) in result.own:
            parts.append(Fraction(carry.weight) * result.own[carry.phase, entrant])
    if parts:
        result.totals[place] = rounded(sum(parts, Fraction(0)), phase.rounding)


def _criterion(
    contest: Contest, result: Result, phase: Phase, entrant: str, criterion: Criterion, compared: Compared
) -> None:
    place = (phase.id, entrant)
    figures = result.figures[place]
    if not criterion.items:
        for aspect in criterion.aspects:
            _aspect(contest, result, phase, entrant, aspect, "", compared)
        _sum(contest, place, figures, criterion, [aspect.id for aspect in criterion.aspects])
        return
    worth: list[Fraction] = []
    for id, item in contest.items.get(place, {}).items():
        if item.criterion != criterion.id:
            continue
        for aspect in criterion.aspects:
            _aspect(contest, result, phase, entrant, aspect, id, compared)
        parts = [figures[aspect.id, id] for aspect in criterion.aspects if (aspect.id, id) in figures]
        if len(parts) < len(criterion.aspects):
            continue
        product = Fraction(criterion.weight) * Fraction(item.difficulty) * Fraction(item.factor)
        points = Fraction(item.base) + product * sum(parts, Fraction(0))
        figures[criterion.id, id] = _end(contest, place, criterion, (criterion.id, id), points)
        worth.append(figures[criterion.id, id])
    if worth:
        figures[criterion.id, ""] = sum(worth, Fraction(0))


def _aspect(
    contest: Contest, result: Result, phase: Phase, entrant: str, aspect: Aspect, item: str, compared: Compared
) -> None:
    value = (
        compared.get((aspect.id, entrant))
        if aspect.rule in COMPARED
        else value_of(contest, phase, entrant, aspect, item)
    )
    if value is None:
        result.owed[phase.id, entrant] += 1
    else:
        figures = result.figures[phase.id, entrant]
        figures[aspect.id, item] = clamped(aspect, rounded(value * Fraction(aspect.weight), aspect.rounding))


def _sum(contest: Contest, place: Place, figures: Figures, node: Module | Criterion, children: list[str]) -> None:
    parts = [figures[child, ""] for child in children if (child, "") in figures]
    if parts:
        points = Fraction(node.weight) * sum(parts, Fraction(0))
        figures[node.id, ""] = _end(contest, place, node, (node.id, ""), points)


def _end(contest: Contest, place: Place, node: Node | Phase, at: tuple[str, str], points: Fraction) -> Fraction:
    points = rounded(points, node.rounding)
    for fact in contest.adjusted:
        if (fact.phase, fact.entrant) == place and (fact.figure, fact.item) == at and fact.value:
            points += Fraction(fact.value) if fact.adjustment == "bonus" else -Fraction(fact.value)
    return clamped(node, points)

"""What the ranking of a scheme must keep: ties that can be broken, shares, teams, scale and medals."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.nodes import TOTAL, Aspect, Module, Phase, Scheme, TieStep
from scoring.numbers import ZERO
from scoring.problems import Problem

LAST_RESORTS = frozenset({"running-order", "decision"})
"""Ways that leave no tie."""


def lint_ties(scheme: Scheme, phase: Phase, before: frozenset[str], where: str) -> Iterator[Problem]:
    """Every problem of a phase's ties and shared places. before: ids of earlier phases."""
    for step in phase.ties:
        other = scheme.phase.get(step.phase)
        if other is None or (other.id != phase.id and other.id not in before):
            yield Problem("dangling-phase", f"{where}.ties", {"phase": step.phase})
        elif step.figure and step.figure not in _named(scheme, other, step):
            yield Problem("dangling-figure", f"{where}.ties", {"figure": step.figure})
        elif step.by.startswith("skating") and not _places(scheme, phase):
            yield Problem("nothing-placed", f"{where}.ties", {"by": step.by})
    if phase.ranks.share == "never" and not any(step.by in LAST_RESORTS and not step.upto for step in phase.ties):
        yield Problem("never-shared-needs-decision", f"{where}.ranks")
    if phase.ranks.within < ZERO:
        yield Problem("bad-limit", f"{where}.ranks.within")


def lint_honours(scheme: Scheme) -> Iterator[Problem]:
    """Every problem of teams, scale and medals."""
    teams, scale, medals = scheme.teams, scheme.scale, scheme.medals
    if teams is not None:
        phase = scheme.phase.get(teams.phase)
        if phase is None:
            yield Problem("dangling-phase", "teams.phase", {"phase": teams.phase})
        for step in teams.ties:
            if step.by not in ("figure", "count-back"):
                yield Problem("not-for-teams", "teams.ties", {"by": step.by})
            elif step.by == "count-back" and step.figure != TOTAL:
                yield Problem("not-for-teams", "teams.ties", {"by": f"{step.by} {step.figure}"})
            elif phase is not None and step.figure not in _figures(scheme, phase):
                yield Problem("dangling-figure", "teams.ties", {"figure": step.figure})
    if scale is not None and scale.factor <= ZERO:
        yield Problem("bad-limit", "scale.factor")
    if scale is not None and scheme.phases and scheme.phases[-1].order == "low":
        yield Problem("scale-needs-high", "scale", {"phase": scheme.phases[-1].id})
    if medals is not None:
        if medals.by == "scale" and scale is None:
            yield Problem("medals-need-scale", "medals.by")
        if medals.within < ZERO:
            yield Problem("bad-limit", "medals.within")


def _named(scheme: Scheme, phase: Phase, step: TieStep) -> set[str]:
    """Figures that a step may look at: what has parts may be an aspect of items, too."""
    if step.by == "figure":
        return _figures(scheme, phase)
    return _figures(scheme, phase) | {aspect.id for aspect in _aspects(scheme, phase)}


def _figures(scheme: Scheme, phase: Phase) -> set[str]:
    """Nodes that have one figure in the phase. An aspect of a criterion with items has one for each item instead."""
    figures = {TOTAL}
    for module in _modules(scheme, phase):
        figures.add(module.id)
        for criterion in module.criteria:
            figures.add(criterion.id)
            if not criterion.items:
                figures.update(aspect.id for aspect in criterion.aspects)
    return figures


def _places(scheme: Scheme, phase: Phase) -> bool:
    return any(aspect.rule == "majority-placing" for aspect in _aspects(scheme, phase))


def _aspects(scheme: Scheme, phase: Phase) -> list[Aspect]:
    criteria = [criterion for module in _modules(scheme, phase) for criterion in module.criteria]
    return [aspect for criterion in criteria for aspect in criterion.aspects]


def _modules(scheme: Scheme, phase: Phase) -> list[Module]:
    """Those of the phase that are there: what is not is said of the phase itself."""
    return [scheme.module[each] for each in phase.modules if each in scheme.module]

"""Parts of a figure: marks of an aspect, items of a criterion, what a node is summed up from."""

from __future__ import annotations

from fractions import Fraction

from scoring.nodes import TOTAL
from scoring.oracle.contest import Contest, Result
from scoring.oracle.marking import marks_of

Part = tuple[str, str, int]
"""(judge or node, item, attempt or 0)."""


def parts_of(contest: Contest, result: Result, phase: str, entrant: str, figure: str) -> dict[Part, Fraction]:
    """Points of each part that is settled."""
    scheme = contest.scheme
    figures = result.figures.get((phase, entrant), {})
    if figure == TOTAL:
        nodes = list(scheme.phase[phase].modules)
    elif figure in scheme.module:
        nodes = [criterion.id for criterion in scheme.module[figure].criteria]
    elif figure in scheme.criterion and scheme.criterion[figure][1].items:
        return {(figure, item, 0): points for (node, item), points in figures.items() if node == figure and item}
    elif figure in scheme.criterion:
        nodes = [aspect.id for aspect in scheme.criterion[figure][1].aspects]
    else:
        aspect = scheme.aspect[figure][2]
        return {
            part: points
            for node, item in figures
            if node == figure
            for part, points in marks_of(contest, scheme.phase[phase], entrant, aspect, item)
        }
    return {(node, "", 0): figures[node, ""] for node in nodes if (node, "") in figures}

"""`score_all`: the whole of a trade worked out at once, the long way, from its marks.

What the engine must equal. It shares the panel rules of one entrant and the shape of a scheme with it, and nothing
else: no state, no cache, no key, no rounding, no rule that compares a field; every number is a plain `Fraction`.
"""

from __future__ import annotations

from fractions import Fraction

from scoring.nodes import Phase
from scoring.oracle.comparing import COMPARED, compared
from scoring.oracle.contest import Contest as Contest
from scoring.oracle.contest import Result as Result
from scoring.oracle.marking import value_of
from scoring.oracle.placing import numbered, parted
from scoring.oracle.summing import own_points, total


def score_all(contest: Contest) -> Result:
    """Every figure, total and rank of every phase."""
    result = Result()
    for phase in contest.scheme.phases:
        entrants = contest.entrants(phase)
        values = _compared(contest, phase, entrants)
        for entrant in entrants:
            own_points(contest, result, phase, entrant, values)
        for entrant in entrants:
            total(contest, result, phase, entrant)
        _ranks(contest, result, phase, entrants)
    return result


def _compared(contest: Contest, phase: Phase, entrants: list[str]) -> dict[tuple[str, str], Fraction]:
    """Values of a phase that come of a whole field, by (aspect, entrant)."""
    values: dict[tuple[str, str], Fraction] = {}
    criteria = (criterion for id in phase.modules for criterion in contest.scheme.module[id].criteria)
    for aspect in (aspect for criterion in criteria for aspect in criterion.aspects if aspect.rule in COMPARED):
        for section in contest.sections(entrants):
            field = [entrant for entrant in section if not contest.out(phase, entrant)]
            alone = {each: value_of(contest, phase, each, aspect, "") for each in field}
            known = {each: value for each, value in alone.items() if value is not None}
            found = compared(contest, phase, aspect, field, known, len(section))
            values |= {(aspect.id, entrant): value for entrant, value in found.items()}
    return values


def _ranks(contest: Contest, result: Result, phase: Phase, entrants: list[str]) -> None:
    result.ranks |= dict.fromkeys(((phase.id, entrant) for entrant in entrants), None)
    result.order[phase.id] = []
    for section in contest.sections(entrants):
        told = parted(contest, result, phase, section)
        classes = [members for members, _ in told]
        result.order[phase.id].append(classes)
        result.told_by |= {(phase.id, each): step for members, step in told for each in members}
        for entrant, rank in numbered(contest, result, phase, classes).items():
            result.ranks[phase.id, entrant] = rank if rank <= (phase.ranks.places or rank) else None

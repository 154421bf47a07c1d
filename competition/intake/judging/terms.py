"""What leads from a trade's result to its grades, out of what the package states."""

from __future__ import annotations

from collections.abc import Iterable

from competition.intake.contest import Contest
from competition.intake.judging.papers import place
from scoring.nodes import Scheme
from scoring.procedure.terms import Terms


def pinned_terms(contest: Contest, trade: str, scheme: Scheme, office: Iterable[str]) -> Terms | None:
    """The terms of a trade; None where the package states no length of the notice. office: judges whose seats the
    office fills."""
    if contest.working_days is None:
        return None
    stated, procedure = next(each for each in contest.trades if each.id == trade), contest.procedure
    return Terms(
        working_days=contest.working_days,
        holidays=contest.holidays,
        signatures=procedure is not None and procedure.signatures,
        countersigned=procedure is not None and procedure.countersigned,
        review=None if procedure is None else procedure.review,
        filing=contest.filing,
        occupations=contest.occupations,
        occupation=stated.occupation,
        level=stated.level,
        tier=contest.tier,
        date=contest.ends,
        papers={paper.name: place(scheme, paper) for paper in stated.papers},
        office=tuple(sorted(office)),
        layers=stated.layers,
        facts=dict(stated.facts),
    )

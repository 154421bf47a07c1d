"""Overall prizes: the trades whose results they add up must be there, and have what a prize asks of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from competition.intake.contest import Contest
from scoring.nodes import Scheme
from scoring.problems import Problem
from scoring.standings.prizes import lint_prize


def judge(contest: Contest, schemes: Mapping[str, Scheme]) -> Iterator[Problem]:
    """Every problem of the prizes with their trades. schemes: of those trades that can be judged against."""
    known = {trade.id for trade in contest.trades}
    for prize in contest.overall:
        for problem in lint_prize(prize, schemes, f"overall[{prize.id}]"):
            if problem.code != "unknown-trade" or problem.facts["trade"] not in known:
                yield problem

"""What a trade's papers are: figures of its scheme, each in one phase; and what a blind trade cannot have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from competition.intake.contest import Contest
from competition.intake.procedure import Paper
from scoring.nodes import TOTAL, Scheme
from scoring.problems import Problem
from scoring.procedure.terms import AND


def judge(contest: Contest, schemes: Mapping[str, Scheme]) -> Iterator[Problem]:
    """Every paper that is no figure of its trade's scheme, and blind trades whose entrants show items of their own or
    are ranked by groups."""
    for trade in contest.trades:
        scheme = schemes.get(trade.id)
        if scheme is None:
            continue
        for paper in filter(lambda each: each.figure, trade.papers):
            where = f"trades[{trade.id}].papers.{paper.name}"
            if paper.phase and paper.phase not in scheme.phase:
                yield Problem("dangling-phase", where, _named(phase=paper.phase, trade=trade.id, value=paper.phase))
            elif not place(scheme, paper)[0]:
                yield Problem("dangling-figure", where, _named(figure=paper.figure, phase=paper.phase))
        if trade.blind and any(criterion.items for _, criterion in scheme.criterion.values()):
            yield Problem("blind-with-items", f"trades[{trade.id}].blind", {"trade": trade.id})
        if trade.blind and scheme.groups == "apart":
            yield Problem("blind-with-groups", f"trades[{trade.id}].blind", {"trade": trade.id})


def place(scheme: Scheme, paper: Paper) -> tuple[str, str]:
    """(phase, figure) of a paper: in the phase it names, else in the last that has the figure; ("", figure) where none
    has it."""
    phases = [each for each in scheme.phases if paper.phase in ("", each.id)]
    having = [each.id for each in phases if paper.figure == TOTAL or {*paper.figure.split(AND)} <= {*each.modules}]
    return (having[-1] if having else ""), paper.figure


def _named(**facts: str) -> dict[str, str]:
    return {name: value or "–" for name, value in facts.items()}

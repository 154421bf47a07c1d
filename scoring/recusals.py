"""Judges who do not mark an entrant: who may sit in their place, and what is then left of a panel.

"实行执裁回避" (住建部办公厅 2015, notice on contests); "遇有本队参赛项目应回避" (contest rules, judges of a team).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scoring.facts import Cell, Recusal, Seat
from scoring.marks import check_value
from scoring.nodes import Aspect
from scoring.numbers import ZERO
from scoring.panels import RULES
from scoring.plan import Plan
from scoring.problems import Problem


def reserves_for(
    seats: Sequence[Seat], reserves: Sequence[Seat], recusals: Sequence[Recusal], judge: str, entrant: str, panel: str
) -> list[str]:
    """Reserves of a panel who may sit in a judge's place for one entrant, in order: their places cover hers, they do
    not sit there already and are not recused themselves. recusals: those there are."""
    here = {each.reserve: each.judge for each in recusals if (each.entrant, each.panel) == (entrant, panel)}
    seated = judge
    while seated in here:
        seated = here[seated]
    hers = [seat for seat in seats if (seat.judge, seat.panel) == (seated, panel)]
    taken = {judge, *here, *(each.judge for each in recusals if each.entrant == entrant)}
    taken |= {seat.judge for seat in seats if seat.panel == panel}
    own: dict[str, list[Seat]] = {}
    for seat in reserves:
        if seat.panel == panel and seat.judge not in taken:
            own.setdefault(seat.judge, []).append(seat)
    return [name for name, places in own.items() if all(any(_covers(each, seat) for each in places) for seat in hers)]


def _covers(reserve: Seat, seat: Seat) -> bool:
    return reserve.phase in ("", seat.phase) and reserve.item in ("", seat.item)


def sits(seats: Sequence[Seat], reserves: Sequence[Seat], judge: str, panel: str) -> bool:
    """True where somebody has a place on a panel, as a judge or in reserve."""
    return any((seat.judge, seat.panel) == (judge, panel) for seat in (*seats, *reserves))


def counts(plan: Plan, cell: Cell, value: str) -> bool:
    """True where the judge of a mark sits, and the mark fits into its cell."""
    nodes = plan.aspects[cell.phase].get(cell.aspect)
    if nodes is None:
        return False
    _, criterion, aspect = nodes
    items = plan.items_of(cell.phase, cell.entrant, criterion)
    return (
        cell.item in items
        and cell.attempt <= aspect.attempts.count
        and cell.judge in plan.seats(cell.phase, aspect, cell.item, cell.entrant)
        and next(check_value(plan.scheme, aspect, items[cell.item], value), None) is None
    )


def lacking(plan: Plan) -> Iterator[Problem]:
    """Panels that recusals leave without anybody, or with fewer judges than the rule of an aspect can work with: each
    once for every entrant."""
    said: set[tuple[str, ...]] = set()
    for recusal in plan.recusals:
        for phase, aspects in plan.aspects.items():
            for _, criterion, aspect in aspects.values():
                if plan.panel(aspect) != recusal.panel:
                    continue
                for item in plan.items_of(phase, recusal.entrant, criterion):
                    for problem in _left(plan, phase, aspect, item, recusal):
                        key = (problem.code, *problem.facts.values())
                        if key not in said:
                            said.add(key)
                            yield problem


def _left(plan: Plan, phase: str, aspect: Aspect, item: str, recusal: Recusal) -> Iterator[Problem]:
    seats = plan.seats(phase, aspect, item, recusal.entrant)
    if len(seats) == len(plan.seats(phase, aspect, item, "")):
        return
    named = {"entrant": recusal.entrant, "panel": recusal.panel}
    if not seats:
        yield Problem("nobody-left", "recusals", named)
    elif RULES[aspect.rule].blocks([ZERO] * len(seats), aspect) == "too-few-marks":
        yield Problem("too-few-left", "recusals", {**named, "rule": aspect.rule, "seats": str(len(seats))})

"""Scoring a package without a database: its facts folded, every figure a row."""

from __future__ import annotations

from collections.abc import Iterator

from competition.intake import recording
from competition.intake.package import Package
from competition.intake.problems import Findings
from competition.scores import honours
from competition.scores.marked import nodes
from competition.scores.row import ADVANCED, COUNTED, LIST, PLACE, Row, aspect_of, place_text
from scoring.nodes import TOTAL, Phase
from scoring.numbers import shown
from scoring.standings.ranking import Standing
from scoring.standings.reasons import neighbours
from scoring.state import State, Trade

__all__ = ["ADVANCED", "COUNTED", "LIST", "PLACE", "Row", "aspect_of", "fold", "rows"]


def fold(package: Package) -> State:
    """The state that importing the package leads to. The package must be one that `intake` found no problem in."""
    findings = Findings()
    state = recording.rehearse(package, findings)
    assert not findings.any()
    return state


def rows(state: State, trade: str = "", *, figures: bool = False) -> Iterator[Row]:
    """Every trade (or the one named): its standing, then each phase in order of places, scale, medals and teams; after
    all trades the overall prizes.

    Places, totals and modules; with `figures` also criteria, aspects, items, the mark of each judge, and the places
    still possible.
    """
    for each in state.trades.values():
        if trade in ("", each.id):
            yield from _trade(each, figures)
            yield from honours.of_entrants(each)
            yield from honours.of_teams(each)
            if figures:
                yield from honours.of_prospects(each)
    if not trade:
        yield from honours.of_prizes(state)


def _trade(trade: Trade, figures: bool) -> Iterator[Row]:
    told = list(neighbours(trade))
    listing = positions(trade, [standing for standing, _ in told])
    for standing, why in told:
        entrant = trade.roster[standing.entrant][0]
        missing = sum(_missing(trade, entrant, phase.id) for phase in trade.plan.phases)
        rank = standing.rank
        yield Row(trade.id, "", entrant, "", "", PLACE, place_text(rank), rank, missing, why.label, why)
        if figures:
            performance = trade.performances[entrant, trade.deepest[entrant][1]]
            out = trade.status_of(entrant, trade.deepest[entrant][1]) or performance.total is None
            yield Row(trade.id, "", entrant, "", "", LIST, *((None, None) if out else listing[standing.entrant]))
    for phase in trade.plan.phases:
        if trade.phases[phase.id].entered is not None:
            yield from _phase(trade, phase, figures)


def positions(trade: Trade, order: list[Standing]) -> dict[int, tuple[str, int]]:
    """(position in the published list, that of the first of those whom nothing tells apart), from 1, by roster index:
    each section that is ranked by itself has its own."""
    begins: dict[int, int] = {}
    found = {}
    for standing in order:
        begin = begins.setdefault(trade.sections[trade.roster[standing.entrant][0]], standing.position)
        found[standing.entrant] = (str(standing.position - begin + 1), standing.first - begin + 1)
    return found


def _phase(trade: Trade, phase: Phase, figures: bool) -> Iterator[Row]:
    told = list(neighbours(trade, phase.id))
    listing = positions(trade, [standing for standing, _ in told])
    for standing, why in told:
        entrant, rank = trade.roster[standing.entrant][0], standing.rank
        performance = trade.performances[entrant, phase.id]
        missing = _missing(trade, entrant, phase.id)
        total = None if trade.status_of(entrant, phase.id) else performance.total
        value = None if total is None else shown(total, trade.plan.scheme.decimals)
        if phase.entry is not None:
            yield Row(trade.id, phase.id, entrant, "", "", ADVANCED, "1", None, 0, "")
        yield Row(trade.id, phase.id, entrant, "", "", PLACE, place_text(rank), rank, missing, why.label, why)
        yield Row(trade.id, phase.id, entrant, "", "", TOTAL, value, rank, missing, why.label, why)
        if figures:
            listed = (None, None) if total is None else listing[standing.entrant]
            yield Row(trade.id, phase.id, entrant, "", "", LIST, *listed)
        yield from nodes(trade, phase, entrant, performance, figures=figures)


def _missing(trade: Trade, entrant: str, phase: str) -> int:
    performance = trade.performances.get((entrant, phase))
    if performance is None or trade.status_of(entrant, phase):
        return 0
    return performance.asked - performance.given

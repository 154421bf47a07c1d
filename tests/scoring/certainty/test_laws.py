"""Laws of certainty: the final place is never beyond what was said, and what is called exact is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scoring.certainty.places import Outlook, certainty, standing
from scoring.facts import Fact, MarkGiven
from scoring.placing import WAITING
from scoring.state import Trade
from scoring.steps import Approved, TieDecided
from tests.scoring.certainty.completing import extremes, is_open, open_cells, phases, put
from tests.scoring.certainty.strategies import nearly_marked, plain_settings
from tests.scoring.field import Contest
from tests.scoring.strategies import Move, Setting, begin, moves, play, run, settings_of, value_for

Said = dict[tuple[str, bool], dict[str, Outlook]]
"""By (phase, inside)."""


def said(trade: Trade) -> Said:
    return {
        (phase, inside): certainty(trade, phase, inside=inside) for phase in phases(trade) for inside in (True, False)
    }


def counted_on(trade: Trade, phase: str) -> dict[str, int]:
    """Places as they would be if the scheme gave all of them."""
    shape = trade.plan.scheme.phase[phase]
    before = trade.counting[phase]
    trade.counting[phase] = before._replace(ranks=replace(shape.ranks, places=0))
    found = {trade.roster[each.entrant][0]: each.rank for each in trade.standing(phase) if each.rank is not None}
    trade.counting[phase] = before
    return found


def within(trade: Trade, outlooks: Said) -> list[Any]:
    """What was said and did not come true."""
    return [
        (phase, inside, entrant, place, outlooks[phase, inside].get(entrant))
        for phase, inside in outlooks
        for entrant, place in counted_on(trade, phase).items()
        if (each := outlooks[phase, inside].get(entrant)) is None or not each.best <= place <= each.worst
    ]


def breaks(contest: Contest, fact: Fact) -> bool:
    """True where a fact is none that the assumption allows: it adjusts, takes out, revises or decides again."""
    if isinstance(fact, MarkGiven):
        return fact.supersedes > 0 and not is_open(contest.state.trade_of[fact.cell.entrant], fact.cell)
    return isinstance(fact, (Approved, TieDecided)) or fact.kind in ("adjusted", "unsealed")


def stuck(trade: Trade) -> set[Any]:
    """Full panels whose marks settle nothing."""
    return {
        (place, panel)
        for place, performance in trade.performances.items()
        for panel, each in performance.panels.items()
        if each.why not in WAITING
    }


def unseen(trade: Trade) -> bool:
    """True where points were added to or taken off a node that shows no figure."""
    return any(
        (node not in each.figures) if node[0] != "total" else each.own is None
        for each in trade.performances.values()
        for node in each.adjusted
    )


@given(settings_of(), moves(), st.integers(0, 63))
def test_the_final_place_is_never_beyond_what_was_said_before(setting: Setting, script: list[Move], by: int) -> None:
    contest = begin(setting)
    trade = contest.state.trades["T"]
    earlier: list[Said] = []
    for number, fact in enumerate(play(contest, script)):
        broken, before = breaks(contest, fact), stuck(trade)
        if contest.record(fact, tick=number % 2).status == "accepted" and (broken or stuck(trade) - before):
            earlier.clear()
        if number % 4 == 0:
            earlier.append(said(trade))
            if unseen(trade):
                earlier[-1] = {key: each for key, each in earlier[-1].items() if key[1]}
    for round_ in range(3):
        for number, cell in enumerate(open_cells(trade)):
            before = stuck(trade)
            put(trade, cell, value_for(trade, cell, by + round_ + (number if by % 2 else 0)), 1_000_000 + number)
            if stuck(trade) - before:
                earlier.clear()
    for outlooks in earlier if trade.settled == trade.due else ():
        assert within(trade, outlooks) == []


@given(nearly_marked(settings_of()))
def test_what_is_called_exact_equals_brute_force_and_the_rest_contains_it(contest: Contest) -> None:
    trade = contest.state.trades["T"]
    for shape in (trade.plan.scheme.phase[each] for each in phases(trade)):
        outlooks = certainty(trade, shape.id, inside=True)
        for entrant, (best, worst) in extremes(trade, shape.id).items() if not shape.ranks.places else ():
            each = outlooks[entrant]
            assert each.best <= best and worst <= each.worst, (shape.id, entrant)
            if each.exact and all(step.by != "decision" for step in shape.ties):
                assert (each.best, each.worst) == (best, worst), (shape.id, entrant)


@given(nearly_marked(plain_settings()))
def test_of_means_sums_medians_and_trimmed_rules_with_plain_ties_it_is_exact(contest: Contest) -> None:
    trade = contest.state.trades["T"]
    outlooks = certainty(trade, "R0", inside=True)
    assert all(each.exact for each in outlooks.values())
    assert {entrant: (each.best, each.worst) for entrant, each in outlooks.items()} == extremes(trade, "R0")


@given(settings_of(), moves(12))
def test_a_mark_that_settles_nothing_changes_nothing_that_the_public_sees(setting: Setting, script: list[Move]) -> None:
    contest = run(begin(setting), script)
    trade = contest.state.trades["T"]
    for number, cell in enumerate(open_cells(trade) if trade.plan.scheme.reveal == "settled" else ()):
        before, figures = _seen(trade), _figures(trade)
        put(trade, cell, value_for(trade, cell, number), 1_000_000 + number)
        if _figures(trade) == figures:
            assert _seen(trade) == before


def _figures(trade: Trade) -> list[Any]:
    return [(each.figures.copy(), each.own, each.total) for each in trade.performances.values()]


def _seen(trade: Trade) -> tuple[Any, ...]:
    return standing(trade), *(certainty(trade, each) for each in phases(trade))

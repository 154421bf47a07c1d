"""Laws of certainty: the final place is never beyond what was said, and what is called exact is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.certainty.places import Outlook, certainty, standing
from scoring.facts import Cell, Fact, MarkGiven, Seat
from scoring.state import Trade
from scoring.steps import Approved, TieDecided
from tests.scoring.certainty.completing import EXCUSED, extremes, is_open, open_cells, phases, put, ways
from tests.scoring.field import Contest, aspect, criterion, document, module, phase
from tests.scoring.strategies import Move, Setting, begin, cells, moves, play, run, settings_of, value_for

Said = dict[tuple[str, bool], dict[str, Outlook]]
"""By (phase, inside)."""

FEW = 700
"""Most completions that are tried one by one."""


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
        broken = breaks(contest, fact)
        if contest.record(fact, tick=number % 2).status == "accepted" and broken:
            earlier.clear()
        if number % 4 == 0:
            earlier.append(said(trade))
            if unseen(trade):
                earlier[-1] = {key: each for key, each in earlier[-1].items() if key[1]}
    for round_ in range(3):
        for number, cell in enumerate(open_cells(trade)):
            put(trade, cell, value_for(trade, cell, by + round_ + (number if by % 2 else 0)), 1_000_000 + number)
    for outlooks in earlier if trade.settled == trade.due else ():
        assert within(trade, outlooks) == []


@st.composite
def nearly_marked(draw: Any, settings: st.SearchStrategy[Setting]) -> Contest:
    """A contest whose entered phases are marked but for up to four cells, in more than one way and not too many."""
    contest = begin(draw(settings))
    trade = contest.state.trades["T"]
    by = draw(st.lists(st.integers(0, 11), min_size=12, max_size=12))
    owed = cells(trade)
    assume(owed)
    kept = {owed[each % len(owed)] for each in draw(st.sets(st.integers(0, 30), min_size=1, max_size=4))}
    panels: dict[Any, int] = {}
    for cell in owed:
        if cell not in kept:
            number = panels.setdefault(cell[1:], len(panels))
            contest.take(MarkGiven(cell, _value(trade, cell, by[number % 12])))
    assume(1 < ways(trade) <= FEW)
    return contest


def _value(trade: Trade, cell: Cell, number: int) -> str:
    """Of a panel of which one marks, the first does."""
    aspect = trade.plan.scheme.aspect[cell.aspect][2]
    first = trade.plan.seats(cell.phase, aspect, cell.item)[0]
    return EXCUSED if aspect.rule == "one" and cell.judge != first else value_for(trade, cell, number)


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


@st.composite
def plain_settings(draw: Any) -> Setting:
    """Rules and ties of which certainty says that it is exact."""
    step = draw(st.sampled_from(["1", "2", "3"]))
    numbers = draw(st.sampled_from([{}, {"round": 1}, {"round": 0}, {"ceiling": "4"}, {"floor": "2"}]))
    aspects = []
    for number in range(draw(st.integers(1, 2))):
        rule = draw(st.sampled_from(["mean", "sum", "median", "trimmed-mean", "trimmed-sum"]))
        drops = {"drop_high": draw(st.integers(0, 1)), "drop_low": draw(st.integers(0, 1))}
        table = draw(st.sampled_from(["", "", "steps", "falling"]))
        made = aspect(f"a{number}", rule, highest=draw(st.sampled_from(["3", "6"])), step=step, table=table)
        made |= drops if rule.startswith("trimmed") else {}
        aspects.append(made | draw(st.sampled_from([{}, {"none": "1"}, {"weight": "0.5"}, {"round": 0}])))
    modules = [module(f"m{at}", criterion(f"c{at}", each), **numbers) for at, each in enumerate(aspects)]
    shape = {"order": draw(st.sampled_from(["high", "low"]))} | draw(st.sampled_from([{}, {"round": 0}]))
    ties = [{"figure": draw(st.sampled_from([each["id"] for each in modules])), "prefer": shape["order"]}]
    phases = [phase("R0", ties=draw(st.sampled_from([[], ties])), **shape)]
    tables = {
        "steps": {"kind": "lookup", "match": "floor", "rows": [["0", "1"], ["2", "0"], ["3", "4"]]},
        "falling": {"kind": "linear", "base": "3", "point": "0", "slope": "-0.5"},
    }
    entrants = tuple(f"{number:02}" for number in range(1, draw(st.integers(2, 5)) + 1))
    judges = range(1, draw(st.integers(3, 4)) + 1)
    seats = tuple(Seat("", "P", "", f"J{number}") for number in judges)
    return Setting(document(*modules, phases=phases, tables=tables), entrants, seats, (), {})


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
        before, settled = _seen(trade), trade.settled
        put(trade, cell, value_for(trade, cell, number), 1_000_000 + number)
        if trade.settled == settled:
            assert _seen(trade) == before


def _seen(trade: Trade) -> tuple[Any, ...]:
    return standing(trade), *(certainty(trade, each) for each in phases(trade))

"""Small contests at random that are marked but for a few cells."""

from __future__ import annotations

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from scoring.facts import Cell, MarkGiven, Seat
from scoring.state import Trade
from tests.scoring.certainty.completing import EXCUSED, ways
from tests.scoring.field import Contest, aspect, criterion, document, module, phase
from tests.scoring.strategies import Setting, begin, cells, value_for

FEW = 700
"""Most completions that are tried one by one."""


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
    first = trade.plan.seats(cell.phase, aspect, cell.item, cell.entrant)[0]
    return EXCUSED if aspect.rule == "one" and cell.judge != first else value_for(trade, cell, number)


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

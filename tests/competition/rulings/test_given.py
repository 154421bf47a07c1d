"""Results in a sealed trade: by code, never by number or name."""

from __future__ import annotations

from typing import Any

import pytest

from competition.rulings.given import Result, Seat, judged, seats
from competition.rulings.pasting import read
from scoring.facts import Cell, MarkGiven
from scoring.state import State
from tests.competition.rulings.bakery import TRADE, Bakery
from tests.scoring.field import Contest, aspect, criterion, document, module

ROSTER: dict[str, Any] = {
    "trades": [],
    "entrants": {
        f"E{number}": {"trade": TRADE, "number": "", "name": f"E{number}", "name_en": ""} for number in range(1, 7)
    },
}
"""What a sealed trade's roster says: codes, without numbers or names."""


def looked(state: State, text: str) -> list[Result]:
    (seat,) = seats(state, {"OFFICE"})
    assert isinstance(seat, Seat)
    rows, _ = read(text)
    return judged(state, seat, rows, ROSTER)


@pytest.fixture
def sealed(hall: Bakery) -> Bakery:
    """The same trade as if its roster were of codes."""

    def seal(state: State) -> None:
        state.trades[TRADE].codes = {}

    hall.look(seal)
    return hall


def test_a_number_is_refused_kindly_while_a_trade_is_sealed(sealed: Bakery) -> None:
    (result,) = sealed.look(lambda state: looked(state, "07\t80"))
    assert (result.status, [each.code for each in result.problems]) == ("refused", ["sealed-by-number"])


def test_a_code_is_taken(sealed: Bakery) -> None:
    (result,) = sealed.look(lambda state: looked(state, "e3\t80"))
    assert (result.status, result.problems) == ("new", ())


def test_once_it_is_unsealed_an_unknown_number_is_just_unknown(hall: Bakery) -> None:
    (result,) = hall.look(lambda state: looked(state, "07\t80"))
    assert [each.code for each in result.problems] == ["unknown-number"]


def test_somebody_who_is_out_gets_no_result(hall: Bakery) -> None:
    from scoring.facts import Adjusted

    hall.states(("organiser.anna", Adjusted("E1", "final", "total", "", "dns", "", "did-not-appear")))
    (result,) = hall.look(lambda state: looked(state, "E1\t80"))
    assert [each.code for each in result.problems] == ["entrant-out"]
    (seat,) = hall.look(lambda state: seats(state, {"OFFICE"}))
    assert (seat.given, seat.asked) == (0, 5)


def timed() -> Contest:
    """Two runs against the clock, which the office reads."""
    run = aspect(
        "run", "one", measure="time", lowest="1", highest="600", step="0.01", attempts={"count": "2", "rule": "best"}
    )
    return Contest().open(document(module("A", criterion("C", run))), ("E1", "E2"), {"P": ["OFFICE"]})


def test_every_attempt_has_results_of_its_own_and_a_time_may_stand_as_on_a_clock() -> None:
    contest = timed()
    contest.take(MarkGiven(Cell("OFFICE", "E1", "final", "", "run", 2), "80"))
    first, second = seats(contest.state, {"OFFICE"})
    assert [(each.attempt, each.given, each.asked) for each in (first, second)] == [(1, 0, 2), (2, 1, 2)]
    rows, _ = read("E1\t1:20.00\nE2\t83.45")
    roster = {**ROSTER, "entrants": {id: row | {"trade": "T"} for id, row in ROSTER["entrants"].items()}}
    told = [(each.status, each.fact) for each in judged(contest.state, second, rows, roster)]
    assert told == [
        ("revised", MarkGiven(Cell("OFFICE", "E1", "final", "", "run", 2), "80.00", contest.state.seq)),
        ("new", MarkGiven(Cell("OFFICE", "E2", "final", "", "run", 2), "83.45")),
    ]

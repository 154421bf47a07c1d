from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from competition.entry.drafts import Sheet
from competition.entry.paper import Paper, paper, plain
from scoring.facts import Adjusted
from scoring.nodes import Aspect
from scoring.numbers import LONGEST
from tests.competition.rulings.bakery import TRADE, Bakery


@pytest.fixture
def aspect(hall: Bakery) -> Aspect:
    return hall.look(lambda state: state.trades[TRADE].plan.scheme.aspect["crust"][2])


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        *(
            ("2", "2"),
            (" 2.50 ", "2.5"),
            ("02", "2"),
            (".5", "0.5"),
            ("7.", "7"),
            ("+3", "3"),
            ("0", "0"),
            ("-0.0", "0"),
        ),
        *(("２．５", "2.5"), ("2。5", "2.5"), ("-1.5", "-1.5"), ("", ""), ("  ", ""), ("00", "0")),
        *(
            ("a", "absent"),
            ("S", "abstained"),
            ("l", "lost"),
            ("缺考", "absent"),
            ("弃权", "abstained"),
            ("遗失", "lost"),
        ),
        *(("good", "good"), ("1e3", "1e3"), ("1,5", "1,5"), (".", "."), ("-", "-"), ("9" * 99, "9" * 96)),
        ("1:23.45", "1:23.45"),
    ],
)
def test_what_is_typed_is_read_as_it_is_meant(aspect: Aspect, typed: str, value: str) -> None:
    assert plain(typed, aspect) == value
    assert LONGEST == 24


def test_a_time_is_read_as_on_a_clock(aspect: Aspect) -> None:
    timed = replace(aspect, measure="time")
    assert plain("1:23.450", timed) == "83.45" and plain("83.45", timed) == "83.45"


def test_a_sheet_has_the_cells_of_its_judge_in_the_order_of_the_scheme(hall: Bakery) -> None:
    hall.gives("J2", "E1", "3", "crumb")
    found = hall.look(lambda state: paper(state, TRADE, Sheet("J2", "E1", "final")))
    assert isinstance(found, Paper)
    assert [(spot.name, spot.bounds, spot.given) for spot in found.spots] == [
        ("crust::1", ("0", "3", "1"), ""),
        ("crumb::1", ("0", "3", "1"), "3"),
    ]
    assert not (found.signed or found.closed or found.blind)


def test_of_who_is_out_there_is_no_sheet(hall: Bakery) -> None:
    hall.states(("organiser.anna", Adjusted("E1", "final", "total", "", "dns", "", "absent")))
    found = hall.look(lambda state: paper(state, TRADE, Sheet("J1", "E1", "final")))
    assert isinstance(found, list) and [each.code for each in found] == ["entrant-out"]


def test_what_is_not_there_is_no_sheet(hall: Bakery) -> None:
    for trade, sheet in (
        ("none", Sheet("J1", "E1", "final")),
        (TRADE, Sheet("J1", "E9", "final")),
        (TRADE, Sheet("J1", "E1", "semi")),
        (TRADE, Sheet("J9", "E1", "final")),
    ):
        assert hall.look(partial(paper, trade=trade, sheet=sheet)) is None

"""Every figure of the demo contest is a row, with its place, what is missing and why it stands where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from competition import scores
from competition.intake import Package, read
from competition.scores import Row
from scoring.boards.board import view
from scoring.state import State
from tests.competition.venue import YUNPING

DEMO = YUNPING


@pytest.fixture(scope="module")
def package() -> Package:
    found, problems = read(DEMO)
    assert found is not None, problems
    return found


@pytest.fixture(scope="module")
def state(package: Package) -> State:
    return scores.fold(package)


def rows(state: State, phase: str, figure: str, item: str = "", judge: str = "") -> dict[str, Row]:
    """Rows of one kind by entrant, in their order."""
    found = scores.rows(state, figures=True)
    return {
        row.entrant: row
        for row in found
        if (row.phase, row.figure, row.item, row.judge) == (phase, figure, item, judge)
    }


def said(found: Iterable[Row]) -> list[tuple[str, str | None, int | None, str]]:
    return [(row.entrant, row.value, row.rank, row.reason) for row in found]


def test_every_stated_figure_of_the_demo_contest_comes_out(package: Package, state: State) -> None:
    computed = {
        (row.trade, row.phase, row.entrant, row.item, row.judge, row.figure): row.value
        for row in scores.rows(state, figures=True)
    }
    assert len(package.expected) == 66
    for trade, phase, entrant, item, judge, figure, value in package.expected:
        assert computed[trade, phase, entrant, item, judge, figure] == value


def test_totals_come_in_order_of_places_with_the_reason_of_each(state: State) -> None:
    assert said(rows(state, "final", "total").values()) == [
        ("F03", "90.93", 1, "first"),
        ("F10", "90.73", 2, "total"),
        ("F01", "90.73", 3, "tie:installation"),
        ("F05", "89.87", 4, "total"),
        ("F09", "86.06", 5, "total"),
        ("F08", "82.78", 6, "total"),
    ]


def test_the_standing_of_the_trade_puts_those_who_went_on_first_and_says_shared_places(state: State) -> None:
    standing = said(rows(state, "", "place").values())
    assert standing[6] == ("F12", "7", 7, "went-on")
    assert standing[8:10] == [("F07", "9", 9, "total"), ("F11", "9", 9, "shared")]


def test_who_went_on_is_a_row_of_the_phase_gone_on_to(state: State) -> None:
    assert set(rows(state, "final", "advanced")) == {"F01", "F03", "F05", "F08", "F09", "F10"}
    assert rows(state, "prelim", "advanced") == {}


def test_marks_are_rows_with_their_judge(state: State) -> None:
    assert rows(state, "prelim", "form", judge="J4")["F05"].value == "lost"
    assert rows(state, "prelim", "paper-score", judge="J10")["F01"].value == "87"


def test_without_figures_there_are_totals_places_and_modules_only(state: State) -> None:
    assert {row.figure for row in scores.rows(state)} == {
        *("place", "total", "advanced"),
        *("theory", "bouquet", "installation"),
    }


def test_one_trade_is_scored_alone(state: State) -> None:
    assert list(scores.rows(state, "floristry")) == list(scores.rows(state))
    assert list(scores.rows(state, "welding")) == []


def test_totals_are_those_of_the_board(state: State) -> None:
    board = view(state, "floristry", "public")
    totals = rows(state, "prelim", "total") | rows(state, "final", "total")
    assert {entrant: row["total"] for entrant, row in board.rows.items()} == {
        entrant: row.value for entrant, row in totals.items()
    }


def test_what_is_missing_is_counted_and_leaves_the_aspect_open(package: Package) -> None:
    prelim = (mark for mark in package.marks if mark.phase == "prelim")
    kept = tuple(mark for mark in prelim if (mark.entrant, mark.judge) != ("F06", "J2"))
    state = scores.fold(replace(package, marks=kept, advanced=(), adjustments=()))
    form = rows(state, "prelim", "form")["F06"]
    assert (form.value, form.missing, form.reason) == (None, 1, "missing")
    module = rows(state, "prelim", "bouquet")["F06"]
    assert (module.missing, module.reason) == (2, "missing")
    assert rows(state, "prelim", "total")["F06"].missing == 2
    given = rows(state, "prelim", "form", judge="J2")["F06"]
    assert (given.value, given.missing, given.reason) == (None, 1, "missing")

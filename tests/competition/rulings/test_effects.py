from __future__ import annotations

from pathlib import Path

import pytest

from competition.rulings.effects import Effects, effects, looked
from scoring.facts import Adjusted, Fact
from scoring.lines import canonical, plain
from scoring.state import State
from scoring.steps import TimeGranted
from tests.competition.awarding.bakery import bakery, folded, package

PENALTY = Adjusted("C1", "final", "cake", "", "penalty", "30", "late")


@pytest.fixture
def known(tmp_path: Path) -> tuple[State, object]:
    stated = package(bakery(tmp_path))
    return folded(stated), stated


def seen(known: tuple[State, object], change: Fact, *, people: bool = True) -> Effects:
    state, stated = known
    return effects(looked(state, change, stated if people else None))  # type: ignore[arg-type]


def test_grades_move_with_places_and_so_do_those_of_others(known: tuple[State, object]) -> None:
    rows = {row.entrant: row for row in seen(known, PENALTY).rows}
    assert (rows["C1"].rank_before, rows["C1"].rank_after) == ("1", "7")
    assert rows["C1"].grades_before == ("2",) and rows["C1"].grades_after != ("2",)
    assert rows["C4"].grades_before == ("3",) and rows["C4"].grades_after == ("2",), "who moves up is graded anew"


def test_who_keeps_total_place_and_grade_is_not_in_it(known: tuple[State, object]) -> None:
    assert "C8" not in {row.entrant for row in seen(known, PENALTY).rows}


def test_rows_stand_by_the_place_after_it(known: tuple[State, object]) -> None:
    places = [int(row.rank_after) for row in seen(known, PENALTY).rows]
    assert places == sorted(places)


def test_without_a_policy_no_grade_is_compared(known: tuple[State, object]) -> None:
    found = seen(known, PENALTY, people=False)
    assert not found.graded and all(row.grades_before == row.grades_after == () for row in found.rows)


def test_who_leaves_loses_place_and_grade(known: tuple[State, object]) -> None:
    rows = {row.entrant: row for row in seen(known, Adjusted("C1", "", "total", "", "dsq", "", "fraud")).rows}
    assert (rows["C1"].total_after, rows["C1"].rank_after, rows["C1"].grades_after) == ("", "", ())


def test_extra_time_moves_nobody(known: tuple[State, object]) -> None:
    found = seen(known, TimeGranted("C1", "final", 60, "power"))
    assert found.rows == () and found.graded


def test_what_was_seen_is_told_from_anything_else(known: tuple[State, object]) -> None:
    other = Adjusted("C1", "final", "cake", "", "penalty", "29", "late")
    assert seen(known, PENALTY).seen == seen(known, PENALTY).seen != seen(known, other).seen


def test_the_state_is_not_touched(known: tuple[State, object]) -> None:
    state, _ = known
    before = canonical([state.trades["cakes"].rows, plain(PENALTY)])
    seen(known, PENALTY)
    assert canonical([state.trades["cakes"].rows, plain(PENALTY)]) == before

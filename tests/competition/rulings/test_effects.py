from __future__ import annotations

import json
from pathlib import Path

import pytest

from competition.intake.package import Package
from competition.rulings.effects import Cut, Effects, effects, looked
from scoring.facts import Adjusted, Fact
from scoring.lines import canonical, digest, plain
from scoring.scheme import read_scheme, scheme_text
from scoring.state import State
from scoring.steps import SchemeAmended, TimeGranted
from tests.competition.awarding.bakery import bakery, folded, package
from tests.scoring.field import aspect, contest, criterion, document, module, phase

PENALTY = Adjusted("C1", "final", "cake", "", "penalty", "30", "late")


@pytest.fixture
def known(tmp_path: Path) -> tuple[State, Package]:
    stated = package(bakery(tmp_path))
    return folded(stated), stated


def seen(known: tuple[State, Package], change: Fact, *, people: bool = True) -> Effects:
    state, stated = known
    return effects(looked(state, change, stated if people else None))


def test_grades_move_with_places_and_so_do_those_of_others(known: tuple[State, Package]) -> None:
    rows = {row.entrant: row for row in seen(known, PENALTY).rows}
    assert (rows["C1"].rank_before, rows["C1"].rank_after) == ("1", "7")
    assert rows["C1"].grades_before == ("2",) and rows["C1"].grades_after != ("2",)
    assert rows["C4"].grades_before == ("3",) and rows["C4"].grades_after == ("2",), "who moves up is graded anew"


def test_who_keeps_total_place_and_grade_is_not_in_it(known: tuple[State, Package]) -> None:
    assert "C8" not in {row.entrant for row in seen(known, PENALTY).rows}


def test_rows_stand_by_the_place_after_it(known: tuple[State, Package]) -> None:
    places = [int(row.rank_after) for row in seen(known, PENALTY).rows]
    assert places == sorted(places)


def test_without_a_policy_no_grade_is_compared(known: tuple[State, Package]) -> None:
    found = seen(known, PENALTY, people=False)
    assert not found.graded and all(row.grades_before == row.grades_after == () for row in found.rows)


def test_who_leaves_loses_place_and_grade(known: tuple[State, Package]) -> None:
    rows = {row.entrant: row for row in seen(known, Adjusted("C1", "", "total", "", "dsq", "", "fraud")).rows}
    assert (rows["C1"].total_after, rows["C1"].rank_after, rows["C1"].grades_after) == ("", "", ())


def test_extra_time_moves_nobody(known: tuple[State, Package]) -> None:
    found = seen(known, TimeGranted("C1", "final", 60, "power"))
    assert found.rows == () and found.graded


def test_what_was_seen_is_told_from_anything_else(known: tuple[State, Package]) -> None:
    other = Adjusted("C1", "final", "cake", "", "penalty", "29", "late")
    assert seen(known, PENALTY).seen == seen(known, PENALTY).seen != seen(known, other).seen


def test_the_state_is_not_touched(known: tuple[State, Package]) -> None:
    state, _ = known
    before = canonical([state.trades["cakes"].rows, plain(PENALTY)])
    seen(known, PENALTY)
    assert canonical([state.trades["cakes"].rows, plain(PENALTY)]) == before


def other_cake(state: State, factor: str) -> tuple[SchemeAmended, dict[str, str]]:
    """The bakers' scheme with another weight of the cake."""
    form = json.loads(scheme_text(state.trades["cakes"].plan.scheme))
    cake = next(each for each in form["modules"] if each["id"] == "cake")
    cake["weight"] = factor
    for each in (cake, *form["phases"]):
        each.pop("max", None)
    scheme, problems = read_scheme(form)
    assert scheme is not None, problems
    text = scheme_text(scheme)
    return SchemeAmended("cakes", digest(text)), {digest(text): text}


def test_another_scheme_moves_totals_places_and_grades_and_nothing_is_touched(known: tuple[State, Package]) -> None:
    state, stated = known
    change, contents = other_cake(state, "-1")
    table = dict(state.trades["cakes"].rows)
    found = effects(looked(state, change, stated, contents))
    assert {row.entrant for row in found.rows} == {f"C{each}" for each in range(1, 9)}
    assert any(row.grades_before != row.grades_after for row in found.rows) and found.graded
    assert state.trades["cakes"].rows == table and found.cuts == () and found.unsigned == 0


def test_others_who_would_have_gone_on_are_named_though_nobody_moves() -> None:
    entry = {"from": "p", "cut": 2}
    stated = document(
        module("A", criterion("C", aspect("a"))),
        module("B", criterion("D", aspect("b"))),
        phases=[phase("p", modules=["A"]), phase("q", modules=["B"], entry=entry)],
    )
    held = contest(stated, ["01", "02", "03"], {"P": ["J1"]})
    for entrant, mark in (("01", 5), ("02", 9), ("03", 7)):
        held.judge("J1").gives(mark).on("a").to(entrant)
    held.advance("q", "02", "03")
    fact = Adjusted("03", "p", "total", "", "penalty", "3", "late")
    assert effects(looked(held.state, fact, None)).cuts == (Cut("q", ("01",), ("03",)),)
    still = Adjusted("03", "p", "total", "", "penalty", "1", "late")
    assert effects(looked(held.state, still, None)).cuts == ()


def test_signatures_that_fall_and_cuts_are_part_of_what_was_seen() -> None:
    plain_, more = Effects((), True), Effects((), True, 1)
    cut = Effects((), True, 0, (Cut("q", ("01",), ()),))
    assert len({each.seen for each in (plain_, more, cut)}) == 3

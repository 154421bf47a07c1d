"""Fields: whose marks are compared, since when, and what another mark or somebody less among them changes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase, single
from tests.scoring.longway import differences

BOTH = {"P": ["J1", "J2"]}
SHARE = single("share-of-best", max="12")
DANCE = single("majority-placing", lowest="1", step="1")


def figures(held: Contest, where: str = "") -> list[Any]:
    """The aspect's figure of everybody in the first trade."""
    assert differences(held) == []
    return [held.figure("A1", entrant, phase=where) for entrant in held.opened["T"].roster]


def whys(held: Contest, entrant: str) -> list[str]:
    return [panel.why for panel in held.trade(entrant).performances[entrant, "final"].panels.values()]


def test_nobody_has_a_figure_before_everybody_is_marked() -> None:
    held = contest(SHARE, ["01", "02"], BOTH)
    held.panel("P").gives(8, 8).on("A1").to("01")
    assert (figures(held), whys(held, "01")) == ([None, None], ["field-open"])
    held.judge("J1").gives(4).on("A1").to("02")
    assert (figures(held), whys(held, "02")) == ([None, None], ["missing"])
    held.judge("J2").gives(4).on("A1").to("02")
    assert (figures(held), whys(held, "01"), whys(held, "02")) == ([12, 6], [""], [""])


def test_another_mark_for_one_changes_what_all_have() -> None:
    held = contest(SHARE, ["01", "02"], BOTH)
    held.panel("P").gives(8, 8).on("A1").to("01")
    held.panel("P").gives(4, 4).on("A1").to("02")
    held.panel("P").gives(10, 10).on("A1").to("02")
    assert (figures(held), held.order()) == ([Fraction("9.6"), 12], [("02", 1), ("01", 2)])


def test_who_is_out_is_not_in_the_field() -> None:
    held = contest(SHARE, ["01", "02", "03"], BOTH)
    held.panel("P").gives(8, 8).on("A1").to("01")
    held.panel("P").gives(4, 4).on("A1").to("02")
    held.out("03", "dns")
    assert figures(held) == [12, 6, None]
    held.disqualify("01")
    assert figures(held) == [None, 12, None]
    assert held.order() == [("02", 1), ("03", None), ("01", None)]


def test_a_field_waits_for_whoever_is_left_in_whatever_order_they_are_marked() -> None:
    for order in (("01", "02", "03"), ("03", "02", "01"), ("02", "03", "01")):
        held = contest(SHARE, ["01", "02", "03"], BOTH)
        for entrant in order:
            assert figures(held) == [None, None, None]
            held.panel("P").gives(8, 8).on("A1").to(entrant)
        assert figures(held) == [12, 12, 12]
    held.panel("P").gives("lost", "lost").on("A1").to("01", "03")
    assert figures(held) == [None, None, None]
    held.panel("P").gives(4, 4).on("A1").to("03")
    assert figures(held) == [None, None, None]
    held.disqualify("01")
    assert figures(held) == [None, 12, 6]


def test_a_field_of_nobody_has_no_figures() -> None:
    held = contest(SHARE, ["01"], BOTH)
    held.panel("P").gives(8, 8).on("A1").to("01")
    held.out("01", "dnf")
    assert figures(held) == [None]


def test_a_clash_takes_everybodys_figure_back_until_the_judge_corrects_it() -> None:
    held = contest(DANCE, ["01", "02"], {"P": ["J1"]})
    held.judge("J1").gives(1).on("A1").to("01")
    held.judge("J1").gives(2).on("A1").to("02")
    assert figures(held) == [1, 2]
    held.judge("J1").gives(1).on("A1").to("02")
    assert (figures(held), whys(held, "01"), whys(held, "02")) == ([None, None], ["places-clash"], ["places-clash"])
    held.judge("J1").gives(2).on("A1").to("01")
    assert figures(held) == [2, 1]


def test_who_was_disqualified_leaves_a_place_behind_that_nobody_has_to_give_up() -> None:
    held = contest(DANCE, ["01", "02", "03"], {"P": ["J1"]})
    for entrant, place in (("01", 2), ("02", 1), ("03", 3)):
        held.judge("J1").gives(place).on("A1").to(entrant)
    held.disqualify("02")
    assert figures(held) == [1, None, 2]


def test_each_group_that_is_ranked_apart_is_a_field() -> None:
    held = contest(DANCE | {"groups": "apart"}, ["01", "02", "03"], {"P": ["J1"]}, groups={"02": "B"})
    held.judge("J1").gives(1).on("A1").to("02")
    assert figures(held) == [None, 1, None]
    held.judge("J1").gives(2).on("A1").to("01")
    held.judge("J1").gives(1).on("A1").to("03")
    assert (figures(held), held.order()) == ([2, 1, 1], [("01", 1), ("03", 2), ("02", 1)])


def test_a_field_is_of_one_phase() -> None:
    stated = document(
        module("M", criterion("C", aspect("A1", "share-of-best", max="12"))),
        phases=[phase("one"), phase("two", entry={"from": "one", "cut": "stated"})],
    )
    held = contest(stated, ["01", "02"], {"P": ["J1"]})
    held.judge("J1").gives(8).on("A1").to("01")
    held.judge("J1").gives(4).on("A1").to("02")
    held.advance("two", "02")
    held.judge("J1").gives(3).on("A1", phase="two").to("02")
    assert figures(held, "one") == [12, 6]
    assert held.figure("A1", "02", phase="two") == 12
    held.out("02", "dsq", phase="two")
    assert figures(held, "one") == [12, 6]


def test_excused_seats_leave_a_place_to_the_others_and_an_excused_panel_what_the_scheme_says() -> None:
    held = contest(single("share-of-best", max="12", none="2"), ["01", "02"], BOTH)
    held.panel("P").gives("absent", 8).on("A1").to("01")
    held.panel("P").gives("lost", "abstained").on("A1").to("02")
    assert figures(held) == [12, 3]
    held = contest(SHARE, ["01", "02"], BOTH)
    held.panel("P").gives(8, 8).on("A1").to("01")
    held.panel("P").gives("lost", "lost").on("A1").to("02")
    assert (figures(held), whys(held, "02")) == ([None, None], ["no-marks"])
    held.judge("J1").gives(4).on("A1").to("02")
    assert figures(held) == [12, 6]
    held.judge("J1").gives("lost").on("A1").to("02")
    assert figures(held) == [None, None]


def test_the_better_attempt_is_what_is_compared() -> None:
    stated = single(
        "share-of-best", max="12", prefer="low", lowest="1", attempts={"count": 2, "rule": "best", "prefer": "low"}
    )
    held = contest(stated, ["01", "02"], {"P": ["J1"]})
    clock = held.judge("J1")
    for attempt, first, second in ((1, 6, 9), (2, 7, 8)):
        clock.gives(first).on("A1", attempt=attempt).to("01")
        clock.gives(second).on("A1", attempt=attempt).to("02")
    assert figures(held) == [12, 9]
    assert whys(held, "01") == ["", ""]


def test_those_who_move_together_are_seen_once_and_only_if_somebody_moved() -> None:
    """A new best takes a little from everybody: nobody's place is another, and no total as it is shown."""
    held = contest(SHARE | {"decimals": 0}, ["01", "02", "03"], {"P": ["J1"]})
    for entrant, mark in (("01", "10"), ("02", "5"), ("03", "4.9")):
        held.judge("J1").gives(mark).on("A1").to(entrant)
    before = held.board()
    held.judge("J1").gives("9.99").on("A1").to("01")
    after = held.board()
    assert (after.rows, after.version) == (before.rows, before.version)
    assert held.total("02") == Fraction(12 * 5) / Fraction("9.99")

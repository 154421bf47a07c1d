"""What a place still asks of an entrant."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from scoring.certainty.figures import Figures
from scoring.certainty.needs import Need, Needs, needs
from scoring.certainty.ranges import Ranges
from scoring.facts import Seat
from scoring.numbers import text
from tests.scoring.certainty.test_places import marked, two_papers
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase, single


def asked(held: Contest, entrant: str, place: int, phase_id: str = "final") -> Need:
    need = needs(held.state.trades["T"], phase_id, entrant, place, inside=True)
    assert need is not None
    return need


def said(need: Need) -> tuple[str, str]:
    """(can, sure) as texts, "" for none."""
    return "" if need.can is None else text(need.can), "" if need.sure is None else text(need.sure)


def test_the_least_practical_that_can_still_bring_a_place_and_the_least_that_makes_it_sure() -> None:
    held = marked(two_papers("1", "2", "3"), "t", 6, 9, 1)
    held.judge("J1").gives(4).on("p").to("2")
    need = asked(held, "1", 1)
    assert (need.phase, need.modules, need.most, need.exact) == ("final", ("practical",), False, True)
    assert [need.low, need.high] == [0, 10]
    assert said(need) == ("7", "7")
    assert said(asked(held, "3", 1)) == ("", "")
    assert said(asked(held, "3", 2)) == ("5", "")
    assert said(asked(held, "1", 3)) == ("0", "0")
    assert needs(held.state.trades["T"], "final", "2", 1) is None


def test_who_is_out_or_unknown_needs_nothing() -> None:
    held = marked(two_papers("1", "2"), "t", 6, 9)
    held.out("2", "dnf")
    trade = held.state.trades["T"]
    assert needs(trade, "final", "2", 1) is needs(trade, "final", "9", 1) is None
    nobody = contest(single(), ["1"], {})
    assert needs(nobody.state.trades["T"], "final", "1", 1) is None


def test_where_the_least_total_wins_it_is_the_most_that_she_may_have() -> None:
    held = marked(two_papers("1", "2", order="low"), "t", 6, 9)
    held.judge("J1").gives(4).on("p").to("2")
    need = asked(held, "1", 1)
    assert (need.most, *said(need)) == (True, "7", "7")


def test_several_open_modules_are_asked_for_together() -> None:
    held = two_papers("1", "2")
    held.judge("J1").gives(9).on("t").to("2")
    held.judge("J1").gives(4).on("p").to("2")
    need = asked(held, "1", 1)
    assert (need.modules, *said(need), need.exact) == (("theory", "practical"), "13", "13", True)
    assert need.high == 20


def test_a_tie_that_the_open_module_breaks_is_counted_in() -> None:
    ties = [{"figure": "practical"}]
    held = marked(two_papers("1", "2", ties=ties), "t", 6, 9)
    held.judge("J1").gives(4).on("p").to("2")
    assert (said(asked(held, "1", 1)), asked(held, "1", 1).exact) == (("7", "7"), True)
    other = [{"figure": "p"}]
    held = marked(two_papers("1", "2", ties=other), "t", 6, 4)
    held.judge("J1").gives(9).on("p").to("2")
    need = asked(held, "1", 1)
    assert (said(need), need.exact) == (("7", "8"), False)


def test_a_figure_of_too_many_values_is_said_on_the_grid_that_is_shown() -> None:
    stated = document(
        module("A", criterion("C", *(aspect(f"a{at}", step="0.01") for at in range(3)))),
        module("B", criterion("D", aspect("b", step="0.5"))),
        phases=[phase("final", round=1)],
        decimals=1,
    )
    held = contest(stated, ["1", "2"], {"J": ["J1", "J2"]})
    held.panel("J").gives("4", "4.5").on("b").to("1", "2")
    for each in ("a0", "a1", "a2"):
        held.panel("J").gives(7, "7.11").on(each).to("2")
    need = asked(held, "1", 1)
    assert (need.modules, *said(need), need.exact) == (("A",), "21.1", "21.1", False)
    assert [need.low, need.high] == [0, 30]
    rounded = document(
        module("A", criterion("C", *(aspect(f"a{at}") for at in range(3))), round=0, floor="3.5"),
        phases=[phase("final")],
        decimals=1,
    )
    held = contest(rounded, ["1", "2"], {"J": ["J1"]})
    for each in ("a0", "a1", "a2"):
        held.judge("J1").gives("5.1").on(each).to("2")
    need = asked(held, "1", 1)
    assert (need.low, *said(need), need.exact) == (Fraction("3.5"), "15", "15", False)
    assert said(asked(held, "1", 2)) == ("3.5", "3.5")


@pytest.mark.parametrize(
    ("other", "least"),
    [
        ("25", "-15"),
        ("15.05", "-25"),
        ("15.02", "-25"),
        ("15", "-25.05"),
        ("39.93", "-0.1"),
        ("40", "-0.05"),
        ("50", ""),
    ],
)
def test_a_figure_on_a_grid_is_the_nearest_that_would_do_and_none_that_cannot_be_had(other: str, least: str) -> None:
    stated = document(
        module(
            "A", criterion("C", *(aspect(f"a{at}") for at in range(3)), weight="-1"), floor="-25.05", ceiling="-0.05"
        ),
        module("B", criterion("D", aspect("b", highest="60"))),
        phases=[phase("final")],
        decimals=1,
    )
    held = contest(stated, ["1", "2"], {"J": ["J1"]})
    held.judge("J1").gives(40).on("b").to("1")
    held.judge("J1").gives(other).on("b").to("2")
    for at in range(3):
        held.judge("J1").gives(0).on(f"a{at}").to("2")
    assert said(asked(held, "1", 1)) == (least, least)


def test_where_places_are_not_counted_plainly_a_need_may_ask_more_than_it_must() -> None:
    held = marked(two_papers("1", "2", "3", ranks={"numbering": "dense"}), "t", 9, 9, 5)
    held.judge("J1").gives(6).on("p").to("1", "2")
    need = asked(held, "3", 2)
    assert (said(need), need.exact) == (("0", "10"), False)


def carried(**settings: Any) -> Contest:
    stated = document(
        module("A", criterion("C", aspect("a", step="1"))),
        module("B", criterion("D", aspect("b", step="1"))),
        phases=[
            phase("theory", modules=["A"]),
            phase("practical", modules=["B"]),
            phase(
                "all",
                modules=[],
                carry=[{"phase": "theory", "weight": "0.3"}, {"phase": "practical", "weight": "0.7"}],
                **settings,
            ),
        ],
    )
    return contest(stated, ["1", "2"], {"J": ["J1"]})


def test_a_module_of_a_carried_phase_is_asked_for_there() -> None:
    held = carried(round=1)
    for entrant, mark in (("1", 9), ("2", 5)):
        held.judge("J1").gives(mark).on("a").to(entrant)
    held.judge("J1").gives(6).on("b", phase="practical").to("2")
    need = asked(held, "1", 1, "all")
    assert (need.phase, need.modules, *said(need), need.exact) == ("practical", ("B",), "5", "5", True)


def test_open_modules_of_several_phases_are_asked_for_as_a_total() -> None:
    for settings, least in (({}, "5.7"), ({"round": 0}, "6")):
        held = carried(**settings)
        held.judge("J1").gives(5).on("a").to("2")
        held.judge("J1").gives(6).on("b", phase="practical").to("2")
        need = asked(held, "1", 1, "all")
        assert (need.phase, need.modules, *said(need), need.exact) == ("all", (), least, least, False)
        assert need.high == 10


def test_the_sums_of_what_is_open_are_listed_through_items_rounding_and_adjustments() -> None:
    rows = [("final", "1", "R1", "D", "2", "0.4", "", ""), ("final", "1", "R2", "D", "", "", "", "")]
    stated = document(
        module("M", criterion("D", aspect("e", highest="1", step="1"), items=True), round=0),
        module("N", criterion("C", aspect("c", highest="2", step="1"), aspect("d", panel="Q")), weight="0.5"),
        module("O", criterion("E", aspect("f", "majority-placing", lowest="1", step="1"))),
        module("P", criterion("F", aspect("g"))),
        module("Q", criterion("G", aspect("h", highest="1000", step="0.01"))),
    )
    held = contest(stated, ["1", "2"], {"J": ["J1"]}, items=rows)
    trade = held.state.trades["T"]
    figures = Figures(Ranges(trade, inside=True))
    assert figures.sums("1", "final", ["M"]) == {Decimal(each) for each in (0, 1, 2, 3)}
    assert figures.sums("1", "final", ["N"]) == {Decimal(0), Decimal("0.5"), Decimal(1)}
    assert figures.sums("2", "final", ["M"]) == set()
    for module_id in ("O", "P", "Q"):
        assert figures.sums("1", "final", [module_id]) is None
        assert figures.sums("1", "final", ["M", module_id]) is None
    held.penalty("1", "1", figure="M")
    held.judge("J1").gives(1).on("e", item="R1").to("1")
    figures = Figures(Ranges(trade, inside=True))
    assert figures.sums("1", "final", ["M", "N"]) == {Decimal(each) / 2 for each in range(2, 7)}


def test_items_that_are_too_many_to_list_are_not_and_those_that_nobody_marks_add_nothing() -> None:
    stated = document(
        module("M", criterion("D", aspect("e", highest="1000", step="0.01"), items=True)),
        module("N", criterion("E", aspect("f", highest="1", step="1"), aspect("g", panel="none"), items=True)),
        module("O", *(criterion(f"C{at}", aspect(f"c{at}", highest="150", step="1")) for at in range(2))),
    )
    rows = [("final", "1", "R1", "D", "", "", "", ""), ("final", "1", "R1", "E", "", "", "", "")]
    held = contest(stated, ["1"], {"J": ["J1"]}, items=rows[:1])
    assert Figures(Ranges(held.state.trades["T"])).sums("1", "final", ["M"]) is None
    assert Figures(Ranges(held.state.trades["T"])).sums("1", "final", ["O"]) is None
    unseated = [Seat("", "J", "", "J1")]
    held = contest(stated, ["1"], unseated, items=rows[1:])
    assert Figures(Ranges(held.state.trades["T"])).sums("1", "final", ["N"]) == set()


def test_asking_for_many_places_works_the_field_out_once() -> None:
    held = marked(two_papers("1", "2", "3"), "t", 6, 9, 1)
    one = Needs(held.state.trades["T"], "final", inside=True)
    assert [one.of("1", place) for place in (1, 2, 3)] == [asked(held, "1", place) for place in (1, 2, 3)]


def test_places_may_be_counted_apart_from_others_of_the_phase() -> None:
    held = marked(two_papers("1", "2", "3"), "t", 6, 9, 1)
    held.judge("J1").gives(10).on("p").to("2")
    held.judge("J1").gives(0).on("p").to("3")
    trade = held.state.trades["T"]
    together, apart = Needs(trade, "final"), Needs(trade, "final", apart={"1": "x", "2": "y", "3": "x"})
    asked_together, asked_apart = together.of("1", 1), apart.of("1", 1)
    assert asked_together is not None and asked_apart is not None
    assert (said(asked_together), said(asked_apart)) == (("", ""), ("0", "0"))
    assert (apart.best("1", Decimal(0)), apart.worst("1", Decimal(0)), together.worst("1", Decimal(0))) == (1, 1, 2)

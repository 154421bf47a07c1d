"""The engine by worked cases, of published reports and rules among them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from scoring.facts import EntrantsAdvanced
from tests.scoring.boards.views import THREE
from tests.scoring.field import Document, aspect, contest, criterion, document, module, phase, single

# --- worked cases ---------------------------------------------------------------------------------------------------


def quarters(id: str, most: str) -> Document:
    """A criterion of so many points in judgement aspects of a quarter each: a mark of 1 is worth a twelfth."""
    count = Fraction(most) * 4
    return criterion(id, *(aspect(f"{id}.{n}", "judgement", max="0.25") for n in range(int(count))), max=most)


def test_judgement_adds_up_exactly_as_a_published_report() -> None:
    """Five competitors of a public marking report: sums of exact thirds, shown with two decimals (DOMAIN 6.1)."""
    report = {
        "c12": (["3", "2", "6", "19/4"], "63/4", "37/2", "34.25"),
        "c7": (["11/4", "2", "6", "19/4"], "31/2", "205/12", "32.58"),
        "c14": (["3", "2", "43/12", "9/2"], "157/12", "44/3", "27.75"),
        "c13": (["11/4", "2", "11/6", "53/12"], "11", "17/4", "15.25"),
        "c11": (["31/12", "5/4", "7/3", "9/4"], "101/12", "6", "14.42"),
    }
    most = {"A1": "3", "A2": "2", "A3": "6", "A4": "5.75"}
    stated = document(
        module("A", *(quarters(id, each) for id, each in most.items()), max="16.75"),
        module("B", quarters("B1", "18.5")),
    )
    held = contest(stated, list(report), {"P": ["J1"]})
    for entrant, (parts, _, b, _) in report.items():
        for id, points in zip((*most, "B1"), (*parts, b), strict=True):
            left = int(Fraction(points) * 12)
            for n in range(int(Fraction(most.get(id, "18.5")) * 4)):
                held.judge("J1").gives(min(left, 3)).on(f"{id}.{n}").to(entrant)
                left -= min(left, 3)
    for entrant, (parts, a, b, shown) in report.items():
        assert [held.figure(id, entrant) for id in most] == [Fraction(each) for each in parts]
        assert (held.figure("A", entrant), held.figure("B", entrant)) == (Fraction(a), Fraction(b))
        assert held.total(entrant) == Fraction(a) + Fraction(b)
        assert held.row(entrant)["total"] == shown
    assert held.order() == [("c12", 1), ("c7", 2), ("c14", 3), ("c13", 4), ("c11", 5)]


@pytest.mark.parametrize(
    ("most", "marks", "exact", "shown"),
    [
        ("1.50", (2, 2, 1), Fraction(5, 9) * Fraction("1.5"), "0.83"),
        ("2.00", (3, 3, 2), Fraction(16, 9), "1.78"),
        ("1.50", (0, 0, 0), Fraction(0), "0.00"),
        ("0.75", (3, 3, 3), Fraction(3, 4), "0.75"),
    ],
)
def test_three_judges_come_to_their_share_of_the_most(
    most: str, marks: tuple[int, ...], exact: Fraction, shown: str
) -> None:
    """Two, two and one are 5/9 of 1.50, kept exact and shown as 0.83 (DOMAIN 6.2)."""
    held = contest(single("judgement", max=most), ["07"], THREE)
    held.panel("P").gives(*marks).on("A1").to("07")
    assert held.figure("A1", "07") == exact
    assert held.row("07")["total"] == shown


def test_a_spread_of_two_settles_nothing_until_it_is_marked_again() -> None:
    held = contest(single("judgement", max="2.00"), ["07"], THREE)
    held.panel("P").gives(3, 1, 2).on("A1").to("07")
    assert (held.total("07"), held.row("07")["owed"]) == (None, 1)
    held.judge("J2").gives(2).on("A1").to("07")
    assert (held.total("07"), held.row("07")["owed"]) == (Fraction(14, 9), 0)
    held.judge("J2").gives(0).on("A1").to("07")
    assert (held.total("07"), held.row("07")["owed"]) == (None, 1)


def test_rounding_each_third_first_gives_24_hundredths_and_rounding_none_25() -> None:
    for rounding, shown in (({"round": 2}, "0.24"), ({}, "0.25")):
        parts = [aspect(f"a{n}", "judgement", max="0.25", **rounding) for n in range(3)]
        held = contest(document(module("A", criterion("C", *parts))), ["07"], {"P": ["J1"]})
        for part in parts:
            held.judge("J1").gives(1).on(part["id"]).to("07")
        assert held.row("07")["total"] == shown


def test_highest_and_lowest_are_dropped_once_each() -> None:
    held = contest(
        single("trimmed-mean", drop_high=1, drop_low=1, highest="100"), ["07", "08"], {"P": ["1", "2", "3", "4", "5"]}
    )
    held.panel("P").gives(85, 88, 90, 91, 95).on("A1").to("07")
    held.panel("P").gives(90, 90, 90, 90, 90).on("A1").to("08")
    assert (held.row("07")["total"], held.row("08")["total"]) == ("89.67", "90.00")
    three = contest(single("trimmed-mean", drop_high=1, drop_low=1, highest="100"), ["09"], THREE)
    three.panel("P").gives(70, 95, 80).on("A1").to("09")
    assert three.total("09") == 80  # of three judges the middle one (DOMAIN 6.4)


def papers(weights: dict[str, str], **settings: Any) -> Document:
    """Papers of 100 points, weighted."""
    modules = [
        module(id, criterion(f"{id}-c", aspect(f"{id}-a", "one", highest="100")), weight=weight)
        for id, weight in weights.items()
    ]
    return document(*modules, **settings)


@pytest.mark.parametrize(
    ("weights", "marks", "total"),
    [
        (["0.25", "0.55", "0.20"], ["80", "90", "70"], "83.50"),
        (["0.25", "0.55", "0.20"], ["59", "98", "95"], "87.65"),
        (["0.2", "0.8"], ["75", "88"], "85.40"),
    ],
)
def test_weighted_papers(weights: list[str], marks: list[str], total: str) -> None:
    named = dict(zip("tpd", weights, strict=False))
    held = contest(papers(named), ["07"], {"P": ["J1"]})
    for id, mark in zip(named, marks, strict=True):
        held.judge("J1").gives(mark).on(f"{id}-a").to("07")
    assert held.row("07")["total"] == total


def test_equal_totals_are_parted_by_time_then_practice_then_theory_or_share_a_place() -> None:
    """30 and 70 %, shorter assembly time first (DOMAIN 2.5 F2, 6.5)."""
    steps = [{"figure": "time-a", "prefer": "low"}, {"figure": "practice"}, {"figure": "theory"}]
    stated = papers({"theory": "0.3", "practice": "0.7", "time": "0"}, phases=[phase("final", ties=steps)])
    held = contest(stated, ["A", "B", "C", "D", "E", "F"], {"P": ["J1"]})
    for entrant, marks in {
        "A": ("80", "85", "61"),
        "B": ("87", "82", "61"),
        "C": ("80", "85", "60"),
        "D": ("80", "85", "61"),
        "E": ("80", "80", "1"),
        "F": ("80", "85", "absent"),
    }.items():
        for id, mark in zip(("theory", "practice", "time"), marks, strict=True):
            held.judge("J1").gives(mark).on(f"{id}-a").to(entrant)
    assert {held.total(entrant) for entrant in "ABCD"} == {Fraction("83.5")}
    assert held.order() == [("C", 1), ("A", 2), ("D", 2), ("B", 4), ("F", 5), ("E", 6)]
    assert [held.row(entrant)["shared"] for entrant in "ABCD"] == [True, False, False, True]


def test_all_who_share_the_thirtieth_place_go_on_and_what_they_bring_counts() -> None:
    """Places 28 to 33 have 71, 70, 69, 69, 69, 68: 32 people go through (DOMAIN 6.5, EL)."""
    stated = papers(
        {"theory": "1", "practice": "1"},
        phases=[
            phase("prelim", modules=["theory"]),
            phase("final", modules=["practice"], entry={"from": "prelim", "cut": 30}, carry=[{"phase": "prelim"}]),
        ],
    )
    entrants = [f"{number:02}" for number in range(1, 36)]
    marks = [str(99 - number) for number in range(27)] + ["71", "70", "69", "69", "69", "68", "67", "66"]
    held = contest(stated, entrants, {"P": ["J1"]})
    for entrant, mark in zip(entrants, marks, strict=True):
        held.judge("J1").gives(mark).on("theory-a").to(entrant)
    verdict = held.record(EntrantsAdvanced("T", "final", tuple(entrants[:30])))
    assert [problem.code for problem in verdict.problems] == ["other-than-computed"]
    held.advance("final", *entrants[:32])
    held.judge("J1").gives(100).on("practice-a", phase="final").to("32")
    assert held.order()[:2] == [("32", 1), ("01", 2)]
    assert held.row("32") == {
        "position": 0,
        "rank": 1,
        "shared": False,
        "phase": "final",
        "total": "169.00",
        "figures": {"prelim": "69.00", "practice": "100.00"},
        "owed": 0,
        "status": "",
    }
    assert held.order()[32:] == [("33", 33), ("34", 34), ("35", 35)]

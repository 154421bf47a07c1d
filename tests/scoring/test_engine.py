"""The fold: line by line it is what a replay is, whatever the order of independent marks."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.boards.board import view
from scoring.engine import apply, replay
from scoring.facts import (
    Adjusted,
    Cell,
    ClockJumped,
    EntrantsAdvanced,
    Fact,
    MarkGiven,
    PanelClosed,
    Seat,
    SheetSigned,
    Thawed,
    TradeOpened,
)
from scoring.lines import NOTHING, Line
from scoring.nodes import TOTAL
from scoring.problems import BrokenPromiseError
from scoring.state import State
from tests.scoring.field import (
    Contest,
    Document,
    aspect,
    contest,
    criterion,
    document,
    module,
    phase,
    single,
)
from tests.scoring.longway import differences
from tests.scoring.strategies import Move, Setting, begin, cells, moves, run, settings_of, value_for

THREE = {"P": ["J1", "J2", "J3"]}


# --- laws -----------------------------------------------------------------------------------------------------------


@given(settings_of("a"), settings_of("b"), moves(), st.integers(0, 99))
def test_replaying_any_number_of_lines_and_applying_the_rest_comes_to_what_applying_each_came_to(
    setting: Setting, other: Setting, script: list[Move], split: int
) -> None:
    held = run(begin(setting, other), script)
    split %= len(held.lines) + 1
    again = replay(held.stream, held.lines[:split], held.contents)
    for line in held.lines[split:]:
        apply(again, line, held.contents)
    assert {key: view(again, *key) for key in held.views()} == held.views()
    assert (again.seq, again.at, again.purpose) == (held.state.seq, held.lines[-1].at, "event")
    for trade in held.state.trades.values():
        twin = again.trades[trade.id]
        assert (twin.signed, twin.held, twin.out, twin.final) == (trade.signed, trade.held, trade.out, trade.final)
        assert {id: each.closed for id, each in twin.phases.items()} == {
            id: each.closed for id, each in trade.phases.items()
        }
    held.state = again
    assert differences(held, "T") == differences(held, "U") == []


@given(settings_of(), st.integers(0, 255), st.randoms(use_true_random=False))
def test_the_order_in_which_independent_marks_come_in_makes_no_difference(
    setting: Setting, seed: int, random: Random
) -> None:
    one, other = begin(setting), begin(setting)
    trade = one.state.trades["T"]
    marks = [MarkGiven(cell, value_for(trade, cell, seed * number)) for number, cell in enumerate(cells(trade), 1)]
    mixed = list(marks)
    random.shuffle(mixed)
    for fact, another in zip(marks, mixed, strict=True):
        one.take(fact)
        other.take(another)
    for audience in ("public", "panel", "office"):
        assert one.board(audience).text() == other.board(audience).text()
    assert differences(other) == []


@given(settings_of(), moves())
def test_what_is_refused_or_in_conflict_changes_nothing(setting: Setting, script: list[Move]) -> None:
    held = run(begin(setting), script)
    before, lines = held.views(), len(held.lines)
    for trade in held.state.trades.values():
        for cell in cells(trade)[:3]:
            held.record(MarkGiven(cell, "NaN"))
            held.record(MarkGiven(cell, value_for(trade, cell, 1), 10**6))
    late = [line for line in held.lines[lines:] if line.fact.kind == "mark-given"]
    assert held.views() == before
    assert len(held.state.trades["T"].held) >= len(late)


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


def papers(weights: dict[str, str], **settings: object) -> Document:
    """Papers of 100 points, weighted."""
    modules = [
        module(id, criterion(f"{id}-c", aspect(f"{id}-a", "one", highest="100")), weight=weight)
        for id, weight in weights.items()
    ]
    return document(*modules, **settings)  # type: ignore[arg-type]


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


# --- one by one -----------------------------------------------------------------------------------------------------


def test_an_item_counts_with_its_difficulty_base_and_table_once_all_its_aspects_are_settled() -> None:
    stated = document(
        module(
            "dives", criterion("D", aspect("award"), aspect("entry", step="0.5"), items=True, weight="0.6", round=2)
        ),
        tables={"goe": {"kind": "linear", "base": "1", "point": "0", "slope": "0.5"}},
    )
    rows = [
        ("final", "07", "1", "D", "2.5", "", "", ""),
        ("final", "07", "2", "D", "", "3.3", "goe", "1.1"),
        ("final", "08", "1", "D", "3.0", "", "", ""),
    ]
    held = contest(stated, ["07", "08", "09"], {"P": ["J1"]}, items=rows)
    judge = held.judge("J1")
    judge.gives(8).on("award", item="1").to("07")
    assert held.total("07") is None
    judge.gives("7.5").on("entry", item="1").to("07")
    assert held.figure("D", "07", item="1") == Fraction("23.25")  # 0.6 × 2.5 × 15.5
    judge.gives(2).on("award", item="2").to("07")
    judge.gives(4).on("entry", item="2").to("07")
    assert held.figure("D", "07", item="2") == Fraction("6.6")  # 3.3 + 0.6 × 1.1 × (2 + 3)
    assert held.total("07") == Fraction("29.85")
    held.penalty("07", "2", figure="D", item="2")
    held.bonus("07", "0.5", figure="dives")
    assert held.total("07") == Fraction("28.35")
    assert held.row("09")["owed"] == 0
    assert differences(held) == []


def test_what_is_never_missing_is_not_nought() -> None:
    held = contest(single(), ["07", "08"], THREE)
    held.panel("P").gives(0, 0, 0).on("A1").to("07")
    held.panel("P").gives(9, 9).on("A1").to("08")
    assert held.order() == [("07", 1), ("08", None)]


def test_where_every_mark_is_excused_the_aspect_has_what_the_scheme_says_or_stays_open() -> None:
    parts = (aspect("a", none="2.5"), aspect("b"))
    held = contest(document(module("A", criterion("C", *parts))), ["07"], THREE)
    held.panel("P").gives("absent", "lost", "abstained").on("a").to("07")
    held.panel("P").gives("absent", "lost", "abstained").on("b").to("07")
    assert (held.total("07"), held.row("07")["owed"]) == (Fraction("2.5"), 1)
    assert differences(held) == []


def test_penalties_are_held_between_floor_and_ceiling_and_wait_for_points() -> None:
    held = contest(document(module("A", criterion("C", aspect("a")), floor="0", ceiling="9.5")), ["07", "08"], THREE)
    held.penalty("07", "3", figure="A")
    held.bonus("08", "3", figure="A")
    assert held.total("07") is None
    held.panel("P").gives(1, 1, 1).on("a").to("07")
    held.panel("P").gives(8, 8, 8).on("a").to("08")
    assert (held.total("07"), held.total("08")) == (Fraction(0), Fraction("9.5"))
    held.penalty("08", "1", figure="A")
    assert held.total("08") == Fraction("9.5")


def test_who_is_out_has_no_place_and_owes_nothing() -> None:
    held = contest(single(), ["01", "02", "03", "04"], THREE)
    held.panel("P").gives(5, 5, 5).on("A1").to("01", "02")
    held.out("03", "dns")
    held.disqualify("01")
    held.out("04", "dnf")
    assert held.order() == [("02", 1), ("04", None), ("03", None), ("01", None)]
    assert [held.row(entrant)["status"] for entrant in ("01", "02", "03", "04")] == ["dsq", "", "dns", "dnf"]
    assert (held.board().head["owed"], held.board().head["due"]) == (0, 1)
    assert held.row("01")["total"] is None


def rounds(*more: Document) -> Document:
    return document(module("A", criterion("C", aspect("a", "one"))), phases=[phase("one"), *more])


def test_a_tie_that_reads_a_total_that_carries_another_round_follows_that_round() -> None:
    """Found: the third round compares totals of the second, which carries the first; only those who carried the first
    were ranked anew."""
    stated = rounds(
        phase("two", modules=["A"], carry=[{"phase": "one"}]),
        phase("three", modules=["A"], ties=[{"figure": TOTAL, "phase": "two"}]),
    )
    held = contest(stated, ["01", "02"], {"P": ["J1"]})
    judge = held.judge("J1")
    for where in ("one", "two", "three"):
        judge.gives(5).on("a", phase=where).to("01", "02")
    judge.gives(6).on("a", phase="one").to("02")
    assert held.order("three") == [("02", 1), ("01", 2)]
    assert held.order() == [("02", 1), ("01", 2)]
    assert differences(held) == []


def test_a_tie_that_reads_a_round_entered_later_follows_its_entry() -> None:
    """Found: going on to a round brings its total with it; a round that compares this was not ranked anew."""
    stated = rounds(
        phase("semi", modules=[], entry={"from": "one", "cut": "stated"}, carry=[{"phase": "one"}]),
        phase(
            "medal", modules=["A"], entry={"from": "one", "cut": "stated"}, ties=[{"figure": TOTAL, "phase": "semi"}]
        ),
    )
    held = contest(stated, ["01", "02"], {"P": ["J1"]})
    held.judge("J1").gives(5).on("a", phase="one").to("01", "02")
    held.advance("medal", "01", "02")
    held.judge("J1").gives(5).on("a", phase="medal").to("01", "02")
    assert held.order("medal") == [("01", 1), ("02", 1)]
    held.advance("semi", "02")
    assert held.order("medal") == [("02", 1), ("01", 2)]
    assert differences(held) == []


def test_those_who_went_on_stand_first() -> None:
    stated = rounds(phase("two", modules=["A"], entry={"from": "one", "cut": "stated"}))
    stated["phases"][0]["first"] = "two"
    held = contest(stated, ["01", "02", "03"], {"P": ["J1"]})
    for entrant, mark in (("01", 9), ("02", 5), ("03", 7)):
        held.judge("J1").gives(mark).on("a").to(entrant)
    held.advance("two", "02")
    assert held.order("one") == [("02", 1), ("01", 2), ("03", 3)]
    assert held.order() == [("02", None), ("01", 2), ("03", 3)]


def test_a_mark_that_comes_late_is_kept_and_counts_nowhere() -> None:
    held = contest(single("one"), ["07"], {"P": ["J1"]})
    judge = held.judge("J1")
    judge.gives(5).on("A1").to("07")
    held.sign("J1", "07")
    assert judge.gives(9).on("A1").offered_to("07").status == "held"
    assert (held.total("07"), list(held.state.trades["T"].held)) == (Fraction(5), [held.state.seq])


def test_neither_the_precision_of_the_thread_nor_the_order_of_hashes_makes_a_difference() -> None:
    """The same lines in other processes and threads come to the same bytes of every view."""
    script = (
        "from decimal import getcontext\nfrom scoring.lines import digest\n"
        "from tests.scoring.test_oracle import two_rounds\ngetcontext().prec = PREC\nviews = two_rounds().views()"
        "\nprint(digest(repr([(key, views[key]) for key in views])))"
    )
    root = Path(__file__).parents[2]
    said = {
        subprocess.run(
            [sys.executable, "-c", script.replace("PREC", precision)],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=root,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, precision in (("1", "28"), ("2", "3"))
    }
    assert len(said) == 1


# --- broken promises ------------------------------------------------------------------------------------------------


STRANGE: list[Fact] = [
    MarkGiven(Cell("J1", "99", "final", "", "A1"), "5"),
    MarkGiven(Cell("J1", "07", "semi", "", "A1"), "5"),
    MarkGiven(Cell("J1", "07", "final", "", "A9"), "5"),
    MarkGiven(Cell("J1", "07", "final", "", "A1"), "NaN"),
    Adjusted("07", "final", TOTAL, "", "penalty", "much", "rule-7"),
    Adjusted("07", "semi", TOTAL, "", "penalty", "1", "rule-7"),
    Adjusted("07", "final", TOTAL, "", "praise", "1", "rule-7"),
    EntrantsAdvanced("T", "semi", ("07",)),
    EntrantsAdvanced("T", "final", ("99",)),
    PanelClosed("U", "final", "P"),
    SheetSigned("J1", "99", "final", NOTHING),
    Thawed("U"),
    TradeOpened("U", NOTHING, NOTHING, (("08", ""),), (Seat("", "P", "", "J1"),)),
]


@pytest.mark.parametrize("fact", STRANGE, ids=str)
def test_a_line_that_could_not_have_been_recorded_is_a_broken_promise(fact: Fact) -> None:
    held = contest(single("one"), ["07"], {"P": ["J1"]})
    with pytest.raises(BrokenPromiseError):
        apply(held.state, Line(held.state.seq + 1, "", "", "", fact), held.contents)


@pytest.mark.parametrize("seq", [0, 2, 4])
def test_lines_follow_one_another(seq: int) -> None:
    held = contest(single("one"), ["07"], {"P": ["J1"]})
    with pytest.raises(BrokenPromiseError):
        apply(held.state, Line(seq, "", "", "", ClockJumped("")), held.contents)


def test_replaying_nothing_is_an_empty_state() -> None:
    assert replay("event", [], {}).seq == State("event").seq == 0


def test_the_first_line_says_what_the_stream_is_for() -> None:
    assert Contest().state.purpose == "event"

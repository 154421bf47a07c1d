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
from tests.scoring.boards.views import THREE
from tests.scoring.field import Contest, Document, aspect, contest, criterion, document, module, phase, single
from tests.scoring.longway import differences
from tests.scoring.strategies import Move, Setting, begin, cells, moves, run, settings_of, value_for

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

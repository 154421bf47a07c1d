"""What changes that two persons made come to: marks, held marks, what is opened again; and what one person alone
states."""

from __future__ import annotations

import pytest

from scoring.engine import apply
from scoring.facts import Adjusted, Cell, Fact
from scoring.nodes import TOTAL
from scoring.problems import BrokenPromiseError
from scoring.steps import (
    Approved,
    DeliberationRecorded,
    EntrantSubstituted,
    HeldAdmitted,
    HeldSetAside,
    MarkCorrected,
    PanelReopened,
    Rejected,
    ResultReopened,
    SheetReopened,
    TimeGranted,
)
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase, single
from tests.scoring.longway import differences
from tests.scoring.seconds import CELL, WHO, corrected, late, proposing, refused, signed

# --- marks ----------------------------------------------------------------------------------------------------------


def test_an_approved_correction_replaces_the_mark_and_leaves_the_signature() -> None:
    held = signed()
    digest_signed = held.state.trades["T"].signed["J1", "01", "final"]
    held.agree(corrected(held, "5"))
    trade = held.state.trades["T"]
    assert (held.row("01")["total"], held.seq("J1", "01", "A1")) == ("6.50", held.state.seq)
    assert trade.signed["J1", "01", "final"] == digest_signed
    assert trade.corrected == {"01": held.state.seq}
    assert differences(held) == []
    held.agree(corrected(held, "absent"))
    assert held.row("01")["total"] == "8.00"
    assert differences(held) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (MarkCorrected(CELL._replace(entrant="99"), "5", 0), ["unknown-entrant"]),
        (MarkCorrected(CELL, "11", 3), ["above-highest"]),
        (MarkCorrected(CELL._replace(judge="K1"), "5", 3), ["mark-without-seat"]),
        (MarkCorrected(CELL._replace(entrant="02"), "5", 0), ["sheet-not-signed"]),
        (MarkCorrected(CELL, "5", 0), ["other-than-current"]),
        (SheetReopened("J1", "99", "final"), ["unknown-entrant"]),
        (SheetReopened("J1", "02", "final"), ["sheet-not-signed"]),
        (SheetReopened("J1", "01", "semi"), ["sheet-not-signed"]),
        (PanelReopened("X", "final", "P"), ["unknown-trade"]),
        (PanelReopened("T", "semi", "P"), ["unknown-phase"]),
        (PanelReopened("T", "final", "P"), ["panel-not-closed"]),
        (HeldAdmitted(3), ["not-held"]),
        (EntrantSubstituted("99", WHO), ["unknown-entrant"]),
        (EntrantSubstituted("01", WHO), ["marks-given"]),
        (EntrantSubstituted("02", ""), ["bad-digest"]),
        (ResultReopened("X"), ["unknown-trade"]),
        (ResultReopened("T"), ["trade-not-final"]),
        (Adjusted("01", "semi", TOTAL, "", "dsq", "", "fraud"), ["not-in-phase"]),
        (Adjusted("99", "", TOTAL, "", "dsq", "", "fraud"), ["unknown-entrant"]),
    ],
)
def test_a_change_is_proposed_only_where_there_is_something_to_change(change: Fact, expected: list[str]) -> None:
    assert proposing(signed(), change) == expected


def test_a_final_result_is_changed_by_nothing_but_opening_it_again() -> None:
    held = signed()
    held.panel("P").gives(7, 8).on("A1").to("02")
    held.close("P")
    held.finalise()
    mark = late(held)
    changes = [
        corrected(held),
        SheetReopened("J1", "01", "final"),
        PanelReopened("T", "final", "P"),
        HeldAdmitted(mark),
        Adjusted("01", "", TOTAL, "", "dsq", "", "fraud"),
    ]
    for change in changes:
        assert proposing(held, change) == ["trade-final"]
    assert proposing(held, EntrantSubstituted("02", WHO)) == ["trade-final", "marks-given"]
    held.agree(ResultReopened("T"))
    for change in changes[:4]:
        held.agree(change)
    assert held.row("01")["total"] == "8.50"


# --- held marks -----------------------------------------------------------------------------------------------------


def test_an_admitted_mark_counts_in_place_of_what_its_cell_holds() -> None:
    held = signed()
    mark = late(held, "9")
    assert held.state.trades["T"].held_at == {mark: held.lines[-1].at}
    held.agree(HeldAdmitted(mark))
    trade = held.state.trades["T"]
    assert (held.row("01")["total"], held.seq("J1", "01", "A1")) == ("8.50", held.state.seq)
    assert (trade.held, trade.held_at) == ({}, {})
    assert proposing(held, HeldAdmitted(mark)) == ["not-held"]


def test_a_held_mark_of_somebody_who_is_out_by_now_is_not_admitted() -> None:
    held = signed()
    mark = late(held)
    held.out("01", "dsq")
    assert proposing(held, HeldAdmitted(mark)) == ["entrant-out"]


def test_a_mark_for_a_closed_panel_is_admitted_into_an_empty_cell() -> None:
    held = signed()
    held.close("P")
    assert held.judge("J1").gives(4).on("A1").offered_to("02").status == "held"
    held.agree(HeldAdmitted(held.state.seq))
    assert held.row("02", "panel")["given"] == 1


def test_a_mark_that_is_set_aside_counts_nowhere_and_waits_no_longer() -> None:
    held = signed()
    mark = late(held)
    before = held.views()
    assert refused(held, HeldSetAside(mark, "Too late", "x")) == ["bad-reason", "bad-digest"]
    held.take(HeldSetAside(mark, "too-late"), actor="chief.lin")
    assert (held.state.trades["T"].held, held.views()) == ({}, before)
    assert refused(held, HeldSetAside(mark, "too-late")) == ["not-held"]


# --- what is opened again -------------------------------------------------------------------------------------------


def test_a_reopened_sheet_is_marked_on_and_signed_anew() -> None:
    held = signed()
    held.agree(SheetReopened("J1", "01", "final"))
    trade = held.state.trades["T"]
    assert trade.signed.keys() == {("J2", "01", "final")}
    assert trade.corrected == {"01": held.state.seq}
    held.judge("J1").gives(5).on("A1").to("01")
    held.sign("J1", "01")
    assert held.row("01")["total"] == "6.50"


def test_a_reopened_panel_marks_on() -> None:
    held = signed()
    held.close("P")
    held.agree(PanelReopened("T", "final", "P"))
    held.panel("P").gives(5, 5).on("A1").to("02")
    assert held.row("02")["total"] == "5.00"


@pytest.mark.parametrize("frozen", [False, True])
def test_a_reopened_result_is_open_for_all_who_saw_it_final(frozen: bool) -> None:
    held = signed()
    held.panel("P").gives(7, 8).on("A1").to("02")
    if frozen:
        held.freeze()
    held.finalise()
    held.agree(ResultReopened("T"))
    trade = held.state.trades["T"]
    assert (trade.final, trade.reopened) == (False, held.state.seq)
    assert held.moved == (set() if frozen else held.moved | {("T", "public"), ("T", "chief")})
    assert held.board("office").head["status"] == ("frozen" if frozen else "open")
    held.judge("J2").gives(3).on("A1").to("02")
    held.finalise()


def test_a_substitute_comes_in_before_the_first_mark() -> None:
    held = signed()
    held.agree(EntrantSubstituted("02", WHO))
    assert held.state.trades["T"].substitutes == {"02": WHO}
    held.close("P")
    held.judge("J1").gives(4).on("A1").offered_to("02")
    assert proposing(held, EntrantSubstituted("02", WHO)) == ["marks-given"]


def test_a_disqualification_by_two_is_one() -> None:
    held = signed()
    held.agree(Adjusted("01", "", TOTAL, "", "dsq", "", "fraud"))
    assert held.row("01")["status"] == "dsq"
    assert held.state.trades["T"].corrected == {"01": held.state.seq}


# --- what one person states -----------------------------------------------------------------------------------------


def conferring() -> Contest:
    """A judgement of two judges two steps apart for 01, one step for 02."""
    held = contest(single("judgement", max="3", spread=1), ["01", "02"], {"P": ["J1", "J2"]})
    held.panel("P").gives(1, 3).on("A1").to("01")
    held.panel("P").gives(1, 2).on("A1").to("02")
    return held


def test_a_deliberation_is_recorded_where_a_full_panel_lies_too_far_apart() -> None:
    held = conferring()
    conferred = DeliberationRecorded("01", "final", "", "A1", WHO)
    before = held.views()
    held.take(conferred, actor="chief.lin")
    assert held.state.trades["T"].deliberations == {("01", "final", "A1", "", 1): held.state.seq}
    assert held.views() == before
    held.judge("J1").gives(2).on("A1").to("01")
    assert held.state.trades["T"].apart == {}
    assert refused(held, conferred) == ["no-spread"]


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (DeliberationRecorded("02", "final", "", "A1", WHO), ["no-spread"]),
        (DeliberationRecorded("01", "final", "x", "A1", WHO), ["no-spread"]),
        (DeliberationRecorded("01", "final", "", "A1", ""), ["bad-digest"]),
        (DeliberationRecorded("99", "final", "", "A1", WHO), ["unknown-entrant"]),
        (DeliberationRecorded("01", "semi", "", "A1", WHO), ["not-in-phase"]),
        (TimeGranted("99", "final", 60, "power-cut"), ["unknown-entrant"]),
        (TimeGranted("01", "final", 0, "Power cut"), ["bad-reason", "bad-number"]),
    ],
)
def test_what_does_not_fit_the_entrant_is_refused(fact: Fact, expected: list[str]) -> None:
    assert refused(conferring(), fact) == expected


def test_extra_time_adds_up_until_the_entrant_is_out_or_the_result_final() -> None:
    held = conferring()
    held.take(TimeGranted("01", "final", 60, "power-cut"))
    held.take(TimeGranted("01", "final", 30, "power-cut"))
    assert held.state.trades["T"].granted == {("01", "final"): 90}
    held.out("01", "dsq")
    assert refused(held, TimeGranted("01", "final", 30, "power-cut")) == ["entrant-out"]
    held.finalise()
    assert refused(held, TimeGranted("02", "final", 30, "power-cut")) == ["trade-final"]


# --- broken promises ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fact", [HeldSetAside(3, "too-late"), Approved(3), Rejected(3), ResultReopened("T")])
def test_a_line_that_check_would_have_refused_is_a_broken_promise(fact: Fact) -> None:
    held = signed()
    with pytest.raises(BrokenPromiseError):
        apply(held.state, held.lines[-1]._replace(seq=held.state.seq + 1, fact=fact), {})


def test_a_mark_that_is_no_longer_held_cannot_be_admitted_by_a_line() -> None:
    held = signed()
    mark = late(held)
    line = held.propose(HeldAdmitted(mark))
    held.take(HeldSetAside(mark, "too-late"))
    assert refused(held, Approved(line), "second.zhao") == ["not-held"]
    with pytest.raises(BrokenPromiseError):
        apply(held.state, held.lines[-1]._replace(seq=held.state.seq + 1, fact=Approved(line)), {})


def test_a_correction_in_an_earlier_round_moves_those_who_carry_it() -> None:
    stated = document(
        module("A", criterion("C", aspect("a", "one"))),
        phases=[phase("one"), phase("two", carry=[{"phase": "one", "weight": "0.5"}])],
    )
    held = contest(stated, ["01", "02"], {"P": ["J1"]})
    held.judge("J1").gives(6).on("a", phase="one").to("01", "02")
    held.judge("J1").gives(5).on("a", phase="two").to("01", "02")
    held.sign("J1", "01", phase="one")
    cell = Cell("J1", "01", "one", "", "a")
    held.agree(MarkCorrected(cell, "8", held.seq("J1", "01", "a", phase="one")))
    assert (held.row("01")["total"], held.row("01")["rank"], held.row("02")["rank"]) == ("9.00", 1, 2)
    assert differences(held) == []

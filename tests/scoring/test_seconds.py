"""Four eyes: what one person proposes takes effect when another approves it, and not before."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from scoring.checks import check
from scoring.engine import apply
from scoring.facts import Adjusted, Cell, Fact, MarkGiven, PanelClosed
from scoring.lines import canonical, digest, plain
from scoring.nodes import TOTAL
from scoring.problems import BrokenPromiseError
from scoring.procedure.records import Proposal
from scoring.procedure.seconds import change_text, read_change, same_person, waiting
from scoring.steps import (
    SECOND,
    Approved,
    DeliberationRecorded,
    EntrantSubstituted,
    HeldAdmitted,
    HeldSetAside,
    MarkCorrected,
    PanelReopened,
    Proposed,
    RecusalLifted,
    Recused,
    Rejected,
    ResultReopened,
    SchemeAmended,
    SheetReopened,
    SpreadReopened,
    TimeGranted,
)
from tests.scoring.field import Contest, aspect, codes, contest, criterion, document, module, phase, single
from tests.scoring.longway import differences
from tests.scoring.strategies import Move, Setting, begin, moves, play, settings_of

WHO = digest("a document")
CELL = Cell("J1", "01", "final", "", "A1")


def signed() -> Contest:
    """Two entrants, two judges; 01 is marked and signed."""
    held = contest(single(), ["01", "02"], {"P": ["J1", "J2"]})
    held.panel("P").gives(7, 8).on("A1").to("01")
    held.sign("J1", "01")
    held.sign("J2", "01")
    return held


def late(held: Contest, value: str = "9") -> int:
    """A mark of J1 after her signature; the line that holds it."""
    assert held.record(MarkGiven(CELL, value)).status == "held"
    return held.state.seq


def corrected(held: Contest, value: str = "5") -> MarkCorrected:
    return MarkCorrected(CELL, value, held.seq("J1", "01", "A1"))


def refused(held: Contest, fact: Fact, actor: str = "organiser.main") -> list[str]:
    """Codes of its problems; it must be refused and leave everything as it is."""
    verdict = held.record(fact, actor=actor)
    assert (verdict.status, verdict.current) == ("refused", None)
    return codes(verdict.problems)


def proposing(held: Contest, change: Fact) -> list[str]:
    return refused(held, Proposed(change_text(change), "typing"))


# --- laws -----------------------------------------------------------------------------------------------------------


@given(settings_of(), moves())
def test_nothing_that_one_person_alone_states_changes_what_is_signed_closed_or_final(
    setting: Setting, script: list[Move]
) -> None:
    held = begin(setting)
    for fact in play(held, script):
        trade = held.state.trades["T"]
        sheets = {sheet: _values(held, sheet) for sheet in trade.signed}
        out, final = dict(trade.out), trade.final
        held.record(fact)
        if not isinstance(fact, Approved):
            assert {sheet: _values(held, sheet) for sheet in sheets} == sheets
            assert sheets.keys() <= trade.signed.keys()
            assert trade.final >= final
            assert out.items() <= trade.out.items()


def _values(held: Contest, sheet: tuple[str, str, str]) -> dict[Any, str]:
    judge, entrant, where = sheet
    panels = held.state.trades["T"].performances[entrant, where].panels
    return {node: panel.values[judge] for node, panel in panels.items() if judge in panel.values}


@given(settings_of(), moves())
def test_every_proposal_is_pending_or_decided_once_and_by_another(setting: Setting, script: list[Move]) -> None:
    held = begin(setting)
    for fact in play(held, script):
        held.record(fact)
    proposed = {line.seq: line for line in held.lines if isinstance(line.fact, Proposed)}
    assert held.state.proposals.keys() | held.state.decided.keys() == proposed.keys()
    assert not held.state.proposals.keys() & held.state.decided.keys()
    decided = [line for line in held.lines if isinstance(line.fact, (Approved, Rejected))]
    assert held.state.decided == {line.fact.proposal: (line.fact.kind, line.seq) for line in decided}  # type: ignore[attr-defined]
    targets = [each.target for each in held.state.proposals.values()]
    assert len(set(targets)) == len(targets)


# --- proposing ------------------------------------------------------------------------------------------------------


def test_a_proposal_changes_nothing_but_that_it_waits() -> None:
    held = signed()
    before = held.views()
    change = corrected(held)
    line = held.propose(change)
    at = held.lines[-1].at
    wanted = ("cell", CELL)
    assert held.state.proposals == {line: Proposal(line, change, "organiser.main", at, "rule-7", "", "T", wanted)}
    assert (held.views(), held.change.views) == (before, frozenset())
    assert waiting(held.state, change) == held.state.proposals[line]
    assert waiting(held.state, ResultReopened("X")) is None


def test_what_takes_two_is_refused_when_one_states_it() -> None:
    held = signed()
    facts: dict[type[Fact], Fact] = {
        MarkCorrected: corrected(held),
        SheetReopened: SheetReopened("J1", "01", "final"),
        PanelReopened: PanelReopened("T", "final", "P"),
        HeldAdmitted: HeldAdmitted(late(held)),
        EntrantSubstituted: EntrantSubstituted("02", WHO),
        SpreadReopened: SpreadReopened("01", "final", "", "A1", WHO),
        Recused: Recused("J1", "01", "P", ""),
        RecusalLifted: RecusalLifted("J1", "01", "P"),
        ResultReopened: ResultReopened("T"),
        SchemeAmended: SchemeAmended("T", WHO),
    }
    assert facts.keys() == SECOND
    for fact in facts.values():
        assert refused(held, fact) == ["second-person-needed"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "nonsense",
        "[" * 100_000,
        '{"fact":"sheet-reopened"}',
        '{"entrant":"01","fact":"sheet-reopened","judge":["J1"],"phase":"final"}',
        '{"entrant":"01","fact":"sheet-reopened","judge":"J1","phase":"final","why":"x"}',
        '{"entrant":"01", "fact":"sheet-reopened","judge":"J1","phase":"final"}',
        '{"fact":"held-admitted","line":"one"}',
        '{"fact":"held-admitted","line":"01"}',
        '{"fact":"nothing-known"}',
        canonical(plain(PanelClosed("T", "final", "P"))),
        canonical(plain(Adjusted("01", "final", TOTAL, "", "penalty", "2", "rule-7"))),
        canonical(plain(Proposed("", "typing"))),
    ],
)
def test_only_the_canonical_text_of_a_change_that_takes_two_can_be_proposed(text: str) -> None:
    held = signed()
    assert read_change(text) is None
    assert refused(held, Proposed(text, "typing")) == ["bad-change"]
    with pytest.raises(BrokenPromiseError, match="proposes no change"):
        apply(held.state, held.lines[-1]._replace(seq=held.state.seq + 1, fact=Proposed(text, "typing")), {})


def test_reason_and_document_of_a_proposal_are_a_code_and_a_digest() -> None:
    held = signed()
    change = change_text(corrected(held))
    assert refused(held, Proposed(change, "Typing error", "a photo")) == ["bad-reason", "bad-digest"]
    held.take(Proposed(change, "typing", WHO))


def test_a_change_that_could_not_be_made_now_is_not_proposed_and_every_problem_is_named() -> None:
    held = signed()
    held.panel("P").gives(7, 8).on("A1").to("02")
    change = MarkCorrected(Cell("J1", "02", "final", "", "A1"), "6", 3)
    assert proposing(held, change) == ["sheet-not-signed", "other-than-current"]


def test_two_changes_of_the_same_thing_do_not_wait_side_by_side() -> None:
    held = signed()
    mark = late(held)
    held.propose(corrected(held))
    assert proposing(held, corrected(held, "6")) == ["proposal-pending"]
    assert proposing(held, HeldAdmitted(mark)) == ["proposal-pending"]
    held.propose(SheetReopened("J1", "01", "final"))
    held.propose(SheetReopened("J2", "01", "final"))
    held.propose(EntrantSubstituted("02", WHO))
    held.propose(Adjusted("02", "", TOTAL, "", "dsq", "", "fraud"))
    assert proposing(held, Adjusted("02", "", TOTAL, "", "dsq", "", "other")) == ["proposal-pending"]
    held.take(Rejected(held.state.seq))
    held.propose(Adjusted("02", "", TOTAL, "", "dsq", "", "other"))


# --- deciding -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actor", "other", "same"),
    [
        ("organiser.li", "second.li", True),
        ("organiser.li", "second.zhao", False),
        ("organiser.li.b", "second.li", False),
        ("organiser.a.b", "chief.a.b", True),
        ("", "organiser.li", True),
        ("organiser.li", "system", False),
        ("system", "organiser.li", True),
    ],
)
def test_a_person_is_told_apart_by_the_name_behind_the_role(actor: str, other: str, same: bool) -> None:
    assert same_person(actor, other) is same


def test_who_proposed_cannot_approve_in_any_role_and_nobody_cannot_either() -> None:
    held = signed()
    line = held.propose(corrected(held), actor="chief.lin")
    for actor in ("chief.lin", "second.lin", "system"):
        assert refused(held, Approved(line), actor) == ["same-person"]
    assert codes(check(held.state, Approved(line)).problems) == ["same-person"]
    held.take(Approved(line), actor="second.zhao")


def test_what_is_approved_or_rejected_is_decided_once() -> None:
    held = signed()
    first = held.propose(corrected(held))
    held.take(Approved(first))
    approved = held.state.seq
    second = held.propose(corrected(held, "6"))
    held.take(Rejected(second, WHO), actor="organiser.main")
    assert held.state.decided == {first: ("approved", approved), second: ("rejected", held.state.seq)}
    assert held.state.proposals == {}
    for decision in (Approved, Rejected):
        assert refused(held, decision(first), "second.zhao") == ["proposal-approved"]
        assert refused(held, decision(second), "second.zhao") == ["proposal-rejected"]
        assert refused(held, decision(99), "second.zhao") == ["unknown-proposal"]
    assert refused(held, Rejected(99, "because")) == ["bad-digest", "unknown-proposal"]


def test_a_change_is_judged_again_when_it_is_approved() -> None:
    held = signed()
    line = held.propose(corrected(held))
    held.agree(SheetReopened("J1", "01", "final"))
    held.judge("J1").gives(3).on("A1").to("01")
    before = held.views()
    assert refused(held, Approved(line), "second.zhao") == ["sheet-not-signed", "other-than-current"]
    assert held.views() == before
    held.take(Rejected(line))


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
    assert held.change.views == (frozenset() if frozen else held.change.views | {("T", "public"), ("T", "chief")})
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

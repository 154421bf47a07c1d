"""Four eyes: what one person proposes takes effect when another approves it, and not before."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from scoring.checks import check
from scoring.engine import apply
from scoring.facts import Adjusted, Cell, Fact, PanelClosed
from scoring.lines import canonical, plain
from scoring.nodes import TOTAL
from scoring.problems import BrokenPromiseError
from scoring.procedure.records import Proposal
from scoring.procedure.seconds import change_text, read_change, same_person, waiting
from scoring.steps import (
    SECOND,
    Approved,
    EntrantSubstituted,
    HeldAdmitted,
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
)
from tests.scoring.field import Contest, codes
from tests.scoring.seconds import CELL, WHO, corrected, late, proposing, refused, signed
from tests.scoring.strategies import Move, Setting, begin, moves, play, settings_of

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

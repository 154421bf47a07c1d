"""The schemes that a trade has had."""

from __future__ import annotations

from competition.schemes.versions import before, versions
from scoring.facts import Fact, TradeOpened
from scoring.lines import Line
from scoring.procedure.seconds import change_text
from scoring.steps import Approved, PanelReopened, Proposed, SchemeAmended


def ledger(*facts: Fact) -> list[Line]:
    return [Line(seq, f"2026-05-01T08:00:{seq:02}.000000Z", "", "", fact) for seq, fact in enumerate(facts, 1)]


def amended(scheme: str, trade: str = "T") -> Proposed:
    return Proposed(change_text(SchemeAmended(trade, scheme * 64)), "typing")


LINES = ledger(
    TradeOpened("T", "0" * 64, "i", (), ()),
    TradeOpened("U", "9" * 64, "i", (), ()),
    amended("1"),
    amended("8", "U"),
    Proposed(change_text(PanelReopened("T", "final", "P")), "review"),
    Approved(3),
    amended("2"),
    Approved(5),
    Approved(7),
    Approved(4),
)


def test_each_is_told_with_the_lines_that_put_it_in_place() -> None:
    found = [(each.scheme[0], each.line.seq, each.proposal and each.proposal.seq) for each in versions(LINES, "T")]
    assert found == [("0", 1, None), ("1", 6, 3), ("2", 9, 7)]
    assert [each.scheme[0] for each in versions(LINES, "U")] == ["9", "8"] and versions(LINES, "V") == []


def test_a_proposal_takes_the_place_of_the_one_before_it() -> None:
    assert before(versions(LINES, "T"), 3)[0] == "0" and before(versions(LINES, "T"), 7)[0] == "1"
    assert before(versions(LINES, "T"), 99)[0] == "2", "of one that waits it is the one in use"
    assert before((), 3) == ""

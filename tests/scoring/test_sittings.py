"""A panel whose marks lie apart when they are signed: one change opens every sheet and says that it conferred."""

from __future__ import annotations

import pytest

from scoring.procedure.blocking import blocks
from scoring.procedure.seconds import change_text
from scoring.procedure.terms import Terms
from scoring.steps import Proposed, SheetReopened, SpreadReopened
from tests.scoring.field import Contest, codes, single

SAID = "a" * 64
SPREAD = SpreadReopened("07", "final", "", "A1", SAID)
SIGNED = Terms(date="2026-05-02", signatures=True)


def apart() -> Contest:
    """The third judge lies too far off; she and the first have signed, the second has not."""
    held = Contest().open(single("judgement", max="3", spread=1), ["07", "08"], {"P": ["J1", "J2", "J3"]}, terms=SIGNED)
    held.panel("P").gives(3, 3, 0).on("A1").to("07")
    held.panel("P").gives(2, 2, 2).on("A1").to("08")
    held.sign("J1", "07")
    held.sign("J3", "07")
    held.sign("J1", "08")
    return held


def test_one_approval_opens_exactly_the_signed_sheets_of_the_panel_and_the_deliberation_is_recorded() -> None:
    held = apart()
    held.agree(SPREAD)
    trade = held.trade("07")
    assert list(trade.signed) == [("J1", "08", "final")]
    assert trade.deliberations == {("07", "final", "A1", "", 1): held.state.seq}
    assert trade.corrected["07"] == held.state.seq
    held.judge("J3").gives(2).on("A1").to("07")
    assert not [each for each in blocks(held.state, trade) if each.code == "spread-open"]


def test_nothing_opens_before_it_is_approved() -> None:
    held = apart()
    held.propose(SPREAD)
    assert len(held.trade("07").signed) == 3 and held.trade("07").deliberations == {}
    assert held.judge("J3").gives(2).on("A1").offered_to("07").status == "held"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (SpreadReopened("09", "final", "", "A1", SAID), ["unknown-entrant"]),
        (SpreadReopened("07", "final", "", "A1", ""), ["bad-digest"]),
        (SpreadReopened("08", "final", "", "A1", SAID), ["no-spread"]),
        (SpreadReopened("07", "final", "", "A1", SAID, 2), ["no-spread"]),
        (SPREAD, []),
    ],
)
def test_only_marks_that_lie_apart_are_reopened_so(change: SpreadReopened, why: list[str]) -> None:
    assert codes(apart().record(Proposed(change_text(change), "spread")).problems) == why


def test_where_nobody_has_signed_there_is_nothing_to_open() -> None:
    held = apart()
    held.agree(SheetReopened("J1", "07", "final"))
    held.agree(SheetReopened("J3", "07", "final"))
    assert codes(held.record(Proposed(change_text(SPREAD), "spread")).problems) == ["nobody-signed"]


def test_the_same_spread_does_not_wait_twice() -> None:
    held = apart()
    held.propose(SPREAD)
    assert codes(held.record(Proposed(change_text(SPREAD), "spread")).problems) == ["proposal-pending"]

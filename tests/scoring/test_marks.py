"""A mark that the server let in without letting it count: from a device that was revoked."""

from __future__ import annotations

from fractions import Fraction

from scoring import lines
from scoring.checks import HELD, check
from scoring.facts import Cell, MarkGiven
from scoring.marks import Verdict
from scoring.problems import Problem
from scoring.procedure.seconds import change_text
from scoring.steps import Approved, HeldAdmitted, HeldSetAside, Proposed
from tests.scoring.field import Contest, contest, single

CELL = Cell("J1", "07", "final", "", "A1")
REVOKED = "device-revoked"


def revoked() -> Contest:
    """Her 5 was stored; then her tablet was revoked, and sent a 9."""
    held = contest(single("one"), ["07"], {"P": ["J1"]})
    held.judge("J1").gives(5).on("A1").to("07")
    assert held.record(MarkGiven(CELL._replace(phase=held.first("07")), "9", 0, "", REVOKED)) == HELD
    return held


def test_a_mark_from_a_revoked_device_is_held_whatever_the_cell_holds() -> None:
    held = revoked()
    assert (held.total("07"), list(held.state.trades["T"].held)) == (Fraction(5), [held.state.seq])


def test_its_reason_stands_in_its_line_and_is_read_back() -> None:
    line = revoked().lines[-1]
    text = lines.body(line.fact, at=line.at, actor=line.actor, key=line.key)
    assert f'"held":"{REVOKED}"' in text
    assert lines.line(line.seq, text) == line


def test_a_line_without_a_reason_is_as_it_was_before_there_were_reasons() -> None:
    text = lines.body(MarkGiven(CELL, "5"), at="2026-05-01T08:00:00.000000Z", actor="judge.J1", key="k")
    assert text == (
        '{"actor":"judge.J1","aspect":"A1","at":"2026-05-01T08:00:00.000000Z","attempt":"1","entrant":"07",'
        '"fact":"mark-given","given_at":"","item":"","judge":"J1","key":"k","phase":"final","supersedes":"0","value":"5"}'
    )


def test_what_no_cell_may_hold_is_refused_and_not_held() -> None:
    held = contest(single("one"), ["07"], {"P": ["J1"]})
    assert check(held.state, MarkGiven(CELL._replace(phase="none"), "9", 0, "", REVOKED)).status == "refused"
    cell = CELL._replace(phase=held.first("07"))
    assert check(held.state, MarkGiven(cell, "NaN", 0, "", REVOKED)).status == "refused"


def test_why_a_mark_is_held_is_a_code() -> None:
    held = contest(single("one"), ["07"], {"P": ["J1"]})
    cell = CELL._replace(phase=held.first("07"))
    assert check(held.state, MarkGiven(cell, "9", 0, "", "Because! " * 20)) == Verdict(
        "refused", (Problem("bad-reason", "held", {"value": ("Because! " * 20)[:80]}),)
    )


def test_it_counts_once_two_persons_have_admitted_it() -> None:
    held = revoked()
    line = held.state.seq
    held.take(Proposed(change_text(HeldAdmitted(line)), "clerical"), actor="chief.c")
    held.take(Approved(held.state.seq), actor="second.s")
    assert (held.total("07"), dict(held.state.trades["T"].held)) == (Fraction(9), {})


def test_set_aside_it_never_counts() -> None:
    held = revoked()
    held.take(HeldSetAside(held.state.seq, "too-late"))
    assert (held.total("07"), dict(held.state.trades["T"].held)) == (Fraction(5), {})

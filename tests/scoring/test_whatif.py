"""What a change would come to: seen on a fork, and nothing else moves."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.facts import Adjusted, Cell, Fact, MarkGiven, PanelClosed
from scoring.nodes import TOTAL
from scoring.numbers import Exact
from scoring.problems import BrokenPromiseError
from scoring.procedure import whatif
from scoring.procedure.seconds import change_text, read_change
from scoring.procedure.whatif import Moved, differences, what_if
from scoring.state import Plan
from scoring.steps import (
    Approved,
    HeldAdmitted,
    MarkCorrected,
    PanelReopened,
    Proposed,
    ResultReopened,
    SheetReopened,
)
from tests.scoring.field import Contest, contest, single
from tests.scoring.strategies import Move, Setting, begin, moves, proposals, run, settings_of

CACHES = ("changes",)
"""Which views a line moves, worked out once: remembered, not known."""


def everything(value: Any) -> Any:
    """All that an object holds, to the last number, as plain values in order."""
    if isinstance(value, (str, int, Exact, type(None))):
        return value
    if isinstance(value, Plan):
        return value.scheme, value.all_seats, value.items
    if isinstance(value, dict):
        return [(everything(key), everything(each)) for key, each in value.items()]
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, (list, tuple)):
        return [everything(each) for each in value]
    names = vars(value) if hasattr(value, "__dict__") else value.__slots__
    return [(name, everything(getattr(value, name))) for name in sorted(names) if name not in CACHES]


def possible(held: Contest, a: int, b: int) -> list[Fact]:
    """Every change that may be proposed now."""
    found = [read_change(each.change) for each in proposals(held, held.state.trades["T"], a, b)]
    return [each for each in found if each is not None]


@given(settings_of(), moves(), st.integers(0, 63), st.integers(0, 63))
def test_a_fork_is_what_proposing_and_approving_comes_to_and_the_state_is_not_touched(
    setting: Setting, script: list[Move], a: int, b: int
) -> None:
    held = run(begin(setting), script)
    changes = possible(held, a, b)
    before = everything(held.state)
    forks = [what_if(held.state, change, held.contents) for change in changes]
    assert everything(held.state) == before
    if changes:
        change, (trade, fork) = changes[b % len(changes)], forks[b % len(changes)]
        assert trade is held.state.trades["T"]
        assert held.record(Proposed(change_text(change), "rule-7"), tick=0).status == "accepted"
        assert held.record(Approved(held.state.seq), tick=0).status == "accepted"
        assert everything(fork) == everything(held.state.trades["T"])


# --- what it says ---------------------------------------------------------------------------------------------------


def signed() -> Contest:
    """Three entrants, each marked and signed by two judges: 9, 8, 7."""
    held = contest(single(), ["01", "02", "03"], {"P": ["J1", "J2"]})
    for entrant, mark in (("01", 9), ("02", 8), ("03", 7)):
        held.panel("P").gives(mark, mark).on("A1").to(entrant)
    held.sign_all()
    return held


def moved(held: Contest, change: Fact) -> list[Moved]:
    return differences(*what_if(held.state, change))


def test_a_correction_moves_its_entrant_and_those_whom_she_passes() -> None:
    held = signed()
    change = MarkCorrected(Cell("J1", "03", "final", "", "A1"), "10", held.seq("J1", "03", "A1"))
    assert moved(held, change) == [Moved("03", "7.00", "8.50", "3", "2"), Moved("02", "8.00", "8.00", "2", "3")]
    assert [entrant for entrant, _ in held.order()] == ["01", "02", "03"]


def test_who_is_disqualified_has_neither_total_nor_place() -> None:
    assert moved(signed(), Adjusted("01", "", TOTAL, "", "dsq", "", "fraud")) == [
        Moved("02", "8.00", "8.00", "2", "1"),
        Moved("03", "7.00", "7.00", "3", "2"),
        Moved("01", "9.00", "", "1", ""),
    ]


def test_an_admitted_mark_is_seen_with_its_panel() -> None:
    held = signed()
    assert held.record(MarkGiven(Cell("J2", "02", "final", "", "A1"), "9")).status == "held"
    assert moved(held, HeldAdmitted(held.state.seq)) == [Moved("02", "8.00", "8.50", "2", "2")]


def test_what_is_opened_again_moves_nobody() -> None:
    held = signed()
    held.close("P")
    held.finalise()
    assert moved(held, ResultReopened("T")) == []
    trade, fork = what_if(held.state, ResultReopened("T"))
    assert (trade.final, fork.final) == (True, False)
    held.agree(ResultReopened("T"))
    for change in (SheetReopened("J1", "01", "final"), PanelReopened("T", "final", "P")):
        assert moved(held, change) == []


@pytest.mark.parametrize(
    "change",
    [
        HeldAdmitted(3),
        ResultReopened("X"),
        PanelReopened("T", "final", "P"),
        PanelClosed("T", "final", "P"),
        Adjusted("99", "", TOTAL, "", "dsq", "", "fraud"),
        SheetReopened("J9", "01", "final"),
    ],
)
def test_a_change_that_could_not_be_proposed_has_no_fork(change: Fact) -> None:
    with pytest.raises(BrokenPromiseError):
        what_if(signed().state, change)


def test_a_fork_that_shares_what_is_changed_in_place_is_seen_red(monkeypatch: pytest.MonkeyPatch) -> None:
    held = signed()
    before = everything(held.state)
    monkeypatch.setattr(whatif, "deepcopy", lambda value: value)
    what_if(held.state, MarkCorrected(Cell("J1", "03", "final", "", "A1"), "10", held.seq("J1", "03", "A1")))
    assert everything(held.state) != before

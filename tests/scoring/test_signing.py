"""The chief judge signs a module: when everybody else has, and as she saw it."""

from __future__ import annotations

import pytest

from scoring.facts import Cell, Fact, MarkGiven, Seat
from scoring.items import ItemRow
from scoring.lines import canonical, digest
from scoring.procedure.signing import by_judge, countersigned, module_digest, unsigned_sheets
from scoring.steps import MarkCorrected, ModuleCountersigned, ModuleSigned
from tests.scoring.field import Contest, Document, aspect, codes, contest, criterion, document, module, phase

TWO: Document = document(
    module("A", criterion("C", aspect("a", panel="P"))),
    module("B", criterion("D", aspect("b", "one", panel="Q"))),
    phases=[phase("one", modules=["A", "B"]), phase("two", modules=["A"], entry={"from": "one", "cut": "stated"})],
)


def rounds() -> Contest:
    """Modules A of J1 and J2, B of K1, for 01 and 02; module A again for who goes on."""
    return contest(TWO, ["01", "02"], {"P": ["J1", "J2"], "Q": ["K1"]})


def marked() -> Contest:
    held = rounds()
    held.panel("P").gives(7, 8).on("a").to("01", "02")
    held.panel("Q").gives(5).on("b").to("01", "02")
    return held


def signing(held: Contest, module: str = "A", phase: str = "one", *, seen: str = "") -> list[str]:
    """Codes of the problems that keep the chief judge from signing."""
    found = seen or module_digest(held.state.trades["T"], phase, module)
    verdict = held.record(ModuleSigned("T", phase, module, found), actor="chief.lin")
    return codes(verdict.problems)


def test_what_is_signed_is_everybody_in_the_phase_with_figure_and_status_in_roster_order() -> None:
    held = marked()
    held.out("02", "dnf")
    rows = [["01", "7.5", ""], ["02", "7.5", "dnf"]]
    assert module_digest(held.state.trades["T"], "one", "A") == digest(canonical(rows))
    held.advance("two", "01")
    assert module_digest(held.state.trades["T"], "two", "A") == digest(canonical([["01", None, ""]]))


def test_a_figure_that_does_not_end_is_signed_as_a_fraction() -> None:
    held = contest(document(module("A", criterion("C", aspect("a")))), ["01"], {"P": ["J1", "J2", "J3"]})
    held.panel("P").gives(7, 7, 8).on("a").to("01")
    assert module_digest(held.state.trades["T"], "final", "A") == digest(canonical([["01", "22/3", ""]]))


def test_unsigned_are_the_sheets_of_judges_with_cells_in_the_module() -> None:
    held = marked()
    trade = held.state.trades["T"]
    assert unsigned_sheets(trade, "one", "A") == [("J1", "01"), ("J2", "01"), ("J1", "02"), ("J2", "02")]
    assert unsigned_sheets(trade, "one", "B") == [("K1", "01"), ("K1", "02")]
    held.sign("J1", "01")
    held.out("02", "dns")
    assert unsigned_sheets(trade, "one") == [("J2", "01"), ("K1", "01")]
    assert by_judge(unsigned_sheets(trade, "one", "A")) == {"J2": ["01"]}
    assert unsigned_sheets(trade, "two") == []


def test_a_judge_of_one_item_signs_for_those_who_show_it() -> None:
    stated = document(module("A", criterion("C", aspect("a"), items=True)))
    seats = [Seat("", "P", "", "J1"), Seat("", "P", "2", "J2")]
    items: list[ItemRow] = [
        ("final", "01", "1", "C", "", "", "", ""),
        ("final", "02", "1", "C", "", "", "", ""),
        ("final", "02", "2", "C", "", "", "", ""),
    ]
    held = contest(stated, ["01", "02"], seats, items=items)
    assert unsigned_sheets(held.state.trades["T"], "final", "A") == [("J1", "01"), ("J1", "02"), ("J2", "02")]
    held.judge("J1").gives(5).on("a", item="1").to("01", "02")
    held.judge("J1").gives(5).on("a", item="2").to("02")
    held.sign("J1", "01")
    held.sign("J1", "02")
    verdict = held.record(ModuleSigned("T", "final", "A", "0" * 64))
    owed, unsigned = verdict.problems
    assert (owed.code, owed.facts) == ("aspects-owed", {"entrant": "02", "phase": "final", "owed": "1"})
    assert (unsigned.code, unsigned.facts) == (
        "sheet-unsigned",
        {"judge": "J2", "phase": "final", "entrant": "02", "sheets": "1"},
    )


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (ModuleSigned("X", "one", "A", ""), ["unknown-trade"]),
        (ModuleSigned("T", "zero", "A", ""), ["unknown-phase"]),
        (ModuleSigned("T", "one", "C", ""), ["dangling-module"]),
        (ModuleSigned("T", "two", "B", ""), ["dangling-module"]),
        (ModuleSigned("T", "two", "A", ""), ["nobody-advanced"]),
        (ModuleSigned("T", "one", "A", ""), ["sheet-unsigned", "sheet-unsigned"]),
    ],
)
def test_what_there_is_not_and_what_is_not_ready_is_not_signed(fact: Fact, expected: list[str]) -> None:
    assert codes(marked().record(fact).problems) == expected


def test_a_module_is_signed_once_everybody_has_signed_and_while_the_others_are_not_ready() -> None:
    held = rounds()
    held.panel("P").gives(7, 8).on("a").to("01", "02")
    assert signing(held, "B") == ["aspects-owed", "aspects-owed", "sheet-unsigned"]
    for judge in ("J1", "J2"):
        for entrant in ("01", "02"):
            held.sign(judge, entrant)
    before = held.views()
    held.sign_module("A")
    trade = held.state.trades["T"]
    assert trade.modules_signed == {("one", "A"): (module_digest(trade, "one", "A"), held.state.seq)}
    assert held.views() == before


def test_what_was_seen_must_be_what_stands() -> None:
    held = marked()
    held.sign_all()
    assert signing(held, seen="0" * 64) == ["module-differs"]


def test_a_held_mark_of_the_module_is_dealt_with_first_one_of_another_is_not_in_the_way() -> None:
    held = marked()
    held.sign_all()
    assert held.record(MarkGiven(Cell("K1", "01", "one", "", "b"), "3")).status == "held"
    held.sign_module("A")
    assert signing(held, "B") == ["mark-held"]
    held.advance("two", "01")
    held.panel("P").gives(5, 5).on("a", phase="two").to("01")
    held.sign_all("two")
    held.sign_module("A", "two")


def test_a_module_is_signed_anew_once_its_figures_have_changed_and_not_before() -> None:
    held = marked()
    held.sign_all()
    held.sign_module("A")
    assert signing(held) == ["module-signed"]
    held.agree(MarkCorrected(Cell("J1", "01", "one", "", "a"), "3", held.seq("J1", "01", "a")))
    held.sign_module("A")
    assert signing(held) == ["module-signed"]


def test_under_a_final_result_nothing_is_signed() -> None:
    held = contest(document(module("A", criterion("C", aspect("a")))), ["01"], {"P": ["J1"]})
    held.panel("P").gives(7).on("a").to("01")
    held.sign_all()
    held.finalise()
    assert signing(held, phase="final") == ["trade-final"]


# --- the supervisor's signature -------------------------------------------------------------------------------------


def countersigning(held: Contest, module: str = "A", *, seen: str = "") -> list[str]:
    """Codes of the problems that keep the supervisor from signing."""
    found = seen or module_digest(held.state.trades["T"], "one", module)
    return codes(held.record(ModuleCountersigned("T", "one", module, found), actor="supervisor.wang").problems)


def test_the_supervisor_signs_beneath_the_chief_judge_once_and_what_stands() -> None:
    held = marked()
    held.sign_all()
    assert countersigning(held) == ["module-unsigned"]
    held.sign_module("A")
    assert countersigning(held, seen="0" * 64) == ["module-differs"]
    before = held.views()
    held.countersign("A")
    trade = held.state.trades["T"]
    assert trade.modules_countersigned == {("one", "A"): (module_digest(trade, "one", "A"), held.state.seq)}
    assert held.views() == before
    assert countersigning(held) == ["module-countersigned"]


def test_what_moves_afterwards_is_signed_by_both_anew() -> None:
    held = marked()
    held.sign_all()
    held.sign_module("A")
    held.countersign("A")
    held.agree(MarkCorrected(Cell("J1", "01", "one", "", "a"), "9", held.seq("J1", "01", "a")))
    assert countersigning(held) == ["module-changed"]
    held.sign_module("A")
    assert not countersigned(held.state.trades["T"], "one", "A")
    held.countersign("A")
    assert countersigned(held.state.trades["T"], "one", "A")


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (ModuleCountersigned("X", "one", "A", ""), ["unknown-trade"]),
        (ModuleCountersigned("T", "zero", "A", ""), ["unknown-phase"]),
        (ModuleCountersigned("T", "one", "C", ""), ["dangling-module"]),
        (ModuleCountersigned("T", "two", "A", ""), ["nobody-advanced"]),
    ],
)
def test_what_there_is_not_is_not_countersigned(fact: Fact, expected: list[str]) -> None:
    assert codes(marked().record(fact).problems) == expected

"""check: what may become the next line, what is held, what conflicts, and every reason to refuse."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import adjusting, checks, marks
from scoring.boards.board import table_digest
from scoring.checks import ACCEPTED, HELD, Verdict, check, computed_cut, owes
from scoring.facts import (
    EXCUSES,
    Adjusted,
    Cell,
    ClockJumped,
    EntrantsAdvanced,
    Fact,
    Finalised,
    Frozen,
    MarkGiven,
    PanelClosed,
    PrizeOpened,
    Recusal,
    Seat,
    SheetSigned,
    StreamOpened,
    Thawed,
    TradeOpened,
)
from scoring.lines import NOTHING
from scoring.nodes import TOTAL
from scoring.state import State
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase, single
from tests.scoring.longway import differences

ROSTER = (("07", ""), ("08", ""))
SEATS = (Seat("", "P", "", "J1"),)


def held_in_a_hall() -> Contest:
    """Two rounds, one to go on to the second; a criterion with items; 03 did not start."""
    stated = document(
        module(
            "A",
            criterion("C", aspect("a", "one", step="0.5", panel="P")),
            criterion("D", aspect("d", "one", lowest="-3", highest="3", table="S", panel="Q"), items=True),
        ),
        phases=[
            phase("prelim"),
            phase("final", modules=["A"], entry={"from": "prelim", "cut": 1}),
            phase("sum", modules=[], carry=[{"phase": "prelim"}]),
        ],
        tables={"S": {"kind": "lookup", "rows": [["-3", "0"], ["1", "2"], ["3", "9"]]}},
    )
    rows = [("prelim", entrant, "1", "D", "", "", "", "") for entrant in ("01", "02")]
    held = contest(stated, ["01", "02", "03"], {"P": ["J1"], "Q": ["K1"]}, items=rows)
    held.out("03", "dns")
    return held


def said_in_words() -> Contest:
    """Every mark needs words."""
    stated = document(module("A", criterion("C", aspect("a", comment="always"))), phases=[phase("prelim")])
    return contest(stated, ["01"], {"P": ["J1"]})


def complete() -> Contest:
    held = held_in_a_hall()
    held.judge("J1").gives(5).on("a").to("01", "02")
    held.judge("J1").gives(6).on("a").to("02")
    held.judge("K1").gives(1).on("d", item="1").to("01", "02")
    return held


def disqualified() -> Contest:
    held = held_in_a_hall()
    held.disqualify("01")
    return held


def with_a_cup() -> Contest:
    held = held_in_a_hall()
    held.prize("cup", points="total")
    return held


def final() -> Contest:
    held = contest(single("one"), ["07", "08"], {"P": ["J1"]})
    held.judge("J1").gives(5).on("A1").to("07", "08")
    held.finalise()
    return held


def digest(held: Contest) -> str:
    return table_digest(held.state.trades["T"])


def mark(value: str = "5", **where: str) -> MarkGiven:
    at = {"judge": "J1", "entrant": "01", "phase": "prelim", "item": "", "aspect": "a"} | where
    return MarkGiven(Cell(at["judge"], at["entrant"], at["phase"], at["item"], at["aspect"]), value)


def adjusted(value: str = "1", kind: str = "penalty", **where: str) -> Adjusted:
    place = {"entrant": "01", "phase": "prelim", "figure": TOTAL, "item": "", "reason": "rule-7"} | where
    return Adjusted(place["entrant"], place["phase"], place["figure"], place["item"], kind, value, place["reason"])


def opened(trade: str = "U", roster: tuple[tuple[str, str], ...] = ROSTER) -> TradeOpened:
    return TradeOpened(trade, NOTHING, NOTHING, roster, SEATS)


def one_held() -> Contest:
    held = contest(single("one"), ["07"], {"P": ["J1"]})
    held.judge("J1").gives(5).on("A1").to("07")
    held.sign("J1", "07")
    assert held.judge("J1").gives(6).on("A1").offered_to("07") == HELD
    return held


def one_closed() -> Contest:
    held = held_in_a_hall()
    held.close("P")
    return held


def recused() -> Contest:
    return Contest().open(single("one"), ["01"], {"P": ["J1", "J2"]}, recusals=[Recusal("J1", "01", "P", "")])


def gone_on() -> Contest:
    held = complete()
    held.advance("final", "02")
    return held


def frozen() -> Contest:
    held = final()
    held.freeze()
    return held


Made = Callable[[], Contest]
SIGNED = SheetSigned("J1", "01", "prelim", NOTHING)

REFUSED: list[tuple[Made, Fact, list[tuple[str, str]]]] = [
    # marks
    (held_in_a_hall, mark(entrant="99"), [("unknown-entrant", "entrant")]),
    (held_in_a_hall, mark(phase="semi"), [("unknown-phase", "phase")]),
    (held_in_a_hall, mark(phase="final"), [("not-in-phase", "entrant")]),
    (held_in_a_hall, mark(aspect="z"), [("unknown-aspect", "aspect")]),
    (held_in_a_hall, mark(aspect="d"), [("unknown-item", "item")]),
    (held_in_a_hall, mark(aspect="d", item="2"), [("unknown-item", "item")]),
    (held_in_a_hall, mark(item="1"), [("unknown-item", "item")]),
    (held_in_a_hall, mark(aspect="a", phase="sum"), [("unknown-aspect", "aspect")]),
    (held_in_a_hall, mark("NaN"), [("bad-number", "value")]),
    (held_in_a_hall, mark("-1"), [("below-lowest", "value")]),
    (held_in_a_hall, mark("10.5"), [("above-highest", "value")]),
    (held_in_a_hall, mark("7.3"), [("off-step", "value")]),
    (held_in_a_hall, replace(mark("7"), comment="too rough"), [("bad-digest", "comment")]),
    (said_in_words, mark("1"), [("comment-missing", "comment")]),
    (held_in_a_hall, mark("10.7"), [("above-highest", "value"), ("off-step", "value")]),
    (held_in_a_hall, mark("2", judge="K1", aspect="d", item="1"), [("not-in-table", "value")]),
    (held_in_a_hall, mark(judge="K1"), [("mark-without-seat", "aspect")]),
    (held_in_a_hall, mark(judge="Z9"), [("mark-without-seat", "aspect")]),
    (recused, mark(phase="final", aspect="A1"), [("interest-declared", "judge")]),
    (
        held_in_a_hall,
        MarkGiven(Cell("J1", "01", "prelim", "", "a", 2), "5"),
        [("unknown-attempt", "attempt")],
    ),
    (held_in_a_hall, mark(entrant="03"), [("entrant-out", "entrant")]),
    (
        held_in_a_hall,
        MarkGiven(Cell("K1", "03", "prelim", "", "a", 0), "11"),
        [
            ("above-highest", "value"),
            ("mark-without-seat", "aspect"),
            ("unknown-attempt", "attempt"),
            ("entrant-out", "entrant"),
        ],
    ),
    # streams and trades
    (final, StreamOpened("event", "event"), [("stream-open", "stream")]),
    (final, opened("T", (("09", ""),)), [("trade-open", "trade")]),
    (final, opened("T", (("07", ""), ("07", ""))), [("trade-open", "trade")]),
    (final, opened("U", (("07", ""), ("09", ""))), [("duplicate-id", "roster")]),
    (final, opened("U", (("1", ""), ("1", ""))), [("duplicate-id", "roster")]),
    (final, opened("no id", ()), [("bad-id", "trade"), ("empty-value", "roster")]),
    (final, opened("overview", (("1", ""),)), [("bad-id", "trade")]),
    # going on
    (complete, EntrantsAdvanced("X", "final", ("02",)), [("unknown-trade", "trade")]),
    (complete, EntrantsAdvanced("T", "semi", ("02",)), [("unknown-phase", "phase")]),
    (complete, EntrantsAdvanced("T", "prelim", ("02",)), [("unknown-phase", "phase")]),
    (complete, EntrantsAdvanced("T", "final", ("01",)), [("other-than-computed", "entrants")]),
    (complete, EntrantsAdvanced("T", "final", ("02", "02")), [("duplicate-id", "entrants")]),
    (
        complete,
        EntrantsAdvanced("T", "final", ("02", "99")),
        [("not-in-phase", "entrants"), ("other-than-computed", "entrants")],
    ),
    (
        complete,
        EntrantsAdvanced("T", "final", ()),
        [("empty-value", "entrants"), ("other-than-computed", "entrants")],
    ),
    (held_in_a_hall, EntrantsAdvanced("T", "final", ("02",)), [("phase-not-complete", "phase")]),
    (gone_on, EntrantsAdvanced("T", "final", ("02",)), [("already-advanced", "phase")]),
    # sheets
    (held_in_a_hall, SheetSigned("J1", "99", "prelim", NOTHING), [("unknown-entrant", "entrant")]),
    (held_in_a_hall, SheetSigned("J1", "01", "semi", NOTHING), [("unknown-phase", "phase")]),
    (held_in_a_hall, SheetSigned("Z9", "01", "prelim", NOTHING), [("nothing-to-sign", "")]),
    (held_in_a_hall, SheetSigned("J1", "01", "final", NOTHING), [("nothing-to-sign", "")]),
    (held_in_a_hall, SheetSigned("J1", "03", "prelim", NOTHING), [("nothing-to-sign", "")]),
    (held_in_a_hall, SIGNED, [("sheet-incomplete", "")]),
    (complete, SIGNED, [("sheet-differs", "digest")]),
    (one_held, SheetSigned("J1", "07", "final", NOTHING), [("already-signed", "")]),
    # what is not a mark
    (held_in_a_hall, adjusted(entrant="99"), [("unknown-entrant", "entrant")]),
    (final, adjusted(entrant="07", phase="final"), [("trade-final", "entrant")]),
    (held_in_a_hall, adjusted(reason="Because!"), [("bad-reason", "reason")]),
    (held_in_a_hall, adjusted(phase="final"), [("not-in-phase", "phase")]),
    (held_in_a_hall, adjusted(phase="semi"), [("not-in-phase", "phase")]),
    (held_in_a_hall, adjusted(phase=""), [("not-in-phase", "phase")]),
    (held_in_a_hall, adjusted("", "dns", phase=""), [("not-in-phase", "phase")]),
    (held_in_a_hall, adjusted("1", "dnf"), [("not-with-status", "value")]),
    (held_in_a_hall, adjusted("", "dnf", figure="A"), [("not-with-status", "value")]),
    (held_in_a_hall, adjusted("", "dnf", item="1"), [("not-with-status", "value")]),
    (held_in_a_hall, adjusted("", "dsq", entrant="03"), [("entrant-out", "entrant")]),
    (disqualified, adjusted("", "dnf"), [("entrant-out", "entrant")]),
    (held_in_a_hall, adjusted("0"), [("bad-number", "value")]),
    (held_in_a_hall, adjusted("-1", "bonus"), [("bad-number", "value")]),
    (held_in_a_hall, adjusted("two"), [("bad-number", "value")]),
    (held_in_a_hall, adjusted(figure="Z"), [("dangling-figure", "figure")]),
    (held_in_a_hall, adjusted(figure="a"), [("dangling-figure", "figure")]),
    (held_in_a_hall, adjusted(figure="D"), [("dangling-figure", "figure")]),
    (held_in_a_hall, adjusted(figure="D", item="2"), [("dangling-figure", "figure")]),
    (held_in_a_hall, adjusted(figure="A", item="1"), [("dangling-figure", "figure")]),
    (held_in_a_hall, adjusted(figure=TOTAL, item="1"), [("dangling-figure", "figure")]),
    (held_in_a_hall, adjusted(phase="sum"), [("dangling-figure", "figure")]),
    (held_in_a_hall, adjusted("1", "praise"), [("bad-adjustment", "adjustment")]),
    (
        final,
        adjusted("", "praise", entrant="07", phase="final", reason=""),
        [("trade-final", "entrant"), ("bad-reason", "reason"), ("bad-adjustment", "adjustment")],
    ),
    # panels
    (held_in_a_hall, PanelClosed("X", "prelim", "P"), [("unknown-trade", "trade")]),
    (held_in_a_hall, PanelClosed("T", "semi", "P"), [("unknown-phase", "phase")]),
    (held_in_a_hall, PanelClosed("T", "prelim", "Z"), [("dangling-panel", "panel")]),
    (one_closed, PanelClosed("T", "prelim", "P"), [("panel-closed", "panel")]),
    # freeze and result
    (final, Frozen("X", NOTHING), [("unknown-trade", "trade")]),
    (final, Frozen("T", NOTHING), [("other-board", "board")]),
    (final, Frozen("T", digest(final()), "0"), [("other-rules", "rules")]),
    (frozen, Frozen("T", digest(final())), [("trade-frozen", "trade")]),
    (final, Thawed("X"), [("unknown-trade", "trade")]),
    (final, Thawed("T"), [("trade-not-frozen", "trade")]),
    (final, Finalised("X", NOTHING), [("unknown-trade", "trade")]),
    (with_a_cup, PrizeOpened("cup", NOTHING, ("T",)), [("prize-open", "prize")]),
    (with_a_cup, PrizeOpened("mug", NOTHING, ("T", "T")), [("duplicate-id", "trades")]),
    (final, Finalised("T", digest(final())), [("trade-final", "trade")]),
    (one_held, Finalised("T", digest(one_held())), [("mark-held", "trade")]),
    (
        complete,
        Finalised("T", NOTHING, "0"),
        [("nobody-advanced", "trade"), ("other-rules", "rules")],
    ),
    (
        held_in_a_hall,
        Finalised("T", NOTHING),
        [
            ("nobody-advanced", "trade"),
            ("aspects-owed", "trade"),
            ("aspects-owed", "trade"),
            ("other-board", "board"),
        ],
    ),
]


@pytest.mark.parametrize(("made", "fact", "problems"), REFUSED)
def test_each_reason_to_refuse(made: Made, fact: Fact, problems: list[tuple[str, str]]) -> None:
    held = made()
    before, lines = held.views(), len(held.lines)
    verdict = held.record(fact)
    assert [(problem.code, problem.where) for problem in verdict.problems] == problems
    assert (verdict.status, verdict.current) == ("refused", None)
    assert (held.views(), len(held.lines)) == (before, lines)


def test_every_code_of_these_checks_is_among_the_reasons_above() -> None:
    paths = [str(each.__file__) for each in (checks, marks, adjusting)]
    trees = [ast.parse(Path(path).read_text(encoding="utf-8")) for path in paths]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    called = [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    stated = {
        node.args[0].value
        for node in called
        if isinstance(node.func, ast.Name) and node.func.id == "Problem" and isinstance(node.args[0], ast.Constant)
    }
    assert len(stated) > 30
    assert stated - {code for *_, problems in REFUSED for code, _ in problems} == {"other-stream"}


def test_the_first_line_names_its_own_stream() -> None:
    assert [each.code for each in check(State("event"), StreamOpened("house", "event")).problems] == ["other-stream"]
    assert check(State("event"), StreamOpened("event", "event")) == ACCEPTED


SPELLED = "NaN nan inf -inf Infinity 1e500000 1E2 -0 -0.0 +1 1. .5 1,5 007 ００ ８ ٣ 0x5 1_0 ½ 五 --5 5.5.5 true"
BAD_NUMBERS = ["", " ", "5 ", "\t5", "5\n", "5\x00", "1" * 25, *SPELLED.split()]


@pytest.mark.parametrize("value", BAD_NUMBERS)
def test_what_is_no_plain_number_is_no_mark_and_no_penalty(value: str) -> None:
    held = held_in_a_hall()
    for fact in (mark(value), adjusted(value)):
        (problem,) = held.record(fact).problems
        assert (problem.code, problem.facts) == ("bad-number", {"value": value})


def test_a_long_value_is_cut_where_it_is_repeated() -> None:
    (problem,) = held_in_a_hall().record(mark("9" * 5000)).problems
    assert problem.facts["value"] == "9" * 80


@pytest.mark.parametrize("value", ["0", "5", "5.0", "5.50", "10", "0.5", *EXCUSES])
def test_a_mark_within_its_bounds_or_an_excuse_is_accepted(value: str) -> None:
    assert held_in_a_hall().record(mark(value)) == ACCEPTED


@pytest.mark.parametrize("value", ["-3", "1.00", "3", *EXCUSES])
def test_a_reading_that_is_in_the_table_is_accepted(value: str) -> None:
    assert held_in_a_hall().record(mark(value, judge="K1", aspect="d", item="1")) == ACCEPTED


def test_a_refusal_says_what_it_speaks_of() -> None:
    (problem,) = held_in_a_hall().record(mark("10.5")).problems
    assert problem.facts == {"value": "10.5", "highest": "10"}
    (problem,) = held_in_a_hall().record(adjusted(figure="D", item="2")).problems
    assert problem.facts == {"figure": "D", "item": "2"}


# --- conflict and held ----------------------------------------------------------------------------------------------


def test_a_mark_that_does_not_know_the_cell_conflicts_with_what_it_holds() -> None:
    held = held_in_a_hall()
    held.judge("J1").gives(5).on("a").to("01")
    seq = held.state.seq
    for supersedes in (0, seq - 1, seq + 1):
        assert held.record(MarkGiven(mark().cell, "6", supersedes)) == Verdict("conflict", (), (seq, "5"))
    assert held.state.seq == seq
    assert held.record(MarkGiven(mark().cell, "6", seq)) == ACCEPTED


def test_a_mark_that_supersedes_one_in_an_empty_cell_conflicts_with_nothing() -> None:
    held = held_in_a_hall()
    assert held.record(MarkGiven(mark().cell, "6", 2)) == Verdict("conflict", (), None)
    assert held.record(mark()) == ACCEPTED


def test_of_two_marks_for_one_cell_the_second_is_told_the_first() -> None:
    held = held_in_a_hall()
    assert held.record(mark("5")) == ACCEPTED
    assert held.record(mark("6")) == Verdict("conflict", (), (held.state.seq, "5"))


def test_after_the_signature_a_mark_is_held_and_only_that_judges_sheet_is_closed() -> None:
    held = held_in_a_hall()
    held.judge("J1").gives(5).on("a").to("01", "02")
    held.sign("J1", "01")
    assert held.judge("J1").gives(6).on("a").offered_to("01") == HELD
    assert held.judge("J1").gives(6).on("a").offered_to("02") == ACCEPTED
    assert held.judge("K1").gives(1).on("d", item="1").offered_to("01") == ACCEPTED


def test_after_a_panel_is_closed_its_marks_are_held_and_those_of_others_are_not() -> None:
    held = one_closed()
    assert held.record(mark()) == HELD
    assert held.judge("K1").gives(1).on("d", item="1").offered_to("01") == ACCEPTED


def test_after_the_result_is_final_every_mark_is_held() -> None:
    held = final()
    assert held.judge("J1").gives(6).on("A1").offered_to("07") == HELD
    assert held.total("07") == 5


def test_a_held_mark_holds_its_line_and_a_bad_one_none() -> None:
    held = one_held()
    lines = len(held.lines)
    assert held.record(MarkGiven(Cell("J1", "07", "final", "", "A1"), "11")).status == "refused"
    assert held.record(MarkGiven(Cell("J1", "07", "final", "", "A1"), "7", 999)) == HELD
    assert len(held.lines) == lines + 1


def test_a_refusal_comes_before_a_conflict() -> None:
    held = held_in_a_hall()
    held.judge("J1").gives(5).on("a").to("01")
    assert held.record(MarkGiven(mark().cell, "99", 0)).status == "refused"


# --- what is accepted -----------------------------------------------------------------------------------------------


def test_what_fits_is_accepted() -> None:
    held = complete()
    held.sign("J1", "01")
    for fact in (
        ClockJumped("2026-05-01T08:00:00.000000Z"),
        adjusted("1", "bonus", figure="D", item="1"),
        adjusted("1", figure="C"),
        adjusted("1", figure="A"),
        adjusted("0.5"),
        EntrantsAdvanced("T", "final", ("02",)),
        adjusted("", "dsq", entrant="02", phase=""),
        PanelClosed("T", "prelim", "Q"),
        Frozen("T", ""),
        Thawed("T"),
        opened("U"),
    ):
        stated = Frozen("T", digest(held)) if isinstance(fact, Frozen) else fact
        if isinstance(stated, TradeOpened):
            assert check(held.state, stated) == ACCEPTED
        else:
            assert held.record(stated) == ACCEPTED
    assert held.record(Finalised("T", digest(held))) == ACCEPTED


def test_a_status_of_the_whole_trade_may_follow_one_of_a_phase_and_not_another_of_the_trade() -> None:
    held = held_in_a_hall()
    assert held.record(adjusted("", "dsq", entrant="03", phase="")) == ACCEPTED
    assert [each.code for each in held.record(adjusted("", "dsq", entrant="03", phase="")).problems] == ["entrant-out"]


def test_stated_advancement_needs_no_complete_phase() -> None:
    stated = document(
        module("A", criterion("C", aspect("a"))),
        phases=[phase("one"), phase("two", entry={"from": "one", "cut": "stated"})],
    )
    held = contest(stated, ["01", "02"], {"P": ["J1"]})
    assert held.record(EntrantsAdvanced("T", "two", ("02",))) == ACCEPTED


def test_a_cut_is_computed_from_those_with_a_place() -> None:
    held = complete()
    assert computed_cut(held.state.trades["T"], "final") == {"02"}
    held.out("02", "dsq")
    assert computed_cut(held.state.trades["T"], "final") == {"01"}


def test_where_groups_are_apart_each_sends_as_many_on() -> None:
    stated = document(
        module("A", criterion("C", aspect("a"))),
        phases=[phase("one"), phase("two", entry={"from": "one", "cut": 1})],
        groups="apart",
    )
    held = Contest().open(
        stated, ["01", "02", "03"], {"P": ["J1"]}, groups={"01": "staff", "02": "staff", "03": "students"}
    )
    for entrant, mark in (("01", 9), ("02", 8), ("03", 7)):
        held.judge("J1").gives(mark).on("a", phase="one").to(entrant)
    assert held.order("one") == [("01", 1), ("02", 2), ("03", 1)]
    assert computed_cut(held.state.trades["T"], "two") == {"01", "03"}


def test_a_cut_waits_for_what_the_phase_carries_and_compares() -> None:
    """Found: a phase that only carries owes no mark of its own, so its cut was taken while marks were missing."""
    stated = document(
        module("A", criterion("C", aspect("a", "one"))),
        module("B", criterion("D", aspect("b", "one"))),
        phases=[
            phase("theory", modules=["A"]),
            phase("practice", modules=["B"]),
            phase("both", modules=[], carry=[{"phase": "theory"}], ties=[{"figure": "B", "phase": "practice"}]),
            phase("final", modules=["A"], entry={"from": "both", "cut": 1}),
        ],
    )
    held = contest(stated, ["01", "02"], {"P": ["J1"]})
    advance = EntrantsAdvanced("T", "final", ("01",))
    trade = held.state.trades["T"]
    held.judge("J1").gives(5).on("a").to("01")
    assert (owes(trade, "02", "both"), owes(trade, "02", "theory")) == (True, True)
    assert [each.code for each in held.record(advance).problems] == ["phase-not-complete"]
    held.judge("J1").gives(5).on("a").to("02")
    held.judge("J1").gives(5).on("b", phase="practice").to("01")
    assert (owes(trade, "02", "both"), owes(trade, "02", "theory")) == (True, False)
    assert [each.code for each in held.record(advance).problems] == ["phase-not-complete"]
    held.judge("J1").gives(4).on("b", phase="practice").to("02")
    assert held.record(advance) == ACCEPTED


def test_who_is_out_owes_nothing_in_any_phase_that_carries_hers() -> None:
    held = held_in_a_hall()
    trade = held.state.trades["T"]
    assert not owes(trade, "03", "prelim")
    assert not owes(trade, "03", "sum")
    assert owes(trade, "01", "sum")


# --- whatever is stated ---------------------------------------------------------------------------------------------

ids = st.sampled_from(
    ["T", "U", "01", "02", "03", "99", "J1", "K1", "prelim", "final", "sum", "", "P", "Q", "A", "C", "D"]
)
words = st.one_of(ids, st.sampled_from(["a", "d", "1", "total", "rule-7", "5", "-0", "event"]), st.text(max_size=3))
kinds = st.sampled_from(["penalty", "bonus", "dns", "dnf", "dsq", "", "praise"])
values = st.one_of(st.sampled_from(["5", "1", "-3", "absent", "0.5", "1e9"]), words)
stated: st.SearchStrategy[Fact] = st.one_of(
    st.builds(MarkGiven, st.builds(Cell, ids, ids, ids, words, words, st.integers(0, 2)), values, st.integers(-1, 9)),
    st.builds(
        MarkGiven,
        st.builds(
            Cell,
            st.sampled_from(["J1", "K1"]),
            st.sampled_from(["01", "02"]),
            st.just("prelim"),
            st.sampled_from(["", "1"]),
            st.sampled_from(["a", "d"]),
        ),
        values,
    ),
    st.builds(SheetSigned, ids, ids, ids, words),
    st.builds(Adjusted, ids, ids, words, words, kinds, values, words),
    st.builds(EntrantsAdvanced, ids, ids, st.lists(ids, max_size=3).map(tuple)),
    st.builds(PanelClosed, ids, ids, ids),
    st.builds(Frozen, ids, words),
    st.builds(Thawed, ids),
    st.builds(Finalised, ids, words),
    st.builds(ClockJumped, words),
    st.builds(StreamOpened, ids, words),
)


@given(st.lists(st.tuples(stated, st.booleans()), max_size=40))
def test_whatever_is_stated_is_judged_and_what_is_accepted_can_be_applied(script: list[tuple[Fact, bool]]) -> None:
    held = held_in_a_hall()
    for fact, boards in script:
        board = digest(held) if boards else NOTHING
        fact = Frozen(fact.trade, board) if isinstance(fact, Frozen) else fact
        fact = Finalised(fact.trade, board) if isinstance(fact, Finalised) else fact
        before, lines = held.views(), len(held.lines)
        verdict = held.record(fact)
        assert (verdict.status == "refused") == bool(verdict.problems)
        assert len(held.lines) - lines == int(verdict.status in ("accepted", "held"))
        if verdict.status != "accepted":
            assert held.views() == before
    assert differences(held) == []

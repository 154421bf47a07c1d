"""What is accepted, held or in conflict; and whatever is stated, it is judged."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scoring.checks import ACCEPTED, HELD, Verdict, check, computed_cut, owes
from scoring.facts import (
    Adjusted,
    Cell,
    ClockJumped,
    EntrantsAdvanced,
    Fact,
    Finalised,
    Frozen,
    MarkGiven,
    PanelClosed,
    SheetSigned,
    StreamOpened,
    Thawed,
    TradeOpened,
)
from scoring.lines import NOTHING
from tests.scoring.checked import adjusted, complete, digest, final, held_in_a_hall, mark, one_closed, one_held, opened
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase
from tests.scoring.longway import differences

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
    for entrant, value in (("01", 9), ("02", 8), ("03", 7)):
        held.judge("J1").gives(value).on("a", phase="one").to(entrant)
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

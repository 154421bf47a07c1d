"""A judge with an interest does not mark that entrant: pinned when the trade opens, or while it is marked."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring import sheets
from scoring.checks import check
from scoring.engine import replay
from scoring.facts import Cell, MarkGiven, Recusal, Seat, TradeOpened
from scoring.procedure.blocking import blocks
from scoring.procedure.seconds import change_text
from scoring.procedure.terms import Terms
from scoring.procedure.whatif import differences, what_if
from scoring.recusals import reserves_for
from scoring.steps import (
    CodesDrawn,
    HeldAdmitted,
    MarkCorrected,
    Proposed,
    RecusalLifted,
    Recused,
    SchemeAmended,
    SeedCommitted,
)
from tests.scoring.amendments import brought, seen, timeless
from tests.scoring.field import Contest, Document, aspect, codes, criterion, document, module, single
from tests.scoring.strategies import Move, Setting, begin, moves, run, settings_of

RESERVES = (Seat("", "P", "", "R1"), Seat("", "P", "", "R2"))
PANEL = {"P": ["J1", "J2", "J3"]}
SIGNED = Terms(date="2026-05-02", signatures=True)


def opened(*recusals: Recusal, form: Document | None = None, terms: Terms | None = None) -> Contest:
    return Contest().open(form or single(), ["07", "08"], PANEL, terms=terms, reserves=RESERVES, recusals=recusals)


def refused(held: Contest, *recusals: Recusal, trade: str = "U") -> list[str]:
    """Codes of what keeps a trade from being opened with these recusals."""
    first = next(line.fact for line in held.lines if isinstance(line.fact, TradeOpened))
    roster = tuple((f"{trade}{entrant}", group) for entrant, group in first.roster)
    fact = TradeOpened(trade, first.scheme, first.items, roster, first.seats, reserves=RESERVES, recusals=recusals)
    return codes(held.record(fact).problems)


def proposal(held: Contest, judge: str, entrant: str, reserve: str, panel: str = "P") -> list[str]:
    """Codes of what keeps it from being proposed."""
    return codes(held.record(Proposed(change_text(Recused(judge, entrant, panel, reserve)), "rule-7")).problems)


# --- from the opening on --------------------------------------------------------------------------------------------


def test_a_judge_with_an_interest_is_refused_the_reserve_marks_and_the_total_uses_her_marks() -> None:
    held = opened(Recusal("J2", "07", "P", "R1"))
    held.judge("J1").gives(4).on("A1").to("07")
    held.judge("J3").gives(6).on("A1").to("07")
    verdict = held.judge("J2").gives(10).on("A1").offered_to("07")
    assert verdict.status == "refused" and codes(verdict.problems) == ["interest-declared"]
    assert held.total("07") is None
    held.judge("R1").gives(8).on("A1").to("07")
    assert held.total("07") == 6


def test_the_reserve_owes_exactly_that_entrants_marks() -> None:
    held = opened(Recusal("J2", "07", "P", "R1"))
    assert [cell.entrant for cell in sheets.owed(held.state, "R1")] == ["07"]
    assert [cell.entrant for cell in sheets.owed(held.state, "J2")] == ["08"]
    assert codes(held.judge("R1").gives(8).on("A1").offered_to("08").problems) == ["mark-without-seat"]
    assert codes(held.judge("R2").gives(8).on("A1").offered_to("07").problems) == ["mark-without-seat"]


def test_a_seat_that_nobody_takes_owes_nothing() -> None:
    held = opened(Recusal("J2", "07", "P", ""))
    held.judge("J1").gives(4).on("A1").to("07")
    held.judge("J3").gives(6).on("A1").to("07")
    assert held.total("07") == 5
    assert held.board("office").rows["07"]["asked"] == 2


def test_what_opens_a_trade_names_judges_entrants_and_reserves_that_there_are() -> None:
    held = opened()
    assert refused(held, Recusal("J2", "U09", "P", "")) == ["unknown-entrant"]
    assert refused(held, Recusal("K1", "U07", "P", "")) == ["not-on-panel"]
    assert refused(held, Recusal("J2", "U07", "P", "J1")) == ["not-in-reserve"]
    assert refused(held, *[Recusal("J2", "U07", "P", each) for each in ("R1", "R2")]) == ["already-recused"]
    twice = [Recusal(each, "U07", "P", "R1") for each in ("J1", "J2")]
    assert refused(held, *twice) == ["not-in-reserve", "not-in-reserve"]
    assert refused(held, Recusal("R1", "U07", "P", ""), Recusal("J1", "U07", "P", "R1")) == ["not-in-reserve"]
    assert refused(held, *[Recusal(each, "U07", "P", "") for each in ("J1", "J2", "J3")]) == ["nobody-left"]
    assert refused(held, *[Recusal(each, "U07", "P", "") for each in ("J1", "J2", "R1")]) == []


def test_where_the_contents_are_not_at_hand_panels_are_not_looked_at() -> None:
    everybody = tuple(Recusal(each, "07", "P", "") for each in PANEL["P"])
    seats = tuple(Seat("", "P", "", each) for each in PANEL["P"])
    fact = TradeOpened("T", "unseen", "unseen", (("07", ""),), seats, recusals=everybody)
    assert check(Contest().state, fact).status == "accepted"


def test_a_blind_trade_is_opened_without_recusals() -> None:
    held = opened()
    held.take(SeedCommitted("U", "0" * 64))
    held.take(CodesDrawn("U", "12345", (("U07", "1" * 64), ("U08", "2" * 64))))
    assert refused(held, Recusal("J1", "U07", "P", "R1")) == ["blind-with-recusals"]
    assert refused(held) == []


def test_a_judge_who_recognises_a_work_is_recused_from_its_code() -> None:
    held = opened()
    held.take(SeedCommitted("U", "0" * 64))
    held.take(CodesDrawn("U", "12345", (("U07", "1" * 64), ("U08", "2" * 64))))
    assert refused(held) == []
    held.agree(Recused("J1", "U07", "P", "R1"))
    assert held.state.trades["U"].sealed
    assert codes(held.judge("J1").gives(5).on("A1").offered_to("U07").problems) == ["interest-declared"]
    held.judge("R1").gives(5).on("A1").to("U07")


# --- while it is marked ---------------------------------------------------------------------------------------------


def test_a_judge_recused_while_it_is_marked_counts_no_more_and_her_reserve_owes_the_marks() -> None:
    held = opened()
    held.panel("P").gives(4, 10, 6).on("A1").to("07", "08")
    held.agree(Recused("J2", "07", "P", "R1"))
    assert held.total("07") is None and held.total("08") == Fraction(20, 3)
    assert codes(held.judge("J2").gives(9).on("A1").offered_to("07").problems) == ["interest-declared"]
    held.judge("R1").gives(5).on("A1").to("07")
    assert held.total("07") == 5
    assert held.trade("07").recused == {Recusal("J2", "07", "P", "R1"): held.state.seq - 1}


def test_its_effect_is_known_before_it_is_proposed() -> None:
    held = opened()
    held.panel("P").gives(4, 10, 4).on("A1").to("07")
    held.panel("P").gives(5, 5, 5).on("A1").to("08")
    (moved, other) = differences(*what_if(held.state, Recused("J2", "07", "P", "")))
    assert (moved.entrant, moved.total_before, moved.rank_after) == ("08", "5.00", "1")
    assert (other.entrant, other.total_before, other.total_after) == ("07", "6.00", "4.00")
    assert held.total("07") == 6


def test_what_the_judge_signed_falls_and_the_reserve_signs() -> None:
    held = opened(terms=SIGNED)
    held.panel("P").gives(4, 5, 6).on("A1").to("07", "08")
    held.sign_all()
    held.sign_module("A")
    held.agree(Recused("J2", "07", "P", "R1"))
    assert ("J2", "07", "final") not in held.trade("07").signed and ("J1", "07", "final") in held.trade("07").signed
    held.judge("R1").gives(5).on("A1").to("07")
    assert [each.facts.get("judge") for each in blocks(held.state, held.trade("07"))] == ["R1"]
    held.sign_all()
    assert blocks(held.state, held.trade("07")) == []  # the figure is as it was signed


def test_nobody_is_recused_twice_without_a_place_or_after_the_end() -> None:
    held = opened(Recusal("J2", "07", "P", "R1"))
    assert proposal(held, "J1", "09", "") == ["unknown-entrant"]
    assert proposal(held, "J2", "07", "R2") == ["already-recused"]
    assert proposal(held, "K1", "07", "") == ["not-on-panel"]
    assert proposal(held, "J1", "07", "R1") == ["not-in-reserve"]
    held.agree(Recused("J1", "07", "P", ""))
    held.agree(Recused("J3", "07", "P", ""))
    assert proposal(held, "R1", "07", "") == ["nobody-left"]
    assert proposal(held, "R1", "07", "R2") == []


def test_a_final_result_is_opened_again_first() -> None:
    held = opened()
    held.panel("P").gives(4, 5, 6).on("A1").to("07", "08")
    held.finalise()
    assert proposal(held, "J1", "07", "") == ["trade-final"]


def test_two_recusals_of_one_judge_from_one_entrant_do_not_wait_side_by_side() -> None:
    held = opened()
    assert proposal(held, "J1", "07", "R1") == []
    assert proposal(held, "J1", "07", "R2") == ["proposal-pending"]
    assert proposal(held, "J1", "08", "R1") == []


def test_what_waits_of_a_recused_judge_is_let_in_no_more() -> None:
    held = opened()
    held.panel("P").gives(4, 5, 6).on("A1").to("07")
    held.sign("J2", "07")
    assert held.judge("J2").gives(9).on("A1").offered_to("07").status == "held"
    late = held.state.seq
    held.agree(Recused("J2", "07", "P", "R1"))
    cell = Cell("J2", "07", "final", "", "A1")
    for change in (HeldAdmitted(late), MarkCorrected(cell, "1", late)):
        assert codes(held.record(Proposed(change_text(change), "rule-7")).problems) == ["interest-declared"]


def test_an_amendment_that_needs_more_judges_than_recusals_left_is_refused() -> None:
    held = opened(Recusal("J2", "07", "P", ""))
    more = single("trimmed-mean", drop_high=1, drop_low=1)
    verdict = held.record(Proposed(change_text(brought(held, more)), "typing"))
    assert codes(verdict.problems) == ["too-few-left"]
    wider = single(weight="2")
    held.agree(brought(held, wider))
    assert isinstance(held.effect(held.accepted[-1]), SchemeAmended)
    assert codes(held.judge("J2").gives(9).on("A1").offered_to("07").problems) == ["interest-declared"]


@pytest.mark.parametrize("rule", ["rank-points", "share-of-best"])
def test_where_a_field_is_compared_only_marks_of_those_who_sit_count(rule: str) -> None:
    tables = {"worth": {"kind": "lookup", "rows": [["1", "10"], ["2", "6"]], "otherwise": "0"}}
    settings: Document = {"places": "worth"} if rule == "rank-points" else {"max": "10"}
    form = document(module("A", criterion("C", aspect("A1", rule, **settings))), tables=tables)
    held = opened(form=form)
    held.panel("P").gives(4, 10, 4).on("A1").to("07")
    held.panel("P").gives(5, 5, 5).on("A1").to("08")
    held.agree(Recused("J2", "07", "P", "R1"))
    assert held.total("07") is None and held.total("08") is None
    held.judge("R1").gives(4).on("A1").to("07")
    assert held.order() == [("08", 1), ("07", 2)]


# --- laws -----------------------------------------------------------------------------------------------------------


@given(settings_of(), moves(30))
def test_a_contest_with_recusals_is_what_its_lines_come_to(setting: Setting, script: list[Move]) -> None:
    held = run(begin(setting), script)
    trade = held.state.trades["T"]
    assert seen(replay(held.stream, held.lines, held.contents).trades["T"]) == seen(trade)
    for (entrant, phase), performance in trade.performances.items():
        for (aspect_id, item, _), panel in performance.panels.items():
            node = trade.plan.aspects[phase][aspect_id][2]
            assert panel.seats == trade.plan.seats(phase, node, item, entrant)
            assert panel.values.keys() <= set(panel.seats)
            assert not any(trade.plan.recused(judge, entrant, trade.plan.panel(node)) for judge in panel.values)


@given(settings_of(), moves(20))
def test_a_mark_of_a_recused_judge_is_never_a_line(setting: Setting, script: list[Move]) -> None:
    held = run(begin(setting), script)
    trade = held.state.trades["T"]
    for judge, entrant, panel, _ in trade.plan.recusals:
        for phase, aspects in trade.plan.aspects.items():
            for _, criterion_, node in aspects.values():
                if trade.plan.panel(node) == panel and trade.takes_part(entrant, phase):
                    for item in trade.plan.items_of(phase, entrant, criterion_):
                        before = held.state.seq
                        verdict = held.record(MarkGiven(Cell(judge, entrant, phase, item, node.id), "absent"))
                        assert "interest-declared" in codes(verdict.problems) and held.state.seq == before


# --- taken back -----------------------------------------------------------------------------------------------------


def lifting(held: Contest, judge: str, entrant: str = "07", panel: str = "P") -> list[str]:
    """Codes of what keeps a recusal from being taken back."""
    return codes(held.record(Proposed(change_text(RecusalLifted(judge, entrant, panel)), "rule-7")).problems)


def test_taken_back_the_judges_marks_count_again_and_those_given_in_her_place_nowhere() -> None:
    held = opened()
    held.panel("P").gives(4, 10, 4).on("A1").to("07")
    held.agree(Recused("J2", "07", "P", "R1"))
    held.judge("R1").gives(1).on("A1").to("07")
    assert held.total("07") == 3
    (moved,) = differences(*what_if(held.state, RecusalLifted("J2", "07", "P")))
    assert (moved.total_before, moved.total_after) == ("3.00", "6.00")
    held.agree(RecusalLifted("J2", "07", "P"))
    assert held.total("07") == 6 and held.trade("07").recused == {}
    assert codes(held.judge("R1").gives(5).on("A1").offered_to("07").problems) == ["mark-without-seat"]
    held.judge("J2").gives(7).on("A1").to("07")
    assert held.total("07") == 5
    held.agree(Recused("J2", "07", "P", "R1"))
    assert held.total("07") == 3


def test_a_signature_that_fell_counts_again_where_the_sheet_is_as_it_was_signed() -> None:
    held = opened(terms=SIGNED)
    held.panel("P").gives(4, 5, 6).on("A1").to("07", "08")
    held.sign_all()
    held.sign_module("A")
    before = dict(held.trade("07").signed)
    held.agree(Recused("J2", "07", "P", "R1"))
    held.judge("R1").gives(9).on("A1").to("07")
    held.sign("R1", "07")
    held.agree(RecusalLifted("J2", "07", "P"))
    assert held.trade("07").signed == before and blocks(held.state, held.trade("07")) == []
    held.agree(Recused("J2", "07", "P", "R1"))
    assert ("R1", "07", "final") in held.trade("07").signed and ("J2", "07", "final") not in held.trade("07").signed


def test_a_sheet_on_which_something_moved_meanwhile_is_signed_anew() -> None:
    form = document(module("A", criterion("C", aspect("A1", panel="P"), aspect("B1", panel="Q"))))
    held = Contest().open(form, ["07"], {"P": ["J1", "J2"], "Q": ["J1"]}, terms=SIGNED, reserves=RESERVES)
    for judge, node in (("J1", "A1"), ("J2", "A1"), ("J1", "B1")):
        held.judge(judge).gives(4).on(node).to("07")
    held.sign_all()
    held.agree(Recused("J1", "07", "P", "R1"))
    held.judge("J1").gives(5).on("B1").to("07")
    held.sign("J1", "07")
    held.agree(RecusalLifted("J1", "07", "P"))
    assert list(held.trade("07").signed) == [("J2", "07", "final")]


def test_nothing_is_taken_back_that_two_persons_did_not_decide_or_after_the_end() -> None:
    held = opened(Recusal("J2", "07", "P", "R1"))
    assert lifting(held, "J2", "09") == ["unknown-entrant"]
    assert lifting(held, "J2") == ["recusal-pinned"]
    assert lifting(held, "J1") == ["not-recused"]
    held.agree(Recused("J1", "07", "P", "R2"))
    assert lifting(held, "J1", panel="Q") == ["not-recused"]
    held.judge("J3").gives(4).on("A1").to("07")
    held.judge("R1").gives(4).on("A1").to("07")
    held.judge("R2").gives(4).on("A1").to("07")
    held.panel("P").gives(5, 5, 5).on("A1").to("08")
    held.finalise()
    assert lifting(held, "J1") == ["trade-final"]


def test_a_mark_that_an_amendment_left_no_cell_for_stays_set_aside() -> None:
    held = opened()
    held.panel("P").gives(4, 10, 4).on("A1").to("07")
    held.agree(Recused("J2", "07", "P", "R1"))
    assert set(held.trade("07").aside) == {Cell("J2", "07", "final", "", "A1")}
    held.agree(brought(held, single(highest="8")))
    held.agree(RecusalLifted("J2", "07", "P"))
    assert held.total("07") is None and set(held.trade("07").aside) == {Cell("J2", "07", "final", "", "A1")}
    held.judge("J2").gives(7).on("A1").to("07")
    assert held.total("07") == 5
    held.agree(brought(held, document(module("A", criterion("C", aspect("A1", highest="8"), aspect("A2"))))))
    held.judge("J2").gives(7).on("A2").to("07")
    held.agree(Recused("J2", "07", "P", "R1"))
    held.agree(brought(held, single(highest="8")))
    assert Cell("J2", "07", "final", "", "A2") in held.trade("07").aside


@given(settings_of(), moves(30), st.integers(0, 40), st.integers(0, 40))
def test_recused_and_taken_back_a_judge_sits_where_she_sat(
    setting: Setting, script: list[Move], which: int, whom: int
) -> None:
    held = run(begin(setting), script)
    trade = held.state.trades["T"]
    seat, entrant = setting.seats[which % len(setting.seats)], trade.roster[whom % len(trade.roster)][0]
    free = reserves_for(setting.seats, setting.reserves, trade.plan.recusals, seat.judge, entrant, seat.panel)
    change = Recused(seat.judge, entrant, seat.panel, ["", *free][-1])
    stated = Proposed(change_text(change), "rule-7")
    assume(check(held.state, stated).status == "accepted")
    lapsed = dict(trade.lapsed)
    held.agree(change)
    held.agree(RecusalLifted(change.judge, change.entrant, change.panel))
    again = held.state.trades["T"]
    # what settled while she was away began its phase, which no line takes back
    assume(all(again.phases[each].begun == phase.begun for each, phase in trade.phases.items()))
    assert timeless(again) == timeless(trade)
    assert (again.recused, again.modules_signed, again.held) == (trade.recused, trade.modules_signed, trade.held)
    assert (again.aside, again.out, again.deliberations) == (trade.aside, trade.out, trade.deliberations)
    assert {each: again.signed.get(each) for each in trade.signed} == trade.signed
    assert again.signed.keys() - trade.signed.keys() <= lapsed.keys()

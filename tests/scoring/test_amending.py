"""A scheme is amended: everything counts as if the trade had been opened with it, and nothing else moves."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring import lines
from scoring.engine import apply, replay
from scoring.facts import TradeOpened
from scoring.nodes import Scheme
from scoring.oracle import score_all
from scoring.problems import BrokenPromiseError
from scoring.procedure.amending import MARKING, amended, amendment_problems
from scoring.procedure.seconds import change_text, read_change
from scoring.procedure.whatif import differences, what_if
from scoring.scheme import parse_scheme, scheme_text
from scoring.state import State, Trade
from scoring.steps import Approved, HeldSetAside, Proposed, Rejected, SchemeAmended, SheetReopened
from tests.scoring.amendments import baked, bakery, brought, gone_on, refused, rounds, seen, timeless
from tests.scoring.field import Contest, aspect, codes, contest, single
from tests.scoring.strategies import Move, Setting, begin, moves, run, settings_of
from tests.scoring.strategies.changes import other_scheme

# --- laws -----------------------------------------------------------------------------------------------------------


@given(settings_of(), moves())
def test_amended_to_the_scheme_that_it_has_a_trade_is_as_it_was(setting: Setting, script: list[Move]) -> None:
    trade = run(begin(setting), script).state.trades["T"]
    made = amended(trade, trade.plan.scheme)
    assert made is not trade and seen(made) == seen(trade)
    assert (made.signed, made.modules_signed) == (trade.signed, trade.modules_signed)
    assert (made.deliberations, made.granted, made.summaries) == (trade.deliberations, trade.granted, trade.summaries)


def others(trade: Trade, how: int, much: int) -> Scheme:
    """Another scheme that has room for the marks that were given."""
    text = other_scheme(trade, how, much)
    assume(text)
    scheme = parse_scheme(text)
    assume(not list(amendment_problems(trade, scheme)))
    return scheme


def opened_with(held: Contest, scheme: Scheme) -> State:
    """The contest as it would stand if the trade had been opened with the scheme and never had another: the same lines,
    folded anew."""
    text = scheme_text(scheme)
    changes = [read_change(line.fact.change) for line in held.lines if isinstance(line.fact, Proposed)]
    other = [each.scheme for each in changes if isinstance(each, SchemeAmended)]
    contents = {**held.contents, **dict.fromkeys((*other, lines.digest(text)), text)}
    state = State(held.stream)
    for line in held.lines:
        fact, effect = line.fact, held.effect(line.fact)
        if isinstance(effect, SheetReopened):  # a sheet that is asked for more may not have been signed there
            sheet = (effect.judge, effect.entrant, effect.phase)
            assume(sheet in state.trade_of[effect.entrant].signed)
        if isinstance(fact, TradeOpened):
            line = line._replace(fact=replace(fact, scheme=lines.digest(text)))
        apply(state, line, contents)
    return state


@given(settings_of(), moves(), st.integers(0, 7), st.integers(0, 7))
def test_amended_a_trade_is_as_if_it_had_been_opened_with_that_scheme(
    setting: Setting, script: list[Move], how: int, much: int
) -> None:
    held = run(begin(setting), script)
    trade = held.state.trades["T"]
    scheme = others(trade, how, much)
    made, opened = amended(trade, scheme), opened_with(held, scheme).trades["T"]
    assume(all(opened.phases[each].begun == made.phases[each].begun for each in opened.phases))
    assume(opened.held.keys() == made.held.keys())  # a sheet that is asked for more was no sheet to be signed there
    assert timeless(made) == timeless(opened)


@given(settings_of(), moves(), st.integers(0, 7), st.integers(0, 7))
def test_amended_it_comes_to_what_the_oracle_works_out(
    setting: Setting, script: list[Move], how: int, much: int
) -> None:
    held = run(begin(setting), script)
    trade = held.state.trades["T"]
    scheme = others(trade, how, much)
    made = amended(trade, scheme)
    result = score_all(replace(held.marked(), scheme=scheme))
    for (entrant, of), performance in made.performances.items():
        total = None if performance.total is None else Fraction(performance.total)
        assert total == result.totals.get((of, entrant)), (entrant, of)
        assert performance.due - performance.settled == result.owed[of, entrant]
    for each in made.plan.phases:
        if made.phases[each.id].entered is not None:
            ranks = {made.roster[row.entrant][0]: row.rank for row in made.standing(each.id)}
            assert ranks == {entrant: result.ranks[each.id, entrant] for entrant in ranks}


@given(settings_of(), settings_of("u"), moves(), st.integers(0, 7), st.integers(0, 7), st.booleans())
def test_a_view_counts_the_line_exactly_where_it_shows_something_else(
    setting: Setting, beside: Setting, script: list[Move], how: int, much: int, together: bool
) -> None:
    held = run(begin(setting, beside) if together else begin(setting), script)
    scheme = others(held.state.trades["T"], how, much)
    change = SchemeAmended("T", lines.digest(scheme_text(scheme)))
    held.contents[change.scheme] = scheme_text(scheme)
    if held.record(Proposed(change_text(change), "typing")).status != "accepted":
        return
    before, fork = held.views(), what_if(held.state, change)
    held.take(Approved(held.state.seq))
    moved = {place for place, each in held.views().items() if each.version != before[place].version}
    assert moved == {place for place, each in held.views().items() if each.text() != before[place].text()}
    assert moved == held.moved
    assert all(held.views()[place].version == before[place].version + 1 for place in moved)
    trade = held.state.trades["T"]
    assert trade.plan.scheme == scheme and trade.amended == held.state.seq
    assert timeless(fork[1]) == timeless(trade) and held.state.trade_of[trade.roster[0][0]] is trade
    assert seen(replay(held.stream, held.lines, held.contents).trades["T"]) == seen(trade)


def test_every_part_of_a_trade_is_kept_or_worked_out_anew() -> None:
    names = set(vars(contest(single(), ["01"], {"P": ["J1"]}).state.trades["T"]))
    assert names >= MARKING
    assert names - MARKING == {
        *("id", "roster", "out", "held", "held_at", "ties_decided", "final", "kept", "summaries", "changes", "views"),
        *("terms", "opened_at", "substitutes", "reopened", "amended", "codes", "policy", "policy_digest", "corrected"),
        *("day", "review", "notice", "objections", "awarded", "confirmed", "returned", "granted", "deliberations"),
        *("tie_lines", "teams", "recused", "aside", "lapsed", "kept_parts", "latest", "fresh", "past", "past_seen"),
    }


def test_a_wrong_maximum_is_amended_by_two_persons_after_seeing_whom_it_moves() -> None:
    held = baked()
    assert held.order() == [("02", 1), ("01", 2), ("03", 3)]
    change = brought(held, bakery("1"))
    before, after = what_if(held.state, change, held.contents)
    assert [(each.entrant, each.total_after, each.rank_after) for each in differences(before, after)] == [
        ("01", "2.33", "1"),
        ("02", "2.00", "2"),
        ("03", "0.17", "3"),
    ]
    line = held.propose(change)
    assert held.order() == [("02", 1), ("01", 2), ("03", 3)] and held.moved == set()
    held.take(Approved(line))
    assert held.order() == [("01", 1), ("02", 2), ("03", 3)]
    assert held.total("01") == Fraction(7, 3)


def test_the_same_is_nothing_to_amend() -> None:
    assert refused(baked(), bakery()) == ["scheme-same"]


def test_marks_given_afterwards_count_under_the_scheme_that_is_there_then() -> None:
    held = contest(single(), ["01"], {"P": ["J1"]})
    held.agree(brought(held, single(weight="4")))
    held.judge("J1").gives(5).on("A1").to("01")
    assert held.total("01") == 20


def test_what_is_shown_nowhere_moves_no_version() -> None:
    held = contest(single(), ["01"], {"P": ["J1"]})
    held.judge("J1").gives(5).on("A1").to("01")
    views = held.views()
    held.agree(brought(held, single(highest="12")))
    assert held.views() == views and held.moved == set()


def test_who_proposed_does_not_approve() -> None:
    held = baked()
    line = held.propose(brought(held, bakery("1")), actor="organiser.shen")
    assert codes(held.record(Approved(line), actor="organiser.shen").problems) == ["same-person"]


def test_one_amendment_waits_at_a_time() -> None:
    held = baked()
    held.propose(brought(held, bakery("1")))
    assert refused(held, bakery("3")) == ["proposal-pending"]


def test_what_is_rejected_changes_nothing() -> None:
    held = baked()
    views = held.views()
    held.take(Rejected(held.propose(brought(held, bakery("1")))))
    assert held.views() == views and held.total("01") == Fraction(8, 3)
    assert refused(held, bakery("3")) == []


def test_amendments_of_two_trades_wait_beside_each_other() -> None:
    held = baked()
    held.open(bakery(), ["11"], {"P": ["J1"]}, trade="U")
    first = held.propose(brought(held, bakery("1")))
    second = held.propose(brought(held, bakery("3"), "U"))
    held.take(Rejected(first))
    held.take(Approved(second))
    assert held.state.trades["U"].plan.scheme.aspect["crust"][2].max == 3
    assert held.state.trades["T"].plan.scheme.aspect["crust"][2].max == 2


def test_a_scheme_that_is_not_at_hand_cannot_be_amended_to() -> None:
    held = baked()
    change = SchemeAmended("T", "0" * 64)
    verdict = held.record(Proposed(change_text(change), "typing"))
    assert codes(verdict.problems) == ["content-missing"]
    with pytest.raises(BrokenPromiseError):
        what_if(held.state, change)


@pytest.mark.parametrize("made", ["nonsense", '{"scheme":"1"}', " {scheme}"])
def test_a_content_that_states_no_scheme_in_its_one_form_is_refused(made: str) -> None:
    held = baked()
    text = made.replace("{scheme}", held.contents[brought(held, bakery("1")).scheme])
    held.contents[lines.digest(text)] = text
    verdict = held.record(Proposed(change_text(SchemeAmended("T", lines.digest(text))), "typing"))
    assert codes(verdict.problems) == ["bad-scheme"]


def test_a_sheet_that_is_to_hold_more_is_signed_no_more() -> None:
    held = baked()
    held.agree(brought(held, bakery(more=[aspect("salt", "judgement", max="1")])))
    trade = held.state.trades["T"]
    assert trade.signed == {} and held.order() == [("02", 1), ("01", 2), ("03", 3)]
    held.panel("P").gives(2, 2).on("salt").to("01")
    held.sign("J1", "01")
    assert held.total("01") == Fraction(10, 3)


def test_signatures_under_what_stays_as_it_was_stand() -> None:
    held = baked()
    held.sign_module("A")
    held.countersign("A")
    signed = held.state.trades["T"].signed
    held.agree(brought(held, bakery("1")))
    trade = held.state.trades["T"]
    assert trade.signed == signed and len(signed) == 6
    assert list(trade.modules_signed) == list(trade.modules_countersigned) == [("final", "A")]


def test_panels_that_were_closed_stay_so_and_held_marks_wait_on() -> None:
    held = baked()
    held.close("P")
    assert held.judge("J1").gives(2).on("crust").offered_to("01").status == "held"
    held.agree(brought(held, bakery("1")))
    trade = held.state.trades["T"]
    assert trade.phases["final"].closed == {"P"} and list(trade.held) == [held.lines[-3].seq]
    held.take(HeldSetAside(held.lines[-3].seq, "too-late"), actor="chief.lin")


def test_a_frozen_board_stays_as_it_was_for_those_who_see_it_frozen() -> None:
    held = baked()
    held.freeze()
    public = held.board("public").text()
    held.agree(brought(held, bakery("1")))
    assert held.board("public").text() == public
    assert {audience for board, audience in held.change.views if board == "T"} == {"chief", "office"}


def test_a_panel_that_lies_apart_keeps_since_when() -> None:
    held = contest(bakery(), ["01", "02"], {"P": ["J1", "J2"]})
    held.panel("P").gives(0, 3).on("crumb").to("01")
    since = dict(held.state.trades["T"].apart)
    assert list(since) == [("01", "final", "crumb", "", 1)]
    held.panel("P").gives(0, 3).on("crust").to("02")
    strict = bakery()
    strict["modules"][0]["criteria"][0]["aspects"][0]["spread"] = 1
    held.agree(brought(held, strict))
    apart = held.state.trades["T"].apart
    assert apart["01", "final", "crumb", "", 1] == since["01", "final", "crumb", "", 1]
    assert apart["02", "final", "crust", "", 1] == held.lines[-1].at
    held.agree(brought(held, bakery()))
    assert held.state.trades["T"].apart == since


def test_adjustments_who_is_out_and_time_granted_stay() -> None:
    held = baked()
    held.penalty("02", "1", figure="A")
    held.out("03", "dnf")
    held.agree(brought(held, bakery("1")))
    assert held.total("02") == Fraction(1) and held.order()[-1] == ("03", None)


def test_who_went_on_has_gone_on_whatever_the_new_totals_say() -> None:
    held = gone_on()
    turned = rounds()
    turned["modules"][0]["criteria"][0]["aspects"][0]["weight"] = "-1"
    held.agree(brought(held, turned))
    trade = held.state.trades["T"]
    assert trade.takes_part("02", "q") and not trade.takes_part("01", "q")
    assert [entrant for entrant, _ in held.order("p")] == ["01", "03", "02"]


def test_a_signature_under_a_module_that_is_gone_goes_with_it() -> None:
    held = baked()
    held.sign_module("A")
    renamed = bakery()
    renamed["modules"][0]["id"] = "B"
    held.agree(brought(held, renamed))
    trade = held.state.trades["T"]
    assert trade.modules_signed == {} and len(trade.signed) == 6
    held.sign_module("B")

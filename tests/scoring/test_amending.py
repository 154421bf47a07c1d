"""A scheme is amended: everything counts as if the trade had been opened with it, and nothing else moves."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring import lines, sheets
from scoring.boards.board import head, table, table_digest
from scoring.engine import apply, replay
from scoring.facts import Cell, PanelClosed, TradeOpened
from scoring.nodes import Scheme
from scoring.oracle import score_all
from scoring.placing import WAITING
from scoring.problems import BrokenPromiseError
from scoring.procedure.amending import MARKING, MOST, amended, amendment_problems
from scoring.procedure.amending import given as marks_of
from scoring.procedure.seconds import change_text, read_change
from scoring.procedure.terms import Terms
from scoring.procedure.whatif import differences, what_if
from scoring.scheme import parse_scheme, read_scheme, scheme_text
from scoring.state import State, Trade
from scoring.steps import (
    Approved,
    HeldSetAside,
    Proposed,
    Rejected,
    ResultReopened,
    ReviewDrawn,
    ReviewRecorded,
    SchemeAmended,
)
from tests.scoring.field import (
    Contest,
    Document,
    aspect,
    codes,
    contest,
    criterion,
    document,
    module,
    phase,
    single,
)
from tests.scoring.strategies import Move, Setting, begin, moves, run, settings_of
from tests.scoring.strategies.scripts import other_scheme


def brought(held: Contest, stated: Document, trade: str = "T") -> SchemeAmended:
    """The amendment to another scheme, which is at hand."""
    made, problems = read_scheme(stated)
    assert made is not None, problems
    text = scheme_text(made)
    held.contents[lines.digest(text)] = text
    return SchemeAmended(trade, lines.digest(text))


def refused(held: Contest, stated: Document) -> list[str]:
    """Codes of what keeps the scheme from being amended."""
    before = held.state.seq
    verdict = held.record(Proposed(change_text(brought(held, stated)), "typing"))
    assert (verdict.status == "refused") == (held.state.seq == before)
    return codes(verdict.problems)


def seen(trade: Trade) -> dict[str, Any]:
    """All that follows from a trade's scheme and what was given, as plain values."""
    return {
        "head": head(trade),
        "table": table(trade),
        "counts": trade.counts,
        "due": (trade.due, trade.settled),
        "phases": {
            phase.id: (state.entered, state.begun, state.closed, list(trade.standing(phase.id)))
            for phase in trade.plan.phases
            for state in (trade.phases[phase.id],)
        },
        "apart": apart(trade),
        "performances": {
            place: (
                *(each.figures, each.alone, each.adjusted, each.own, each.total),
                *(each.due, each.settled, each.asked, each.given),
                {at: (panel.why, panel.seats, panel.marks) for at, panel in each.panels.items()},
            )
            for place, each in trade.performances.items()
        },
    }


def timeless(trade: Trade) -> dict[str, Any]:
    """The same, without since when panels lie apart: a change that is only looked at is as of the line before."""
    return {**seen(trade), "apart": set(apart(trade))}


def apart(trade: Trade) -> dict[tuple[str, str, str, str, int], str]:
    """Panels that somebody has to look at, and since when."""
    return {
        key: since
        for key, since in trade.apart.items()
        if trade.performances[key[:2]].panels[key[2:]].why not in WAITING
    }


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
        fact = line.fact
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
    assert moved == set(held.change.views)
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
        *("tie_lines", "teams", "recused", "aside", "lapsed"),
    }


# --- what it does ---------------------------------------------------------------------------------------------------


def bakery(crust: str = "2", **settings: Any) -> Document:
    """Two judged aspects of a criterion; the crust is worth so much."""
    return document(
        module(
            "A",
            criterion(
                "C",
                aspect("crust", "judgement", max=crust, spread=3),
                aspect("crumb", "judgement", max="2"),
                *settings.pop("more", ()),
            ),
        ),
        **settings,
    )


def baked() -> Contest:
    """Three bakers, marked by two judges and signed: 01 has the better crumb, 02 the better crust."""
    held = contest(bakery(), ["01", "02", "03"], {"P": ["J1", "J2"]})
    panel = held.panel("P")
    panel.gives(1, 1).on("crust").to("01")
    panel.gives(3, 3).on("crumb").to("01")
    panel.gives(3, 3).on("crust").to("02")
    panel.gives(1, 2).on("crumb").to("02")
    panel.gives(0, 1).on("crust").to("03")
    panel.gives(0, 0).on("crumb").to("03")
    held.sign_all()
    return held


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
    assert held.order() == [("02", 1), ("01", 2), ("03", 3)] and held.change.views == frozenset()
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
    assert held.views() == views and held.change.views == frozenset()


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


def rounds(**final: Any) -> Document:
    """A preliminary of one aspect, two of whom go on to the final of another."""
    entry = {"from": "p", "cut": 2}
    return document(
        module("A", criterion("C", aspect("a"))),
        module("B", criterion("D", aspect("b"))),
        phases=[phase("p", modules=["A"]), phase("q", **({"modules": ["B"], "entry": entry} | final))],
    )


def gone_on() -> Contest:
    held = contest(rounds(), ["01", "02", "03"], {"P": ["J1"]})
    for entrant, mark in (("01", 5), ("02", 9), ("03", 7)):
        held.judge("J1").gives(mark).on("a").to(entrant)
    held.advance("q", "02", "03")
    held.judge("J1").gives(4).on("b", phase="q").to("02")
    return held


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


# --- what keeps it from being amended -------------------------------------------------------------------------------


def test_a_final_result_is_opened_again_first() -> None:
    held = baked()
    held.finalise()
    assert refused(held, bakery("1")) == ["trade-final"]
    held.agree(ResultReopened("T"))
    held.agree(brought(held, bakery("1")))
    assert held.order()[0] == ("01", 1)


def test_an_unknown_trade_has_no_scheme() -> None:
    held = baked()
    verdict = held.record(Proposed(change_text(brought(held, bakery(), "X")), "typing"))
    assert codes(verdict.problems) == ["unknown-trade"]


def test_a_review_that_runs_is_ended_first() -> None:
    held = baked()
    trade = held.state.trades["T"]
    line = held.lines[-1]
    for fact, found in ((ReviewDrawn("T", ("01",)), ["review-drawn"]), (ReviewRecorded("T", ()), [])):
        apply(held.state, line._replace(seq=held.state.seq + 1, fact=fact), {})
        scheme, _ = read_scheme(bakery("1"))
        assert scheme is not None
        assert codes(amendment_problems(trade, scheme)) == found


def test_phases_stay_in_their_order() -> None:
    held = gone_on()
    turned = rounds()
    turned["phases"] = [phase("q", modules=["B"]), phase("p", modules=["A"])]
    assert refused(held, turned) == ["phases-differ"]


def test_who_comes_into_a_phase_is_another_only_while_nobody_is_in_it() -> None:
    held = gone_on()
    assert refused(held, rounds(entry={"from": "p", "cut": 3})) == ["entry-differs"]
    assert refused(held, rounds(carry=[{"phase": "p", "weight": "0.5"}])) == []
    early = contest(rounds(), ["01", "02", "03"], {"P": ["J1"]})
    assert refused(early, rounds(entry={"from": "p", "cut": 3})) == []


def test_aspects_that_hold_marks_stay_where_they_are() -> None:
    held = baked()
    gone = document(module("A", criterion("C", aspect("crust", "judgement", max="2"))))
    verdict = held.record(Proposed(change_text(brought(held, gone)), "typing"))
    assert codes(verdict.problems) == ["marked-gone"] * 6
    assert verdict.problems[0].facts == {"judge": "J1", "entrant": "01", "aspect": "crumb", "phase": "final"}


def test_so_do_those_of_marks_that_are_held() -> None:
    held = contest(bakery(), ["01"], {"P": ["J1"]})
    held.close("P")
    assert held.judge("J1").gives(2).on("crust").offered_to("01").status == "held"
    gone = document(module("A", criterion("C", aspect("crumb", "judgement", max="2"))))
    verdict = held.record(Proposed(change_text(brought(held, gone)), "typing"))
    (problem,) = verdict.problems
    facts = {"seq": str(held.state.seq), "entrant": "01", "aspect": "crust", "phase": "final"}
    assert (problem.code, problem.facts) == ("held-gone", facts)


def test_marks_that_fall_out_of_their_bounds_are_listed_by_cell() -> None:
    held = contest(single(), ["01", "02"], {"P": ["J1", "J2"]})
    held.panel("P").gives(9, 5).on("A1").to("01")
    held.panel("P").gives("2.5", 0).on("A1").to("02")
    narrow = single(lowest="1", highest="8", step="1")
    verdict = held.record(Proposed(change_text(brought(held, narrow)), "typing"))
    assert [
        (each.code, each.facts["judge"], each.facts["entrant"], each.facts["value"]) for each in verdict.problems
    ] == [
        ("mark-does-not-fit", "J1", "01", "9"),
        ("mark-does-not-fit", "J1", "02", "2.5"),
        ("mark-does-not-fit", "J2", "02", "0"),
    ]


def test_a_refusal_says_so_many_marks_and_a_page_all_of_them() -> None:
    held = contest(single(), [f"{each:02}" for each in range(MOST + 3)], {"P": ["J1"]})
    for entrant in held.state.trades["T"].index:
        held.judge("J1").gives(9).on("A1").to(entrant)
    assert len(refused(held, single(highest="8"))) == MOST
    narrow, _ = read_scheme(single(highest="8"))
    assert narrow is not None
    assert len(list(amendment_problems(held.state.trades["T"], narrow))) == MOST + 3


def test_marks_of_attempts_items_and_seats_that_would_be_gone_are_listed() -> None:
    twice = single(attempts={"count": 2, "rule": "best"}, panel="P")
    held = contest(twice, ["01"], {"P": ["J1", "J2"], "Q": ["K1"]})
    held.panel("P").gives(9, 5).on("A1").to("01")
    held.judge("J1").gives(9).on("A1", attempt=2).to("01")
    assert refused(held, single(panel="P")) == ["marked-gone"]
    assert refused(held, single(attempts={"count": 2, "rule": "best"}, panel="Q")) == ["mark-without-seat"] * 3
    shows = single(attempts={"count": 2, "rule": "best"}, panel="P")
    shows["modules"][0]["criteria"][0]["items"] = True
    assert refused(held, shows) == ["marked-gone"] * 3


def diving(*, items: bool = True, table: bool = True, id: str = "dives") -> Document:
    tables = {"S": {"kind": "linear", "base": "0", "point": "0", "slope": "2"}} if table else {}
    return document(
        module("A", criterion(id, aspect("form"), items=items)),
        module("B", criterion("entry", aspect("b"))),
        tables=tables,
    )


def test_items_keep_their_criterion_and_their_table() -> None:
    rows = [("final", "01", "1", "dives", "", "", "S", "")]
    held = Contest().open(diving(), ["01"], {"P": ["J1"]}, items=rows)
    assert refused(held, diving(table=False)) == ["dangling-table"]
    assert refused(held, diving(id="leaps")) == ["item-gone"]
    held.penalty("01", "1", figure="dives", item="1")
    assert refused(held, diving(items=False)) == ["item-gone", "adjusted-gone"]


def test_an_aspect_that_nobody_would_mark_is_refused() -> None:
    held = baked()
    salted = bakery(more=[aspect("salt", panel="tasters")])
    verdict = held.record(Proposed(change_text(brought(held, salted)), "typing"))
    (problem,) = verdict.problems
    facts = {"aspect": "salt", "panel": "tasters", "phase": "final", "rule": "mean", "seats": "0"}
    assert (problem.code, problem.facts) == ("nobody-marks", facts)


def test_a_rule_that_its_seats_can_never_settle_is_refused_unless_it_was_so_before() -> None:
    held = contest(single(), ["01"], {"P": ["J1", "J2"]})
    assert refused(held, single(rule="one")) == ["too-many-seats"]
    assert refused(held, single(rule="trimmed-mean", drop_high=1, drop_low=1)) == ["too-few-seats"]
    stuck = contest(single(rule="one"), ["01"], {"P": ["J1", "J2"]})
    assert refused(stuck, single(rule="one", weight="2")) == []


def test_figures_that_were_adjusted_stay() -> None:
    held = baked()
    held.penalty("01", "1", figure="C")
    held.bonus("01", "1")
    renamed = bakery()
    renamed["modules"][0]["criteria"][0]["id"] = "D"
    verdict = held.record(Proposed(change_text(brought(held, renamed)), "typing"))
    (problem,) = verdict.problems
    assert (problem.code, problem.facts["figure"], problem.facts["entrant"]) == ("adjusted-gone", "C", "01")


def test_figures_that_lead_to_grades_stay() -> None:
    papers = {"theory": ("final", "A"), "all": ("final", "total"), "both": ("final", "A+B")}
    two = document(module("A", criterion("C", aspect("a"))), module("B", criterion("D", aspect("b"))))
    held = contest(two, ["01"], {"P": ["J1"]}, terms=Terms(date="2026-05-01", papers=papers))
    one = document(module("A", criterion("C", aspect("a"))))
    assert refused(held, one) == ["paper-gone"]


def test_marks_are_known_by_their_lines_and_cells() -> None:
    held = baked()
    found = marks_of(held.state.trades["T"])
    assert len(found) == 12 and [line for line, _, _ in found] == sorted(line for line, _, _ in found)
    assert found[0][1:] == (Cell("J1", "01", "final", "", "crust"), "1")


def test_a_closed_panel_and_sheets_are_the_same_objects_to_nobody() -> None:
    held = baked()
    trade = held.state.trades["T"]
    made = amended(trade, trade.plan.scheme)
    apply(held.state, held.lines[-1]._replace(seq=held.state.seq + 1, fact=PanelClosed("T", "final", "P")), {})
    assert made.phases["final"].closed == set()
    assert set(sheets.cells(made, "J1", "01", "final")) == set(sheets.cells(trade, "J1", "01", "final"))
    assert table_digest(made) == table_digest(trade)

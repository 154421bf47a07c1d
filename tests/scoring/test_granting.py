"""From a closed notice to confirmed grades: confirmed or returned by the authority, awarded under the pinned policy,
all in one order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.checks import check
from scoring.engine import replay
from scoring.facts import RULES, Fact
from scoring.lines import NOTHING, digest
from scoring.procedure.granting import grading_problems, line_of
from scoring.procedure.order import trade_of
from scoring.procedure.records import Awarding
from scoring.state import STAGES
from scoring.steps import (
    STEPS,
    Awarded,
    Confirmed,
    ObjectionRuled,
    Returned,
    ReviewRecorded,
    StepRefused,
)
from tests.scoring.procedures import POLICY, TERMS, Script, Way, played, scripts, sealed_way, steps_of, way, with_terms

PINNED = digest(POLICY)


def at(stage: str) -> Callable[[], Way]:
    return lambda: way().come_to(stage)


def test_the_authority_confirms_the_result_and_then_what_the_policy_comes_to() -> None:
    held = way().come_to("noticed")
    closed = held.state.seq
    assert (line_of(held.T, "result"), line_of(held.T, "awards")) == (closed, 0)
    held.take(held.confirming("result"))
    assert (held.T.stage, held.T.confirmed) == ("result-confirmed", {"result": closed + 1})
    fact = held.awards()
    held.take(fact)
    assert (held.T.stage, held.T.awarded) == ("awarded", Awarding(closed + 2, fact))
    held.take(held.confirming("awards"))
    assert (held.T.stage, held.T.confirmed) == ("confirmed", {"result": closed + 1, "awards": closed + 3})


def test_a_returned_result_is_posted_anew() -> None:
    held = way().come_to("noticed")
    held.take(held.returning("result"))
    assert (held.T.stage, held.T.notice, held.T.returned) == ("final", None, {"result": (held.state.seq, "look-again")})
    held.take(held.posting())
    assert held.T.returned == {}
    held.come_to("confirmed")


def test_a_returned_result_may_be_opened_again() -> None:
    held = way().come_to("noticed")
    held.take(held.returning("result"))
    held.reopen()
    assert (held.T.stage, held.T.returned) == ("review", {})


def test_returned_awards_are_made_anew() -> None:
    held = way().come_to("awarded")
    held.take(held.returning("awards"))
    assert (held.T.stage, held.T.awarded) == ("result-confirmed", None)
    assert held.T.returned == {"awards": (held.state.seq, "look-again")}
    held.take(held.awards())
    assert (held.T.stage, held.T.returned) == ("awarded", {})


@pytest.mark.parametrize("stage", ["final", "notice", "noticed", "result-confirmed", "awarded", "confirmed"])
def test_opening_a_result_again_voids_whatever_rested_on_it(stage: str) -> None:
    held = way().come_to(stage)
    held.reopen()
    trade = held.T
    assert (trade.stage, trade.reopened) == ("review", held.state.seq)
    assert (trade.notice, trade.awarded, trade.confirmed, trade.returned) == (None, None, {}, {})
    held.come_to("confirmed")


def test_in_a_blind_trade_awards_name_those_behind_the_codes() -> None:
    held = sealed_way(("1", "2")).come_to("review")
    held.take(held.unsealing(("1", "2")))
    held.come_to("result-confirmed")
    fact = held.awards()
    assert [entrant for entrant, _, _ in fact.awards] == ["1", "2"]
    under_codes = replace(fact, awards=tuple((f"T0{entrant}", person, PINNED) for entrant, person, _ in fact.awards))
    assert held.refused(under_codes) == ["not-in-trade", "not-in-trade", "award-missing"]
    held.take(fact)


def test_every_person_of_a_team_is_named_once() -> None:
    held = way().come_to("result-confirmed")
    fact = held.awards()
    entrant, _, document = fact.awards[0]
    held.take(replace(fact, awards=(*fact.awards, (entrant, "second-member", document))))


@pytest.mark.parametrize(
    ("terms", "policy", "codes"),
    [
        (TERMS, "", ["no-policy-pinned"]),
        (with_terms(filing=""), POLICY, ["body-not-filed"]),
        (with_terms(occupations=("4-03-02-07",)), POLICY, ["trade-not-filed"]),
        (with_terms(filing="", occupations=()), "", ["no-policy-pinned", "body-not-filed", "trade-not-filed"]),
        (TERMS, POLICY, []),
    ],
)
def test_only_a_filed_body_grades_in_a_filed_trade_under_a_pinned_policy(
    terms: object, policy: str, codes: list[str]
) -> None:
    held = way(terms, policy=policy).come_to("result-confirmed")  # type: ignore[arg-type]
    assert [problem.code for problem in grading_problems(held.T)] == codes
    verdict = held.record(held.awards())
    assert [problem.code for problem in verdict.problems] == codes


def award(**changes: object) -> Awarded:
    return replace(way().come_to("result-confirmed").awards(), **changes)  # type: ignore[arg-type]


def bare() -> Way:
    held = way(None)
    held.mark(4, 3, 2, 1)
    held.finalise()
    return held


GIVEN = award().awards
REFUSED: list[tuple[Callable[[], Way], Fact, list[str]]] = [
    (Way, award(), ["unknown-trade"]),
    (at("notice"), award(), ["too-early"]),
    (at("notice"), award(board=NOTHING, awards=GIVEN[1:], policy=NOTHING), ["too-early", "other-policy"]),
    (at("awarded"), award(), ["too-late"]),
    (bare, award(), ["no-terms", "too-early", "body-not-filed", "trade-not-filed"]),
    (at("result-confirmed"), award(policy=NOTHING, board=NOTHING), ["other-policy", "other-board"]),
    (at("result-confirmed"), award(rules=RULES + "0"), ["other-rules"]),
    (at("result-confirmed"), award(house=f"house:0:{NOTHING}"), ["bad-position"]),
    (at("result-confirmed"), award(house=f"spring:1:{NOTHING}"), ["bad-position"]),
    (at("result-confirmed"), award(awards=GIVEN[1:]), ["award-missing"]),
    (at("result-confirmed"), award(awards=(*GIVEN, GIVEN[0])), ["duplicate-id"]),
    (at("result-confirmed"), award(awards=(*GIVEN, ("9", "", ""))), ["not-in-trade", "empty-value", "bad-digest"]),
    (Way, Confirmed("T", "result", 1), ["unknown-trade"]),
    (at("noticed"), Confirmed("T", "notice", 1), ["unknown-choice"]),
    (at("noticed"), Confirmed("T", "result", 23), ["other-line"]),
    (at("noticed"), Confirmed("T", "awards", 0), ["too-early"]),
    (at("notice"), Confirmed("T", "result", 0), ["too-early"]),
    (at("result-confirmed"), Confirmed("T", "result", 24), ["too-late"]),
    (at("confirmed"), Confirmed("T", "awards", 26), ["too-late"]),
    (at("noticed"), Returned("T", "result", 24, "Bad", "x"), ["bad-reason", "bad-digest"]),
    (at("noticed"), Returned("T", "neither", 24, "bad", ""), ["unknown-choice"]),
    (Way, StepRefused("T", "mark-given", ()), ["unknown-choice", "bad-codes"]),
    (Way, StepRefused("T", "awarded", ("b", "a")), ["bad-codes"]),
    (Way, StepRefused("T", "awarded", ("A word",)), ["bad-reason"]),
    (Way, StepRefused("no id", "awarded", ("a",)), ["bad-id"]),
]


@pytest.mark.parametrize(("made", "fact", "problems"), REFUSED)
def test_each_reason_to_refuse(made: Callable[[], Way], fact: Fact, problems: list[str]) -> None:
    assert made().refused(fact) == problems


def test_a_refused_step_is_a_line_that_changes_nothing() -> None:
    held = way()
    before = held.views()
    held.take(StepRefused("T", "awarded", ("too-early", "unknown-trade")))
    held.take(StepRefused("", "objection-ruled", ("unknown-objection",)))
    assert held.views() == before


def test_a_step_is_about_the_trade_that_it_names_or_whose_objection_it_rules() -> None:
    held = way().come_to("notice")
    held.take(held.objection())
    line = held.state.seq
    assert trade_of(held.state, held.closing()) == "T"
    assert trade_of(held.state, ObjectionRuled(line, "upheld", "none", "")) == "T"
    assert trade_of(held.state, ObjectionRuled(1, "upheld", "none", "")) == ""
    assert trade_of(held.state, ReviewRecorded("a name, not an id", ())) == ""


# --- laws -----------------------------------------------------------------------------------------------------------

ORDER = {
    "open": {"review-drawn": "drawn", "finalised": "final"},
    "drawn": {"review-recorded": "open"},
    "final": {"notice-posted": "notice"},
    "notice": {"objection-filed": "notice", "notice-closed": "noticed"},
    "noticed": {"confirmed result": "result", "returned result": "final"},
    "result": {"awarded": "awards"},
    "awards": {"confirmed awards": "done", "returned awards": "result"},
    "done": {},
}
"""What may follow what, written down a second time and by hand: from each stage, the step that leads to another."""


def word(fact: Fact) -> str:
    return f"{fact.kind} {fact.stage}" if isinstance(fact, Confirmed | Returned) else fact.kind


@given(st.booleans(), scripts())
def test_no_script_takes_a_step_out_of_its_order(blind: bool, script: Script) -> None:
    """Every step that is accepted leads on by the hand-written order; every other is refused."""
    held = sealed_way() if blind else way()
    stage = "open"
    for fact in played(held, script):
        for step in steps_of(held):
            if word(step) not in ORDER[stage] and step.kind not in ("objection-ruled", "unsealed"):
                assert check(held.state, step).status == "refused", (stage, step)
        if held.record(fact).status != "accepted":
            continue
        if held.effect(fact).kind == "result-reopened":
            assert stage not in ("open", "drawn")
            stage = "open"
        elif type(fact) in STEPS - {ObjectionRuled} and fact.kind != "unsealed":
            stage = ORDER[stage][word(fact)]
    assert (stage == "done") == (held.T.stage == "confirmed")
    assert held.T.stage in STAGES


@given(st.booleans(), scripts(), st.integers(0, 99))
def test_a_replay_of_any_script_comes_to_the_same_trade_and_the_same_boards(
    blind: bool, script: Script, split: int
) -> None:
    held = sealed_way() if blind else way()
    for fact in played(held, script):
        held.record(fact)
    split %= len(held.lines) + 1
    again = replay("event", held.lines, held.contents)
    for name in ("notice", "objections", "awarded", "confirmed", "returned", "review", "corrected", "codes", "day"):
        assert getattr(again.trades["T"], name) == getattr(held.T, name), name
    assert (again.trades["T"].stage, again.trades["T"].reopened) == (held.T.stage, held.T.reopened)
    views = held.views()
    held.state = again
    assert held.views() == views


def test_of_a_trade_that_is_not_filed_it_is_said_which_and_what_is() -> None:
    held = way(with_terms(occupations=("4-03-02-07", "6-18-02-05"))).come_to("result-confirmed")
    (problem,) = grading_problems(held.T)
    assert problem.facts == {"occupation": "6-18-02-04", "occupations": "4-03-02-07, 6-18-02-05"}

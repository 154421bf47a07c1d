"""The review before a result is final: who is in the sample, how many, when all are, and what is left to put right.

Rule and worked cases: DOMAIN 2.4 and 6.6 (ITMC business contest: all of the top 10, of the others not less than 15 %;
an error rate exceeding 5 % means that all results are reviewed).
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import replay
from scoring.facts import Fact
from scoring.procedure.order import MARKING
from scoring.procedure.review import sample
from scoring.procedure.sampling import asked, lacking, still_wrong, too_many
from scoring.procedure.terms import NO_TERMS, ReviewRule
from scoring.steps import ReviewDrawn, ReviewRecorded, SheetReopened
from tests.scoring.procedures import PAPER, Way, dsq, way, with_terms

ITMC = with_terms(review=ReviewRule("10", "15%", "5%"))
NATIONAL = with_terms(review=ReviewRule("30%", "15%", "5%"))


def ranked(*ranks: int) -> list[tuple[str, int]]:
    return [(f"e{number}", rank) for number, rank in enumerate(ranks, 1)]


def everybody(count: int) -> list[tuple[str, int]]:
    return ranked(*range(1, count + 1))


# --- the rule -------------------------------------------------------------------------------------------------------


def test_of_40_the_first_10_and_5_of_the_others_are_looked_through() -> None:
    must, others = sample(ITMC, everybody(40))
    assert (must, others) == (tuple(f"e{number}" for number in range(1, 11)), 5)


def test_a_share_in_place_of_the_first_10_is_rounded_up_too() -> None:
    must, others = sample(NATIONAL, everybody(41))
    assert (len(must), others) == (13, 5)


def test_1_wrong_of_15_exceeds_5_percent_and_1_of_20_does_not() -> None:
    assert too_many(ITMC, 1, 15)
    assert not too_many(ITMC, 1, 20)
    assert too_many(ITMC, 2, 20)
    assert not too_many(ITMC, 0, 0)
    assert not too_many(NO_TERMS, 1, 1)


def test_all_who_share_the_last_of_the_first_places_are_among_them() -> None:
    rule = with_terms(review=ReviewRule("2", "50%", "5%"))
    assert sample(rule, ranked(1, 2, 2, 2, 5, 6)) == (("e1", "e2", "e3", "e4"), 1)
    assert sample(rule, ranked(1, 1, 1, 4)) == (("e1", "e2", "e3"), 1)
    assert sample(rule, ranked(1)) == (("e1",), 0)
    assert sample(rule, []) == ((), 0)


def test_a_rule_may_ask_for_nobody_or_for_all() -> None:
    assert sample(with_terms(review=ReviewRule("0", "0%", "5%")), everybody(9)) == ((), 0)
    assert sample(with_terms(review=ReviewRule("0", "100%", "5%")), everybody(9)) == ((), 9)
    assert len(sample(with_terms(review=ReviewRule("100%", "0%", "5%")), everybody(9)).must) == 9
    assert len(sample(with_terms(review=ReviewRule("99", "0%", "5%")), everybody(9)).must) == 9
    assert sample(NO_TERMS, everybody(9)) == ((), 0)


@given(st.integers(1, 200), st.integers(0, 30), st.integers(0, 100))
def test_the_sample_is_never_smaller_than_the_rule_asks_nor_by_one_larger(count: int, top: int, percent: int) -> None:
    must, others = sample(with_terms(review=ReviewRule(str(top), f"{percent}%", "5%")), everybody(count))
    assert len(must) == min(top, count)
    assert (others - 1) * 100 < percent * (count - len(must)) <= others * 100 or (others, percent) == (0, 0)


# --- the steps ------------------------------------------------------------------------------------------------------


def ready() -> Way:
    """Eight, marked and signed; the first two and half of the others are to be looked through; 25 % is the limit."""
    return way(entrants=[f"e{number}" for number in range(1, 9)]).come_to("review")


def reviewed(*wrong: str) -> Way:
    held = ready()
    held.take(held.sample())
    held.take(ReviewRecorded("T", wrong, PAPER))
    return held


def test_a_result_is_not_final_before_its_review_is_drawn_and_recorded() -> None:
    held = ready()
    assert held.refused(held.final()) == ["review-missing"]
    held.take(held.sample())
    assert held.T.review is not None and held.T.review.wrong is None
    assert held.refused(held.final()) == ["review-missing"]
    held.take(ReviewRecorded("T", ()))
    assert (held.T.stage, held.T.review.entrants) == ("review", ("e1", "e2", "e3", "e4", "e5"))
    held.take(held.final())
    assert held.T.stage == "final"


def test_who_was_found_wrong_is_put_right_before_the_result_is_final() -> None:
    held = reviewed("e3")
    assert still_wrong(held.T) == ("e3",)
    assert held.refused(held.final()) == ["review-open"]
    held.correct("J1", "e1", "7.5")
    assert held.refused(held.final()) == ["review-open"]
    held.correct("J1", "e3", "6.5")
    assert still_wrong(held.T) == ()
    held.take(held.final())


def test_a_reopened_sheet_and_an_adjustment_put_right_as_well() -> None:
    held = reviewed("e3")
    held.penalty("e3", "0.5")
    held.take(held.final())
    held = reviewed("e3")
    held.agree(SheetReopened("J1", "e3", "final"))
    assert held.refused(held.final()) == ["sheet-unsigned"]
    held.sign("J1", "e3")
    held.take(held.final())


def test_a_correction_before_the_review_does_not_put_right_what_it_finds() -> None:
    held = ready()
    held.correct("J1", "e3", "6.5")
    held.take(held.sample())
    held.take(ReviewRecorded("T", ("e3",)))
    assert held.refused(held.final()) == ["review-open"]


def test_too_many_wrong_ones_make_it_a_review_of_all() -> None:
    held = reviewed("e2", "e3")  # 2 of 5
    assert held.T.review is not None and held.T.review.full_needed
    assert held.refused(held.sample()) == ["review-open"] * 2
    held.correct("J1", "e2", "6.5")
    held.correct("J1", "e3", "5.5")
    assert held.refused(held.final()) == ["review-missing"]
    assert asked(held.T) == (("e1", "e2", "e3", "e4", "e5", "e6", "e7", "e8"), 0)
    assert held.refused(ReviewDrawn("T", ("e6", "e7"))) == ["sample-lacks-first"]
    held.take(ReviewDrawn("T", ("e6", "e7", "e8")))
    held.take(ReviewRecorded("T", ("e8",)))
    assert held.T.review.full_needed is False
    assert held.T.review.seen == set(held.T.index)
    assert list(held.T.review.found) == ["e2", "e3", "e8"]
    held.correct("J2", "e8", "0.5")
    held.take(held.final())


def test_a_rate_that_equals_the_limit_is_not_too_many() -> None:
    held = way(with_terms(review=ReviewRule("2", "50%", "20%")), [f"e{number}" for number in range(1, 9)])
    held.come_to("review")
    held.take(held.sample())
    held.take(ReviewRecorded("T", ("e1",)))
    assert held.T.review is not None and not held.T.review.full_needed


def test_who_comes_among_the_first_by_a_correction_is_looked_through_as_well() -> None:
    held = reviewed("e3")
    held.correct("J1", "e3", "5")
    for judge in ("J1", "J2"):
        held.correct(judge, "e8", "9.5")
    assert lacking(held.T) == (("e8",), 0)
    assert held.refused(held.final()) == ["review-missing"]
    assert held.refused(ReviewDrawn("T", ("e7",))) == ["sample-lacks-first"]
    held.take(ReviewDrawn("T", ("e8",)))
    held.take(ReviewRecorded("T", ()))
    held.take(held.final())


def test_a_trade_whose_terms_ask_for_no_review_needs_none() -> None:
    held = way(with_terms(review=None)).come_to("review")
    assert held.refused(ReviewDrawn("T", ("1",))) == ["no-review"]
    assert still_wrong(held.T) == ()
    held.take(held.final())


def test_where_nobody_has_a_place_nobody_is_to_be_looked_through() -> None:
    held = way(entrants=("1",)).come_to("review")
    held.agree(dsq("1"))
    held.sign_module("A")
    held.take(held.final())


def drawn() -> Way:
    held = ready()
    held.take(held.sample())
    return held


def finished() -> Way:
    return ready().come_to("final")


FIRST = ("e1", "e2", "e3", "e4", "e5")
REFUSED: list[tuple[object, Fact, list[str]]] = [
    (way, ReviewDrawn("X", ()), ["unknown-trade"]),
    (finished, ReviewDrawn("T", FIRST), ["trade-final"]),
    (drawn, ReviewDrawn("T", FIRST), ["review-drawn"]),
    (ready, ReviewDrawn("T", ()), ["empty-value", "sample-lacks-first", "sample-too-small"]),
    (reviewed, ReviewDrawn("T", ()), ["empty-value"]),
    (ready, ReviewDrawn("T", FIRST[1:]), ["sample-lacks-first"]),
    (ready, ReviewDrawn("T", FIRST[:4]), ["sample-too-small"]),
    (ready, ReviewDrawn("T", (*FIRST, "e5")), ["duplicate-id"]),
    (ready, ReviewDrawn("T", (*FIRST, "nobody")), ["not-placed"]),
    (way, ReviewRecorded("X", ()), ["unknown-trade"]),
    (finished, ReviewRecorded("T", ()), ["trade-final"]),
    (ready, ReviewRecorded("T", ()), ["review-not-drawn"]),
    (reviewed, ReviewRecorded("T", ()), ["review-not-drawn"]),
    (drawn, ReviewRecorded("T", ("e8",)), ["not-in-review"]),
    (drawn, ReviewRecorded("T", ("e1", "e1"), "no digest"), ["duplicate-id", "bad-digest"]),
]


@pytest.mark.parametrize(("made", "fact", "problems"), REFUSED)
def test_each_reason_to_refuse(made: type[Way], fact: Fact, problems: list[str]) -> None:
    assert made().refused(fact) == problems


def test_no_sample_is_drawn_while_anything_is_left_to_mark_or_to_sign() -> None:
    held = way()
    found = held.refused(ReviewDrawn("T", ()))
    assert found[:4] == ["aspects-owed"] * 4
    assert set(found) <= MARKING | {"empty-value"}
    held.come_to("marking")
    assert set(held.refused(held.sample())) == {"sheet-unsigned", "module-unsigned"}


def test_a_replay_comes_to_the_same_review() -> None:
    held = reviewed("e2", "e3")
    again = replay("event", held.lines, held.contents).trades["T"]
    assert (again.review, again.corrected) == (held.T.review, held.T.corrected)

"""The notice: posted with the final table, objected to while it stands, closed when its days are over and all is
answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scoring.engine import apply, replay
from scoring.facts import Fact
from scoring.lines import NOTHING
from scoring.problems import BrokenPromiseError
from scoring.procedure.notices import may_close_on, named, to_reopen, to_rule
from scoring.procedure.records import Notice, Objection
from scoring.procedure.seconds import change_text
from scoring.steps import (
    NoticeClosed,
    NoticePosted,
    ObjectionFiled,
    ObjectionRuled,
    Proposed,
    Rejected,
    ResultReopened,
)
from tests.scoring.field import single
from tests.scoring.procedures import MONDAY, PAPER, Way, dsq, sealed_way, way, with_terms

TUESDAY, WEDNESDAY = "2026-05-12", "2026-05-13"


def posted() -> Way:
    return way().come_to("notice")


def objected(entrant: str = "2") -> Way:
    held = posted()
    held.take(ObjectionFiled("T", entrant, TUESDAY, PAPER))
    return held


def test_a_notice_stands_for_its_working_days_and_is_then_closed() -> None:
    held = way().come_to("final")
    assert may_close_on(held.T) == ""
    held.take(held.posting())
    line = held.state.seq
    assert (held.T.notice, held.T.stage) == (Notice(line, MONDAY), "notice")
    assert may_close_on(held.T) == WEDNESDAY
    assert held.refused(NoticeClosed("T", TUESDAY)) == ["notice-stands"]
    held.take(NoticeClosed("T", WEDNESDAY))
    assert (held.T.notice, held.T.stage) == (Notice(line, MONDAY, line + 1, WEDNESDAY), "noticed")


def test_holidays_lengthen_a_notice_and_one_of_no_days_closes_on_the_day_it_is_posted() -> None:
    held = way(with_terms(holidays=(TUESDAY,))).come_to("notice")
    assert may_close_on(held.T) == "2026-05-14"
    held = way(with_terms(working_days=0)).come_to("notice")
    held.take(NoticeClosed("T", MONDAY))


def test_an_objection_is_ruled_before_the_notice_closes() -> None:
    held = objected()
    line = held.state.seq
    assert to_rule(held.T) == {line: Objection("2", TUESDAY, PAPER)}
    assert held.refused(NoticeClosed("T", WEDNESDAY)) == ["objection-pending"]
    held.take(ObjectionRuled(line, "dismissed", "none", PAPER))
    assert held.T.objections == {line: Objection("2", TUESDAY, PAPER, "dismissed", "none", line + 1)}
    assert to_rule(held.T) == {}
    held.take(NoticeClosed("T", WEDNESDAY))


def test_an_upheld_objection_may_have_no_consequence() -> None:
    held = objected("")
    held.take(held.ruling("none"))
    held.take(NoticeClosed("T", WEDNESDAY))


def test_an_upheld_objection_with_consequence_opens_the_result_again_and_the_notice_is_void() -> None:
    held = objected()
    held.take(held.ruling("reopen"))
    assert list(to_reopen(held.T)) == list(held.T.objections)
    assert held.refused(NoticeClosed("T", WEDNESDAY)) == ["reopen-pending"]
    held.reopen()
    assert (held.T.notice, held.T.final, held.T.stage, to_reopen(held.T)) == (None, False, "review", {})
    held.correct("J1", "2", "2.5")
    held.come_to("noticed")
    assert len(held.T.objections) == 1


def test_an_objection_without_a_ruling_still_waits_after_the_result_was_opened_again() -> None:
    held = objected()
    held.reopen()
    assert held.refused(held.ruling("reopen")) == ["result-open"]
    held.come_to("notice")
    assert held.refused(held.closing()) == ["objection-pending"]
    held.take(held.ruling("none"))
    held.take(held.closing())


def test_a_notice_does_not_close_while_two_persons_decide_on_opening_the_result_again() -> None:
    held = posted()
    held.open(single(), ("x", "y"), {"P": ["J1"]}, trade="U")
    held.take(Proposed(change_text(dsq("x")), "rule-3"))
    held.take(Proposed(change_text(ResultReopened("T")), "rule-3"))
    assert held.refused(held.closing()) == ["proposal-pending"]
    held.take(Rejected(held.state.seq))
    held.take(held.closing())


def test_days_do_not_run_backwards_even_over_a_new_notice() -> None:
    held = objected()
    assert held.refused(ObjectionFiled("T", "", MONDAY, PAPER)) == ["day-went-back"]
    held.take(held.ruling("none"))
    assert held.refused(NoticeClosed("T", MONDAY)) == ["day-went-back"]
    held.reopen()
    held.come_to("final")
    assert held.refused(replace(held.posting(), day=MONDAY)) == ["day-went-back"]
    held.take(held.posting())
    assert held.T.notice == Notice(held.state.seq, TUESDAY)


def test_in_a_blind_trade_an_objection_names_who_was_behind_the_code() -> None:
    held = sealed_way(("1", "2", "3", "4"))
    assert named(held.T) == set()
    held.come_to("review")
    held.take(held.unsealing(("1", "2", "3", "4")))
    assert named(held.T) == {"1", "2", "3", "4"}
    held.come_to("notice")
    assert held.refused(held.objection("T01")) == ["not-in-trade"]
    held.take(held.objection("1"))


def finished() -> Way:
    return way().come_to("final")


def bare() -> Way:
    held = way(None)
    held.mark(4, 3, 2, 1)
    held.finalise()
    return held


def noticed() -> Way:
    return way().come_to("noticed")


def board() -> str:
    return finished().posting().board


def ruled() -> Way:
    held = objected()
    held.take(held.ruling())
    return held


REFUSED: list[tuple[object, Fact, list[str]]] = [
    (Way, NoticePosted("T", NOTHING, MONDAY), ["unknown-trade"]),
    (way, NoticePosted("T", NOTHING, MONDAY), ["too-early"]),
    (bare, NoticePosted("T", NOTHING, MONDAY), ["no-terms"]),
    (finished, NoticePosted("T", NOTHING, "11 May"), ["other-board", "bad-date"]),
    (posted, NoticePosted("T", board(), MONDAY), ["too-late"]),
    (Way, ObjectionFiled("T", "1", MONDAY, PAPER), ["unknown-trade"]),
    (finished, ObjectionFiled("T", "1", MONDAY, PAPER), ["too-early"]),
    (noticed, ObjectionFiled("T", "1", "2026-06-01", PAPER), ["too-late"]),
    (posted, ObjectionFiled("T", "stranger", "2026-13-01", "x"), ["not-in-trade", "bad-date", "bad-digest"]),
    (posted, ObjectionRuled(7, "upheld", "none", ""), ["unknown-objection"]),
    (ruled, ObjectionRuled(24, "upheld", "none", ""), ["objection-ruled"]),
    (objected, ObjectionRuled(24, "perhaps", "money", "x"), ["unknown-choice", "unknown-choice", "bad-digest"]),
    (objected, ObjectionRuled(24, "dismissed", "reopen", ""), ["dismissed-without"]),
    (Way, NoticeClosed("T", MONDAY), ["unknown-trade"]),
    (finished, NoticeClosed("T", MONDAY), ["too-early"]),
    (noticed, NoticeClosed("T", "2026-06-01"), ["too-late"]),
    (posted, NoticeClosed("T", "soon"), ["bad-date"]),
    (bare, NoticeClosed("T", MONDAY), ["no-terms", "too-early"]),
]


@pytest.mark.parametrize(("made", "fact", "problems"), REFUSED)
def test_each_reason_to_refuse(made: type[Way], fact: Fact, problems: list[str]) -> None:
    assert made().refused(fact) == problems


def test_what_is_too_early_says_what_is_needed_and_where_the_trade_is() -> None:
    held = way()
    (problem,) = held.record(NoticePosted("T", NOTHING, MONDAY)).problems
    assert (problem.code, dict(problem.facts)) == ("too-early", {"needs": "final", "stage": "preparing"})


@pytest.mark.parametrize("fact", [ObjectionRuled(1, "upheld", "none", ""), NoticeClosed("T", MONDAY)])
def test_a_line_that_could_not_have_been_recorded_is_not_taken_in(fact: Fact) -> None:
    held = way()
    line = held.lines[-1]._replace(seq=held.state.seq + 1, fact=fact)
    with pytest.raises(BrokenPromiseError):
        apply(held.state, line, held.contents)


def test_a_replay_comes_to_the_same_notice_and_objections() -> None:
    held = ruled()
    again = replay("event", held.lines, held.contents).trades["T"]
    assert (again.notice, again.objections, again.day) == (held.T.notice, held.T.objections, held.T.day)

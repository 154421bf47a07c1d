"""What stands before a final result: all of it, with who has to act and since when, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given

from scoring.boards.board import table_digest
from scoring.checks import check
from scoring.facts import Cell, Finalised, MarkGiven
from scoring.procedure.blocking import APART, Blocker, blocks
from scoring.procedure.review import sample
from scoring.procedure.terms import ReviewRule, Terms
from scoring.steps import MarkCorrected, ResultReopened, ReviewDrawn, ReviewRecorded, SheetReopened
from tests.scoring.field import Contest, aspect, codes, contest, criterion, document, module, phase, single
from tests.scoring.strategies import Move, Setting, begin, moves, play, settings_of

SIGNED = Terms(date="2026-05-02", signatures=True)
CELL = Cell("J1", "01", "final", "", "A1")


def blocked(held: Contest) -> list[Blocker]:
    return blocks(held.state, held.state.trades["T"])


def called(held: Contest) -> list[str]:
    return [each.code for each in blocked(held)]


def opened(terms: Terms | None = None) -> Contest:
    """Two entrants, two judges."""
    return contest(single(), ["01", "02"], {"P": ["J1", "J2"]}, terms=terms)


def marked(terms: Terms | None = None) -> Contest:
    held = opened(terms)
    held.panel("P").gives(7, 8).on("A1").to("01")
    held.panel("P").gives(5, 6).on("A1").to("02")
    return held


@given(settings_of(), moves())
def test_a_result_can_be_final_exactly_where_nothing_stands_before_it(setting: Setting, script: list[Move]) -> None:
    held = begin(setting)
    for fact in play(held, script):
        held.record(fact)
        trade = held.state.trades["T"]
        if not trade.final:
            verdict = check(held.state, Finalised("T", table_digest(trade)))
            found = blocks(held.state, trade)
            assert [(each.code, each.facts) for each in verdict.problems] == [(each.code, each.facts) for each in found]
            assert all(each.since or each.code in ("module-changed", "tie-undecided") for each in found)
            owed = sum(int(each.facts["owed"]) for each in found if each.code == "aspects-owed")
            apart = {
                (each.facts["entrant"], each.facts["phase"], each.facts["aspect"], each.facts["item"])
                for each in found
                if each.code in APART.values()
            }
            assert owed + len(apart) == trade.due - trade.settled


def test_owed_marks_are_the_judges_since_the_trade_opened() -> None:
    held = opened()
    named: Mapping[str, str] = {"entrant": "01", "phase": "final", "owed": "1"}
    assert blocked(held)[0] == Blocker("aspects-owed", named, "judge", held.lines[1].at)
    assert called(held) == ["aspects-owed"] * 2


def test_a_round_that_nobody_has_gone_on_to_is_the_organisers_and_its_marks_are_owed_since_somebody_has() -> None:
    stated = document(
        module("A", criterion("C", aspect("A1", "one"))),
        phases=[phase("one"), phase("two", entry={"from": "one", "cut": "stated"})],
    )
    held = contest(stated, ["01", "02"], {"P": ["J1"]}, terms=SIGNED)
    held.judge("J1").gives(7).on("A1").to("01", "02")
    held.sign_all()
    held.sign_module("A")
    assert blocked(held) == [Blocker("nobody-advanced", {"phase": "two"}, "organiser", held.lines[1].at)]
    held.advance("two", "01")
    named = {"entrant": "01", "phase": "two", "owed": "1"}
    assert blocked(held)[0] == Blocker("aspects-owed", named, "judge", held.lines[-1].at)
    assert called(held) == ["aspects-owed", "sheet-unsigned", "module-unsigned"]
    held.out("01", "dns", phase="two")
    assert called(held) == ["module-unsigned"]


def test_a_spread_is_the_chief_judges_since_the_mark_that_made_it_and_owed_by_nobody_else() -> None:
    stated = single("judgement", max="3", spread=1)
    held = contest(stated, ["01", "02"], {"P": ["J1", "J2"]})
    held.panel("P").gives(0, 3).on("A1").to("01")
    since = held.lines[-1].at
    held.judge("J1").gives(1).on("A1").to("01")
    named = {"entrant": "01", "phase": "final", "aspect": "A1", "item": ""}
    assert blocked(held)[1:] == [Blocker("spread-open", named, "chief", since)]
    assert blocked(held)[0].facts["entrant"] == "02"
    held.out("01", "dnf")
    assert called(held) == ["aspects-owed"]


def test_marks_that_settle_nothing_for_another_reason_are_owed() -> None:
    held = contest(single("trimmed-mean", drop_high=1, drop_low=1), ["01"], {"P": ["J1", "J2", "J3"]})
    held.panel("P").gives(5, 5, "absent").on("A1").to("01")
    assert called(held) == ["aspects-owed"]


def test_held_marks_and_proposals_wait_for_chief_judge_and_second_person() -> None:
    held = marked()
    held.open(single(), ["03"], {"P": ["J1", "J2"]}, trade="U")
    held.panel("P").gives(7, 8).on("A1").to("03")
    for entrant in ("01", "03"):
        held.sign("J1", entrant)
    assert called(held) == []
    assert held.record(MarkGiven(CELL, "9")).status == "held"
    mark = held.lines[-1]
    line = held.propose(MarkCorrected(CELL, "5", held.seq("J1", "01", "A1")))
    held.propose(SheetReopened("J1", "03", "final"))
    assert blocked(held) == [
        Blocker("mark-held", {"seq": str(mark.seq), "entrant": "01"}, "chief", mark.at),
        Blocker("proposal-pending", {"line": str(line)}, "second", held.lines[line - 1].at),
    ]


def test_signatures_stand_in_the_way_only_where_the_terms_ask_for_them() -> None:
    assert called(marked()) == called(marked(Terms(date="2026-05-02"))) == []
    held = marked(SIGNED)
    since = held.lines[1].at
    sheets = {"phase": "final", "entrant": "01", "sheets": "2"}
    assert blocked(held) == [
        Blocker("sheet-unsigned", {"judge": "J1", **sheets}, "judge", since),
        Blocker("sheet-unsigned", {"judge": "J2", **sheets}, "judge", since),
        Blocker("module-unsigned", {"module": "A", "phase": "final"}, "chief", since),
    ]
    held.sign_all()
    assert called(held) == ["module-unsigned"]
    held.sign_module("A")
    held.finalise()


def test_a_supervisor_signs_each_module_where_the_terms_ask_for_it() -> None:
    held = marked(replace(SIGNED, countersigned=True))
    held.sign_all()
    held.sign_module("A")
    assert held.state.trades["T"].stage == "marking"
    assert blocked(held) == [Blocker("module-uncountersigned", {"module": "A", "phase": "final"}, "supervisor", "")]
    held.countersign("A")
    assert held.state.trades["T"].stage == "review"
    held.agree(MarkCorrected(CELL, "5", held.seq("J1", "01", "A1")))
    held.sign_module("A")
    assert called(held) == ["module-uncountersigned"]
    held.countersign("A")
    held.finalise()


def test_a_module_whose_figures_are_others_than_were_signed_is_signed_again() -> None:
    held = marked(SIGNED)
    held.sign_all()
    held.sign_module("A")
    held.agree(MarkCorrected(CELL, "5", held.seq("J1", "01", "A1")))
    assert blocked(held) == [Blocker("module-changed", {"module": "A", "phase": "final"}, "chief", "")]
    held.sign_module("A")
    held.finalise()
    held.agree(ResultReopened("T"))
    held.agree(SheetReopened("J1", "01", "final"))
    assert called(held) == ["sheet-unsigned"]


def test_a_sealed_trade_is_unsealed_first() -> None:
    held = marked()
    held.state.trades["T"].codes = {}
    assert blocked(held) == [Blocker("still-sealed", {"trade": "T"}, "draw", held.lines[1].at)]
    held.state.trades["T"].codes = {"01": "a", "02": "b"}
    assert blocked(held) == []


def reviewing() -> Contest:
    """The first and half of the others are looked through again."""
    return marked(Terms(date="2026-05-02", review=ReviewRule("1", "50%", "60%")))


def test_a_review_is_drawn_recorded_and_put_right() -> None:
    held = reviewing()
    assert blocked(held) == [Blocker("review-missing", {"trade": "T", "entrants": "2"}, "supervisor", "")]
    held.take(ReviewDrawn("T", ("01", "02")))
    drawn = held.lines[-1].at
    assert blocked(held) == [Blocker("review-missing", {"trade": "T", "entrants": "2"}, "supervisor", drawn)]
    held.sign("J1", "01")
    held.take(ReviewRecorded("T", ("01",)))
    assert blocked(held) == [Blocker("review-open", {"entrant": "01"}, "organiser", held.lines[-1].at)]
    held.agree(MarkCorrected(CELL, "5", held.seq("J1", "01", "A1")))
    held.finalise()


def test_a_second_look_that_nobody_asked_for_is_recorded_once_it_is_drawn() -> None:
    held = reviewing()
    held.take(ReviewDrawn("T", ("01", "02")))
    held.take(ReviewRecorded("T", ()))
    held.take(ReviewDrawn("T", ("02",)))
    assert [each.facts["entrants"] for each in blocked(held)] == ["1"]


def test_where_everybody_is_out_there_is_nothing_to_review() -> None:
    held = reviewing()
    held.out("01", "dsq")
    held.out("02", "dns")
    assert sample(held.state.trades["T"].terms, []) == ((), 0)
    held.finalise()


@pytest.mark.parametrize("terms", [None, SIGNED])
def test_everything_in_the_way_is_said_at_once_and_the_digest_last(terms: Terms | None) -> None:
    held = opened(terms)
    held.panel("P").gives(7, 8).on("A1").to("01")
    held.sign("J1", "01")
    held.record(MarkGiven(CELL, "9"))
    held.propose(SheetReopened("J1", "01", "final"))
    signatures = ["sheet-unsigned", "sheet-unsigned", "module-unsigned"] if terms else []
    problems = check(held.state, Finalised("T", "0" * 64)).problems
    assert codes(problems) == ["aspects-owed", "mark-held", "proposal-pending", *signatures, "other-board"]
    assert {each.where for each in problems[:-1]} == {"trade"}

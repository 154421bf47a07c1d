"""What keeps a scheme from being amended: each reason is said, and nothing changes."""

from __future__ import annotations

from scoring import sheets
from scoring.boards.board import table_digest
from scoring.engine import apply
from scoring.facts import Cell, PanelClosed
from scoring.procedure.amending import MOST, amended, amendment_problems
from scoring.procedure.amending import given as marks_of
from scoring.procedure.seconds import change_text
from scoring.procedure.terms import Terms
from scoring.scheme import read_scheme
from scoring.steps import Proposed, ResultReopened, ReviewDrawn, ReviewRecorded
from tests.scoring.amendments import baked, bakery, brought, gone_on, refused, rounds
from tests.scoring.field import Contest, Document, aspect, codes, contest, criterion, document, module, phase, single

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

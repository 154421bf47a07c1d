"""Amendments: another scheme for what was marked, and what it comes to."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given

from scoring import lines
from scoring.facts import Cell, MarkGiven
from scoring.procedure.amending import amended, amendment_problems
from scoring.procedure.seconds import change_text
from scoring.procedure.terms import Terms
from scoring.procedure.whatif import differences, what_if
from scoring.scheme import parse_scheme, read_scheme, scheme_text
from scoring.steps import Proposed, SchemeAmended
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
)
from tests.scoring.longway import differences as unequal
from tests.scoring.strategies import Move, Setting, begin, moves, run, settings_of


def welding(weight: str = "1", highest: str = "10", **settings: object) -> Document:
    return document(
        module(
            "work",
            criterion("seam", aspect("shape", panel="P", highest=highest, weight=weight), aspect("root", panel="P")),
            criterion("tidy", aspect("order", "one", panel="Q")),
        ),
        phases=[phase("final", **settings)],
    )


def marked() -> Contest:
    held = contest(welding(), ["01", "02", "03"], {"P": ["J1", "J2"], "Q": ["K1"]})
    panel, clock = held.panel("P"), held.judge("K1")
    panel.gives(8, 9).on("shape").to("01")
    panel.gives(6, 6).on("shape").to("02")
    panel.gives(5, 5).on("root").to("01")
    panel.gives(8, 8).on("root").to("02")
    clock.gives(3).on("order").to("01", "02")
    return held


def text_of(stated: Document) -> str:
    made, problems = read_scheme(stated)
    assert made is not None, problems
    return scheme_text(made)


def change_to(held: Contest, stated: Document) -> SchemeAmended:
    """The change to another scheme, its text at hand."""
    text = text_of(stated)
    change = SchemeAmended("T", lines.digest(text))
    held.contents[change.scheme] = text
    return change


def refusals(held: Contest, stated: Document) -> list[tuple[str, str]]:
    change = change_to(held, stated)
    return [(each.code, each.where) for each in held.record(Proposed(change_text(change), "wrong-maximum")).problems]


def test_a_wrong_weight_is_put_right_by_two_and_everybody_moves_as_was_shown_before() -> None:
    held = marked()
    assert [entrant for entrant, _ in held.order()] == ["02", "01", "03"]
    change = change_to(held, welding(weight="4"))
    before, after = what_if(held.state, change, held.contents)
    moved = [(each.entrant, each.total_after, each.rank_after) for each in differences(before, after)]
    assert moved == [("01", "42.00", "1"), ("02", "35.00", "2")]
    assert unequal(held) == []
    versions = held.board().version
    held.agree(change)
    assert [entrant for entrant, _ in held.order()] == ["01", "02", "03"]
    assert held.row("01")["total"] == "42.00"
    assert held.board().version == versions + 1


def test_marks_given_afterwards_count_under_the_scheme_that_is_there_then() -> None:
    held, other = marked(), contest(welding(weight="4"), ["01", "02", "03"], {"P": ["J1", "J2"], "Q": ["K1"]})
    held.agree(change_to(held, welding(weight="4")))
    for each in (held, other):
        each.panel("P").gives(9, 7).on("shape").to("03")
    assert held.figure("seam", "03") == other.figure("seam", "03") == 32


def test_nobody_moves_a_version_by_a_change_that_shows_nowhere() -> None:
    held = marked()
    before = held.views()
    held.agree(change_to(held, welding(highest="12")))
    assert held.views() == before


def test_a_sheet_that_is_asked_for_more_than_was_signed_is_open_again() -> None:
    held = marked()
    held.sign("J1", "01")
    held.sign("K1", "01")
    wider = welding()
    wider["modules"][0]["criteria"][0]["aspects"].append(aspect("back", panel="P"))
    held.agree(change_to(held, wider))
    assert set(held.state.trades["T"].signed) == {("K1", "01", "final")}
    held.panel("P").gives(1, 1).on("back").to("01")
    assert held.figure("seam", "01") == Fraction(29, 2)


def test_what_was_marked_adjusted_or_is_asked_for_must_stay() -> None:
    held = marked()
    held.penalty("01", "1", figure="tidy")
    narrow = welding(highest="8")
    assert refusals(held, narrow) == [("mark-does-not-fit", "scheme")]
    gone = welding()
    del gone["modules"][0]["criteria"][1]
    assert refusals(held, gone) == [
        ("marked-gone", "scheme"),
        ("marked-gone", "scheme"),
        ("adjusted-gone", "scheme"),
    ]
    seatless = welding()
    seatless["modules"][0]["criteria"][1]["aspects"][0]["panel"] = "P"
    assert ("mark-without-seat", "scheme") in refusals(held, seatless)
    assert refusals(held, welding()) == [("scheme-same", "scheme")]
    other = welding()
    other["phases"] = [phase("last")]
    assert refusals(held, other) == [("phases-differ", "scheme")]


def test_a_final_result_is_opened_again_first_and_a_scheme_must_be_there_to_be_read() -> None:
    held = marked()
    held.out("03", "dns")
    held.finalise()
    assert ("trade-final", "trade") in refusals(held, welding(weight="4"))
    unread = SchemeAmended("T", "0" * 64)
    assert codes(held.record(Proposed(change_text(unread), "wrong")).problems) == ["trade-final", "content-missing"]
    held.contents["0" * 64] = "{}"
    assert codes(held.record(Proposed(change_text(unread), "wrong")).problems) == ["trade-final", "bad-scheme"]
    nowhere = SchemeAmended("U", "0" * 64)
    assert codes(held.record(Proposed(change_text(nowhere), "wrong")).problems) == ["unknown-trade"]


@given(settings_of(), moves())
def test_under_the_same_scheme_a_trade_is_what_it_was(setting: Setting, script: list[Move]) -> None:
    held = run(begin(setting), script)
    for trade in held.state.trades.values():
        again = amended(trade, trade.plan.scheme)
        assert [each.code for each in amendment_problems(trade, parse_scheme(scheme_text(trade.plan.scheme)))] == [
            "scheme-same"
        ]
        assert (list(again.order), again.rows, again.counts) == (list(trade.order), trade.rows, trade.counts)
        assert (again.due, again.settled, again.apart) == (trade.due, trade.settled, trade.apart)
        assert again.signed == trade.signed


def diving(*, items: bool = True, table: bool = True, criterion_id: str = "dives") -> Document:
    tables = {"S": {"kind": "linear", "base": "0", "point": "0", "slope": "2"}} if table else {}
    return document(
        module("A", criterion(criterion_id, aspect("form"), items=items)),
        module("B", criterion("entry", aspect("b"))),
        tables=tables,
    )


def test_items_keep_their_criterion_and_their_table() -> None:
    rows = [("final", "01", "1", "dives", "", "", "S", "")]
    held = Contest().open(diving(), ["01"], {"P": ["J1"]}, items=rows)
    assert refusals(held, diving(table=False)) == [("dangling-table", "scheme")]
    assert refusals(held, diving(criterion_id="leaps")) == [("item-gone", "scheme")]
    held.penalty("01", "1", figure="dives", item="1")
    assert refusals(held, diving(items=False)) == [("item-gone", "scheme"), ("adjusted-gone", "scheme")]


def test_figures_that_awards_ask_for_stay() -> None:
    terms = Terms(date="2026-05-01", papers={"practical": ("final", "A+B"), "all": ("final", "total")})
    held = Contest().open(diving(), ["01"], {"P": ["J1"]}, terms=terms)
    without = diving()
    del without["modules"][1]
    assert refusals(held, without) == [("paper-gone", "scheme")]


def test_attempts_that_were_marked_stay() -> None:
    tried = {"count": 2, "rule": "best"}
    held = contest(document(module("A", criterion("C", aspect("leap", attempts=tried)))), ["01"], {"P": ["J1"]})
    held.take(MarkGiven(Cell("J1", "01", "final", "", "leap", 2), "5"))
    assert refusals(held, document(module("A", criterion("C", aspect("leap"))))) == [("marked-gone", "scheme")]

"""Contests in which facts are checked, each as far as its name says; and facts to state there."""

from __future__ import annotations

from scoring.boards.board import table_digest
from scoring.checks import HELD
from scoring.facts import Adjusted, Cell, MarkGiven, Recusal, Seat, TradeOpened
from scoring.lines import NOTHING
from scoring.nodes import TOTAL
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase, single

ROSTER = (("07", ""), ("08", ""))
SEATS = (Seat("", "P", "", "J1"),)


def held_in_a_hall() -> Contest:
    """Two rounds, one to go on to the second; a criterion with items; 03 did not start."""
    stated = document(
        module(
            "A",
            criterion("C", aspect("a", "one", step="0.5", panel="P")),
            criterion("D", aspect("d", "one", lowest="-3", highest="3", table="S", panel="Q"), items=True),
        ),
        phases=[
            phase("prelim"),
            phase("final", modules=["A"], entry={"from": "prelim", "cut": 1}),
            phase("sum", modules=[], carry=[{"phase": "prelim"}]),
        ],
        tables={"S": {"kind": "lookup", "rows": [["-3", "0"], ["1", "2"], ["3", "9"]]}},
    )
    rows = [("prelim", entrant, "1", "D", "", "", "", "") for entrant in ("01", "02")]
    held = contest(stated, ["01", "02", "03"], {"P": ["J1"], "Q": ["K1"]}, items=rows)
    held.out("03", "dns")
    return held


def said_in_words() -> Contest:
    """Every mark needs words."""
    stated = document(module("A", criterion("C", aspect("a", comment="always"))), phases=[phase("prelim")])
    return contest(stated, ["01"], {"P": ["J1"]})


def complete() -> Contest:
    held = held_in_a_hall()
    held.judge("J1").gives(5).on("a").to("01", "02")
    held.judge("J1").gives(6).on("a").to("02")
    held.judge("K1").gives(1).on("d", item="1").to("01", "02")
    return held


def disqualified() -> Contest:
    held = held_in_a_hall()
    held.disqualify("01")
    return held


def with_a_cup() -> Contest:
    held = held_in_a_hall()
    held.prize("cup", points="total")
    return held


def final() -> Contest:
    held = contest(single("one"), ["07", "08"], {"P": ["J1"]})
    held.judge("J1").gives(5).on("A1").to("07", "08")
    held.finalise()
    return held


def digest(held: Contest) -> str:
    return table_digest(held.state.trades["T"])


def mark(value: str = "5", **where: str) -> MarkGiven:
    at = {"judge": "J1", "entrant": "01", "phase": "prelim", "item": "", "aspect": "a"} | where
    return MarkGiven(Cell(at["judge"], at["entrant"], at["phase"], at["item"], at["aspect"]), value)


def adjusted(value: str = "1", kind: str = "penalty", **where: str) -> Adjusted:
    place = {"entrant": "01", "phase": "prelim", "figure": TOTAL, "item": "", "reason": "rule-7"} | where
    return Adjusted(place["entrant"], place["phase"], place["figure"], place["item"], kind, value, place["reason"])


def opened(trade: str = "U", roster: tuple[tuple[str, str], ...] = ROSTER) -> TradeOpened:
    return TradeOpened(trade, NOTHING, NOTHING, roster, SEATS)


def one_held() -> Contest:
    held = contest(single("one"), ["07"], {"P": ["J1"]})
    held.judge("J1").gives(5).on("A1").to("07")
    held.sign("J1", "07")
    assert held.judge("J1").gives(6).on("A1").offered_to("07") == HELD
    return held


def one_closed() -> Contest:
    held = held_in_a_hall()
    held.close("P")
    return held


def recused() -> Contest:
    return Contest().open(single("one"), ["01"], {"P": ["J1", "J2"]}, recusals=[Recusal("J1", "01", "P", "")])


def gone_on() -> Contest:
    held = complete()
    held.advance("final", "02")
    return held


def frozen() -> Contest:
    held = final()
    held.freeze()
    return held

"""What the lines add up to, as others read it: who owes what, who is in, who is out."""

from __future__ import annotations

import pytest

from scoring.facts import Seat
from scoring.items import items_text, parse_items
from scoring.phases import OUT
from scoring.state import AUDIENCES, INSIDE, PUBLIC, Plan, State
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase, scheme

PARTS = (
    module("A", criterion("C", aspect("a", panel="P"), aspect("b", panel="Q"))),
    module("D", criterion("dive", aspect("award", panel="P"), items=True)),
)
ROUNDS = (phase("heat"), phase("final", entry={"from": "heat", "cut": "stated"}, carry=[{"phase": "heat"}]))
SEATS = (
    Seat("", "P", "", "J1"),
    Seat("final", "P", "", "J2"),
    Seat("", "P", "R2", "J3"),
    Seat("final", "P", "R2", "J3"),
    Seat("", "Q", "", "J1"),
)


def plan(*seats: Seat) -> Plan:
    rows = [("heat", "1", "R1", "dive", "", "", "", ""), ("heat", "1", "R2", "dive", "", "", "", "")]
    return Plan(scheme(*PARTS, phases=ROUNDS), seats, parse_items(items_text(rows)))


def two_rounds() -> Contest:
    return contest(document(*PARTS, phases=ROUNDS), ["1", "2"], SEATS)


@pytest.mark.parametrize(
    ("where", "panel", "item", "judges"),
    [
        ("heat", "a", "", ("J1",)),
        ("final", "a", "", ("J1", "J2")),
        ("heat", "award", "R2", ("J1", "J3")),
        ("final", "award", "R2", ("J1", "J2", "J3")),
        ("heat", "award", "R1", ("J1",)),
        ("heat", "b", "", ("J1",)),
    ],
)
def test_a_seat_is_for_every_phase_and_item_or_for_the_one_it_names(
    where: str, panel: str, item: str, judges: tuple[str, ...]
) -> None:
    made = plan(*SEATS)
    for _ in range(2):
        assert made.seats(where, made.scheme.aspect[panel][2], item, "") == judges


def test_an_aspect_without_panel_is_marked_by_the_only_one_there_is() -> None:
    plain = scheme(module("A", criterion("C", aspect("a")))).aspect["a"][2]
    assert plan(Seat("", "P", "", "J1")).panel(plain) == "P"
    assert plan(*SEATS).panel(plain) == ""
    assert plan().panel(plain) == ""


def test_an_entrant_is_owed_her_own_items_and_one_panel_for_each_aspect() -> None:
    owed = [(each.aspect.id, each.item, each.seats) for each in plan(*SEATS).owed("heat", "1")]
    assert owed == [
        ("a", "", ("J1",)),
        ("b", "", ("J1",)),
        ("award", "R1", ("J1",)),
        ("award", "R2", ("J1", "J3")),
    ]
    assert [each.aspect.id for each in plan(*SEATS).owed("heat", "2")] == ["a", "b"]


def test_an_entrant_takes_part_where_she_went_on_to() -> None:
    held = two_rounds()
    trade = held.state.trades["T"]
    assert (trade.takes_part("1", "heat"), trade.takes_part("1", "final")) == (True, False)
    held.advance("final", "1")
    assert (trade.takes_part("1", "final"), trade.takes_part("2", "final")) == (True, False)


def test_a_trade_is_marked_until_every_phase_is() -> None:
    stated = document(module("A", criterion("C", aspect("a"))), phases=ROUNDS)
    held = contest(stated, ["1", "2"], {"P": ["J1"]})
    trade = held.state.trades["T"]
    stages = [trade.stage]
    held.judge("J1").gives(7).on("a").to("1", "2")
    stages.append(trade.stage)
    held.advance("final", "1")
    stages.append(trade.stage)
    held.judge("J1").gives(7).on("a", phase="final").to("1")
    assert [*stages, trade.stage] == ["preparing", "marking", "marking", "review"]


@pytest.mark.parametrize("status", OUT)
def test_who_is_out_of_a_phase_is_out_of_those_that_carry_it(status: str) -> None:
    held = two_rounds()
    trade = held.state.trades["T"]
    held.advance("final", "1", "2")
    held.out("1", status)
    held.out("2", status, phase="final")
    assert [trade.status_of("1", where) for where in ("heat", "final")] == [status, status]
    assert [trade.status_of("2", where) for where in ("heat", "final")] == ["", status]


def test_a_disqualification_from_the_trade_comes_before_any_other_status() -> None:
    held = two_rounds()
    held.out("1", "dnf")
    held.disqualify("1")
    assert [held.trade("1").status_of("1", where) for where in ("heat", "final")] == ["dsq", "dsq"]


def test_who_was_disqualified_owes_nothing_in_a_phase_she_is_named_for_afterwards() -> None:
    held = two_rounds()
    due = held.state.trades["T"].due
    held.disqualify("1")
    held.advance("final", "1", "2")
    assert (due, held.state.trades["T"].due) == (4, 4)
    assert held.row("1")["status"] == "dsq"


def test_an_empty_state_has_a_view_of_the_overview_for_everybody() -> None:
    state = State("event")
    assert (state.seq, state.at, state.purpose, state.trades) == (0, "", "", {})
    assert {audience: (view.version, view.as_of) for audience, view in state.overview.items()} == dict.fromkeys(
        AUDIENCES, (0, "")
    )
    assert {*PUBLIC, *INSIDE, "panel"} == set(AUDIENCES)

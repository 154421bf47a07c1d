"""Who may sit in a recused judge's place, and what recusals leave of a panel."""

from __future__ import annotations

from scoring.facts import Recusal, Seat
from scoring.items import items_text, parse_items
from scoring.plan import Plan
from scoring.problems import Problem
from scoring.recusals import lacking, reserves_for, sits
from tests.scoring.field import aspect, criterion, module, phase, scheme

SEATS = (Seat("", "P", "", "J1"), Seat("", "P", "", "J2"), Seat("final", "Q", "", "K1"))


def places(*reserves: str) -> tuple[Seat, ...]:
    """`R1` on panel P, `Q:R1` on another."""
    split = (each.rpartition(":") for each in reserves)
    return tuple(Seat("", panel or "P", "", judge) for panel, _, judge in split)


def plan(rule: str, judges: int, *recusals: Recusal, reserves: tuple[Seat, ...] = (), drop: str = "") -> Plan:
    seats = tuple(Seat("", "P", "", f"J{number}") for number in range(1, judges + 1))
    settings = {"drop_high": drop, "drop_low": drop} if drop else {}
    return Plan(scheme(module("A", criterion("C", aspect("A1", rule, **settings)))), seats, {}, reserves, recusals)


def called(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(each.code, each.facts["entrant"]) for each in problems]


def test_reserves_sit_in_the_order_in_which_they_are_named_and_on_their_own_panel() -> None:
    assert reserves_for(SEATS, places("R2", "Q:R3", "R1"), (), "J1", "07", "P") == ["R2", "R1"]


def test_a_reserve_takes_one_place_for_an_entrant_and_none_where_she_sits_or_is_recused_herself() -> None:
    reserves = places("R1", "R2", "J2", "R3")
    there = (Recusal("J2", "07", "P", "R1"), Recusal("R2", "07", "P", ""))
    assert reserves_for(SEATS, reserves, there, "J1", "07", "P") == ["R3"]
    assert reserves_for(SEATS, reserves, there, "J1", "08", "P") == ["R1", "R2", "R3"]


def test_a_reserve_covers_every_place_of_the_judge_in_whose_place_she_sits() -> None:
    narrow = (Seat("prelim", "P", "", "R1"), Seat("", "P", "vault", "R2"), Seat("final", "Q", "", "R3"))
    assert reserves_for(SEATS, narrow, (), "J1", "07", "P") == []
    assert reserves_for(SEATS, narrow, (), "K1", "07", "Q") == ["R3"]


def test_where_a_reserve_is_recused_the_next_one_covers_the_place_that_she_took() -> None:
    reserves = (*places("R1", "R2"), Seat("prelim", "P", "", "R3"))
    there = (Recusal("J1", "07", "P", "R1"),)
    assert reserves_for(SEATS, reserves, there, "R1", "07", "P") == ["R2"]


def test_judges_and_reserves_sit_on_a_panel_and_nobody_else() -> None:
    reserves = places("R1")
    assert sits(SEATS, reserves, "J1", "P") and sits(SEATS, reserves, "R1", "P")
    assert not sits(SEATS, reserves, "K1", "P") and not sits(SEATS, reserves, "R1", "Q")


def test_the_reserve_owes_the_marks_of_that_entrant_and_sits_in_the_judges_place() -> None:
    made = plan("mean", 3, Recusal("J2", "07", "P", "R1"), reserves=places("R1"))
    node = made.aspects["final"]["A1"][2]
    assert made.seats("final", node, "", "07") == ("J1", "R1", "J3")
    assert made.seats("final", node, "", "08") == made.seats("final", node, "", "") == ("J1", "J2", "J3")
    assert made.recused("J2", "07", "P") and not made.recused("J2", "08", "P") and not made.recused("R1", "07", "P")


def test_without_a_reserve_the_seat_owes_nothing() -> None:
    made = plan("mean", 2, Recusal("J2", "07", "P", ""))
    assert made.seats("final", made.aspects["final"]["A1"][2], "", "07") == ("J1",)


def test_of_reserve_after_reserve_the_last_one_sits() -> None:
    made = plan("mean", 1, Recusal("J1", "07", "P", "R1"), Recusal("R1", "07", "P", "R2"), reserves=places("R1", "R2"))
    assert made.seats("final", made.aspects["final"]["A1"][2], "", "07") == ("R2",)
    assert made.recused("J1", "07", "P") == Recusal("J1", "07", "P", "R2")


def test_a_panel_with_nobody_left_and_one_too_small_for_its_rule_are_said_once_an_entrant() -> None:
    both = (Recusal("J1", "07", "P", ""), Recusal("J2", "07", "P", ""))
    assert called(list(lacking(plan("mean", 2, *both)))) == [("nobody-left", "07")]
    few = list(lacking(plan("trimmed-mean", 3, both[0], drop="1")))
    assert called(few) == [("too-few-left", "07")] and few[0].facts["seats"] == "2"
    assert list(lacking(plan("trimmed-mean", 4, both[0], drop="1"))) == []


def test_only_the_panel_that_somebody_was_recused_from_is_looked_at_item_by_item() -> None:
    form = scheme(
        module("A", criterion("C", aspect("A1", panel="P"), items=True), criterion("D", aspect("D1", panel="Q"))),
        phases=[phase("final")],
    )
    rows = [("final", "07", item, "C", "", "", "", "") for item in ("vault", "beam")]
    seats = (Seat("", "P", "vault", "J1"), Seat("", "P", "beam", "J2"), Seat("", "Q", "", "J1"))
    made = Plan(form, seats, parse_items(items_text(rows)), (), (Recusal("J1", "07", "P", ""),))
    assert called(list(lacking(made))) == [("nobody-left", "07")]

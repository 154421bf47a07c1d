"""What a judge has to mark: every sheet in running order, and how far each is."""

from __future__ import annotations

from judges.rounds import Count, rounds
from scoring import sheets
from scoring.facts import Cell, MarkGiven, Recusal, Seat
from tests.scoring.field import Contest, aspect, criterion, document, module, phase

TWO_PANELS = document(
    module("A", criterion("A1", aspect("A1.1", panel="weld"), aspect("A1.2", panel="clock"))),
    module("B", criterion("B1", aspect("B1.1", panel="weld"))),
)


def held(entrants: tuple[str, ...] = ("W1", "W2", "W3")) -> Contest:
    return Contest().open(TWO_PANELS, entrants, {"weld": ["J1", "J2"], "clock": ["J3"]})


def told(contest: Contest, judge: str) -> list[tuple[str, str, list[str]]]:
    return [(each.trade.id, each.phase.id, list(each.entrants)) for each in rounds(contest.state, judge)]


def test_entrants_come_in_running_order() -> None:
    contest = held(("W3", "W1", "W2"))
    assert told(contest, "J1") == [("T", "final", ["W3", "W1", "W2"])]


def test_a_judge_sees_the_aspects_of_her_own_panels() -> None:
    (of_weld,), (of_clock,) = rounds(held().state, "J1"), rounds(held().state, "J3")
    assert [aspect.id for _, _, aspect in of_weld.nodes] == ["A1.1", "B1.1"]
    assert [aspect.id for _, _, aspect in of_clock.nodes] == ["A1.2"]


def test_who_has_no_seat_has_nothing_to_mark() -> None:
    assert rounds(held().state, "J9") == []


def test_marks_given_are_counted_sheet_by_sheet() -> None:
    contest = held()
    contest.judge("J1").gives("8").on("A1.1").to("W2")
    contest.judge("J2").gives("7").on("A1.1").to("W2")
    (own,) = rounds(contest.state, "J1")
    assert list(own.counts()) == [Count(2, 0), Count(2, 1), Count(2, 0)]


def test_a_sheet_of_one_who_is_out_asks_nothing() -> None:
    contest = held()
    contest.out("W2", "dns", phase="final")
    (own,) = rounds(contest.state, "J1")
    assert list(own.counts()) == [Count(2, 0), Count(0, 0), Count(2, 0)]
    assert list(own.cells("W2")) == []


def test_a_later_phase_has_the_sheets_of_those_who_went_on() -> None:
    stated = document(
        module("A", criterion("A1", aspect("A1.1"))),
        module("B", criterion("B1", aspect("B1.1"))),
        phases=[
            phase("heat", modules=["A"]),
            phase("final", modules=["B"], entry={"from": "heat", "cut": "stated"}),
        ],
    )
    contest = Contest().open(stated, ("W1", "W2"), {"P": ["J1"]})
    assert told(contest, "J1") == [("T", "heat", ["W1", "W2"])]
    contest.advance("final", "W2")
    assert told(contest, "J1") == [("T", "heat", ["W1", "W2"]), ("T", "final", ["W2"])]


def test_items_come_one_after_the_other_each_with_its_aspects() -> None:
    stated = document(module("A", criterion("dives", aspect("take-off"), aspect("entry"), items=True)))
    items = [("final", who, dive, "dives", "", "", "", "") for who in ("W1", "W2") for dive in ("101A", "107B")]
    contest = Contest().open(stated, ("W1", "W2"), {"P": ["J1"]}, items=items[:3])
    (own,) = rounds(contest.state, "J1")
    assert [(aspect.id, item) for aspect, item, _ in own.cells("W1")] == [
        ("take-off", "101A"),
        ("entry", "101A"),
        ("take-off", "107B"),
        ("entry", "107B"),
    ]
    assert list(own.counts()) == [Count(4, 0), Count(2, 0)]


def test_the_cells_are_those_that_the_core_says_are_owed() -> None:
    contest = held()
    contest.judge("J1").gives("8").on("A1.1").to("W1")
    (own,) = rounds(contest.state, "J1")
    mine = {(entrant, aspect.id, item) for entrant in own.entrants for aspect, item, _ in own.cells(entrant)}
    owed = {(cell.entrant, cell.aspect, cell.item) for cell in sheets.owed(contest.state, "J1")}
    assert mine - owed == {("W1", "A1.1", "")}
    assert owed <= mine


def test_every_attempt_is_a_mark_of_its_own() -> None:
    leap = aspect("leap", attempts={"count": "3", "rule": "best"})
    contest = Contest().open(document(module("A", criterion("C", leap, aspect("A2")))), ("W1",), {"P": ["J1"]})
    contest.take(MarkGiven(Cell("J1", "W1", "final", "", "leap", 2), "5"))
    (own,) = rounds(contest.state, "J1")
    assert [(aspect.id, attempt) for aspect, _, attempt in own.cells("W1")] == [
        ("leap", 1),
        ("leap", 2),
        ("leap", 3),
        ("A2", 1),
    ]
    assert list(own.counts()) == [Count(4, 1)]


RESERVES = (Seat("", "weld", "", "R1"),)


def recused(*recusals: Recusal) -> Contest:
    panels = {"weld": ["J1", "J2"], "clock": ["J3"]}
    return Contest().open(TWO_PANELS, ("W1", "W2", "W3"), panels, reserves=RESERVES, recusals=recusals)


def test_a_reserve_has_the_sheets_of_those_whom_she_judges_and_no_others() -> None:
    contest = recused(Recusal("J1", "W2", "weld", "R1"))
    assert told(contest, "R1") == [("T", "final", ["W2"])]
    (hers,) = rounds(contest.state, "R1")
    assert list(hers.counts()) == [Count(2, 0)] and hers.recused("W2") == ""
    assert rounds(recused().state, "R1") == []


def test_a_recused_judge_keeps_the_sheet_in_its_place_and_is_asked_nothing_there() -> None:
    contest = recused(Recusal("J1", "W2", "weld", "R1"), Recusal("J2", "W3", "weld", ""))
    (one,), (two,) = rounds(contest.state, "J1"), rounds(contest.state, "J2")
    assert list(one.counts()) == [Count(2, 0), Count(0, 0), Count(2, 0)]
    assert [one.recused(each) for each in one.entrants] == ["", "reserve", ""]
    assert [two.recused(each) for each in two.entrants] == ["", "", "nobody"]


def test_who_is_recused_on_one_of_two_panels_marks_on_the_other() -> None:
    panels = {"weld": ["J1", "J2"], "clock": ["J1"]}
    contest = Contest().open(TWO_PANELS, ("W1",), panels, recusals=[Recusal("J1", "W1", "weld", "")])
    (own,) = rounds(contest.state, "J1")
    assert own.recused("W1") == "" and [aspect.id for aspect, _, _ in own.cells("W1")] == ["A1.2"]

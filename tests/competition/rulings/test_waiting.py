"""What waits for the chief judge: attempts one by one, a clash of places once for its field."""

from __future__ import annotations

from competition.rulings.waiting import counted, waiting
from scoring.facts import Cell, MarkGiven
from tests.scoring.field import Contest, single

PANEL = {"P": ["J1", "J2"]}


def test_an_attempt_whose_marks_lie_apart_waits_by_itself_and_is_named() -> None:
    tries = {"count": "2", "rule": "best"}
    contest = Contest().open(single(rule="judgement", max="3", attempts=tries), ("W1",), PANEL)
    for attempt, values in ((1, "22"), (2, "03")):
        for judge, value in zip(PANEL["P"], values, strict=True):
            contest.take(MarkGiven(Cell(judge, "W1", "final", "", "A1", attempt), value))
    (found,) = waiting(contest.state)
    assert (found.kind, found.why, found.subject.attempt) == ("spread", "spread", 2)
    assert counted(contest.state) == 1


def test_where_there_is_but_one_attempt_nobody_is_told_of_it() -> None:
    contest = Contest().open(single(rule="majority"), ("W1",), PANEL)
    contest.judge("J1").gives("1").on("A1").to("W1")
    contest.judge("J2").gives("2").on("A1").to("W1")
    (found,) = waiting(contest.state)
    assert (found.why, found.subject.attempt) == ("no-majority", 0)


def test_places_that_clash_wait_once_for_the_whole_field() -> None:
    placed = single(rule="majority-placing", lowest="1", highest="3", step="1")
    contest = Contest().open(placed, ("W1", "W2", "W3"), PANEL)
    for judge, places in (("J1", "123"), ("J2", "113")):
        for entrant, place in zip(("W1", "W2", "W3"), places, strict=True):
            contest.judge(judge).gives(place).on("A1").to(entrant)
    (found,) = waiting(contest.state)
    assert (found.why, found.subject.entrant) == ("places-clash", "W1")
    assert counted(contest.state) == 1

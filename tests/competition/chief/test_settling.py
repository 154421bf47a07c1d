from __future__ import annotations

from competition.chief.settling import Clash, Flag, Scale, Spread, benchmarks, clashes, found, means, scale
from scoring.facts import Cell, MarkGiven
from scoring.state import State
from tests.competition.rulings.bakery import TRADE, Bakery
from tests.scoring.field import Contest, single


def spread(hall: Bakery, entrant: str, aspect: str = "crust") -> Spread:
    each = hall.look(lambda state: found(state, entrant, "final", aspect, ""))
    assert each is not None
    return each


def flags(hall: Bakery, *values: str) -> Scale:
    hall.marks("E1", values)
    drawn = scale(spread(hall, "E1"))
    assert drawn is not None
    return drawn


def test_judges_stand_as_flags_on_the_scale_of_marks(hall: Bakery) -> None:
    drawn = flags(hall, "1", "3", "3")
    assert drawn.flags == (Flag((1,), "1", 333, 0), Flag((2, 3), "3", 1000, 0))
    assert drawn.band == (333, 666) and drawn.bracket == (333, 1000)
    assert (drawn.spread, drawn.limit) == ("2", "1")
    assert [(at, figure) for at, figure, major in drawn.ticks if major] == [
        (0, "0"),
        (333, "1"),
        (666, "2"),
        (1000, "3"),
    ]


def test_an_excused_seat_has_no_flag(hall: Bakery) -> None:
    assert [flag.seats for flag in flags(hall, "0", "absent", "3").flags] == [(1,), (3,)]


def test_the_allowed_band_ends_with_the_scale(hall: Bakery) -> None:
    assert flags(hall, "3", "3", "3").band == (1000, 1000)


def test_flags_close_together_stand_one_above_the_other(hall: Bakery) -> None:
    hall.gives("OFFICE", "E1", "80", "paper")
    each = spread(hall, "E1", "paper")
    one = scale(each)
    assert one is not None and one.limit == "" and one.flags == (Flag((1,), "80", 800, 0),)
    assert [figure for _, figure, major in one.ticks if major] == [str(value) for value in range(0, 101, 10)]
    several = Spread(**{**each.__dict__, "values": ((1, "a", "80", 1), (2, "b", "82", 2), (3, "c", "85", 3))})
    drawn = scale(several)
    assert drawn is not None and [flag.row for flag in drawn.flags] == [0, 1, 2]


def test_before_anybody_marked_there_is_no_scale(hall: Bakery) -> None:
    assert scale(spread(hall, "E1")) is None
    assert hall.look(lambda state: found(state, "E1", "final", "nothing", "")) is None
    assert hall.look(lambda state: found(state, "nobody", "final", "crust", "")) is None
    assert hall.look(lambda state: found(state, "E1", "final", "crust", "T1")) is None


def test_what_it_would_come_to_is_said_and_not_counted(hall: Bakery) -> None:
    hall.marks("E1", ("1", "3", "3"))
    each = spread(hall, "E1")
    assert (each.why, each.average, each.worth) == ("spread", "2.33", "18.67")
    hall.gives("J1", "E1", "2")
    assert (spread(hall, "E1").why, spread(hall, "E1").worth) == ("", "")


def test_benchmarks_name_who_chose_them(hall: Bakery) -> None:
    hall.marks("E1", ("1", "3", "3"))
    assert [(each.value, each.seats) for each in benchmarks(spread(hall, "E1"))] == [
        ("0", ()),
        ("1", (1,)),
        ("2", ()),
        ("3", (2, 3)),
    ]
    assert benchmarks(spread(hall, "E1", "crumb")) == []


def test_seat_means_are_over_the_module_alone(hall: Bakery) -> None:
    hall.marks("E1", ("1", "2", "3"), ("1", "2", "3"), paper="10")
    hall.marks("E2", ("2", "2", "absent"), ("2", "2", "2"))

    def of(state: State) -> list[tuple[int, str, int]]:
        each = found(state, "E1", "final", "crust", "")
        assert each is not None
        return [(mean.seat, mean.mean, mean.marks) for mean in means(state.trades[TRADE], each)]

    assert hall.look(of) == [(1, "1.50", 4), (2, "2.00", 4), (3, "2.67", 3)]


def test_every_attempt_has_a_panel_of_its_own() -> None:
    tries = {"count": "2", "rule": "best"}
    contest = Contest().open(single(rule="judgement", max="3", attempts=tries), ("W1",), {"P": ["J1", "J2"]})
    for judge, value in (("J1", "0"), ("J2", "3")):
        contest.take(MarkGiven(Cell(judge, "W1", "final", "", "A1", 2), value))
    told = [found(contest.state, "W1", "final", "A1", "", attempt) for attempt in (0, 1, 2, 3)]
    assert [None if each is None else (each.attempt, each.why) for each in told] == [
        None,
        (1, "missing"),
        (2, "spread"),
        None,
    ]


def test_the_judge_whose_places_clash_is_named_with_whom_she_gave_them_to() -> None:
    placed = single(rule="majority-placing", lowest="1", highest="9", step="1")
    contest = Contest().open(placed, ("W1", "W2", "W3"), {"P": ["J1", "J2", "J3"]})
    for judge, places in (("J1", "123"), ("J2", "113"), ("J3", "129")):
        for entrant, place in zip(("W1", "W2", "W3"), places, strict=True):
            contest.judge(judge).gives(place).on("A1").to(entrant)
    each = found(contest.state, "W3", "final", "A1", "")
    assert each is not None
    assert clashes(contest.state.trades["T"], each) == [
        Clash(2, "J2", "1", ("W1", "W2")),
        Clash(3, "J3", "9", ("W3",)),
    ]

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from competition.statistics.taking import MOST_MARKS, Group, Taken, groups, reach, take
from scoring.facts import Cell, MarkGiven, Seat
from tests.scoring.field import Contest, Document, aspect, contest, criterion, document, module, phase, scheme, single


def group(held: Contest, panel: str = "A", of: str = "final") -> Group:
    return next(each for each in groups(held.state.trades["T"], ()) if (each.phase, each.panel) == (of, panel))


def all_of(held: Contest, panel: str = "A", *, most: int = MOST_MARKS) -> Taken:
    found = group(held, panel)
    return take(held.state.trades["T"], found, found.under(""), most)


def ends(rule: str = "mean", **settings: Any) -> tuple[Any, Any]:
    """What one aspect's marks reach from and to, and its step."""
    tables = settings.pop("tables", {})
    made = scheme(module("A", criterion("C", aspect("A1", rule, **settings))), tables=tables)
    return reach(made, made.aspect["A1"][2], None)


def test_only_what_a_panel_has_marked_in_full_is_taken() -> None:
    held = contest(single(), ["07", "08", "09"], {"A": ["J1", "J2", "J3"]})
    held.panel("A").gives(3, 4, 5).on("A1").to("07", "09")
    held.panel("A").gives(3, 4).on("A1").to("08")
    taken = all_of(held)
    assert [work.entrant for work in taken.works] == ["07", "09"]
    assert taken.whole == {"07", "09"} and (taken.entered, taken.looked, taken.every) == (3, 3, 1)
    assert dict(taken.works[0].points) == {"J1": 3, "J2": 4, "J3": 5} and taken.works[0].step is None


def test_what_was_taken_stands_still_while_marks_go_on() -> None:
    held = contest(single(), ["07"], {"A": ["J1", "J2"]})
    held.panel("A").gives(3, 4).on("A1").to("07")
    taken = all_of(held)
    held.judge("J1").gives(9).on("A1").to("07")
    assert taken.works[0].points["J1"] == 3 and taken.works[0].values["J1"] == "3"


def test_an_excused_seat_is_full_and_gives_nothing() -> None:
    held = contest(single(), ["07"], {"A": ["J1", "J2", "J3"]})
    held.panel("A").gives(3, "absent", 5).on("A1").to("07")
    assert all_of(held).works[0].points["J2"] is None


def test_entrants_who_are_out_are_left_out() -> None:
    held = contest(single(), ["07", "08"], {"A": ["J1", "J2"]})
    held.panel("A").gives(3, 4).on("A1").to("07", "08")
    held.out("08", "dsq")
    assert [work.entrant for work in all_of(held).works] == ["07"]


def test_marks_that_lie_too_far_apart_are_looked_at_and_counted() -> None:
    held = contest(single("judgement", max="10"), ["07", "08"], {"A": ["J1", "J2", "J3"]})
    held.panel("A").gives(0, 3, 3).on("A1").to("07")
    held.panel("A").gives(2, 3, 3).on("A1").to("08")
    taken = all_of(held)
    assert len(taken.works) == 2 and taken.spread == 1
    assert list(map(str, taken.works[0][6:9])) == ["0", "3", "1"]


def test_one_judge_and_the_office_are_no_panel() -> None:
    stated = document(
        module(
            "A",
            criterion("C", aspect("A1", "one", panel="solo"), aspect("A2", panel="jury"), aspect("A3", panel="mixed")),
        )
    )
    held = contest(stated, ["07"], {"solo": ["J1"], "jury": ["J1", "J2"], "mixed": ["J1", "OFFICE"]})
    assert [each.panel for each in groups(held.state.trades["T"], ("OFFICE",))] == ["jury"]
    assert {each.panel for each in groups(held.state.trades["T"], ())} == {"jury", "mixed"}


def test_what_the_office_gives_beside_a_panel_is_left_out() -> None:
    held = contest(single(), ["07"], {"A": ["J1", "J2", "OFFICE"]})
    held.panel("A").gives(3, 4, 9).on("A1").to("07")
    (found,) = groups(held.state.trades["T"], ("OFFICE",))
    taken = take(held.state.trades["T"], found, found.under(""))
    assert taken.judges == ("J1", "J2") and set(taken.works[0].points) == {"J1", "J2"}


def test_a_panel_is_narrowed_down_to_a_module_a_criterion_or_an_aspect() -> None:
    stated = document(
        module("A", criterion("C", aspect("A1"), aspect("A2"))), module("B", criterion("D", aspect("B1")))
    )
    found = group(contest(stated, ["07"], {"jury": ["J1", "J2"]}), "jury")
    assert found.under("") == ("A1", "A2", "B1") and found.under("A") == ("A1", "A2")
    assert found.under("D") == ("B1",) and found.under("A2") == ("A2",) and found.under("none") == ()


def test_a_phase_that_nobody_is_in_yet_has_no_panels() -> None:
    stated = document(
        module("A", criterion("C", aspect("A1"))),
        phases=[phase("heat"), phase("last", entry={"from": "heat", "cut": 1})],
    )
    held = contest(stated, ["07", "08"], {"A": ["J1", "J2"]})
    assert [each.phase for each in groups(held.state.trades["T"], ())] == ["heat"]
    held.panel("A").gives(3, 4).on("A1").to("07", "08")
    held.advance("last", "07", "08")
    assert [each.phase for each in groups(held.state.trades["T"], ())] == ["heat", "last"]


def test_judges_who_never_mark_together_are_looked_at_apart() -> None:
    stated = document(module("A", criterion("C", aspect("A1", panel="jury"), items=True)))
    seats = [
        *(Seat("", "jury", "R1", judge) for judge in ("J1", "J2")),
        *(Seat("", "jury", "R2", judge) for judge in ("J3", "J4")),
    ]
    items = [("final", "07", item, "C", "", "", "", "") for item in ("R1", "R2")]
    held = contest(stated, ["07"], seats, items=items)
    for judge, item in (("J1", "R1"), ("J2", "R1"), ("J3", "R2"), ("J4", "R2")):
        held.judge(judge).gives(5).on("A1", item=item).to("07")
    one, other = groups(held.state.trades["T"], ())
    assert (one.part, one.judges, other.part, other.judges) == (1, ("J1", "J2"), 2, ("J3", "J4"))
    taken = take(held.state.trades["T"], one, one.under(""))
    assert [work.item for work in taken.works] == ["R1"] and taken.whole == {"07"}


def test_judges_whom_a_third_connects_are_looked_at_together() -> None:
    stated = document(module("A", criterion("C", aspect("A1", panel="jury"), items=True)))
    seats = [
        Seat("", "jury", "R1", "J1"),
        Seat("", "jury", "R2", "J2"),
        Seat("", "jury", "R1", "J3"),
        Seat("", "jury", "R2", "J3"),
    ]
    items = [("final", "07", item, "C", "", "", "", "") for item in ("R1", "R2")]
    (one,) = groups(contest(stated, ["07"], seats, items=items).state.trades["T"], ())
    assert (one.part, one.judges) == (0, ("J1", "J2", "J3"))


def test_each_attempt_is_a_work_of_its_own() -> None:
    held = contest(single(attempts={"count": 2, "rule": "best"}), ["07", "08"], {"A": ["J1", "J2"]})
    for attempt, marks in ((1, (3, 4)), (2, (5, 6))):
        for judge, mark in zip(("J1", "J2"), marks, strict=True):
            held.take(MarkGiven(Cell(judge, "07", "final", "", "A1", attempt), str(mark), 0))
    taken = all_of(held)
    assert [(work.attempt, work.values["J1"]) for work in taken.works] == [(1, "3"), (2, "5")]
    assert taken.whole == {"07"}


def test_of_very_many_marks_entrants_are_taken_evenly_over_the_list() -> None:
    entrants = [f"{number:02}" for number in range(10)]
    held = contest(single(), entrants, {"A": ["J1", "J2"]})
    held.panel("A").gives(3, 4).on("A1").to(*entrants)
    taken = all_of(held, most=8)
    assert [work.entrant for work in taken.works] == ["00", "03", "06", "09"]
    assert (taken.entered, taken.looked, taken.every) == (10, 4, 3)


def test_marks_reach_as_far_as_the_scheme_says() -> None:
    assert ends() == ((0, 10), None)
    assert ends(step="0.5") == ((0, 10), Decimal("0.5"))
    assert ends("judgement", max="10") == ((0, 3), 1)


def test_where_nothing_says_how_far_marks_reach_it_stays_open() -> None:
    made = scheme(module("A", criterion("C", aspect("A1"))))
    assert reach(made, replace(made.aspect["A1"][2], highest=None), None) == (None, None)
    line = {"T": {"kind": "linear", "base": "10", "point": "300", "slope": "-0.05"}}
    tabled = scheme(module("A", criterion("C", aspect("A1", table="T"))), tables=line)
    assert reach(tabled, replace(tabled.aspect["A1"][2], highest=None), None) == (None, None)


def test_what_is_measured_reaches_as_far_as_its_points() -> None:
    bare: Document = {"lowest": "0", "highest": "1"}
    assert ends(**bare, measure="pass-fail", max="4", step="1") == ((0, 4), 4)
    assert ends(lowest="0", highest="3", measure="deductions", max="5", each="2", step="1") == ((0, 5), 2)
    rows = {"T": {"kind": "lookup", "match": "exact", "rows": [["0", "-1"], ["1", "6"]]}}
    assert ends(**bare, table="T", tables=rows) == ((-1, 6), None)
    line = {"T": {"kind": "linear", "base": "10", "point": "300", "slope": "-0.05"}}
    assert ends(lowest="0", highest="400", table="T", tables=line) == ((5, 25), None)
    near = {"T": {"kind": "tolerance", "point": "80", "rows": [["0.1", "3"], ["0.2", "2"]], "otherwise": "0"}}
    assert ends(lowest="0", highest="100", table="T", measure="reading", tables=near) == ((0, 3), None)


def test_where_the_least_total_wins_fewer_are_better() -> None:
    stated = document(module("A", criterion("C", aspect("A1"))), phases=[phase("final", order="low")])
    held = contest(stated, ["07"], {"A": ["J1", "J2"]})
    held.panel("A").gives(3, 4).on("A1").to("07")
    assert all_of(held).works[0].low and not all_of(held).places


def test_places_are_no_marks_on_a_scale() -> None:
    held = contest(single("majority-placing", lowest="1", highest="9", step="1"), ["07", "08"], {"A": ["J1", "J2"]})
    held.panel("A").gives(1, 1).on("A1").to("07")
    held.panel("A").gives(2, 2).on("A1").to("08")
    taken = all_of(held)
    assert taken.places and taken.works[0].low

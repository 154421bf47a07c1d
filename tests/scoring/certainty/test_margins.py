"""What hangs on one mark, and on one judge."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from scoring.certainty import margins as tried
from scoring.certainty.margins import Flip, Margins, margins, margins_in_slices
from scoring.certainty.pauses import drained
from scoring.certainty.reaching import furthest
from scoring.certainty.tries import Step, Tried
from scoring.facts import Cell
from scoring.numbers import ZERO, text
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase, single


def found(held: Contest, phase_id: str = "final") -> Margins:
    made = margins(held.state.trades["T"], phase_id)
    assert made is not None
    return made


def panel(*marks: tuple[object, ...], **settings: Any) -> Contest:
    """Entrants 1, 2 … with these marks of three judges."""
    held = contest(
        single(**{"step": "0.5", **settings}), [str(at + 1) for at in range(len(marks))], {"P": ["J1", "J2", "J3"]}
    )
    for at, each in enumerate(marks):
        held.panel("P").gives(*each).on("A1").to(str(at + 1))
    return held


def cell(judge: str, entrant: str) -> Cell:
    return Cell(judge, entrant, "final", "", "A1")


def test_a_place_hangs_on_the_step_that_takes_a_total_past_its_neighbours() -> None:
    made = found(panel((7, 7, 7), (7, 7, "6.5"), (3, 3, 3)))
    first, second, third = made.margins
    assert (first.entrant, first.place, first.above, first.below) == ("1", 1, None, Fraction(1, 6))
    assert (second.above, second.place, third.place, third.below) == (first.below, 2, 3, None)
    assert second.nearest == Flip(cell("J1", "1"), "7", "6.5", Fraction(1, 6), 1)
    assert (first.nearest, first.flips, second.flips, third.flips, third.nearest) == (None, 0, 6, 0, None)
    assert (made.tried, made.marks, made.complete) == (9, 9, True)


def test_a_place_can_hang_on_a_mark_of_somebody_else() -> None:
    first, second = found(panel((7, 7, 7), (7, 7, 6), step="1", lowest="1", highest="7")).margins
    assert (first.flips, second.flips) == (0, 4)
    assert (first.nearest, second.nearest) == (None, Flip(cell("J1", "1"), "7", "6", Fraction(1, 3), 1))
    first, second = found(panel((8, 8, 4), (8, 8, 4), (8, 4, 4), step="4", lowest="0", highest="8")).margins[1:]
    assert (first.place, first.above == 0, second.place, second.below) == (1, True, 3, None)


def test_a_judge_is_left_out_as_if_she_had_been_excused() -> None:
    made = found(panel((9, 5, 5), (5, 6, 6), (1, 1, 1)))
    assert [(each.judge, each.why, each.places) for each in made.judges] == [
        ("J1", "", (("1", 1, 2), ("2", 2, 1))),
        ("J2", "", ()),
        ("J3", "", ()),
    ]


def test_a_judge_without_whom_nothing_is_settled_is_said_so() -> None:
    held = panel((9, 5, 5), (5, 6, "absent"), rule="trimmed-mean", drop_high=1, drop_low=0)
    assert [each.why for each in found(held).judges] == ["too-few-marks", "too-few-marks", ""]
    few = contest(single("one"), ["1"], {"P": ["J1"]})
    few.judge("J1").gives(4).on("A1").to("1")
    assert [(each.judge, each.why) for each in found(few).judges] == [("J1", "no-marks")]


def test_while_something_is_owed_nothing_is_said() -> None:
    held = contest(single(), ["1", "2"], {"P": ["J1"]})
    held.judge("J1").gives(4).on("A1").to("1")
    assert margins(held.state.trades["T"], "final") is None
    held.out("2", "dns")
    assert found(held).margins[0].place == 1


def test_a_step_that_would_settle_nothing_is_none() -> None:
    held = panel((1, 1, 2), (1, 1, 1), rule="judgement", max="3", spread=1, step="1", lowest="0", highest="3")
    first, second = found(held).margins
    assert (first.flips, second.flips) == (0, 4)
    assert second.nearest == Flip(cell("J3", "1"), "2", "1", Fraction(1, 3), 1)


def test_excused_seats_are_neither_moved_nor_left_out() -> None:
    held = panel((7, 7, "absent"), (6, 6, 6))
    made = found(held)
    assert made.marks == 6
    assert [each.judge for each in made.judges if each.places] == []


def test_places_that_are_counted_by_more_than_keys_are_counted_anew_each_time() -> None:
    for settings in (
        {"ranks": {"share": "within", "within": "0.2"}},
        {"ranks": {"numbering": "dense"}},
        {"ties": [{"by": "head-to-head", "figure": "A1"}]},
    ):
        stated = single(step="0.5") | {"phases": [phase("final", **settings)]}
        held = contest(stated, ["1", "2"], {"P": ["J1", "J2", "J3"]})
        held.panel("P").gives(7, 7, 7).on("A1").to("1")
        held.panel("P").gives(7, 7, "6.5").on("A1").to("2")
        made = found(held)
        assert made.complete
        assert sum(each.flips for each in made.margins) > 0, settings


def test_marks_of_an_earlier_phase_that_counts_are_moved_too() -> None:
    stated = document(
        module("A", criterion("C", aspect("a", step="1"))),
        phases=[phase("first"), phase("second", carry=[{"phase": "first"}])],
    )
    held = contest(stated, ["1", "2"], {"P": ["J1"]})
    held.judge("J1").gives(5).on("a").to("1", "2")
    held.judge("J1").gives(5).on("a", phase="second").to("1")
    held.judge("J1").gives(6).on("a", phase="second").to("2")
    made = found(held, "second")
    assert made.marks == 4
    assert {flip.cell.phase for each in made.margins if (flip := each.nearest)} == {"first"}


def test_a_field_that_is_compared_moves_together() -> None:
    held = contest(single("share-of-best", max="10", step="1"), ["1", "2", "3"], {"P": ["J1"]})
    for entrant, mark in (("1", 8), ("2", 7), ("3", 2)):
        held.judge("J1").gives(mark).on("A1").to(entrant)
    made = found(held)
    assert [each.flips for each in made.margins] == [0, 2, 0]
    assert made.margins[1].nearest == Flip(cell("J1", "1"), "8", "7", Decimal(0), 1)
    trade = held.state.trades["T"]
    assert furthest(trade, trade.plan.scheme.phase["final"], "1") is None


@pytest.mark.parametrize("match", ["floor", "ceiling"])
def test_in_a_table_that_takes_what_lies_between_its_rows_the_next_mark_is_a_step_away(match: str) -> None:
    table = {"kind": "lookup", "match": match, "rows": [["0", "4"], ["5", "5"], ["10", "6"]]}
    held = contest(single(step="0.5", table="S") | {"tables": {"S": table}}, ["1", "2"], {"P": ["J1"]})
    held.judge("J1").gives(5).on("A1").to("1", "2")
    steps: list[object] = []
    drained(margins_in_slices(held.state.trades["T"], "final", told=lambda what, tried: steps.append(what)))
    assert {each.after for each in steps if isinstance(each, Step)} == {"4.5", "5.5"}


def test_trying_marks_leaves_the_trade_as_it_was() -> None:
    stated = document(
        module("A", criterion("C", aspect("a", step="1"))),
        phases=[phase("first"), phase("second", carry=[{"phase": "first"}])],
    )
    held = contest(stated, ["1", "2"], {"P": ["J1"]})
    for where, marks in (("first", (5, 6)), ("second", (7, 6))):
        for entrant, mark in zip("12", marks, strict=True):
            held.judge("J1").gives(mark).on("a", phase=where).to(entrant)
    trade = held.state.trades["T"]
    before = {place: each.total for place, each in trade.performances.items()}
    keys = {id: dict(state.keys) for id, state in trade.phases.items()}
    assert found(held, "second").margins[0].flips > 0
    assert {place: each.total for place, each in trade.performances.items()} == before
    assert {id: dict(state.keys) for id, state in trade.phases.items()} == keys


def test_where_there_are_too_many_only_those_near_a_neighbour_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    held = panel((9, 9, 9), (7, 7, 7), (7, 7, "6.5"), (2, 2, 2))
    whole = found(held)
    monkeypatch.setattr(tried, "MOST", 8)
    near = found(held)
    assert (near.tried, near.marks, near.complete) == (6, 12, True)
    assert near.margins == whole.margins
    monkeypatch.setattr(tried, "MOST", 3)
    some = found(held)
    assert (some.tried, some.complete) == (3, False)
    monkeypatch.setattr(tried, "JUDGED", 3)
    assert found(held).judges == ()


def test_where_places_are_shared_within_some_points_nobody_is_far_from_a_neighbour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stated = single(step="0.5") | {"phases": [phase("final", ranks={"share": "within", "within": "3"})]}
    held = contest(stated, ["1", "2"], {"P": ["J1"]})
    held.judge("J1").gives(9).on("A1").to("1")
    held.judge("J1").gives(6).on("A1").to("2")
    monkeypatch.setattr(tried, "MOST", 1)
    assert (found(held).tried, found(held).complete) == (1, False)


@pytest.mark.parametrize(
    ("settings", "most"),
    [
        ({"rule": "mean"}, "1/6"),
        ({"rule": "sum"}, "0.5"),
        ({"rule": "median"}, "0.5"),
        ({"rule": "trimmed-mean", "drop_high": 1, "drop_low": 0}, "0.5"),
        ({"rule": "judgement", "max": "6", "spread": 3, "step": "1", "lowest": "0", "highest": "3"}, "2/3"),
        ({"rule": "corrected-mean", "limit": "1", "mean_round": 1}, "13/30"),
        ({"rule": "majority"}, "10"),
        ({"weight": "-2", "round": 0}, "4/3"),
        ({"measure": "deductions", "max": "9", "each": "0.3", "step": "1"}, "0.1"),
        ({"measure": "pass-fail", "max": "9", "step": "1", "highest": "1"}, "3"),
        ({"table": "line"}, "101/300"),
        ({"table": "rows"}, "4/3"),
        ({"attempts": {"count": 1, "rule": "best"}}, "1/6"),
    ],
)
def test_how_far_one_step_can_move_a_total_is_known_without_trying(settings: dict[str, Any], most: str) -> None:
    tables = {
        "line": {"kind": "linear", "base": "0", "point": "0", "slope": "-2", "round": 2},
        "rows": {"kind": "lookup", "match": "floor", "rows": [["0", "1"], ["5", "5"]]},
    }
    rule = settings.get("rule", "mean")
    stated = single(rule, **{"step": "0.5", **{key: value for key, value in settings.items() if key != "rule"}})
    held = contest(stated | {"tables": tables}, ["1", "2"], {"P": ["J1", "J2", "J3"]})
    held.panel("P").gives(1, 1, 1).on("A1").to("1", "2")
    trade = held.state.trades["T"]
    reach = furthest(trade, trade.plan.scheme.phase["final"], "1")
    assert reach is not None
    assert text(reach) == most


def test_a_place_that_would_be_given_twice_settles_nothing() -> None:
    stated = single("majority-placing", lowest="1", highest="3", step="1") | {"phases": [phase("final", order="low")]}
    held = contest(stated, ["1", "2"], {"P": ["J1", "J2", "J3"]})
    held.panel("P").gives(1, 1, 2).on("A1").to("1")
    held.panel("P").gives(2, 2, 1).on("A1").to("2")
    made = found(held)
    assert [each.flips for each in made.margins] == [0, 0]
    assert [(each.judge, each.why, each.places) for each in made.judges] == [
        ("J1", "", (("2", 2, 1),)),
        ("J2", "", (("2", 2, 1),)),
        ("J3", "", ()),
    ]


def test_an_item_and_an_earlier_phase_that_only_breaks_ties_are_tried() -> None:
    stated = document(
        module("A", criterion("C", aspect("a", step="1"))),
        module("B", criterion("D", aspect("b", step="1"), items=True)),
        phases=[
            phase("first", modules=["A"]),
            phase("second", modules=["B"], ties=[{"figure": "A", "phase": "first"}]),
        ],
    )
    rows = [("second", entrant, f"R{at}", "D", "2", "", "", "") for entrant in "12" for at in range(2)]
    held = contest(stated, ["3", "1", "2", "4"], {"P": ["J1", "J2"]}, items=rows)
    held.panel("P").gives(5, 5).on("a").to("1", "2", "3")
    held.out("4", "dns", phase="first")
    for entrant in "12":
        for at in range(2):
            held.panel("P").gives(5, 5).on("b", item=f"R{at}", phase="second").to(entrant)
    made = found(held, "second")
    assert [(each.entrant, each.place, each.flips) for each in made.margins] == [("1", 1, 12), ("2", 1, 12)]
    assert [each.places for each in made.judges] == [(), ()]
    trade = held.state.trades["T"]
    reach = furthest(trade, trade.plan.scheme.phase["second"], "1")
    assert reach == 1


def test_a_phase_that_somebody_was_not_in_moves_nothing_of_hers() -> None:
    stated = document(
        module("A", criterion("C", aspect("a", step="1"))),
        phases=[
            phase("first"),
            phase("final", entry={"from": "first", "cut": 1}, carry=[{"phase": "first"}]),
            phase("all", modules=[], carry=[{"phase": "first"}, {"phase": "final"}]),
        ],
    )
    held = contest(stated, ["1", "2"], {"P": ["J1"]})
    for entrant, mark in (("1", 9), ("2", 7)):
        held.judge("J1").gives(mark).on("a").to(entrant)
    held.advance("final", "1")
    held.judge("J1").gives(3).on("a", phase="final").to("1")
    trade = held.state.trades["T"]
    assert [furthest(trade, trade.plan.scheme.phase["all"], each) for each in "12"] == [1, 1]
    assert found(held, "all").marks == 3


def test_whoever_asks_is_told_of_every_try_and_of_what_it_would_change() -> None:
    held = panel((7, 7, 7), (7, 7, "6.5"))
    tries: list[tuple[object, Tried]] = []
    work = margins_in_slices(
        held.state.trades["T"],
        "final",
        watch=lambda trade, entrants: [text(trade.performances[each, "final"].total or ZERO) for each in entrants],
        told=lambda what, tried: tries.append((what, tried)),
    )
    assert drained(work) == found(held)
    assert [what for what, _ in tries if isinstance(what, str)] == ["J1", "J2", "J3"]
    steps = {what.cell: tried for what, tried in tries if isinstance(what, Step) and what.after == "6.5"}
    assert steps[cell("J2", "1")] == Tried({"2": 1}, Fraction(1, 6), "", ["41/6"])
    assert len([what for what, _ in tries if isinstance(what, Step)]) == 12

"""The least and the most that figures can still be, from marks to totals."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.certainty.ranges import Ranges
from scoring.certainty.reach import Reach
from scoring.facts import Seat
from tests.scoring.field import Contest, Document, aspect, contest, criterion, document, module, phase, single


def reach(low: object, high: object, exact: bool = True) -> Reach:
    return Reach(Fraction(str(low)), Fraction(str(high)), exact)


def inside(held: Contest) -> Ranges:
    return Ranges(held.state.trades["T"], inside=True)


def outside(held: Contest) -> Ranges:
    return Ranges(held.state.trades["T"])


def tree() -> Document:
    return document(
        module(
            "A",
            criterion("C1", aspect("a1", step="1"), aspect("a2", step="1", weight="-1"), ceiling="12"),
            criterion("C2", aspect("a3", "sum", highest="2")),
            weight="0.5",
        ),
        module("B", criterion("C3", aspect("a4")), round=0, floor="1"),
        phases=[phase("final", round=1, floor="-2")],
    )


def test_every_step_up_the_tree_holds_the_least_and_the_most_apart() -> None:
    held = contest(tree(), ["1"], {"P": ["J1", "J2"]})
    ranges = inside(held)
    found = {each: ranges.figure("1", "final", each) for each in ("a1", "a2", "C1", "a3", "A", "B")}
    assert found == {
        "a1": reach(0, 10),
        "a2": reach(-10, 0),
        "C1": reach(-10, 10),
        "a3": reach(0, 4),
        "A": reach(-5, 7),
        "B": reach(1, 10),
    }
    assert ranges.own("1", "final") == ranges.total("1", "final") == reach(-2, 17)


def test_marks_given_narrow_what_is_left_where_they_are_seen() -> None:
    held = contest(tree(), ["1"], {"P": ["J1", "J2"]})
    held.judge("J1").gives(8).on("a1").to("1")
    assert inside(held).figure("1", "final", "a1") == reach(4, 9)
    assert outside(held).figure("1", "final", "a1") == reach(0, 10)
    assert inside(held).figure("1", "final", "A") == reach("-3", "6.5")
    held.judge("J2").gives(6).on("a1").to("1")
    assert outside(held).figure("1", "final", "a1") == inside(held).figure("1", "final", "a1") == reach(7, 7)
    assert outside(held).figure("1", "final", "C1") == inside(held).figure("1", "final", "C1") == reach(-3, 7)
    held.panel("P").gives(1, 1).on("a2").to("1")
    held.panel("P").gives(1, 1).on("a3").to("1")
    assert outside(held).figure("1", "final", "A") == reach(4, 4)
    held.panel("P").gives(5, 6).on("a4").to("1")
    assert outside(held).total("1", "final") == reach(10, 10)


def test_a_scheme_that_reveals_each_mark_has_nothing_to_hide() -> None:
    held = contest(tree() | {"reveal": "each mark"}, ["1"], {"P": ["J1", "J2"]})
    held.judge("J1").gives(8).on("a1").to("1")
    assert outside(held).figure("1", "final", "a1") == reach(4, 9)


def test_what_was_taken_off_a_node_without_a_figure_is_seen_from_inside_alone() -> None:
    held = contest(tree(), ["1"], {"P": ["J1", "J2"]})
    held.penalty("1", "2", figure="A")
    held.bonus("1", "1")
    assert (inside(held).figure("1", "final", "A"), outside(held).figure("1", "final", "A")) == (
        reach(-7, 5),
        reach(-5, 7),
    )
    assert (inside(held).own("1", "final"), outside(held).own("1", "final")) == (reach(-2, 16), reach(-2, 17))
    held.panel("P").gives(8, 6).on("a1").to("1")
    assert inside(held).figure("1", "final", "A") == outside(held).figure("1", "final", "A") == reach("-3.5", "3.5")


def test_an_item_needs_every_aspect_and_counts_with_its_own_numbers() -> None:
    stated = document(
        module("M", criterion("D", aspect("e", step="1"), aspect("s", highest="2"), items=True, round=1)),
        tables={"S": {"kind": "linear", "base": "0", "point": "0", "slope": "-1"}},
    )
    items = [
        ("final", "1", "R1", "D", "2", "1", "", ""),
        ("final", "1", "R2", "D", "", "", "S", "0.5"),
    ]
    held = contest(stated, ["1", "2"], {"P": ["J1"]}, items=items)
    ranges = inside(held)
    assert ranges.figure("1", "final", "D", "R1") == reach(1, 25)
    assert ranges.figure("1", "final", "D", "R2") == reach(-6, 0)
    assert ranges.figure("1", "final", "e", "R2") == reach(-10, 0)
    assert ranges.figure("1", "final", "D") == reach(-5, 25)
    assert ranges.total("1", "final") == reach(-5, 25)
    assert (ranges.figure("1", "final", "D", "R9"), ranges.figure("2", "final", "D")) == (None, None)
    held.penalty("1", "3", figure="D", item="R1")
    assert inside(held).figure("1", "final", "D", "R1") == reach(-2, 22)
    assert inside(held).total("2", "final") is None


def test_of_an_aspect_that_nobody_sits_to_mark_nothing_comes() -> None:
    stated = document(
        module("M", criterion("C", aspect("a", panel="P"), aspect("b", panel="Q"))),
        module("N", criterion("D", aspect("c", panel="Q"), items=True)),
    )
    items = [("final", "1", "R1", "D", "", "", "", "")]
    held = contest(stated, ["1"], [Seat("", "P", "", "J1")], items=items)
    assert inside(held).figure("1", "final", "b") is None
    assert inside(held).figure("1", "final", "D") is None
    assert inside(held).total("1", "final") == reach(0, 10)
    held.judge("J1").gives(4).on("a").to("1")
    assert inside(held).total("1", "final") == reach(4, 4)
    nobody = contest(single(), ["1"], {})
    assert (inside(nobody).total("1", "final"), inside(nobody).figure("1", "final", "C")) == (None, None)


def stages(**settings: object) -> Document:
    return document(
        module("A", criterion("C", aspect("a", step="1"))),
        module("B", criterion("D", aspect("b", highest="4"))),
        phases=[
            phase("first", modules=["A"]),
            phase("final", modules=["B"], entry={"from": "first", "cut": 1}, weight="2"),
            phase("later", modules=["B"], entry={"from": "final", "cut": "stated"}),
            phase("all", modules=[], carry=[{"phase": "first", "weight": "0.5"}, {"phase": "final"}], **settings),
        ],
    )


def test_a_phase_that_is_not_entered_yet_may_count_or_not() -> None:
    held = contest(stages(), ["1", "2"], {"P": ["J1"]})
    assert inside(held).total("1", "all") == reach(0, 9, False)
    assert not inside(held).known("1", "final")
    held.judge("J1").gives(8).on("a").to("1")
    held.judge("J1").gives(6).on("a").to("2")
    held.advance("final", "1")
    ranges = inside(held)
    assert (ranges.total("1", "all"), ranges.total("2", "all")) == (reach(4, 8), reach(3, 3))
    assert (ranges.total("1", "final"), ranges.own("2", "final")) == (reach(0, 8), None)
    assert (ranges.known("1", "later"), ranges.known("2", "later"), ranges.own("2", "later")) == (False, True, None)


def test_a_total_of_nothing_but_phases_that_may_not_count_may_be_missing() -> None:
    stated = stages()
    stated["phases"][3]["carry"] = [{"phase": "final"}, {"phase": "later", "weight": "-1"}]
    held = contest(stated, ["1", "2"], {"P": ["J1"]})
    assert inside(held).total("1", "all") == reach(-4, 4, False)


def compared(rule: str, **settings: object) -> Document:
    tables = {"points": {"kind": "lookup", "rows": [["1", "12"], ["2", "10"]], "otherwise": "1"}}
    return single(rule, **settings) | {"tables": tables}


def test_places_and_points_for_places_lie_between_those_of_the_field() -> None:
    places = contest(compared("majority-placing", lowest="1", highest="9", step="1"), ["1", "2", "3"], {"P": ["J1"]})
    assert inside(places).total("1", "final") == reach(1, 3, False)
    places.disqualify("3")
    assert inside(places).total("1", "final") == reach(1, 2, False)
    points = compared("rank-points", places="points")
    assert inside(contest(points, ["1", "2", "3"], {"P": ["J1", "J2"]})).total("1", "final") == reach(1, 24, False)
    assert inside(contest(points, ["1"], {"P": ["J1", "J2"]})).total("1", "final") == reach(12, 24, False)
    excused = compared("rank-points", places="points", none="3")
    assert inside(contest(excused, ["1"], {"P": ["J1", "J2"]})).total("1", "final") == reach(0, 24, False)


def test_shares_of_the_best_follow_what_everybody_can_still_come_to() -> None:
    high = contest(compared("share-of-best", max="100", step="1"), ["1", "2"], {"P": ["J1"]})
    assert inside(high).total("1", "final") == reach(0, 100, False)
    high.judge("J1").gives(8).on("A1").to("1")
    assert inside(high).total("1", "final") == reach(80, 100, False)
    assert inside(high).total("2", "final") == reach(0, 100, False)
    assert outside(high).total("1", "final") == reach(0, 100, False)
    low = contest(compared("share-of-best", max="100", prefer="low", lowest="2"), ["1", "2"], {"P": ["J1"]})
    assert inside(low).total("1", "final") == reach(20, 100, False)
    low.judge("J1").gives(5).on("A1").to("1")
    assert inside(low).total("1", "final") == reach(40, 100, False)
    alone = contest(compared("share-of-best", max="100"), ["1"], {"P": ["J1"]})
    assert inside(alone).total("1", "final") == reach(0, 100, False)
    nobody = contest(compared("share-of-best", max="100"), ["1"], {})
    assert inside(nobody).total("1", "final") is None


def test_a_field_that_is_not_entered_yet_is_all_of_the_section() -> None:
    stated = document(
        module("A", criterion("C", aspect("a"))),
        module("B", criterion("D", aspect("b", "share-of-best", max="10"))),
        module("E", criterion("F", aspect("e", "majority-placing", lowest="1", step="1"))),
        phases=[
            phase("first", modules=["A"]),
            phase("final", modules=["B", "E"], entry={"from": "first", "cut": 1}),
        ],
    )
    held = contest(stated, ["1", "2", "3"], {"P": ["J1"]})
    assert inside(held).figure("1", "final", "b") == reach(0, 10, False)
    assert inside(held).figure("1", "final", "e") == reach(1, 3, False)


def test_a_node_whose_gap_is_known_is_put_together_at_once_and_to_the_same() -> None:
    plain = document(module("M", *(criterion(f"C{at}", aspect(f"a{at}"), aspect(f"b{at}")) for at in range(2))))
    rounded = document(
        module("M", *(criterion(f"C{at}", aspect(f"a{at}"), aspect(f"b{at}")) for at in range(2)), round=9)
    )
    for stated in (plain, rounded):
        held = contest(stated, ["1", "2"], {"P": ["J1", "J2"]})
        held.panel("P").gives(3, 4).on("a0").to("1")
        held.judge("J1").gives(3).on("b0").to("1")
        assert outside(held).total("1", "final") == reach("3.5", "33.5")
        assert inside(held).total("1", "final") == reach(5, 30)
        assert outside(held).total("2", "final") == reach(0, 40)


@pytest.mark.parametrize(
    ("bound", "before", "after"),
    [
        ({"floor": "6"}, reach(6, "10.5"), reach(6, 6)),
        ({"ceiling": "3.2"}, reach(0, "3.2"), reach("3.1", "3.2")),
        ({"round": {"places": 0, "mode": "ceiling"}}, reach(0, 11), reach(4, 4)),
    ],
)
@pytest.mark.parametrize("seen", [inside, outside])
def test_what_is_rounded_or_bounded_is_no_sum_of_what_its_parts_can_be(
    seen: Callable[[Contest], Ranges], bound: Document, before: Reach, after: Reach
) -> None:
    stated = document(module("M", criterion("C", aspect("a"), aspect("b", weight="0.05"), **bound)))
    held = contest(stated, ["1"], {"P": ["J1"]})
    assert seen(held).total("1", "final") == before
    held.judge("J1").gives("3.1").on("a").to("1")
    assert seen(held).total("1", "final") == after


def test_decimals_stay_decimals() -> None:
    held = contest(single(), ["1"], {"P": ["J1"]})
    total = inside(held).total("1", "final")
    assert total is not None
    assert {type(total.low), type(total.high)} == {Decimal}

"""Figures that come of everybody's marks together: places by majority, points for places, shares of the best."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.nodes import Scheme
from scoring.panels import RULES
from scoring.relative import Entry, majority_placing, rank_points, share_of_best
from tests.scoring.field import aspect, criterion, module, scheme

POINTS = {"kind": "lookup", "rows": [["1", "12"], ["2", "10"], ["3", "8"]], "otherwise": "0"}


def made(rule: str, **settings: Any) -> Scheme:
    named = {"places": "points"} if rule == "rank-points" else {}
    return scheme(module("M", criterion("C", aspect("a", rule, **named, **settings))), tables={"points": POINTS})


def field(*entrants: Sequence[int | str | None]) -> list[Entry]:
    """Marks of judges J0, J1 …; None where a seat is excused. What a panel came to alone is its mean."""
    found = []
    for marks in entrants:
        given_marks = {f"J{at}": Decimal(mark) for at, mark in enumerate(marks) if mark is not None}
        own = Fraction(sum(map(Fraction, given_marks.values())), max(len(given_marks), 1))
        found.append(Entry(own, given_marks))
    return found


def worth(rule: str, entries: list[Entry], **settings: Any) -> tuple[Any, str]:
    stated = made(rule, **settings)
    compare = RULES[rule].compare
    assert compare is not None
    values, why = compare(entries, stated.aspect["a"][2], stated.tables, len(entries))
    return [Fraction(value) for value in values], why


def placed(*entrants: Sequence[int | str | None]) -> tuple[Any, str]:
    return worth("majority-placing", field(*entrants), lowest="1", step="1")


def test_places_are_those_of_the_majority_and_shared_ones_their_mean() -> None:
    assert placed([1, 1, 2], [2, 3, 1], [3, 2, 3]) == ([1, 2, 3], "")
    assert placed([1, 2, 3], [2, 3, 1], [3, 1, 2]) == ([2, 2, 2], "")


@pytest.mark.parametrize("second", [[1, 2], [3, 2], [2, 9]])
def test_a_place_given_twice_or_one_behind_all_who_entered_clashes(second: list[int]) -> None:
    assert placed([1, 1], [2, 2]) == ([1, 2], "")
    assert placed([1, 1], second) == ([], "places-clash")


def test_a_place_that_one_who_went_out_leaves_is_no_clash() -> None:
    stated = made("majority-placing", lowest="1", step="1").aspect["a"][2]
    assert majority_placing(field([1, 3], [3, 1]), stated, {}, 3) == ([Fraction(3, 2), Fraction(3, 2)], "")
    assert majority_placing(field([1, 3], [3, 1]), stated, {}, 2) == ([], "places-clash")


@pytest.mark.parametrize(
    ("settings", "points"),
    [({}, [22, 22, 16, 0]), ({"shared": "each"}, [24, 24, 16, 0]), ({"prefer": "low"}, [8, 8, 20, 24])],
)
def test_equal_marks_of_a_judge_share_the_points_of_their_places(settings: dict[str, Any], points: list[int]) -> None:
    """12 and 10 are shared by two, 11 each, or all have 12; where low is better two share 8 and nothing."""
    assert worth("rank-points", field([9, 9], [9, 9], [7, 7], [5, 5]), **settings) == (points, "")


def test_a_judge_who_is_excused_gives_no_points_and_the_others_places_close_up() -> None:
    assert worth("rank-points", field([9, None], [8, 7], [7, 9])) == ([12, 20, 20], "")


def test_points_of_places_are_added_over_the_judges() -> None:
    """Two juries of a song contest that disagree: 12 + 8, 10 + 12, 8 + 10."""
    assert worth("rank-points", field([9, 5], [8, 9], [7, 8])) == ([20, 22, 18], "")


def test_the_best_mark_has_the_most_points_and_others_their_share() -> None:
    assert worth("share-of-best", field([8, 8], [6, 6], [4, 0]), max="40") == ([40, 30, 10], "")
    assert worth("share-of-best", field([0], [0]), max="40") == ([0, 0], "")


def test_the_shortest_time_has_the_most_points_and_a_double_one_half() -> None:
    shares = worth("share-of-best", field(["61.5"], ["123"], ["82"]), max="20", prefer="low", lowest="1", highest="600")
    assert shares == ([20, 10, 15], "")


@given(st.lists(st.lists(st.integers(1, 9), min_size=2, max_size=2), min_size=1, max_size=5), st.randoms())
def test_no_rule_asks_who_is_first_in_the_list(marks: list[list[int]], random: Any) -> None:
    order = list(range(len(marks)))
    random.shuffle(order)
    for rule, settings in (("rank-points", {}), ("share-of-best", {"max": "10"})):
        found, _ = worth(rule, field(*marks), **settings)
        mixed, _ = worth(rule, field(*(marks[at] for at in order)), **settings)
        assert mixed == [found[at] for at in order]


def test_a_field_whose_every_seat_is_excused_is_worth_no_points() -> None:
    stated = made("rank-points")
    points: Any = rank_points(field([None], [None]), stated.aspect["a"][2], stated.tables, 2)
    shares: Any = share_of_best(field([None]), made("share-of-best", max="10").aspect["a"][2], {}, 1)
    assert (points, shares) == (([0, 0], ""), ([0], ""))

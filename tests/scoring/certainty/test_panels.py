"""What a panel and its attempts can still come to, against every way of marking."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from scoring.certainty.figures import MANY, aspect_values
from scoring.certainty.panels import Ends, Sitting, aspect_ends, panel_ends
from scoring.nodes import Aspect
from scoring.numbers import Exact
from scoring.totals import aspect_value
from tests.scoring.field import aspect, criterion, module, scheme

MARKS = [Decimal(each) for each in range(4)]
ENDS = (MARKS[0], MARKS[-1])

RULES: list[tuple[str, dict[str, Any]]] = [
    ("one", {}),
    ("mean", {}),
    ("median", {}),
    ("sum", {}),
    ("trimmed-mean", {"drop_high": 1, "drop_low": 0}),
    ("trimmed-sum", {"drop_high": 1, "drop_low": 1}),
    ("judgement", {"max": "3", "spread": 1}),
    ("corrected-mean", {"limit": "1", "mean_round": 0}),
    ("majority", {}),
]


def of(rule: str, **settings: Any) -> Aspect:
    return scheme(module("M", criterion("C", aspect("a", rule, **settings)))).aspect["a"][2]


def sitting(given: list[int], seats: int, excused: int = 0) -> Sitting:
    return Sitting(tuple(map(Decimal, sorted(given))), seats - len(given) - excused, seats)


def between(low: int, high: int) -> Ends:
    return Decimal(low), Decimal(high)


def every(each: Aspect, sittings: list[Sitting]) -> set[Exact]:
    """Values of an aspect over every way of giving or excusing what is open."""
    found = set()
    ways = [
        [
            [*sitting.given, *(mark for mark in added if mark is not None)]
            for added in product([*MARKS, None], repeat=sitting.open)
        ]
        for sitting in sittings
    ]
    for points in product(*ways):
        value, _ = aspect_value(each, points)
        if value is not None:
            found.add(value)
    return found


@pytest.mark.parametrize(("rule", "settings"), RULES)
@pytest.mark.parametrize("none", [{}, {"none": "-1"}])
@pytest.mark.parametrize("given", [[], [0], [3], [1, 2], [0, 0, 3], [2, 2, 2]])
def test_the_ends_of_a_panel_are_those_of_every_way_to_mark_it(
    rule: str, settings: dict[str, Any], none: dict[str, str], given: list[int]
) -> None:
    each = of(rule, **settings, **none)
    sittings = [sitting(given, 3)]
    found = every(each, sittings)
    if not found:
        sittings = [sitting([], 3)]
        found = every(each, sittings)
    assert aspect_ends(each, sittings, ENDS) == ((min(found), max(found)) if found else None)
    assert aspect_values(each, sittings, MARKS) == found


@pytest.mark.parametrize(
    "attempts",
    [
        {"rule": "best"},
        {"rule": "best", "prefer": "low"},
        {"rule": "last"},
        {"rule": "mean"},
        {"rule": "mean", "best": 1},
        {"rule": "sum", "best": 2},
        {"rule": "sum", "prefer": "low", "best": 1},
        {"rule": "sum"},
    ],
)
@pytest.mark.parametrize("none", [{}, {"none": "5"}])
@pytest.mark.parametrize("marked", [[[], []], [[1], []], [[], [2]], [[0], [3]], [[1, 2], [3]]])
def test_the_ends_of_attempts_are_those_of_every_way_to_mark_them(
    attempts: dict[str, Any], none: dict[str, str], marked: list[list[int]]
) -> None:
    each = of("mean", attempts={"count": 2, **attempts}, **none)
    sittings = [sitting(given, 2) for given in marked]
    found = every(each, sittings)
    assert aspect_ends(each, sittings, ENDS) == (min(found), max(found))
    assert aspect_values(each, sittings, MARKS) == found


def test_of_a_panel_of_which_all_are_excused_every_mark_is_given_anew() -> None:
    each = of("mean")
    excused = [sitting([], 2, excused=2)]
    assert aspect_ends(each, excused, ENDS) == between(0, 3)
    assert aspect_values(each, excused, MARKS) == aspect_values(each, [sitting([], 2)], MARKS)
    assert aspect_ends(of("mean", none="1"), excused, ENDS) == between(1, 1)


def test_a_panel_that_lies_too_far_apart_is_marked_anew() -> None:
    each = of("judgement", max="3", spread=1)
    assert panel_ends(each, sitting([0, 3], 3), ENDS) is None
    assert aspect_ends(each, [sitting([0, 3], 3)], ENDS) == between(0, 3)
    assert panel_ends(each, sitting([1, 2], 3), ENDS) == (Fraction(4, 3), Fraction(5, 3))
    assert aspect_values(each, [sitting([0, 3], 2)], MARKS) == aspect_values(each, [sitting([], 2)], MARKS)


def test_nothing_comes_of_a_panel_that_is_too_small_or_of_marks_that_cannot_be_given() -> None:
    too_small = of("trimmed-mean", drop_high=1, drop_low=1)
    assert aspect_ends(too_small, [sitting([], 2)], ENDS) is None
    assert aspect_values(too_small, [sitting([], 2)], MARKS) == set()
    nothing: Ends | None = None
    assert aspect_ends(of("mean"), [sitting([], 2)], nothing) is None
    assert aspect_ends(of("mean", none="1"), [sitting([], 2)], nothing) == between(1, 1)
    assert aspect_ends(of("mean"), [sitting([2], 2)], nothing) == between(2, 2)


def test_too_many_ways_are_not_listed() -> None:
    wide = [Decimal(each) for each in range(200)]
    assert aspect_values(of("median"), [sitting([], 5)], wide) is None
    assert aspect_values(of("median"), [sitting([3, 3], 2), sitting([], 5)], wide) is None
    assert aspect_values(of("mean"), [sitting([], 50)], wide * 10) is None
    several = [sitting([], 1), sitting([], 1)]
    assert len(wide) ** 2 > MANY
    assert aspect_values(of("mean", attempts={"count": 2, "rule": "sum"}), several, wide) is None
    stuck = [sitting([0, 3], 2)]
    assert aspect_values(of("judgement", max="3", spread=1), stuck, wide * 5) is None


def test_a_seat_that_is_excused_gives_nothing_any_more() -> None:
    each = of("sum")
    assert aspect_ends(each, [sitting([], 2, excused=1)], ENDS) == between(0, 3)
    assert aspect_values(each, [sitting([], 2, excused=1)], MARKS) == set(MARKS)

"""The skating system, rule by rule, on worked examples that others have published.

DP: "Tabulating DanceSport Competition Marks", dancepartner.com/articles/dancesport-skating-system.asp; its couples
    from 51 to 118 as test/models/heat_test.rb of github.com/rubys/showcase states them.
TA: the examples of tadance.ru/Article/Details/14, as the tests of a public calculator after it state them.
DTV: examples after Arthur Dawson (1963), Turnier- und Sportordnung, Anhang 2 (tso.turnierprotokoll.de/tso_anh2.htm), as
    test/runtests.jl of github.com/sdobber/BallroomSkatingSystem.jl states them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from scoring import skating
from scoring.numbers import Exact
from scoring.oracle.comparing import majority
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase
from tests.scoring.longway import differences

Marks = Sequence[Sequence[int]]
"""Couple by couple, the place that each judge gave."""


def columns(*judges: Sequence[int]) -> Marks:
    """Marks as a table by judges states them."""
    return list(zip(*judges, strict=True))


def heat(*dances: Marks, ties: Sequence[str] = ("skating-10", "skating-11")) -> Contest:
    """A final of several dances: rule 9 is the sum of places, the least first."""
    placed = [
        aspect(f"dance{number}", "majority-placing", lowest="1", highest="10", step="1")
        for number in range(1, len(dances) + 1)
    ]
    stated = document(
        module("M", criterion("C", *placed)), phases=[phase("final", order="low", ties=[{"by": way} for way in ties])]
    )
    couples = [f"{number}" for number in range(1, len(dances[0]) + 1)]
    made = contest(stated, couples, {"P": [f"J{number}" for number in range(1, len(dances[0][0]) + 1)]})
    for number, dance in enumerate(dances, 1):
        for couple, marks in zip(couples, dance, strict=True):
            made.panel("P").gives(*marks).on(f"dance{number}").to(couple)
    assert differences(made) == []
    return made


def ranks(made: Contest) -> list[int | None]:
    """Final place of each couple, in the order of their numbers."""
    by_couple = dict(made.order())
    return [by_couple[couple] for couple in sorted(by_couple, key=int)]


def summary(*couples: Sequence[int], ties: Sequence[str] = ("skating-10", "skating-11")) -> list[int | None]:
    """Final places where an example states dance places alone: one judge's mark is the place."""
    dances = zip(*couples, strict=True)
    return ranks(heat(*([[place] for place in dance] for dance in dances), ties=ties))


SINGLE: list[tuple[str, Marks, list[str]]] = [
    (
        "rule 5, DP 51 to 56: a majority for each place, one after the other",
        columns([1, 4, 3, 2, 5, 6], [1, 2, 3, 4, 6, 5], [1, 2, 3, 5, 4, 6], [2, 1, 5, 4, 3, 6], [1, 2, 4, 3, 5, 6]),
        ["1", "2", "3", "4", "5", "6"],
    ),
    (
        "rule 5, TA: a majority for each place",
        [[3, 3, 3, 2, 3], [6, 6, 6, 6, 5], [2, 2, 5, 4, 1], [4, 4, 2, 3, 4], [1, 5, 1, 1, 2], [5, 1, 4, 5, 6]],
        ["3", "6", "2", "4", "1", "5"],
    ),
    (
        "rule 6, DP 61 to 66: 62 has 5 marks of second and better, 63 and 64 have 4 and 4 of third and better",
        columns(
            [1, 6, 2, 3, 4, 5],
            [1, 2, 4, 3, 5, 6],
            [2, 1, 3, 5, 6, 4],
            [1, 5, 3, 2, 4, 6],
            [4, 2, 6, 1, 3, 5],
            [2, 1, 3, 5, 6, 4],
            [1, 2, 3, 4, 5, 6],
        ),
        ["1", "2", "3", "4", "5", "6"],
    ),
    (
        "rule 6, TA: the larger majority has the place, the other the next",
        [[5, 3, 3, 4, 5], [2, 2, 5, 5, 2], [4, 4, 1, 1, 1], [3, 5, 4, 3, 4], [1, 1, 2, 2, 3], [6, 6, 6, 6, 6]],
        ["5", "3", "1", "4", "2", "6"],
    ),
    (
        "rule 6, DTV: several majorities",
        columns([1, 2, 3, 4, 5], [1, 3, 2, 4, 5], [1, 3, 2, 5, 4], [5, 1, 2, 3, 4], [2, 1, 5, 3, 4]),
        ["1", "2", "3", "4", "5"],
    ),
    (
        "rule 7a, TA: of equal majorities the smaller sum of the marks that form it",
        [[4, 6, 6, 6, 6], [5, 5, 1, 1, 1], [6, 1, 3, 3, 4], [1, 4, 2, 2, 5], [2, 2, 5, 5, 2], [3, 3, 4, 4, 3]],
        ["6", "1", "4", "2", "3", "5"],
    ),
    (
        "rule 7, DP 71 to 76: equal majorities, their sums, the next place",
        columns(
            [3, 2, 1, 5, 4, 6],
            [1, 2, 5, 4, 6, 3],
            [6, 1, 4, 2, 3, 5],
            [1, 5, 2, 4, 3, 6],
            [1, 3, 2, 6, 5, 4],
            [2, 1, 6, 5, 4, 3],
            [1, 3, 2, 4, 6, 5],
        ),
        ["1", "2", "3", "4", "5", "6"],
    ),
    (
        "rule 7b, TA: of equal sums the larger majority when the next place is counted in",
        [
            [5, 3, 5, 4, 6, 5, 2],
            [3, 1, 4, 3, 5, 1, 1],
            [1, 4, 2, 2, 2, 3, 4],
            [2, 2, 3, 1, 4, 2, 3],
            [4, 5, 1, 5, 1, 4, 6],
            [6, 6, 6, 6, 3, 6, 5],
        ],
        ["5", "3", "2", "1", "4", "6"],
    ),
    (
        "rule 8, DTV: nobody has a majority of firsts, so seconds are counted in",
        columns([1, 2, 3], [1, 2, 3], [2, 1, 3], [1, 3, 2], [2, 1, 3]),
        ["1", "2", "3"],
    ),
    (
        "rule 8, DTV: nobody has a majority of firsts, and one couple all the seconds; places 2 and 3 are shared",
        columns([1, 2, 3, 4], [1, 2, 3, 4], [3, 2, 4, 1], [3, 2, 1, 4], [4, 2, 1, 3]),
        ["2.5", "1", "2.5", "4"],
    ),
    (
        "rule 8, TA: alike up to the last place, so places 3 and 4 are shared",
        [[4, 3, 5, 3, 2], [3, 2, 2, 4, 1], [2, 1, 1, 5, 4], [5, 4, 3, 2, 3], [1, 5, 4, 1, 6], [6, 6, 6, 6, 5]],
        ["3.5", "2", "1", "3.5", "5", "6"],
    ),
    ("rule 8, TA: three who are alike in all", [[1, 2, 3], [3, 1, 2], [2, 3, 1]], ["2", "2", "2"]),
]


@pytest.mark.parametrize(("marks", "places"), [each[1:] for each in SINGLE], ids=[each[0] for each in SINGLE])
def test_places_in_one_dance(marks: Marks, places: list[str]) -> None:
    expected = [Fraction(each) for each in places]
    assert skating.places([sorted(each) for each in marks]) == expected
    field = {
        str(couple): {str(judge): Fraction(mark) for judge, mark in enumerate(own)} for couple, own in enumerate(marks)
    }
    assert [majority(field)[couple] for couple in field] == expected
    made = heat(marks)
    assert [made.figure("dance1", str(couple)) for couple in range(1, len(marks) + 1)] == expected


def test_rule_9_adds_places_over_all_dances() -> None:
    """DP 91 to 98 and, in the order of the couples, DTV 16 to 66: five dances, every sum another."""
    couples = [
        [1, 1, 1, 1, 1],
        [4, 2, 2, 2, 2],
        [2, 3, 3, 3, 3],
        [5, 5, 6, 4, 5],
        [3, 4, 5, 7, 7],
        [6, 7, 4, 5, 6],
        [7, 6, 7, 6, 4],
        [8, 8, 8, 8, 8],
    ]
    assert summary(*couples, ties=()) == [1, 2, 3, 4, 5, 6, 7, 8]
    couples = [[1, 2, 1, 2, 2], [3, 1, 2, 1, 4], [2, 3, 3, 3, 3], [4, 4, 4, 4, 1], [5, 5, 5, 5, 6], [6, 6, 6, 6, 5]]
    assert summary(*couples, ties=()) == [1, 2, 3, 4, 5, 6]


TENTH: list[tuple[str, list[list[int]], list[int]]] = [
    (
        "DP 101 to 106, 10B: four sum up to 12, each time who has most places so high comes next; then 18 and 18",
        [[1, 6, 4, 1], [6, 2, 2, 2], [2, 1, 6, 3], [3, 4, 1, 4], [5, 3, 5, 5], [4, 5, 3, 6]],
        [1, 2, 3, 4, 5, 6],
    ),
    (
        "DTV 20 to 70, 10c: four sum up to 17; for place 3 places 1, 1 and 3 are less than 3, 3 and 2",
        [[2, 1, 5, 3, 2], [1, 2, 2, 6, 6], [6, 6, 1, 1, 3], [4, 4, 4, 4, 1], [5, 3, 3, 2, 4], [3, 5, 6, 5, 5]],
        [1, 2, 3, 4, 5, 6],
    ),
    (
        "DTV 19 to 69, 10b and 10d: places 1, 2 and 1 are less than 2, 2 and 1; places 3 and 4 less than 4 and 4",
        [[1, 1, 2, 3, 2], [3, 4, 1, 2, 1], [2, 2, 3, 1, 3], [6, 3, 4, 5, 5], [5, 5, 5, 4, 4], [4, 6, 6, 6, 6]],
        [1, 2, 3, 4, 5, 6],
    ),
    (
        "DTV 18 to 68, 10b and 10d: 28 and 38 sum up to 15, 48 and 58 to 21",
        [[3, 1, 1, 1, 1], [2, 2, 3, 2, 6], [1, 4, 2, 5, 3], [4, 5, 6, 4, 2], [5, 3, 5, 3, 5], [6, 6, 4, 6, 4]],
        [1, 2, 3, 4, 5, 6],
    ),
    (
        "DTV 17 to 67, 10a and 10b: three pairs, told apart by two places so high to one, and three to two",
        [[1, 1, 2, 5], [3, 3, 1, 2], [2, 5, 4, 4], [4, 2, 3, 6], [6, 6, 5, 1], [5, 4, 6, 3]],
        [1, 2, 4, 3, 6, 5],
    ),
    (
        "TA: for place 2 places 2, 3 and 2 go before 5, 6 and 1, for place 1 two firsts before one",
        [[1, 5, 6, 1], [2, 3, 2, 6], [6, 1, 4, 2], [5, 2, 3, 3], [4, 6, 1, 5], [3, 4, 5, 4]],
        [1, 3, 2, 4, 6, 5],
    ),
]


@pytest.mark.parametrize(("couples", "places"), [each[1:] for each in TENTH], ids=[each[0] for each in TENTH])
def test_rule_10_counts_places_so_high_and_adds_them_up(couples: list[list[int]], places: list[int]) -> None:
    assert summary(*couples, ties=["skating-10"]) == places


def test_rule_10_counts_a_shared_place_where_the_mean_of_the_places_is_so_high() -> None:
    """TA: 5, 5.5, 2, 5 and 4, 3.5, 6, 4 sum up to 17.5 and are tied for place 5: 12 of three places against 11.5."""
    half = Fraction(1, 2)
    tied: list[list[Exact]] = [
        [Fraction(5), 5 + half, Fraction(2), Fraction(5)],
        [Fraction(4), 3 + half, Fraction(6), Fraction(4)],
    ]
    assert skating.rule_10(tied, 5) == [(-3, 12), (-3, 11 + half)]


def test_rule_11_treats_all_marks_of_those_tied_as_if_of_one_dance() -> None:
    """DP 111 to 118, waltz and tango: 115 and 116 sum up to 3, 111 and 118 to 9, 112, 113 and 117 to 14."""
    waltz = columns(
        [2, 6, 8, 7, 1, 4, 5, 3],
        [5, 8, 3, 4, 1, 2, 7, 6],
        [6, 1, 2, 3, 5, 4, 8, 7],
        [6, 5, 8, 3, 2, 1, 7, 4],
        [4, 7, 8, 2, 6, 1, 3, 5],
    )
    tango = columns(
        [3, 7, 8, 6, 1, 5, 2, 4],
        [6, 8, 5, 3, 1, 2, 7, 4],
        [5, 3, 4, 1, 2, 6, 7, 8],
        [5, 8, 6, 3, 4, 2, 7, 1],
        [4, 7, 8, 3, 5, 2, 1, 6],
    )
    made = heat(waltz, tango)
    assert [made.figure("dance1", couple) for couple in "12345678"] == [4, 6, 8, 3, 2, 1, 7, 5]
    assert [made.figure("dance2", couple) for couple in "12345678"] == [5, 8, 6, 3, 1, 2, 7, 4]
    assert ranks(made) == [4, 6, 7, 3, 1, 2, 8, 5]


def dances(*couples: Sequence[int]) -> list[Marks]:
    """Four dances of five judges, from every couple's marks one after the other."""
    return [[own[start : start + 5] for own in couples] for start in range(0, 20, 5)]


def test_rule_11_for_two_whom_rule_10_leaves_when_the_third_of_the_tie_is_placed() -> None:
    """TA: 1, 2, 3, 2 and 2, 1, 2, 3 and 3, 3, 1, 1 sum up to 8; the third has two firsts, the others are told apart
    for place 2 by all their marks."""
    made = heat(
        *dances(
            [4, 5, 1, 1, 2, 5, 6, 1, 2, 2, 3, 1, 3, 1, 3, 2, 1, 5, 2, 4],
            [1, 1, 2, 5, 6, 1, 2, 2, 5, 5, 6, 6, 1, 2, 2, 3, 3, 3, 1, 2],
            [3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 1, 2, 2, 5, 6, 1, 2, 2, 3, 3],
            [5, 4, 5, 2, 1, 2, 5, 5, 1, 6, 5, 5, 6, 4, 1, 6, 6, 4, 4, 1],
            [6, 6, 6, 6, 5, 6, 1, 6, 6, 1, 4, 3, 4, 3, 4, 4, 4, 1, 5, 6],
            [2, 2, 4, 4, 4, 4, 4, 4, 4, 4, 2, 4, 5, 6, 5, 5, 5, 6, 6, 5],
        )
    )
    assert ranks(made) == [2, 3, 1, 6, 5, 4]


def test_rule_11_looks_no_further_than_the_first_place_with_a_majority() -> None:
    """Who is alike there shares the place, as competitions that O2CM computed published it."""
    assert skating.rule_11([[1, 2, 2, 3], [1, 2, 2, 4]], 1) == [(-3, 5), (-3, 5)]
    assert skating.rule_11([[1, 2, 3, 4], [4, 1, 3, 2]], 5) == [(0, 0), (0, 0)]
    assert skating.rule_11([[], []], 1) == [(0, 0), (0, 0)]


def test_who_has_lost_marks_may_have_no_majority_and_comes_last() -> None:
    assert skating.places([[1, 1, 1], [2], []]) == [1, Fraction(5, 2), Fraction(5, 2)]
    assert skating.places([[], []]) == [Fraction(3, 2), Fraction(3, 2)]

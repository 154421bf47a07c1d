"""Standings: an order kept by bisection is the order sorted anew, and says truly whether a place changed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.nodes import Ranks
from scoring.standings.ranking import Counting, Key, Order, Standing

Keys = dict[int, tuple[int, int]]
"""By roster index: (0 with a place, else 1 or more; smaller is better)."""

points = st.tuples(st.sampled_from([0, 0, 0, 1, 2]), st.integers(0, 3))
steps = st.lists(st.tuples(st.integers(0, 6), points), max_size=25)


def by_sorting(keys: Keys) -> list[Standing]:
    """Whoever has a place ranks one below all who are strictly better, with a place or without."""
    ordered = sorted((key, index) for index, key in keys.items())
    found = []
    for position, (key, index) in enumerate(ordered):
        alike = sum(other == key for other, _ in ordered)
        better = sum(other < key for other, _ in ordered)
        placed = key[0] == 0
        first = position if not placed else [other for other, _ in ordered].index(key)
        rank = better + 1 if placed else None
        found.append(Standing(index, position, rank, placed and alike > 1, first))
    return found


@given(steps)
def test_moving_one_by_one_is_sorting_anew_and_a_change_is_said_exactly_when_there_is_one(
    moves: list[tuple[int, tuple[int, int]]],
) -> None:
    order, keys = Order(1), {}
    for index, key in moves:
        before = list(order)
        said = order.put((0, key[0], 0, key[1], index))
        keys[index] = key
        assert list(order) == by_sorting(keys)
        assert said == (list(order) != before)
        assert len(order) == len(keys)


@pytest.mark.parametrize(
    ("totals", "ranks"),
    [
        ([90, 80, 80, 70], [1, 2, 2, 4]),
        ([80, 80, 80], [1, 1, 1]),
        ([90], [1]),
        ([90, 90, 80, 80, 70], [1, 1, 3, 3, 5]),
    ],
)
def test_equal_keys_share_a_rank_and_the_next_is_skipped(totals: list[int], ranks: list[int]) -> None:
    order = Order(1)
    for index, total in enumerate(totals):
        order.put((0, 0, 0, -total, index))
    assert [each.rank for each in order] == ranks
    assert [each.shared for each in order] == [ranks.count(rank) > 1 for rank in ranks]


def test_those_without_a_place_share_none() -> None:
    order = Order(1)
    for index in (0, 1):
        order.put((0, 1, 0, 0, index))
    assert [(each.rank, each.shared) for each in order] == [(None, False)] * 2
    assert order.put((0, 1, 0, 1, 1)) is False
    assert order.put((0, 1, 0, 0, 1)) is False


def test_an_empty_order_has_nobody() -> None:
    assert (list(Order(1)), len(Order(1))) == ([], 0)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ((0, 0, 0, -70, 1), False),  # the same key
        ((0, 0, 0, -71, 1), False),  # a better total, the same place
        ((0, 0, 0, -80, 1), True),  # shares the first place now
        ((0, 0, 0, -90, 1), True),  # overtakes
        ((0, 1, 0, 1), True),  # has no place any more
    ],
)
def test_a_new_key_is_a_change_only_where_a_place_is_another(after: Key, said: bool) -> None:
    order = Order(1)
    for key in ((0, 0, 0, -80, 0), (0, 0, 0, -70, 1), (0, 0, 0, -60, 2)):
        order.put(key)
    assert order.put(after) is said


Moved = tuple[int, int, int, int, int]
"""Roster index, kind, went on or not, points (smaller is better), what a tie is broken by."""

moved = st.tuples(
    st.integers(0, 9), st.sampled_from([0, 0, 0, 0, 1, 2]), st.integers(0, 1), st.integers(0, 6), st.integers(0, 2)
)
counted = st.builds(
    Ranks,
    st.sampled_from(["equal", "never", "within"]),
    st.sampled_from([Decimal(0), Decimal(1), Decimal(2)]),
    st.sampled_from(["previous", "first"]),
    st.sampled_from(["skip", "dense"]),
    st.sampled_from([0, 1, 3]),
)


def by_marks(marks: dict[int, int]) -> Callable[[list[int], int], list[tuple[list[int], int]]]:
    """Who is tied for one of the first three places is told apart by her mark, as it is when it is asked."""

    def resolve(tied: list[int], place: int) -> list[tuple[list[int], int]]:
        if place > 3:
            return [(tied, -1)]
        ordered = sorted(tied, key=lambda index: marks[index])
        found = [list(alike) for _, alike in groupby(ordered, key=lambda index: marks[index])]
        return [(each, 0 if at else -1) for at, each in enumerate(found)]

    return resolve


def the_long_way(keys: dict[int, Key], counting: Callable[[Key], Counting]) -> list[tuple[int, int, int | None, bool]]:
    """(entrant, position, place, shared) of everyone, section by section, from what the rules of a phase say."""
    found: list[tuple[int, int, int | None, bool]] = []
    for _, section in groupby(sorted(keys.values()), key=lambda key: key[0]):
        classes: list[tuple[Key, list[int]]] = []
        for bare, tied in groupby(section, key=lambda key: key[:-1]):
            members = [key[-1] for key in tied]
            resolve = counting(bare).resolve
            place = 1 + sum(len(each) for _, each in classes)
            apart = [(members, -1)] if bare[1] or not resolve else resolve(members, place)
            classes += [(bare, each) for each, _ in apart]
        numbered: list[tuple[int, list[int], Ranks | None]] = []
        number, stood = 0, 0
        reach: Key | None = None
        for bare, members in classes:
            ranks = counting(bare).ranks
            if bare[1]:
                numbered.append((0, members, None))
            else:
                close = (
                    ranks.share == "within"
                    and reach is not None
                    and reach[:3] == bare[:3]
                    and bare[3] - reach[3] <= ranks.within
                )
                if not close:
                    number = number + 1 if ranks.numbering == "dense" else stood + 1
                if not close or ranks.reach == "previous":
                    reach = bare
                numbered.append((number, members, ranks))
            stood += len(members)
        for number, members, of in numbered:
            given = None if of is None or (of.places and number > of.places) else number
            together = sum(len(each) for other, each, its in numbered if other == number and its is not None)
            for index in members:
                found.append((index, len(found), given, given is not None and together > 1))
    return found


@given(st.lists(moved, max_size=25), counted, counted, st.booleans())
def test_whatever_the_rules_of_sharing_a_place_moving_is_sorting_anew_and_every_change_is_said(
    moves: list[Moved], deeper: Ranks, other: Ranks, asked: bool
) -> None:
    marks: dict[int, int] = {}
    resolve = by_marks(marks) if asked else None
    rules = (Counting(deeper, resolve), Counting(other, resolve))

    def counting(key: Key) -> Counting:
        return rules[key[2]]

    order, keys = Order(1, counting), {}
    for index, kind, later, points, mark in moves:
        before = [each[:4] for each in order.known()]
        marks[index] = mark
        section = index % 2
        keys[index] = (section, kind, later, Decimal(points), index)
        said = order.put(keys[index])
        now = [each[:4] for each in order]
        assert now == [each[:4] for each in order.seen] == the_long_way(keys, counting)
        assert list(order) == order.seen
        assert said == (now != before)


def test_known_is_how_everyone_stood_before_and_look_how_they_stand_now() -> None:
    marks = {0: 1, 1: 2}
    order = Order(1, lambda key: Counting(Ranks("never"), by_marks(marks)))
    for index in (0, 1):
        order.place((0, 0, 0, Decimal(5), index))
    order.look()
    marks[0] = 3
    assert [each.entrant for each in order.known()] == [0, 1]
    assert [each.entrant for each in order.look()] == [each.entrant for each in order.known()] == [1, 0]


def test_the_same_key_is_no_change_where_nothing_but_keys_is_asked() -> None:
    order = Order(1, lambda key: Counting(Ranks(numbering="dense")))
    order.put((0, 0, 0, Decimal(5), 0))
    assert order.put((0, 0, 0, Decimal(5), 0)) is False


def dense(*points: int, places: int = 0) -> Order:
    """An order of so many points each, numbered densely."""
    order = Order(1, lambda key: Counting(Ranks(numbering="dense", places=places)))
    order.put_all((0, 0, 0, Decimal(each), index) for index, each in enumerate(points))
    return order


def places_of(order: Order) -> list[tuple[int | None, bool]]:
    assert order.seen == list(order)
    return [(each.rank, each.shared) for each in order.seen]


def test_a_tie_that_comes_or_goes_moves_every_dense_number_behind_it() -> None:
    order = dense(1, 1, 2, 3, 3)
    assert places_of(order) == [(1, True), (1, True), (2, False), (3, True), (3, True)]
    order.put_all([(0, 1, 0, Decimal(0), 5)])
    assert order.put((0, 0, 0, Decimal("1.5"), 1))
    assert places_of(order) == [(1, False), (2, False), (3, False), (4, True), (4, True), (None, False)]
    assert order.put((0, 0, 0, Decimal(1), 1))
    assert places_of(order)[:3] == [(1, True), (1, True), (2, False)]


def test_so_does_the_last_place_that_is_given() -> None:
    order = dense(1, 1, 2, 3, 3, 5, places=3)
    assert places_of(order)[3:] == [(3, True), (3, True), (None, False)]
    assert order.put((0, 0, 0, Decimal("1.5"), 1))
    assert places_of(order)[2:] == [(3, False), (None, False), (None, False), (None, False)]
    assert order.put((0, 0, 0, Decimal(1), 1))
    assert places_of(order)[3:] == [(3, True), (3, True), (None, False)]


def test_numbers_that_skip_do_not_move_with_dense_ones_before_them() -> None:
    rules = (Ranks(numbering="dense"), Ranks())
    order = Order(1, lambda key: Counting(rules[key[2]]))
    order.put_all((0, 0, later, Decimal(each), index) for index, (later, each) in enumerate([(0, 1), (0, 1), (1, 0)]))
    assert places_of(order) == [(1, True), (1, True), (3, False)]
    assert order.put((0, 0, 0, Decimal(2), 1))
    assert places_of(order) == [(1, False), (2, False), (3, False)]


def test_a_number_that_is_not_given_moves_those_behind_it_all_the_same() -> None:
    rules = (Ranks(numbering="dense", places=1), Ranks(numbering="dense"))
    order = Order(1, lambda key: Counting(rules[key[2]]))
    order.put_all(
        (0, 0, later, Decimal(each), index) for index, (later, each) in enumerate([(0, 1), (0, 2), (0, 2), (1, 0)])
    )
    assert places_of(order) == [(1, False), (None, False), (None, False), (3, False)]
    assert order.put((0, 0, 0, Decimal(3), 2)) is True
    assert places_of(order) == [(1, False), (None, False), (None, False), (4, False)]


@given(st.lists(moved, max_size=12), st.lists(moved, max_size=12), counted)
def test_moving_several_at_once_is_sorting_anew(before: list[Moved], after: list[Moved], ranks: Ranks) -> None:
    marks: dict[int, int] = {}
    rules = Counting(ranks, by_marks(marks))
    order, keys = Order(1, lambda key: rules), {}
    for moves in (before, after):
        stood = [each[:4] for each in order.known()]
        for index, kind, later, points, mark in moves:
            marks[index] = mark
            keys[index] = (0, kind, later, Decimal(points), index)
        said = order.put_all(keys.values())
        assert [each[:4] for each in order.seen] == the_long_way(keys, lambda key: rules)
        assert said == (stood != [each[:4] for each in order.seen])

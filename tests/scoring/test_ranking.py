"""Standings: an order kept by bisection is the order sorted anew, and says truly whether a place changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.standings.ranking import Key, Order, Standing

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

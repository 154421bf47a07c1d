"""Items: what each entrant shows, as it was stated."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.items import Item, items_text, parse_items
from scoring.problems import BrokenPromiseError

ROW = st.tuples(
    st.sampled_from(["p", "q"]),
    st.sampled_from(["1", "2"]),
    st.sampled_from(["R1", "R2"]),
    st.sampled_from(["dive", "jump"]),
    st.sampled_from(["", "3.2", "1"]),
    st.sampled_from(["", "7.10", "-1"]),
    st.sampled_from(["", "S01"]),
    st.sampled_from(["", "0.8"]),
)


def test_items_come_back_as_they_were_stated() -> None:
    rows = [("p", "1", "R1", "dive", "3.2", "", "", ""), ("p", "1", "E1", "jump", "", "7.10", "S01", "0.8")]
    assert parse_items(items_text(rows)) == {
        ("p", "1"): {
            "R1": Item("dive", Decimal("3.2")),
            "E1": Item("jump", Decimal(1), Decimal("7.1"), "S01", Decimal("0.8")),
        }
    }


@given(st.lists(ROW, max_size=8, unique_by=lambda row: row[:3]))
def test_every_item_is_kept_in_the_order_stated(rows: list[tuple[str, str, str, str, str, str, str, str]]) -> None:
    found = parse_items(items_text(rows))
    for place in {row[:2] for row in rows}:
        assert list(found[place]) == [row[2] for row in rows if row[:2] == place]
    for phase, entrant, item, criterion, difficulty, base, table, factor in rows:
        stated = Item(criterion, Decimal(difficulty or 1), Decimal(base or 0), table, Decimal(factor or 1))
        assert found[phase, entrant][item] == stated


@pytest.mark.parametrize("stored", ["{", "[1]", '[["p","1","R1","dive","x","","",""]]', '[["p"]]'])
def test_a_text_that_states_no_items_is_a_broken_promise(stored: str) -> None:
    with pytest.raises(BrokenPromiseError):
        parse_items(stored)

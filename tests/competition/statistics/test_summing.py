"""What a contest came to in numbers: counted by hand, and parts that add up to the whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from competition.awarding.stored import standing
from competition.commands import import_
from competition.exports.taking import made
from competition.statistics.summing import (
    GRADES,
    GROUP,
    HELD,
    ORGANISATION,
    TRADE,
    Basis,
    Due,
    Entered,
    Slice,
    basis,
    histogram,
    summed,
)
from competition.store.database import open_database
from scoring.numbers import parse
from tests.competition.awarding.bakery import bakery

NAMES = st.sampled_from(["", "甲", "乙", "丙"])
TOTALS = st.one_of(st.just(""), st.decimals(0, 100, places=2).map(lambda number: f"{number:f}"))
ENTERED = st.builds(Entered, NAMES, NAMES, st.booleans(), st.one_of(st.none(), st.integers(1, 9)), TOTALS)
DUE = st.builds(
    Due, NAMES, NAMES, st.sampled_from(["", "none", *GRADES]), st.sampled_from(["", *GRADES]), st.integers(0, 3)
)


@st.composite
def bases(draw: st.DrawFn) -> list[Basis]:
    return [
        Basis(f"t{number}", False, 2, draw(st.sampled_from([None, parse("100")])), entered, people)
        for number in range(draw(st.integers(1, 3)))
        for entered in [draw(st.lists(ENTERED, max_size=8))]
        for people in [draw(st.one_of(st.none(), st.lists(DUE, max_size=8)))]
    ]


def of(lines: Sequence[Slice], by: str, trade: str) -> list[Slice]:
    return [each for each in lines if (each.by, each.trade) == (by, trade)]


@given(bases())
def test_parts_add_up_to_the_whole(found: list[Basis]) -> None:
    lines = list(summed(found))
    for each in found:
        (own,) = of(lines, TRADE, each.trade)
        groups = of(lines, GROUP, each.trade)
        for key in ("registered", "came", "placed", "first"):
            assert not groups or sum(getattr(part, key) for part in groups) == getattr(own, key)
        assert own.people is None or sum(part.people or 0 for part in of(lines, HELD, each.trade)) == own.people
    whole = of(lines, ORGANISATION, "")
    assert not whole or sum(part.registered for part in whole) == sum(len(each.entered) for each in found)
    assert all(not (part.mean or part.highest) for part in whole if len(found) > 1), (
        "totals of two trades are not mixed"
    )


@given(bases(), st.integers(2, 12))
def test_every_total_lies_in_one_step_and_steps_touch(found: list[Basis], bins: int) -> None:
    for each in found:
        totals = [each.total for each in each.entered if each.total]
        steps = histogram(each, bins)
        assert (steps == []) == (len({parse(total) for total in totals}) < 2)
        if steps:
            assert len(steps) == bins and sum(count for *_, count in steps) == len(totals)
            assert all(one[1] == other[0] for one, other in pairwise(steps))
            if each.most is not None:
                assert (steps[0][0], steps[-1][1]) == ("0.00", "100.00")


@pytest.fixture
def url(sqlite_url: str, tmp_path: Path) -> str:
    result = CliRunner().invoke(import_.command, [str(bakery(tmp_path / "bakery")), "--database", sqlite_url])
    assert result.exit_code == 0, result.output
    return sqlite_url


def test_a_trade_is_counted_as_one_counts_it_by_hand(url: str) -> None:
    """Totals 0.2 × theory + 0.8 × cake: 94, 88.7, 88, 84, 80, 76, 72, 62; granted 2, 4 and 3."""
    with open_database(url) as database:
        found = standing(database, "bakery")
    assert found is not None
    trade = found.state.trades["cakes"]
    lines = list(summed([basis(trade, found.roster["entrants"], found.roll("cakes"))]))
    (own,) = of(lines, TRADE, "cakes")
    assert (own.registered, own.came, own.placed, own.first, own.people) == (8, 8, 8, 3, 8)
    assert (own.mean, own.highest, own.lowest) == ("80.59", "94.00", "62.00")
    assert own.grades == {"2": 1, "3": 1, "4": 1}
    groups = {each.what: each for each in of(lines, GROUP, "cakes")}
    assert {what: each.registered for what, each in groups.items()} == {"职工": 5, "学生": 3}
    assert groups["学生"].mean == "78.67" and groups["学生"].grades == {"4": 1}
    held = {each.what: (each.people, dict(each.grades)) for each in of(lines, HELD, "cakes")}
    assert held["3"] == (1, {"2": 1}) and held["none"] == (2, {"4": 1}) and held[""] == (1, {})
    assert [each.what for each in of(lines, HELD, "cakes")] == ["", "none", "5", "4", "3", "2"]
    assert of(lines, ORGANISATION, "") == [], "nobody has an organisation here"


def test_a_sealed_trade_tells_head_counts_alone() -> None:
    found = Basis("t", True, 2, None, [Entered("", "", True, None, "")] * 4)
    (own,) = summed([found])
    assert (own.registered, own.came, own.placed, own.mean, own.people) == (4, 4, 0, "", None)


def test_the_sums_are_an_export_and_a_sheet_of_the_roll(url: str) -> None:
    with open_database(url) as database:
        table = json.loads(made(database, "bakery", "statistics", "json", trade="", to=None, lang="en"))["statistics"]
        roll = json.loads(made(database, "bakery", "roll", "json", trade="", to=None, lang="en"))
    assert roll["statistics"] == table and list(roll)[-1] == "awards"
    first = table[0]
    assert (first["by"], first["what"], first["registered"], first["mean"], first["grade-2"]) == (
        *("each trade", "Cakes", "8", "80.59", "1"),
    )
    assert next(row["what"] for row in table if row["by"] == "grade held before") == "not known"

from __future__ import annotations

import math

import numpy as np
import pytest

from competition.statistics.figures.favour import EVERYBODY, favours
from competition.statistics.figures.intervals import Numbers
from competition.statistics.figures.severity import effects
from tests.competition.statistics.panel import of


def even(entrants: int = 20, judges: int = 4) -> Numbers:
    chance = np.random.default_rng(11)
    return np.asarray(chance.uniform(4, 7, (entrants, 1)) + chance.normal(0, 0.1, (entrants, judges)))


def test_a_judge_who_marks_her_own_higher_is_seen() -> None:
    table = even()
    table[[2, 5], 0] += 2
    panel = of(table)
    (one,) = favours(panel, effects(panel), {"J1": frozenset({"E3", "E6"})})
    assert (one.judge, one.own, one.others, one.verdict) == ("J1", 2, 18, "higher")
    assert one.share == pytest.approx(0.2, abs=0.03)


def test_one_who_marks_her_own_like_the_others_is_not() -> None:
    panel = of(even())
    (one,) = favours(panel, effects(panel), {"J1": frozenset({"E3"})})
    assert one.verdict == "open" and one.interval is not None


def test_mildness_towards_everybody_is_no_favour() -> None:
    table = even()
    table[:, 0] += 1.5
    panel = of(table)
    (one,) = favours(panel, effects(panel), {"J1": frozenset({"E3", "E6"})})
    assert one.verdict == "open"


def test_a_single_one_is_told_with_the_room_it_takes() -> None:
    table = even()
    table[2, 0] += 2
    panel = of(table)
    (one,) = favours(panel, effects(panel), {"J1": frozenset({"E3"})})
    assert one.interval is not None and one.verdict == "higher"


def test_several_judges_are_told_together_too() -> None:
    table = even()
    table[2, 0] += 1
    table[5, 1] += 1
    panel = of(table)
    found = favours(panel, effects(panel), {"J1": frozenset({"E3"}), "J2": frozenset({"E6"})})
    assert [(each.judge, each.own, each.others) for each in found] == [("J1", 1, 19), ("J2", 1, 19), (EVERYBODY, 2, 38)]
    assert found[-1].verdict == "higher"


def test_too_few_others_are_said_to_be() -> None:
    panel = of(even(5))
    (one,) = favours(panel, effects(panel), {"J1": frozenset({"E1", "E2", "E3"})})
    assert (one.others, one.interval, one.verdict) == (2, None, "few")


def test_one_who_marked_only_her_own_is_compared_with_nothing() -> None:
    table = even(6)
    table[3:, 0] = np.nan
    panel = of(table)
    (one,) = favours(panel, effects(panel), {"J1": frozenset({"E1", "E2", "E3"})})
    assert math.isnan(one.share) and one.verdict == "few"


def test_one_who_was_excused_from_her_own_is_not_named() -> None:
    table = even()
    table[2, 0] = np.nan
    panel = of(table)
    assert favours(panel, effects(panel), {"J1": frozenset({"E3"})}) == []
    assert favours(panel, effects(panel), {}) == []

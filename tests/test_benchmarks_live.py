"""Benchmarks of boards in the air run, so small that nothing can be said of their figures; no time is asserted."""

from __future__ import annotations

import math

import pytest

from benchmarks.live.__main__ import GOALS, benchmarks
from benchmarks.rounds import measure, read_goals

PROMISED = {
    "200 marks": {"200 marks/s: answer", "200 marks/s: last viewer"},
    "1,000 marks": {"1,000 marks/s: answer", "1,000 marks/s: last viewer"},
    "no tick": {"500 viewers, no tick: answer", "500 viewers, no tick: last viewer"},
    "stampede": {"stampede"},
    "page": {"board page", "board page weight"},
    "motion": {"frames, phone", "frames, list"},
}
"""Figures with a goal, by benchmark; those beside other servers are named after them."""


@pytest.mark.parametrize("name", ["200 marks", "no tick", "stampede", "page", "motion"])
def test_a_benchmark_measures_each_figure_it_promises(name: str) -> None:
    figures = measure(benchmarks(None, short=True)[name], rounds=1)
    assert PROMISED[name] <= set(figures.columns)
    assert all(math.isfinite(figures.iloc[0][each]) or "last" in each or "answer" in each for each in PROMISED[name])
    if name == "stampede":
        assert figures.iloc[0]["stampede, marks stored meanwhile"] >= 1


def test_every_goal_is_of_a_figure_that_is_measured() -> None:
    beside = {
        f"{count} viewers: saiping, x {name}"
        for count in ("2,000", "10,000")
        for name in ("the C loop", "node ws", "nginx+nchan")
    }
    assert set(read_goals(GOALS)) == set().union(*PROMISED.values()) | beside

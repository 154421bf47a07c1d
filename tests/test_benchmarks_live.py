"""Benchmarks of boards in the air run, so small that nothing can be said of their figures; no time is asserted."""

from __future__ import annotations

import math
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from benchmarks.live.__main__ import GOALS, benchmarks
from benchmarks.live.picture import CROWDS, SERVERS, versions, write
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


def test_what_was_found_is_kept_as_a_table_and_a_picture(tmp_path: Path) -> None:
    names = [f"{crowd} viewers: {server}, x the C loop" for crowd in CROWDS for server in SERVERS]
    table = pd.DataFrame({"median": 1.25, "min": 1.1, "max": 1.4}, index=names)
    numbers, picture = write(tmp_path / "made", table, read_goals(GOALS), {"nginx": "1.2.3"})
    said, *rows = numbers.read_text("utf-8").splitlines()
    assert said == "# nginx 1.2.3"
    assert '"2,000 viewers: saiping, x the C loop",1.250,1.100,1.400,<= 1.5' in rows
    drawn = ElementTree.parse(picture)
    texts = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("1.25") == len(names) and texts.count("Saiping") == len(CROWDS)
    assert write(tmp_path, table.iloc[:0], {}, {}) == [tmp_path / "live.csv"]


def test_the_versions_of_what_is_measured_are_known() -> None:
    assert {"saiping", "uvicorn", "websockets", "Python"} <= versions().keys()


def test_every_goal_is_of_a_figure_that_is_measured() -> None:
    beside = {
        f"{count} viewers: saiping, x {name}"
        for count in ("2,000", "10,000")
        for name in ("the C loop", "node ws", "nginx+nchan")
    }
    assert set(read_goals(GOALS)) == set().union(*PROMISED.values()) | beside

"""The official runner compares every published figure: a wrong one, a planted rounding and nothing at all are red."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from competition.intake import read
from tests.contests import figure_skating
from tests.contests.folders import Package, contest, trade
from tests.contests.goals import EXCEPTIONS, GOALS
from tests.contests.official import Comparison, compare, main, report

SCHEME = """
scheme = 1
decimals = 2

[[phases]]
id = "final"

[[modules]]
id = "parts"

[[modules.criteria]]
id = "part"
items = true
round = 2

[[modules.criteria.aspects]]
id = "mark"
rule = "trimmed-mean"
drop_high = 1
drop_low = 1
round = 2
lowest = 0
highest = 10
step = "0.25"
"""
MARKS = {"A": ("7.00", "7.25", "7.25", "7.00", "9", "3"), "B": ("7.00", "7.25", "7.00", "7.00", "9", "3")}
"""Trimmed means 7.125 and 7.0625: an exact half, and one that two parts bring across a half."""
EXPECTED = (
    ("A", "P1", "mark", "7.13"),
    ("A", "", "parts", "14.26"),
    ("A", "", "total", "14.26"),
    ("A", "", "place", "1"),
    ("B", "P1", "mark", "7.06"),
    ("B", "", "total", "14.12"),
    ("B", "", "list", "2"),
)


def package(
    folder: Path,
    expected: Sequence[tuple[str, str, str, str]] = EXPECTED,
    given: Mapping[str, Sequence[str]] = MARKS,
) -> Path:
    """A contest of two entrants with two equal parts each and six judges."""
    name = {"zh": "评", "en": "Test"}
    made = Package(contest("test", name, "2026", name, trade("t", name)), {"t": SCHEME})
    for seat in range(6):
        made.add("judges", judge=f"J{seat}", name=f"J{seat}")
        made.add("panels", trade="t", panel="panel", judge=f"J{seat}")
    for entrant, marks in given.items():
        made.add("entrants", trade="t", entrant=entrant, name=entrant)
        for item in ("P1", "P2"):
            made.add("items", trade="t", phase="final", entrant=entrant, item=item, criterion="part")
            for seat, mark in enumerate(marks):
                cell = {"judge": f"J{seat}", "entrant": entrant, "phase": "final", "item": item, "aspect": "mark"}
                made.add("marks", **cell, value=mark)
    for entrant, item, figure, value in expected:
        made.add("expected", trade="t", phase="final", entrant=entrant, item=item, figure=figure, value=value)
    return made.write(folder)


def official(*arguments: str, contests: Path | str = "", ci: str = "") -> Result:
    return CliRunner().invoke(main, arguments, env={"SAIPING_CONTESTS": str(contests), "CONTESTS": "", "CI": ci})


def test_every_published_figure_holds_and_the_runner_is_green(tmp_path: Path) -> None:
    result = official(contests=package(tmp_path / "one").parent)
    assert result.exit_code == 0, result.output
    assert "total: 2 (of 2 stated, at least 2)\n" in result.output
    assert "official figures: 7 (of 7 stated, at least 7)\n" in result.output


def test_a_wrong_figure_is_red_and_named(tmp_path: Path) -> None:
    wrong = (*EXPECTED[:-1], ("B", "", "list", "1"))
    result = official("--contests", str(package(tmp_path / "one", wrong).parent))
    assert result.exit_code == 1
    assert "test final B list: computed 2, published 1" in result.output
    assert "list: 0 (of 1 stated, at least 1)" in result.output


def test_a_figure_where_none_is_published_is_red(tmp_path: Path) -> None:
    wrong = (*EXPECTED, ("A", "", "part", ""))
    result = official("--contests", str(package(tmp_path / "one", wrong).parent))
    assert result.exit_code == 1
    assert "part: 0 (of 1 stated, at least 1)" in result.output


@pytest.mark.parametrize("plant", ["half-even", "round-only-the-sum"])
def test_a_planted_rounding_is_red(plant: str, tmp_path: Path) -> None:
    result = official("--contests", str(package(tmp_path / "one")), "--plant", plant)
    assert result.exit_code == 1
    assert "total: 2" not in result.output


def test_comparing_nothing_is_red(tmp_path: Path) -> None:
    package(tmp_path / "one", ())
    assert official("--contests", str(tmp_path)).exit_code == 1
    assert official("--contests", str(tmp_path / "one" / "schemes")).exit_code == 1


def test_a_package_that_cannot_be_read_is_red_and_says_why(tmp_path: Path) -> None:
    package(tmp_path / "one")
    package(tmp_path / "two").joinpath("judges.csv").unlink()
    result = official("--contests", str(tmp_path))
    assert result.exit_code == 1
    assert "missing-file" in result.output
    assert "packages unread: 1 (0)" in result.output


def test_a_named_folder_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    assert official("--contests", str(tmp_path / "none")).exit_code == 2


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_without_contests_it_is_a_stated_skip_and_a_failure_on_ci(ci: str, code: int, tmp_path: Path) -> None:
    for missing in ("", tmp_path / "none"):
        result = official(contests=missing, ci=ci)
        assert result.exit_code == code
        assert "no official contests to score: SAIPING_CONTESTS names" in result.output


def test_a_data_set_that_lacks_figures_falls_short_of_its_goal() -> None:
    lines, good = report([], GOALS)
    assert not good
    assert "diving place: 0 (of 0 stated, at least 221)" in lines


def heat(event: str, figure: str, *holds: bool) -> list[Comparison]:
    """Figures of a heat's final, one a couple."""
    return [
        Comparison("ballroom_skating", event, "final", f"c{couple}", "", "", figure, "1", "1" if each else "2", each)
        for couple, each in enumerate(holds)
    ]


def test_a_figure_that_is_known_to_fall_short_may_and_no_other_of_its_event(tmp_path: Path) -> None:
    (event, figures) = next(iter(EXCEPTIONS["ballroom_skating"].items()))
    assert figures == {"list"}
    lines, good = report(heat(event, "list", True, False), {})
    assert good
    assert "ballroom_skating list: 1 (of 2 stated, at least 1)" in lines
    assert "ballroom_skating final list complete: 0 (of 1 stated, at least 0)" in lines
    assert not report(heat(event, "D0", True, False), {})[1]
    assert not report(heat("another", "list", True, False), {})[1]


def test_what_may_fall_short_has_its_goal_and_rounds_are_counted_whole() -> None:
    event = next(iter(EXCEPTIONS["ballroom_skating"]))
    lines, good = report(heat(event, "list", True, False) + heat("another", "list", True), GOALS)
    assert not good
    assert "ballroom_skating list: 2 (of 3 stated, at least 5256)" in lines
    assert "ballroom_skating final list complete: 1 (of 2 stated, at least 668)" in lines


def test_a_shared_place_holds_any_position_within_its_block(tmp_path: Path) -> None:
    lists = (("A", "", "list", "2"), ("B", "", "list", "1"))
    found, problems = read(package(tmp_path / "one", lists, dict.fromkeys("AB", MARKS["A"])))
    assert found is not None, problems
    assert [each.holds for each in compare(found)] == [True, True]


def test_real_panel_scores_show_a_planted_half_even(real_contests: Path, tmp_path: Path) -> None:
    figure_skating.convert(real_contests / "figure_skating", tmp_path)
    contests = str(tmp_path / "usa16-pairs")
    good = official("--contests", contests)
    assert good.exit_code == 0, good.output
    red = official("--contests", contests, "--plant", "half-even")
    assert red.exit_code == 1
    assert "component-mark: 78 (of 80 stated, at least 80)" in red.output

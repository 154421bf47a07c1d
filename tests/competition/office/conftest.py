from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from competition.intake import read
from scoring.facts import Cell, MarkGiven
from tests.competition.office.house import House, house
from tests.competition.venue import YUNPING


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[House]:
    """The contest's trade is open, nothing is marked."""
    with house(tmp_path) as office:
        yield office


@pytest.fixture
def marked(tmp_path: Path) -> Iterator[House]:
    """Every mark of the contest is in."""
    with house(tmp_path, marks=True) as office:
        yield office


@pytest.fixture
def marked_prelim(opened: House) -> House:
    """Every mark of the preliminary is in, nobody has gone on."""
    package, problems = read(YUNPING)
    assert package is not None, problems
    cells = [each for each in package.marks if each.phase == "prelim"]
    facts = [
        (f"judge.{mark.judge}", MarkGiven(Cell(mark.judge, mark.entrant, mark.phase, "", mark.aspect), mark.value))
        for mark in cells
    ]
    assert {answer.status for answer in opened.states(*facts)} == {"accepted"}
    return opened


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[House]:
    """Nothing was taken in yet."""
    with house(tmp_path, event=False) as office:
        yield office

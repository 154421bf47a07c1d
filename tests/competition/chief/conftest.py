from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.competition.rulings.bakery import Bakery, bakery


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Bakery]:
    """The contest with nothing marked yet."""
    folder = tmp_path / "hall"
    folder.mkdir()
    with bakery(folder) as held:
        yield held


@pytest.fixture
def signed(hall: Bakery) -> Bakery:
    """The contest with three entrants marked, and E2's sheets signed."""
    hall.marks("E1", ("2", "2", "2"), paper="80")
    hall.marks("E2", ("2", "2", "3"), paper="70")
    hall.marks("E3", ("1", "1", "1"), paper="60")
    hall.signs("E2")
    return hall

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.competition.rulings.bakery import Bakery, bakery


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Bakery]:
    """The contest with nothing marked yet: three tasters mark crust and crumb, the office the paper."""
    folder = tmp_path / "hall"
    folder.mkdir()
    with bakery(folder) as held:
        yield held

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.competition.office.house import House
from tests.competition.schemes.house import unopened


@pytest.fixture
def office(tmp_path: Path) -> Iterator[House]:
    """The contest is taken in, its trade is not open."""
    with unopened(tmp_path) as made:
        yield made

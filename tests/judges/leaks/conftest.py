from __future__ import annotations

import pytest

from tests.judges.leaks.worlds import Worlds, apart


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    """Two databases of one history, which differ in what is hidden."""
    return apart(tmp_path_factory.mktemp("worlds"))

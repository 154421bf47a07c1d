from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.judges.leaks.hall import prepare
from tests.judges.leaks.worlds import Worlds, apart


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contest of `prepare`, made once."""
    file = tmp_path_factory.mktemp("prepared") / "contest.db"
    prepare(f"sqlite:///{file}")
    return file


@pytest.fixture
def contest(prepared: Path, tmp_path: Path) -> str:
    """URL of a copy of it."""
    return f"sqlite:///{shutil.copy(prepared, tmp_path / 'leaks.db')}"


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    """Two databases of one history, which differ in what is hidden."""
    return apart(tmp_path_factory.mktemp("worlds"))

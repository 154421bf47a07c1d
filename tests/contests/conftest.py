"""Where the real contests are: the folder that SAIPING_CONTESTS names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_contests() -> Path:
    """The folder of data sets. Elsewhere than on CI its absence is a stated skip; on CI it is a failure."""
    named = os.environ.get("SAIPING_CONTESTS", "")
    folder = Path(named)
    if named and folder.is_dir():
        return folder
    missing = f"no real contests: SAIPING_CONTESTS names {named or 'nothing'}"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "source"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "target"

from __future__ import annotations

from pathlib import Path

import pytest

from tests.competition.orchard import Orchard


@pytest.fixture
def orchard(tmp_path: Path) -> Orchard:
    """A copy of the package to damage."""
    return Orchard(tmp_path)

from __future__ import annotations

from tests.competition.rulings.conftest import hall as hall

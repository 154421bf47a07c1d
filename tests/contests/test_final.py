"""A real final, played fast before 200 who watch it well and badly, leaves all of them before the right board."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.contests import diving
from tests.contests.final import EVENT, UPDATES_SLEPT, Viewer, watch_final


@pytest.mark.slow
def test_all_who_watch_a_real_final_end_with_the_board_that_scoring_leads_to(
    real_contests: Path, tmp_path: Path
) -> None:
    diving.convert(real_contests / "diving", tmp_path / "packages")
    outcome = asyncio.run(watch_final(tmp_path / "packages" / EVENT, tmp_path, speed=1000, viewers=200))
    assert outcome.wrong == []
    assert outcome.score
    assert outcome.slept >= UPDATES_SLEPT
    told = {viewer.name: viewer for viewer in outcome.viewers}
    assert told["says a version that never was"].kinds[:2] == ["resync", "snapshot"]
    assert told["says an old version"].asked_again or "snapshot" in told["says an old version"].kinds
    assert told["from before the restart"].kinds.count("snapshot") <= 2
    assert len(told["away"].kinds) < UPDATES_SLEPT


def test_a_viewer_notices_a_delta_that_does_not_start_where_she_stands() -> None:
    viewer = Viewer("tester")
    snapshot = {"type": "snapshot", "version": 3, "head": {"owed": 2}, "rows": {"K1": {"rank": None}}}
    delta = {"type": "delta", "from": 3, "to": 4, "head": {"owed": 1}, "rows": {"K1": {"rank": 1}, "K2": {"rank": 2}}}
    assert not viewer.takes(delta)
    assert viewer.takes(snapshot) and viewer.takes(delta)
    assert viewer.board == '{"head":{"owed":1},"rows":{"K1":{"rank":1},"K2":{"rank":2}}}'
    assert not viewer.takes(delta)
    assert viewer.takes({"type": "delta", "from": 4, "to": 6, "head": {}, "rows": {}, "gone": ["K2"]})
    assert viewer.board == '{"head":{"owed":1},"rows":{"K1":{"rank":1}}}'
    assert viewer.takes({"type": "resync"}) and viewer.version is None

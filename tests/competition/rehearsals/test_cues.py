"""When each fact of a rehearsal is due, and how it names the lines before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from competition.rehearsals.cues import LONGEST_GAP_S, Cue, moved, named_by, past, script
from competition.store.ledger import Ledger
from scoring.facts import Cell, MarkGiven, Thawed
from scoring.procedure.seconds import change_text
from scoring.steps import Approved, MarkCorrected, Proposed
from tests.competition.rehearsals.stands import stand

CELL = Cell("J1", "E1", "final", "", "taste")


def test_a_fact_names_the_lines_that_stand_for_those_it_named() -> None:
    places = {7: 70, 9: 90}
    assert moved(MarkGiven(CELL, "8", 7), places) == MarkGiven(CELL, "8", 70)
    assert moved(Approved(9), places) == Approved(90)
    assert moved(MarkGiven(CELL, "8", 5), places) == MarkGiven(CELL, "8", 5)
    assert moved(Thawed("baking"), places) == Thawed("baking")
    correction = MarkCorrected(CELL, "9", 7)
    proposed = Proposed(change_text(correction), "typing")
    assert named_by(proposed) == {7}
    assert moved(proposed, places) == Proposed(change_text(MarkCorrected(CELL, "9", 70)), "typing")


def test_cues_come_in_the_order_of_their_moments() -> None:
    late, early = (Cue(seq, at_s, "judge.J1", MarkGiven(CELL, "8")) for seq, at_s in ((2, 30.0), (3, 4.0)))
    made = script([late, early], 12.0)
    assert (made.cues, made.marks, made.length_s, made.shortened_s) == ((early, late), 2, 30.0, 12.0)


@pytest.mark.anyio
async def test_a_night_between_two_lines_is_a_minute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stand(tmp_path) as stood:
        event = await stood.hold("orchard", over=False)
        played = past(Ledger(stood.database, event))
        assert played.shortened_s == 0 and played.length_s < LONGEST_GAP_S
        rows = Ledger(stood.database, event).page()
        night = [row if row.seq < 20 else row._replace(body=_tomorrow(row.body)) for row in rows]
        monkeypatch.setattr(Ledger, "lines", lambda self: iter(night))
        slept = past(Ledger(stood.database, event))
        assert slept.length_s == pytest.approx(played.length_s + LONGEST_GAP_S, abs=1)
        assert slept.shortened_s == pytest.approx(24 * 3600 - LONGEST_GAP_S, abs=1)
        assert slept.marks == played.marks


def _tomorrow(body: str) -> str:
    """The line, a day later."""
    begin, at, rest = body.partition('"at":"')
    day = int(rest[8:10])
    return f"{begin}{at}{rest[:8]}{day + 1:02}{rest[10:]}" if day < 28 else body

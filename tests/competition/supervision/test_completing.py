"""What the server adds to a step: the day, the lot, the seed; the same again where a step is stated again."""

from __future__ import annotations

import asyncio
from pathlib import Path

from scoring.steps import NoticePosted, ReviewDrawn, ReviewRecorded, Unsealed
from tests.competition.supervision.arena import BLIND, PLAIN, arena, entrant_id, today
from tests.competition.supervision.desks import desks


def test_at_the_door_the_same_step_again_is_known(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'arena.db'}"

    async def prepared() -> None:
        async with arena(url) as at:
            await at.come_to(PLAIN, "review")
            await at.commit()
            await at.draw()
            await at.open(BLIND)
            await at.mark(BLIND)
            await at.sign(BLIND)

    asyncio.run(prepared())
    with desks(url) as at:

        def twice(role: str, kind: str, trade: str = PLAIN) -> list[str]:
            entry = {"type": kind, "trade": trade, "key": f"again-{kind}"}
            return [str(at.states(role, **entry)["status"]) for _ in range(2)]

        assert twice("supervisor", "review-drawn") == ["accepted", "known"]
        drawn = next(line.fact for line in at.lines() if isinstance(line.fact, ReviewDrawn))
        assert len(drawn.entrants) == 3 and entrant_id(PLAIN, 1) in drawn.entrants
        assert twice("supervisor", "review-recorded") == ["accepted", "known"]
        assert twice("organiser", "finalised") == ["accepted", "known"]
        assert twice("association", "notice-posted") == ["accepted", "known"]
        posted = next(line.fact for line in at.lines() if isinstance(line.fact, NoticePosted))
        assert posted.day == today()
        assert twice("draw", "unsealed", BLIND) == ["accepted", "known"]
        unsealed = next(line.fact for line in at.lines() if isinstance(line.fact, Unsealed))
        assert len(unsealed.entrants) == 8 and unsealed.seed
        assert at.states("supervisor", type="confirmed", trade=PLAIN, stage="result", line=9)["status"] == "refused"
        assert not [line for line in at.lines() if isinstance(line.fact, ReviewRecorded) and line.fact.wrong]
        assert at.refused() == [], "who may not state a step at all has not tried one"

"""The lot: the first are always in it, of the others as many as asked, and in time each of them."""

from __future__ import annotations

from competition.supervision import sampling
from scoring.checks import check
from scoring.steps import ReviewDrawn, ReviewRecorded
from tests.competition.supervision.arena import BLIND, PLAIN, arena, entrant_id


async def test_a_sample_holds_the_first_and_others_by_lot(sqlite_url: str) -> None:
    async with arena(sqlite_url) as at:
        await at.come_to(PLAIN, "review")
        async with at.recorder.reading() as state:
            trade = state.trades[PLAIN]
            drawn = [sampling.draw(trade) for _ in range(60)]
            assert all(check(state, ReviewDrawn(PLAIN, each)).status == "accepted" for each in drawn)
        first = {entrant_id(PLAIN, 1), entrant_id(PLAIN, 2)}
        assert all(first < set(each) and len(each) == 3 for each in drawn)
        assert all(list(each) == sorted(each) for each in drawn), "in running order"
        assert set().union(*drawn) - first == {entrant_id(PLAIN, 3), entrant_id(PLAIN, 4)}


async def test_once_too_many_were_wrong_everybody_who_is_left_is_drawn(sqlite_url: str) -> None:
    async with arena(sqlite_url) as at:
        await at.come_to(PLAIN, "review")
        async with at.recorder.reading() as state:
            seen = sampling.draw(state.trades[PLAIN])
        await at.take(ReviewDrawn(PLAIN, seen), "supervisor")
        await at.take(ReviewRecorded(PLAIN, seen[:1]), "supervisor")
        async with at.recorder.reading() as state:
            assert set(sampling.draw(state.trades[PLAIN])) == set(state.trades[PLAIN].index) - set(seen)


async def test_where_nothing_is_lacking_nobody_is_drawn(sqlite_url: str) -> None:
    async with arena(sqlite_url) as at:
        await at.come_to(BLIND, "final")
        async with at.recorder.reading() as state:
            assert sampling.draw(state.trades[BLIND]) == ()

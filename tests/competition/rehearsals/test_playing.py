"""A past event is played again to the same result, in an event of its own, and what was held is as it was."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from competition.catalogue import OVER, Catalogue
from competition.rehearsals import kept
from competition.rehearsals.conducting import Refused
from competition.rehearsals.cues import LEFT_OUT
from competition.store.verify import Finding, verify
from scoring import lines
from scoring.steps import Exported
from tests.competition.rehearsals.stands import Stand, posting, stand
from tests.competition.supervision.arena import BLIND, EVENT, PLAIN, acting, prepare

pytestmark = pytest.mark.anyio


def kinds(stood: Stand, event: str) -> list[str]:
    """What was stated, in order, but for what no rehearsal plays."""
    facts = (lines.line(int(str(seq)), str(body)).fact for seq, body, *_ in stood.lines(event))
    return [fact.kind for fact in facts if fact.__class__ not in LEFT_OUT]


@pytest.mark.parametrize("name", ["yunping", "gym", "track"])
async def test_a_past_event_at_a_hundredfold_speed_ends_with_the_same_table(tmp_path: Path, name: str) -> None:
    async with stand(tmp_path) as stood:
        source = await stood.hold(name)
        before = stood.lines(source)
        event = await stood.rehearse(source, speed="100")
        assert await stood.tables(event) == await stood.tables(source)
        assert kinds(stood, event) == kinds(stood, source)
        assert {"frozen", "thawed", "sheet-signed", "held-set-aside", "finalised"} <= set(kinds(stood, event))
        row = await stood.rehearsals.find(event)
        assert row is not None and (row.state, row.played, row.refused) == (kept.PLAYED, row.marks, 0)
        assert stood.lines(source) == before
        assert not isinstance(verify(stood.database, event), Finding)


async def test_a_blind_event_that_went_on_to_its_awards_is_played_up_to_its_unsealed_result(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'contest.db'}"
    prepare(url)
    async with acting(url) as held:
        for trade in (BLIND, PLAIN):
            await held.come_to(trade, "awarded")
    async with stand(tmp_path) as stood:
        event = await stood.rehearse(EVENT)
        assert await stood.tables(event) == await stood.tables(EVENT)
        assert kinds(stood, event) == kinds(stood, EVENT)
        assert {"codes-drawn", "unsealed", "review-recorded"} <= set(kinds(stood, event))
        row = await stood.rehearsals.find(event)
        assert row is not None and row.refused == 0


async def test_a_rehearsal_leads_to_no_notice_and_no_export(tmp_path: Path) -> None:
    async with stand(tmp_path) as stood:
        event = await stood.rehearse(await stood.hold("yunping"))
        recorder = await stood.recorder(event)
        async with recorder.reading() as state:
            notice = posting(state, "floristry")
            assert state.trades["floristry"].final
        export = Exported("floristry", "results", "csv", 1, "0" * 64)
        for fact in (notice, export):
            answer = await recorder.record(fact, actor="organiser.main", key=fact.kind)
            assert [each.code for each in answer.problems] == ["rehearsal-only"], answer


async def test_what_was_stopped_goes_on_where_it_was_and_nothing_is_said_twice(tmp_path: Path) -> None:
    async with stand(tmp_path) as stood:
        source = await stood.hold("yunping", over=False)
        event = await stood.rehearsals.begin(source, office=source, seed="s", speed="100", made_by="organiser.main")
        first = await stood.rehearsals.play(event)
        for _ in range(600):
            if len(stood.lines(event)) > 20:
                break
            await asyncio.sleep(0.05)
        await stood.rehearsals.pause(event)
        await asyncio.sleep(0.5)
        paused = len(stood.lines(event))
        await asyncio.sleep(0.5)
        assert 20 < len(stood.lines(event)) == paused and not first.done()
        first.cancel()
        await stood.rehearsals.steer(event, speed="0")
        await (await stood.rehearsals.play(event))
        row = await stood.rehearsals.find(event)
        assert row is not None and (row.played, row.refused, row.state) == (row.marks, 0, kept.PLAYED)
        assert kinds(stood, event) == kinds(stood, await stood.rehearse(source, seed="s", speed="0"))


async def test_the_same_seed_invents_the_same_rehearsal(tmp_path: Path) -> None:
    async with stand(tmp_path) as stood:
        source = await stood.hold("gym", over=False)
        same, again, other = [await stood.rehearse(source, seed=seed, speed="0") for seed in ("a", "a", "b")]
        assert await stood.tables(same) == await stood.tables(again) != await stood.tables(other)


async def test_a_seed_that_cannot_be_seen_is_refused(tmp_path: Path) -> None:
    """Nor could every database store it."""
    async with stand(tmp_path) as stood:
        source = await stood.hold("gym", over=False)
        for seed in ("a\x00b", "spring\u202e"):
            with pytest.raises(Refused) as refused:
                await stood.rehearsals.begin(source, office=source, seed=seed, speed="1", made_by="organiser.main")
            assert refused.value.problem.code == "control-character"


async def test_one_that_is_over_is_shown_nowhere_and_keeps_its_lines(tmp_path: Path) -> None:
    async with stand(tmp_path) as stood:
        event = await stood.rehearse(await stood.hold("orchard", over=False), seed="a", speed="0")
        roster = await Catalogue(stood.database).roster(event)
        assert roster is not None and roster["event"]["rehearsal"] is True
        assert roster["event"]["name"]["zh"].startswith("演练") and roster["event"]["name"]["en"].startswith("Rehears")
        before = stood.lines(event)
        await stood.rehearsals.steer(event, state=OVER)
        assert await Catalogue(stood.database).roster(event) is None
        assert event not in [each["id"] for each in await Catalogue(stood.database).events()]
        assert stood.lines(event) == before
        with pytest.raises(Refused, match="rehearsal-ended"):
            await stood.rehearsals.play(event)


async def test_only_what_everybody_has_seen_is_played_again(tmp_path: Path) -> None:
    async with stand(tmp_path) as stood:
        source = await stood.hold("orchard", over=False)
        with pytest.raises(Refused, match="rehearsal-unfinished"):
            await stood.rehearse(source)
        event = await stood.rehearse(source, seed="a", speed="0")
        for seed in ("", "b"):
            with pytest.raises(Refused, match="rehearsal-of-rehearsal"):
                await stood.rehearse(event, seed=seed)
        with pytest.raises(Refused, match="unknown-event"):
            await stood.rehearse("nobody", seed="a")

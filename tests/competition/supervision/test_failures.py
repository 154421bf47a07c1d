"""A failure at any line of a finalise or an award changes nothing, and the same thing done again succeeds: all or
nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from competition.recording.recorder import Entry, StoreFailed
from competition.store.database import Database
from competition.store.verify import Position, verify
from scoring.boards.board import table_digest
from scoring.facts import Finalised
from scoring.steps import NoticeClosed, NoticePosted, ReviewDrawn, ReviewRecorded
from tests.competition.supervision.arena import EVENT, PLAIN, Arena, arena, stage_of, today
from tests.competition.supervision.desks import desks


@contextmanager
def failing(database: Database, seq: int) -> Iterator[None]:
    """No line finds its place in the ledger at this number, whatever stands before it in the same transaction."""
    sqlite = database.dialect == "sqlite"
    make = f"CREATE TRIGGER broken BEFORE INSERT ON line WHEN NEW.seq = {seq} BEGIN SELECT RAISE(ABORT, 'broken'); END"
    with database.transaction() as connection:
        connection.exec_driver_sql(
            make if sqlite else f"ALTER TABLE line ADD CONSTRAINT broken CHECK (seq <> {seq}) NOT VALID"
        )
    try:
        yield
    finally:
        with database.transaction() as connection:
            connection.exec_driver_sql("DROP TRIGGER broken" if sqlite else "ALTER TABLE line DROP CONSTRAINT broken")


async def stands(at: Arena) -> tuple[int, str, str]:
    """What must not change: the head, how far the trade is, its table."""
    async with at.recorder.reading() as state:
        return state.seq, stage_of(state, PLAIN), table_digest(state.trades[PLAIN])


async def all_or_nothing(at: Arena, entries: list[Entry], stage: str) -> None:
    """Fail at each line of the batch in turn, then let it through."""
    before = await stands(at)
    for line in range(len(entries)):
        with failing(at.database, before[0] + 1 + line), pytest.raises(StoreFailed):
            await at.recorder.record_all(entries)
        assert await stands(at) == before, f"a failure at line {line + 1} left something behind"
        assert at.recorder.head.seq == before[0]
    answers = await at.recorder.record_all(entries)
    assert [answer.status for answer in answers] == ["accepted"] * len(entries)
    after = await stands(at)
    assert after[:2] == (before[0] + len(entries), stage)
    assert [answer.status for answer in await at.recorder.record_all(entries)] == ["known"] * len(entries)
    assert verify(at.database, EVENT) == Position(EVENT, *at.recorder.head)


async def test_a_finalise_with_all_that_leads_to_it_and_from_it(database_url: str) -> None:
    async with arena(database_url) as at:
        await at.come_to(PLAIN, "review")
        async with at.recorder.reading() as state:
            everybody = tuple(state.trades[PLAIN].index)
        steps = [
            (ReviewDrawn(PLAIN, everybody), "supervisor"),
            (ReviewRecorded(PLAIN, ()), "supervisor"),
            (Finalised(PLAIN, ""), "organiser"),
            (NoticePosted(PLAIN, "", today()), "association"),
            (NoticeClosed(PLAIN, today()), "association"),
        ]
        entries = [Entry(fact, f"{role}.{role}-1", f"batch-{place}") for place, (fact, role) in enumerate(steps)]
        await all_or_nothing(at, entries, "noticed")


async def test_an_award_with_its_documents(database_url: str) -> None:
    async with arena(database_url) as at:
        await at.come_to(PLAIN, "result-confirmed")
        fact = await at.award(PLAIN)
        await all_or_nothing(at, [Entry(fact, "association.association-1", "award")], "awarded")
        for _, _, document in fact.awards:
            assert await at.documents.read(document) is not None
        await at.confirm(PLAIN, "awards")


def test_a_page_says_that_nothing_was_recorded_and_the_same_form_then_succeeds(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'arena.db'}"

    async def prepared() -> None:
        async with arena(url) as at:
            await at.come_to(PLAIN, "notice")

    asyncio.run(prepared())
    form = {"step": "objection-filed", "text": "算错了。", "key": "once"}
    own = f"/supervision/{EVENT}/trades/{PLAIN}"
    with desks(url) as at:
        seq = at.read(lambda state: state.seq)
        database = at.app.state.database  # type: ignore[attr-defined]
        with failing(database, seq + 1):
            assert at.post("organiser", own, **form).status_code == 503
        assert at.read(lambda state: (state.seq, dict(state.trades[PLAIN].objections))) == (seq, {})
        with database.connect() as connection:
            kept = connection.exec_driver_sql("SELECT count(*) FROM document WHERE body LIKE '%算错了%'").scalar_one()
        assert kept == 0, "what was written is not kept where its line is not"
        assert at.post("organiser", own, **form).status_code == 303
        assert at.read(lambda state: len(state.trades[PLAIN].objections)) == 1

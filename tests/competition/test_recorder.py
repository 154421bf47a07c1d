from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from competition.recording import follower as followers
from competition.recording.recorder import Answer, Entry, Recorder
from competition.store.database import Database, StoreFailed
from competition.store.ledger import Ledger
from scoring import facts
from scoring.engine import Change
from scoring.facts import Fact
from scoring.procedure.seconds import change_text
from scoring.sheets import sheet
from scoring.steps import Approved, MarkCorrected, Proposed
from tests.competition.ledgers import ENTRANTS, EVENT, TRADE, mark, opening, recording, signature
from tests.competition.recorded import record, sound, stored

pytestmark = pytest.mark.anyio


async def test_an_answer_names_the_line_that_the_database_has(database_url: str) -> None:
    async with recording(database_url) as recorder:
        entry = mark("J1", "K01", "8.5")
        answer = await recorder.record(entry.fact, actor=entry.actor, key=entry.key)
        assert answer.status == "accepted"
        assert answer.seq is not None
        assert stored(database_url)[answer.seq] == entry.fact
        assert sound(database_url).seq == answer.seq == recorder.head.seq
        async with recorder.reading() as state:
            assert state.seq == answer.seq
            assert state.at == answer.at
            assert [pair[1] for pair in sheet(state, "J1", "K01", "final")] == ["8.5"]


async def test_a_retry_is_known_after_a_restart_too(database_url: str) -> None:
    async with recording(database_url) as recorder:
        first = await record(recorder, mark("J1", "K01", "8.5"))
        assert await record(recorder, mark("J1", "K01", "8.5")) == first._replace(status="known")
    async with recording(database_url) as recorder:
        assert await record(recorder, mark("J1", "K01", "8.5")) == first._replace(status="known")
        (reused,) = (await record(recorder, mark("J1", "K01", "9"))).problems
        assert (reused.code, reused.facts["seq"]) == ("key-reused", str(first.seq))
    assert sound(database_url).seq == first.seq


async def test_two_keys_for_one_cell_at_once_are_a_line_and_a_conflict(database_url: str) -> None:
    async with recording(database_url) as recorder:
        one, two = await asyncio.gather(
            record(recorder, mark("J1", "K01", "8.5", key="one")), record(recorder, mark("J1", "K01", "7", key="two"))
        )
        assert one.status == "accepted"
        assert two == Answer("conflict", current=(one.seq or 0, "8.5"))


async def test_the_same_key_twice_at_once_is_one_line(database_url: str) -> None:
    async with recording(database_url) as recorder:
        answers = await asyncio.gather(*(record(recorder, mark("J1", "K01", "8.5")) for _ in range(5)))
        assert [answer.status for answer in answers] == ["accepted", *["known"] * 4]
        assert len({answer.seq for answer in answers}) == 1


async def test_sign_and_mark_in_one_batch_holds_the_mark(database_url: str) -> None:
    async with recording(database_url) as recorder:
        given = await recorder.record_all(
            [
                mark("J1", "K01", "8.5"),
                signature("J1", "K01", "8.5"),
                mark("J1", "K01", "9", key="late"),
                signature("J2", "K01", "8.5"),
                mark("J2", "K01", "8.5"),
            ]
        )
        assert [answer.status for answer in given] == ["accepted", "accepted", "held", "refused", "accepted"]
        assert [problem.code for problem in given[3].problems] == ["sheet-incomplete"]
        async with recorder.reading() as state:
            assert list(state.trades[TRADE].held) == [given[2].seq]
    sound(database_url)


async def test_in_one_batch_too_nobody_approves_what_she_proposed(database_url: str) -> None:
    async with recording(database_url) as recorder:
        given = await recorder.record_all([mark("J1", "K01", "8.5"), signature("J1", "K01", "8.5")])
        change = change_text(MarkCorrected(facts.Cell("J1", "K01", "final", "", "form"), "7", given[0].seq or 0))
        line = (given[1].seq or 0) + 1
        answers = await recorder.record_all(
            [
                Entry(Proposed(change, "typing"), "chief.lin", "p1"),
                Entry(Approved(line), "second.lin", "a1"),
                Entry(Approved(line), "second.zhao", "a2"),
                Entry(Approved(line), "second.zhou", "a3"),
            ]
        )
        assert [answer.status for answer in answers] == ["accepted", "refused", "accepted", "refused"]
        codes = [[problem.code for problem in answer.problems] for answer in answers]
        assert codes == [[], ["same-person"], [], ["proposal-approved"]]
        async with recorder.reading() as state:
            assert [value for _, value in sheet(state, "J1", "K01", "final")] == ["7"]
    sound(database_url)


async def test_a_signature_queues_behind_its_marks(database_url: str) -> None:
    async with recording(database_url) as recorder:
        marked = asyncio.create_task(record(recorder, mark("J1", "K01", "8.5")))
        signed = asyncio.create_task(record(recorder, signature("J1", "K01", "8.5")))
        assert [(await marked).status, (await signed).status] == ["accepted", "accepted"]


async def test_256_submitters_are_answered_as_the_ledger_has_it(database_url: str) -> None:
    entrants = tuple(f"E{number:03}" for number in range(256))
    answered: dict[int, Fact] = {}
    changes: list[Change] = []

    async def submit(recorder: Recorder, entrant: str) -> None:
        line = 0
        for value in ("7", "8", "9"):
            entry = mark("J1", entrant, value, key=f"{entrant}-{value}", supersedes=line)
            answer = await record(recorder, entry)
            assert answer.status == "accepted"
            assert answer.seq is not None
            assert answer.seq > line
            line = answer.seq
            assert line not in answered
            answered[line] = entry.fact

    async with recording(database_url, opened=False, on_commit=changes.extend) as recorder:
        opened = await record(recorder, opening(entrants=entrants))
        await asyncio.gather(*(submit(recorder, entrant) for entrant in entrants))
        assert len(changes) == recorder.head.seq
    lines = stored(database_url)
    assert answered == {seq: fact for seq, fact in lines.items() if seq > (opened.seq or 0)}
    assert len(answered) == 768
    sound(database_url)


async def test_who_stops_waiting_does_not_stop_the_recording(database_url: str) -> None:
    async with recording(database_url) as recorder:
        waiting = asyncio.create_task(record(recorder, mark("J1", "K01", "8.5")))
        await asyncio.sleep(0)
        waiting.cancel()
        assert (await record(recorder, mark("J1", "K01", "8.5"))).status == "known"


async def test_a_state_is_readable_and_published_when_it_is_committed_not_before(database_url: str) -> None:
    seen: list[tuple[int, int]] = []

    def published(changes: Sequence[Change]) -> None:
        with Database(database_url) as elsewhere:
            seen.append((recorder.head.seq, Ledger(elsewhere, EVENT).head().seq))

    async with recording(database_url) as opened:
        after = opened.head.seq
    async with recording(database_url, opened=False, on_commit=published) as recorder:
        seen.clear()
        read: list[tuple[int, int]] = []

        async def read_on() -> None:
            with Database(database_url) as elsewhere:
                while True:
                    async with recorder.reading() as state:
                        read.append((state.seq, Ledger(elsewhere, EVENT).head().seq))
                    await asyncio.sleep(0)

        reading = asyncio.create_task(read_on())
        await asyncio.gather(*(record(recorder, mark("J1", entrant, "8")) for entrant in ENTRANTS))
        reading.cancel()
        assert seen
        assert all(mine == theirs > after for mine, theirs in seen)
        assert read
        assert all(mine <= theirs for mine, theirs in read)


async def test_closing_answers_who_waits_and_then_refuses(database_url: str) -> None:
    async with recording(database_url) as recorder:
        waiting = [asyncio.create_task(record(recorder, mark("J1", entrant, "8"))) for entrant in ENTRANTS]
        await asyncio.sleep(0)
    assert {(await each).status for each in waiting} == {"accepted"}
    with pytest.raises(StoreFailed, match="closed"):
        await record(recorder, mark("J2", "K01", "8"))


async def test_other_tasks_get_their_turn_while_a_large_batch_is_judged(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followers, "SPELL_S", 0.0)
    entrants = tuple(f"E{number:04}" for number in range(500))
    async with recording(sqlite_url, opened=False) as recorder:
        await record(recorder, opening(entrants=entrants))
        batch = asyncio.create_task(recorder.record_all([mark("J1", entrant, "8") for entrant in entrants]))
        seen: set[int] = set()
        while not batch.done():
            await asyncio.sleep(0)
            seen.add(recorder.head.seq)
        assert len(seen) > len(entrants) / 2

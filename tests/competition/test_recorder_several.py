"""A recorder that is not alone: another process holds the lock, a second recorder or a command writes to the same
stream, and other streams of the database are written in turn."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from competition.recording import follower as followers
from competition.recording.recorder import Answer, Recorder
from competition.store.database import Database
from competition.store.ledger import Ledger
from scoring import facts
from scoring.boards.board import view
from scoring.engine import Change
from tests.competition.ledgers import ENTRANTS, EVENT, JUDGES, TRADE, mark, opening, prepare, recording
from tests.competition.recorded import record, sound, stored, until

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]


async def test_reading_goes_on_while_another_process_holds_the_lock(database_url: str) -> None:
    async with recording(database_url) as recorder:
        with Database(database_url) as elsewhere:
            other = Ledger(elsewhere, EVENT)
            other.begin()
            waiting = asyncio.create_task(record(recorder, mark("J1", "K01", "8")))
            await asyncio.sleep(0.1)
            async with asyncio.timeout(1), recorder.reading() as state:
                assert state.seq == 2
            assert not waiting.done()
            other.rollback()
        assert (await waiting).seq == 3


async def test_a_second_recorder_on_the_stream_catches_up_before_it_checks(database_url: str) -> None:
    async with recording(database_url) as one, recording(database_url, poll_s=60) as two:
        first = await record(one, mark("J1", "K01", "8"))
        assert await record(two, mark("J1", "K01", "9", key="k")) == Answer("conflict", current=(first.seq or 0, "8"))
        assert await record(two, mark("J1", "K01", "8")) == first._replace(status="known")
        (reused,) = (await record(two, mark("J1", "K01", "9"))).problems
        assert reused.code == "key-reused"
        assert (await record(two, mark("J2", "K01", "9"))).seq == (first.seq or 0) + 1
    sound(database_url)


async def test_two_recorders_under_load_make_one_ledger(database_url: str) -> None:
    entrants = tuple(f"E{number:03}" for number in range(100))
    async with recording(database_url, opened=False) as one, recording(database_url, opened=False) as two:
        await record(one, opening(entrants=entrants))
        answers = await asyncio.gather(
            *(record(one, mark("J1", entrant, "8")) for entrant in entrants),
            *(record(two, mark("J2", entrant, "8")) for entrant in entrants),
            *(record(two, mark("J3", entrant, "8", key="same")) for entrant in entrants[:1]),
            *(record(one, mark("J3", entrant, "8", key="same")) for entrant in entrants[:1]),
        )
        statuses = [answer.status for answer in answers]
        assert sorted(set(statuses)) == ["accepted", "known"]
        assert statuses.count("known") == 1
        await until(lambda: one.head == two.head)
        async with one.reading() as mine, two.reading() as theirs:
            assert view(mine, TRADE, "office") == view(theirs, TRADE, "office")
    assert sound(database_url).seq == 2 + 201


async def test_a_command_may_write_during_load(database_url: str) -> None:
    changes: list[Change] = []
    async with recording(database_url, on_commit=changes.extend) as recorder:
        done = asyncio.Event()

        async def load(judge: str) -> int:
            line = count = 0
            while not done.is_set():
                count += 1
                value, key = ("7", "8")[count % 2], f"{judge}-{count}"
                answer = await record(recorder, mark(judge, "K01", value, key=key, supersedes=line))
                assert answer.status == "accepted"
                line = answer.seq or 0
            return count

        judges = [asyncio.create_task(load(judge)) for judge in JUDGES]
        command = [sys.executable, "run.py", "freeze", EVENT, TRADE, "--database", database_url]
        freeze = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=subprocess.PIPE)
        said, _ = await freeze.communicate()
        assert freeze.returncode == 0, said
        seq = int(said.decode().rsplit(":", 2)[1])
        await until(lambda: recorder.head.seq > seq)
        done.set()
        assert min(await asyncio.gather(*judges)) > 0
        async with recorder.reading() as state:
            assert state.trades[TRADE].kept is not None
        assert len(changes) == recorder.head.seq
    assert isinstance(stored(database_url)[seq], facts.Frozen)
    sound(database_url)


async def test_lines_that_others_write_are_followed_and_published(database_url: str) -> None:
    changes: list[Change] = []
    async with recording(database_url) as one, recording(database_url, on_commit=changes.extend, poll_s=0.02) as two:
        changes.clear()
        answer = await record(one, mark("J1", "K01", "8"))
        await until(lambda: two.head.seq == answer.seq)
        await until(lambda: len(changes) == 1)
        assert two.head == one.head


async def test_the_streams_of_one_database_write_in_turn(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followers, "SPELL_S", 0.0)
    async with recording(database_url) as one:
        prepare(one._database, "autumn")
        async with Recorder(Ledger(one._database, "autumn")) as two:
            assert (await record(two, opening())).status == "accepted"
            answers = await asyncio.gather(
                *(
                    record(recorder, mark(judge, entrant, "8"))
                    for entrant in ENTRANTS
                    for judge in JUDGES
                    for recorder in (one, two)
                )
            )
            assert {answer.status for answer in answers} == {"accepted"}
            assert one.head.seq == two.head.seq == 2 + len(ENTRANTS) * len(JUDGES)

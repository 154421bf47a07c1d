from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from competition.recording import follower as followers
from competition.recording.recorder import Answer, Entry, Recorder
from competition.store.database import Database, StoreFailed
from competition.store.ledger import Ledger, NoSuchStream
from competition.store.verify import Position, verify
from scoring import facts, lines, placing, sums
from scoring.boards import board
from scoring.boards.board import view
from scoring.engine import Change
from scoring.facts import Fact, Finalised, TradeOpened
from scoring.lines import canonical, digest
from scoring.procedure.seconds import change_text
from scoring.sheets import sheet
from scoring.state import Performance, Trade
from scoring.steps import STEPS, Approved, MarkCorrected, NoticePosted, ObjectionRuled, Proposed, StepRefused
from tests.competition.ledgers import (
    ENTRANTS,
    EVENT,
    JUDGES,
    TRADE,
    entries,
    mark,
    opening,
    prepare,
    recording,
    signature,
)
from tests.competition.test_clock import NOON, SECOND, Hands
from tests.scoring.procedures import steps_of, way

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]


def stored(url: str) -> dict[int, Fact]:
    """The facts that the database holds, by seq."""
    with Database(url) as database:
        return {row.seq: lines.line(row.seq, row.body).fact for row in Ledger(database, EVENT).lines()}


def sound(url: str) -> Position:
    """Where the stream ends, as `verify` finds it."""
    with Database(url) as database:
        found = verify(database, EVENT)
    assert isinstance(found, Position), found
    return found


async def until(condition: object, seconds: float = 10) -> None:
    """Wait for something that another task brings about."""
    async with asyncio.timeout(seconds):
        while not condition():  # type: ignore[operator] # noqa: ASYNC110 - nobody sets an event
            await asyncio.sleep(0.01)


async def record(recorder: Recorder, entry: Entry) -> Answer:
    return (await recorder.record_all([entry]))[0]


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


async def test_a_bad_fact_never_fails_its_neighbours(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    nonsense = canonical({"scheme": "none"})
    other = opening("other", ("X1",))
    assert isinstance(other.fact, TradeOpened)
    unapplied = other._replace(
        fact=replace(other.fact, scheme=digest(nonsense)), contents={**other.contents, digest(nonsense): nonsense}
    )
    async with recording(database_url) as recorder:
        answers = await recorder.record_all(
            [
                mark("J1", "K01", "8.5"),
                mark("J9", "K01", "8.5"),
                mark("J2", "K01", "8.5", key="\ud800"),
                unapplied,
                mark("J2", "K01", "8"),
            ]
        )
        assert [answer.status for answer in answers] == ["accepted", "refused", "refused", "refused", "accepted"]
        codes = [[problem.code for problem in answer.problems] for answer in answers]
        assert codes == [[], ["mark-without-seat"], ["internal"], ["internal"], []]
        assert "cannot be applied" in caplog.text
        assert recorder.stale == ""
        assert (await record(recorder, mark("J3", "K01", "8"))).status == "accepted"
    sound(database_url)


async def test_work_that_was_put_off_and_fails_is_brought_home_to_its_mark(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault planted in the engine's sums, which a batch works out at its end."""
    true = sums.total_up

    def faulty(trade: Trade, performance: Performance, entrant: str, *nodes: Any) -> None:
        if entrant == "K02":
            raise ArithmeticError("planted")
        true(trade, performance, entrant, *nodes)

    async with recording(database_url) as recorder:
        settled = [mark(judge, "K03", "7") for judge in JUDGES]
        assert {answer.status for answer in await recorder.record_all(settled)} == {"accepted"}
        monkeypatch.setattr(placing, "total_up", faulty)
        given = [mark(judge, entrant, "8.5") for entrant in ("K01", "K02") for judge in JUDGES]
        answers = await recorder.record_all(given)
        assert [answer.status for answer in answers] == ["accepted"] * 5 + ["refused"]
        assert [problem.code for problem in answers[5].problems] == ["internal"]
        assert recorder.stale == ""
        monkeypatch.undo()
        assert "cannot be applied at once" in caplog.text
        assert (await record(recorder, given[5])).status == "accepted"
        async with recorder.reading() as state:
            table = board.table(state.trades[TRADE])
            assert table["K01"]["total"] == table["K02"]["total"] is not None
    sound(database_url)


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


async def test_a_publisher_that_raises_harms_no_answer(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    def raising(changes: Sequence[Change]) -> None:
        raise RuntimeError("no board today")

    async with recording(database_url, on_commit=raising) as recorder:
        assert (await record(recorder, mark("J1", "K01", "8"))).status == "accepted"
    assert "not published" in caplog.text


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


def fill_the_disk(recorder: Recorder) -> None:
    """From now on no line finds room: SQLite's file may not grow; PostgreSQL knows no such bound, and refuses rows."""
    database = recorder._database
    if database.dialect == "sqlite":
        driver = database.driver()
        pages = driver.execute("PRAGMA page_count").fetchone()[0]
        driver.execute(f"PRAGMA max_page_count = {pages}")
    else:
        with database.transaction() as connection:
            connection.exec_driver_sql("ALTER TABLE line ADD CONSTRAINT room CHECK (false) NOT VALID")


def make_room(recorder: Recorder) -> None:
    database = recorder._database
    if database.dialect == "sqlite":
        database.driver().execute("PRAGMA max_page_count = 1000000")
    else:
        with database.transaction() as connection:
            connection.exec_driver_sql("ALTER TABLE line DROP CONSTRAINT room")


async def test_a_full_disk_in_mid_batch_changes_nothing(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    entrants = tuple(f"E{number:03}" for number in range(200))
    changes: list[Change] = []
    async with recording(database_url, opened=False, on_commit=changes.extend) as recorder:
        await record(recorder, opening(entrants=entrants))
        await record(recorder, mark("J1", entrants[0], "8"))
        before, published = recorder.head, len(changes)
        async with recorder.reading() as state:
            shown = view(state, TRADE, "office")
        fill_the_disk(recorder)
        marks = [mark("J2", entrant, "8") for entrant in entrants]
        outcomes = await asyncio.gather(*(record(recorder, entry) for entry in marks), return_exceptions=True)
        assert all(isinstance(outcome, StoreFailed) for outcome in outcomes)
        assert recorder.head == before
        assert len(changes) == published
        async with recorder.reading() as state:
            assert view(state, TRADE, "office") == shown
        make_room(recorder)
        answers = await recorder.record_all(marks)
        assert {answer.status for answer in answers} == {"accepted"}
        assert answers[0].seq == before.seq + 1
    assert "failed" in caplog.text
    assert sound(database_url).seq == before.seq + 200


@pytest.mark.postgres
async def test_a_lost_connection_fails_a_batch_and_the_next_opens_another(postgresql_url: str) -> None:
    async with recording(postgresql_url) as recorder:
        with Database(postgresql_url) as elsewhere, elsewhere.transaction() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with pytest.raises(StoreFailed):
            await record(recorder, mark("J1", "K01", "8"))
        await until(lambda: recorder.stale == "")
        assert (await record(recorder, mark("J1", "K01", "8"))).status == "accepted"
    sound(postgresql_url)


async def test_time_never_goes_back_and_a_clock_that_did_is_a_line(database_url: str) -> None:
    hands = Hands()
    async with recording(database_url) as recorder:
        pass
    hands.wall = NOON + 10**9 * SECOND
    async with recording(database_url, clock=hands.clock()) as recorder:
        first = await record(recorder, mark("J1", "K01", "8"))
        hands.wall -= 3600 * SECOND
        back, again = await recorder.record_all([mark("J1", "K02", "8"), mark("J1", "K03", "8")])
        hands.pass_by(7200)
        on = await record(recorder, mark("J1", "K04", "8"))
    assert (back.seq, again.seq, on.seq) == tuple((first.seq or 0) + more for more in (2, 3, 4))
    assert first.at == back.at == again.at < on.at
    jumped = stored(database_url)[(first.seq or 0) + 1]
    assert isinstance(jumped, facts.ClockJumped)
    assert jumped.clock < first.at
    sound(database_url)


async def test_a_refusal_under_a_clock_that_jumped_leaves_no_line(database_url: str) -> None:
    hands = Hands()
    async with recording(database_url, clock=hands.clock()) as recorder:
        before = recorder.head
        hands.wall += 60 * SECOND
        assert (await record(recorder, mark("J9", "K01", "8"))).status == "refused"
        assert recorder.head == before


async def test_a_damaged_line_makes_the_state_stale_and_stops_the_recording(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []
    async with recording(database_url, poll_s=0.02, on_stale=said.append) as recorder:
        await record(recorder, mark("J1", "K01", "8"))
        before = recorder.head
        with Database(database_url) as elsewhere:
            ledger = Ledger(elsewhere, EVENT)
            head = ledger.begin()
            entry = mark("J2", "K01", "8")
            body = lines.body(entry.fact, at="2099-01-01T00:00:00.000000Z", actor=entry.actor, key=entry.key)
            row = (EVENT, head.seq + 1, body, "0" * 64, entry.actor, entry.key)
            marks = ", ".join(["?" if elsewhere.dialect == "sqlite" else "%s"] * 6)
            elsewhere.driver().execute(
                f"INSERT INTO line (stream, seq, body, digest, actor, key) VALUES ({marks})", row
            )
            ledger.commit()
        await until(lambda: recorder.stale == "digest-differs")
        assert said == ["digest-differs"]
        assert recorder.head == before
        with pytest.raises(StoreFailed, match="stale"):
            await record(recorder, mark("J3", "K01", "8"))
        async with recorder.reading() as state:
            assert state.seq == before.seq


async def test_a_stream_that_is_not_there_cannot_be_opened(database_url: str) -> None:
    async with recording(database_url) as recorder:
        with pytest.raises(NoSuchStream):
            async with Recorder(Ledger(recorder._database, "none")):
                pass


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


# --- steps that are refused -----------------------------------------------------------------------------------------


async def test_a_step_out_of_order_is_refused_and_recorded_once_for_each_key(database_url: str) -> None:
    async with recording(database_url) as recorder:
        tried = Entry(NoticePosted(TRADE, "", "2026-05-11"), "association.wu", "post")
        first = await recorder.record_all([mark("J1", "K01", "8.5"), tried, mark("J2", "K01", "8"), tried])
        assert [answer.status for answer in first] == ["accepted", "refused", "accepted", "refused"]
        assert [answer.seq for answer in first] == [3, None, 5, None]
        codes = tuple(sorted(problem.code for problem in first[1].problems))
        assert codes == ("no-terms", "too-early")
        assert (await record(recorder, tried)).problems == first[1].problems
        assert recorder.head.seq == 5
        assert (await record(recorder, tried._replace(key="again"))).status == "refused"
        assert (await record(recorder, tried._replace(actor="organiser.li"))).status == "refused"
    refused = {seq: fact for seq, fact in stored(database_url).items() if isinstance(fact, StepRefused)}
    assert refused == dict.fromkeys((4, 6, 7), StepRefused(TRADE, "notice-posted", codes))
    assert sound(database_url).seq == 7


async def test_who_tried_is_the_actor_of_the_line_and_the_key_is_made_of_what_was_tried(database_url: str) -> None:
    fact = Finalised(TRADE, "")
    async with recording(database_url) as recorder:
        assert (await record(recorder, Entry(fact, "organiser.li", "final"))).status == "refused"
    with Database(database_url) as database:
        row = [*Ledger(database, EVENT).lines()][-1]
    assert (row.seq, row.actor) == (3, "organiser.li")
    assert row.key == "refused-" + digest("final" + canonical(lines.plain(fact)))[:32]


async def test_a_step_may_be_taken_under_the_key_under_which_it_was_refused(database_url: str) -> None:
    async with recording(database_url) as recorder:
        final = Entry(Finalised(TRADE, ""), "organiser.main", "final")
        assert (await record(recorder, final)).status == "refused"
        await recorder.record_all([mark(judge, entrant, "8") for entrant in ENTRANTS for judge in JUDGES])
        answer = await record(recorder, final)
        assert answer.status == "accepted"
        assert await record(recorder, final) == answer._replace(status="known")


async def test_every_step_tried_before_its_turn_is_refused_and_recorded(database_url: str) -> None:
    held = way()
    steps: list[Fact] = [each for each in steps_of(held) if not isinstance(each, ObjectionRuled)]
    steps += [ObjectionRuled(1, "upheld", "none", "")]
    async with recording(database_url, opened=False) as recorder:
        await recorder.record_all(entries(held))
        answers = await recorder.record_all(
            [Entry(step, "organiser.li", f"try-{number}") for number, step in enumerate(steps)]
        )
    assert {answer.status for answer in answers} == {"refused"}
    recorded = [fact for fact in stored(database_url).values() if isinstance(fact, StepRefused)]
    assert [fact.step for fact in recorded] == [step.kind for step in steps]
    assert {fact.step for fact in recorded} == {step.kind for step in STEPS}
    assert [fact.trade for fact in recorded] == ["T"] * (len(steps) - 1) + [""]


async def test_a_step_that_nothing_can_judge_leaves_no_line(database_url: str) -> None:
    async with recording(database_url) as recorder:
        broken = Entry(Finalised(TRADE, ""), "organiser.main", "\ud800")
        assert (await record(recorder, broken)).problems[0].code == "internal"
        assert recorder.head.seq == 2


async def test_a_content_that_a_fact_does_not_name_is_not_kept(database_url: str) -> None:
    async with recording(database_url) as recorder:
        tried = Entry(Finalised(TRADE, ""), "organiser.main", "final", {digest("stray"): "stray"})
        assert (await record(recorder, tried)).status == "refused"
    with Database(database_url) as database:
        assert Ledger(database, EVENT).contents([digest("stray")]) == {}

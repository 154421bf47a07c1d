"""When a judge's lines were stored, read once."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.event import listen

from competition.documents import Documents
from competition.recording.recorder import Recorder
from competition.store.database import Database, open_database
from competition.store.ledger import Ledger
from judges.receipts import Aside, Receipts
from scoring import facts, sheets
from scoring.steps import HeldSetAside
from tests.competition.venue import EVENT, hold_contest, url_of

pytestmark = pytest.mark.anyio


def reads(database: Database) -> list[str]:
    """Every statement that readers of the database execute from now on."""
    said: list[str] = []

    def executed(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    listen(database.reader, "before_cursor_execute", executed)
    return said


async def signs(recorder: Recorder, entrant: str, value: str) -> tuple[int, int]:
    """The clock's judge marks and signs; lines of both."""
    cell = facts.Cell("J3", entrant, "final", "", "speed", 1)
    mark = await recorder.record(facts.MarkGiven(cell, value), actor="judge.J3", key=f"m-{entrant}")
    digest = sheets.sheet_digest([(cell.key(), value)])
    signed = facts.SheetSigned("J3", entrant, "final", digest)
    signature = await recorder.record(signed, actor="judge.J3", key=f"s-{entrant}")
    assert mark.seq and signature.seq, signature
    return mark.seq, signature.seq


async def test_times_and_signatures_are_those_of_the_lines(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    with open_database(url_of(tmp_path)) as database:
        receipts = Receipts(database)
        async with Recorder(Ledger(database, EVENT)) as recorder:
            mark, signature = await signs(recorder, "E001", "12")
            async with recorder.reading() as state:
                at, last = state.at, state.seq
            assert (await receipts.times(EVENT, {mark}))[mark] <= at
            assert await receipts.signatures(EVENT, "judge.J3", last) == {("E001", "final"): (signature, at)}
            assert await receipts.signatures(EVENT, "judge.J1", last) == {}


async def test_words_are_those_of_the_lines_and_gone_once_they_are_erased(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    with open_database(url_of(tmp_path)) as database:
        receipts, documents = Receipts(database), Documents(database)
        async with Recorder(Ledger(database, EVENT)) as recorder:
            plain, _ = await signs(recorder, "E001", "12")
            digest = await documents.keep(EVENT, {"text": "stopped twice"})
            said = facts.MarkGiven(facts.Cell("J3", "E002", "final", "", "speed", 1), "9", comment=digest)
            mark = (await recorder.record(said, actor="judge.J3", key="said")).seq
            assert mark
            assert await receipts.words(EVENT, {plain, mark}) == {mark: "stopped twice"}
            assert await receipts.words(EVENT, {plain}) == {}
            await documents.erase(digest)
            assert await receipts.words(EVENT, {plain, mark}) == {}


async def test_what_was_read_once_is_not_read_again(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    with open_database(url_of(tmp_path)) as database:
        async with Recorder(Ledger(database, EVENT)) as recorder:
            mark, _ = await signs(recorder, "E001", "12")
            receipts, said = Receipts(database), reads(database)
            for _ in range(3):
                await receipts.times(EVENT, {mark})
                await receipts.signatures(EVENT, "judge.J3", recorder.head.seq)
            assert len([statement for statement in said if "FROM line" in statement]) == 2
            later = (await signs(recorder, "E002", "14"))[1]
            found = await receipts.signatures(EVENT, "judge.J3", recorder.head.seq)
            assert found["E002", "final"].line == later
            assert set(found) == {("E001", "final"), ("E002", "final")}


async def test_more_than_is_remembered_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("judges.receipts.MOST_TIMES", 1)
    monkeypatch.setattr("judges.receipts.MOST_JUDGES", 1)
    hold_contest(tmp_path)
    with open_database(url_of(tmp_path)) as database:
        async with Recorder(Ledger(database, EVENT)) as recorder:
            first, _ = await signs(recorder, "E001", "12")
            second, _ = await signs(recorder, "E002", "14")
            receipts = Receipts(database)
            assert set(await receipts.times(EVENT, {first})) == {first}
            assert set(await receipts.times(EVENT, {first, second})) == {first, second}
            for actor in ("judge.J3", "judge.J1", "judge.J3"):
                found = await receipts.signatures(EVENT, actor, recorder.head.seq)
                assert len(found) == (2 if actor == "judge.J3" else 0)


async def test_held_marks_that_were_set_aside_are_known_by_their_cell(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    with open_database(url_of(tmp_path)) as database:
        receipts = Receipts(database)
        async with Recorder(Ledger(database, EVENT)) as recorder:
            mark, signature = await signs(recorder, "E001", "12")
            assert await receipts.set_aside(EVENT, signature) == {}
            cell = facts.Cell("J3", "E001", "final", "", "speed", 1)
            for number, value in enumerate(("13", "14")):
                late = facts.MarkGiven(cell, value, mark)
                held = await recorder.record(late, actor="judge.J3", key=f"late-{number}")
                assert held.status == "held" and held.seq
                aside = await recorder.record(HeldSetAside(held.seq, "too-late"), actor="chief.wei", key=f"a-{number}")
                found = await receipts.set_aside(EVENT, recorder.head.seq)
                assert found[cell][-1] == Aside(held.seq, value, aside.at)
            assert [each.value for each in found[cell]] == ["13", "14"]
            assert await receipts.set_aside(EVENT, recorder.head.seq) == found


async def test_a_mark_from_paper_is_told_from_her_own(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    with open_database(url_of(tmp_path)) as database:
        receipts = Receipts(database)
        async with Recorder(Ledger(database, EVENT)) as recorder:
            own, _ = await signs(recorder, "E001", "12")
            cell = facts.Cell("J3", "E002", "final", "", "speed", 1)
            key = "paper:0123456789abcdef:0000:organiser.a:second.b"
            paper = await recorder.record(facts.MarkGiven(cell, "13"), actor="second.b", key=key)
        assert paper.seq is not None, paper
        assert await receipts.from_paper(EVENT, {own, paper.seq}) == {paper.seq}
        asked = reads(database)
        assert await receipts.from_paper(EVENT, {own, paper.seq}) == {paper.seq} and asked == []

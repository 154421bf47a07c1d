"""Words that explain marks: a document first, then the line that names it; nothing is kept of what became no line."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from competition.documents import Documents
from competition.recording.explained import Explained, one_line, record_all
from competition.recording.recorder import Answer, Recorder
from competition.store import schema
from competition.store.database import StoreFailed
from competition.store.ledger import Ledger
from scoring.facts import Fact, MarkGiven
from scoring.lines import line
from tests.competition.ledgers import EVENT, mark, recording, signature

pytestmark = pytest.mark.anyio

WORDS = "边缘毛刺，两处未去除 – burrs left in two places"


def fact(recorder: Recorder, answer: Answer) -> Any:
    assert answer.seq is not None
    stored: Fact = line(answer.seq, Ledger(recorder.database, EVENT).bodies([answer.seq])[answer.seq]).fact
    return stored


def kept(recorder: Recorder) -> tuple[int, int]:
    """(documents that are there, those that were erased)."""
    with recorder.database.connect() as connection:
        there = connection.scalar(select(func.count(schema.document.c.body)))
        every = connection.scalar(select(func.count()).select_from(schema.document))
    return there or 0, (every or 0) - (there or 0)


async def test_the_line_names_the_words_and_does_not_say_them(database_url: str) -> None:
    async with recording(database_url) as recorder:
        (answer,) = await record_all(recorder, [Explained(mark("J1", "K01", "2"), WORDS)])
        stated = fact(recorder, answer)
        assert isinstance(stated, MarkGiven)
        assert (answer.status, stated.value) == ("accepted", "2")
        assert await Documents(recorder.database).read(stated.comment) == {"text": WORDS}
        assert WORDS not in Ledger(recorder.database, EVENT).bodies([answer.seq or 0])[answer.seq or 0]


async def test_marks_with_words_and_without_keep_their_order(database_url: str) -> None:
    async with recording(database_url) as recorder:
        stated = [mark("J1", "K01", "2"), mark("J1", "K02", "3"), signature("J1", "K02", "3"), mark("J1", "K03", "4")]
        said = ["", WORDS, "", "shorter"]
        answers = await record_all(recorder, [Explained(*each) for each in zip(stated, said, strict=True)])
        assert [each.status for each in answers] == ["accepted"] * 4
        seqs = [each.seq or 0 for each in answers]
        assert seqs == list(range(seqs[0], seqs[0] + 4))
        assert [bool(fact(recorder, each).comment) for each in (answers[0], answers[1], answers[3])] == [
            *(False, True, True)
        ]


async def test_the_same_mark_with_the_same_words_again_is_known(database_url: str) -> None:
    async with recording(database_url) as recorder:
        stated = Explained(mark("J1", "K01", "2"), WORDS)
        first, second = await record_all(recorder, [stated, stated])
        (third,) = await record_all(recorder, [stated])
        assert (first.status, second, third) == ("accepted", first._replace(status="known"), second)
        assert kept(recorder) == (1, 2)


@pytest.mark.parametrize(("value", "words"), [("2", "other words"), ("2", ""), ("3", WORDS), ("2", WORDS.upper())])
async def test_the_same_key_with_another_value_or_other_words_is_used(
    database_url: str, value: str, words: str
) -> None:
    async with recording(database_url) as recorder:
        (first,) = await record_all(recorder, [Explained(mark("J1", "K01", "2"), WORDS)])
        (again,) = await record_all(recorder, [Explained(mark("J1", "K01", value), words)])
        assert (again.status, [each.code for each in again.problems]) == ("refused", ["key-reused"])
        assert again.problems[0].facts["seq"] == str(first.seq)
        assert kept(recorder)[0] == 1


async def test_words_under_the_key_of_something_else_or_of_a_mark_without_are_another_statement(
    database_url: str,
) -> None:
    async with recording(database_url) as recorder:
        plain = mark("J1", "K01", "2")
        signed = signature("J1", "K01", "2")
        await recorder.record_all([plain, signed])
        under = plain._replace(key=signed.key)
        answers = await record_all(recorder, [Explained(plain, WORDS), Explained(under, WORDS)])
        assert [[each.code for each in answer.problems] for answer in answers] == [["key-reused"]] * 2
        assert kept(recorder) == (0, 2)


async def test_once_the_words_are_erased_nobody_can_tell_whether_they_are_the_same(database_url: str) -> None:
    async with recording(database_url) as recorder:
        stated = Explained(mark("J1", "K01", "2"), WORDS)
        (first,) = await record_all(recorder, [stated])
        await Documents(recorder.database).erase(fact(recorder, first).comment)
        (again,) = await record_all(recorder, [stated])
        assert [each.code for each in again.problems] == ["key-reused"]


async def test_of_a_mark_that_is_refused_or_in_conflict_no_words_are_kept(database_url: str) -> None:
    async with recording(database_url) as recorder:
        wrong = Explained(mark("J1", "K01", "2.2"), WORDS)
        crossed = Explained(mark("J1", "K02", "2", supersedes=1), WORDS)
        answers = await record_all(recorder, [wrong, crossed])
        assert [each.status for each in answers] == ["refused", "conflict"]
        assert kept(recorder) == (0, 2)


async def test_words_of_a_mark_that_is_held_are_kept_with_it(database_url: str) -> None:
    async with recording(database_url) as recorder:
        await recorder.record_all([mark("J1", "K01", "2"), signature("J1", "K01", "2")])
        (answer,) = await record_all(recorder, [Explained(mark("J1", "K01", "3", key="late"), WORDS)])
        assert (answer.status, kept(recorder)) == ("held", (1, 0))


async def test_where_the_store_fails_nothing_is_recorded_and_no_words_are_kept(database_url: str) -> None:
    async with recording(database_url) as recorder:
        full = FULL[recorder.database.dialect]
        await recorder.database.write(lambda connection: connection.exec_driver_sql(full))
        with pytest.raises(StoreFailed):
            await record_all(recorder, [Explained(mark("J1", "K01", "2"), WORDS)])
        assert kept(recorder) == (0, 1)


FULL = {
    "sqlite": "CREATE TRIGGER full BEFORE INSERT ON line BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    "postgresql": "ALTER TABLE line ADD CONSTRAINT room CHECK (false) NOT VALID",
}
"""From now on no line finds room; documents still do."""


async def test_words_stand_on_one_line() -> None:
    assert one_line("  two\n lines\tof  it ") == "two lines of it"
    assert one_line(" \n ") == ""

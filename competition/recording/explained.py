"""Marks that a judge explains in words: the words become a document, then the line names it by digest.

The document is kept first, and erased where the line did not come to be. Its digest is salted, so that the same mark
sent again names another one: it is `known` where the line under its key states the same in all else and its document
holds the same words. Where that was erased since, nobody can tell, and the key counts as used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from sqlalchemy import Connection

from competition import documents
from competition.recording.batch import Answer, Entry
from competition.recording.recorder import Recorder
from competition.store.ledger import Ledger
from scoring.facts import MarkGiven
from scoring.lines import line

LONGEST: Final = 500
"""Characters of the words with one mark."""


class Explained(NamedTuple):
    """What is to be recorded. words: that explain a mark, on one line; "" for none, and for what is no mark."""

    entry: Entry
    words: str = ""


def one_line(words: str) -> str:
    """The words with single spaces between them."""
    return " ".join(words.split())


async def record_all(recorder: Recorder, stated: Sequence[Explained]) -> list[Answer]:
    """As `Recorder.record_all`, with what explains the marks. Raises StoreFailed: nothing was recorded."""
    said = [each for each in stated if each.words]
    if not said:
        return await recorder.record_all([each.entry for each in stated])
    named = iter(await recorder.database.write(lambda connection: _kept(connection, recorder.stream, said)))
    digests = [next(named) if each.words else "" for each in stated]
    entries = [_with(each.entry, digest) for each, digest in zip(stated, digests, strict=True)]
    try:
        answers = await recorder.record_all(entries)
    except Exception:  # who is cancelled does not know whether the lines are there: their documents stay
        await _forget(recorder, [digest for digest in digests if digest])
        raise
    found = []
    unused = []
    for each, digest, answer in zip(stated, digests, answers, strict=True):
        if digest and answer.status not in ("accepted", "held"):
            unused.append(digest)
            answer = await _again(recorder, each, answer) or answer
        found.append(answer)
    await _forget(recorder, unused)
    return found


def _kept(connection: Connection, event: str, said: Sequence[Explained]) -> list[str]:
    return [documents.keep(connection, event, {"text": each.words}) for each in said]


def _with(entry: Entry, digest: str) -> Entry:
    fact = entry.fact
    assert isinstance(fact, MarkGiven) or not digest
    return entry._replace(fact=replace(fact, comment=digest)) if isinstance(fact, MarkGiven) and digest else entry


async def _forget(recorder: Recorder, digests: Sequence[str]) -> None:
    def erase(connection: Connection) -> None:
        for digest in digests:
            documents.erase(connection, digest)

    if digests:
        await recorder.database.write(erase)


async def _again(recorder: Recorder, each: Explained, answer: Answer) -> Answer | None:
    """`known` where the key's line says the same and its document, too."""
    reused = next((problem for problem in answer.problems if problem.code == "key-reused"), None)
    fact = each.entry.fact
    if reused is None or not isinstance(fact, MarkGiven):
        return None
    seq = int(reused.facts["seq"])
    database = recorder.database
    bodies = await database.read(Ledger(database, recorder.stream).bodies, [seq])
    there = line(seq, bodies[seq])
    stated = there.fact
    if not isinstance(stated, MarkGiven) or replace(fact, comment=stated.comment, held=stated.held) != stated:
        return None
    kept = await documents.Documents(database).read(stated.comment)
    return Answer("known", seq, there.at) if kept == {"text": each.words} else None

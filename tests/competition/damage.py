"""A stream that was recorded, and ways to change behind the product's back what the database would refuse to change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, func, select, update

from competition.recording.recorder import Entry
from competition.store import schema
from competition.store.database import Database
from competition.store.verify import Finding, Position, verify
from scoring import lines
from scoring.facts import Fact, Frozen, Thawed
from tests.competition.ledgers import ENTRANTS, EVENT, JUDGES, TRADE, mark, recording, signature

LAST = 2 + len(ENTRANTS) * len(JUDGES) + 4


def recorded(url: str) -> None:
    """A stream of 30 lines: opened, all marks, a signature, frozen (28), thawed, a mark that is held."""

    async def record() -> None:
        async with recording(url) as recorder:
            answers = await recorder.record_all(
                [
                    *(mark(judge, entrant, "8.5") for entrant in ENTRANTS for judge in JUDGES),
                    signature("J1", "K01", "8.5"),
                    Entry(Frozen(TRADE, ""), "organiser.main", "freeze"),
                    Entry(Thawed(TRADE), "organiser.main", "thaw"),
                    mark("J1", "K01", "9", key="late"),
                ]
            )
            assert {answer.status for answer in answers} == {"accepted", "held"}

    asyncio.run(record())


def tampered(url: str, change: Callable[[Connection], object]) -> None:
    """Change what the database would refuse to change."""
    with Database(url) as database, database.transaction() as connection:
        for table in schema.GUARDED:
            if database.dialect == "postgresql":
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            else:
                for verb in ("update", "delete", "insert"):
                    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_{verb}")
        change(connection)


def found(url: str, *expected: Position) -> Position | Finding:
    with Database(url) as database:
        return verify(database, EVENT, expected)


def line(connection: Connection, seq: int) -> dict[str, Any]:
    return dict(connection.execute(select(schema.line).where(schema.line.c.seq == seq)).mappings().one())


def rewrite(connection: Connection, seq: int, **columns: Any) -> None:
    connection.execute(update(schema.line).where(schema.line.c.seq == seq).values(**columns))


def rehash(connection: Connection, start: int) -> None:
    """Make the chain agree with the texts from a line on, as one would who knows how it is made."""
    previous = lines.NOTHING if start == 1 else line(connection, start - 1)["digest"]
    for seq in range(start, (connection.execute(select(func.max(schema.line.c.seq))).scalar() or 0) + 1):
        previous = lines.digest(line(connection, seq)["body"], previous)
        rewrite(connection, seq, digest=previous)


def restate(connection: Connection, seq: int, fact: Fact | None = None, **other: str) -> None:
    """Let a line state another fact, time, actor or key, and hash it and all behind it anew."""
    old = lines.line(seq, line(connection, seq)["body"])
    said = {"at": old.at, "actor": old.actor, "key": old.key} | other
    rewrite(connection, seq, body=lines.body(fact or old.fact, **said), actor=said["actor"], key=said["key"])
    rehash(connection, seq)


def changed_byte(connection: Connection) -> None:
    rewrite(connection, 5, body=line(connection, 5)["body"].replace("8.5", "9.5"))

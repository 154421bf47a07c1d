"""Lines of an event that are neither marks nor signatures under sheets, read once and kept: who did what, and when."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from sqlalchemy import not_, select

from competition.store import schema
from competition.store.database import Database
from scoring import lines
from scoring.facts import Fact, MarkGiven, SheetSigned
from scoring.lines import Line

PASSED_OVER = (MarkGiven, SheetSigned)
"""Facts of which a contest has too many to be read one by one."""


class Chronicle:
    """The lines of every event that was asked for. Each call reads what came since the last."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._read: dict[str, tuple[int, list[Line]]] = {}
        self._turn = asyncio.Lock()

    async def lines(self, event: str) -> Sequence[Line]:
        """All of them, in order; empty where there is no such event. Raises what the database raises."""
        async with self._turn:
            head, kept = self._read.get(event, (0, []))
            last, found = await self._database.read(self._after, event, head)
            self._read[event] = (last, kept + found)
            return self._read[event][1]

    def _after(self, event: str, head: int) -> tuple[int, list[Line]]:
        table = schema.line
        new = (table.c.stream == event, table.c.seq > head)
        with self._database.connect() as connection:
            last = connection.scalar(select(table.c.seq).where(*new).order_by(table.c.seq.desc()).limit(1))
            if last is None:
                return head, []
            passed = (not_(table.c.body.contains(f'"fact":"{kind.kind}"')) for kind in PASSED_OVER)
            rows = connection.execute(
                select(table.c.seq, table.c.body).where(*new, table.c.seq <= last, *passed).order_by(table.c.seq)
            )
            return last, [lines.line(seq, body) for seq, body in rows]


def of_trade(found: Sequence[Line], trade: str) -> Iterator[Line]:
    """The lines that name the trade, and rulings on objections to it."""
    objections: set[int] = set()
    for line in found:
        fact = line.fact
        if getattr(fact, "trade", None) == trade:
            if fact.kind == "objection-filed":
                objections.add(line.seq)
            yield line
        elif getattr(fact, "objection", 0) in objections:
            yield line


def latest(found: Sequence[Line], kind: type[Fact]) -> Line | None:
    """The last line that states such a fact."""
    return next((line for line in reversed(found) if isinstance(line.fact, kind)), None)

"""When a judge's own lines were stored: of each mark its time, of each signature its line and time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import select

from competition.store import schema
from competition.store.database import Database
from competition.store.ledger import Ledger
from scoring.facts import SheetSigned
from scoring.lines import line

MOST_TIMES = 100_000
MOST_JUDGES = 500
"""What is remembered at most; more is read again."""


class Signature(NamedTuple):
    """A stored signature. line: its place in the stream. at: its time."""

    line: int
    at: str


class Receipts:
    """Reads lines that never change, and remembers what it read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._times: dict[tuple[str, int], str] = {}
        self._signed: dict[tuple[str, str], tuple[int, dict[tuple[str, str], Signature]]] = {}

    async def times(self, event: str, seqs: Collection[int]) -> Mapping[int, str]:
        """UTC texts of these lines of an event."""
        lacking = [seq for seq in seqs if (event, seq) not in self._times]
        if lacking:
            if len(self._times) + len(lacking) > MOST_TIMES:
                self._times.clear()
                lacking = list(seqs)
            bodies = await self._database.read(Ledger(self._database, event).bodies, lacking)
            self._times.update({(event, seq): line(seq, body).at for seq, body in bodies.items()})
        return {seq: self._times[event, seq] for seq in seqs}

    async def signatures(self, event: str, actor: str, upto: int) -> Mapping[tuple[str, str], Signature]:
        """The actor's last signature of every sheet, by (entrant, phase). upto: the event's last line that matters."""
        after, signed = self._signed.get((event, actor), (0, {}))
        if after < upto:
            fresh = await self._database.read(self._read, event, actor, after)
            signed = signed | fresh
            if len(self._signed) >= MOST_JUDGES:
                self._signed.clear()
            self._signed[event, actor] = (upto, signed)
        return signed

    def _read(self, event: str, actor: str, after: int) -> dict[tuple[str, str], Signature]:
        stored = schema.line.c
        wanted = (
            select(stored.seq, stored.body)
            .where(stored.stream == event, stored.actor == actor, stored.seq > after)
            .where(stored.body.contains(f'"fact":"{SheetSigned.kind}"'))
            .order_by(stored.seq)
        )
        found = {}
        with self._database.connect() as connection:
            for seq, body in connection.execute(wanted):
                read = line(seq, body)
                assert isinstance(read.fact, SheetSigned)
                found[read.fact.entrant, read.fact.phase] = Signature(seq, read.at)
        return found

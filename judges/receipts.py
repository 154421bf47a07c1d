"""What became of a judge's lines that the state keeps no word of: when each mark was stored, which line holds a
signature, which held marks were set aside."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import select

from competition.documents import texts
from competition.entry.keys import typists
from competition.store import schema
from competition.store.database import Database
from competition.store.ledger import Ledger
from scoring.facts import Cell, MarkGiven, SheetSigned
from scoring.lines import Line, line
from scoring.steps import HeldSetAside

MOST_TIMES = 100_000
MOST_JUDGES = 500
"""What is remembered at most; more is read again."""


class Signature(NamedTuple):
    """A stored signature. line: its place in the stream. at: its time."""

    line: int
    at: str


class Aside(NamedTuple):
    """A held mark that will not count. line: its own. at: when the chief judge said so."""

    line: int
    value: str
    at: str


class Receipts:
    """Reads lines that never change, and remembers what it read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._times: dict[tuple[str, int], str] = {}
        self._paper: set[tuple[str, int]] = set()
        self._explained: dict[tuple[str, int], str] = {}
        self._signed: dict[tuple[str, str], tuple[int, dict[tuple[str, str], Signature]]] = {}
        self._aside: dict[str, tuple[int, dict[Cell, list[Aside]]]] = {}

    async def times(self, event: str, seqs: Collection[int]) -> Mapping[int, str]:
        """UTC texts of these lines of an event."""
        lacking = [seq for seq in seqs if (event, seq) not in self._times]
        if lacking:
            if len(self._times) + len(lacking) > MOST_TIMES:
                self._times.clear()
                self._paper.clear()
                self._explained.clear()
                lacking = list(seqs)
            bodies = await self._database.read(Ledger(self._database, event).bodies, lacking)
            read = [line(seq, body) for seq, body in bodies.items()]
            self._times.update({(event, each.seq): each.at for each in read})
            self._paper |= {(event, each.seq) for each in read if typists(each.key) is not None}
            self._explained |= {
                (event, each.seq): each.fact.comment
                for each in read
                if isinstance(each.fact, MarkGiven) and each.fact.comment
            }
        return {seq: self._times[event, seq] for seq in seqs}

    async def from_paper(self, event: str, seqs: Collection[int]) -> frozenset[int]:
        """Which of these lines state a mark that the office entered from a paper sheet."""
        await self.times(event, seqs)
        return frozenset(seq for seq in seqs if (event, seq) in self._paper)

    async def words(self, event: str, seqs: Collection[int]) -> Mapping[int, str]:
        """What explains the marks of these lines; read each time, since it may have been erased."""
        await self.times(event, seqs)
        named = {seq: self._explained[event, seq] for seq in seqs if (event, seq) in self._explained}
        kept = await self._database.read(texts, self._database, named.values()) if named else {}
        return {seq: kept[digest] for seq, digest in named.items() if digest in kept}

    async def signatures(self, event: str, actor: str, upto: int) -> Mapping[tuple[str, str], Signature]:
        """The actor's last signature of every sheet, by (entrant, phase). upto: the event's last line that matters."""
        after, signed = self._signed.get((event, actor), (0, {}))
        if after < upto:
            fresh = await self._database.read(self._read_signed, event, actor, after)
            signed = signed | fresh
            if len(self._signed) >= MOST_JUDGES:
                self._signed.clear()
            self._signed[event, actor] = (upto, signed)
        return signed

    async def set_aside(self, event: str, upto: int) -> Mapping[Cell, list[Aside]]:
        """Marks of the event that were held and will not count, by cell. upto: as in `signatures`."""
        after, aside = self._aside.get(event, (0, {}))
        if after < upto:
            aside = await self._database.read(self._read_aside, event, after, upto, aside)
            self._aside[event] = (upto, aside)
        return aside

    def _read_signed(self, event: str, actor: str, after: int) -> dict[tuple[str, str], Signature]:
        found = {}
        for read in self._stating(event, SheetSigned.kind, after, actor):
            assert isinstance(read.fact, SheetSigned)
            found[read.fact.entrant, read.fact.phase] = Signature(read.seq, read.at)
        return found

    def _read_aside(
        self, event: str, after: int, upto: int, known: Mapping[Cell, list[Aside]]
    ) -> dict[Cell, list[Aside]]:
        found = {cell: list(marks) for cell, marks in known.items()}
        said = {
            read.fact.line: read.at
            for read in self._stating(event, HeldSetAside.kind, after)
            if isinstance(read.fact, HeldSetAside) and read.seq <= upto
        }
        for seq, body in Ledger(self._database, event).bodies(said).items():
            mark = line(seq, body).fact
            assert isinstance(mark, MarkGiven)
            found.setdefault(mark.cell, []).append(Aside(seq, mark.value, said[seq]))
        return found

    def _stating(self, event: str, kind: str, after: int, actor: str = "") -> list[Line]:
        """Lines behind `after` that state a kind of fact: the actor's, or anybody's."""
        stored = schema.line.c
        wanted = select(stored.seq, stored.body).where(stored.stream == event, stored.seq > after)
        if actor:
            wanted = wanted.where(stored.actor == actor)
        wanted = wanted.where(stored.body.contains(f'"fact":"{kind}"')).order_by(stored.seq)
        with self._database.connect() as connection:
            return [line(seq, body) for seq, body in connection.execute(wanted)]

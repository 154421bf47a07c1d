"""The lines of an event as a person leafs through them: every act an entry, marks and signatures under sheets
gathered where nothing else lies between. Read from the ledger once; each call reads what came since the last.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from competition.entry.keys import Typists, typists
from competition.store.database import Database
from competition.store.ledger import PAGE, Ledger, Row
from scoring import lines, marklines
from scoring.facts import Fact, MarkGiven, SheetSigned, TradeOpened
from scoring.procedure.seconds import read_change
from scoring.steps import ObjectionFiled, ObjectionRuled, Proposed

PAPER = "sheet-entered"
"""Kind of an entry that gathers the marks of a paper sheet."""

TOGETHER = len("2026-05-17T14:4")
"""How much of their times must be equal for lines to be gathered: ten minutes."""


class Paper(NamedTuple):
    """A paper sheet that was entered: whose, and who typed it."""

    judge: str
    entrant: str
    phase: str
    typists: Typists


@dataclass(slots=True)
class Entry:
    """An act, or what was gathered. first, last: seqs. at, until: of those lines, UTC text. trade: "" for none. fact:
    None where marks were gathered. actors: how many lines each stated. paper: of marks of a paper sheet, which."""

    first: int
    last: int
    at: str
    until: str
    digest: str
    kind: str
    trade: str
    fact: Fact | None
    actors: Counter[str] = field(default_factory=Counter)
    paper: Paper | None = None

    @property
    def count(self) -> int:
        """How many lines it gathers."""
        return self.actors.total()


class Book:
    """One event's entries, in order. marked: when the last mark was given, by (trade, phase, aspect); by_judge: by
    (judge, trade, phase, aspect). papers: the last entry about a paper sheet, by (judge, entrant, phase)."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.seq = 0
        self.at = ""
        self.marked: dict[tuple[str, str, str], str] = {}
        self.by_judge: dict[tuple[str, str, str, str], str] = {}
        self.papers: dict[tuple[str, str, str], Entry] = {}
        self._open: dict[tuple[str, str], Entry] = {}
        self._trade_of: dict[str, str] = {}
        self._objections: dict[int, str] = {}

    def add(self, row: Row) -> None:
        """Take in the next line. Raises BrokenPromiseError where it states no known fact."""
        mark = marklines.read(row.body)
        if mark is None:
            line = lines.line(row.seq, row.body)
            self._act(row, line.at, line.actor, line.fact)
        else:
            actor, aspect, at, _, _, entrant, _, _, _, judge, key, phase, _, _ = mark
            trade = self._trade_of.get(entrant, "")
            self.marked[trade, phase, aspect] = self.by_judge[judge, trade, phase, aspect] = at
            typed = typists(key)
            if typed is None:
                self._gather(row, at, actor, MarkGiven.kind, trade)
            else:
                self._enter(row, at, actor, trade, Paper(judge, entrant, phase, typed))
        self.seq = row.seq

    def acts(self) -> Iterator[Entry]:
        """Every act, the newest first; what is gathered is none."""
        return (entry for entry in reversed(self.entries) if entry.fact is not None)

    def chosen(self, kind: str = "", actor: str = "", trade: str = "") -> list[Entry]:
        """Entries of a kind, by an actor, about a trade ("" for any), the newest first."""
        return [
            entry
            for entry in reversed(self.entries)
            if kind in ("", entry.kind) and trade in ("", entry.trade) and (not actor or actor in entry.actors)
        ]

    def last_marks(self) -> dict[str, dict[tuple[str, str], str]]:
        """When the last mark was given, by trade, by (phase, aspect)."""
        found: dict[str, dict[tuple[str, str], str]] = {}
        for (trade, phase, aspect), at in self.marked.items():
            found.setdefault(trade, {})[phase, aspect] = at
        return found

    def about(self, entrant: str) -> list[Entry]:
        """Acts that name the entrant, the newest first."""
        return [entry for entry in self.acts() if entrant == getattr(entry.fact, "entrant", None)]

    def _act(self, row: Row, at: str, actor: str, fact: Fact) -> None:
        if isinstance(fact, TradeOpened):
            self._trade_of |= dict.fromkeys((entrant for entrant, _ in fact.roster), fact.trade)
        trade = self.trade_of(fact)
        if isinstance(fact, ObjectionFiled):
            self._objections[row.seq] = trade
        if isinstance(fact, SheetSigned):
            self._gather(row, at, actor, fact.kind, trade)
            return
        self.at = at
        self._open.clear()
        self.entries.append(Entry(row.seq, row.seq, at, at, row.digest, fact.kind, trade, fact, Counter([actor])))

    def _gather(self, row: Row, at: str, actor: str, kind: str, trade: str) -> None:
        self.at = at
        entry = self._open.get((kind, trade))
        if entry is not None and entry.at[:TOGETHER] == at[:TOGETHER]:
            entry.last, entry.until, entry.digest = row.seq, at, row.digest
            entry.actors[actor] += 1
            return
        entry = Entry(row.seq, row.seq, at, at, row.digest, kind, trade, None, Counter([actor]))
        self._open[kind, trade] = entry
        self.entries.append(entry)

    def _enter(self, row: Row, at: str, actor: str, trade: str, paper: Paper) -> None:
        """A mark of a paper sheet: gathered with the others of that sheet."""
        self.at = at
        entry = self.papers.get(paper[:3])
        if entry is not None and entry.paper == paper and entry is self.entries[-1]:
            entry.last, entry.until, entry.digest = row.seq, at, row.digest
            entry.actors[actor] += 1
            return
        entry = Entry(row.seq, row.seq, at, at, row.digest, PAPER, trade, None, Counter([actor]), paper)
        self.papers[paper[:3]] = entry
        self._open.pop((MarkGiven.kind, trade), None)
        self.entries.append(entry)

    def trade_of(self, fact: Fact) -> str:
        """The trade that a fact is about, "" for none."""
        if isinstance(fact, ObjectionRuled):
            return self._objections.get(fact.objection, "")
        if isinstance(fact, Proposed):
            change = read_change(fact.change)
            return "" if change is None else self.trade_of(change)
        cell = getattr(fact, "cell", None)
        entrant = getattr(fact, "entrant", "") if cell is None else cell.entrant
        trade: str = getattr(fact, "trade", "")
        return trade or self._trade_of.get(entrant, "")


class Daybook:
    """The books of every event that was asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._books: dict[str, Book] = {}
        self._turn = asyncio.Lock()

    async def of(self, event: str) -> Book:
        """The event's book up to its last line, which nobody may change. Raises what the database raises."""
        async with self._turn:
            book = self._books.setdefault(event, Book())
            ledger = Ledger(self._database, event)
            while rows := await self._database.read(ledger.page, book.seq):
                await self._database.read(_taken, book, rows)
                if len(rows) < PAGE:
                    break
            return book


def _taken(book: Book, rows: Sequence[Row]) -> None:
    for row in rows:
        book.add(row)

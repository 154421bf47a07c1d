"""The facts that are recorded in one transaction: each is judged against the state that those before it lead to."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from competition.store.fold import Fold, contents_of
from competition.store.ledger import Row
from scoring import lines
from scoring.boards.board import table_digest
from scoring.checks import Verdict, check
from scoring.engine import Change, catch_up
from scoring.facts import ClockJumped, Fact, Finalised, Frozen, MarkGiven
from scoring.lines import Line
from scoring.problems import Problem
from scoring.procedure.order import trade_of
from scoring.state import State
from scoring.steps import STEPS, Awarded, NoticePosted, StepRefused

SYSTEM = "system"
"""The actor of lines that nobody stated."""

log = logging.getLogger("saiping.recorder")

SPEAKING = (Frozen, Finalised, NoticePosted, Awarded)
"""Facts that state the digest of their trade's table."""

NONE: Mapping[str, str] = {}
"""No contents."""


class Entry(NamedTuple):
    """A fact to record. actor: account id. key: the actor's own, one for each thing she wants said once.
    contents: texts by digest, where the fact names any."""

    fact: Fact
    actor: str
    key: str
    contents: Mapping[str, str] = NONE


class Answer(NamedTuple):
    """What became of a fact.

    status: accepted · held (a line that counts nowhere yet) · known (the line was there, same content) · conflict
    (`current` is the cell's line and value, None for none) · refused (`problems`). seq, at: of the line, where there is
    one.
    """

    status: str
    seq: int | None = None
    at: str = ""
    problems: tuple[Problem, ...] = ()
    current: tuple[int, str] | None = None


INTERNAL = Answer("refused", problems=(Problem("internal"),))


class Unapplied(Exception):
    """The engine raised on a fact that `check` had accepted: the tentative state is spoilt. entry: which, None where
    the work was put off and could have been any."""

    def __init__(self, entry: Entry | None = None) -> None:
        super().__init__("" if entry is None else entry.fact.kind)
        self.entry = entry


class Batch:
    """What one transaction appends: rows, the contents they name, what they change.

    stored: texts, by seq, of lines whose keys are used again.
    at: the time of the new lines. jumped: what the clock says where that is to be a line of its own first, else "".
    """

    def __init__(self, fold: Fold, broken: Sequence[Entry] = ()) -> None:
        """fold: tentative from the first accepted fact on. broken: entries that the engine could not apply before."""
        self.fold = fold
        self.stored: dict[int, str] = {}
        self.at = ""
        self.jumped = ""
        self.rows: list[Row] = []
        self.contents: dict[str, str] = {}
        self.changes: list[Change] = []
        self._broken = broken

    def judge(self, entry: Entry) -> Answer:
        """Check one fact and, where it may stand, make it the next line. Raises Unapplied."""
        fold = self.fold
        seq = fold.seq_of(entry.actor, entry.key)
        if seq is None and self._broken and any(entry is each for each in self._broken):
            return INTERNAL
        try:
            if seq is not None:
                return _again(entry, self._line(seq))
            fact, missing = entry.fact, None
            if fact.__class__ is not MarkGiven:
                catch_up(fold.state)
                fact = _completed(fact, fold.state)
                missing = _missing(fact, entry.contents)
                fold.state.contents = entry.contents
            verdict = Verdict("refused", missing) if missing else check(fold.state, fact, entry.actor)
            if verdict.status in ("accepted", "held"):
                return Answer(verdict.status, self._append(entry, fact, entry.key), self.at)
            if verdict.status == "refused" and fact.__class__ in STEPS:
                self._remember(entry, verdict)
            return Answer(verdict.status, problems=verdict.problems, current=verdict.current)
        except Unapplied:
            raise
        except Exception:
            log.exception("%s: %s cannot be judged", fold.stream, entry)
            return INTERNAL

    def _append(self, entry: Entry, fact: Fact, key: str) -> int:
        """Make what the entry comes to the next line; which it is."""
        fold = self.fold
        if self.jumped and not self.rows:
            said = Entry(ClockJumped(self.jumped), SYSTEM, f"clock-{fold.head.seq + 1}")
            self._adopt(said, *fold.draft(said.fact, at=self.at, actor=said.actor, key=said.key))
        row, line = fold.draft(fact, at=self.at, actor=entry.actor, key=key)
        self._adopt(entry, row, line)
        return row.seq

    def _remember(self, entry: Entry, verdict: Verdict) -> None:
        """A step that was refused leaves a line of its own, one however often the same is tried under the same key."""
        fold, fact = self.fold, entry.fact
        key = "refused-" + lines.digest(entry.key + lines.canonical(lines.plain(fact)))[:32]
        if fold.seq_of(entry.actor, key) is None:
            codes = tuple(sorted({problem.code for problem in verdict.problems}))
            self._append(entry, StepRefused(trade_of(fold.state, fact), fact.kind, codes), key)

    def _line(self, seq: int) -> Line:
        first = self.rows[0].seq if self.rows else seq + 1
        return lines.line(seq, self.rows[seq - first].body if seq >= first else self.stored[seq])

    def _adopt(self, entry: Entry, row: Row, line: Line) -> None:
        contents = {digest: entry.contents[digest] for digest in contents_of(line.fact)} if entry.contents else NONE
        try:
            self.changes.append(self.fold.adopt(row, line, contents))
        except Exception as error:
            raise Unapplied(entry) from error
        self.rows.append(row)
        if contents:
            self.contents.update(contents)


def _again(entry: Entry, line: Line) -> Answer:
    """The answer to a key under which there is a line."""
    fact = entry.fact
    if isinstance(fact, SPEAKING) and not fact.board and isinstance(line.fact, SPEAKING):
        fact = replace(fact, board=line.fact.board)
    if isinstance(fact, MarkGiven) and isinstance(line.fact, MarkGiven):
        fact = replace(fact, held=line.fact.held)  # why it was let in is the server's word, not hers
    if fact == line.fact:
        return Answer("known", line.seq, line.at)
    return Answer("refused", problems=(Problem("key-reused", "key", {"key": entry.key, "seq": str(line.seq)}),))


def _completed(fact: Fact, state: State) -> Fact:
    """Fill in the board that a fact speaks of, where none is stated."""
    if isinstance(fact, SPEAKING) and not fact.board and fact.trade in state.trades:
        return replace(fact, board=table_digest(state.trades[fact.trade]))
    return fact


def _missing(fact: Fact, contents: Mapping[str, str]) -> tuple[Problem, ...]:
    """Contents that the fact names and that did not come with it, byte for byte."""
    return tuple(
        Problem("content-missing", "", {"digest": digest})
        for digest in contents_of(fact)
        if digest not in contents or lines.digest(contents[digest]) != digest
    )

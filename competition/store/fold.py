"""What a stream's lines add up to in this process: the engine's state, where the chain ends, and who used which key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from competition.store.database import StoreError
from competition.store.ledger import EMPTY, Head, Row
from scoring import engine, lines
from scoring.engine import Change
from scoring.facts import Fact, PrizeOpened, TradeOpened
from scoring.lines import Line
from scoring.problems import ScoringError
from scoring.procedure.seconds import read_change
from scoring.state import State
from scoring.steps import Exported, Proposed, SchemeAmended

_OPENED = frozenset({TradeOpened, PrizeOpened, Proposed, Exported})
"""Facts that name contents."""


class LineDamaged(StoreError):
    """A stored line is not what was recorded, or could not have been. code: see `verify`."""

    def __init__(self, stream: str, seq: int, code: str, detail: str = "") -> None:
        self.stream, self.seq, self.code, self.detail = stream, seq, code, detail
        super().__init__(f"{stream}:{seq}: {code}" + (f" ({detail})" if detail else ""))


class Fold:
    """Lines in order go in; `state`, `head` and the keys follow. After an exception it is of no further use."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.state = State(stream)
        self.head: Head = EMPTY
        self._keys: dict[str, dict[str, int]] = {}

    def seq_of(self, actor: str, key: str) -> int | None:
        """The line in which the actor used the key."""
        keys = self._keys.get(actor)
        return None if keys is None else keys.get(key)

    def read(self, row: Row) -> Line:
        """The stored line's fact. Raises LineDamaged where it states none, or its columns another actor or key."""
        try:
            line = lines.line(row.seq, row.body)
        except ScoringError as error:
            raise LineDamaged(self.stream, row.seq, "no-fact") from error
        if line.actor != row.actor or line.key != row.key:
            raise LineDamaged(self.stream, row.seq, "columns-differ")
        return line

    def draft(self, fact: Fact, *, at: str, actor: str, key: str) -> tuple[Row, Line]:
        """How the fact would be stored as the next line; nothing changes. Raises ValueError or TypeError where it has
        no canonical form."""
        line = Line(self.head.seq + 1, at, actor, key, fact)
        body = lines.body(fact, at=at, actor=actor, key=key)
        return Row(line.seq, body, lines.digest(body, self.head.digest), actor, key), line

    def adopt(self, row: Row, line: Line, contents: Mapping[str, str]) -> Change:
        """Take in a line that `draft` or `follow` found to be the next. Raises what the engine raises."""
        change = engine.apply(self.state, line, contents)
        self.head = Head(row.seq, row.digest)
        keys = self._keys.get(row.actor)
        if keys is None:
            keys = self._keys[row.actor] = {}
        keys[row.key] = row.seq
        return change

    def follow(self, row: Row, line: Line, contents: Mapping[str, str]) -> Change:
        """Take in a stored line that `read` has read. Raises LineDamaged where it does not follow the head."""
        if row.seq != self.head.seq + 1:
            raise LineDamaged(self.stream, self.head.seq + 1, "line-missing")
        if lines.digest(row.body, self.head.digest) != row.digest:
            raise LineDamaged(self.stream, row.seq, "digest-differs")
        for digest in named([line]):
            if digest not in contents:
                raise LineDamaged(self.stream, row.seq, "content-gone", digest)
            if lines.digest(contents[digest]) != digest:
                raise LineDamaged(self.stream, row.seq, "content-differs", digest)
        try:
            return self.adopt(row, line, contents)
        except Exception as error:
            raise LineDamaged(self.stream, row.seq, "not-acceptable", repr(error)) from error


def named(lines: Iterable[Line]) -> set[str]:
    """Digests of the contents that the lines need when they are folded."""
    return {digest for line in lines if line.fact.__class__ in _OPENED for digest in contents_of(line.fact)}


def contents_of(fact: Fact) -> tuple[str, ...]:
    """Digests of the contents that the fact names."""
    if isinstance(fact, PrizeOpened):
        return (fact.rule,)
    if isinstance(fact, Exported):
        return (fact.layout,) if fact.layout else ()
    if isinstance(fact, Proposed):
        change = read_change(fact.change)
        return (change.scheme,) if isinstance(change, SchemeAmended) else ()
    if not isinstance(fact, TradeOpened):
        return ()
    return tuple(digest for digest in (fact.scheme, fact.items, fact.policy, fact.terms) if digest)

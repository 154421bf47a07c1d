"""Every fact that a line can state, on one page.

A fact is stored once, as one line of one stream. Ids and codes only: no name, no free text, nothing about a person.
Every number in a line is text. `Fact.kind` is the word on the wire.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, NamedTuple

from scoring import marklines
from scoring.problems import BrokenPromiseError

RULES = "1"
"""Version of the rule set: raised when the same lines would lead to another board."""

EXCUSES = ("absent", "abstained", "lost")
"""Values of a mark that are no number: the seat owes nothing more and its mark enters no rule."""

NOTHING = "0" * 64
"""The digest before the first line of a stream."""


class Cell(NamedTuple):
    """Where a mark belongs. item: "" where the criterion has no items. attempt: 1 for the first."""

    judge: str
    entrant: str
    phase: str
    item: str
    aspect: str
    attempt: int = 1

    def key(self) -> list[str]:
        """The cell as the list of texts that sheets sort and sign."""
        return [self.judge, self.entrant, self.phase, self.item, self.aspect, str(self.attempt)]


@dataclass(frozen=True, slots=True)
class Seat:
    """A judge's place on a panel. phase and item: "" for every phase or item of the trade."""

    phase: str
    panel: str
    item: str
    judge: str


@dataclass(frozen=True, slots=True)
class Fact:
    """What a line states."""

    kind: ClassVar[str]


@dataclass(frozen=True, slots=True)
class StreamOpened(Fact):
    """Line 1 of every stream: its name and what it is for, `event` or `house`."""

    kind: ClassVar[str] = "stream-opened"
    stream: str
    purpose: str


@dataclass(frozen=True, slots=True)
class ClockJumped(Fact):
    """The server's clock was moved. clock: what it says now, UTC text; `at` of this line never goes back."""

    kind: ClassVar[str] = "clock-jumped"
    clock: str


@dataclass(frozen=True, slots=True)
class TradeOpened(Fact):
    """Marking may begin; from here on catalogue edits to what is stated are refused.

    scheme, items: digests of contents (canonical scheme; items of all entrants). roster: (entrant, group) in
    running order. seats: every judge's place. policy: digest of the award policy, "" while none is set.
    """

    kind: ClassVar[str] = "trade-opened"
    trade: str
    scheme: str
    items: str
    roster: tuple[tuple[str, str], ...]
    seats: tuple[Seat, ...]
    policy: str = ""


@dataclass(frozen=True, slots=True)
class EntrantsAdvanced(Fact):
    """Who goes on to a phase, in no order. Where the scheme computes the cut, it must be exactly the computed ones."""

    kind: ClassVar[str] = "entrants-advanced"
    trade: str
    phase: str
    entrants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkGiven(Fact):
    """One judge's value for one cell. value: plain number text or one of `EXCUSES`. supersedes: seq of the line that
    held the cell's value as the judge knew it, 0 for none. given_at: the tablet's claim, UTC text or ""; no rule
    reads it."""

    kind: ClassVar[str] = "mark-given"
    cell: Cell
    value: str
    supersedes: int = 0
    given_at: str = ""


@dataclass(frozen=True, slots=True)
class SheetSigned(Fact):
    """A judge's signature under all her marks of one entrant in one phase. digest: of the sheet as she saw it."""

    kind: ClassVar[str] = "sheet-signed"
    judge: str
    entrant: str
    phase: str
    digest: str


@dataclass(frozen=True, slots=True)
class Adjusted(Fact):
    """What is not a mark. adjustment: penalty, bonus (value > 0), dns, dnf, dsq (value "").
    phase: "" only for a dsq from the whole trade. figure: id of the scheme node it acts on, "total" for the phase.
    item: for a criterion with items, else "". reason: a code."""

    kind: ClassVar[str] = "adjusted"
    entrant: str
    phase: str
    figure: str
    item: str
    adjustment: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class PanelClosed(Fact):
    """A panel marks no more in a phase; what still arrives is held."""

    kind: ClassVar[str] = "panel-closed"
    trade: str
    phase: str
    panel: str


@dataclass(frozen=True, slots=True)
class Frozen(Fact):
    """Public and hall keep the trade's table as it stands. board: digest of that table. rules: rule-set version."""

    kind: ClassVar[str] = "frozen"
    trade: str
    board: str
    rules: str = RULES


@dataclass(frozen=True, slots=True)
class Thawed(Fact):
    """Public and hall follow the trade again."""

    kind: ClassVar[str] = "thawed"
    trade: str


@dataclass(frozen=True, slots=True)
class Finalised(Fact):
    """The trade's result is final. board: digest of the final table. rules: rule-set version."""

    kind: ClassVar[str] = "finalised"
    trade: str
    board: str
    rules: str = RULES


KINDS: dict[str, type[Fact]] = {
    fact.kind: fact
    for fact in (
        StreamOpened,
        ClockJumped,
        TradeOpened,
        EntrantsAdvanced,
        MarkGiven,
        SheetSigned,
        Adjusted,
        PanelClosed,
        Frozen,
        Thawed,
        Finalised,
    )
}


class Line(NamedTuple):
    """A fact with its place in the stream. seq: from 1, dense. at: server's time, UTC text, never earlier than the
    line before. actor: account id. key: the actor's own key, unique per (stream, actor)."""

    seq: int
    at: str
    actor: str
    key: str
    fact: Fact


def canonical(value: object) -> str:
    """The one text of a JSON value: keys sorted by code point, no spaces, nothing escaped that need not be. Numbers of
    a contest are text already."""
    return _ENCODE(value)


def digest(text: str, previous: str = "") -> str:
    """SHA-256, lower-case hex, of the previous digest (as its hex text) followed by the text's UTF-8 bytes."""
    return hashlib.sha256((previous + text).encode()).hexdigest()


def body(fact: Fact, *, at: str, actor: str, key: str) -> str:
    """The canonical bytes (as text) that a line stores."""
    if isinstance(fact, MarkGiven):
        judge, entrant, phase, item, aspect, attempt = fact.cell
        given_at, supersedes = fact.given_at, fact.supersedes
        return marklines.write(
            actor, aspect, at, attempt, entrant, given_at, item, judge, key, phase, supersedes, fact.value
        )
    return canonical({**plain(fact), "at": at, "actor": actor, "key": key})


def plain(fact: Fact) -> dict[str, Any]:
    """The fact's own part of its line."""
    form: dict[str, Any] = _FORMS[type(fact)](fact)
    form["fact"] = fact.kind
    return form


def line(seq: int, text: str) -> Line:
    """Read a stored line back. Raises BrokenPromiseError where the text states no known fact."""
    mark = marklines.read(text)
    if mark is not None:
        actor, aspect, at, attempt, entrant, given_at, item, judge, key, phase, supersedes, value = mark
        cell = Cell(judge, entrant, phase, item, aspect, int(attempt))
        return Line(seq, at, actor, key, MarkGiven(cell, value, int(supersedes), given_at))
    try:
        stored = json.loads(text)
        kind = stored.pop("fact")
        return Line(seq, stored.pop("at"), stored.pop("actor"), stored.pop("key"), fact(kind, stored))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenPromiseError(f"line {seq} states no known fact") from error


def fact(kind: str, stored: Mapping[str, Any]) -> Fact:
    """Make a fact of its plain form (see `plain`). Raises KeyError, TypeError or ValueError where it does not fit."""
    made: Fact = _READERS[kind](stored)
    return made


def _mark_form(mark: Any) -> dict[str, Any]:
    cell = mark.cell
    return {
        "judge": cell.judge,
        "entrant": cell.entrant,
        "phase": cell.phase,
        "item": cell.item,
        "aspect": cell.aspect,
        "attempt": str(cell.attempt),
        "value": mark.value,
        "supersedes": str(mark.supersedes),
        "given_at": mark.given_at,
    }


def _read_mark(stored: Mapping[str, Any]) -> MarkGiven:
    cell = Cell(
        stored["judge"], stored["entrant"], stored["phase"], stored["item"], stored["aspect"], int(stored["attempt"])
    )
    return MarkGiven(cell, stored["value"], int(stored["supersedes"]), stored["given_at"])


def _opened_form(opened: Any) -> dict[str, Any]:
    return {
        "trade": opened.trade,
        "scheme": opened.scheme,
        "items": opened.items,
        "roster": [list(entry) for entry in opened.roster],
        "seats": [[seat.phase, seat.panel, seat.item, seat.judge] for seat in opened.seats],
        "policy": opened.policy,
    }


def _read_opened(stored: Mapping[str, Any]) -> TradeOpened:
    return TradeOpened(
        stored["trade"],
        stored["scheme"],
        stored["items"],
        tuple((entrant, group) for entrant, group in stored["roster"]),
        tuple(Seat(*seat) for seat in stored["seats"]),
        stored["policy"],
    )


def _form(fact: Any) -> dict[str, Any]:
    return {
        each.name: list(value) if isinstance(value := getattr(fact, each.name), tuple) else value
        for each in fields(fact)
    }


def _reader(kind: type[Any]) -> Any:
    names = [each.name for each in fields(kind)]

    def read(stored: Mapping[str, Any]) -> Any:
        values = [stored[name] for name in names]
        return kind(*(tuple(value) if isinstance(value, list) else value for value in values))

    return read


_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
_FORMS: dict[type[Fact], Any] = dict.fromkeys(KINDS.values(), _form) | {
    MarkGiven: _mark_form,
    TradeOpened: _opened_form,
}
_READERS: dict[str, Any] = {kind: _reader(fact) for kind, fact in KINDS.items()} | {
    MarkGiven.kind: _read_mark,
    TradeOpened.kind: _read_opened,
}

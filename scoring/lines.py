"""Lines: a fact with its place in a stream, and the one text that is stored of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any, NamedTuple

from scoring import marklines
from scoring.certificates import CERTIFICATES
from scoring.facts import MARKING, Cell, Fact, MarkGiven, Recusal, Seat
from scoring.problems import BrokenPromiseError
from scoring.steps import PROCEDURE

KINDS: dict[str, type[Fact]] = {fact.kind: fact for fact in (*MARKING, *PROCEDURE, *CERTIFICATES)}
"""Every fact, by the word on the wire."""

NOTHING = "0" * 64
"""The digest before the first line of a stream."""


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
        value, held, comment = fact.value, fact.held, fact.comment
        return marklines.write(
            actor, aspect, at, attempt, entrant, given_at, item, judge, key, phase, supersedes, value, held, comment
        )
    return canonical({**plain(fact), "at": at, "actor": actor, "key": key})


def plain(fact: Fact) -> dict[str, Any]:
    """The fact's own part of its line."""
    return {**_form(fact), "fact": fact.kind}


def line(seq: int, text: str) -> Line:
    """Read a stored line back. Raises BrokenPromiseError where the text states no known fact."""
    mark = marklines.read(text)
    if mark is not None:
        actor, aspect, at, attempt, comment, entrant, given_at, held, item, judge, key, phase, supersedes, value = mark
        cell = Cell(judge, entrant, phase, item, aspect, int(attempt))
        return Line(seq, at, actor, key, MarkGiven(cell, value, int(supersedes), given_at, held or "", comment or ""))
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


def _cell_form(cell: Cell) -> dict[str, str]:
    return {**cell._asdict(), "attempt": str(cell.attempt)}


def _read_cell(stored: Mapping[str, Any]) -> Cell:
    parts = (stored["judge"], stored["entrant"], stored["phase"], stored["item"], stored["aspect"])
    return Cell(*parts, int(stored["attempt"]))


def _form(fact: Any) -> dict[str, Any]:
    """Attributes by name; a cell's parts stand beside them, whole numbers are text. What is sparse and empty is left
    out."""
    form: dict[str, Any] = {}
    for each in fields(fact):
        value = getattr(fact, each.name)
        if not value and each.metadata.get("sparse"):
            continue
        if isinstance(value, Cell):
            form |= _cell_form(value)
        else:
            form[each.name] = str(value) if isinstance(value, int) else _listed(value)
    return form


def _listed(value: Any) -> Any:
    return [_listed(each) for each in value] if isinstance(value, tuple) else value


def _tupled(value: Any) -> Any:
    return tuple(_tupled(each) for each in value) if isinstance(value, list) else value


def _reader(kind: type[Any]) -> Any:
    made = {each.name: _MAKERS.get(str(each.type)) for each in fields(kind)}
    later = {each.name: each.default for each in fields(kind) if each.default is not MISSING}

    def read(stored: Mapping[str, Any]) -> Any:
        return kind(
            *(
                later[name]
                if name in later and name not in stored
                else maker(stored, name)
                if maker
                else _tupled(stored[name])
                for name, maker in made.items()
            )
        )

    return read


_MAKERS: dict[str, Callable[[Mapping[str, Any], str], Any]] = {
    "Cell": lambda stored, name: _read_cell(stored),
    "int": lambda stored, name: int(stored[name]),
    "tuple[Seat, ...]": lambda stored, name: tuple(Seat(*seat) for seat in stored[name]),
    "tuple[Recusal, ...]": lambda stored, name: tuple(Recusal(*each) for each in stored[name]),
}
"""How an attribute of a type is made of a line's plain form, where that is not by itself."""

_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
_READERS: dict[str, Any] = {kind: _reader(fact) for kind, fact in KINDS.items()}

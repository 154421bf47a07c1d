"""What travels to viewers: frozen values, each with its one encoding.

A message is encoded once for all viewers of a view. Versions are whole numbers, exact figures are texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from websockets.frames import Frame, Opcode

from competition.answers import Resource

Rows = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Message:
    """Something that is sent. `kind` is the word on the wire."""

    kind: ClassVar[str]

    def body(self) -> dict[str, Any]:
        """The message as a JSON object, without its type."""
        return {}

    @cached_property
    def text(self) -> bytes:
        """UTF-8 JSON."""
        return json.dumps({"type": self.kind} | self.body(), ensure_ascii=False, separators=(",", ":")).encode()

    @cached_property
    def line(self) -> bytes:
        """The text as a line of NDJSON."""
        return self.text + b"\n"

    @cached_property
    def frame(self) -> bytes:
        """The text as one unmasked, uncompressed WebSocket frame."""
        return Frame(Opcode.TEXT, self.text).serialize(mask=False)


@dataclass(frozen=True)
class Resync(Message):
    """Drop your board; on a socket a snapshot follows."""

    kind: ClassVar[str] = "resync"


@dataclass(frozen=True)
class Heartbeat(Message):
    """Still here. Sent on a fixed clock, whatever happens on the boards."""

    kind: ClassVar[str] = "heartbeat"


@dataclass(frozen=True)
class Recorded(Message):
    """A line of a ledger. stored: its text as it is kept. digest: SHA-256 of the digest before, as text, and it."""

    kind: ClassVar[str] = "line"
    seq: int
    digest: str
    stored: str

    def body(self) -> dict[str, Any]:
        return {"seq": self.seq, "digest": self.digest, "line": self.stored}


@dataclass(frozen=True)
class Stated(Message):
    """Something about a view at a version. as_of: UTC text of the last line that changed this view."""

    event: str
    board: str
    audience: str
    version: int
    as_of: str
    head: Mapping[str, Any]
    rows: Rows

    @cached_property
    def resource(self) -> Resource:
        """The message for plain HTTP; its tag is the version that it leads to."""
        return Resource(self.text, f'"{self.version}"')


@dataclass(frozen=True)
class Snapshot(Stated):
    """A whole board."""

    kind: ClassVar[str] = "snapshot"

    @cached_property
    def zipped(self) -> bytes:
        """The text as gzip in one WebSocket frame of bytes."""
        return Frame(Opcode.BINARY, self.resource.zipped).serialize(mask=False)

    def body(self) -> dict[str, Any]:
        return {
            "event": self.event,
            "board": self.board,
            "audience": self.audience,
            "version": self.version,
            "as_of": self.as_of,
            "head": self.head,
            "rows": self.rows,
        }


@dataclass(frozen=True)
class Delta(Stated):
    """The way from version `since` of a board to `version`.

    head and rows hold changed keys only, a row that is new holds all of its keys. gone: ids of rows that leave, before
    those in rows come.
    """

    kind: ClassVar[str] = "delta"
    since: int
    gone: tuple[str, ...] = ()

    def body(self) -> dict[str, Any]:
        body = {
            "event": self.event,
            "board": self.board,
            "audience": self.audience,
            "from": self.since,
            "to": self.version,
            "as_of": self.as_of,
            "head": self.head,
            "rows": self.rows,
        }
        return body | {"gone": list(self.gone)} if self.gone else body


def merged(deltas: Iterable[Delta]) -> Delta | None:
    """One delta that leads where a run of deltas leads, or None where it is not sought: of a row that left on the way
    and came back. The run must not be empty and each must start where the last ended."""
    first, *rest = deltas
    head, rows, gone = dict(first.head), {row: dict(keys) for row, keys in first.rows.items()}, set(first.gone)
    last = first
    for last in rest:
        if not gone.union(last.gone).isdisjoint(last.rows):
            return None
        head.update(last.head)
        for row, keys in last.rows.items():
            rows.setdefault(row, {}).update(keys)
        for row in last.gone:
            rows.pop(row, None)
            gone.add(row)
    return Delta(
        first.event,
        first.board,
        first.audience,
        last.version,
        last.as_of,
        head,
        rows,
        first.since,
        tuple(sorted(gone)),
    )

"""What is told as it comes, for the published description: feeds of boards and an event's lines, with examples."""

from __future__ import annotations

import json
from typing import Any, Final, Literal

from pydantic import BaseModel

from competition.access.access import AUDIENCES
from competition.door.entries import Id
from competition.door.operations import in_path, in_query, ref, refused
from competition.live.messages import Delta, Heartbeat, Message, Recorded, Resync, Snapshot
from competition.live.ndjson import MEDIA
from scoring import lines


class Anew(BaseModel):
    """Drop your board: a snapshot follows."""

    type: Literal["resync"]


class Still(BaseModel):
    """Still here: every 15 seconds, whatever happens."""

    type: Literal["heartbeat"]


class LedgerLine(BaseModel):
    """A line of the event's ledger. line: its text as it is stored, JSON itself. digest: SHA-256, lower-case hex, of
    the digest before (as that text; 64 zeros before the first line) followed by the line's UTF-8 bytes."""

    type: Literal["line"]
    seq: int
    digest: str
    line: str


MODELS: Final = (Anew, Still, LedgerLine)

_ROW: Final[dict[str, Any]] = {"position": 1, "rank": 1, "shared": False, "phase": "final", "total": "92.50"}
_STORED: Final = lines.canonical(
    {"actor": "system", "at": "2026-05-01T08:00:00.000000Z", "fact": "stream-opened", "key": "opened"}
    | {"purpose": "event", "stream": "spring"}
)

BOARD: Final[tuple[Message, ...]] = (
    Snapshot("spring", "baking", "public", 7, "2026-05-01T09:30:00.000000Z", {"status": "open"}, {"E001": _ROW}),
    Delta(
        *("spring", "baking", "public", 8, "2026-05-01T09:31:00.000000Z"),
        head={},
        rows={"E001": {"total": "93.00"}},
        since=7,
    ),
    Heartbeat(),
    Resync(),
)
"""A message of each kind on a board's feed."""

LEDGER: Final[tuple[Message, ...]] = (Recorded(1, lines.digest(_STORED, lines.NOTHING), _STORED), Heartbeat())
"""A message of each kind among an event's lines."""


def paths() -> dict[str, Any]:
    """The paths of what is told as it comes."""
    wait = in_query("wait", {"type": "integer", "minimum": 0})
    wait["description"] = "Seconds after which the answer ends; 0: it says what there is and ends; absent: it goes on"
    since = in_query("since", {"type": "integer", "minimum": 0})
    return {
        "/api/events/{event}/boards/{board}/feed": {
            "get": {
                "operationId": "feed",
                "summary": "A board as it changes, a message a line; the same over WebSocket on the board's `…/live`",
                "parameters": [
                    in_path("event", Id),
                    in_path("board", Id),
                    in_query("audience", {"enum": list(AUDIENCES), "default": "public"}),
                    since
                    | {"description": "The version held: a delta from it comes first, or a resync and a snapshot"},
                    wait,
                ],
                "responses": {
                    "200": _told(BOARD, ("Board", "Change", "Still", "Anew")),
                    **refused("401", "403", "404", "503"),
                },
            }
        },
        "/api/events/{event}/lines": {
            "get": {
                "operationId": "lines",
                "summary": "An event's ledger as it grows, a message a line; the same over WebSocket on `…/lines/live`",
                "security": [{"token": []}],
                "parameters": [
                    in_path("event", Id),
                    since | {"description": "The last line held, 0 or absent for none: the next one comes first"},
                    wait,
                ],
                "responses": {
                    "200": _told(LEDGER, ("LedgerLine", "Still")),
                    **refused("401", "403", "404", "503"),
                },
            }
        },
    }


def _told(examples: tuple[Message, ...], models: tuple[str, ...]) -> dict[str, Any]:
    """An answer of lines, each of one of the models, with an example of each."""
    content = {
        "schema": {"type": "string", "description": "JSON objects, one a line"},
        "x-line": {"oneOf": [ref(model) for model in models]},
        "example": b"".join(message.line for message in examples).decode(),
    }
    said = ", ".join(json.loads(message.text)["type"] for message in examples)
    return {"description": f"Lines: {said}", "content": {MEDIA: content}}

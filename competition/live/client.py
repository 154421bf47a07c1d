"""Follow a board, or an event's ledger, from a program of your own: after a cut it goes on where it was.

async for board in follow("https://contest.example", "spring", "baking"):
    print(board.version, board.rows)

async for line in follow_lines("https://contest.example", "spring", token=token):
    print(line.position, line.fact)

Needs Python and `websockets`, nothing else of Saiping: the file may be copied.

FollowError
├── Refused       the server does not let this reader in; coming again does not help
└── ChainBroken   a line does not follow from the one before: the ledger was rewritten, or something on the way did it
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import re
import ssl
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

FIRST_WAIT_S: Final = 0.5
LONGEST_WAIT_S: Final = 10.0
"""How long is waited before coming again at most: doubled each time, up to the longest. How long it is, is drawn by
chance, so that many readers do not come at once."""

SILENCE_S: Final = 40.0
"""The server speaks every 15 seconds: a connection that is silent for longer is cut."""

LEAVING_S: Final = 1.0
"""How long who leaves waits for the server to say goodbye; it may have much to say before."""

AGAIN: Final = frozenset({408, 425, 429})
"""Answers of a server's 400s after which coming again may help; after those above 499 it may."""

NOTHING: Final = "0" * 64
"""The digest before the first line."""

_POSITION = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]{0,63}):([0-9]{1,15}):([0-9a-f]{64})")


class FollowError(Exception):
    """Root of what ends following."""


class Refused(FollowError):
    """The server does not let this reader in. status: of HTTP. code: of the problem that it names, "" for none."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}".strip())
        self.status, self.code = status, code


class ChainBroken(FollowError):
    """A line does not follow from the one before. position: of the last that does, `event:seq:digest`."""

    def __init__(self, position: str) -> None:
        super().__init__(f"what was sent does not follow from {position}")
        self.position = position


@dataclass(frozen=True, slots=True)
class Board:
    """A board at a version. as_of: UTC text. rows: by id. message: what led here, a snapshot or a delta."""

    event: str
    board: str
    audience: str
    version: int
    as_of: str
    head: Mapping[str, Any]
    rows: Mapping[str, Mapping[str, Any]]
    message: Mapping[str, Any]

    @classmethod
    def whole(cls, snapshot: Mapping[str, Any]) -> Board:
        """The board that a snapshot states."""
        event, board, audience, as_of = (snapshot[key] for key in ("event", "board", "audience", "as_of"))
        return cls(event, board, audience, snapshot["version"], as_of, snapshot["head"], snapshot["rows"], snapshot)

    def shows(self, other: Board | None) -> bool:
        """True where the other is at the same version and shows the same."""
        mine = (self.version, self.head, self.rows)
        return other is not None and mine == (other.version, other.head, other.rows)

    def moved(self, delta: Mapping[str, Any]) -> Board:
        """The board that a delta from this version leads to."""
        rows = dict(self.rows)
        for row in delta.get("gone", ()):
            rows.pop(row, None)
        for row, keys in delta["rows"].items():
            rows[row] = {**rows.get(row, {}), **keys}
        head = {**self.head, **delta["head"]}
        return Board(self.event, self.board, self.audience, delta["to"], delta["as_of"], head, rows, delta)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a ledger. stored: its text as it is kept. digest: SHA-256 of the digest before and this text."""

    event: str
    seq: int
    digest: str
    stored: str

    @property
    def position(self) -> str:
        """The line as it is printed elsewhere, `event:seq:digest`: from here following goes on another time."""
        return f"{self.event}:{self.seq}:{self.digest}"

    @property
    def fact(self) -> Any:
        """The text read as JSON."""
        return json.loads(self.stored)


async def follow(
    url: str,
    event: str,
    board: str,
    *,
    audience: str = "public",
    token: str = "",
    held: Board | None = None,
    tls: ssl.SSLContext | None = None,
) -> AsyncGenerator[Board, None]:
    """The board as it is, then each later version that the server sends: every delta starts where the last one ended,
    or the board is asked for anew. held: a board to go on from. tls: whom to trust, by default whom the system trusts.
    Raises Refused."""
    place = f"/api/events/{quote(event)}/boards/{quote(board, safe=':')}/live"
    last = held

    def address() -> str:
        since = {} if held is None else {"since": str(held.version)}
        return f"{_socket(url)}{place}?{urlencode({'audience': audience, **since})}"

    while True:
        async with aclosing(_messages(address, token, tls)) as messages:
            async for message in messages:
                if message["type"] == "snapshot":
                    held = Board.whole(message)
                    if not held.shows(last):
                        yield held
                elif message["type"] == "delta" and held is not None and message["from"] == held.version:
                    held = held.moved(message)
                    yield held
                elif message["type"] == "delta":
                    break
                else:  # after a resync comes a snapshot; a heartbeat says nothing
                    continue
                last = held
        held = None
        await asyncio.sleep(random.uniform(0, FIRST_WAIT_S))


async def follow_lines(
    url: str, event: str, *, token: str, since: str = "", tls: ssl.SSLContext | None = None
) -> AsyncGenerator[Line, None]:
    """Every line of the event's ledger behind `since`, a position as it is printed (`event:seq:digest`), by default
    from the first on; each is checked to follow from the one before. Raises Refused, ChainBroken, and ValueError where
    `since` is no position in the event."""
    seq, digest = 0, NOTHING
    if since:
        found = _POSITION.fullmatch(since.strip())
        if found is None or found[1] != event:
            raise ValueError(f"{since!r} is no position {event}:seq:digest")
        seq, digest = int(found[2]), found[3]

    def address() -> str:
        return f"{_socket(url)}/api/events/{quote(event)}/lines/live?since={seq}"

    async with aclosing(_messages(address, token, tls)) as messages:
        async for message in messages:
            if message["type"] != "line":
                continue
            line = Line(event, message["seq"], message["digest"], message["line"])
            if line.seq != seq + 1 or hashlib.sha256((digest + line.stored).encode()).hexdigest() != line.digest:
                raise ChainBroken(f"{event}:{seq}:{digest}")
            seq, digest = line.seq, line.digest
            yield line


def _socket(url: str) -> str:
    return url.rstrip("/").replace("http", "ws", 1)


async def _messages(
    address: Callable[[], str], token: str, tls: ssl.SSLContext | None
) -> AsyncGenerator[dict[str, Any], None]:
    """Messages of one connection after another, each at the address that is then right. Raises Refused."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    options: dict[str, Any] = {"compression": None, "proxy": None, "max_size": None, "close_timeout": LEAVING_S}
    options |= {} if tls is None else {"ssl": tls}
    wait = FIRST_WAIT_S
    while True:
        try:
            async with connect(address(), additional_headers=headers, **options) as socket:
                while True:
                    async with asyncio.timeout(SILENCE_S):
                        text = await socket.recv()
                    wait = FIRST_WAIT_S
                    yield json.loads(text)
        except InvalidStatus as refused:
            status = refused.response.status_code
            if 400 <= status < 500 and status not in AGAIN:
                raise Refused(status, _code(refused.response.body or b"")) from None
        except (OSError, TimeoutError, ConnectionClosed, InvalidHandshake):
            pass  # cut, or nobody there: come again
        await asyncio.sleep(random.uniform(0, wait))
        wait = min(2 * wait, LONGEST_WAIT_S)


def _code(body: bytes | bytearray) -> str:
    """The code of the first problem that an answer names, "" for none."""
    try:
        return str(json.loads(body)["problems"][0]["code"])
    except (ValueError, KeyError, IndexError, TypeError):
        return ""

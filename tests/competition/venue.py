"""A small invented contest with its server, its judges and those who watch: what tests of the shell speak to."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import insert
from websockets.asyncio.client import ClientConnection, connect

from competition.access.access import Actor
from competition.access.tokens import issue
from competition.recording.recorder import Recorder, create_stream
from competition.store import schema
from competition.store.database import open_database
from competition.store.ledger import Ledger
from scoring.facts import Seat, TradeOpened
from scoring.lines import canonical, digest
from scoring.scheme import read_scheme, scheme_text

ROOT = Path(__file__).parents[2]
YUNPING = ROOT / "tests" / "golden" / "yunping"
"""An invented floristry contest: twelve entrants, a preliminary, a final, its official figures."""

EVENT = "spring"
TRADE = "baking"
TICK_S = 0.05
QUIET_S = 0.3
"""Longer than a tick and than a slow machine's hiccup."""
SCHEME = """
scheme = 1
[[phases]]
id = "final"
[[modules]]
id = "bread"
[[modules.criteria]]
id = "crumb"
[[modules.criteria.aspects]]
id = "taste"
panel = "tasters"
rule = "mean"
lowest = 0
highest = 10
step = "0.5"
[[modules.criteria]]
id = "time"
[[modules.criteria.aspects]]
id = "speed"
panel = "clock"
rule = "one"
lowest = 0
highest = 100
step = 1
"""
TASTERS = ("J1", "J2")
CLOCK = "J3"
"""The judge whose every mark settles an aspect; the tasters' single marks settle nothing."""

LATE_S = 10
"""What comes within a second or two may come so late on a machine that does much else; what never comes, later."""

ASKING = httpx.Client(timeout=20, verify=False, limits=httpx.Limits(max_keepalive_connections=0))
"""Asks without keeping connections; made once, since making one takes longer than asking."""


def entrants(count: int) -> list[str]:
    """E001, E002 …"""
    return [f"E{number:03}" for number in range(1, count + 1)]


def url_of(store: Path | str) -> str:
    """The URL of a folder's database; a URL is its own."""
    return store if isinstance(store, str) else f"sqlite:///{store / 'contest.db'}"


def hold_contest(
    store: Path | str,
    *,
    count: int = 12,
    event: str = EVENT,
    trades: tuple[str, ...] = (TRADE,),
    scheme: str = SCHEME,
) -> None:
    """An opened contest in the database of a folder, or at a URL: nobody is marked yet. Entrants of the first trade
    are E001 …, of another trade its id and a number."""
    stated, problems = read_scheme(tomllib.loads(scheme, parse_float=str))
    assert stated is not None, problems
    text, items = scheme_text(stated), canonical([])
    seats = (*(Seat("", "tasters", "", judge) for judge in TASTERS), Seat("", "clock", "", CLOCK))
    with open_database(url_of(store)) as database:
        with database.transaction() as connection:
            names = {"name_zh": event, "name_en": event, "place_zh": "", "place_en": ""}
            dates = {"starts": "2026-05-01", "ends": "2026-05-02"}
            connection.execute(insert(schema.event).values(id=event, document="{}", **names, **dates))
            for position, judge in enumerate((*TASTERS, CLOCK)):
                row = {"name": judge, "name_en": "", "organisation": "", "interests": ""}
                connection.execute(insert(schema.judge).values(event=event, id=judge, position=position, **row))
            create_stream(connection, event, "event")

        async def opened() -> None:
            async with Recorder(Ledger(database, event)) as recorder:
                for trade in trades:
                    who = [each if trade == trades[0] else f"{trade}-{each}" for each in entrants(count)]
                    fact = TradeOpened(trade, digest(text), digest(items), tuple((each, "") for each in who), seats)
                    contents = {digest(text): text, digest(items): items}
                    answer = await recorder.record(fact, actor="system", key=f"open-{trade}", contents=contents)
                    assert answer.status == "accepted", answer

        with ThreadPoolExecutor(1) as thread:  # a loop may be running in this one
            thread.submit(lambda: asyncio.run(opened())).result()


def tokens(store: Path | str, event: str = EVENT) -> dict[str, str]:
    """A new token for every judge, by her id, and one for `organiser`."""
    with open_database(url_of(store)) as database, database.transaction() as connection:
        made = {judge: issue(connection, judge_of(judge, event)) for judge in (*TASTERS, CLOCK)}
        return made | {"organiser": issue(connection, Actor("organiser", "main", event))}


def judge_of(judge: str, event: str = EVENT) -> Actor:
    """The judge as an actor."""
    return Actor("judge", judge, event, judge)


def mark(entrant: str, value: str, *, key: str, aspect: str = "speed", **more: Any) -> dict[str, Any]:
    """One mark as the door takes it."""
    return {"type": "mark", "key": key, "entrant": entrant, "phase": "final", "aspect": aspect, "value": value} | more


@dataclass
class Server:
    """A running server. process: its own, None where it has none. api: its URL."""

    process: subprocess.Popen[str] | None
    api: str

    def stop(self) -> int:
        """Ask it to stop; its exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(20)


@contextlib.contextmanager
def serving(store: Path | str, *options: str) -> Iterator[Server]:
    """`serve` on the database of a folder, whose saiping.toml counts, or at a URL, in a process of its own."""
    command = [sys.executable, str(ROOT / "run.py"), "serve", "--port", "0", "--database", url_of(store), *options]
    with tempfile.TemporaryDirectory() as elsewhere:
        folder = store if isinstance(store, Path) else elsewhere
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("Saiping: http"), line
        server = Server(process, line.split()[1])
        try:
            yield server
        finally:
            if process.poll() is None:
                server.stop()
            process.stdout.close()


class Judge:
    """A judge at the door, or the organiser: every statement is answered before the next."""

    def __init__(self, server: Server, token: str, event: str = EVENT) -> None:
        self._client = httpx.Client(base_url=server.api, headers={"Authorization": f"Bearer {token}"}, timeout=20)
        self._event = event
        self._keys = 0
        self._lines: dict[tuple[str, str], int] = {}

    def gives(self, value: str, entrant: str, aspect: str = "speed") -> dict[str, Any]:
        """Give or revise a mark; the result."""
        self._keys += 1
        cell = (entrant, aspect)
        given = mark(entrant, value, key=f"k{self._keys}", aspect=aspect, supersedes=self._lines.get(cell))
        result = self.states(given)[0]
        assert result["status"] == "accepted", result
        self._lines[cell] = result["seq"]
        return result

    def states(self, *entries: Any, path: str = "/api/marks") -> list[dict[str, Any]]:
        """Send entries together; the results."""
        answer = self._client.post(path, json={"event": self._event, "entries": entries})
        assert answer.status_code == 200, (answer.status_code, answer.text)
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    def close(self) -> None:
        self._client.close()


class Watcher:
    """A viewer that folds what it is sent, and insists that every delta starts where it stands."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.version: int | None = None
        self.head: dict[str, Any] = {}
        self.rows: dict[str, dict[str, Any]] = {}
        self.kinds: list[str] = []

    async def hears(self) -> dict[str, Any]:
        """The next message, taken in."""
        message: dict[str, Any] = json.loads(await self.socket.recv())
        self.take(message)
        return message

    def take(self, message: Mapping[str, Any]) -> None:
        """Fold one message."""
        kind = message["type"]
        self.kinds.append(kind)
        if kind == "resync":
            self.version, self.head, self.rows = None, {}, {}
        elif kind == "snapshot":
            self.version, self.head, self.rows = message["version"], dict(message["head"]), dict(message["rows"])
        elif kind == "delta":
            assert message["from"] == self.version, (message["from"], self.version)
            assert message["to"] > message["from"]
            self.head.update(message["head"])
            for row in message.get("gone", ()):
                self.rows.pop(row, None)
            for row, keys in message["rows"].items():
                self.rows.setdefault(row, {}).update(keys)
            self.version = message["to"]

    async def reaches(self, version: int) -> None:
        """Listen until the board is at this version."""
        async with asyncio.timeout(20):
            while self.version is None or self.version < version:
                await self.hears()

    async def hears_nothing(self, seconds: float) -> bool:
        """True where nothing but heartbeats comes for so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while (await self.hears())["type"] == "heartbeat":
                    pass
                return False
        return True

    @property
    def board(self) -> str:
        """Canonical text of what is shown."""
        return canonical({"head": self.head, "rows": self.rows})


def shown(snapshot: Mapping[str, Any]) -> str:
    """Canonical text of a snapshot's board."""
    return canonical({"head": snapshot["head"], "rows": snapshot["rows"]})


def board_at(
    server: Server,
    board: str = TRADE,
    *,
    event: str = EVENT,
    audience: str = "public",
    since: object = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    """The board over plain HTTP."""
    address = f"{server.api}/api/events/{event}/boards/{board}?{_query(audience, since)}"
    return ASKING.get(address, headers=headers)


def _query(audience: str, since: object) -> str:
    return f"audience={audience}" if since is None else f"audience={audience}&since={since}"


@contextlib.asynccontextmanager
async def watching(
    server: Server,
    board: str = TRADE,
    *,
    audience: str = "public",
    since: object = None,
    headers: Mapping[str, str] | None = None,
    narrow: bool = False,
) -> AsyncIterator[Watcher]:
    """A watcher on the board's socket. narrow: one that holds next to nothing unread."""
    asked = _query(audience, since)
    address = f"{server.api.replace('http', 'ws')}/api/events/{EVENT}/boards/{board}/live?{asked}"
    options: dict[str, Any] = {}
    if narrow:
        url = httpx.URL(server.api)
        options = {"sock": socket.socket(), "max_queue": 1}
        options["sock"].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        options["sock"].connect((url.host, url.port))
    async with connect(
        address, additional_headers=headers, compression=None, proxy=None, max_size=None, **options
    ) as connection:
        yield Watcher(connection)

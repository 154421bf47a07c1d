"""A contest with hidden things in it, its server in a thread, and what each of those who may not see them is sent.

with serving(url) as hall:
    before = hall.sweep()
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import uvicorn
from sqlalchemy import insert
from starlette.applications import Starlette
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

import run
from competition.access import sessions
from competition.access.tokens import hash_of, now
from competition.imports import begin
from competition.intake import read
from competition.live.ndjson import ReaderProtocol
from competition.live.sockets import LiveProtocol
from competition.screens import store as screens
from competition.settings import given
from competition.store import schema
from competition.store.database import open_database
from scoring.facts import Cell, MarkGiven
from tests.competition.people import cookie
from tests.competition.supervision.arena import BLIND, EVENT, PLAIN, acting, write
from tests.doors import Door, doors

MODULE = """
[[modules]]
id = "C"
name = { zh = "安全", en = "Safety" }
[[modules.criteria]]
id = "C1"
[[modules.criteria.aspects]]
id = "C1.1"
panel = "safety"
rule = "mean"
lowest = 0
highest = 50
step = 1
max = 50
"""
TEAMS = """
[teams]
least = 1
"""
PRIZE = f"""
[[overall]]
id = "cup"
name = {{ zh = "总冠军", en = "Cup" }}
points = "total"
trades = ["{PLAIN}"]
"""
SAFETY: Final = ("J4", "J5")
"""Judges of another panel than J1, J2 and J3."""

ASKERS: Final = ("public", "hall", "J4", "J1")
"""Nobody, the hall's screen, a judge of another panel, a judge of the panel whose marks are given."""

OTHERS: Final = ("relay", "competitor")
"""Who else may send something in and see nothing hidden: a program that passes boards on, a competitor."""

DERIVED: Final = (
    "organisations",
    "latest",
    "prize:cup",
    "module:{trade}:A",
    "team:{trade}",
    "group:{trade}:east",
    "history:{trade}",
    "ceremony:stage",
)
"""One board of each kind that is made of others, and the stage of a ceremony."""

PRIVATE: Final = "private-link-{trade}"
"""What the private link of a trade's second entrant says: nothing is published, so that it is to show nothing."""

SCREEN: Final = "SCREEN"
"""The code of a screen in the hall."""

FRAMES_S: Final = 0.8
"""What is sent comes within this time: the tick and the clock of judges' sockets are shorter."""

VOLATILE: Final = re.compile(
    rb'(name="(?:key|showing)" value=|data-now=|last seen <time datetime=)"[^"]*"(?: title="[^"]*">[^<]*)?'
)
"""What is new with every asking, whatever is recorded: keys of forms, the clock, and when a session was last used."""

COUNT: Final = re.compile(rb',"panel":{"given":\d+,"seats":\d+}')
"""What a judge's own panel is told of it: how many have marked."""

UNTOLD: Final = ("date",)
"""Headers that the clock moves."""


def prepare(url: str) -> None:
    """Both trades are open, one of them blind. The first entrant is marked and settled, the second in part; a judge of
    the other panel has marked."""
    with tempfile.TemporaryDirectory() as folder:
        package = write(Path(folder))
        scheme = package / "schemes" / "craft.toml"
        scheme.write_text(
            scheme.read_text("utf-8").replace('rule = "mean"', 'panel = "panel"\nrule = "mean"') + MODULE + TEAMS,
            "utf-8",
        )
        _append(package / "contest.toml", PRIZE)
        entrants = (package / "entrants.csv").read_text("utf-8").splitlines()
        rows = [entrants[0] + ",team", *(f"{row}east,oak" for row in entrants[1:])]
        (package / "entrants.csv").write_text("\n".join(rows) + "\n", "utf-8")
        (package / "teams.csv").write_text("team,name,name_en\noak,橡树队,Oaks\n", "utf-8")
        _append(package / "judges.csv", "".join(f"{judge},裁判{judge},Judge {judge},,\n" for judge in SAFETY))
        seats = (f"{trade},,safety,,{judge}\n" for trade in (BLIND, PLAIN) for judge in SAFETY)
        _append(package / "panels.csv", "".join(seats))
        found, problems = read(package)
    assert found is not None, problems
    with open_database(url) as database, database.transaction() as connection:
        assert begin(connection, found, marks=False) is None
        for trade in (BLIND, PLAIN):
            entrant = [each.entrant for each in found.entrants if each.trade == trade][1]
            said = {"id": trade, "token": hash_of(PRIVATE.format(trade=trade)), "made_by": "", "made_at": now()}
            connection.execute(insert(schema.private_link).values(event=EVENT, entrant=entrant, **said))
        screen = screens.make(connection, EVENT, "Hall", "the-only-screen")
        screens.change(connection, EVENT, screen, {"code": SCREEN})

    async def opened() -> None:
        async with acting(url) as at:
            await at.commit()
            await at.draw()
            for each in (BLIND, PLAIN, "cup"):
                await at.open(each)
            async with at.recorder.reading() as state:
                works = {trade: list(state.trades[trade].index) for trade in (BLIND, PLAIN)}
            for first, second, third, *_ in works.values():
                for judge in ("J1", "J2", "J3"):
                    await at.take(MarkGiven(Cell(judge, first, "final", "", "A1.1"), "41"))
                await at.take(MarkGiven(Cell("J1", second, "final", "", "A1.1"), "37"))
                await at.take(MarkGiven(Cell("J4", third, "final", "", "C1.1"), "29"))

    asyncio.run(opened())


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


@dataclass(frozen=True)
class Answer:
    """What came back, without what is new with every asking."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def uncounted(self) -> Answer:
        """The same but for how many of the own panel have marked, and the tag that follows from it."""
        headers = tuple((name, value) for name, value in self.headers if name not in ("etag", "content-length"))
        return Answer(self.status, headers, COUNT.sub(b"", self.body))


Sweep = Mapping[tuple[str, str], Answer]
"""By who asked and what: `GET /path`."""


def differences(before: Sweep, after: Sweep, counted: str = "") -> list[str]:
    """Whose answers are others now. counted: the judge who may know how many of her panel have marked."""
    assert before.keys() == after.keys()
    return [
        f"{asker} {asked}"
        for (asker, asked), answer in before.items()
        if answer != after[asker, asked]
        and not (asker == counted and answer.uncounted == after[asker, asked].uncounted)
    ]


class Hall:
    """Those who may not see, at the doors of a running server. works: entrants or codes by trade."""

    def __init__(self, app: Starlette, url: str, api: str, cookies: Mapping[str, str] | None) -> None:
        self.app = app
        self._api = self.address = api
        signing_in = (asker for asker in (*ASKERS, *OTHERS, "J2", "J3") if asker != "public")
        self.cookies = cookies or {asker: _cookie(url, asker) for asker in signing_in}
        self._client = httpx.Client(base_url=api, timeout=30, trust_env=False)
        self._keys = 0
        self.works = {trade: self._works(trade) for trade in (BLIND, PLAIN)}

    def _works(self, trade: str) -> list[str]:
        sheets = self._client.get(f"/api/events/{EVENT}/sheets", headers=self.headers("J1")).json()["sheets"]
        return [each["entrant"] for each in sheets if each["trade"] == trade]

    def headers(self, who: str) -> dict[str, str]:
        """What her browser sends."""
        cookie = {} if who == "public" else {"cookie": f"{sessions.COOKIE}={self.cookies[who]}"}
        return {"host": "hall.example", "accept-language": "en", "accept-encoding": "identity", **cookie}

    def doors(self) -> Iterator[Door]:
        """Every way in, once for each trade and for the overview where a board or trade is asked for."""
        seen = set()
        for trade in (BLIND, PLAIN):
            entrant = self.works[trade][1]
            places = {
                "trade": trade,
                "entrant": entrant,
                "phase": "final",
                "aspect": "A1.1",
                "module": "A",
                "judge": "J2",
                "token": PRIVATE.format(trade=trade),
                "code": SCREEN,
            }
            for board in (trade, "overview", *(each.format(trade=trade) for each in DERIVED)):
                for name in ("index", "results", "marks"):
                    filled = {"event": EVENT, "board": board, "name": name, "form": "csv", "lang": "zh", **places}
                    for door in doors(self.app.routes, filled):
                        if (door.method, door.path) not in seen:
                            seen.add((door.method, door.path))
                            yield door

    def sweep(self, only: str = "") -> dict[tuple[str, str], Answer]:
        """What everybody is answered who reads, at every door or those whose route begins so."""
        return {
            (asker, f"GET {door.path}"): self._asked(asker, door.path)
            for door in self.doors()
            if door.method == "GET" and door.route.startswith(only)
            for asker in ASKERS
        }

    def _asked(self, asker: str, path: str) -> Answer:
        return kept(self._client.get(path, headers=self.headers(asker)))

    def gives(
        self,
        judge: str,
        trade: str,
        work: int,
        value: str,
        aspect: str = "A1.1",
        line: int | None = None,
        comment: str = "",
    ) -> int:
        """A judge gives a mark, and says why; its line."""
        self._keys += 1
        cell = {"entrant": self.works[trade][work], "phase": "final", "aspect": aspect, "supersedes": line}
        entry = {"type": "mark", "key": f"hidden-{self._keys}", "value": value, "comment": comment, **cell}
        body = {"event": EVENT, "entries": [entry]}
        answer = self._client.post("/api/marks", json=body, headers=self.headers(judge))
        result = answer.json()["results"][0]
        assert result["status"] == "accepted", result
        return int(result["seq"])

    def does(self, who: str, method: str, path: str, kind: str = "", **more: Any) -> httpx.Response:
        """Somebody does something else. kind: media type of what is sent, where it is bytes."""
        headers = self.headers(who) | ({"content-type": kind} if kind else {})
        return self._client.request(method, path, headers=headers, **more)

    @contextlib.contextmanager
    def listening(self) -> Iterator[dict[tuple[str, str], list[str]]]:
        """Everybody at every socket and stream that lets her in; at the end what each heard since the last moment of
        silence, heartbeats excepted."""
        heard: dict[tuple[str, str], list[str]] = {}
        with contextlib.ExitStack() as stack:
            sockets: dict[tuple[str, str], ClientConnection | Stream] = {}
            for door in self.doors():
                path = door.path.replace("?wait=0&", "?").removesuffix("?wait=0")
                for asker in ASKERS if not door.method else ():
                    with contextlib.suppress(InvalidStatus):
                        address = f"{self._api.replace('http', 'ws')}{path}"
                        opened = connect(address, additional_headers=self.headers(asker), compression=None, proxy=None)
                        sockets[asker, path] = stack.enter_context(opened)
                for asker in ASKERS if path != door.path else ():
                    stream = Stream(f"{self._api}{path}", self.headers(asker))
                    stack.callback(stream.close)
                    if stream.admitted:
                        sockets[asker, path] = stream
            time.sleep(FRAMES_S)
            for each in sockets.values():
                _said(each)
            yield heard
            time.sleep(FRAMES_S)
            heard.update({place: _said(each) for place, each in sockets.items()})

    def close(self) -> None:
        self._client.close()


def kept(answer: httpx.Response, untold: Sequence[str] = UNTOLD) -> Answer:
    """What of an answer is compared. untold: headers that are not."""
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in untold)
    return Answer(answer.status_code, tuple(headers), VOLATILE.sub(rb"\1", answer.content))


class Stream:
    """A connection that reads an endless answer. admitted: it was let in."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        url = httpx.URL(address)
        self._socket = socket.create_connection((url.host, url.port or 80), timeout=10)
        said = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._socket.sendall(f"GET {url.raw_path.decode()} HTTP/1.1\r\n{said}\r\n".encode())
        self._text = b""
        while b"\r\n\r\n" not in self._text:
            self._text += self._socket.recv(4096)
        head, _, self._text = self._text.partition(b"\r\n\r\n")
        self.admitted = head.startswith(b"HTTP/1.1 200 ")

    def recv(self, timeout: float) -> str:
        """The next message. Raises TimeoutError."""
        self._socket.settimeout(timeout)
        while True:
            line, end, rest = self._text.partition(b"\n")
            if not end:
                self._text += self._socket.recv(1 << 16)
                continue
            self._text = rest
            if line.startswith(b"{"):
                return line.decode()

    def close(self) -> None:
        self._socket.close()


def _said(socket: ClientConnection | Stream) -> list[str]:
    """What has come by now."""
    found = []
    with contextlib.suppress(TimeoutError):
        while True:
            text = str(socket.recv(timeout=0.01))
            found += [] if '"type":"heartbeat"' in text else [text]
    return found


def _cookie(url: str, asker: str) -> str:
    if asker.startswith("J"):
        return cookie(url, "judge", event=EVENT, judge=asker)
    return cookie(url, asker, event=EVENT)


@contextlib.contextmanager
def serving(url: str, cookies: Mapping[str, str] | None = None, **settings: Any) -> Iterator[Hall]:
    """The application as `serve` runs it, in a thread of this process, so that a guard can be taken away. cookies: of
    who is signed in already."""
    unbounded = dict.fromkeys(("lookups", "lookups_by_token", "guesses", "guesses_by_token"), "1000000/second")
    app = run.build(given(**{"database": url, "backup_every": 0, **unbounded, **settings}))
    config = uvicorn.Config(
        app, http=ReaderProtocol, ws=LiveProtocol, lifespan="on", log_config=None, access_log=False, server_header=False
    )
    server = uvicorn.Server(config)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=lambda: server.run(sockets=[listener]))
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        hall = Hall(app, url, f"http://127.0.0.1:{listener.getsockname()[1]}", cookies)
        try:
            yield hall
        finally:
            hall.close()
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()

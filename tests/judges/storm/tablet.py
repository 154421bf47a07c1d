"""A simulated tablet: what the judge gives, kept and sent by the rules of the page's own outbox (outbox.js)."""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx

from tests.judges.devices.hall import showing

MOST: Final = 50
FIRST_WAIT_S: Final = 0.5
LONGEST_WAIT_S: Final = 15.0
LIMIT_S: Final = 15.0
"""As outbox.js and sheet-server.js have them."""

REVISED: Final = 0.2
"""Share of what is given that replaces a mark given before."""

Cell = tuple[str, str]
"""(entrant, aspect)"""


@dataclass
class Given:
    """A mark as it was given. key: "" where the page made one that is not known here. at: seconds of a clock that runs
    evenly; stored: when the answer came, 0 for not yet."""

    judge: str
    cell: Cell
    value: str
    key: str
    given_at: str
    at: float
    stored: float = 0.0


@dataclass
class Entry:
    """A mark in the outbox. after: key of the one of the same cell that goes first. supersedes: line, 0 for none."""

    given: Given
    key: str
    supersedes: int
    after: str


@dataclass
class Clockwork:
    """A tablet's clock, which may be wrong. runs: seconds that it counts in one; it may jump meanwhile."""

    ahead: timedelta
    runs: float = 1.0
    began: float = field(default_factory=time.monotonic)

    def now(self) -> str:
        """As `toISOString` says it."""
        passed = timedelta(seconds=(time.monotonic() - self.began) * self.runs)
        return (datetime.now(UTC) + self.ahead + passed).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def clock(chance: random.Random) -> Clockwork:
    """Right, minutes or hours off, years off, too fast, or backwards."""
    ahead = chance.choice([0, 0, chance.uniform(-300, 300), chance.uniform(-9, 9) * 3600, -8 * 365 * 86400])
    return Clockwork(timedelta(seconds=ahead), chance.choice([0.0, 0.0, 0.1, -2.0]))


class Tablet:
    """One judge's. given: all that she gave, in order. counts: answers by status, and what went wrong on the way.
    wrong: answers that no mark of hers should have."""

    def __init__(self, judge: str, event: str, phase: str, chance: random.Random, *, scale: float = 1.0) -> None:
        """scale: of all waits, 1 as the page has them."""
        self.judge = judge
        self._event, self._phase = event, phase
        self._chance = chance
        self._scale = scale
        self._clock = clock(chance)
        self._outbox: list[Entry] = []
        self._lines: dict[Cell, int] = {}
        self._failures = 0
        self._filled = asyncio.Event()
        self._sender: asyncio.Task[None] | None = None
        self.given: list[Given] = []
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []

    async def enrol(self, url: str, token: str) -> None:
        """Come in by a ticket's link."""
        self._client = httpx.AsyncClient(base_url=url, timeout=None, trust_env=False)
        page = await self._client.get(f"/enrol/{token}")
        answer = await self._client.post(f"/enrol/{token}", data=showing(page))
        assert answer.status_code == 303, (answer.status_code, answer.text[:300])

    def begin(self) -> None:
        """Send from now on."""
        self._sender = asyncio.create_task(self._send())

    async def close(self) -> None:
        """Send no more."""
        if self._sender is not None:
            self._sender.cancel()
            await asyncio.gather(self._sender, return_exceptions=True)
        await self._client.aclose()

    async def give(self, cells: Sequence[Cell], count: int, every_s: float) -> None:
        """Give so many marks, one every so often: of the cells in their order, and now and then one again."""
        fresh = iter(cells)
        for _ in range(count):
            await asyncio.sleep(self._chance.uniform(0.2, 1.8) * every_s)
            again = bool(self.given) and self._chance.random() < REVISED
            cell = None if again else next(fresh, None)
            self.mark(cell or self._chance.choice(self.given).cell, str(self._chance.randint(0, 9)))
            if self._chance.random() < 1 / max(count, 40):
                await self.reload()

    def mark(self, cell: Cell, value: str) -> None:
        """Give a mark: kept first, then sent."""
        before = next((each for each in reversed(self._outbox) if each.given.cell == cell), None)
        given = Given(self.judge, cell, value, secrets.token_urlsafe(16), self._clock.now(), time.monotonic())
        supersedes = self._lines.get(cell, 0) if before is None else before.supersedes
        self._outbox.append(Entry(given, given.key, supersedes, "" if before is None else before.key))
        self.given.append(given)
        self._filled.set()

    async def reload(self) -> None:
        """The page is loaded anew in the middle of whatever it does: what has no answer is sent again."""
        if self._sender is not None:
            self.counts["reloads"] += 1
            self._sender.cancel()
            await asyncio.gather(self._sender, return_exceptions=True)
            self.begin()

    @property
    def unsent(self) -> int:
        return len(self._outbox)

    def due(self) -> list[Entry]:
        """Of each cell the first, so many at most."""
        first: dict[Cell, Entry] = {}
        for entry in self._outbox:
            first.setdefault(entry.given.cell, entry)
        return list(first.values())[:MOST]

    async def _send(self) -> None:
        while True:
            await self._filled.wait()
            wait = await self._round(self.due())
            if not self._outbox:
                self._filled.clear()
            await asyncio.sleep(wait * self._scale)

    async def _round(self, due: Sequence[Entry]) -> float:
        """Send these and take the answers in; seconds to wait."""
        body = {"event": self._event, "entries": [self.stated(entry) for entry in due]}
        headers = {"Saiping-Judge": self.judge, "Saiping-Page": "storm", "Saiping-Unsent": str(self.unsent)}
        try:
            async with asyncio.timeout(LIMIT_S * self._scale):
                answer = await self._client.post("/api/marks", json=body, headers=headers)
        except (httpx.HTTPError, TimeoutError) as error:
            self.counts["timed out" if isinstance(error, TimeoutError) else "cut off"] += 1
            return self._pause()
        if answer.status_code != 200:
            self.counts[str(answer.status_code)] += 1
            if answer.status_code in (400, 401, 403, 413):
                self.wrong.append(f"{self.judge}: a request was answered {answer.status_code} {answer.text[:200]}")
            return float(answer.headers.get("retry-after", 0)) or self._pause()
        self._failures = 0
        for entry, result in zip(due, answer.json()["results"], strict=True):
            self._settle(entry, result)
        return 0.0

    def stated(self, entry: Entry) -> dict[str, Any]:
        """As the door takes it; the same however often it is sent."""
        given, (entrant, aspect) = entry.given, entry.given.cell
        cell = {"entrant": entrant, "phase": self._phase, "item": "", "aspect": aspect, "attempt": 1}
        said = {"value": given.value, "supersedes": entry.supersedes or None, "given_at": given.given_at}
        return {"type": "mark", "key": entry.key, **cell, **said}

    def _pause(self) -> float:
        longest = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0**self._failures)
        self._failures += 1
        return longest * self._chance.uniform(0.5, 1)

    def _settle(self, entry: Entry, result: dict[str, Any]) -> None:
        status = result["status"]
        self.counts[status] += 1
        line = result["seq"] if status in ("accepted", "known") else entry.supersedes
        for later in self._outbox:
            if later.after == entry.key:
                later.after, later.supersedes = "", line
        self._outbox.remove(entry)
        if status not in ("accepted", "known"):
            told = result.get("problems") or result.get("current")
            self.wrong.append(f"{self.judge} {' '.join(entry.given.cell)} = {entry.given.value}: {status} {told}")
            return
        self._lines[entry.given.cell] = line
        entry.given.stored = time.monotonic()


class Forgetful(Tablet):
    """Planted: what is sent again is sent under another key."""

    def stated(self, entry: Entry) -> dict[str, Any]:
        said = super().stated(entry)
        entry.key = secrets.token_urlsafe(16)
        return said

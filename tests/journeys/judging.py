"""A judge at her tablet, as journeys speak of her: a server that can be killed, her page, what she gives and reads."""

from __future__ import annotations

import re
import signal
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page

from competition.access import sessions
from competition.store.database import open_database
from competition.store.ledger import Ledger
from scoring import lines, sheets
from scoring.facts import MarkGiven
from tests.competition.people import cookie
from tests.competition.venue import url_of
from tests.journeys.conftest import Server, Visit, free_port, until
from tests.journeys.looks import sound
from tests.journeys.welding import EVENT

TABLET = {"width": 1024, "height": 768}
UPRIGHT = {"width": 768, "height": 1024}
LAPTOP = {"width": 1440, "height": 900}
PAGE = f"/judge/{EVENT}"
VALUES = {"A1.1": "2", "A1.2": "4", "B1.1": "2", "B1.2": "0.4", "B1.3": "88.5"}
RESTS_MS = 320
"""So long at most the keys of an aspect that has just appeared take no tap."""

SEEN_MS = 450
"""By then the page has gone on from a key that was tapped."""

CUT = re.compile(
    "ERR_(INTERNET_DISCONNECTED|CONNECTION_(REFUSED|RESET)|EMPTY_RESPONSE|CONTENT_LENGTH_MISMATCH)|WebSocket connection"
)
"""What a browser complains of when the line is cut; the page itself says it better."""


class House:
    """A server on the folder's database that can be killed and come back on the same port."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self._port = str(free_port())
        self._options = options
        self.server = self._start()

    def _start(self, root: Path | None = None) -> Server:
        options = ("--port", self._port, "--database", "contest.db", *self._options)
        return Server(self.folder, "serve", *options, root=root)

    @property
    def url(self) -> str:
        return self.server.url

    def states(self, role: str, *entries: dict[str, Any]) -> list[dict[str, Any]]:
        """What somebody in this role states; it must be accepted."""
        headers = {"Cookie": f"{sessions.COOKIE}={cookie(self.folder, role, event=EVENT)}"}
        body = {"event": EVENT, "entries": list(entries)}
        answer = httpx.post(f"{self.url}/api/facts", json=body, headers=headers, trust_env=False)
        results: list[dict[str, Any]] = answer.raise_for_status().json()["results"]
        assert {each["status"] for each in results} == {"accepted"}, results
        return results

    def dies(self) -> None:
        self.server.stop(signal.SIGKILL)

    def returns(self, root: Path | None = None) -> None:
        """root: of the product, which may be another version of it."""
        self.server = self._start(root)


class Tablet:
    """One judge's page in a browser of its own."""

    def __init__(self, house: House, seen: Visit, judge: str, *, turns: bool = True) -> None:
        """turns: whether the page's clock is turned where she would only wait."""
        self.house, self.seen, self.page = house, seen, seen.page
        if turns:
            seen.turns()
        self.held = cookie(house.folder, "judge", event=EVENT, judge=judge)
        seen.context.add_cookies([{"name": sessions.COOKIE, "value": self.held, "url": house.url}])

    def opens(self) -> Page:
        self.page.goto(self.house.url + PAGE)
        until(self.page, "window.saiping?.cells().length > 0")
        self.rests()
        return self.page

    def goes_to(self, code: str) -> None:
        if self.page.locator(".entrant").count() == 0:
            self.page.locator(".plate").click()
        self.page.locator(".entrant", has=self.page.get_by_text(code, exact=True)).click()
        until(self.page, "code => window.saiping.code() === code", arg=code)
        self.rests()

    def rests(self) -> None:
        """The keys of an aspect that has just appeared take no tap for a moment."""
        self.seen.passes(RESTS_MS)

    def goes_on(self) -> None:
        """A key that was tapped is seen for a moment before the page goes on."""
        self.page.wait_for_timeout(30)
        self.seen.passes(SEEN_MS)

    def taps(self, value: str) -> None:
        self.page.locator(f".keys .key[data-value='{value}']").click()
        self.goes_on()
        until(self.page, "window.saiping.idle()")
        self.rests()

    def types(self, number: str) -> None:
        for digit in number:
            self.page.locator(f".pad [data-key='{digit}']").click()

    def waits_for(self, aspect: str, state: str) -> None:
        """Until the page shows this state for an aspect of the present sheet."""
        shown = "([aspect, state]) => window.saiping.cells().find(each => each.aspect === aspect)?.shown === state"
        until(self.page, shown, arg=[aspect, state])

    def shows(self, aspect: str, state: str, value: str | None) -> None:
        """Until the page shows this state and this value at once. A state that passes, as one on its way does while the
        page tries again, is met when it comes back."""
        shown = """([aspect, state, value]) => window.saiping.cells()
          .some(each => each.aspect === aspect && each.shown === state && each.says === value)"""
        until(self.page, shown, arg=[aspect, state, value])

    def marks_all(self) -> None:
        self.taps("2")
        self.taps("4")
        self.taps("2")
        self.types("0.4")
        self.page.locator(".way.next").click()
        self.rests()
        self.types("88.5")
        self.page.locator(".way.next").click()

    def elsewhere(self, *entries: dict[str, Any]) -> list[dict[str, Any]]:
        """What another page of the same judge sends."""
        headers = {"Cookie": f"{sessions.COOKIE}={self.held}"}
        body = {"event": EVENT, "entries": list(entries)}
        answer = httpx.post(f"{self.house.url}/api/marks", json=body, headers=headers, trust_env=False)
        results: list[dict[str, Any]] = answer.raise_for_status().json()["results"]
        return results

    @property
    def complaints(self) -> list[str]:
        """What the browser complained of, but for the line."""
        return [each for each in self.seen.complaints if not CUT.search(each)]


def recorded(folder: Path) -> list[lines.Line]:
    """Every line of the event."""
    with open_database(url_of(folder)) as database:
        return [lines.line(row.seq, row.body) for row in Ledger(database, EVENT).lines()]


def marks(folder: Path, entrant: str = "W01", judge: str = "J1") -> list[tuple[str, str]]:
    """Aspect and value of every mark of the judge for the entrant, line by line."""
    given = [each.fact for each in recorded(folder) if isinstance(each.fact, MarkGiven)]
    return [(each.cell.aspect, each.value) for each in given if each.cell[:2] == (judge, entrant)]


def mark(entrant: str, aspect: str, value: str, key: str, supersedes: int | None = None) -> dict[str, Any]:
    cell = {"entrant": entrant, "phase": "final", "aspect": aspect}
    return {"type": "mark", "key": key, "value": value, "supersedes": supersedes, **cell}


def signature(entrant: str, judge: str = "J1", values: dict[str, str] = VALUES) -> dict[str, Any]:
    pairs = sorted(([judge, entrant, "final", "", aspect, "1"], value) for aspect, value in values.items())
    digest = sheets.sheet_digest(pairs)
    return {"type": "signature", "key": f"sign-{entrant}", "entrant": entrant, "phase": "final", "digest": digest}


def looks_right(page: Page) -> None:
    """Nothing is wrong, nothing has to be scrolled, and every control is large enough for a finger."""
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    small = """[...document.querySelectorAll('button, a')].filter(each => each.offsetParent)
      .map(each => [each.className, each.getBoundingClientRect()])
      .filter(([, box]) => box.width && (box.height < 44 || box.width < 44)).map(([name]) => name)"""
    assert page.evaluate(small) == []
    sound(page)

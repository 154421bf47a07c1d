"""The evening before: an organiser rehearses on the hall's screen, pauses, quickens, loses the server and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from competition.access import sessions
from competition.catalogue import REMEMBERED_S
from tests.competition.people import cookie
from tests.journeys.conftest import SCREEN, Server, Visit, Visitor, free_port, photograph, prepared, snapshot, until
from tests.journeys.looks import findings

EVENT = "yunping-2026"
REHEARSAL = f"{EVENT}-rehearsal-1"
HERE = f"/office/{EVENT}/rehearsals"
DESK, TABLET = {"width": 1440, "height": 900}, {"width": 1024, "height": 768}
BADGE = "getComputedStyle(document.documentElement, '::after').content + document.documentElement.dataset.rehearsal"
SHOWN = ("演练", "Rehearsal")


class Evening:
    """A server that can be stopped and started again at one address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        prepared(folder)
        self._port = str(free_port())
        self.start()

    def start(self) -> None:
        self.server = Server(self.folder, "serve", "--port", self._port, "--database", "played.db")
        self.url = self.server.url

    def office(self, window: Visit, path: str = HERE) -> Page:
        """The organiser's page."""
        held = cookie(f"sqlite:///{self.folder / 'played.db'}", "organiser", event=EVENT, login="shen")
        window.context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": self.url}])
        window.page.goto(self.url + path)
        return window.page


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    held = Evening(tmp_path)
    yield held
    held.server.stop()


def test_a_rehearsal_is_begun_seen_on_a_screen_paused_lost_and_ended(visit: Visitor, evening: Evening) -> None:
    real = snapshot(evening.url)
    desk = visit("en", DESK)
    page = evening.office(desk)
    assert findings(page) == []
    page.get_by_label("Speed").first.select_option("20")
    page.get_by_label("Seed of invented marks").fill("evening")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("Playing").first).to_be_visible()

    hall = visit("zh", SCREEN)
    board = hall.board(f"{evening.url}/events/{REHEARSAL}/trades/floristry")
    until(board, f"words => words.every(word => ({BADGE}).includes(word))", arg=SHOWN)
    until(board, "[...document.querySelectorAll('.total')].some(each => /\\d\\.\\d\\d/.test(each.textContent))")
    photograph(board, "rehearsal-hall-zh")
    front = page.request.get(f"{evening.url}/").text()
    assert EVENT in front and REHEARSAL not in front
    page.get_by_role("button", name="×100").click()
    expect(page.get_by_role("button", name="×100")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="×2", exact=True).click()
    expect(page.get_by_role("button", name="×2", exact=True)).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator("#running")).to_contain_text("seed evening")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused").first).to_be_visible()
    assert findings(page) == []
    photograph(page, "rehearsal-desk-en")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Playing").first).to_be_visible()
    evening.server.stop()
    evening.start()

    tablet = visit("zh", TABLET, has_touch=True)
    page = evening.office(tablet)
    expect(page.get_by_text("已中断").first).to_be_visible(timeout=20_000)
    assert findings(page) == []
    photograph(page, "rehearsal-tablet-zh")
    page.get_by_role("button", name="×100").tap()
    expect(page.get_by_role("button", name="×100")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="继续").tap()
    expect(page.get_by_text("已放完").first).to_be_visible(timeout=60_000)
    until(board, "JSON.parse(window.saiping.board()).head.status === 'final'")
    page.get_by_role("button", name="结束演练").tap()
    expect(page.get_by_text("目前没有演练").first).to_be_visible()
    page.wait_for_timeout(REMEMBERED_S * 1_000)
    assert page.request.get(f"{evening.url}/events/{REHEARSAL}").status == 404
    assert REHEARSAL not in page.request.get(f"{evening.url}/").text()
    assert snapshot(evening.url)["rows"] == real["rows"]

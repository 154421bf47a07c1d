"""Screens in the hall: two browsers at their addresses, one console: what is told is shown, silence is seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from competition.access import sessions
from tests.competition.people import cookie
from tests.journeys.conftest import Server, Visit, Visitor, comes_to, free_port, photograph, prepared, until
from tests.journeys.looks import sound

EVENT = "yunping-2026"
HERE = f"/office/{EVENT}/screens"
DESK = {"width": 1440, "height": 900}
TABLET = {"width": 1024, "height": 768}
UNREACHED = re.compile(
    r"ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|NETWORK_CHANGED)"
)
SILENT_MS = 25_000
"""Longer than it takes a busy machine to find out."""

BARE = """
  window.bare = 0;
  const look = () => {
    const shown = [...document.querySelectorAll('iframe.shown')];
    const filled = shown.some((each) => each.contentDocument?.querySelector('.entry, .card'));
    if (!filled) window.bare += 1;
    requestAnimationFrame(look);
  };
  look();
"""
"""Counts the pictures in which no page with figures was seen."""


class Hall:
    """A server that can be stopped and started again at one address, and its office."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        prepared(folder)
        self._port = str(free_port())
        self.start()

    def start(self) -> None:
        self.server = Server(self.folder, "serve", "--port", self._port, "--database", "played.db")
        self.url = self.server.url

    def console(self, window: Visit) -> Page:
        """The organiser's console."""
        held = cookie(f"sqlite:///{self.folder / 'played.db'}", "organiser", event=EVENT, login="shen")
        window.context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": self.url}])
        window.page.goto(self.url + HERE)
        return window.page


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = Hall(tmp_path)
    yield made
    made.server.stop()


def tile(console: Page, name: str) -> Locator:
    return console.locator(".tile", has=console.get_by_role("heading", name=name))


def press(console: Page, name: str, button: str) -> None:
    tile(console, name).get_by_role("button", name=button, exact=True).click()


def made(console: Page, name: str) -> str:
    """A new screen's code."""
    console.locator("#screen-name").fill(name)
    console.get_by_role("button", name="Make the screen").dblclick()
    return tile(console, name).locator(".code").inner_text()


def shows(screen: Page, what: str) -> None:
    until(screen, "(what) => window.saiping?.shows() === what", what)


def turns_to(screen: Page, page: str) -> None:
    until(screen, "(page) => window.saiping?.page() === page", page)


def test_a_console_and_two_screens_from_the_first_address_to_the_last_removal(hall: Hall, visit: Visitor) -> None:
    desk, glance = visit("en", DESK), visit("zh", TABLET, has_touch=True)
    one, two = visit("zh"), visit("en")
    console, left, right = hall.console(desk), one.page, two.page
    expect(console.locator(".screens .empty")).to_be_visible()
    photograph(console, "screens-empty-en")
    codes = [made(console, name) for name in ("Hall, left", "Foyer")]
    expect(console.locator(".tile")).to_have_count(2)

    # Typed at one screen, opened at the other.
    left.goto(f"{hall.url}/screens")
    left.locator("#code").fill(codes[0].lower())
    photograph(left, "screen-code-zh")
    comes_to(left, lambda: left.keyboard.press("Enter"))
    right.goto(f"{hall.url}/screens/{codes[1].replace(' ', '')}")
    for screen in (left, right):
        turns_to(screen, "")
        expect(screen.frame_locator("iframe.shown").locator(".card").first).to_be_visible()
        expect(screen.frame_locator("iframe.shown").locator(".switches")).to_have_count(0)
    for name in ("Hall, left", "Foyer"):
        expect(tile(console, name).locator(".chip")).to_contain_text("On", timeout=SILENT_MS)
        expect(tile(console, name)).to_contain_text("1920 × 1080")

    assert two.complaints == []

    # The network of one is cut. Meanwhile the other gets a plan by keyboard; its pages turn without a bare moment.
    two.context.set_offline(True)
    press(console, "Hall, left", "Plan")
    console.locator("#page").select_option("trades/floristry")
    console.get_by_role("button", name="Add", exact=True).click()
    console.locator(".planned li").nth(1).locator("input").focus()
    console.keyboard.press("Alt+ArrowUp")
    expect(console.locator(".planned li").first).to_contain_text("Floristry")
    for seconds in console.locator(".planned .seconds").all():
        seconds.fill("5")
    photograph(console, "screens-plan-en")
    console.get_by_role("button", name="Keep the plan").click()
    expect(console.locator("dialog")).to_have_count(0)
    left.evaluate(BARE)
    turns_to(left, "trades/floristry")
    expect(tile(console, "Hall, left").locator(".glass")).to_contain_text("up to date", timeout=SILENT_MS)
    turns_to(left, "")
    assert left.evaluate("window.bare") == 0
    assert desk.complaints == one.complaints == []

    # It is told this and that.
    press(console, "Hall, left", "Hide")
    expect(left.locator("h1", has_text="云屏市")).to_be_visible()
    photograph(left, "screen-hidden-zh")
    press(console, "Hall, left", "Show")
    expect(left.locator("h1", has_text="云屏市")).to_have_count(0)
    console.locator(".everywhere").get_by_role("button", name="Message", exact=True).click()
    console.locator(".presets button").first.click()
    console.get_by_role("button", name="Show the message").click()
    expect(left.locator(".band")).to_contain_text("午餐休息至")
    press(console, "Hall, left", "Which one?")
    shows(left, "name")
    expect(left.locator(".called")).to_contain_text("Hall, left")
    photograph(left, "screen-name-zh")
    expect(tile(console, "Foyer").locator(".chip")).to_contain_text("Silent", timeout=SILENT_MS)
    expect(right.locator(".cut")).to_be_visible(timeout=SILENT_MS)
    expect(right.frame_locator("iframe.shown").locator(".card").first).to_be_visible()
    photograph(right, "screen-cut-en")
    photograph(console, "screens-silent-en")
    hall.console(glance)
    expect(tile(glance.page, "Foyer").locator(".chip")).to_contain_text("无响应", timeout=SILENT_MS)
    sound(glance.page)
    photograph(glance.page, "screens-silent-zh-tablet")
    tile(glance.page, "Hall, left").get_by_role("button", name="轮播计划").tap()
    expect(glance.page.locator("dialog[open]")).to_be_visible()
    sound(glance.page)
    photograph(glance.page, "screens-plan-zh-tablet")
    glance.page.goto(f"{hall.url}{HERE}/sheet")
    sound(glance.page)
    photograph(glance.page, "screens-sheet-zh")
    two.context.set_offline(False)
    expect(right.locator(".band")).to_contain_text("Lunch until", timeout=SILENT_MS)
    expect(tile(console, "Foyer").locator(".chip")).to_contain_text("On", timeout=SILENT_MS)
    turns_to(left, "trades/floristry")
    left.wait_for_timeout(500)
    photograph(left, "screen-message-zh")

    # The server is started anew: nobody has to walk anywhere.
    hall.server.stop()
    expect(console.locator(".band", has_text="No link to the server")).to_be_visible(timeout=SILENT_MS)
    hall.start()
    expect(console.locator(".band", has_text="No link to the server")).to_have_count(0, timeout=SILENT_MS)
    expect(console.locator(".chip.stored")).to_have_count(2, timeout=SILENT_MS)
    with left.expect_navigation():
        console.locator(".everywhere").get_by_role("button", name="Reload", exact=True).click()
    until(left, "['', 'trades/floristry'].includes(window.saiping?.page())")
    expect(left.locator(".band")).to_contain_text("午餐休息至")

    # One is removed, and says what to do.
    console.on("dialog", lambda dialog: dialog.accept())
    tile(console, "Foyer").locator("summary").click()
    press(console, "Foyer", "Remove")
    expect(right.get_by_role("heading")).to_contain_text("This screen is not known", timeout=SILENT_MS)
    photograph(right, "screen-removed-en")
    expect(console.locator(".tile")).to_have_count(1)
    gone = "status of 404"
    for window in (desk, one, two):
        assert [each for each in window.complaints if not UNREACHED.search(each) and gone not in each] == []

"""The office in a real browser: taken in and opened by clicks, kept up to date by itself, on every size of screen."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from competition.access import sessions
from competition.access.access import HOUSE, Actor
from competition.access.tokens import issue
from competition.store.database import open_database
from tests.competition.people import cookie
from tests.journeys.conftest import CONTEST, PHONE, Server, Visit, Visitor, photograph, prepared, until
from tests.journeys.looks import DESK, TABLET, sound, turned

EVENT = "yunping-2026"
HERE = f"/office/{EVENT}"
PAGES = {
    "overview": HERE,
    "trades": f"{HERE}/trades",
    "trade": f"{HERE}/trades/floristry",
    "progress": f"{HERE}/progress",
    "sheets": f"{HERE}/progress/sheets?trade=floristry&phase=prelim&judge=J6",
    "roster": f"{HERE}/roster",
    "entrant": f"{HERE}/roster/F03",
    "ledger": f"{HERE}/timeline",
    "search": f"{HERE}/search?q=F0",
    "events": "/office",
}


class Hall:
    """A server, its database, and cookies for whoever comes."""

    def __init__(self, folder: Path, *, event: bool) -> None:
        self.url = f"sqlite:///{folder / 'played.db'}"
        if event:
            prepared(folder)
        self.server = Server(folder, "serve", "--port", "0", "--database", "played.db")

    def cookie(self, role: str, event: str = EVENT) -> str:
        """What the cookie of somebody's session holds."""
        with open_database(self.url) as database:
            return cookie(database, role, event=event, login="shen")

    def enters(self, window: Visit, role: str, event: str = EVENT) -> Page:
        """Sign somebody in at a window."""
        held = self.cookie(role, event)
        window.context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": self.server.url}])
        return window.page

    def token(self, judge: str) -> str:
        """A bearer token of a judge."""
        with open_database(self.url) as database, database.transaction() as connection:
            return issue(connection, Actor("judge", judge, EVENT, judge))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The contest with every mark in."""
    hall = Hall(tmp_path_factory.mktemp("office"), event=True)
    yield hall
    hall.server.stop()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Hall]:
    """No event yet."""
    hall = Hall(tmp_path, event=False)
    yield hall
    hall.server.stop()


def hits(page: Page) -> None:
    """Nothing is wrong with how a page looks, and every control is large enough to be hit."""
    sound(page)
    low = page.evaluate(
        "[...document.querySelectorAll('.button, .side nav a, input, select')].filter(each => {"
        "const box = each.getBoundingClientRect();"
        "return box.height > 0 && box.height < (each.matches('[type=checkbox], [type=radio]') ? 16 : 32);"
        "}).map(each => each.outerHTML.slice(0, 120))"
    )
    assert low == []


@pytest.mark.parametrize(
    ("lang", "looks"),
    [
        ("zh", [(DESK, "light"), (PHONE, "dark")]),
        ("en", [(DESK, "dark"), (TABLET, "light"), (PHONE, "light")]),
    ],
    ids=["zh", "en"],
)
def test_every_page_is_sound_on_every_screen(
    lang: str, looks: list[tuple[dict[str, int], str]], played: Hall, visit: Visitor
) -> None:
    window = visit(lang, DESK)
    played.enters(window, "organiser")
    for name, path in PAGES.items():
        answer = window.page.goto(played.server.url + path)
        assert answer is not None and answer.status == 200
        for size, scheme in looks:
            turned(window.page, size, scheme)
            hits(window.page)
            photograph(window.page, f"office-{name}-{size['width']}-{lang}-{scheme}")
    assert window.complaints == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_event_is_taken_in_opened_and_followed_by_clicks(
    lang: str, empty: Hall, visit: Visitor, tmp_path: Path
) -> None:
    window = visit(lang, DESK)
    page = empty.enters(window, "owner", HOUSE)
    page.goto(f"{empty.server.url}/office")
    photograph(page, f"office-empty-{lang}")

    broken = packed(tmp_path / "broken.zip", **{"entrants.csv": (CONTEST / "entrants.csv").read_text("utf-8") * 2})
    page.locator("#package").set_input_files(broken)
    page.locator("#new button").click()
    expect(page.locator("main")).to_contain_text("entrants.csv")
    photograph(page, f"office-problems-{lang}")
    window.complaints.clear()  # a browser says of every 422 that it was one

    page.locator("#package").set_input_files(packed(tmp_path / "contest.zip"))
    page.locator("#new button").click()
    page.wait_for_url("**/office/import/*")
    photograph(page, f"office-preview-{lang}")
    page.locator("main form button").click()
    page.wait_for_url(f"**{HERE}")
    photograph(page, f"office-taken-in-{lang}")
    page.locator("#to-open button").click()
    expect(page.locator("#trade-floristry .sum b")).to_have_text("0%")

    until(page, "window.saiping?.link() === 'live'")
    page.locator("#trade-floristry h2 a").focus()
    gives(empty, "J10", [f"F{number:02}" for number in range(1, 13)])
    expect(page.locator("#trade-floristry .modules li").first.locator(".many b")).to_have_text("12", timeout=15_000)
    assert page.evaluate("document.activeElement.closest('h2') !== null"), "the focus was lost"
    expect(page.locator("#blocking")).not_to_contain_text(re.compile("理论还差|Theory:"))
    photograph(page, f"office-followed-{lang}")

    page.locator("#blocking a[href*='progress']").first.click()
    page.wait_for_url("**/progress*")
    page.locator("a[href*='judge=J6']").first.click()
    expect(page.locator("main")).to_contain_text("spiral")
    assert window.complaints == []


def test_a_result_is_made_final_with_the_keyboard_alone(tmp_path: Path, visit: Visitor) -> None:
    hall = Hall(tmp_path, event=True)
    try:
        window = visit("en", DESK)
        page = hall.enters(window, "organiser")
        page.goto(hall.server.url + PAGES["trade"])
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.value === 'finalise'"):
                break
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px"
        page.keyboard.press("Enter")
        expect(page.locator("#final")).to_contain_text("The result is final.")
        photograph(page, "office-final")
        page.reload()
        expect(page.locator("#final")).to_contain_text("The result is final.")
        assert window.complaints == []
    finally:
        hall.server.stop()


def test_the_side_becomes_a_menu_on_a_phone(played: Hall, visit: Visitor) -> None:
    window = visit("en", PHONE)
    page = played.enters(window, "organiser")
    page.goto(played.server.url + HERE)
    expect(page.locator(".side > .rooms")).to_be_hidden()
    page.locator(".menu summary").click()
    photograph(page, "office-menu")
    page.locator(".menu a", has_text="Progress").click()
    page.wait_for_url("**/progress")
    assert window.complaints == []


def test_a_page_of_the_office_is_light(played: Hall) -> None:
    headers = {"cookie": f"{sessions.COOKIE}={played.cookie('organiser')}", "accept-encoding": "gzip"}
    with httpx.stream("GET", played.server.url + HERE, headers=headers, trust_env=False) as answer:
        weight = sum(len(part) for part in answer.iter_raw())
    assert answer.status_code == 200 and weight < 16_000


def packed(path: Path, **changed: str) -> Path:
    """The contest as a zip, some of its files changed."""
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(CONTEST.rglob("*")):
            name = file.relative_to(CONTEST).as_posix()
            if file.is_file():
                archive.writestr(name, changed.get(name, file.read_text("utf-8")))
    return path


def gives(hall: Hall, judge: str, entrants: list[str]) -> None:
    """The judge's marks of the theory paper, at the door."""
    entries = [
        {
            "type": "mark",
            "key": f"k-{entrant}",
            "entrant": entrant,
            "phase": "prelim",
            "aspect": "paper-score",
            "value": "80",
        }
        for entrant in entrants
    ]
    headers = {"authorization": f"Bearer {hall.token(judge)}"}
    body = {"event": EVENT, "entries": entries}
    answer = httpx.post(f"{hall.server.url}/api/marks", json=body, headers=headers, trust_env=False)
    assert {result["status"] for result in answer.json()["results"]} == {"accepted"}

"""Boards that are made of others: on the hall's screen and on a phone, in both languages, by day and at night."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, ROOT, SCREEN, Server, Visitor, photograph, prepared, until
from tests.journeys.looks import findings

BOARDS = {
    "module": ("bloom", "module:bouquet:work"),
    "team": ("bloom", "team:bouquet"),
    "prize": ("bloom", "prize:mums"),
    "latest": ("bloom", "latest"),
    "group": ("bloom", "group:bouquet:学生组"),
    "organisations": ("orchard", "organisations"),
}


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Server]]:
    """Two contests with all their marks."""
    found = {}
    for name in ("bloom", "orchard"):
        folder = tmp_path_factory.mktemp(name)
        prepared(folder, ROOT / "tests" / "golden" / name)
        found[name] = Server(folder, "serve", "--port", "0", "--database", "played.db")
    yield found
    for server in found.values():
        server.stop()


@pytest.mark.parametrize(
    ("lang", "size", "scheme"),
    [("zh", SCREEN, "light"), ("en", SCREEN, "dark"), ("en", PHONE, "light"), ("zh", PHONE, "dark")],
    ids=["hall-zh", "hall-en", "phone-en", "phone-zh"],
)
def test_each_kind_of_board_is_readable_on_every_screen(
    visit: Visitor, servers: dict[str, Server], lang: str, size: dict[str, int], scheme: str
) -> None:
    seen = visit(lang, size, scheme)
    for kind, (event, board) in BOARDS.items():
        page = seen.board(f"{servers[event].url}/events/{event}/boards/{board}")
        assert findings(page) == [], kind
        expect(page.locator("nav.tabs")).to_have_count(0 if size is SCREEN else 1)
        if size is not SCREEN:
            expect(page.locator("nav.tabs [aria-current=page]")).to_have_count(1)
        photograph(page, f"boards-{kind}-{lang}-{size['width']}-{scheme}")
        assert seen.complaints == [], kind


def test_the_events_page_leads_to_every_board(visit: Visitor, servers: dict[str, Server]) -> None:
    seen = visit("en", PHONE)
    page = seen.board(f"{servers['bloom'].url}/events/bloom")
    links = page.locator("nav.boards a")
    beside = ["Places over time", "What can still change", "Head to head"]
    own = ["Latest marks", "Chrysanthemum cup", "Work", "Teams", "职工组", "学生组"]
    assert links.all_inner_texts() == [*own, *beside]
    assert findings(page) == []
    links.nth(3).click()
    until(page, "window.saiping?.link() === 'live' && document.querySelector('.entry') !== null")
    expect(page.locator("h1 .lead")).to_have_text("Teams")
    assert seen.complaints == []


def test_a_board_that_there_is_not_is_said(visit: Visitor, servers: dict[str, Server]) -> None:
    page = visit("en", PHONE).page
    answer = page.goto(f"{servers['bloom'].url}/events/bloom/boards/module:bouquet:none")
    assert answer is not None and answer.status == 404
    expect(page.locator("h1")).to_contain_text("This event has no such board.")


def test_boards_move_by_themselves(visit: Visitor, quick: Server) -> None:
    for board in ("latest", "module:floristry:bouquet", "history:floristry"):
        seen = visit("en")
        page = seen.page
        page.goto(f"{quick.url}/events/yunping-2026/boards/{board}")
        until(page, "window.saiping?.version() > 0", timeout_s=60)
        version = page.evaluate("window.saiping.version()")
        until(page, "before => window.saiping.version() > before", arg=version, timeout_s=60)
        assert seen.complaints == []

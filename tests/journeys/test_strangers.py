"""What a stranger meets first: headings that nothing covers, a code typed on a phone, a console without network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from competition.access import sessions
from competition.store.database import open_database
from tests.competition.people import cookie
from tests.journeys.conftest import CONTEST, PHONE, ROOT, SCREEN, Server, Visitor, comes_to, prepared, until
from tests.journeys.looks import sound

EVENT = "orchard"

COVERED = """() => {
  const heads = document.querySelector('.heads').getBoundingClientRect();
  const parts = [...document.querySelectorAll('.top h1, .top .event, .top .badge, .top .asof')];
  const boxes = parts.map((each) => [each.className || each.tagName, each.getBoundingClientRect()]);
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  return boxes.flatMap(([name, box], at) => [
    ...(box.bottom > heads.top + 1 || box.top < -1 ? [`${name} hangs over`] : []),
    ...boxes.slice(at + 1).filter(([, other]) => meet(box, other)).map(([other]) => `${name} on ${other}`),
  ]);
}"""
"""Parts of a board's heading that lie on one another, on the heads of its columns or above the window."""


OUTSIDE = """(there) => [...document.querySelectorAll(there)].filter((each) => each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.textContent)"""
"""Places from which a text hangs out."""


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a contest of which one entrant is called at length."""
    folder = tmp_path_factory.mktemp("named")
    shutil.copytree(CONTEST, folder / "contest")
    entrants = folder / "contest" / "entrants.csv"
    written = entrants.read_text("utf-8")
    long = written.replace(
        "苏婉清,Su Wanqing,", f"{'阿不都热合曼' * 3}𠮷,Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh,"
    )
    assert long != written
    entrants.write_text(long, "utf-8")
    prepared(folder, folder / "contest")
    running = Server(folder, "serve", "--port", "0", "--database", "played.db")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A server with the contest of two trades, and its database."""
    folder = tmp_path_factory.mktemp("strangers")
    prepared(folder, ROOT / "tests" / "golden" / EVENT)
    running = Server(folder, "serve", "--port", "0", "--database", "played.db")
    yield running, f"sqlite:///{folder / 'played.db'}"
    running.stop()


@pytest.mark.parametrize("size", [SCREEN, {"width": 1440, "height": 900}, {"width": 1280, "height": 720}])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_heading_of_the_hall_lies_on_nothing(
    visit: Visitor, played: Server, orchard: tuple[Server, str], lang: str, size: dict[str, int]
) -> None:
    """Of a contest without a picture of its host, and of one with."""
    page = visit(lang, size).board(f"{played.url}/events/yunping-2026/trades/floristry")
    assert page.locator("html").get_attribute("data-layout") == "hall"
    assert page.evaluate(COVERED) == []
    page.goto(f"{orchard[0].url}/events/{EVENT}/trades/grafting")
    expect(page.locator(".top.branded .badge")).to_be_visible()
    assert page.locator("html").get_attribute("data-layout") == "hall"
    assert page.evaluate(COVERED) == []


@pytest.mark.parametrize("size", [SCREEN, PHONE])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_long_name_stays_within_its_place(visit: Visitor, named: Server, lang: str, size: dict[str, int]) -> None:
    page = visit(lang, size).page
    for path, there in (
        ("trades/floristry/versus?a=F01&b=F02", ".contender b"),
        ("boards/history:floristry?pick=F01", ".ends li"),
    ):
        page.goto(f"{named.url}/events/yunping-2026/{path}")
        expect(page.locator(there).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(OUTSIDE, there) == [], path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_code_is_typed_on_a_phone(visit: Visitor, orchard: tuple[Server, str], lang: str) -> None:
    page = visit(lang, PHONE).page
    for path in ("/screens", "/screens/ABCDEF"):
        page.goto(orchard[0].url + path)
        sound(page)


def test_a_console_says_when_its_keys_reach_nobody(visit: Visitor, orchard: tuple[Server, str]) -> None:
    server, store = orchard
    window = visit("en", {"width": 1024, "height": 768})
    with open_database(store) as database:
        held = cookie(database, "organiser", event=EVENT)
    window.context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": server.url}])
    page, here = window.page, f"{server.url}/office/{EVENT}"
    for trade in ("grafting", "pruning"):
        page.goto(f"{here}/trades/{trade}")
        page.get_by_role("button", name="Freeze").click()
        expect(page.get_by_role("button", name="Thaw")).to_be_visible()
    page.goto(f"{here}/ceremony")
    comes_to(page, page.get_by_role("button", name="Make the list").click)
    page.get_by_role("link", name="Dress rehearsal").click()
    lost = page.get_by_text("No connection. No key does anything until it is back.")
    expect(lost).to_be_hidden()
    until(page, "window.saiping?.link() === 'live'")
    window.context.set_offline(True)
    page.keyboard.press("ArrowRight")
    expect(lost).to_be_visible()
    expect(page.locator("[aria-current=step]")).to_have_count(0)
    window.context.set_offline(False)
    expect(lost).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[aria-current=step]")).to_have_count(1)

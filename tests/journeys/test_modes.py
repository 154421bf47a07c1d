"""A board's modes: on the hall's screen, on a phone, in a frame, over a video; in both languages and all colours."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, ROOT, SCREEN, SCREENSHOTS, Server, Visitor, photograph, prepared, until
from tests.journeys.fair import EVENT, write_fair
from tests.journeys.looks import findings

HOST = '[host]\naccent = "#B8432E"\nlogo = "logo.png"\n'
READY = "window.saiping?.link() === 'live' && document.querySelector('.entry, .card') !== null"
BOARDS = ("module:T1:A", "group:T1:职工组", "team:T1", "organisations", "prize:cup", "latest")
NUMBER = ".page-number"
LOW = """[...document.querySelectorAll('.entry, .card')].every(
  (each) => each.getBoundingClientRect().bottom <= innerHeight - 40)"""


@pytest.fixture(scope="module")
def fair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Eight trades, one of them with thirty entrants and all their marks, and a host with a colour and a picture."""
    folder = tmp_path_factory.mktemp("fair")
    contest = write_fair(folder / "contest", HOST)
    shutil.copy(ROOT / "tests" / "golden" / "orchard" / "logo.png", contest / "logo.png")
    prepared(folder, contest)
    running = Server(folder, "serve", "--port", "0", "--database", "played.db")
    yield running
    running.stop()


def on(page: Page, fair: Server, path: str) -> Page:
    """Go there and wait until the board is up."""
    page.goto(f"{fair.url}{path}")
    until(page, READY)
    return page


def test_every_board_turns_pages_on_the_hall_s_screen(fair: Server, visit: Visitor) -> None:
    seen = visit("zh", SCREEN)
    page = seen.page
    for board in BOARDS:
        on(page, fair, f"/events/{EVENT}/boards/{board}")
        pages = int(page.locator(NUMBER).inner_text().split("/")[1].split()[0])
        first = page.locator(".entry .who").all_inner_texts()
        until(page, LOW)
        assert pages > 1 and len(first) == 12, board
        page.keyboard.press("ArrowRight")
        expect(page.locator(NUMBER)).to_have_text(f"第 2/{pages} 页")
        second = page.locator(".entry .who").all_inner_texts()
        assert second[3:] != first[3:], board
    page.keyboard.press(" ")
    expect(page.locator(f"{NUMBER} .icon")).to_have_count(1)
    page.wait_for_timeout(300)  # new rows fade in
    photograph(page, "modes-hall-latest-zh")
    on(page, fair, f"/events/{EVENT}?view=pages&lang=en&theme=dark")
    expect(page.locator(NUMBER)).to_have_text("Page 1/2")
    expect(page.locator(".card")).to_have_count(6)
    until(page, LOW)
    expect(page.locator("header .logo")).to_be_visible()
    assert findings(page) == []
    photograph(page, "modes-hall-overview-en")
    page.mouse.move(400, 400)
    page.get_by_role("button", name="Whole table").click()
    expect(page.locator(".card")).to_have_count(8)
    page.get_by_role("button", name="Pages for a screen").click()
    expect(page.locator(NUMBER)).to_be_visible()
    on(page, fair, f"/events/{EVENT}/trades/T1?theme=contrast")
    assert findings(page) == []
    photograph(page, "modes-hall-contrast-en")
    assert page.locator("header").evaluate("(each) => getComputedStyle(each).borderBottomColor") == "rgb(184, 67, 46)"
    assert seen.complaints == []


def test_pages_in_frames_and_on_screens_turn_by_themselves_without_switches(fair: Server, visit: Visitor) -> None:
    seen = visit("en", {"width": 1000, "height": 720})
    page = seen.page
    page.clock.install()
    for path in (f"/embed/events/{EVENT}/boards/T1", f"/events/{EVENT}/boards/organisations?screen"):
        on(page, fair, path)
        expect(page.locator(".switches, nav.tabs")).to_have_count(0)
        number = page.locator(NUMBER).inner_text()
        assert number.startswith("Page 1/")
        until(page, LOW)
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        page.clock.run_for(12_500)
        expect(page.locator(NUMBER)).to_have_text(number.replace("1/", "2/", 1))
    upright = {"width": 1080, "height": 1920}
    page.set_viewport_size({"width": upright["width"], "height": upright["height"]})
    on(page, fair, f"/events/{EVENT}/trades/T1?screen")
    until(page, LOW)
    until(page, "document.querySelector('.name').getBoundingClientRect().height > 28")
    photograph(page, "modes-upright-en")
    assert seen.complaints == []


def test_a_phone_shows_the_whole_table_in_both_languages_and_all_colours(fair: Server, visit: Visitor) -> None:
    seen = visit("zh", PHONE, has_touch=True)
    page = on(seen.page, fair, f"/events/{EVENT}/trades/T1")
    expect(page.locator(".entry")).to_have_count(30)
    expect(page.locator(NUMBER)).to_have_count(0)
    assert findings(page) == []
    photograph(page, "modes-phone-zh")
    page.get_by_role("button", name="深色").click()
    assert findings(page) == []
    page.get_by_role("button", name="高对比度").click()
    page.locator(".switch[lang=en]").click()
    expect(page.locator(".entry .name").first).to_have_text("Entrant 30")
    assert page.evaluate("getComputedStyle(document.querySelector('.board')).backgroundColor") == "rgb(0, 0, 0)"
    assert findings(page) == []
    photograph(page, "modes-phone-en-contrast")
    page.get_by_role("button", name="Light").click()
    page.emulate_media(forced_colors="active")
    assert findings(page) == []
    assert seen.complaints == []
    asked = on(visit("en", PHONE, contrast="more").page, fair, f"/events/{EVENT}")
    assert asked.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
    assert findings(asked) == []


def test_an_overlay_stands_over_any_picture(fair: Server, visit: Visitor, tmp_path: Path) -> None:
    seen = visit("zh", SCREEN)
    page = seen.page
    wanted = (("", 6, "lower-zh"), ("&place=right&rows=8&lang=en", 8, "right-en"))
    for asked, rows, name in wanted:
        on(page, fair, f"/embed/events/{EVENT}/boards/T1?overlay{asked}")
        assert page.locator(".plate .entry").count() == rows
        expect(page.locator("button, .switches")).to_have_count(0)
        clear = page.screenshot(omit_background=True)
        assert alpha(page, clear, 960, 40) == 0 and alpha(page, clear, *inside(page)) > 230
        assert findings(page) == []
        over(page, clear, name)
    box = page.locator(".plate").bounding_box()
    assert box is not None and box["y"] >= 54 and box["x"] + box["width"] <= 1920 - 96
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    on(page, fair, f"/embed/events/{EVENT}/boards/team:T1?overlay&rows=99&lang=en")
    assert page.locator(".plate .entry").count() == 6
    assert seen.complaints == []


def inside(page: Page) -> tuple[float, float]:
    """A place on the plate where nothing is written."""
    box = page.locator(".plate").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] - 6


PIXEL = """async ([picture, x, y]) => {
  const image = new Image(); image.src = `data:image/png;base64,${picture}`; await image.decode();
  const pen = new OffscreenCanvas(image.width, image.height).getContext('2d'); pen.drawImage(image, 0, 0);
  return pen.getImageData(x, y, 1, 1).data[3]; }"""


def alpha(page: Page, picture: bytes, x: float, y: float) -> int:
    """How opaque a pixel of a picture is, 0 to 255. A blank page reads it: this server's own load no such address."""
    blank = page.context.new_page()
    found: int = blank.evaluate(PIXEL, [base64.b64encode(picture).decode(), x, y])
    blank.close()
    return found


def over(page: Page, picture: bytes, name: str) -> None:
    """Keep a picture of the overlay over something as restless as a video, for people to look at."""
    blank = page.context.new_page()
    address = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    rays = "repeating-conic-gradient(#fff 0 12deg, #f6c344 0 24deg, #3c8d2f 0 36deg, #123 0 48deg)"
    blank.set_content(
        f'<body style="margin:0; background:{rays}"><img src="{address}" style="display:block; width:100vw">'
    )
    SCREENSHOTS.mkdir(exist_ok=True)
    photograph(blank, f"modes-overlay-{name}")
    blank.close()

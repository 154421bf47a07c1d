"""The board as people see it: on the hall's screen, on a phone, in both languages, through a cut of the line."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from scoring.lines import canonical
from tests.journeys.conftest import (
    BOARD,
    PHONE,
    SCREEN,
    Server,
    Visitor,
    free_port,
    photograph,
    prepared,
    snapshot,
    until,
)
from tests.journeys.looks import TABLET, findings, turned

POSITIONS = "[...document.querySelectorAll('.entry')].map(entry => entry.dataset.id)"
AT_REST = """() => {
  if (!document.getAnimations({ subtree: true }).every((each) => each.playState === 'finished')) return false;
  const rows = [...document.querySelectorAll('.entry')];
  const tops = rows.map((row) => row.getBoundingClientRect().top);
  return rows.every((row, at) => Number(row.dataset.position) === at) && tops.every((top, at) => !(top < tops[at - 1]));
}"""
"""True where no row moves, and each stands where its place is. Asked at once: the next mark may be on its way."""

TEXTS = """() => {
  const shown = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const solid = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/rgba\\(.*, 0\\)|transparent/.test(colour)) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const text = walker.currentNode.data.trim();
    const faded = [...ancestors(element)].some((at) => getComputedStyle(at).opacity === '0');
    if (!text || box.width < 2 || box.height < 2 || style.visibility === 'hidden' || faded) continue;
    if (element.closest('script, style, title, noscript')) continue;
    shown.push({ text, colour: style.color, ground: solid(element), size: parseFloat(style.fontSize) });
  }
  function* ancestors(element) { for (let at = element; at; at = at.parentElement) yield at; }
  return shown;
}"""


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of `rgb(r, g, b)`."""
    channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def settled(page: Page) -> None:
    """Wait until nothing is moving or flashing any more."""
    until(page, "() => document.getAnimations({ subtree: true }).every(each => each.playState === 'finished')")


def places(page: Page) -> list[str]:
    found: list[str] = page.evaluate(POSITIONS)
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_board_moves_by_itself(demo: Server, visit: Visitor, lang: str) -> None:
    seen = visit(lang)
    page = seen.board(demo.url + BOARD)
    expect(page.locator("h1 .lead")).to_have_text({"zh": "花艺", "en": "Floristry"}[lang])
    before = places(page)
    assert len(before) == 12
    until(page, f"before => ({POSITIONS}).join() !== before", arg=",".join(before), timeout_s=60)
    photograph(page, f"board-moving-{lang}")
    until(page, AT_REST)
    until(page, "document.querySelectorAll('.entry').length === 12")
    photograph(page, f"board-{lang}")
    assert seen.complaints == []


def test_arrows_tell_who_rose_and_who_fell(quick: Server, visit: Visitor) -> None:
    page = visit().board(quick.url + BOARD)
    filled = "([way]) => [...document.querySelectorAll(`${way} svg`)].some(svg => getComputedStyle(svg).fill"
    until(page, f"{filled} !== 'none')", arg=[".up"], timeout_s=60)
    until(page, f"{filled} === 'none')", arg=[".down"], timeout_s=60)


def test_what_the_page_holds_is_the_servers_board(demo: Server, visit: Visitor) -> None:
    page = visit().board(demo.url + BOARD)
    compared, end = 0, time.monotonic() + 120
    while compared < 6:
        assert time.monotonic() < end, "the board and the page hardly ever were of one version"
        board = snapshot(demo.url)
        version, held = page.evaluate("[window.saiping.version(), window.saiping.board()]")
        if version == board["version"]:
            assert held == canonical_shown(board)
            compared += 1
        time.sleep(0.15)


def canonical_shown(board: dict[str, Any]) -> str:
    """The canonical text of what a snapshot shows; whole numbers stay numbers, as on the wire."""
    return canonical({"head": board["head"], "rows": board["rows"]})


def test_the_overview_follows_too(demo: Server, visit: Visitor) -> None:
    seen = visit("en")
    page = seen.board(f"{demo.url}/events/yunping-2026")
    before = page.evaluate("window.saiping.version()")
    until(page, "before => window.saiping.version() > before", arg=before, timeout_s=60)
    expect(page.locator(".card h2")).to_contain_text("Floristry")
    assert page.locator(".card .scale").count() == 1
    photograph(page, "overview-en")
    page.locator(".card h2 a").click()
    page.wait_for_selector(".entry")
    assert seen.complaints == []


@pytest.mark.parametrize(("lang", "scheme"), [("zh", "light"), ("en", "dark")])
def test_names_are_read_from_the_last_row_of_the_hall(played: Server, visit: Visitor, lang: str, scheme: str) -> None:
    page = visit(lang, SCREEN, scheme).board(played.url + BOARD)
    photograph(page, f"projector-{lang}-{scheme}")
    rows = page.locator(".entry")
    inside = [box for box in (row.bounding_box() for row in rows.all()) if box and box["y"] + box["height"] <= 1080]
    assert len(inside) >= 10
    sizes = page.evaluate(
        "[...document.querySelectorAll('.name')].map(each => parseFloat(getComputedStyle(each).fontSize))"
    )
    assert min(sizes) >= 48
    cut = "each => each.scrollWidth > each.clientWidth + 1"
    assert (
        page.evaluate(f"[...document.querySelectorAll('.name, .org')].filter({cut}).map(each => each.textContent)")
        == []
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 1920


@pytest.mark.parametrize("size", [SCREEN, TABLET, PHONE], ids=["screen", "tablet", "phone"])
def test_every_text_of_the_board_stands_out(played: Server, visit: Visitor, size: dict[str, int]) -> None:
    page = visit("zh", size).board(played.url + BOARD)
    grounds = set()
    for scheme in ("light", "dark"):
        turned(page, size, scheme)
        settled(page)
        texts = page.evaluate(TEXTS)
        assert len(texts) > 40
        weak = [each for each in texts if contrast(each["colour"], each["ground"]) < 7]
        assert weak == [], scheme
        assert [each for each in texts if each["size"] < (24 if size is SCREEN else 12)] == []
        grounds.add(texts[0]["ground"])
    assert len(grounds) == 2


@pytest.mark.parametrize(("lang", "scheme"), [("zh", "light"), ("en", "dark")])
def test_a_phone_opens_a_row_on_a_tap(played: Server, visit: Visitor, lang: str, scheme: str) -> None:
    seen = visit(lang, PHONE, scheme, has_touch=True)
    page = seen.board(played.url + BOARD)
    page.locator(".row").nth(1).tap()
    expect(page.locator(".opened dt").first).to_have_text({"zh": "初赛", "en": "Preliminary"}[lang])
    photograph(page, f"phone-{lang}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".row").nth(1).tap()
    expect(page.locator(".opened")).to_have_count(0)
    assert seen.complaints == []


def test_the_language_changes_in_place(played: Server, visit: Visitor) -> None:
    seen = visit("zh", PHONE)
    page = seen.board(played.url + BOARD)
    page.locator(".row").nth(4).click()
    page.mouse.wheel(0, 250)
    until(page, "scrollY === 250")
    page.evaluate("window.stayed = true")
    page.get_by_role("button", name="EN").dispatch_event("click")
    expect(page.locator("h1 .lead")).to_have_text("Floristry")
    assert page.evaluate("[window.stayed, scrollY, document.documentElement.lang]") == [True, 250, "en"]
    expect(page.locator(".opened")).to_have_count(1)
    page.reload()
    expect(page.locator("h1 .lead")).to_have_text("Floristry")
    assert seen.complaints == []


def test_the_colours_can_be_chosen(played: Server, visit: Visitor) -> None:
    page = visit("en", TABLET).board(played.url + BOARD)
    light = page.evaluate("getComputedStyle(document.querySelector('.board')).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    settled(page)
    dark = page.evaluate("getComputedStyle(document.querySelector('.board')).backgroundColor")
    assert luminance(light) > 0.9 and luminance(dark) < 0.01
    page.reload()
    page.wait_for_selector(".entry")
    assert page.evaluate("getComputedStyle(document.querySelector('.board')).backgroundColor") == dark


def test_more_rows_than_fit_turn_like_pages_and_the_first_three_stay(crowded: Server, visit: Visitor) -> None:
    page = visit("zh").board(crowded.url + BOARD)
    first = places(page)
    assert len(first) == 12
    page.keyboard.press("ArrowRight")
    until(page, f"first => ({POSITIONS}).join() !== first", arg=",".join(first))
    second = places(page)
    assert second[:3] == first[:3] and not set(second[3:]) & set(first)
    expect(page.locator(".extent")).to_contain_text("30 名参赛者 第 1–3、13–21 行")
    photograph(page, "board-second-page-zh")
    page.keyboard.press("ArrowLeft")
    until(page, f"first => ({POSITIONS}).join() === first", arg=",".join(first))


def test_a_page_of_rows_is_held_twelve_seconds(crowded: Server, visit: Visitor) -> None:
    seen = visit("zh")
    seen.page.clock.install()
    page = seen.board(crowded.url + BOARD)
    page.clock.pause_at(page.evaluate("Date.now() + 1_000"))
    first = places(page)
    page.clock.run_for(10_000)
    assert places(page) == first
    page.clock.run_for(3_000)
    until(page, f"first => ({POSITIONS}).join() !== first", arg=",".join(first))


def test_a_cut_line_is_said_and_heals(demo: Server, visit: Visitor) -> None:
    seen = visit("en")
    page = seen.board(demo.url + BOARD)
    until(page, "window.saiping.version() > 1", timeout_s=60)
    rows = places(page)
    as_of = page.locator(".asof time").text_content()
    seen.context.set_offline(True)
    mark = page.locator(".badge.stale")
    expect(mark).to_contain_text("Reconnecting. Board as of")
    photograph(page, "board-cut-en")
    assert as_of is not None and re.search(r"\d\d:\d\d:\d\d", mark.text_content() or "")
    assert len(places(page)) == len(rows)
    assert page.evaluate("getComputedStyle(document.querySelector('.rows')).opacity") == "1"
    held = page.evaluate("window.saiping.version()")
    seen.context.set_offline(False)
    expect(mark).to_have_count(0, timeout=30_000)
    until(page, "held => window.saiping.version() > held", arg=held, timeout_s=60)


def test_a_server_that_comes_back_is_followed_on(tmp_path: Path, visit: Visitor) -> None:
    prepared(tmp_path)
    port = str(free_port())
    server = Server(tmp_path, "serve", "--port", port, "--database", "played.db")
    seen = visit("zh", PHONE)
    page = seen.board(server.url + BOARD)
    held = page.evaluate("window.saiping.board()")
    server.stop()
    expect(page.locator(".badge.stale")).to_contain_text("正在重新连接", timeout=10_000)
    photograph(page, "phone-cut-zh")
    assert len(places(page)) == 12
    server = Server(tmp_path, "serve", "--port", port, "--database", "played.db")
    try:
        expect(page.locator(".badge.stale")).to_have_count(0, timeout=40_000)
        assert page.evaluate("window.saiping.board()") == held == canonical_shown(snapshot(server.url))
    finally:
        server.stop()


def test_a_message_that_does_not_fit_is_answered_by_asking_again(played: Server, visit: Visitor) -> None:
    seen = visit("en")
    seen.page.add_init_script(
        """const Real = WebSocket; let spoilt = false;
        const stray = { type: 'delta', from: 1e6, to: 1e6 + 1, as_of: '', head: { status: 'final' }, rows: { X: {} } };
        window.WebSocket = class extends Real {
          set onmessage(hear) {
            super.onmessage = (event) => {
              hear(event);
              if (!spoilt) { spoilt = true; hear({ data: JSON.stringify(stray) }); }
            };
          }
          constructor(...given) { super(...given); window.sockets = (window.sockets || 0) + 1; }
        };"""
    )
    page = seen.board(played.url + BOARD)
    until(page, "window.sockets === 2 && window.saiping.link() === 'live'")
    assert page.evaluate("window.saiping.board()") == canonical_shown(snapshot(played.url))
    assert seen.complaints == []


def test_a_board_that_is_not_there_says_so(played: Server, visit: Visitor) -> None:
    page = visit("en").page
    answer = page.goto(f"{played.url}/events/yunping-2026/trades/nope")
    assert answer is not None and answer.status == 404
    expect(page.locator("h1")).to_contain_text("This event has no such trade.")
    page.get_by_role("link", name="Floristry").click()
    page.wait_for_selector(".entry")


def test_nothing_but_the_own_server_is_asked(played: Server, visit: Visitor) -> None:
    seen = visit("zh")
    asked: list[str] = []
    seen.page.on("request", lambda request: asked.append(request.url))
    page = seen.board(played.url + BOARD)
    assert asked and all(url.startswith(played.url) for url in asked)
    refused = page.evaluate(
        """() => { const script = document.createElement('script'); script.textContent = 'window.planted = 1';
        document.body.append(script); return window.planted === undefined; }"""
    )
    assert refused, "an inline script ran: the policy does not hold"


def test_less_motion_is_respected(quick: Server, visit: Visitor) -> None:
    seen = visit("zh", reduced_motion="reduce")
    seen.page.add_init_script(
        """window.moved = 0; const animate = Element.prototype.animate;
        Element.prototype.animate = function (...given) { window.moved += 1; return animate.apply(this, given); };"""
    )
    page = seen.board(quick.url + BOARD)
    before = places(page)
    page.wait_for_selector(".entry.changed", timeout=60_000)
    until(page, f"before => ({POSITIONS}).join() !== before", arg=",".join(before), timeout_s=60)
    assert page.evaluate("window.moved") == 0


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
def test_nothing_is_wrong_with_what_everybody_sees(played: Server, visit: Visitor, size: dict[str, int]) -> None:
    page = visit("zh", size).page
    for address in ("/", "/events/yunping-2026", BOARD, "/help/board"):
        page.goto(played.url + address)
        if address.startswith("/events"):
            page.wait_for_selector(".entry, .card")
        assert findings(page) == [], address

"""The pages beside a trade's board: places over time, two side by side, what can still change. The contest is marked in
part; one server and one page do for each journey, in both languages, on the hall's screen and on a phone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.commands import run
from tests.journeys.conftest import CONTEST, PHONE, SCREEN, Server, Visitor, photograph, prepared, snapshot, until
from tests.journeys.looks import findings

TRADE = "/events/yunping-2026/trades/floristry"
HISTORY = "/events/yunping-2026/boards/history:floristry"
MARKS = 170
"""Marks that are in: nobody has all of them but the first of the running order."""

WITHHELD = "While the board is frozen, nothing is said of what can still change."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("beside")
    contest = folder / "contest"
    shutil.copytree(CONTEST, contest)
    for name in ("advanced.csv", "adjustments.csv", "expected.csv"):
        (contest / name).unlink()
    marks = (contest / "marks.csv").read_text("utf-8").splitlines()
    (contest / "marks.csv").write_text("\n".join(marks[: MARKS + 1]) + "\n", "utf-8")
    prepared(folder, contest)
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    running = Server(folder, "serve", "--port", "0", "--database", "played.db")
    yield running
    running.stop()


def shown(page: Page, address: str, selector: str) -> Page:
    """Go there and wait until the link is up and something is there."""
    page.goto(address)
    there(page, selector)
    return page


def there(page: Page, selector: str) -> None:
    until(page, "what => window.saiping?.link() === 'live' && document.querySelector(what) !== null", arg=selector)


def speak(page: Page, words: str) -> None:
    """Press the switch of the other language, which over a full screen shows while the pointer moves."""
    page.mouse.move(300, 300)
    page.mouse.move(310, 310)
    page.get_by_role("button", name=words, exact=True).click()


def sized(page: Page, size: dict[str, int]) -> None:
    page.set_viewport_size({"width": size["width"], "height": size["height"]})


def placed(server: Server) -> list[tuple[str, str]]:
    """(place, id) of everybody who has one, in the order of the board."""
    rows = sorted(snapshot(server.url)["rows"].items(), key=lambda pair: int(pair[1]["position"]))
    return [(str(row["rank"]), id) for id, row in rows if row["rank"] is not None]


def test_places_over_time(visit: Visitor, server: Server) -> None:
    seen = visit("zh", SCREEN)
    page = shown(seen.page, server.url + HISTORY, ".ends button")
    labels = page.locator(".ends button")
    assert sorted(labels.locator("b").all_inner_texts(), key=int) == sorted(
        (rank for rank, _ in placed(server)[:10]), key=int
    )
    expect(page.locator("h1 .lead")).to_have_text("名次走势")
    assert findings(page) == []
    photograph(page, "beside-history-zh-1920-light")
    speak(page, "EN")
    expect(page.locator("h1 .lead")).to_have_text("Places over time")
    labels.nth(2).focus()
    page.keyboard.press("Enter")
    expect(labels.nth(2)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".legend li b").first).to_be_visible()
    sized(page, PHONE)
    page.emulate_media(color_scheme="dark")
    steps = page.locator(".places li")
    expect(steps.first).to_be_visible()
    found = httpx.get(f"{server.url}/api{HISTORY}", trust_env=False).json()["rows"]
    heard = page.locator(".places h2").inner_text()
    names = httpx.get(f"{server.url}/api/events/yunping-2026/roster", trust_env=False).json()["entrants"]
    (chosen,) = (id for id, each in names.items() if each["name_en"] == heard)
    assert steps.count() == sum(chosen in row["places"] for row in found.values())
    before = labels.count()
    page.locator(".choice select").select_option(
        label=next(each["name_en"] for id, each in names.items() if id == placed(server)[-1][1])
    )
    expect(labels).to_have_count(before + 1)
    expect(page).to_have_url(re.compile(f"pick={placed(server)[-1][1]}"))
    page.locator("summary").click()
    expect(page.locator("details tbody tr")).to_have_count(before + 1)
    assert findings(page) == []
    page.evaluate("scrollTo(0, 0)")
    photograph(page, "beside-history-en-390-dark")
    assert seen.complaints == []


def test_two_side_by_side(visit: Visitor, server: Server) -> None:
    seen = visit("en", PHONE, "dark")
    page = shown(seen.page, server.url + TRADE, ".entry")
    page.locator(".entry .who button").first.click()
    page.get_by_role("link", name="Compare with another").click()
    there(page, ".duel")
    (_, first), (_, second), *_, (_, last) = placed(server)
    rows = snapshot(server.url)["rows"]
    expect(page).to_have_url(re.compile(f"a={first}"))
    expect(page.locator(".duel.whole .by")).to_have_text(gap(rows[first], rows[second]))
    assert findings(page) == []
    photograph(page, "beside-versus-en-390-dark")
    page.get_by_label("Second entrant").select_option(value=last)
    expect(page.locator(".duel.whole .by")).to_have_text(gap(rows[first], rows[last]))
    expect(page).to_have_url(re.compile(f"b={last}"))
    expect(page.locator(".duel.whole .own.ahead b")).to_have_text(rows[first]["total"])
    sized(page, SCREEN)
    page.emulate_media(color_scheme="light")
    speak(page, "中文")
    expect(page.locator("h1 .lead")).to_have_text("两两对比")
    assert findings(page) == []
    photograph(page, "beside-versus-zh-1920-light")
    assert seen.complaints == []


def gap(first: dict[str, Any], second: dict[str, Any]) -> str:
    by = Decimal(first["total"]) - Decimal(second["total"])
    return f"{'+' if by > 0 else '−' if by < 0 else '±'}{abs(by)}"


def test_what_can_still_change_and_nothing_of_it_while_frozen(visit: Visitor, server: Server, folder: Path) -> None:
    seen = visit("zh", SCREEN)
    page = shown(seen.page, f"{server.url}{TRADE}/forecast", ".state.can, .state.set")
    told = httpx.get(f"{server.url}/api/events/yunping-2026/boards/floristry/certainty", trust_env=False).json()[
        "places"
    ]
    for entry in page.locator(".entry").all():
        best, worst, _, state = told[entry.get_attribute("data-id")]
        expect(entry.locator(".standing b")).to_have_text({"open": f"{best}–{worst}", "clinched": "已定"}[state])
        expect(entry.locator(".span .done")).to_have_count(worst - best + 1)
    assert findings(page) == []
    photograph(page, "beside-forecast-zh-1920-light")
    speak(page, "EN")
    sized(page, PHONE)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("h1 .lead")).to_have_text("What can still change")
    assert findings(page) == []
    photograph(page, "beside-forecast-en-390-dark")
    run(folder, "freeze", "yunping-2026", "floristry", "--database", "played.db")
    expect(page.locator(".notice .lead")).to_have_text(WITHHELD)
    expect(page.locator(".entry")).to_have_count(0)
    photograph(page, "beside-forecast-frozen-en-390-dark")
    assert seen.complaints == []

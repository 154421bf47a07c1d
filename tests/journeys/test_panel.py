"""A panel at work: marks that lie apart are said on both tablets at once, conferred about and given again; the chief
judge is called, and answers."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from competition.access import sessions
from scoring.facts import MarkGiven
from scoring.steps import DeliberationRecorded
from tests.competition.people import cookie
from tests.journeys import welding
from tests.journeys.conftest import PHONE, Visit, Visitor, photograph, until
from tests.journeys.judging import CUT, LAPTOP, TABLET, House, Tablet, marks, recorded
from tests.journeys.looks import sound
from tests.journeys.welding import EVENT

ASPECT = "B1.1"
SOON_S = 10.0
"""Sooner than a page asks by itself, which it does every 15 s: it was told. How fast is no matter of tests."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    welding.prepare(tmp_path)
    running = House(tmp_path)
    yield running
    running.server.stop()


class Panel:
    """Two judges' tablets, one in each language, and the chief judge."""

    def __init__(self, house: House, visit: Visitor, size: dict[str, int] = TABLET) -> None:
        self.house = house
        self.first = Tablet(house, visit("zh", size, has_touch=True), "J1")
        self.second = Tablet(house, visit("en", size, has_touch=True), "J2")
        self.chief: Visit = visit("zh", LAPTOP)
        held = cookie(house.folder, "chief", event=EVENT)
        self.chief.context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": house.url}])

    def goes_to_aspect(self, judge: Tablet) -> None:
        """To the aspect that the panel judges 0 to 3."""
        page = judge.page
        for _ in range(2):
            page.keyboard.press("n")
            judge.rests()
        until(page, "aspect => document.querySelector('.aspect[aria-current] .code')?.textContent === aspect", ASPECT)

    @property
    def complaints(self) -> list[str]:
        own = [each for each in self.chief.complaints if not CUT.search(each)]
        return [*self.first.complaints, *self.second.complaints, *own]


@pytest.fixture
def panel(house: House, visit: Visitor) -> Panel:
    return Panel(house, visit)


def shown_within(page: Page, selector: str, seconds: float) -> float:
    """Wait for what a selector finds; how long it took."""
    began = time.monotonic()
    until(page, "selector => document.querySelector(selector) !== null", selector)
    took = time.monotonic() - began
    assert took < seconds, f"{selector} took {took:.2f} s"
    return took


def test_marks_apart_are_said_on_both_tablets_at_once_and_given_again_after_the_panel_conferred(
    house: House, panel: Panel
) -> None:
    first, second = panel.first, panel.second
    first.opens()
    second.opens()
    panel.goes_to_aspect(first)
    first.taps("3")
    expect(second.page.locator(".right .contact.open")).to_be_visible()
    panel.goes_to_aspect(second)
    expect(second.page.locator(".panel-count")).to_contain_text("1 of 2 have marked")
    photograph(second.page, "panel-count-en")
    second.page.locator(".keys .key[data-value='0']").click()
    second.waits_for(ASPECT, "spread")
    shown_within(first.page, ".apart button", SOON_S)
    shown_within(second.page, ".apart button", SOON_S)
    for judge, own, other in ((first, "3", "0"), (second, "0", "3")):
        judge.shows(ASPECT, "spread", own)
        assert f'"{other}"' not in judge.page.evaluate("JSON.stringify(window.saiping.cells())")
    first.page.locator(".apart button").click()
    expect(first.page.locator(".band.spread")).to_contain_text("请先合议")
    photograph(first.page, "panel-apart-zh")
    sound(first.page)
    second.page.locator(".apart button").click()
    expect(second.page.locator(".band.spread")).to_contain_text("deliberate, then mark again")
    photograph(second.page, "panel-apart-en")
    sound(second.page)

    chief = panel.chief.page
    chief.goto(f"{house.url}/chief/{EVENT}/settle/W01/final/{ASPECT}")
    chief.locator("textarea[name=text]").fill("三席共同复看焊缝背面")
    chief.locator(".verdict button.primary").click()
    shown_within(first.page, ".band.spread .again", SOON_S)
    expect(second.page.locator(".band.spread .again")).to_contain_text("0 of 2 have marked again")
    first.page.locator(".keys .key[data-value='3']").click()
    expect(second.page.locator(".band.spread .again")).to_contain_text("1 of 2 have marked again")
    expect(first.page.locator(".apart")).to_have_count(0)
    photograph(second.page, "panel-conferred-en")
    first.waits_for(ASPECT, "spread")
    second.page.locator(".keys .key[data-value='2']").click()
    first.waits_for(ASPECT, "onboard")
    second.waits_for(ASPECT, "onboard")
    expect(second.page.locator(".apart")).to_have_count(0)
    assert marks(house.folder) == [(ASPECT, "3"), (ASPECT, "3")]
    assert [each.fact.aspect for each in recorded(house.folder) if isinstance(each.fact, DeliberationRecorded)] == [
        ASPECT
    ]
    assert len([each for each in recorded(house.folder) if isinstance(each.fact, MarkGiven)]) == 4
    assert panel.complaints == []


def test_a_judge_calls_the_chief_judge_who_sees_it_at_once_and_comes(house: House, panel: Panel) -> None:
    first, chief = panel.first, panel.chief.page
    first.opens()
    chief.goto(f"{house.url}/chief/{EVENT}")
    expect(chief.locator("#calls")).to_contain_text("没有裁判呼叫")
    chief.wait_for_timeout(500)
    first.page.locator(".call-key").dblclick()
    until(chief, "document.querySelector('#calls .waits') !== null")
    expect(chief.locator("#calls li")).to_have_count(1)
    expect(chief.locator("#calls li")).to_contain_text("刘焊")
    expect(chief.locator("#calls li")).to_contain_text("welders")
    expect(chief.locator("#calls li")).to_contain_text("11")
    assert chief.title().startswith("(1) ")
    photograph(chief, "panel-called-chief-zh")
    sound(chief)
    expect(first.page.locator(".call.called")).to_contain_text("已呼叫裁判长")
    photograph(first.page, "panel-called-zh")
    sound(first.page)
    first.page.reload()
    until(first.page, "window.saiping?.cells().length > 0")
    expect(first.page.locator(".call.called")).to_be_visible()
    chief.locator("#calls button").click()
    shown_within(first.page, ".call.coming", SOON_S)
    photograph(first.page, "panel-coming-zh")
    sound(first.page)
    chief.locator("#calls .coming button").click()
    expect(first.page.locator(".call-key")).to_be_visible()
    expect(chief.locator("#calls")).to_contain_text("没有裁判呼叫")
    first.page.wait_for_timeout(900)
    first.page.locator(".call-key").click()
    until(chief, "document.querySelector('#calls .waits') !== null")
    first.page.wait_for_timeout(900)
    first.page.locator(".call .button").click()
    until(chief, "document.querySelector('#calls .waits') === null")
    assert panel.complaints == []


def test_a_call_without_a_line_says_so_and_goes_out_once_after_a_reload_of_nothing(house: House, panel: Panel) -> None:
    second, chief = panel.second, panel.chief.page
    second.opens()
    chief.goto(f"{house.url}/chief/{EVENT}")
    second.seen.context.set_offline(True)
    second.page.locator(".call-key").click()
    expect(second.page.locator(".call.cut")).to_contain_text("Not sent yet")
    photograph(second.page, "panel-call-offline-en")
    sound(second.page)
    second.seen.context.set_offline(False)
    expect(second.page.locator(".call.called")).to_contain_text("Chief judge called", timeout=12_000)
    expect(chief.locator("#calls li")).to_have_count(1)
    house.dies()
    second.page.wait_for_timeout(900)
    second.page.locator(".call .button").click()
    house.returns()
    until(chief, "document.querySelector('#calls .waits') === null")
    assert panel.complaints == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_word_from_the_office_moves_no_key_and_stays_until_it_was_seen(house: House, panel: Panel, lang: str) -> None:
    judge = panel.first if lang == "zh" else panel.second
    page = judge.opens()
    key = page.locator(".keys .key").first
    before = key.bounding_box()
    held = cookie(house.folder, "organiser", event=EVENT)
    office = httpx.Client(headers={"Cookie": f"{sessions.COOKIE}={held}"}, trust_env=False)
    sent = office.post(f"{house.url}/office/{EVENT}/devices/message", data={"text": "茶歇 10 分钟 Break, 10 minutes"})
    assert sent.status_code == 303
    shown_within(page, ".desk-word", SOON_S)
    expect(page.locator(".desk-word")).to_contain_text("茶歇 10 分钟 Break, 10 minutes")
    assert key.bounding_box() == before
    photograph(page, f"panel-word-{lang}")
    sound(page)
    page.reload()
    shown_within(page, ".desk-word", SOON_S)
    page.locator(".desk-word button").click()
    expect(page.locator(".desk-word")).to_have_count(0)
    page.wait_for_timeout(500)
    page.reload()
    until(page, "window.saiping?.cells().length > 0")
    page.wait_for_timeout(1_000)
    expect(page.locator(".desk-word")).to_have_count(0)
    office.close()
    assert panel.complaints == []


@pytest.mark.parametrize("size", [PHONE, {"width": 768, "height": 1024}], ids=["phone", "upright"])
def test_a_panel_on_narrow_pages_has_the_same(house: House, visit: Visitor, size: dict[str, int]) -> None:
    panel = Panel(house, visit, size)
    first, second = panel.first, panel.second
    first.opens()
    second.elsewhere({"type": "mark", "key": "k1", "value": "0", "entrant": "W01", "phase": "final", "aspect": ASPECT})
    panel.goes_to_aspect(first)
    first.taps("3")
    shown_within(first.page, ".apart button", SOON_S)
    photograph(first.page, f"panel-apart-{size['width']}")
    sound(first.page)
    first.page.locator(".call-key:visible").click()
    expect(first.page.locator(".call.called:visible")).to_be_visible()
    photograph(first.page, f"panel-called-{size['width']}")
    sound(first.page)
    chief = panel.chief.page
    chief.set_viewport_size({"width": 390, "height": 844})
    chief.goto(f"{house.url}/chief/{EVENT}")
    photograph(chief, f"panel-chief-{size['width']}")
    sound(chief)
    chief.goto(f"{house.url}/chief/{EVENT}/settle/W01/final/{ASPECT}")
    assert chief.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert re.search("合议", chief.locator(".verdict").inner_text())
    photograph(chief, f"panel-settle-{size['width']}")
    sound(chief)
    assert panel.complaints == []

"""Tablets in a real browser: the office makes a ticket, the tablet's camera opens its link, the judge marks; revoked,
the tablet says so. Taps are counted from the scan to the first sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from competition.access import sessions
from tests.competition.people import cookie
from tests.journeys import welding
from tests.journeys.conftest import Server, Visit, Visitor, photograph, until
from tests.journeys.looks import sound

DESK = {"width": 1440, "height": 900}
TABLET = {"width": 1024, "height": 768}
PHONE = {"width": 390, "height": 844}
SHEETS = re.compile(f"/judge/{welding.EVENT}")
HERE = f"/office/{welding.EVENT}/devices"


SENT_LATER = "5417"
"""Marks of a tablet that are not sent: a number that nothing else on the page holds."""

LOOKS_MS = 7_500
"""By then the office's page has looked again: every five seconds, and at least two after it looked last."""


class Hall:
    """A server whose contest is open, and its office."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        welding.prepare(folder)
        self.server = Server(folder, "serve", "--port", "0", "--database", "contest.db")
        self.url = self.server.url

    def office(self, window: Visit) -> Page:
        """The organiser's page of tablets."""
        held = cookie(self.folder, "organiser", event=welding.EVENT, login="shen")
        window.context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": self.url}])
        window.page.goto(self.url + HERE)
        return window.page

    def ticket(self, page: Page, judge: str) -> tuple[str, str]:
        """(link, short code) of a new ticket, made by clicks."""
        page.goto(self.url + HERE)
        page.locator("#whom").select_option(f"judge:{judge}")
        page.locator("form[action$='/tickets'] .act button").click()
        card = page.locator(".sheet li")
        expect(card).to_have_count(1)
        return card.locator(".qr").get_attribute("data-link") or "", card.locator(".spoken").inner_text()


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    made = Hall(tmp_path_factory.mktemp("tablets"))
    yield made
    made.server.stop()


class Taps:
    """A tablet under a thumb; every tap is counted."""

    def __init__(self, window: Visit) -> None:
        self.page = window.page
        self.count = 0

    def scans(self, link: str) -> None:
        """The camera shows the link; one tap opens it."""
        self.count += 1
        self.page.goto(link)

    def taps(self, selector: str) -> None:
        self.count += 1
        self.page.locator(selector).tap()

    def sees_a_sheet(self) -> None:
        self.page.wait_for_url(SHEETS)
        until(self.page, "window.saiping?.cells().length > 0")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_from_the_scan_to_the_first_sheet_and_until_the_tablet_is_revoked(
    lang: str, hall: Hall, visit: Visitor
) -> None:
    desk = visit(lang, DESK)
    office = hall.office(desk)
    sound(office)
    link, _ = hall.ticket(office, "J1")
    sound(office)
    photograph(office, f"devices-ticket-{lang}")

    window = visit(lang, TABLET, has_touch=True)
    thumb = Taps(window)
    thumb.scans(link)
    sound(window.page)
    photograph(window.page, f"devices-enrol-{lang}")
    thumb.taps(".begin")
    thumb.sees_a_sheet()
    assert thumb.count <= 3
    photograph(window.page, f"devices-first-sheet-{lang}")

    office.goto(hall.url + HERE)
    station = office.locator("#stations tr", has_text="J1-")
    expect(station.first).to_be_visible()
    photograph(office, f"devices-{lang}")
    station.first.locator("summary").click()
    sound(office)
    photograph(office, f"devices-more-{lang}")
    station.first.locator("form[action$='/message'] input[name=text]").fill("茶歇 10 分钟 Break, 10 minutes")
    station.first.locator("form[action$='/message'] button").click()
    expect(office.locator(".band.stored")).to_be_visible()
    station.first.locator("summary").click()
    station.first.locator(".stop").click()
    expect(office.locator("#past")).to_contain_text("J1-")
    sound(office)
    photograph(office, f"devices-revoked-office-{lang}")

    expect(window.page.locator("body")).to_contain_text(
        {"zh": "组委会已停用这台平板", "en": "The office has revoked this tablet"}[lang], timeout=15_000
    )
    photograph(window.page, f"devices-revoked-tablet-{lang}")
    answer = window.context.request.get(f"{hall.url}/api/events/{welding.EVENT}/sheets")
    assert (answer.status, answer.json()["problems"][0]["code"]) == (401, "device-revoked")
    fresh = window.context.new_page()  # without what the page keeps for work without network
    fresh.goto(f"{hall.url}/enrol")
    sound(fresh)
    photograph(fresh, f"devices-code-{lang}")
    assert desk.complaints == []


@pytest.mark.parametrize(("lang", "scheme"), [("zh", "dark"), ("en", "light")])
def test_on_a_phone_by_short_code_and_where_marks_of_another_are_waiting(
    lang: str, scheme: str, hall: Hall, visit: Visitor
) -> None:
    office = hall.office(visit(lang, DESK, scheme))
    _, code = hall.ticket(office, "J2")
    window = visit(lang, PHONE, scheme, has_touch=True)
    page = window.page
    page.goto(f"{hall.url}/enrol")
    sound(page)
    page.locator("#code").fill(code)
    page.locator(".act button").tap()
    expect(page.locator(".begin")).to_be_visible()
    sound(page)
    photograph(page, f"devices-enrol-phone-{lang}")
    page.locator(".begin").tap()
    page.wait_for_url(SHEETS)
    until(page, "window.saiping?.cells().length > 0")

    window.context.request.get(
        f"{hall.url}/api/events/{welding.EVENT}/sheets", headers={"Saiping-Unsent": "3", "Saiping-Page": "p"}
    )
    link, _ = hall.ticket(office, "J1")
    other = window.context.new_page()
    other.goto(link)
    expect(other.locator(".band.amber")).to_contain_text("J2")
    sound(other)
    photograph(other, f"devices-handover-phone-{lang}")

    small = visit(lang, PHONE, scheme)
    hall.office(small)
    sound(small.page)
    photograph(small.page, f"devices-office-phone-{lang}")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_short_code_typed_where_one_signs_in_leads_to_the_sheets(lang: str, hall: Hall, visit: Visitor) -> None:
    _, code = hall.ticket(hall.office(visit(lang, DESK)), "J1")
    window = visit(lang, TABLET, has_touch=True)
    page = window.page
    page.goto(f"{hall.url}/sign-in")
    page.locator("input[name=code]").fill(code)
    page.locator("form[action='/sign-in/code'] button").tap()
    page.locator(".begin").tap()
    page.wait_for_url(SHEETS)
    until(page, "window.saiping?.cells().length > 0")
    assert window.complaints == []
    spent = visit(lang, TABLET, has_touch=True)
    spent.page.goto(f"{hall.url}/sign-in")
    spent.page.locator("input[name=code]").fill(code)
    spent.page.locator("form[action='/sign-in/code'] button").tap()
    expect(spent.page.locator(".wrong")).to_contain_text({"zh": "已失效", "en": "counts no more"}[lang])
    sound(spent.page)
    photograph(spent.page, f"devices-spent-code-{lang}")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_shows_within_seconds_what_a_tablet_says(lang: str, hall: Hall, visit: Visitor) -> None:
    window = visit(lang, DESK)
    window.page.clock.install()
    office = hall.office(window)
    link, _ = hall.ticket(office, "J2")
    with httpx.Client(trust_env=False, timeout=20) as tablet:
        form = dict(re.findall(r'name="(showing)" value="([^"]+)"', tablet.get(link).text))
        tablet.post(link, data=form)
        office.goto(hall.url + HERE)
        rows = office.locator("#stations tr.looked", has_text=SENT_LATER)
        expect(rows).to_have_count(0)
        sheets = f"{hall.url}/api/events/{welding.EVENT}/sheets"
        assert tablet.get(sheets, headers={"Saiping-Unsent": SENT_LATER, "Saiping-Page": "abc"}).status_code == 200
        office.clock.fast_forward(LOOKS_MS)
        expect(rows).to_have_count(1)
        photograph(office, f"devices-amber-{lang}")
        assert tablet.get(sheets, headers={"Saiping-Unsent": "0"}).status_code == 200
        office.clock.fast_forward(LOOKS_MS)
        expect(rows).to_have_count(0)

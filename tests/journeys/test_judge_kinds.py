"""Every kind of mark on a judge's tablet: times and leaps in attempts, faults one by one, grades, places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from competition.access import sessions
from tests.competition.people import cookie
from tests.journeys.commands import run
from tests.journeys.conftest import ROOT, Server, photograph, until

TABLET = {"width": 1024, "height": 768}
GOLDEN = ROOT / "tests" / "golden"
EVENTS = ("track", "seam", "stage")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """A server with three contests that nobody has marked."""
    folder = tmp_path_factory.mktemp("kinds")
    for arguments in (["init"], *(["import", str(GOLDEN / event), "--without-marks"] for event in EVENTS)):
        run(folder, *arguments, "--database", "contest.db")
    server = Server(folder, "serve", "--port", "0", "--database", "contest.db")
    yield server, folder
    server.stop()


@contextmanager
def tablet(browser: Browser, house: tuple[Server, Path], event: str, judge: str) -> Iterator[Page]:
    """A judge's page, with nothing wrong on its console at the end."""
    server, folder = house
    context = browser.new_context(viewport=TABLET, has_touch=True)  # type: ignore[arg-type]
    held = cookie(folder, "judge", event=event, judge=judge)
    context.add_cookies(
        [
            {"name": sessions.COOKIE, "value": held, "url": server.url},
            {"name": "lang", "value": "en", "url": server.url},
        ]
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{server.url}/judge/{event}")
    until(page, "window.saiping?.cells().length > 0")
    page.wait_for_timeout(320)
    yield page
    assert wrong == []
    context.close()


def types(page: Page, keys: str) -> None:
    """Keys of the pad, then the one button that keeps what was typed."""
    for key in keys:
        page.locator(f".pad [data-key='{key}']").click()
    keep(page)


def keep(page: Page) -> None:
    page.locator(".way.next.primary").click()
    page.wait_for_timeout(360)


def goes_on(page: Page) -> None:
    """The mark is on the tablet, and the keys that came then are at rest."""
    until(page, "window.saiping.idle()")
    page.wait_for_timeout(360)


def key(page: Page, value: str) -> Locator:
    return page.locator(f".keys .key[data-value='{value}']")


def cells(page: Page) -> list[dict[str, Any]]:
    """What the page holds of the sheet, once all of it is stored."""
    until(page, "window.saiping.unsent() === 0")
    found: list[dict[str, Any]] = page.evaluate("window.saiping.cells()")
    return found


def test_a_time_is_typed_as_on_a_stopwatch_try_by_try_and_sent_in_seconds(
    browser: Browser, house: tuple[Server, Path]
) -> None:
    with tablet(browser, house, "track", "T1") as page:
        expect(page.locator(".try-key")).to_have_count(2)
        types(page, "10720")
        expect(page.locator(".try-key").first).to_have_text(re.compile("^1st try .*1:07\\.20"))
        types(page, "1285")
        assert [(each["attempt"], each["value"]) for each in cells(page)] == [(1, "67.2"), (2, "12.85")]


def test_a_sheet_with_attempts_is_signed_under_the_digest_that_the_server_works_out(
    browser: Browser, house: tuple[Server, Path]
) -> None:
    with tablet(browser, house, "track", "T2") as page:
        types(page, "6.1")
        assert cells(page)[0]["shown"] == "stored", "two attempts are owed yet"
        types(page, "6.42")
        page.get_by_role("button", name="Absent").click()
        goes_on(page)
        assert [each["shown"] for each in cells(page)] == ["onboard"] * 3
        if page.locator(".review").count() == 0:
            page.locator(".way.next").click()
        page.get_by_role("button", name="Sign", exact=False).first.click()
        until(page, "document.querySelector('.band.signed') !== null")
        assert page.locator(".band.refused").count() == 0


def test_a_stopwatch_runs_on_through_a_reload_and_types_what_it_counted(
    browser: Browser, house: tuple[Server, Path]
) -> None:
    with tablet(browser, house, "track", "T1") as page:
        page.locator(".plate").click()
        page.locator(".entrant").nth(1).click()
        page.wait_for_timeout(360)
        page.locator(".stopwatch").click()
        page.wait_for_timeout(1_000)
        photograph(page, "judge-stopwatch-en")
        page.reload()
        until(page, "window.saiping?.cells().length > 0")
        page.locator(".plate").click()
        page.locator(".entrant").nth(1).click()
        page.wait_for_timeout(4_500)
        page.locator(".stopwatch.runs").click()
        expect(page.locator(".stopwatch.runs")).to_have_count(0)
        counted = page.locator(".entered").inner_text()
        keep(page)
        stored = cells(page)[0]
        assert 5 <= float(stored["value"]) < 30, stored
        expect(page.locator(".try-key").first).to_contain_text(counted)


def test_faults_are_counted_and_what_they_leave_is_said(browser: Browser, house: tuple[Server, Path]) -> None:
    with tablet(browser, house, "seam", "J1") as page:
        key(page, "1").click()
        goes_on(page)
        for _ in range(3):
            page.locator("[data-key='+']").click()
        page.locator("[data-key='-']").click()
        expect(page.locator(".leaves")).to_contain_text("2 points")
        keep(page)
        expect(key(page, "2"), "a grade says what it is worth").to_contain_text("1 points")
        key(page, "0").click()
        goes_on(page)
        key(page, "3").click()
        until(page, "window.saiping.cells().every(each => each.value !== null && each.value !== undefined)")
        assert [each["value"] for each in cells(page)] == ["1", "2", "0", "3"]


def test_no_fault_is_one_tap(browser: Browser, house: tuple[Server, Path]) -> None:
    with tablet(browser, house, "seam", "J2") as page:
        key(page, "0").click()
        goes_on(page)
        page.get_by_role("button", name="No fault").click()
        goes_on(page)
        assert [each.get("value") for each in cells(page)] == ["0", "0", None, None]


def test_a_place_given_twice_is_said_at_once_and_nothing_is_signed_with_it(
    browser: Browser, house: tuple[Server, Path]
) -> None:
    with tablet(browser, house, "stage", "A") as page:
        expect(page.locator(".keys .key"), "as many places as couples").to_have_count(4)
        for _ in range(2):
            key(page, "1").click()
            goes_on(page)
        page.locator(".plate").click()
        page.locator(".entrant").nth(1).click()
        page.wait_for_timeout(360)
        expect(key(page, "1").locator(".holder")).to_contain_text("1")
        key(page, "1").click()
        page.locator(".band.conflict").wait_for()
        expect(page.locator(".band.conflict")).to_contain_text("given twice")
        key(page, "2").click()
        page.locator(".band.conflict").wait_for(state="detached")
        assert cells(page)[0]["value"] == "2"

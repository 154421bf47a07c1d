"""A judge's page in two tabs, of which one hands the tablet over: the other one sends nothing as the next judge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from competition.access import sessions
from scoring.facts import MarkGiven
from tests.journeys import welding
from tests.journeys.conftest import Visit, Visitor, photograph, until
from tests.journeys.judging import TABLET, House, Tablet, looks_right, recorded
from tests.journeys.test_offline import Enrolled, gives
from tests.journeys.welding import EVENT

CALL = f"/api/events/{EVENT}/judge/call"
ANOTHER = {"zh": "另一位裁判", "en": "another judge"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    welding.prepare(tmp_path)
    running = House(tmp_path)
    yield running
    running.server.stop()


class SecondTab(Tablet):
    """The page of whoever the browser is just then, in a tab beside the first."""

    def __init__(self, house: House, seen: Visit) -> None:
        self.house, self.seen, self.page = house, seen, seen.context.new_page()


def given(house: House) -> list[tuple[str, str, str, str]]:
    """Judge, entrant, aspect and value of every mark in the ledger."""
    facts = [each.fact for each in recorded(house.folder) if isinstance(each.fact, MarkGiven)]
    return [(fact.cell.judge, fact.cell.entrant, fact.cell.aspect, fact.value) for fact in facts]


def hands_over(page: Page, house: House) -> None:
    page.locator(".more").tap()
    page.locator(".menu .hands").tap()
    page.locator(".hand-over .primary").tap()
    page.wait_for_url(f"{house.url}/")


@pytest.mark.parametrize("lang", ["en"])
def test_the_tab_that_was_left_open_gives_and_calls_for_nobody_but_its_judge(
    house: House, visit: Visitor, lang: str
) -> None:
    seen = visit(lang, TABLET, has_touch=True)
    first = Enrolled(house, seen, "J1")
    first.opens()
    left = SecondTab(house, seen)
    left.opens()
    hands_over(first.page, house)
    gives(left, "A1.1")
    assert given(house) == [], "nobody is signed in"

    second = Enrolled(house, seen, "J2")
    second.opens()
    gives(left, "A1.2")
    left.page.locator(".call-key").tap()
    until(left.page, "window.saiping.contact() === 'closed'")
    gives(second, "A1.1")
    until(second.page, "window.saiping.entries().length === 0")
    left.page.wait_for_timeout(3_000)  # several more tries
    assert given(house) == [("J2", "W01", "A1.1", "2")]
    assert seen.context.request.get(house.url + CALL).json() == {"call": None}
    expect(left.page.locator(".banner")).to_contain_text(ANOTHER[lang])
    assert left.page.evaluate("window.saiping.entries().length") == 2
    looks_right(left.page)
    photograph(left.page, f"two-tabs-left-{lang}")

    hands_over(second.page, house)
    Enrolled(house, seen, "J1").opens()
    until(left.page, "window.saiping.entries().length === 0")
    own = [("J1", "W01", "A1.1", "2"), ("J1", "W01", "A1.2", "4")]
    assert given(house) == [("J2", "W01", "A1.1", "2"), *own], "they waited for their judge"
    assert sessions.COOKIE not in {each["name"] for each in seen.context.cookies()}

"""The server comes back with another version of the judge's page: a tablet with unsent marks keeps the one that it has
and works on; once all is stored it takes the new one by itself. The office sees who runs which."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import expect

from competition.access import sessions
from tests.competition.people import cookie
from tests.journeys import welding
from tests.journeys.conftest import ROOT, Visitor, photograph, until
from tests.journeys.judging import LAPTOP, TABLET, House
from tests.journeys.looks import sound
from tests.journeys.test_offline import Enrolled, again, all_given, gives, kept
from tests.journeys.welding import EVENT

PRODUCT = ("scoring", "competition", "judges", "templates")
OLD = {"zh": "旧页面", "en": "old page"}
LOOKS_MS = 5_000
"""So often the page looks whether it may change."""

LOOKS = 60
"""Of its own time, five minutes: it asks for the new one at most twice a minute, then rests for twenty seconds."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    welding.prepare(tmp_path)
    running = House(tmp_path)
    yield running
    running.server.stop()


@pytest.fixture
def next_version(tmp_path: Path) -> Path:
    """The product with one script of the judge's page changed."""
    root = tmp_path / "next"
    root.mkdir()
    shutil.copy(ROOT / "run.py", root)
    for room in PRODUCT:
        shutil.copytree(ROOT / room, root / room, ignore=shutil.ignore_patterns("__pycache__"))
    script = root / "templates" / "static" / "judge.js"
    script.write_text(f"{script.read_text('utf-8')}\ndocument.documentElement.dataset.renewed = 'yes';\n", "utf-8")
    return root


@pytest.mark.parametrize("lang", ["zh"])
def test_a_tablet_keeps_its_page_while_marks_are_unsent_and_takes_the_new_one_after(
    house: House, next_version: Path, visit: Visitor, lang: str
) -> None:
    judge = Enrolled(house, visit(lang, TABLET, has_touch=True), "J1")
    page = judge.opens()
    kept(page)
    before = page.evaluate("window.saiping.version")
    given = gives(judge, "A1.1")
    until(page, "window.saiping.entries().length === 0")
    house.dies()
    given += gives(judge, "A1.2")
    page.route("**/api/marks", lambda route: route.abort("connectionrefused"))
    house.returns(next_version)
    given += gives(judge, "B1.1")

    window = visit(lang, LAPTOP)
    held = cookie(house.folder, "organiser", event=EVENT, login="shen")
    window.context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": house.url}])
    office = window.page
    office.goto(f"{house.url}/office/{EVENT}/devices")
    row = office.locator("#stations tr", has_text="J1-")
    expect(row).to_contain_text(OLD[lang], timeout=30_000)
    expect(row).to_contain_text(before[:8])
    sound(office)
    photograph(office, f"page-version-old-{lang}")

    for _ in range(12):  # longer than it looks for a new page, and than it rests
        page.clock.fast_forward(LOOKS_MS)
        page.wait_for_timeout(200)
    assert page.evaluate("window.saiping.version") == before
    assert page.evaluate("window.saiping.unsent()") == 2
    judge.seen.context.set_offline(True)
    again(judge)
    assert page.evaluate("window.saiping.version") == before, "without network the page that it has is loaded"
    given += gives(judge, "B1.2")
    judge.seen.context.set_offline(False)
    page.unroute("**/api/marks")

    until(page, "window.saiping.entries().length === 0")
    renewed = page.locator("html[data-renewed=yes]")
    for _ in range(LOOKS):
        page.clock.fast_forward(LOOKS_MS)
        with suppress(AssertionError):
            expect(renewed).to_have_count(1, timeout=500)
            break
    expect(renewed).to_have_count(1)
    until(page, "window.saiping?.cells().length > 0")
    assert page.evaluate("window.saiping.version") != before
    kept(page)
    assert all_given(house.folder) == [("W01", *each) for each in given]
    given += gives(judge, "B1.3")
    until(page, "window.saiping.entries().length === 0")
    assert all_given(house.folder) == [("W01", *each) for each in given]
    expect(row).not_to_contain_text(OLD[lang], timeout=30_000)
    judge.seen.context.set_offline(True)
    again(judge)
    expect(page.locator("html[data-renewed=yes]")).to_have_count(1)
    assert page.evaluate("window.saiping.version") != before, "and it is the new one that is kept"
    assert judge.complaints == []

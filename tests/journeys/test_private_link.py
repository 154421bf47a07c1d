"""After the notice: the office hands out private links, and a competitor opens hers on her phone."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import expect

from competition.access import sessions
from tests.competition.people import cookie
from tests.competition.rehearsals.stands import posting, stand
from tests.journeys.conftest import PHONE, Server, Visitor, comes_to, photograph
from tests.journeys.looks import findings

EVENT = "yunping-2026"
DESK = {"width": 1440, "height": 900}


@pytest.fixture
def published(tmp_path: Path) -> Iterator[Server]:
    """A contest whose result is on notice."""

    async def held() -> None:
        async with stand(tmp_path) as stood:
            await stood.hold("yunping")
            recorder = await stood.recorder(EVENT)
            async with recorder.reading() as state:
                notice = posting(state, "floristry")
            assert (await recorder.record(notice, actor="association.main", key="notice")).status == "accepted"

    with ThreadPoolExecutor(1) as thread:  # whose loop is its own
        thread.submit(lambda: asyncio.run(held())).result()
    server = Server(tmp_path, "serve", "--port", "0", "--database", "contest.db")
    yield server
    server.stop()


def test_a_competitor_sees_her_own_marks_by_the_link_that_the_office_gave_her(
    visit: Visitor, published: Server, tmp_path: Path
) -> None:
    desk = visit("en", DESK)
    held = cookie(f"sqlite:///{tmp_path / 'contest.db'}", "organiser", event=EVENT)
    desk.context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": published.url}])
    office = desk.page
    office.goto(f"{published.url}/office/{EVENT}/roster")
    comes_to(office, office.get_by_role("link", name="Private links").click)
    assert findings(office) == []
    photograph(office, "links-desk-en")
    comes_to(office, office.get_by_role("button", name="Make 12 links").click)
    assert findings(office) == []
    photograph(office, "links-sheet-en")
    with office.expect_download() as taken:
        office.get_by_role("link", name="As a file").click()
    file = tmp_path / "links.csv"
    taken.value.save_as(file)
    with file.open(newline="", encoding="utf-8-sig") as lines:
        link = next(row["link"] for row in csv.DictReader(lines) if row["name"] == "欧阳若溪")
    assert link.startswith(f"{published.url}/mine/")

    phone = visit("zh", PHONE, is_mobile=True, has_touch=True)
    page = phone.page
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("欧阳若溪")
    assert findings(page) == []
    photograph(page, "mine-phone-zh")
    closed = page.locator("details:not([open]) summary").first
    closed.tap()
    expect(page.locator("details[open]").filter(has_text="裁判 1").last).to_be_visible()
    page.get_by_role("link", name="EN", exact=True).tap()
    expect(page.get_by_text("Judge 1").first).to_be_visible()
    assert findings(page) == []
    photograph(page, "mine-phone-en")
    asked: list[str | None] = []
    page.on("request", lambda request: asked.append(request.headers.get("referer")))
    page.get_by_role("link", name="To the notice").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Notice of results")
    assert asked and not any("/mine/" in (each or "") for each in asked)
    page.goto(f"{link}x")
    expect(page.get_by_role("heading", level=1)).to_contain_text("leads nowhere")
    assert findings(page) == []
    assert [each for each in phone.complaints if "404" not in each] == []

"""From a card that refuses a grade to the person's record over the years, and what she sees of it on her own phone."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import pytest
from playwright.sync_api import expect

from competition.access import sessions
from competition.mine import links
from competition.store.database import open_database
from tests.competition.certificates.town import PAPERS, ROWS, package, town
from tests.competition.people import cookie
from tests.competition.venue import url_of
from tests.journeys.conftest import PHONE, Server, Visitor, photograph
from tests.journeys.looks import findings

DESK = {"width": 1440, "height": 900}


def _rows(level: str) -> list[tuple[str, str, str, str, str, str, str]]:
    return [(*ROWS[0][:3], level, *ROWS[0][4:]), *ROWS[1:]]


async def _years(url: str) -> None:
    async with town(url) as place:
        await place.done(package("old", "2022", rows=_rows("5")))
        await place.done(package("cup", "2024", rows=_rows("3")))
        await place.revoked((await place.numbers("P1"))[-1])
        await place.done(package("spring", rows=_rows("3")))
        await place.resulted(package("autumn", rows=_rows("3"), papers={"P1": PAPERS["P1"]}))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("years")
    with ThreadPoolExecutor(1) as aside:  # the browser's own loop runs in this thread
        aside.submit(anyio.run, _years, url_of(made)).result()
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    found = Server(folder, "serve", "--port", "0", "--database", url_of(folder))
    yield found
    found.stop()


@pytest.mark.parametrize(("lang", "scheme"), [("zh", "light"), ("en", "dark")])
def test_from_the_card_that_refuses_to_her_record(
    server: Server, folder: Path, visit: Visitor, lang: str, scheme: str
) -> None:
    window = visit(lang, size=DESK, scheme=scheme)
    held = cookie(folder, "association", event="autumn")
    window.context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": server.url}])
    page, wrong = window.page, list[object]()

    def look(name: str) -> None:
        for size in (PHONE, DESK):
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            photograph(page, f"records-{name}-{lang}-{size['width']}")
            wrong.extend((name, size["width"], each) for each in findings(page))

    page.goto(f"{server.url}/awards/autumn/cakes/C1")
    look("card")
    page.locator("a[href='/records/autumn/P1']").click()
    expect(page.locator(".ladder .point.revoked")).to_have_count(1)
    expect(page.locator("#years tr.revoked")).to_have_count(1)
    expect(page.locator("#year .promoted li")).to_have_count(1)
    look("years")
    page.goto(f"{server.url}/records/autumn/P2")
    expect(page.locator(".band.amber")).to_be_visible()
    look("alone")
    with open_database(url_of(folder)) as database, database.transaction() as connection:
        (own,) = links.make(connection, "cup", ["C1"], made_by="organiser.o")
    page.goto(f"{server.url}/mine/{own.token}")
    expect(page.locator(".given-papers li.revoked")).to_have_count(1)
    look("own")
    assert wrong == [], "\n".join(map(str, wrong))
    assert window.complaints == []

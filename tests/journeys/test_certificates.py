"""From awards in force to paper: the association issues, watches how far it is, prints, opens one and replaces it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from competition.access import sessions
from competition.store.database import open_database
from tests.competition.certificates.contest import EVENT, PAGE, imported, in_force
from tests.competition.people import cookie
from tests.competition.venue import url_of
from tests.journeys.conftest import PHONE, Server, Visitor, comes_to, photograph
from tests.journeys.looks import findings

DESK = {"width": 1440, "height": 900}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "saiping.toml").write_text('address = "https://contest.example"\n', "utf-8")
    with ThreadPoolExecutor(1) as aside:  # the browser's own loop runs in this thread
        aside.submit(_prepared, tmp_path).result()
    found = Server(tmp_path, "serve", "--port", "0", "--database", url_of(tmp_path))
    yield found
    found.stop()


def _prepared(folder: Path) -> None:
    imported(folder, folder / "bakery")
    with open_database(url_of(folder)) as database:
        anyio.run(in_force, database)


@pytest.mark.parametrize(("lang", "scheme"), [("zh", "light"), ("en", "dark")])
def test_from_awards_in_force_to_paper(server: Server, visit: Visitor, tmp_path: Path, lang: str, scheme: str) -> None:
    window = visit(lang, size=DESK, scheme=scheme)
    held = cookie(tmp_path, "association", event=EVENT)
    window.context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": server.url}])
    page, wrong = window.page, list[object]()

    def look(name: str) -> None:
        for size in (PHONE, DESK):
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            photograph(page, f"certificates-{name}-{lang}-{size['width']}")
            wrong.extend((name, size["width"], each) for each in findings(page))

    page.goto(f"{server.url}{PAGE}")
    look("before")
    page.locator("form[action='/certificates/bakery/cakes'] button").dblclick()
    expect(page.locator("tr.issued")).not_to_have_count(0, timeout=20_000)
    expect(page.locator("tr.due")).to_have_count(0, timeout=30_000)
    issued = page.locator("tr.issued").count()
    look("issued")

    page.locator("form[action$='/papers'] button").click()
    download = page.locator("a[href$='/papers']")
    expect(download).to_be_visible(timeout=20_000)
    with page.expect_download() as waiting:
        download.click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"PK")

    comes_to(page, page.locator("tr.issued a.certificate-number").last.click)
    look("one")
    href = page.locator("a[href$='.pdf']").get_attribute("href")
    paper = window.context.request.get(f"{server.url}{href}")
    assert len(PdfReader(io.BytesIO(paper.body())).pages) == 1
    page.select_option("select[name=reason]", "wrong-name")
    page.fill("textarea[name=text]", "姓名写错了")
    page.locator("form[action*='/certificates/'] button").dblclick()
    expect(page.locator("blockquote")).to_have_text("姓名写错了")
    look("replaced")
    page.goto(f"{server.url}{PAGE}?show=issued")
    expect(page.locator("tr.issued")).to_have_count(issued, timeout=20_000)
    assert wrong == [], "\n".join(map(str, wrong))
    assert window.complaints == []

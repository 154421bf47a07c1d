"""Pages as a browser gets them: languages, addresses that are not there, headers, caches, weight."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from competition import pages, words
from competition.access.access import guard
from competition.static import STATIC

ROSTER: dict[str, Any] = {
    "event": {
        "id": "yz",
        "name": {"zh": "云州大赛", "en": "Yunzhou Contest"},
        "starts": "2026-05-01",
        "ends": "2026-05-03",
        "place": {"zh": "云州", "en": "Yunzhou"},
    },
    "trades": [
        {"id": "welding", "name": {"zh": "焊接", "en": "Welding"}, "decimals": 2, "phases": [], "modules": []},
        {"id": "script", "name": {"zh": "</script>", "en": "<b>Bold"}, "decimals": 2, "phases": [], "modules": []},
    ],
    "entrants": {},
}
BOARD = "/events/yz/trades/welding"


class Shelf:
    """The catalogue that pages see, over what a test puts in."""

    def __init__(self, *rosters: dict[str, Any]) -> None:
        self.rosters = rosters

    async def events(self) -> list[dict[str, Any]]:
        return [roster["event"] for roster in self.rosters]

    async def roster(self, event: str) -> dict[str, Any] | None:
        return next((roster for roster in self.rosters if roster["event"]["id"] == event), None)


def application(*rosters: dict[str, Any]) -> Starlette:
    app = Starlette(routes=pages.routes(), exception_handlers={404: pages.not_found})
    app.state.catalogue = app.state.rosters = Shelf(*rosters)
    return app


@pytest.fixture
def browser() -> Iterator[TestClient]:
    with TestClient(application(ROSTER)) as client:
        yield client


def test_every_route_declares_what_it_allows() -> None:
    guard(pages.routes())


def test_the_first_page_lists_the_events(browser: TestClient) -> None:
    page = browser.get("/").text
    assert 'href="/events/yz"' in page
    assert "云州大赛" in page and "Yunzhou Contest" in page
    assert "2026年5月1日" in page and "云州" in page


def test_without_events_the_first_page_says_how_to_get_one() -> None:
    with TestClient(application()) as client:
        assert "run.py import" in client.get("/").text


@pytest.mark.parametrize(
    ("asked", "tag"),
    [("", "zh-Hans-CN"), ("en-GB,en;q=0.9", "en"), ("fr, zh-TW;q=0.5", "zh-Hans-CN"), ("fr", "zh-Hans-CN")],
)
def test_the_browsers_language_is_spoken_else_chinese(browser: TestClient, asked: str, tag: str) -> None:
    answer = browser.get("/", headers={"accept-language": asked})
    assert f'<html lang="{tag}"' in answer.text
    assert answer.headers["content-language"] == tag


def test_a_language_that_was_asked_for_is_kept(browser: TestClient) -> None:
    browser.get("/?lang=en", headers={"accept-language": "zh"})
    assert '<html lang="en"' in browser.get(BOARD, headers={"accept-language": "zh"}).text
    assert '<html lang="zh-Hans-CN"' in browser.get(f"{BOARD}?lang=zh").text


def test_a_language_that_is_not_there_is_not_kept(browser: TestClient) -> None:
    assert "set-cookie" not in browser.get("/?lang=xx&theme=pink").headers


def test_a_theme_that_was_asked_for_is_kept(browser: TestClient) -> None:
    assert "data-theme" not in browser.get("/").text
    browser.get("/?theme=dark")
    assert 'data-theme="dark"' in browser.get(BOARD).text


def test_the_switches_keep_the_rest_of_the_address(browser: TestClient) -> None:
    assert "?theme=light&amp;lang=en" in browser.get("/?theme=light&lang=zh").text


def test_the_board_names_trade_and_event_at_once(browser: TestClient) -> None:
    page = browser.get(BOARD).text
    assert "焊接" in page and "Welding" in page and "云州大赛" in page
    assert 'data-trade="welding"' in page and 'data-audience="public"' in page


def test_names_cannot_break_out_of_the_page(browser: TestClient) -> None:
    page = browser.get("/events/yz/trades/script").text
    assert "<b>Bold" not in page and page.count("</script>") == 4
    found = re.search(r'data-names="([^"]*)"', page)
    assert found is not None and json.loads(html.unescape(found[1]))["trade"] == {"zh": "</script>", "en": "<b>Bold"}


@pytest.mark.parametrize("address", ["/events/nope", "/events/nope/trades/welding", "/help/nope", "/nowhere"])
def test_what_is_not_there_says_so_and_leads_on(browser: TestClient, address: str) -> None:
    answer = browser.get(address, headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert "There is no such" in answer.text and 'href="/"' in answer.text


def test_an_unknown_trade_leads_to_the_known_ones(browser: TestClient) -> None:
    answer = browser.get("/events/yz/trades/nope?lang=en")
    assert answer.status_code == 404
    assert "This event has no such trade." in answer.text and f'href="{BOARD}"' in answer.text


@pytest.mark.parametrize(
    "address",
    ["/", "/events/yz", BOARD, "/help/board", "/i18n/zh.json", "/static/icon.svg", "/static/worker.js"],
)
def test_every_answer_that_a_browser_may_open_carries_the_headers(browser: TestClient, address: str) -> None:
    headers = browser.get(address).headers
    assert {name.lower(): headers.get(name) for name in pages.security_headers()} == {
        name.lower(): value for name, value in pages.security_headers().items()
    }


@pytest.mark.parametrize("address", ["/static/board.js", "/static/saiping.css", "/static/vendor/preact.js"])
def test_parts_of_pages_say_no_more_than_they_need(browser: TestClient, address: str) -> None:
    answer = browser.get(f"{address}?v=1")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert sum(len(name) + len(value) + 4 for name, value in answer.headers.items()) < 250


def test_only_own_scripts_and_the_one_import_map_may_run(browser: TestClient) -> None:
    answer = browser.get(BOARD)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    (inline,) = re.findall(r"<script(?! type=.application/json)[^>]*>([^<]+)</script>", answer.text)
    digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    assert policy["script-src"] == f"'self' 'sha256-{digest}'"
    assert policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["default-src"] == "'none'"
    assert "style=" not in answer.text and "onclick" not in answer.text


def test_nothing_is_loaded_from_elsewhere(browser: TestClient) -> None:
    for address in ("/", "/events/yz", BOARD):
        page = browser.get(address).text
        assert re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", page) == []
    for file in [*STATIC.glob("*.js"), *STATIC.glob("*.css")]:
        text = file.read_text("utf-8")
        assert re.findall(r"(?:from|import\()\s*['\"](?:https?:)?//", text) == [] and "url(" not in text, file.name


def test_a_file_with_its_version_in_the_address_is_kept_for_good(browser: TestClient) -> None:
    page = browser.get(BOARD).text
    (script,) = re.findall(r'<script type="module" src="([^"]+)"', page)
    assert "immutable" in browser.get(script).headers["cache-control"]
    without = browser.get("/static/board.js")
    assert without.headers["cache-control"] == "no-cache"
    again = browser.get("/static/board.js", headers={"if-none-match": without.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_file_comes_compressed_for_whom_can_read_it_and_nothing_beside_the_folder_comes(browser: TestClient) -> None:
    packed, plain = (browser.get("/static/board.js", headers={"accept-encoding": each}) for each in ("gzip", "br"))
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert packed.content == plain.content == (STATIC / "board.js").read_bytes()
    assert browser.head("/static/board.js").headers["content-length"] == packed.headers["content-length"]
    assert browser.get("/static/../problems.toml").status_code == 404
    assert browser.get("/static/%2e%2e/problems.toml").status_code == 404
    assert browser.post("/static/board.js").status_code == 405


def test_what_a_board_shows_first_is_in_its_page_or_fetched_ahead(browser: TestClient) -> None:
    page = browser.get(f"{BOARD}?audience=hall").text
    given = {
        name: json.loads(text)
        for name, text in re.findall(r'<script type="application/json" id="(\w+)">([^<]*)</script>', page)
    }
    assert given["roster"] == ROSTER
    assert given["words"]["messages"]["As of"] == "截至" and "Judge" not in given["words"]["messages"]
    ahead = re.findall(r'<link rel="preload" href="([^"]+)" as="fetch" crossorigin>', page)
    assert ahead == ["/api/events/yz/boards/welding?audience=hall"]
    derived = browser.get("/events/yz/boards/latest").text
    assert 'href="/api/events/yz/boards/latest?audience=public"' in derived


def test_the_names_of_a_large_contest_come_beside_the_page() -> None:
    entrants = {f"E{number}": {"trade": "welding"} for number in range(pages.NAMED_AT_ONCE + 1)}
    with TestClient(application(ROSTER | {"entrants": entrants})) as client:
        page = client.get(BOARD).text
    assert 'id="roster"' not in page and 'href="/api/events/yz/roster" as="fetch"' in page


def test_every_import_of_a_script_is_in_the_map() -> None:
    imports = json.loads(pages.import_map())["imports"]
    for script in STATIC.glob("*.js"):
        for name in re.findall(r"from '([^']+)'", script.read_text("utf-8")):
            assert name.replace("./", "/static/") in imports, f"{script.name}: {name}"


def test_a_board_page_weighs_at_most_60_kb_compressed(browser: TestClient) -> None:
    page = browser.get(BOARD)
    addresses = {*re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)}  # its words and names stand in it
    assert len(addresses) > 3
    weight = len(gzip.compress(page.content))
    for address in addresses:
        answer = browser.get(address, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200
        weight += len(gzip.compress(answer.content)) + 300
        if len(answer.content) > 2000:
            assert answer.headers["content-encoding"] == "gzip"
    assert weight <= 60_000


def test_scripts_read_their_words(browser: TestClient) -> None:
    answer = browser.get("/i18n/zh.json").json()
    assert answer["language"] == "zh" and answer["messages"]["As of"] == "截至"
    assert browser.get("/i18n/en.json").json()["messages"] == {}
    assert browser.get("/i18n/xx.json").status_code == 404


def test_every_page_of_help_is_there_in_both_languages(browser: TestClient) -> None:
    names = {path.name.split(".")[0] for path in (words.TEMPLATES / "help").glob("*.html")}
    assert {"index", "board", "problems"} <= names
    for name in names:
        for lang, tag in words.TAGS.items():
            answer = browser.get(f"/help/{name}?lang={lang}")
            assert answer.status_code == 200 and f'<html lang="{tag}"' in answer.text
            for link in re.findall(r'href="(/help/[^"]+)"', answer.text):
                assert browser.get(link).status_code == 200, link


def test_help_lists_every_problem(browser: TestClient) -> None:
    page = browser.get("/help/problems?lang=zh").text
    for code in words.problems():
        assert f"<code>{code}</code>" in page

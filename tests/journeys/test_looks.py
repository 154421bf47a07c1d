"""How the pages of a contest that is over look to everybody who is signed in: each page once in each language, wide by
day and narrow at night or the other way round."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from competition.access import sessions
from tests.journeys.conftest import PHONE, Server, Visit, Visitor, photograph
from tests.journeys.looks import findings

DESK = {"width": 1440, "height": 900}
EVENT = "yunzhou-2026"
PLAYED_WITHIN_S = 120

PAGES: Mapping[str, Mapping[str, str]] = {
    "organiser": {
        "events": "/office",
        "overview": f"/office/{EVENT}",
        "trades": f"/office/{EVENT}/trades",
        "trade": f"/office/{EVENT}/trades/welding",
        "schemes": f"/office/{EVENT}/schemes",
        "scheme": f"/office/{EVENT}/schemes/welding",
        "progress": f"/office/{EVENT}/progress",
        "sheets": f"/office/{EVENT}/progress/sheets?trade=floristry&phase=final&judge=J11",
        "roster": f"/office/{EVENT}/roster",
        "entrant": f"/office/{EVENT}/roster/W14",
        "ledger": f"/office/{EVENT}/timeline",
        "search": f"/office/{EVENT}/search?q=W08",
        "people": f"/office/{EVENT}/people",
        "rulings": f"/office/{EVENT}/rulings",
        "adjust": f"/office/{EVENT}/rulings/adjust?entrant=W14&act=penalty",
        "recuse": f"/office/{EVENT}/rulings/adjust?entrant=W14&act=recuse",
        "correct": f"/office/{EVENT}/rulings/correct?judge=J05&entrant=W08&phase=final&item=&aspect=D1",
        "results": f"/office/{EVENT}/rulings/results",
        "reopen": f"/office/{EVENT}/rulings/reopen",
        "exports": f"/office/{EVENT}/exports",
        "layouts": f"/office/{EVENT}/exports/layouts",
        "layout": f"/office/{EVENT}/exports/layouts/archive",
        "numbers": f"/office/{EVENT}/statistics",
        "numbers-trade": f"/office/{EVENT}/statistics?trade=welding",
        "certainty": f"/office/{EVENT}/trades/welding/certainty",
        "account": "/account",
    },
    "chief": {
        "console": f"/chief/{EVENT}?trade=welding",
        "settle": f"/chief/{EVENT}/settle/W05/final/C1",
        "module": f"/chief/{EVENT}/modules/welding/final/B",
        "statistics": f"/chief/{EVENT}/statistics?trade=floristry&panel=jury",
        "statistics-alone": f"/chief/{EVENT}/statistics?trade=welding&node=C1",
        "certainty": f"/chief/{EVENT}/certainty?trade=floristry",
    },
    "second": {"inbox": f"/office/{EVENT}/rulings"},
    "supervisor": {
        "supervision": f"/supervision/{EVENT}",
        "steps": f"/supervision/{EVENT}/trades/floristry",
        "looked-through": f"/supervision/{EVENT}/trades/welding/entrants/W14",
    },
    "draw": {"draw": f"/draw/{EVENT}"},
    "association": {
        "awards": f"/awards/{EVENT}",
        "roll": f"/awards/{EVENT}/welding",
        "granted": f"/awards/{EVENT}/welding/W02",
        "refused": f"/awards/{EVENT}/welding/W14",
        "coverage": f"/awards/{EVENT}/welding/policy/coverage",
        "beside": f"/awards/{EVENT}/welding/beside",
        "certificates": f"/certificates/{EVENT}",
        "certificates-trade": f"/certificates/{EVENT}/welding",
        "record": f"/records/{EVENT}/PW02",
    },
    "authority": {
        "authority": f"/authority/{EVENT}",
        "decision": f"/authority/{EVENT}/trades/welding",
        "inspection": f"/authority/{EVENT}/inspection",
    },
}


class Contest:
    """The demo, played to its end. cookies: what the browser of each role holds."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.server = Server(folder, "demo", "--speed", "0", "--port", "0")
        self._played()
        password = re.search(r"password (\S+)", "".join(self.server.said))
        assert password is not None
        self.cookies = {role: self._enters(browser, role, password[1]) for role in PAGES}

    def _played(self) -> None:
        until = time.monotonic() + PLAYED_WITHIN_S
        while not any(line.startswith("The result is official") for line in list(self.server.said)):
            assert time.monotonic() < until, "".join(self.server.said)
            assert not any(line.startswith("The contest stopped") for line in list(self.server.said)), self.server.said
            time.sleep(0.1)

    def _enters(self, browser: Browser, role: str, password: str) -> str:
        with browser.new_context() as context:
            page = context.new_page()
            page.goto(f"{self.server.url}/sign-in")
            page.fill("input[name=login]", role)
            page.fill("input[name=password]", password)
            page.click("form[action='/sign-in'] button")
            page.wait_for_url(lambda url: not url.endswith("/sign-in"))
            return next(each["value"] for each in context.cookies() if each["name"] == sessions.COOKIE)


@pytest.fixture(scope="module")
def contest(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Contest]:
    """The demo with nothing left to happen."""
    contest = Contest(browser, tmp_path_factory.mktemp("looks"))
    yield contest
    contest.server.stop()


def complaints(visit: Visit, name: str) -> list[object]:
    """What the console said since it was asked last."""
    said = [f"{name}: {each}" for each in visit.complaints]
    visit.complaints.clear()
    return list(said)


@pytest.mark.parametrize(("lang", "wide", "narrow"), [("zh", "light", "dark"), ("en", "dark", "light")])
@pytest.mark.parametrize("role", PAGES)
def test_every_page_of_everybody_looks_right(
    contest: Contest, visit: Visitor, role: str, lang: str, wide: str, narrow: str
) -> None:
    window = visit(lang, size=DESK, scheme=wide)
    window.context.add_cookies([{"name": sessions.COOKIE, "value": contest.cookies[role], "url": contest.server.url}])
    page, wrong = window.page, list[object]()
    for name, path in PAGES[role].items():
        answer = page.goto(contest.server.url + path)
        assert answer is not None and answer.status == 200, path
        assert page.locator("h1").count() == 1, path
        for size, scheme in ((DESK, wide), (PHONE, narrow)):
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            photograph(page, f"looks-{role}-{name}-{lang}-{size['width']}")
            wrong += [(name, size["width"], scheme, each) for each in findings(page)]
        page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
        page.emulate_media(color_scheme="dark" if wide == "dark" else "light")
        wrong += complaints(window, name)
    assert wrong == [], "\n".join(map(str, wrong))

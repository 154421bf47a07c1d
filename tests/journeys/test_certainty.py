"""Places still possible, as people see them: beside each row, on a screen, on a phone; of a frozen board nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from competition.access import sessions
from competition.store.database import open_database
from tests.competition.people import cookie
from tests.journeys.commands import run
from tests.journeys.conftest import BOARD, CONTEST, PHONE, SCREEN, Server, Visit, Visitor, photograph, prepared
from tests.journeys.looks import findings

DESK = {"width": 1440, "height": 900}
TABLET = {"width": 1024, "height": 768}


ASKS_MS = 2_600
"""A board that is quiet has asked by then."""


def begun(folder: Path) -> None:
    """The demo's contest in its preliminary: two entrants lack a mark, one of the first and one of the last."""
    contest = folder / "contest"
    shutil.copytree(CONTEST, contest)
    for name in ("advanced.csv", "adjustments.csv", "expected.csv"):
        (contest / name).unlink()
    head, *marks = (contest / "marks.csv").read_text("utf-8").splitlines()
    missing = ("F02,prelim,,binding", "F12,prelim,,paper-score")
    kept = [each for each in marks if ",prelim," in each and not any(lacks in each for lacks in missing)]
    (contest / "marks.csv").write_text("\n".join([head, *kept, ""]), "utf-8")
    prepared(folder, contest)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("certainty")
    begun(made)
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    running = Server(folder, "serve", "--port", "0", "--database", "played.db")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def chief(folder: Path) -> str:
    """What the chief judge's browser holds."""
    with open_database(f"sqlite:///{folder / 'played.db'}") as database:
        return cookie(database, "chief", event="yunping-2026")


def asked(seen: Visit, server: Server) -> Page:
    """The board, so much later that it has asked which places are still possible."""
    seen.page.clock.install()
    page = seen.board(server.url + BOARD)
    page.clock.fast_forward(ASKS_MS)
    return page


@pytest.mark.parametrize(
    ("lang", "scheme", "size"),
    [("zh", "light", SCREEN), ("en", "dark", SCREEN), ("en", "light", TABLET), ("zh", "dark", PHONE)],
)
def test_each_row_says_which_places_are_still_possible(
    server: Server, visit: Visitor, lang: str, scheme: str, size: dict[str, int]
) -> None:
    seen = visit(lang, size, scheme)
    seen.page.clock.install()
    page = seen.board(server.url + BOARD)
    before = page.locator(".row").first.bounding_box()
    page.clock.fast_forward(ASKS_MS)
    expect(page.locator(".state.can").first).to_be_attached(timeout=10_000)
    expect(page.locator(".state.set").first).to_be_attached()
    assert page.locator(".row").first.bounding_box() == before
    ranges = [each.split("–") for each in page.locator(".range").all_text_contents()]
    assert all(1 <= int(best) < int(worst) <= 12 for best, worst in ranges)
    said = page.locator(".state.can").first.get_attribute("title")
    assert said is not None
    best, worst = ranges[0]
    words = {"zh": f"最终可能是第 {best} 至 {worst} 名。", "en": f"Can still end at places {best} to {worst}."}
    assert said == words[lang]
    photograph(page, f"certainty-{size['width']}-{lang}-{scheme}")
    assert findings(page) == []
    assert seen.complaints == []


def test_a_phone_tells_it_in_a_sentence(server: Server, visit: Visitor) -> None:
    page = asked(visit("zh", PHONE), server)
    expect(page.locator(".state.can").first).to_be_attached(timeout=10_000)
    page.locator(".row:has(.state.can)").first.click()
    expect(page.locator(".opened p:not(.beside)")).to_contain_text("最终可能是第")
    page.wait_for_timeout(500)
    photograph(page, "certainty-phone-opened")


@pytest.mark.parametrize(("lang", "wide", "narrow"), [("zh", "light", "dark"), ("en", "dark", "light")])
def test_the_chief_judge_reads_what_each_place_still_asks(
    server: Server, chief: str, visit: Visitor, lang: str, wide: str, narrow: str
) -> None:
    seen = visit(lang, DESK, wide)
    seen.context.add_cookies([{"name": sessions.COOKIE, "value": chief, "url": server.url}])
    page = seen.page
    page.goto(f"{server.url}/chief/yunping-2026/certainty?trade=floristry")
    expect(page.locator("h1")).to_contain_text({"zh": "名次可能变化", "en": "What can still change"}[lang])
    asked = {
        "zh": "第 10 名：手绑花束得 50.15 以上即有可能，得 52.82 以上即可确定",
        "en": "place 10: possible with 50.15 or more in Hand-tied bouquet, certain with 52.82 or more",
    }
    expect(page.locator("tr", has=page.locator("b", has_text="02")).locator(".hangs")).to_contain_text(asked[lang])
    for size, scheme in ((DESK, wide), (PHONE, narrow)):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        photograph(page, f"certainty-chief-{lang}-{size['width']}")
        assert findings(page) == []
    assert seen.complaints == []


def test_a_place_that_nothing_can_change_any_more_is_set(server: Server, visit: Visitor) -> None:
    page = asked(visit("en", SCREEN), server)
    expect(page.locator(".state.set").first).to_be_attached(timeout=10_000)
    said = page.locator(".state.set").first.get_attribute("title")
    assert said is not None and said.startswith("Place ")
    assert page.locator(".disc").count() == 0, "a place of the preliminary is no medal"


def test_a_frozen_board_tells_nothing(tmp_path: Path, visit: Visitor) -> None:
    begun(tmp_path)
    run(tmp_path, "freeze", "yunping-2026", "floristry", "--database", "played.db")
    running = Server(tmp_path, "serve", "--port", "0", "--database", "played.db")
    try:
        requests: list[str] = []
        seen = visit("en", SCREEN)
        seen.page.on("request", lambda request: requests.append(request.url.partition("?")[0]))
        page = asked(seen, running)
        expect(page.locator(".badge.frozen")).to_be_visible()
        page.clock.fast_forward(10 * ASKS_MS)
        page.wait_for_timeout(500)
        assert page.locator(".state.can, .state.set").count() == 0
        assert [each for each in requests if each.endswith("/certainty")] == []
    finally:
        running.stop()

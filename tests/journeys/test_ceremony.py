"""A closing ceremony with two browsers: the technician's console on a tablet, and the stage that 500 people look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from competition.access import sessions
from competition.store.database import open_database
from tests.competition.people import cookie
from tests.journeys.conftest import PHONE, ROOT, SCREEN, Server, Visit, Visitor, photograph, prepared, until
from tests.journeys.looks import findings

EVENT = "orchard"
HERE = f"/office/{EVENT}"
CONSOLE = f"{HERE}/ceremony/console/stage"
DESK = {"width": 1440, "height": 900}


class Hall:
    """A contest of two trades with all its marks, and the way in of its organiser."""

    def __init__(self, folder: Path) -> None:
        prepared(folder, ROOT / "tests" / "golden" / EVENT)
        self.database = f"sqlite:///{folder / 'played.db'}"
        self.server = Server(folder, "serve", "--port", "0", "--database", "played.db")
        self.url = self.server.url

    def lets_in(self, window: Visit) -> Page:
        with open_database(self.database) as database:
            held = cookie(database, "organiser", event=EVENT, login="shen")
        window.context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": self.url}])
        return window.page


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    found = Hall(tmp_path_factory.mktemp("ceremony"))
    yield found
    found.server.stop()


def stands(page: Page, *names: str) -> None:
    """The stage shows these people, in this order, and nobody else."""
    expect(page.locator(".person b")).to_have_text(list(names))


def rests(page: Page) -> None:
    """Keys of the console rest for a moment after each press."""
    expect(page.locator("#console")).not_to_have_attribute("data-busy", "")
    page.wait_for_timeout(800)


def forward(page: Page) -> None:
    rests(page)
    page.locator("[data-key=forward]").click()


def test_a_ceremony_is_listed_rehearsed_and_run_while_everybody_sees_only_what_is_on_the_stage(
    visit: Visitor, hall: Hall
) -> None:
    office, crowd = visit("en", DESK), visit("en", SCREEN)
    desk = hall.lets_in(office)
    for trade in ("grafting", "pruning"):
        desk.goto(f"{hall.url}{HERE}/trades/{trade}")
        desk.get_by_role("button", name="Freeze").click()
        expect(desk.get_by_role("button", name="Thaw")).to_be_visible()

    desk.goto(f"{hall.url}{HERE}/ceremony")
    assert findings(desk) == []
    desk.get_by_role("button", name="Make the list").click()
    expect(desk.locator(".steps .what b")).to_have_text(
        ["Bronze", "Silver", "Silver", "Gold", "Gold", "The whole table", "The whole table"]
    )
    first = desk.locator(".steps li").first
    first.locator("summary").click()
    first.get_by_role("button", name="Pause behind this").click()
    pause = desk.locator(".steps li.pause")
    pause.locator("select").select_option("speech")
    pause.get_by_label("Title in Chinese").fill("副市长致辞")
    pause.get_by_label("Title in English").fill("The vice mayor speaks")
    pause.get_by_label("The presenter's notes").fill("Wait for the vice mayor to reach the lectern.")
    desk.get_by_role("button", name="Keep notes and titles").click()
    expect(pause.get_by_label("Title in English")).to_have_value("The vice mayor speaks")
    assert findings(desk) == []
    photograph(desk, "ceremony-list-en")
    desk.goto(f"{hall.url}{HERE}/ceremony/print")
    expect(desk.locator(".script .notes")).to_have_text("Wait for the vice mayor to reach the lectern.")
    assert findings(desk) == []
    photograph(desk, "ceremony-script-en")

    stage = crowd.page
    stage.goto(f"{hall.url}/events/{EVENT}/ceremony")
    until(stage, "window.saiping?.link() === 'live'")
    untouched = stage.evaluate("window.saiping.board().version")

    # rehearsed: the same console onto a stage of the office's own
    desk.set_viewport_size({"width": 1024, "height": 768})
    desk.goto(f"{hall.url}{HERE}/ceremony/console/rehearsal")
    expect(desk.locator(".banner")).to_contain_text("Nothing is recorded.")
    inside = office.context.new_page()
    inside.goto(f"{hall.url}{HERE}/ceremony/rehearsal")
    forward(desk)
    forward(desk)
    forward(desk)
    expect(inside.locator(".step .lead")).to_have_text("Silver")
    expect(inside.locator(".tried")).to_be_visible()
    inside.close()
    assert stage.evaluate("window.saiping.board().version") == untouched, "nothing of it got out, not even that it is"
    expect(stage.locator(".person")).to_have_count(0)

    # run: forward, a pause, back, forward, the card, fast, the end
    desk.goto(f"{hall.url}{CONSOLE}")
    assert findings(desk) == []
    photograph(desk, "ceremony-console-before-en")
    desk.locator("[data-key=forward]").dblclick()
    bronze = stage.locator(".person b")
    expect(stage.locator(".step .lead")).to_have_text("Bronze")
    expect(bronze).to_have_count(1)
    third = bronze.inner_text()
    rests(desk)
    expect(desk.locator(".way li.here .at")).to_have_text("1")
    assert findings(stage) == []
    photograph(stage, "ceremony-stage-bronze-en-1920")
    desk.keyboard.press("PageDown")
    expect(stage.locator("h1 .lead")).to_have_text("The vice mayor speaks")
    expect(desk.locator(".card.now .notes")).to_contain_text("lectern")
    photograph(stage, "ceremony-stage-pause-en-1920")
    rests(desk)
    desk.keyboard.press("ArrowLeft")
    stands(stage, third)
    rests(desk)
    desk.keyboard.press("ArrowRight")
    forward(desk)
    expect(stage.locator(".step .lead")).to_have_text("Silver")
    second = stage.locator(".person b").inner_text()
    rests(desk)
    desk.keyboard.press("b")
    expect(stage.locator(".scene.card h1 .lead")).to_be_visible()
    photograph(desk, "ceremony-console-en")
    rests(desk)
    desk.keyboard.press("b")
    stands(stage, second)
    rests(desk)
    desk.locator("#every").select_option("3")
    desk.locator("#fast").click()
    expect(stage.locator(".step .lead")).to_have_text("Gold", timeout=12_000)
    desk.locator("#fast").click()
    expect(desk.locator("#fast")).to_have_attribute("aria-pressed", "false")
    photograph(stage, "ceremony-stage-gold-en-1920")
    rests(desk)
    desk.reload()
    while desk.locator("[data-key=forward]").get_attribute("value") == "show":
        desk.locator("[data-key=forward]").click()
        rests(desk)
    expect(stage.locator(".podium .disc")).to_have_text(["1", "2"])
    desk.locator("[data-key=forward]").click()
    expect(stage.locator(".podiums .podium")).to_have_count(2)
    assert findings(stage) == []
    photograph(stage, "ceremony-stage-after-en-1920")

    # the same on a phone, in Chinese, at night; and the board beside it goes on
    phone = visit("zh", PHONE, "dark", reduced_motion="reduce")
    phone.page.goto(f"{hall.url}/events/{EVENT}/ceremony")
    expect(phone.page.locator(".podiums .podium")).to_have_count(2)
    assert findings(phone.page) == []
    photograph(phone.page, "ceremony-stage-after-zh-390")
    phone.board(f"{hall.url}/events/{EVENT}/trades/grafting")
    expect(phone.page.locator(".entry").first).to_contain_text("1")
    office.page.goto(f"{hall.url}{CONSOLE}?lang=zh")
    rests(desk)
    desk.locator(".way button").first.click()
    expect(stage.locator(".person b")).to_have_text([third])
    assert findings(desk) == []
    photograph(desk, "ceremony-console-zh")
    assert office.complaints == crowd.complaints == phone.complaints == []

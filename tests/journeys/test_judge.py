"""A judge marks: by touch and by keys, every kind of aspect, reads over and signs; a panel apart; all sizes of page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from competition.access import invitations
from competition.store.database import open_database
from scoring.facts import SheetSigned
from tests.competition.venue import url_of
from tests.journeys import welding
from tests.journeys.conftest import PHONE, Visitor, photograph, until
from tests.journeys.judging import (
    LAPTOP,
    PAGE,
    TABLET,
    UPRIGHT,
    VALUES,
    House,
    Tablet,
    looks_right,
    mark,
    marks,
    recorded,
    signature,
)
from tests.journeys.welding import EVENT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    welding.prepare(tmp_path)
    return tmp_path


@pytest.fixture
def house(folder: Path) -> Iterator[House]:
    running = House(folder)
    yield running
    running.server.stop()


@pytest.fixture
def tablet(house: House, visit: Visitor) -> Any:
    def taken(judge: str = "J1", lang: str = "zh", size: dict[str, int] = TABLET, **more: Any) -> Tablet:
        return Tablet(house, visit(lang, size, has_touch=True, **more), judge)

    return taken


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_judge_comes_in_by_code_marks_every_kind_by_touch_and_signs(house: House, visit: Visitor, lang: str) -> None:
    with open_database(url_of(house.folder)) as database, database.transaction() as connection:
        made = invitations.make(connection, event=EVENT, role="judge", made_by="organiser.main", judge="J1")
    seen = visit(lang, TABLET, has_touch=True)
    seen.turns()
    page = seen.page
    page.goto(f"{house.url}{PAGE}")
    page.locator("input[name=code]").fill(invitations.spoken(made.code))
    page.locator("form[action='/sign-in/code'] button").click()
    until(page, "window.saiping?.cells().length > 0")
    assert page.url.endswith(PAGE)
    judge = Tablet(house, seen, "J1")
    judge.rests()
    photograph(page, f"judge-pass-{lang}")
    judge.taps("2")
    photograph(page, f"judge-steps-{lang}")
    judge.taps("4")
    photograph(page, f"judge-judgement-{lang}")
    page.locator(".keys .key[data-value='2']").click()
    photograph(page, f"judge-given-{lang}")
    judge.goes_on()
    until(page, "window.saiping.idle()")
    judge.rests()
    judge.types("0.4")
    photograph(page, f"judge-number-{lang}")
    page.locator(".way.next").click()
    judge.rests()
    judge.types("88.5")
    page.locator(".way.next").click()
    expect(page.locator(".sheet-table tbody tr")).to_have_count(7)
    page.locator(".button.seal:enabled").wait_for()
    photograph(page, f"judge-review-{lang}")
    page.locator(".button.seal").click()
    expect(page.locator(".band.signed")).to_be_visible()
    photograph(page, f"judge-signed-{lang}")
    assert marks(house.folder) == list(VALUES.items())
    (signed,) = [each.fact for each in recorded(house.folder) if isinstance(each.fact, SheetSigned)]
    assert signed.digest == signature("W01")["digest"]
    page.locator(".way.next").click()
    until(page, "window.saiping.code() === '12'")
    page.locator(".plate").click()
    expect(page.locator(".entrant.signed")).to_have_count(1)
    photograph(page, f"judge-entrants-{lang}")
    assert seen.complaints == []


def test_a_sheet_is_marked_with_keys_alone(house: House, tablet: Any) -> None:
    judge = tablet(size=LAPTOP, lang="en")
    page = judge.opens()
    pressed = 0
    for keys in ("2", "4", "2", "0.4\n", "88.5\n"):
        judge.rests()
        for key in keys:
            page.keyboard.press("Enter" if key == "\n" else key)
            pressed += 1
        until(page, "window.saiping.idle()")
    assert pressed == 3 + len("0.4") + 1 + len("88.5") + 1
    until(page, "document.querySelector('.review') !== null")
    page.keyboard.press("p")
    expect(page.locator("h2.title")).to_contain_text("B1.3")
    page.keyboard.press("?")
    expect(page.locator("dialog.keys-list")).to_be_visible()
    photograph(page, "judge-keys-en")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.keys-list")).to_have_count(0)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("h2.title")).to_contain_text("B1.2")
    judge.waits_for("B1.3", "stored")
    assert marks(house.folder) == list(VALUES.items())
    assert judge.complaints == []


def test_a_number_out_of_bounds_or_off_the_step_is_not_taken(house: House, tablet: Any) -> None:
    judge = tablet()
    page = judge.opens()
    for _ in range(4):
        page.keyboard.press("n")
        judge.rests()
    for typed, code in (("101", "100"), ("3.2", "0.5")):
        judge.types(typed)
        page.keyboard.press("Enter")
        expect(page.locator(".wrongly[role=alert]")).to_contain_text(code)
        photograph(page, f"judge-wrong-{len(typed)}")
        for _ in range(5):
            page.keyboard.press("Backspace")
    assert marks(house.folder) == []


def test_a_number_at_the_end_of_the_scale_is_asked_about_and_kept_when_it_is_said_again(
    house: House, tablet: Any
) -> None:
    judge = tablet(lang="en")
    page = judge.opens()
    for _ in range(4):
        page.keyboard.press("n")
        judge.rests()
    judge.types("100")
    page.locator(".way.next").click()
    expect(page.locator(".band.owed")).to_contain_text("Is 100 right?")
    photograph(page, "judge-doubted-en")
    looks_right(page)
    assert marks(house.folder) == []
    page.locator(".way.next", has_text="Yes, 100").click()
    judge.waits_for("B1.3", "stored")
    assert marks(house.folder) == [("B1.3", "100")]


def test_the_last_mark_is_taken_back_but_never_becomes_empty(house: House, tablet: Any) -> None:
    judge = tablet()
    page = judge.opens()
    judge.taps("2")
    page.locator(".way.undo").click()
    expect(page.locator(".band.owed")).to_be_visible()
    expect(page.locator(".excuses .key")).to_have_count(3)
    photograph(page, "judge-undo-first")
    judge.rests()
    page.locator(".excuses .key[data-value='lost']").click()
    until(page, "window.saiping.unsent() === 0 && window.saiping.cells()[0].says === 'lost'")
    page.locator(".keys .key[data-value='0']").click()
    until(page, "window.saiping.unsent() === 0")
    page.locator(".way.undo").click()
    until(page, "window.saiping.unsent() === 0 && window.saiping.cells()[0].says === 'lost'")
    assert marks(house.folder) == [("A1.1", value) for value in ("2", "lost", "0", "lost")]


def test_a_long_list_of_entrants_is_turned_page_by_page(tmp_path: Path, visit: Visitor) -> None:
    welding.prepare(tmp_path, 130)
    house = House(tmp_path)
    try:
        judge = Tablet(house, visit("en", TABLET, has_touch=True), "J1")
        page = judge.opens()
        page.locator(".plate").click()
        expect(page.locator(".entrant")).to_have_count(60)
        page.locator(".turner").last.click()
        expect(page.locator(".turn")).to_contain_text("61–120 / 130")
        photograph(page, "judge-entrants-page")
        page.locator(".turner").last.click()
        expect(page.locator(".entrant")).to_have_count(10)
        assert page.locator(".turner").last.is_disabled()
        judge.goes_to("140")
        judge.taps("2")
        judge.waits_for("A1.1", "stored")
        assert marks(tmp_path, "W130") == [("A1.1", "2")]
        assert judge.complaints == []
    finally:
        house.server.stop()


def test_a_spread_asks_both_judges_without_telling_either_what_the_other_gave(house: House, tablet: Any) -> None:
    one, other = tablet("J1"), tablet("J2", lang="en")
    for each in (one, other):
        each.opens()
        each.page.keyboard.press("n")
        each.page.keyboard.press("n")
        each.rests()
    one.taps("0")
    one.waits_for("B1.1", "stored")
    other.taps("3")
    for each, own in ((one, "0"), (other, "3")):
        each.shows("B1.1", "spread", own)
        each.page.keyboard.press("p")
        expect(each.page.locator(".band.spread")).to_be_visible()
    photograph(one.page, "judge-spread-zh")
    other.rests()
    other.page.locator(".keys .key[data-value='1']").click()
    other.waits_for("B1.1", "onboard")
    one.waits_for("B1.1", "onboard")
    photograph(one.page, "judge-on-board-zh")
    assert one.complaints == other.complaints == []


@pytest.mark.parametrize(
    ("size", "lang", "scheme"),
    [(TABLET, "zh", "dark"), (UPRIGHT, "en", "light"), (PHONE, "zh", "light"), (LAPTOP, "en", "dark")],
    ids=["tablet", "upright", "phone", "laptop"],
)
def test_everything_fits_and_axe_finds_nothing(
    house: House, tablet: Any, size: dict[str, int], lang: str, scheme: str
) -> None:
    judge = tablet(lang=lang, size=size, scheme=scheme)
    page = judge.opens()
    name = f"judge-{size['width']}-{scheme}"
    for at in range(5):
        judge.rests()
        photograph(page, f"{name}-{at}")
        looks_right(page)
        page.keyboard.press("n")
    if size is PHONE:
        page.locator(".lister").click()
        photograph(page, f"{name}-aspects")
        looks_right(page)
    page.locator(".plate").click()
    page.wait_for_timeout(200)
    photograph(page, f"{name}-entrants")
    looks_right(page)
    judge.elsewhere(*[mark("W01", each, value, f"m-{at}") for at, (each, value) in enumerate(VALUES.items())])
    judge.goes_to("11")
    until(page, "window.saiping.cells().every(each => each.seq)")
    page.keyboard.press("s")
    page.locator(".button.seal:enabled").wait_for()
    photograph(page, f"{name}-review")
    looks_right(page)
    assert judge.complaints == []

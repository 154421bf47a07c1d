"""A mark that has to be explained: asked for on the tablet, kept half-typed through a reload, given offline, and shown
to no other judge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from competition.documents import texts
from competition.store.database import open_database
from scoring.facts import MarkGiven
from tests.competition.venue import url_of
from tests.journeys import welding
from tests.journeys.commands import imported
from tests.journeys.conftest import PHONE, Visitor, photograph, until
from tests.journeys.judging import TABLET, House, Tablet, looks_right, recorded

WORDS = {"zh": "接头处焊缝中断，须返修", "en": "bead broken at the tie-in, needs rework"}
ASKED = {"zh": "此评分须说明理由", "en": "This mark needs a reason"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A judgement of 0, a low and a high total impression have to be explained."""
    package = welding.write(tmp_path)
    scheme = welding.SCHEME.replace('rule = "judgement"\n', 'rule = "judgement"\ncomment = { upto = "0" }\n')
    scheme = scheme.replace('id = "B1.3"\n', 'id = "B1.3"\ncomment = { upto = "20", from = "95" }\n')
    (package / "schemes" / "welding.toml").write_text(scheme, "utf-8")
    imported(tmp_path, package)
    running = House(tmp_path)
    yield running
    running.server.stop()


@pytest.fixture
def tablet(house: House, visit: Visitor) -> Any:
    def taken(lang: str, judge: str = "J1", size: dict[str, int] = TABLET) -> Tablet:
        return Tablet(house, visit(lang, size, has_touch=True), judge)

    return taken


def explained(house: House) -> list[tuple[str, str, str]]:
    """(aspect, value, words) of every mark, line by line."""
    given = [each.fact for each in recorded(house.folder) if isinstance(each.fact, MarkGiven)]
    with open_database(url_of(house.folder)) as database:
        said = texts(database, [each.comment for each in given])
    return [(each.cell.aspect, each.value, said.get(each.comment, "")) for each in given]


def to(page: Page, aspect: str) -> None:
    """Go to an aspect by the rail."""
    if page.locator(".modules").count():
        page.locator(".modules button", has_text=aspect[0]).first.click()
    page.locator(".aspects .aspect", has_text=aspect).first.click()
    page.clock.fast_forward(320)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_words_are_asked_for_kept_through_a_reload_given_offline_and_shown_again(
    house: House, tablet: Any, lang: str
) -> None:
    judge = tablet(lang)
    page = judge.opens()
    judge.taps("2")
    judge.taps("4")
    page.locator(".keys .key[data-value='0']").click()
    field = page.locator(".explaining textarea")
    expect(field).to_be_focused()
    expect(page.locator(".explaining label")).to_contain_text(ASKED[lang])
    judge.shows("B1.1", "owed", None)
    page.keyboard.type("3 n")
    expect(field, "digits are words here").to_have_value("3 n")
    field.fill(WORDS[lang][:5])
    photograph(page, f"judge-words-{lang}")
    looks_right(page)
    page.wait_for_timeout(300)
    page.reload()
    until(page, "window.saiping?.cells().length > 0")
    expect(field).to_have_value(WORDS[lang][:5])
    judge.seen.context.set_offline(True)
    field.fill(f"  {WORDS[lang]}\n")
    page.locator(".explaining .button").tap()
    judge.waits_for("B1.1", "tablet")
    assert explained(house) == [("A1.1", "2", ""), ("A1.2", "4", "")]
    page.reload()
    until(page, "window.saiping?.cells().length > 0")
    to(page, "B1.1")
    expect(page.locator(".band.said")).to_contain_text(WORDS[lang])
    judge.seen.context.set_offline(False)
    judge.waits_for("B1.1", "stored")
    assert explained(house)[2:] == [("B1.1", "0", WORDS[lang])]
    expect(page.locator(".band.said")).to_contain_text(WORDS[lang])
    expect(page.locator(".aspect[aria-current] .worded")).to_have_count(1)
    photograph(page, f"judge-words-given-{lang}")
    looks_right(page)
    other = tablet(lang, "J2")
    told = other.opens()
    assert WORDS[lang] not in told.content()
    assert WORDS[lang] not in told.evaluate(f"fetch('/api/events/{welding.EVENT}/sheets').then((it) => it.text())")
    assert judge.complaints == []


def test_a_number_asks_for_its_words_by_keyboard_and_another_value_needs_none(house: House, tablet: Any) -> None:
    judge = tablet("en")
    page = judge.opens()
    to(page, "B1.3")
    page.keyboard.type("95")
    page.keyboard.press("Enter")
    field = page.locator(".explaining textarea")
    expect(field).to_be_focused()
    photograph(page, "judge-words-number-en")
    page.keyboard.press("Enter")
    expect(page.locator(".explaining .wrongly")).to_contain_text("needs words")
    page.keyboard.type("flawless")
    page.keyboard.press("Enter")
    judge.waits_for("B1.3", "stored")
    assert explained(house) == [("B1.3", "95", "flawless")]
    to(page, "B1.3")
    page.locator(".band.said .button").click()
    expect(field).to_have_value("flawless")
    field.fill("flawless from end to end")
    page.keyboard.press("Enter")
    until(page, "window.saiping.unsent() === 0 && window.saiping.cells().at(-1).comment === 'flawless from end to end'")
    page.keyboard.type("90")
    page.keyboard.press("Enter")
    until(page, "window.saiping.unsent() === 0 && window.saiping.cells().at(-1).value === '90'")
    assert explained(house)[1:] == [("B1.3", "95", "flawless from end to end"), ("B1.3", "90", "")]
    to(page, "B1.3")
    expect(page.locator(".band.said")).to_have_count(0)


def test_escape_lets_go_of_a_mark_that_waits_for_its_words(house: House, tablet: Any) -> None:
    judge = tablet("en", size=PHONE)
    page = judge.opens()
    judge.taps("2")
    judge.taps("4")
    page.locator(".keys .key[data-value='0']").click()
    expect(page.locator(".explaining textarea")).to_be_focused()
    photograph(page, "judge-words-phone-en")
    looks_right(page)
    page.keyboard.press("Escape")
    expect(page.locator(".explaining")).to_have_count(0)
    judge.taps("1")
    judge.waits_for("B1.1", "stored")
    assert explained(house)[2:] == [("B1.1", "1", "")]

"""A judge with an interest: what the office reads, what her page says, who marks instead, and a recusal decided by two
persons; in two languages, on a desk's screen, a tablet and a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.competition.people import cookie
from tests.competition.rulings.bakery import ENTRANTS, EVENT, INTERESTED, OFFICE, bakery
from tests.journeys.conftest import PHONE, Server, Visitor, photograph, until
from tests.journeys.looks import DESK, TABLET, sound, turned
from tests.journeys.test_rulings import Venue

TRADE = f"/office/{EVENT}/trades/baking"
ADJUST = f"{OFFICE}/adjust?entrant=E4&act=recuse"


@contextmanager
def opened(folder: Path) -> Iterator[Venue]:
    with bakery(folder, INTERESTED) as hall:
        for entrant in ENTRANTS[2:5]:
            hall.marks(entrant, ("2", "2", "3"), paper="70")
        roles = ("organiser", "chief", "second")
        cookies = {role: cookie(hall.database, role, event=EVENT) for role in roles}
        cookies |= {judge: cookie(hall.database, "judge", event=EVENT, judge=judge) for judge in ("J2", "R2", "R1")}
    server = Server(folder, "serve", "--port", "0", "--database", f"sqlite:///{folder / 'bakes.db'}")
    yield Venue(server, cookies, 0, 0)
    server.stop()


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[Venue]:
    with opened(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Venue]:
    """A venue where nobody does anything."""
    with opened(tmp_path_factory.mktemp("venue")) as found:
        yield found


@pytest.mark.parametrize(
    ("lang", "scheme", "other", "held"), [("zh", "light", "dark", TABLET), ("en", "dark", "light", PHONE)]
)
def test_pages_about_recusals_look_right(
    looked_at: Venue, visit: Visitor, lang: str, scheme: str, other: str, held: dict[str, int]
) -> None:
    for name, role, path in (("trade", "organiser", f"{TRADE}#recusals"), ("recuse", "chief", ADJUST)):
        seen = looked_at.come(visit, role, path, lang)
        for size, colours in ((DESK, scheme), (PHONE, other)):
            turned(seen.page, size, colours)
            if name == "trade":
                seen.page.locator("#recusals").scroll_into_view_if_needed()
            photograph(seen.page, f"recusals-{name}-{size['width']}-{lang}")
            sound(seen.page)
        assert seen.complaints == []
    own = looked_at.come(visit, "J2", f"/judge/{EVENT}", lang, size=held, scheme=scheme)
    said = "这一份由候补裁判评。" if lang == "zh" else "A reserve judges this one."
    until(own.page, "window.saiping?.cells() !== undefined && document.querySelector('.plate') !== null")
    if not own.page.locator(".entrant").first.is_visible():
        own.page.locator(".plate").click()
    own.page.locator(".entrant", has=own.page.get_by_text("01", exact=True)).click()
    expect(own.page.get_by_text(said)).to_be_visible()
    photograph(own.page, f"recusals-judge-{held['width']}-{lang}")
    sound(own.page)
    own.page.locator(".way.next").click()
    expect(own.page.locator(".plate")).to_contain_text("02")
    assert own.complaints == []


def test_a_judge_is_recused_by_two_persons_and_the_reserve_finds_the_sheet(venue: Venue, visit: Visitor) -> None:
    chief = venue.come(visit, "chief", ADJUST, "en")
    chief.page.select_option("select[name=seat]", "J1|tasters")
    chief.page.select_option("select[name=reserve]", "R1")
    chief.page.select_option("select[name=reason]", "family")
    chief.page.click("button[value=show]")
    expect(chief.page.get_by_text("2 marks of the judge count nowhere from then on")).to_be_visible()
    photograph(chief.page, "recusals-effect-en")
    sound(chief.page)
    chief.page.click("button[value=state]")
    expect(chief.page.get_by_text("Waits for a second person")).to_be_visible()
    second = venue.come(visit, "second", chief.page.url.removeprefix(venue.server.url), "zh")
    photograph(second.page, "recusals-proposal-zh")
    second.page.click("button[value=approve]")
    expect(second.page.locator("#decision")).to_contain_text("已确认")
    hers = venue.come(visit, "R1", f"/judge/{EVENT}", "zh", size=TABLET)
    hers.page.locator(".plate").click()
    expect(hers.page.locator(".entrant")).to_have_text([re.compile("02"), re.compile("04")])
    photograph(hers.page, "recusals-reserve-zh")
    hers.page.goto(venue.server.url + f"/judge/{EVENT}")
    for lang in ("en", "zh"):
        again = venue.come(visit, "chief", f"{OFFICE}/adjust?entrant=E4&act=lift", lang)
        again.page.select_option("select[name=recusal]", "J1|tasters")
        again.page.select_option("select[name=reason]", "no-interest")
        again.page.click("button[value=show]")
        expect(again.page.locator("#effect .band.stored")).to_be_visible()
        for name, size in (("desk", DESK), ("tablet", TABLET), ("phone", PHONE)):
            again.page.set_viewport_size({"width": size["width"], "height": size["height"]})
            photograph(again.page, f"recusals-lifted-{name}-{lang}")
            sound(again.page)
        assert again.complaints == []
    again.page.click("button[value=state]")
    expect(again.page.locator("#decision")).to_be_visible()
    second.page.goto(again.page.url)
    second.page.click("button[value=approve]")
    expect(second.page.locator("#decision")).to_contain_text("已确认")
    hers.page.reload()
    hers.page.locator(".plate").click()
    expect(hers.page.locator(".entrant")).to_have_text([re.compile("02")])
    assert [each.complaints for each in (chief, second, hers)] == [[], [], []]

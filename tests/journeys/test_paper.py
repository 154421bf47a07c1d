"""A paper sheet in two real browsers: typed by keyboard alone, alike and with a slip, looked at by a third; in two
languages, at a desk and on a tablet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from competition.access import sessions
from competition.entry.keys import typists
from competition.store.database import open_database
from competition.store.ledger import Ledger
from scoring import lines
from scoring.facts import MarkGiven
from tests.competition.people import cookie
from tests.competition.rulings.bakery import EVENT, bakery
from tests.journeys.commands import run
from tests.journeys.conftest import Server, Visit, Visitor, photograph, until
from tests.journeys.looks import DESK, TABLET, sound

PAPER = f"/office/{EVENT}/paper"
PEOPLE = {"anna": "organiser", "bert": "organiser", "cora": "second", "dora": "chief"}


@dataclass
class Hall:
    """A server over a contest that nobody marked, but for one mark of J2 on her tablet."""

    server: Server
    folder: Path
    cookies: dict[str, str]

    def come(self, visit: Visitor, login: str, lang: str, **more: object) -> Visit:
        """Somebody opens the list of sheets."""
        seen = visit(lang, **{"size": DESK, **more})
        held = {"name": sessions.COOKIE, "value": self.cookies[login], "url": self.server.url}
        seen.context.add_cookies([held])  # type: ignore[list-item]
        seen.page.goto(self.server.url + PAPER)
        return seen

    def marks(self) -> list[tuple[str, str, str, str, str]]:
        """(actor, first typist, judge, aspect, value) of every mark from paper."""
        found = []
        with open_database(f"sqlite:///{self.folder / 'bakes.db'}") as database:
            for row in Ledger(database, EVENT).lines():
                line = lines.line(row.seq, row.body)
                typed = typists(line.key)
                if isinstance(line.fact, MarkGiven) and typed is not None:
                    cell = line.fact.cell
                    found.append((line.actor, typed.first, cell.judge, cell.aspect, line.fact.value))
        return found


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[Hall]:
    folder = tmp_path / "venue"
    folder.mkdir()
    with bakery(folder) as hall:
        hall.gives("J2", "E1", "0")
        cookies = {login: cookie(hall.database, role, event=EVENT, login=login) for login, role in PEOPLE.items()}
        cookies["J1"] = cookie(hall.database, "judge", event=EVENT, judge="J1")
    server = Server(folder, "serve", "--port", "0", "--database", f"sqlite:///{folder / 'bakes.db'}")
    yield Hall(server, folder, cookies)
    server.stop()
    run(folder, "verify", "--database", "bakes.db")


def types(page: Page, sheet: str, *values: str) -> None:
    """From the list, by keyboard alone: the sheet, its values, done."""
    finds(page, sheet)
    fill(page, *values)


def finds(page: Page, sheet: str) -> None:
    """From the list, by keyboard alone: the sheet."""
    expect(page.locator("[role=search] input[type=search]")).to_be_focused()
    page.keyboard.type(sheet)
    page.keyboard.press("Enter")


def fill(page: Page, *values: str) -> None:
    """By keyboard alone, where the first field has the focus."""
    expect(page.locator("[data-typed] input").first).to_be_focused()
    for value in values:
        page.keyboard.type(value)
        page.keyboard.press("Enter")
    expect(page.locator('button[name="step"]').first).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize(("lang", "size"), [("zh", DESK), ("en", TABLET)])
def test_two_type_alike_then_with_a_slip_and_a_third_looks(
    venue: Hall, visit: Visitor, lang: str, size: dict[str, int]
) -> None:
    anna = venue.come(visit, "anna", lang, size=size)
    bert = venue.come(visit, "bert", lang, size=size, scheme="dark")
    name = f"{lang}-{size['width']}"

    def seen(who: Visit, what: str) -> None:
        sound(who.page)
        photograph(who.page, f"paper-{what}-{name}")

    # both read the same
    types(anna.page, "01 J1", "2", "3")
    expect(anna.page.locator(".band.stored")).to_be_visible()
    seen(anna, "list")
    types(bert.page, "01 J1", "2", "3")
    assert venue.marks() == [
        ("organiser.bert", "organiser.anna", "J1", "crust", "2"),
        ("organiser.bert", "organiser.anna", "J1", "crumb", "3"),
    ]

    # a slip: out of bounds at once, another value only when both have typed
    types(anna.page, "02 J1", "2", "7")
    expect(anna.page.locator(".cell.bad .wrong")).to_have_count(1)
    expect(anna.page.locator('[name="crumb::1"]')).to_be_focused()
    assert anna.page.locator('[name="crust::1"]').input_value() == "2", "nothing is lost"
    seen(anna, "wrong")
    anna.page.keyboard.type("1")
    anna.page.keyboard.press("Enter")
    expect(anna.page.locator('button[name="step"]').first).to_be_focused()
    with anna.page.expect_navigation():
        anna.page.keyboard.press("Enter")
    types(bert.page, "02 J1", "2", "a")
    expect(bert.page.locator("[data-typed] input")).to_have_count(1)
    seen(bert, "differs")
    fill(bert.page, "a")
    anna.page.goto(f"{venue.server.url}{PAPER}/baking/final/J1/E2")
    fill(anna.page, "1")
    expect(anna.page.locator(".band.stored")).to_be_visible()
    assert len(venue.marks()) == 2, "nothing is recorded while they differ"

    # the third look
    cora = venue.come(visit, "cora", lang, size=size)
    finds(cora.page, "02 J1")
    expect(cora.page.locator("fieldset.deciding")).to_have_count(1)
    seen(cora, "third")
    cora.page.locator('input[type="radio"][value="1"]').check()
    with cora.page.expect_navigation():
        cora.page.locator('button[value="decide"]').click()
    assert venue.marks()[2:] == [
        ("organiser.bert", "organiser.anna", "J1", "crust", "2"),
        ("second.cora", "organiser.anna", "J1", "crumb", "1"),
    ]

    # what the judge gave on her tablet: the chief judge's alone
    for typist in (anna, bert):
        typist.page.goto(venue.server.url + PAPER)
        types(typist.page, "01 J2", "3", "3")
    dora = venue.come(visit, "dora", lang, size=size)
    dora.page.goto(f"{venue.server.url}{PAPER}/baking/final/J2/E1")
    seen(dora, "chief")
    dora.page.locator('input[type="radio"][value="0"]').check()
    with dora.page.expect_navigation():
        dora.page.locator('button[value="decide"]').click()
    assert venue.marks()[4:] == [("organiser.bert", "organiser.anna", "J2", "crumb", "3")]
    anna.page.goto(f"{venue.server.url}/office/{EVENT}/timeline")
    seen(anna, "ledger")

    assert [each.complaints for each in (bert, cora, dora)] == [[], [], []]
    assert [each for each in anna.complaints if "422" not in each] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_judge_reads_on_her_tablet_what_came_from_paper(venue: Hall, visit: Visitor, lang: str) -> None:
    for login in ("anna", "bert"):
        seen = venue.come(visit, login, lang)
        types(seen.page, "01 J1", "2", "3")
    judge = venue.come(visit, "J1", lang, size=TABLET)
    judge.page.goto(f"{venue.server.url}/judge/{EVENT}?lang={lang}")
    until(judge.page, "window.saiping?.cells().length > 0")
    expect(judge.page.locator(".rail .code").first).to_be_visible()
    said = {"zh": "来自纸质评分表", "en": "From a paper sheet"}[lang]
    judge.page.keyboard.press("ArrowLeft")
    expect(judge.page.get_by_text(said).first).to_be_visible()
    photograph(judge.page, f"paper-judge-{lang}")

"""The scheme desk in a real browser: a sheet with a mistake mended and kept, a pinned scheme amended by two persons; in
two languages, on a desk's screen and a phone, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from competition.access import sessions
from tests.competition.office import house
from tests.competition.people import cookie
from tests.competition.rulings.bakery import EVENT, TRADE, bakery
from tests.competition.schemes.forms import bakery as form
from tests.competition.schemes.forms import module_a
from tests.competition.schemes.house import HERE as UNOPENED
from tests.competition.schemes.house import unopened
from tests.competition.schemes.test_proposing import OTHER, TEXT
from tests.competition.venue import YUNPING
from tests.journeys.conftest import PHONE, Server, Visit, Visitor, photograph
from tests.journeys.looks import DESK, sound, turned

HERE = f"/office/{EVENT}/schemes/{TRADE}"
LOOKS = {"zh": [(PHONE, "dark"), (DESK, "light")], "en": [(DESK, "dark"), (PHONE, "light")]}
"""How pages are looked at; the last is how they are worked on."""


@dataclass
class Desk:
    """A server with the browsers of some people."""

    server: Server
    cookies: dict[str, str]

    def come(self, visit: Visitor, role: str, path: str, lang: str, **more: object) -> Visit:
        """Somebody with a role opens a page."""
        seen = visit(lang, **{"size": DESK, **more})
        held = {"name": sessions.COOKIE, "value": self.cookies[role], "url": self.server.url}
        seen.context.add_cookies([held])  # type: ignore[list-item]
        seen.page.goto(self.server.url + path)
        return seen


@pytest.fixture
def marked(tmp_path: Path) -> Iterator[Desk]:
    """A trade that is marked: three bakers, the third signed."""
    folder = tmp_path / "marked"
    folder.mkdir()
    with bakery(folder) as hall:
        hall.marks("E1", ("2", "2", "2"), paper="80")
        hall.marks("E2", ("2", "2", "3"), paper="70")
        hall.marks("E3", ("1", "1", "1"), paper="60")
        hall.signs("E3")
        cookies = {role: cookie(hall.database, role, event=EVENT) for role in ("organiser", "second")}
    server = Server(folder, "serve", "--port", "0", "--database", f"sqlite:///{folder / 'bakes.db'}")
    yield Desk(server, cookies)
    server.stop()


@pytest.fixture
def early(tmp_path: Path) -> Iterator[Desk]:
    """A trade that is not open yet."""
    with unopened(tmp_path) as office:
        cookies = {"organiser": cookie(office.database, "organiser", event=house.EVENT)}
    server = Server(tmp_path, "serve", "--port", "0", "--database", f"sqlite:///{tmp_path / 'office.db'}")
    yield Desk(server, cookies)
    server.stop()


def shown(page: Page, name: str, lang: str) -> None:
    """Nothing is wrong with how the page looks in any way that it is looked at."""
    for size, scheme in LOOKS[lang]:
        turned(page, size, scheme)
        sound(page)
        photograph(page, f"schemes-{name}-{lang}-{size['width']}-{scheme}")


def said(seen: Visit) -> list[str]:
    """What the console complained of; a form that is not in order yet is answered with 422."""
    return [str(each) for each in seen.complaints if "422" not in str(each)]


def states(page: Page, text: str) -> None:
    """Another text of the scheme, sent to see what it changes."""
    page.locator("#amend details summary").last.click()
    page.locator("#scheme").fill(text)
    page.locator("#amend details button[value=edit]").click()


@pytest.mark.parametrize("lang", LOOKS)
def test_a_pinned_scheme_is_amended_by_two_persons(marked: Desk, visit: Visitor, lang: str) -> None:
    seen = marked.come(visit, "organiser", HERE, lang)
    page = seen.page
    shown(page, "pinned", lang)
    states(page, TEXT.replace("lowest = 0", "lowest = 65"))
    expect(page.locator("#blocked li")).to_have_count(1)
    expect(page.locator("#propose .button")).to_have_count(0)
    shown(page, "blocked", lang)
    page.go_back()
    more = '[[modules.criteria.aspects]]\nid = "salt"\npanel = "tasters"\nrule = "judgement"\nmax = 6\n'
    states(page, OTHER.replace("max = 40", "max = 46").replace("max = 60", "max = 66") + more)
    expect(page.locator("#nodes li")).to_have_count(5)
    expect(page.locator("#nodes .added")).to_have_count(1)
    expect(page.locator("#effect .band.amber")).to_contain_text("3")
    shown(page, "amend", lang)
    page.locator("#reason").select_option("wrong-maximum")
    page.locator("#text").fill("专家组会议纪要第 3 条")
    page.locator("#propose .button.primary").click()
    expect(page.locator("#decision .button.primary")).to_be_disabled()
    shown(page, "proposed", lang)

    second = marked.come(visit, "second", page.url.removeprefix(marked.server.url), lang)
    expect(second.page.locator("#nodes li")).to_have_count(5)
    second.page.locator("#decision .button.primary").click()
    expect(second.page.locator("#decision .band.stored")).to_be_visible()
    shown(second.page, "approved", lang)
    page.goto(marked.server.url + HERE)
    expect(page.locator("#amendments li")).to_have_count(1)
    expect(page.locator("#module-B")).to_contain_text("34")
    shown(page, "amended", lang)
    assert said(seen) == said(second) == []


@pytest.mark.parametrize("lang", LOOKS)
def test_a_sheet_is_seen_with_its_mistakes_mended_and_kept(
    early: Desk, visit: Visitor, tmp_path: Path, lang: str
) -> None:
    wrong, right = tmp_path / "wrong.xlsx", tmp_path / "right.xlsx"
    wrong.write_bytes(module_a().book())
    right.write_bytes(form().book())
    seen = early.come(visit, "organiser", UNOPENED, lang)
    page = seen.page
    page.locator("#file").set_input_files(wrong)
    page.locator("#load .button.primary").click()
    expect(page.locator("#mistakes")).to_contain_text("16.75")
    expect(page.locator("#keep .button.primary")).to_be_disabled()
    shown(page, "mistakes", lang)
    page.locator("#file").set_input_files(right)
    page.locator("#panel").select_option("craft")
    page.locator("#load .button.primary").click()
    expect(page.locator("#assumed li").first).to_be_visible()
    shown(page, "draft", lang)
    page.locator("#keep .button.primary").click()
    expect(page.locator("#keep .refusal")).to_contain_text("panels.csv")
    shown(page, "refused", lang)
    page.locator("#scheme").fill((YUNPING / "schemes" / "floristry.toml").read_text("utf-8"))
    page.locator("#text-panel button[value=edit]").click()
    page.locator("#keep .button.primary").click()
    expect(page.locator(".band.stored")).to_be_visible()
    shown(page, "kept", lang)
    assert said(seen) == []

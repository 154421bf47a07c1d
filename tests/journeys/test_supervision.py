"""From the draw to the authority, by clicks: an officer, supervisors, an association, a competitor and the authority at
their own windows, in either language."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from competition import words
from competition.access import sessions
from tests.competition import people
from tests.competition.supervision.arena import BLIND, EVENT, NAMES, PLAIN, Arena, acting, prepare
from tests.journeys.conftest import PHONE, Server, Visit, Visitor, comes_to, photograph
from tests.journeys.looks import sound

DESK = {"width": 1440, "height": 900}


class House:
    """A server over the arena; what happens away from the pages happens through `do`."""

    def __init__(self, folder: Path, layers: Sequence[str] = ()) -> None:
        self.url = f"sqlite:///{folder / 'arena.db'}"
        prepare(self.url, layers=layers)
        self.server = Server(folder, "serve", "--port", "0", "--database", self.url)

    def do(self, what: Callable[[Arena], Awaitable[Any]]) -> None:
        async def done() -> None:
            async with acting(self.url) as at:
                await what(at)

        with ThreadPoolExecutor(1) as thread:  # Playwright's loop runs in this one
            thread.submit(lambda: asyncio.run(done())).result()

    def window(self, visit: Visitor, role: str, lang: str, login: str = "", judge: str = "", **more: Any) -> Window:
        seen = visit(lang, **{"size": DESK, **more})
        if role != "public":
            held = people.cookie(self.url, role, event=EVENT, login=login, judge=judge)
            seen.context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": self.server.url}])
        return Window(self, seen, lang)


class Window:
    """Somebody's browser. Texts are looked for in the chosen language."""

    def __init__(self, house: House, seen: Visit, lang: str) -> None:
        self.house, self.seen, self.page, self.lang = house, seen, seen.page, lang

    def say(self, text: str, **facts: object) -> str:
        return words.say(text, self.lang, **facts)

    def opens(self, path: str, name: str = "") -> Page:
        self.page.goto(self.house.server.url + path)
        if name:
            self.looks(name)
        return self.page

    def presses(self, label: str) -> None:
        button = self.page.get_by_role("button", name=re.compile(f"^{re.escape(self.say(label))}"))
        comes_to(self.page, button.first.click)

    def follows(self, label: str) -> None:
        comes_to(self.page, self.link(label).click)

    def link(self, label: str) -> Locator:
        return self.page.get_by_role("link", name=re.compile(f"^{re.escape(self.say(label))}")).first

    def reads(self, text: str, **facts: object) -> None:
        expect(self.page.locator("body")).to_contain_text(self.say(text, **facts))

    def looks(self, name: str) -> None:
        """A picture is kept; nothing is wrong."""
        photograph(self.page, f"{name}-{self.lang}")
        sound(self.page)

    def prints(self, name: str) -> None:
        """How it looks on paper."""
        self.page.emulate_media(media="print")
        photograph(self.page, f"{name}-print-{self.lang}")
        for gone in (".masthead", ".unprinted", ".switches"):
            assert not self.page.locator(gone).filter(visible=True).count(), gone
        self.page.emulate_media(media="screen")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.server.stop()


async def open_and_mark(at: Arena) -> None:
    await at.open(BLIND)
    await at.mark(BLIND)
    await at.sign(BLIND)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_from_the_draw_to_the_unsealing(house: House, visit: Visitor, lang: str) -> None:
    officer = house.window(visit, "draw", lang)
    public = house.window(visit, "public", lang)
    officer.opens(f"/draw/{EVENT}", "draw-begin")
    officer.presses("Commit to a secret seed")
    with officer.page.expect_popup() as hall:
        officer.link("Show it in the hall").click()
    officer.looks("draw-number")
    hall.value.set_viewport_size({"width": 1920, "height": 1080})
    photograph(hall.value, f"draw-screen-before-{lang}")
    officer.page.get_by_role("textbox").fill("280713")
    officer.presses("Draw the codes with this number")
    expect(hall.value.locator(".huge")).to_have_text("280713", timeout=10_000)
    photograph(hall.value, f"draw-screen-{lang}")
    officer.looks("draw-drawn")

    officer.page.get_by_role("combobox").select_option("print-slips")
    officer.presses("Show whose code is whose")
    expect(officer.page.locator(".slips li")).to_have_count(len(NAMES[BLIND]))
    officer.looks("draw-slips")
    officer.prints("draw-slips")

    house.do(open_and_mark)
    public.opens(f"/events/{EVENT}/draws/{BLIND}", "draw-sealed")
    public.reads("Sealed until all is marked")
    officer.opens(f"/draw/{EVENT}")
    officer.reads("to print the slips")
    officer.presses("Unseal the codes")
    officer.reads("The draw checks out: seed, number and codes belong together.")
    officer.looks("draw-unsealed")
    public.opens(f"/events/{EVENT}/draws/{BLIND}", "draw-checked")
    public.reads("The draw checks out")
    public.reads("Each entrant is the one behind the published commitment")
    assert officer.seen.complaints == public.seen.complaints == []


@pytest.mark.parametrize("lang", ["en"])
def test_from_the_review_to_the_authority(house: House, visit: Visitor, lang: str) -> None:
    house.do(lambda at: at.come_to(PLAIN, "review"))
    supervisor = house.window(visit, "supervisor", lang)
    organiser = house.window(visit, "organiser", lang)
    association = house.window(visit, "association", lang)
    competitor = house.window(visit, "competitor", lang, size=PHONE, has_touch=True)
    authority = house.window(visit, "authority", lang, scheme="dark")
    own = f"/supervision/{EVENT}/trades/{PLAIN}"

    supervisor.opens(f"/supervision/{EVENT}", "supervision")
    supervisor.opens(own, "supervision-review")
    supervisor.presses("Draw the sample")
    supervisor.looks("supervision-drawn")
    supervisor.page.locator("#review tbody a").first.click()
    supervisor.reads("Next entrant")
    supervisor.looks("supervision-sheets")
    supervisor.opens(own)
    supervisor.presses("Record the review")
    supervisor.reads("Make the result final")

    organiser.opens(own)
    organiser.presses("Finalise")
    organiser.reads("Post the public notice")
    association.opens(own)
    association.presses("Post the notice")
    association.reads("0 working days")
    association.looks("supervision-notice")

    competitor.opens(f"/events/{EVENT}/notice/{PLAIN}", "notice-phone")
    competitor.follows("File an objection")
    competitor.page.get_by_role("textbox").first.fill("02")
    competitor.page.get_by_role("textbox").last.fill("第 2 件的工艺分有误。")
    competitor.looks("notice-object-phone")
    competitor.presses("File the objection")
    competitor.reads("Your objections")
    expect(competitor.page.locator(".band.stored")).to_be_visible()

    association.opens(own)
    expect(association.page.get_by_role("button", name=re.compile(association.say("Close the notice")))).to_have_count(
        0
    )
    supervisor.opens(own)
    supervisor.looks("supervision-objection")
    supervisor.page.get_by_role("radio").first.check()
    supervisor.page.get_by_role("textbox").first.fill("评分表核对无误。")
    supervisor.presses("Rule")
    supervisor.reads("Dismissed")
    association.opens(own)
    association.presses("Close the notice")
    association.reads("The authority confirms the result")

    public = house.window(visit, "public", lang)
    public.opens(f"/events/{EVENT}/notice/{PLAIN}", "notice")
    public.prints("notice")
    authority.opens(f"/authority/{EVENT}", "authority")
    comes_to(authority.page, authority.page.locator(f"#{PLAIN} a.button").click)
    authority.looks("authority-decision")
    authority.presses("Confirm")
    authority.reads("Apply the award policy")
    authority.looks("authority-confirmed")
    authority.opens(f"/authority/{EVENT}/inspection", "inspection")
    authority.follows("Draw an entrant's sheets")
    authority.looks("inspection-sheet")
    authority.follows("Draw a line")
    authority.looks("inspection-line")
    for window in (supervisor, organiser, association, competitor, authority, public):
        assert window.seen.complaints == []

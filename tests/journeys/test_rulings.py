"""Rulings and the chief judge's console in a real browser: settled, corrected and approved by clicks, in two languages,
on a desk's screen, a tablet and a phone, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from competition.access import sessions
from scoring.facts import Cell
from scoring.procedure.seconds import change_text
from scoring.steps import MarkCorrected, Proposed
from tests.competition.people import cookie
from tests.competition.rulings.bakery import CHIEF, ENTRANTS, EVENT, OFFICE, TRADE, bakery
from tests.journeys.commands import run
from tests.journeys.conftest import PHONE, Server, Visit, Visitor, photograph, until
from tests.journeys.looks import DESK, TABLET, findings, sound, turned

SETTLE = f"{CHIEF}/settle/E1/final/crust"


@dataclass
class Venue:
    """A server over a contest in which things wait for a ruling. held, proposed: lines."""

    server: Server
    cookies: dict[str, str]
    held: int
    proposed: int

    def come(self, visit: Visitor, role: str, path: str, lang: str = "zh", **more: object) -> Visit:
        """Somebody with a role opens a page."""
        seen = visit(lang, **{"size": DESK, **more})
        held = {"name": sessions.COOKIE, "value": self.cookies[role], "url": self.server.url}
        seen.context.add_cookies([held])  # type: ignore[list-item]
        seen.page.goto(self.server.url + path)
        return seen

    def gives(self, judge: str, entrant: str, value: str, supersedes: int) -> None:
        """A judge's mark through the door."""
        entry = {"type": "mark", "key": f"{judge}-{value}", "entrant": entrant, "phase": "final", "aspect": "crust"}
        answer = httpx.post(
            f"{self.server.url}/api/marks",
            json={"event": EVENT, "entries": [entry | {"value": value, "supersedes": supersedes}]},
            headers={"Cookie": f"{sessions.COOKIE}={self.cookies[judge]}"},
            trust_env=False,
        )
        assert answer.json()["results"][0]["status"] == "accepted", answer.text


@contextmanager
def opened(folder: Path) -> Iterator[Venue]:
    """The venue in a folder of its own; in the end its ledger is whole."""
    with bakery(folder) as hall:
        for number, entrant in enumerate(ENTRANTS):
            hall.marks(entrant, ("2", "2", "3"), paper=str(60 + 5 * number))
        hall.marks("E1", ("1", "3", "3"))
        hall.signs("E2")
        hall.signs("E4")
        held = hall.gives("J1", "E2", "0")
        line = hall.look(
            lambda state: state.trades[TRADE].performances["E4", "final"].panels["crust", "", 1].seqs["J1"]
        )
        change = change_text(MarkCorrected(Cell("J1", "E4", "final", "", "crust"), "3", line))
        (proposal,) = hall.states(("organiser.organiser-1", Proposed(change, "misread")))
        roles = ("organiser", "chief", "supervisor", "second")
        cookies = {role: cookie(hall.database, role, event=EVENT) for role in roles}
        cookies |= {judge: cookie(hall.database, "judge", event=EVENT, judge=judge) for judge in ("J1", "J2", "J3")}
    server = Server(folder, "serve", "--port", "0", "--database", f"sqlite:///{folder / 'bakes.db'}")
    yield Venue(server, cookies, held, proposal.seq or 0)
    server.stop()
    run(folder, "verify", "--database", "bakes.db")


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[Venue]:
    with opened(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Venue]:
    """A venue where nobody does anything."""
    with opened(tmp_path_factory.mktemp("venue")) as found:
        yield found


def pages(venue: Venue) -> list[tuple[str, str, str]]:
    """(name, role, path) of every page."""
    mark = "entrant=E2&judge=J1&phase=final&item=&aspect=crust"
    return [
        ("inbox", "organiser", OFFICE),
        ("find", "organiser", f"{OFFICE}/adjust"),
        ("adjust", "organiser", f"{OFFICE}/adjust?entrant=E3&act=penalty"),
        ("results", "organiser", f"{OFFICE}/results?seat=baking|final|paper|OFFICE"),
        ("marks", "organiser", f"{OFFICE}/correct?who=02"),
        ("correction", "organiser", f"{OFFICE}/correct?{mark}"),
        ("closed", "organiser", f"{OFFICE}/reopen"),
        ("reopen", "organiser", f"{OFFICE}/reopen?act=sheet&judge=J1&entrant=E2&phase=final"),
        ("held", "chief", f"{OFFICE}/held/{venue.held}"),
        ("proposal", "supervisor", f"{OFFICE}/proposals/{venue.proposed}"),
        ("own-proposal", "organiser", f"{OFFICE}/proposals/{venue.proposed}"),
        ("console", "chief", CHIEF),
        ("settle", "chief", SETTLE),
        ("module", "chief", f"{CHIEF}/modules/{TRADE}/final/B"),
    ]


@pytest.mark.parametrize(
    ("lang", "looks"),
    [
        ("zh", [(DESK, "light"), (TABLET, "dark"), (PHONE, "dark")]),
        ("en", [(DESK, "dark"), (PHONE, "light")]),
    ],
    ids=["zh", "en"],
)
def test_every_page_can_be_read_by_everybody(
    looked_at: Venue, visit: Visitor, lang: str, looks: list[tuple[dict[str, int], str]]
) -> None:
    windows: dict[str, Visit] = {}
    for name, role, path in pages(looked_at):
        if role in windows:
            windows[role].page.goto(looked_at.server.url + path)
        else:
            windows[role] = looked_at.come(visit, role, path, lang)
        seen = windows[role]
        for size, scheme in looks:
            turned(seen.page, size, scheme)
            assert findings(seen.page) == [], (name, size, scheme)
            photograph(seen.page, f"rulings-{name}-{lang}-{size['width']}-{scheme}")
        assert seen.complaints == [], (name, seen.complaints)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_spread_is_settled_while_the_chief_judge_looks_on(venue: Venue, visit: Visitor, lang: str) -> None:
    seen = venue.come(visit, "chief", CHIEF, lang)
    page = seen.page
    until(page, "window.saiping?.link() === 'live'")
    page.locator("#queue a", has_text="crust 01").click()
    expect(page.locator(".flags svg .cloth")).to_have_count(2)
    page.locator("#text").fill("三席共同复看表皮")
    page.locator(".verdict .button.primary").click()
    expect(page.locator("#told")).to_contain_text("三席共同复看表皮")
    until(page, "window.saiping?.link() === 'live'")
    page.locator("#text").fill("正在写的话")
    page.locator("h1").click()
    line = int(_line(venue, "J1"))
    venue.gives("J1", "E1", "2", line)
    expect(page.locator("#told .chip")).to_contain_text({"zh": "已", "en": "Settled"}[lang], timeout=15_000)
    expect(page.locator("#queue a", has_text="crust 01")).to_have_count(0)
    expect(page.locator("#text")).to_have_value("正在写的话")
    photograph(page, f"rulings-settled-{lang}")
    assert seen.complaints == []


def _line(venue: Venue, judge: str) -> str:
    """The line of the judge's present mark of E1's crust, as the door tells it."""
    entry = {"type": "mark", "key": "ask", "entrant": "E1", "phase": "final", "aspect": "crust", "value": "0"}
    answer = httpx.post(
        f"{venue.server.url}/api/marks",
        json={"event": EVENT, "entries": [entry | {"supersedes": 1}]},
        headers={"Cookie": f"{sessions.COOKIE}={venue.cookies[judge]}"},
        trust_env=False,
    )
    return str(answer.json()["results"][0]["current"]["seq"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_correction_goes_through_two_hands_by_clicks(venue: Venue, visit: Visitor, lang: str) -> None:
    first = venue.come(visit, "organiser", OFFICE, lang)
    page = first.page
    page.locator(".tabs a").nth(3).click()
    page.locator("#who").fill("2")
    page.keyboard.press("Enter")
    page.locator(".marks a").nth(0).click()
    page.locator("#value").fill("3")
    page.locator("#reason").select_option("misread")
    page.locator("#text").fill("记分纸上是 3")
    page.locator(".act .button.primary").click()
    expect(page.locator("#effect ins").first).to_contain_text("45.00")
    photograph(page, f"rulings-effect-{lang}")
    sound(page)
    page.locator(".act .button.primary").click()
    expect(page.locator("#decision .button.primary")).to_be_disabled()
    address = page.url

    second = venue.come(visit, "second", address.removeprefix(venue.server.url), lang)
    expect(second.page.locator("#effect")).to_contain_text("45.00")
    second.page.locator("#decision .button.primary").click()
    expect(second.page.locator("#decision .band.stored")).to_be_visible()
    photograph(second.page, f"rulings-approved-{lang}")
    page.reload()
    expect(page.locator("#decision .band.stored")).to_be_visible()
    assert first.complaints == second.complaints == []


def test_everything_can_be_done_from_the_keyboard(venue: Venue, visit: Visitor) -> None:
    seen = venue.come(visit, "chief", f"{OFFICE}/held/{venue.held}", "en")
    page = seen.page
    page.locator("#set-aside-reason").focus()
    page.keyboard.press("s")
    expect(page.locator("#set-aside-reason")).to_have_value("sent-by-mistake")
    page.keyboard.press("Tab")
    page.keyboard.type("Tapped by mistake")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".band.stored")).to_be_visible()
    assert seen.complaints == []


def test_results_are_pasted_looked_through_and_recorded(venue: Venue, visit: Visitor) -> None:
    seen = venue.come(visit, "organiser", f"{OFFICE}/results", "zh")
    page = seen.page
    page.locator(".seats a").first.click()
    page.locator("#text").fill("编号\t成绩\n01\t91\n02\t缺考\n77\t50\n03\t120\n")
    page.locator(".act .button.primary").first.click()
    expect(page.locator(".refusal li")).to_have_count(2)
    photograph(page, "rulings-results-refused-zh")
    sound(page)
    page.locator("#text").fill("编号\t成绩\n01\t91\n05\t缺考\n")
    page.locator("button[value=show]").first.click()
    expect(page.locator("button[value=state]")).to_be_visible()
    photograph(page, "rulings-results-looked-zh")
    page.locator("button[value=state]").click()
    expect(page.locator(".band.stored")).to_contain_text("2")
    assert [each for each in seen.complaints if "422" not in each] == []

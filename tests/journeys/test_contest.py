"""A whole small contest by clicks alone: from an empty database to the downloaded award roll, five people at once."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.commands import run
from tests.journeys.conftest import ROOT, Server, Visit, Visitor, comes_to, photograph

VILLAGE = ROOT / "tests" / "golden" / "village"
EVENT = "village-2026"
DESK = {"width": 1440, "height": 900}
TABLET = {"width": 1024, "height": 768}
PASSWORD = "a-willow-by-the-stream"

THEORY = {"01": "78", "02": "84.5", "03": "58", "04": "91"}
ROOT_PENETRATION = {"01": ("3", "2"), "02": ("2", "2"), "03": ("3", "3"), "04": ("1", "1")}
APPEARANCE = {"01": ("9", "8.5"), "02": ("7.5", "8"), "03": ("9.5", "9"), "04": ("6", "6.5")}
"""By contest number; of the judged ones, what each of the two judges gives."""

MOST_CLICKS = 25
"""Of the organiser, from an empty database to the first mark."""


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[tuple[Server, str]]:
    """A server over an empty database, and the link that makes somebody its owner."""
    said = run(tmp_path, "init", "--database", "contest.db")
    link = re.search(r"/claim/\S+", said)
    assert link is not None, said
    running = Server(tmp_path, "serve", "--port", "0", "--database", "contest.db")
    yield running, running.url + link[0]
    running.stop()


class Person:
    """Somebody at a window. clicks: hers so far, keys that choose or send among them."""

    def __init__(self, window: Visit, url: str) -> None:
        self.window = window
        self.page: Page = window.page
        self.url = url
        self.clicks = 0

    def click(self, selector: str) -> None:
        """Click what is there once."""
        self.clicks += 1
        self.page.locator(selector).first.click()

    def fill(self, **fields: str) -> None:
        """Type or paste into the fields of these names."""
        for name, value in fields.items():
            self.page.locator(f"[name={name}]:visible").first.fill(value)

    def choose(self, name: str, value: str) -> None:
        """Choose from a list; counts as a click."""
        self.clicks += 1
        self.page.locator(f"select[name={name}]:visible").first.select_option(value)

    def goes(self, href: str) -> None:
        """Follow a link of the page that leads there."""
        self.click(f'a[href="{href}"]')
        self.page.wait_for_url(f"**{href}")

    def does(self, name: str, value: str) -> None:
        """Press the button that sends this."""
        self.sends(f'button[name="{name}"][value="{value}"]')

    def sends(self, selector: str) -> None:
        """Click what sends the page; the answer is another page, or the same one anew."""
        comes_to(self.page, lambda: self.click(selector))


def package() -> bytes:
    """The village's contest as a zip."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for path in sorted(VILLAGE.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(VILLAGE))
    return body.getvalue()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_contest_runs_by_clicks_from_an_empty_database_to_its_award_roll(
    lang: str, empty: tuple[Server, str], visit: Visitor, tmp_path: Path
) -> None:
    server, link = empty

    def window(size: dict[str, int] = DESK) -> Person:
        return Person(visit(lang, size), server.url)

    organiser, chief, authority = window(), window(), window()
    judges = {"J1": window(TABLET), "J2": window(TABLET)}
    office = f"/office/{EVENT}"

    claims(organiser, link)
    imports(organiser)
    photograph(organiser.page, f"contest-preview-{lang}")
    organiser.click("main form button.primary")
    organiser.page.wait_for_url(f"**{office}")
    organiser.sends("#to-open button.primary")
    organiser.goes(f"{office}/people")
    links = {role: invites(organiser, role) for role in ("chief", "authority")}
    codes = makes_codes(organiser)
    for person, role in ((chief, "chief"), (authority, "authority")):
        takes_up(person, server.url + links[role], role)
    for judge, person in judges.items():
        comes_in(person, codes[judge])

    organiser_clicks = organiser.clicks
    marks(judges["J1"], "01", ROOT_PENETRATION["01"][0], APPEARANCE["01"][0])
    assert organiser_clicks <= MOST_CLICKS, organiser_clicks
    for number in THEORY:
        if number != "01":
            marks(judges["J1"], number, ROOT_PENETRATION[number][0], APPEARANCE[number][0])
        marks(judges["J2"], number, ROOT_PENETRATION[number][1], APPEARANCE[number][1])
    photograph(judges["J2"].page, f"contest-judge-{lang}")

    gives_results(organiser)
    photograph(organiser.page, f"contest-results-{lang}")
    for module in ("A", "B"):
        signs_module(chief, module)
    photograph(chief.page, f"contest-chief-{lang}")

    organiser.goes(f"/supervision/{EVENT}")
    organiser.goes(f"/supervision/{EVENT}/trades/welding")
    organiser.does("step", "review-drawn")
    organiser.sends("#review form button.primary")
    organiser.does("step", "finalised")
    organiser.does("step", "notice-posted")
    photograph(organiser.page, f"contest-notice-{lang}")
    organiser.does("step", "notice-closed")
    confirms(authority, lang)
    organiser.goes(f"/awards/{EVENT}")
    organiser.goes(f"/awards/{EVENT}/welding")
    organiser.sends("main form button.primary, main form button.seal")
    confirms(authority, lang)
    organiser.page.reload()
    photograph(organiser.page, f"contest-awards-{lang}")

    roll = downloads(organiser, tmp_path / "roll.xlsx")
    assert roll[:2] == b"PK"
    for person in (organiser, chief, authority, *judges.values()):
        assert person.window.complaints == []


def claims(organiser: Person, link: str) -> None:
    organiser.page.goto(link)
    organiser.fill(login="shen", shown="沈玉梅", password=PASSWORD, again=PASSWORD)
    organiser.click("main form button.primary")
    organiser.page.wait_for_url("**/office")


def imports(organiser: Person) -> None:
    chosen = {"name": "village.zip", "mimeType": "application/zip", "buffer": package()}
    organiser.clicks += 1
    organiser.page.locator("input[name=package]").set_input_files(chosen)  # type: ignore[arg-type]
    organiser.click("#new button.primary")
    organiser.page.wait_for_url("**/office/import/*")


def invites(organiser: Person, role: str) -> str:
    """The path of the link that is shown this once."""
    organiser.choose("role", role)
    organiser.sends('form[action$="/invitations"] button.primary')
    shown = organiser.page.locator(".made code.link").first.inner_text()
    return shown[shown.index("/invitations/") :]


def makes_codes(organiser: Person) -> dict[str, str]:
    organiser.sends('form[action$="/codes"] button.primary')
    text = organiser.page.locator("body").inner_text()
    return {judge: re.search(rf"{judge}\b.*?([2-9A-Z]{{4}}-[2-9A-Z]{{4}})", text, re.S)[1] for judge in ("J1", "J2")}  # type: ignore[index]


def takes_up(person: Person, link: str, role: str) -> None:
    person.page.goto(link)
    form = person.page.locator('form:has(input[name="way"][value="new"])')
    for name, value in {"login": role, "shown": role, "password": PASSWORD, "again": PASSWORD}.items():
        form.locator(f"[name={name}]").fill(value)
    comes_to(person.page, form.locator("button").click)


def comes_in(person: Person, code: str) -> None:
    person.page.goto(f"{person.url}/sign-in")
    person.fill(code=code)
    person.click('form[action="/sign-in/code"] button')
    person.page.wait_for_url(f"**/judge/{EVENT}")


def marks(judge: Person, number: str, penetration: str, appearance: str) -> None:
    """Both aspects of one entrant, then the signature."""
    page = judge.page
    expect(page.locator(".plate, .code-plate").first).to_contain_text(number)
    expect(page.locator("#aspect b").first).to_have_text("B1")
    page.locator(f'.key[data-value="{penetration}"]').click()
    expect(page.locator("#aspect b").first).to_have_text("B2")  # by itself
    for key in appearance:
        page.locator(f'.pad .key[data-key="{key}"]').click()
    expect(page.locator("output.entered")).to_have_text(appearance)
    page.keyboard.press("Enter")
    page.locator("button.seal:not([disabled])").click()
    expect(page.locator(".band.signed")).to_be_visible()
    page.locator("button.way.next").click()


def gives_results(organiser: Person) -> None:
    organiser.goes(f"/office/{EVENT}/rulings")
    organiser.goes(f"/office/{EVENT}/rulings/results")
    comes_to(organiser.page, organiser.page.locator("main a[href*='seat=']").first.click)
    organiser.fill(text="\n".join(f"{number}\t{value}" for number, value in THEORY.items()))
    organiser.does("step", "show")
    organiser.does("step", "state")
    organiser.does("step", "sign")


def signs_module(chief: Person, module: str) -> None:
    chief.page.goto(f"{chief.url}/chief/{EVENT}")
    chief.goes(f"/chief/{EVENT}/modules/welding/final/{module}")
    chief.sends("#sign button.seal")


def confirms(authority: Person, lang: str) -> None:
    authority.page.goto(f"{authority.url}/authority/{EVENT}")
    authority.goes(f"/authority/{EVENT}/trades/welding")
    photograph(authority.page, f"contest-authority-{lang}")
    authority.sends("main form button.seal")


def downloads(organiser: Person, path: Path) -> bytes:
    organiser.goes(f"/office/{EVENT}/exports")
    with organiser.page.expect_download() as waiting:
        organiser.click('a[href*="roll.xlsx"], button[formaction*="roll.xlsx"]')
    waiting.value.save_as(path)
    return path.read_bytes()

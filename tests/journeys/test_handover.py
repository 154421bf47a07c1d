"""Marks that a tablet cannot send leave it as a sealed file, by taps and a real download, and the office takes that
very file in: each is in the ledger once, in the order in which it was given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from competition.access import sessions
from competition.access.tablets import devices
from competition.store.database import open_database
from scoring.facts import MarkGiven
from tests.competition.people import cookie
from tests.competition.venue import url_of
from tests.journeys import welding
from tests.journeys.conftest import Visit, Visitor, photograph, until
from tests.journeys.judging import LAPTOP, TABLET, House, looks_right, recorded
from tests.journeys.looks import sound
from tests.journeys.test_offline import Enrolled, again, gives, kept
from tests.journeys.welding import EVENT

IMPORT = f"/office/{EVENT}/devices/import"
GIVEN = [("A1.1", "2"), ("A1.2", "4"), ("A1.1", "0"), ("A1.1", "2")]
"""What she gives where nothing can be sent: the first aspect three times."""

NOTHING_NEW = {"zh": "没有任何改动", "en": "nothing was changed"}
DAMAGED = {"zh": "不是由设备", "en": "was not sealed by device"}
ELSEWHERE = {"zh": "另一赛事", "en": "belongs to another event"}
NO_FILE = {"zh": ".sealed.json", "en": "This is no file of unsent marks."}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    welding.prepare(tmp_path)
    running = House(tmp_path)
    yield running
    running.server.stop()


def marks(house: House) -> list[tuple[str, str, str]]:
    """Aspect, value and why it is held of every mark in the ledger, in its order."""
    facts = [each.fact for each in recorded(house.folder) if isinstance(each.fact, MarkGiven)]
    return [(fact.cell.aspect, fact.value, fact.held) for fact in facts]


def gives_one_aspect_three_times(judge: Enrolled) -> None:
    gives(judge, "A1.1", "A1.2")
    judge.page.locator(".aspect").first.click()
    for value in ("0", "2"):
        judge.rests()
        judge.page.locator(f".keys .key[data-value='{value}']").click()
        until(judge.page, "value => window.saiping.cells()[0].says === value", arg=value)
    until(judge.page, "window.saiping.unsent() === 4")


def takes_out(judge: Enrolled, folder: Path, lang: str) -> Path:
    """The file that her taps have the browser save; then the tablet may be handed over."""
    page = judge.page
    page.locator(".more").tap()
    page.locator(".menu .hands").tap()
    expect(page.locator(".hand-over .remains b")).to_have_text("4")
    expect(page.locator(".hand-over .primary")).to_be_disabled()
    with page.expect_download() as saved:
        page.locator(".hand-over p .button").tap()
    name = saved.value.suggested_filename
    assert name.startswith("saiping-J1-") and name.endswith(".sealed.json")
    saved.value.save_as(folder / name)
    expect(page.locator(".hand-over")).to_contain_text(name)
    expect(page.locator(".hand-over .primary")).to_be_enabled()
    looks_right(page)
    photograph(page, f"handover-taken-out-{lang}")
    return folder / name


def office(house: House, window: Visit) -> Page:
    held = cookie(house.folder, "organiser", event=EVENT, login="shen")
    window.context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": house.url}])
    return window.page


def takes_in(page: Page, house: House, file: Path) -> None:
    page.goto(house.url + IMPORT)
    page.locator("input[type=file]").set_input_files(file)
    page.locator(".act button").click()


@pytest.mark.parametrize(("lang", "revoked"), [("zh", False), ("en", True)], ids=["server-away", "revoked"])
def test_the_file_that_a_tablet_saved_is_taken_in_once_in_the_order_of_giving(
    house: House, visit: Visitor, tmp_path: Path, lang: str, revoked: bool
) -> None:
    judge = Enrolled(house, visit(lang, TABLET, has_touch=True, accept_downloads=True), "J1")
    judge.opens()
    kept(judge.page)
    until(judge.page, "window.saiping.sealable() === 'yes'")
    house.dies()
    gives_one_aspect_three_times(judge)
    again(judge)
    file = takes_out(judge, tmp_path, lang)
    for value in ("A1.1", '"value"', "mark"):
        assert value not in file.read_text("utf-8"), "the file says nothing to who has no key"

    judge.seen.context.set_offline(True)
    house.returns()
    if revoked:
        with open_database(url_of(house.folder)) as database, database.transaction() as connection:
            (device,) = devices.of_event(connection, EVENT)
            assert devices.end(connection, EVENT, device.id, "organiser.main")
    held = "device-revoked" if revoked else ""
    window = visit(lang, LAPTOP)
    page = office(house, window)
    takes_in(page, house, file)
    expect(page.locator("tbody tr")).to_have_count(4)
    expect(page.locator(f"tbody .chip.{'held' if revoked else 'stored'}")).to_have_count(4)
    assert marks(house) == [(*each, held) for each in GIVEN]
    sound(page)
    photograph(page, f"handover-taken-in-{lang}")

    takes_in(page, house, file)
    expect(page.locator("main")).to_contain_text(NOTHING_NEW[lang])
    expect(page.locator("tbody tr")).to_have_count(4)
    assert marks(house) == [(*each, held) for each in GIVEN]
    sound(page)
    photograph(page, f"handover-again-{lang}")
    assert window.complaints == []

    judge.seen.context.set_offline(False)
    until(judge.page, "window.saiping.entries().length === 0")
    assert marks(house) == [(*each, held) for each in GIVEN], "sent by the tablet, too, and counted once"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_damaged_file_and_one_of_another_event_are_refused_with_words(
    house: House, visit: Visitor, tmp_path: Path, lang: str
) -> None:
    judge = Enrolled(house, visit(lang, TABLET, has_touch=True, accept_downloads=True), "J1")
    judge.opens()
    kept(judge.page)
    until(judge.page, "window.saiping.sealable() === 'yes'")
    judge.seen.context.set_offline(True)
    gives_one_aspect_three_times(judge)
    file = takes_out(judge, tmp_path, lang)
    said = json.loads(file.read_text("utf-8"))
    first = said["sealed"][0]
    damaged, elsewhere, half = (tmp_path / name for name in ("damaged.json", "elsewhere.json", "half.json"))
    damaged.write_text(json.dumps(said | {"sealed": ("B" if first == "A" else "A") + said["sealed"][1:]}), "utf-8")
    elsewhere.write_text(json.dumps(said | {"event": "fitters-2025"}), "utf-8")
    half.write_bytes(file.read_bytes()[:200])

    page = office(house, visit(lang, LAPTOP))
    for wrong, words in ((damaged, DAMAGED[lang]), (elsewhere, ELSEWHERE[lang]), (half, NO_FILE[lang])):
        takes_in(page, house, wrong)
        expect(page.locator(".wrong")).to_contain_text(words)
        assert page.locator("tbody tr").count() == 0
        sound(page)
        photograph(page, f"handover-{wrong.stem}-{lang}")
    assert marks(house) == []

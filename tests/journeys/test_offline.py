"""A tablet in a hall with bad Wi-Fi: cut lines, loading anew without network, a killed server, two tabs, a full disk,
an ended session, a signed sheet. What was given is in the ledger, once each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from competition.access import sessions
from competition.access.accounts import TRUSTED_S
from competition.access.tablets import devices, tickets
from competition.store.database import open_database
from judges.devices import handover
from scoring.facts import MarkGiven
from tests import browsers
from tests.competition.people import cookie
from tests.competition.venue import url_of
from tests.journeys import welding
from tests.journeys.conftest import Visit, Visitor, photograph, until
from tests.journeys.judging import PAGE, TABLET, VALUES, House, Tablet, looks_right, mark, recorded, signature
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


def kept(page: Page) -> None:
    """Wait until the page can be loaded without network."""
    until(page, "window.saiping?.shell() === 'kept'")


def again(judge: Tablet) -> None:
    """Load the page anew, whatever the line does."""
    judge.page.reload()
    until(judge.page, "window.saiping?.cells().length > 0")
    judge.rests()


def gives(judge: Tablet, *aspects: str) -> list[tuple[str, str]]:
    """Mark aspects of the present sheet by touch; (aspect, value) of each."""
    page = judge.page
    for aspect in aspects:
        until(page, "aspect => document.querySelector('h2.title b')?.textContent === aspect", arg=aspect)
        judge.rests()
        if aspect in ("B1.2", "B1.3"):
            judge.types(VALUES[aspect])
            page.locator(".way.next").click()
        else:
            page.locator(f".keys .key[data-value='{VALUES[aspect]}']").click()
        until(page, "aspect => window.saiping.cells().find(each => each.aspect === aspect).says !== null", arg=aspect)
    return [(aspect, VALUES[aspect]) for aspect in aspects]


def all_given(folder: Path, judge: str = "J1") -> list[tuple[str, str, str]]:
    """Entrant, aspect and value of every mark of the judge in the ledger."""
    facts = [each.fact for each in recorded(folder) if isinstance(each.fact, MarkGiven)]
    return [(fact.cell.entrant, fact.cell.aspect, fact.value) for fact in facts if fact.cell.judge == judge]


class Enrolled(Tablet):
    """Comes in by the link of a ticket, which her camera read off a square code."""

    def __init__(self, house: House, seen: Visit, judge: str) -> None:
        self.house, self.seen, self.page = house, seen, seen.page
        seen.turns()
        with open_database(url_of(house.folder)) as database, database.transaction() as connection:
            (made,) = tickets.make(connection, EVENT, [judge], made_by="organiser.shen", key="journey")
        self._link = f"{house.url}/enrol/{made.token}"

    def opens(self) -> Page:
        self.page.goto(self._link)
        self.page.locator(".begin").tap()
        self.page.wait_for_url(self.house.url + PAGE)
        until(self.page, "window.saiping?.cells().length > 0")
        self.rests()
        return self.page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_thirty_marks_through_cuts_reloads_and_a_killed_server_are_in_the_ledger_once_each(
    house: House, visit: Visitor, lang: str
) -> None:
    gives_thirty(house, Enrolled(house, visit(lang, TABLET, has_touch=True), "J1"), lang)


def gives_thirty(house: House, judge: Tablet, name: str) -> None:
    """Thirty marks, offline in the middle, loaded anew there, the server killed and back. name: of the pictures."""
    page = judge.opens()
    kept(page)
    given: list[tuple[str, str, str]] = []
    for at in range(6):
        entrant = f"W{at + 1:02}"
        judge.goes_to(str(at + 11))
        if at == 1:
            judge.seen.context.set_offline(True)
        if at == 4:
            house.dies()
        given += [(entrant, *each) for each in gives(judge, "A1.1", "A1.2")]
        if at in (1, 4):
            again(judge)
            judge.shows("A1.2", "tablet", "4")
            expect(page.locator(".banner")).to_be_visible()
            photograph(page, f"offline-reloaded-{at}-{name}")
            looks_right(page)
            assert page.evaluate("window.saiping.code()") == str(at + 11), "and she goes on where she was"
        if at == 5:
            house.returns()
        given += [(entrant, *each) for each in gives(judge, "B1.1", "B1.2", "B1.3")]
        if at == 2:
            judge.seen.context.set_offline(False)
    until(page, "window.saiping.entries().length === 0")
    assert sorted(all_given(house.folder)) == sorted(given)
    assert len(given) == 30
    expect(page.locator(".banner")).to_have_count(0)
    assert judge.complaints == []


def test_a_crash_loses_nothing_that_was_given_offline(house: House, tablet: Any) -> None:
    judge = tablet()
    page = judge.opens()
    kept(page)
    judge.seen.context.set_offline(True)
    gives(judge, "A1.1", "A1.2", "B1.1")
    page.close(run_before_unload=False)
    judge.seen.context.set_offline(False)
    judge.page = page = judge.seen.context.new_page()
    judge.opens()
    until(page, "window.saiping.entries().length === 0")
    assert sorted(all_given(house.folder)) == [("W01", aspect, VALUES[aspect]) for aspect in ("A1.1", "A1.2", "B1.1")]


def test_two_tabs_of_a_judge_send_what_either_holds_and_both_know(house: House, tablet: Any) -> None:
    judge = tablet()
    page = judge.opens()
    kept(page)
    other = Tablet(house, judge.seen, "J1")
    other.page = judge.seen.context.new_page()
    other.opens()
    other.goes_to("12")
    judge.seen.context.set_offline(True)
    gives(judge, "A1.1", "A1.2")
    gives(other, "A1.1")
    until(page, "window.saiping.unsent() === 3")
    other.page.close()
    judge.seen.context.set_offline(False)
    until(page, "window.saiping.entries().length === 0")
    assert sorted(all_given(house.folder)) == [("W01", "A1.1", "2"), ("W01", "A1.2", "4"), ("W02", "A1.1", "2")]


def test_a_tablet_whose_clock_is_years_behind_keeps_the_order_and_decides_nothing(house: House, tablet: Any) -> None:
    judge = tablet(lang="en")
    judge.page.add_init_script(
        """{ const Right = Date; window.behind = 7 * 366 * 86_400_000;
          window.Date = class extends Right {
            constructor(...given) { super(...(given.length ? given : [Right.now() - behind])); }
            static now() { return Right.now() - behind; } }; }"""
    )
    page = judge.opens()
    judge.seen.context.set_offline(True)
    gives(judge, "A1.1")
    page.evaluate("() => { window.behind *= 2; }")
    until(page, "window.saiping.cells()[0].says && document.querySelector('h2.title b').textContent === 'A1.2'")
    page.locator(".aspect").first.click()
    for value in ("0", "2"):
        judge.rests()
        page.locator(f".keys .key[data-value='{value}']").click()
        until(page, "value => window.saiping.cells()[0].says === value", arg=value)
    judge.seen.context.set_offline(False)
    until(page, "window.saiping.entries().length === 0")
    assert all_given(house.folder) == [("W01", "A1.1", value) for value in ("2", "0", "2")]
    lines = [each for each in recorded(house.folder) if isinstance(each.fact, MarkGiven)]
    claims = [each.fact.given_at for each in lines if isinstance(each.fact, MarkGiven)]
    assert claims[0] > claims[2] > claims[1], "what the tablet claims is stored as it is"
    assert claims[0] < min(each.at for each in lines), "and the ledger goes by its own clock"


def test_a_full_tablet_refuses_the_mark_and_says_what_to_do(house: House, tablet: Any) -> None:
    judge = tablet(lang="en")
    page = judge.opens()
    page.evaluate(
        """() => { window.add = IDBObjectStore.prototype.add;
          IDBObjectStore.prototype.add = () => { throw new DOMException('no room', 'QuotaExceededError'); }; }"""
    )
    page.locator(".keys .key[data-value='2']").click()
    judge.waits_for("A1.1", "refused")
    page.wait_for_timeout(500)
    page.locator(".aspect").first.click()
    expect(page.locator(".band.refused")).to_contain_text("no room left")
    photograph(page, "offline-full-en")
    assert all_given(house.folder) == []
    page.evaluate("() => { IDBObjectStore.prototype.add = window.add; }")
    judge.rests()
    page.locator(".keys .key[data-value='2']").click()
    judge.waits_for("A1.1", "stored")
    assert all_given(house.folder) == [("W01", "A1.1", "2")]


def test_marks_wait_for_their_judge_when_another_signs_in_on_the_tablet(house: House, tablet: Any) -> None:
    judge = tablet(lang="en")
    page = judge.opens()
    judge.seen.context.set_offline(True)
    gives(judge, "A1.1")
    other = cookie(house.folder, "judge", event=EVENT, judge="J2")
    judge.seen.context.clear_cookies()
    judge.seen.context.add_cookies([{"name": sessions.COOKIE, "value": other, "url": house.url}])
    judge.seen.context.set_offline(False)
    expect(page.locator(".banner")).to_contain_text("another judge")
    photograph(page, "offline-other-judge-en")
    assert all_given(house.folder) == all_given(house.folder, "J2") == []
    judge.seen.context.clear_cookies()
    judge.seen.context.add_cookies([{"name": sessions.COOKIE, "value": judge.held, "url": house.url}])
    until(page, "window.saiping.entries().length === 0")
    assert all_given(house.folder) == [("W01", "A1.1", "2")]


def test_an_ended_session_keeps_the_marks_through_a_reload(house: House, tablet: Any) -> None:
    judge = tablet(lang="en")
    page = judge.opens()
    kept(page)
    judge.seen.context.clear_cookies()
    gives(judge, "A1.1")
    expect(page.locator(".banner")).to_contain_text("Safe on this tablet: 1.")
    judge.seen.context.add_cookies([{"name": sessions.COOKIE, "value": judge.held, "url": house.url}])
    again(judge)
    until(page, "window.saiping.entries().length === 0")
    assert all_given(house.folder) == [("W01", "A1.1", "2")]


def test_a_sheet_signed_elsewhere_holds_what_was_given_here_offline(house: House, tablet: Any) -> None:
    judge = tablet(lang="en")
    page = judge.opens()
    kept(page)
    judge.seen.context.set_offline(True)
    gives(judge, "A1.1")
    again(judge)
    answers = judge.elsewhere(
        *[mark("W01", each, "0" if each == "A1.1" else VALUES[each], f"m-{each[:2]}{each[-1]}") for each in VALUES]
    )
    assert {each["status"] for each in answers} == {"accepted"}
    judge.elsewhere(signature("W01", values=VALUES | {"A1.1": "0"}))
    judge.seen.context.set_offline(False)
    judge.waits_for("A1.1", "held")
    assert [value for _, aspect, value in all_given(house.folder) if aspect == "A1.1"] == ["0", "2"]


def test_marks_leave_a_tablet_sealed_when_they_cannot_be_sent(house: House, tablet: Any) -> None:
    judge = tablet(lang="en")
    page = judge.opens()
    kept(page)
    until(page, "window.saiping.sealable() === 'yes'")
    judge.seen.context.set_offline(True)
    gives(judge, "A1.1", "A1.2")
    page.locator(".more").click()
    page.locator(".menu .hands").click()
    expect(page.locator(".hand-over .primary")).to_be_disabled()
    looks_right(page)
    photograph(page, "offline-hand-over-en")
    with page.expect_download() as file:
        page.get_by_role("button", name="Take out sealed").click()
    assert file.value.suggested_filename.startswith("saiping-J1-")
    text = Path(file.value.path()).read_bytes()
    assert b"A1.1" not in text
    exported = handover.read(text)
    assert isinstance(exported, handover.Exported)
    with open_database(url_of(house.folder)) as database, database.connect() as connection:
        marks = handover.opened(exported, devices.seal_of(connection, EVENT, exported.device))
    assert isinstance(marks, list)
    assert [(each["aspect"], each["value"]) for each in marks] == [("A1.1", "2"), ("A1.2", "4")]
    judge.seen.context.set_offline(False)
    assert {each["status"] for each in judge.elsewhere(*marks)} <= {"accepted", "known"}
    until(page, "window.saiping.entries().length === 0")
    assert all_given(house.folder) == [("W01", "A1.1", "2"), ("W01", "A1.2", "4")], "sent as well, and counted once"
    expect(page.locator(".hand-over .primary")).to_be_enabled()
    photograph(page, "offline-handed-over-en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_revoked_tablet_still_sends_what_is_on_it_and_says_so_after_a_reload(
    house: House, tablet: Any, lang: str
) -> None:
    judge = tablet(lang=lang, scheme="dark")
    page = judge.opens()
    kept(page)
    judge.seen.context.set_offline(True)
    gives(judge, "A1.1", "A1.2")
    with open_database(url_of(house.folder)) as database, database.transaction() as connection:
        (device,) = devices.of_event(connection, EVENT)
        assert devices.end(connection, EVENT, device.id, "organiser.main")
    page.wait_for_timeout(1_100 * TRUSTED_S)  # a session that was just let in is looked up no more
    again(judge)
    judge.shows("A1.2", "tablet", "4")
    judge.seen.context.set_offline(False)
    until(page, "window.saiping.entries().length === 0")
    expect(page.locator(".banner")).to_be_visible()
    page.reload()
    expect(page.locator(".banner")).to_contain_text({"zh": "停用", "en": "revoked"}[lang])
    photograph(page, f"offline-revoked-{lang}")
    looks_right(page)
    held = [each.fact for each in recorded(house.folder) if isinstance(each.fact, MarkGiven)]
    assert [(fact.cell.aspect, fact.value, fact.held) for fact in held] == [
        ("A1.1", "2", "device-revoked"),
        ("A1.2", "4", "device-revoked"),
    ]


def test_a_page_without_a_secure_context_works_on_and_says_what_is_missing(house: House, browser: Browser) -> None:
    rules = "--host-resolver-rules=MAP hall.test 127.0.0.1"
    plain = browser.browser_type.launch(executable_path=browsers.tried(), args=[*browsers.ARGUMENTS, rules])
    try:
        context = plain.new_context(
            viewport={"width": 390, "height": 844}, color_scheme="dark", locale="en-GB", has_touch=True
        )
        url = house.url.replace("127.0.0.1", "hall.test")
        held = cookie(house.folder, "judge", event=EVENT, judge="J1")
        context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": url}])
        page = context.new_page()
        page.goto(f"{url}/judge/{EVENT}")
        expect(page.locator(".banner.lacking")).to_contain_text("HTTPS")
        photograph(page, "offline-insecure-phone-en")
        looks_right(page)
        page.locator(".banner.lacking .button").click()
        page.locator(".keys .key[data-value='2']").click()
        until(page, "window.saiping.cells()[0].shown === 'stored'")
        assert page.evaluate("[isSecureContext, typeof navigator.locks, typeof crypto.subtle]") == [
            False,
            "undefined",
            "undefined",
        ]
        page.reload()
        until(page, "window.saiping?.cells()[0]?.shown === 'stored'")
        expect(page.locator(".banner.lacking")).to_have_count(0)
        page.locator(".more").click()
        expect(page.locator(".menu")).to_contain_text("HTTPS")
        context.set_offline(True)
        page.locator(".aspect").nth(1).evaluate("each => each.click()")
        page.wait_for_timeout(400)
        page.locator(".keys .key[data-value='4']").click()
        page.locator(".more").click()
        page.locator(".menu .hands").click()
        expect(page.locator(".hand-over")).to_contain_text("needs HTTPS")
        photograph(page, "offline-insecure-hand-over-en")
        looks_right(page)
    finally:
        plain.close()

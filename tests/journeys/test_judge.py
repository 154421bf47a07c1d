"""A judge marks: by touch and by keys, through a cut line and a killed server, in conflict with herself, and signs."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from competition.access import invitations, sessions
from competition.store.database import open_database
from competition.store.ledger import Ledger
from scoring import lines, sheets
from scoring.facts import MarkGiven, SheetSigned
from tests.competition.people import cookie
from tests.competition.venue import url_of
from tests.journeys import welding
from tests.journeys.conftest import PHONE, ROOT, Server, Visit, Visitor, free_port, photograph, until
from tests.journeys.welding import EVENT

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
TABLET = {"width": 1024, "height": 768}
UPRIGHT = {"width": 768, "height": 1024}
LAPTOP = {"width": 1440, "height": 900}
PAGE = f"/judge/{EVENT}"
VALUES = {"A1.1": "2", "A1.2": "4", "B1.1": "2", "B1.2": "0.4", "B1.3": "88.5"}
CUT = re.compile("ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE)|WebSocket connection")
"""What a browser complains of when the line is cut; the page itself says it better."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    welding.prepare(tmp_path)
    return tmp_path


class House:
    """A server on the folder's database that can be killed and come back on the same port."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self._port = str(free_port())
        self._options = options
        self.server = self._start()

    def _start(self, root: Path = ROOT) -> Server:
        options = ("--port", self._port, "--database", "contest.db", *self._options)
        return Server(self.folder, "serve", *options, root=root)

    @property
    def url(self) -> str:
        return self.server.url

    def states(self, role: str, *entries: dict[str, Any]) -> list[dict[str, Any]]:
        """What somebody in this role states; it must be accepted."""
        headers = {"Cookie": f"{sessions.COOKIE}={cookie(self.folder, role, event=EVENT)}"}
        body = {"event": EVENT, "entries": list(entries)}
        answer = httpx.post(f"{self.url}/api/facts", json=body, headers=headers, trust_env=False)
        results: list[dict[str, Any]] = answer.raise_for_status().json()["results"]
        assert {each["status"] for each in results} == {"accepted"}, results
        return results

    def dies(self) -> None:
        self.server.stop(signal.SIGKILL)

    def returns(self, root: Path = ROOT) -> None:
        """root: of the product, which may be another version of it."""
        self.server = self._start(root)


@pytest.fixture
def house(folder: Path) -> Iterator[House]:
    running = House(folder)
    yield running
    running.server.stop()


class Tablet:
    """One judge's page in a browser of its own."""

    def __init__(self, house: House, seen: Visit, judge: str) -> None:
        self.house, self.seen, self.page = house, seen, seen.page
        self.held = cookie(house.folder, "judge", event=EVENT, judge=judge)
        seen.context.add_cookies([{"name": sessions.COOKIE, "value": self.held, "url": house.url}])

    def opens(self) -> Page:
        self.page.goto(self.house.url + PAGE)
        until(self.page, "window.saiping?.cells().length > 0")
        self.rests()
        return self.page

    def goes_to(self, code: str) -> None:
        if self.page.locator(".entrant").count() == 0:
            self.page.locator(".plate").click()
        self.page.locator(".entrant", has=self.page.get_by_text(code, exact=True)).click()
        until(self.page, "code => window.saiping.code() === code", arg=code)
        self.rests()

    def rests(self) -> None:
        """The keys of an aspect that has just appeared take no tap for a moment."""
        self.page.wait_for_timeout(320)

    def taps(self, value: str) -> None:
        self.page.locator(f".keys .key[data-value='{value}']").click()
        until(self.page, "window.saiping.idle()")
        self.rests()

    def types(self, number: str) -> None:
        for digit in number:
            self.page.locator(f".pad [data-key='{digit}']").click()

    def says(self, aspect: str) -> tuple[str, str]:
        """State and value that the page shows for an aspect of the present sheet."""
        found: dict[str, Any] = self.page.evaluate(
            "aspect => window.saiping.cells().find(each => each.aspect === aspect)", aspect
        )
        return found["shown"], found["says"]

    def waits_for(self, aspect: str, state: str) -> None:
        shown = "([aspect, state]) => window.saiping.cells().find(each => each.aspect === aspect).shown === state"
        until(self.page, shown, arg=[aspect, state])

    def marks_all(self) -> None:
        self.taps("2")
        self.taps("4")
        self.taps("2")
        self.types("0.4")
        self.page.locator(".way.next").click()
        self.rests()
        self.types("88.5")
        self.page.locator(".way.next").click()

    def elsewhere(self, *entries: dict[str, Any]) -> list[dict[str, Any]]:
        """What another page of the same judge sends."""
        headers = {"Cookie": f"{sessions.COOKIE}={self.held}"}
        body = {"event": EVENT, "entries": list(entries)}
        answer = httpx.post(f"{self.house.url}/api/marks", json=body, headers=headers, trust_env=False)
        results: list[dict[str, Any]] = answer.raise_for_status().json()["results"]
        return results

    @property
    def complaints(self) -> list[str]:
        """What the browser complained of, but for the line."""
        return [each for each in self.seen.complaints if not CUT.search(each)]


@pytest.fixture
def tablet(house: House, visit: Visitor) -> Any:
    def taken(judge: str = "J1", lang: str = "zh", size: dict[str, int] = TABLET, **more: Any) -> Tablet:
        return Tablet(house, visit(lang, size, has_touch=True, **more), judge)

    return taken


def recorded(folder: Path) -> list[lines.Line]:
    """Every line of the event."""
    with open_database(url_of(folder)) as database:
        return [lines.line(row.seq, row.body) for row in Ledger(database, EVENT).lines()]


def marks(folder: Path, entrant: str = "W01", judge: str = "J1") -> list[tuple[str, str]]:
    """Aspect and value of every mark of the judge for the entrant, line by line."""
    given = [each.fact for each in recorded(folder) if isinstance(each.fact, MarkGiven)]
    return [(each.cell.aspect, each.value) for each in given if each.cell[:2] == (judge, entrant)]


def mark(entrant: str, aspect: str, value: str, key: str, supersedes: int | None = None) -> dict[str, Any]:
    cell = {"entrant": entrant, "phase": "final", "aspect": aspect}
    return {"type": "mark", "key": key, "value": value, "supersedes": supersedes, **cell}


def signature(entrant: str, judge: str = "J1", values: dict[str, str] = VALUES) -> dict[str, Any]:
    pairs = sorted(([judge, entrant, "final", "", aspect, "1"], value) for aspect, value in values.items())
    digest = sheets.sheet_digest(pairs)
    return {"type": "signature", "key": f"sign-{entrant}", "entrant": entrant, "phase": "final", "digest": digest}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_judge_comes_in_by_code_marks_every_kind_by_touch_and_signs(house: House, visit: Visitor, lang: str) -> None:
    with open_database(url_of(house.folder)) as database, database.transaction() as connection:
        made = invitations.make(connection, event=EVENT, role="judge", made_by="organiser.main", judge="J1")
    seen = visit(lang, TABLET, has_touch=True)
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
    page.wait_for_timeout(500)
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
    assert "B1.3" in page.locator("h2.title").inner_text()
    page.keyboard.press("?")
    expect(page.locator("dialog.keys-list")).to_be_visible()
    photograph(page, "judge-keys-en")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.keys-list")).to_have_count(0)
    page.keyboard.press("ArrowLeft")
    assert "B1.2" in page.locator("h2.title").inner_text()
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


def test_what_is_given_offline_is_safe_and_goes_out_once(house: House, tablet: Any) -> None:
    judge = tablet()
    page = judge.opens()
    judge.taps("2")
    judge.waits_for("A1.1", "stored")
    judge.seen.context.set_offline(True)
    judge.taps("4")
    judge.taps("2")
    expect(page.locator(".banner")).to_contain_text("2")
    assert judge.says("A1.2") == ("tablet", "4")
    photograph(page, "judge-offline-zh")
    page.locator(".more").click()
    page.locator(".menu .hands").click()
    expect(page.locator(".hand-over .primary")).to_be_disabled()
    expect(page.locator(".hand-over .remains")).to_contain_text("2")
    photograph(page, "judge-hand-over-zh")
    page.keyboard.press("Escape")
    judge.seen.context.set_offline(False)
    judge.waits_for("B1.1", "stored")
    expect(page.locator(".banner")).to_have_count(0)
    assert marks(house.folder) == [("A1.1", "2"), ("A1.2", "4"), ("B1.1", "2")]
    page.locator(".more").click()
    page.locator(".menu .hands").click()
    page.locator(".hand-over .primary").click()
    page.wait_for_url(f"{house.url}/")
    page.goto(house.url + PAGE)
    assert "/sign-in" in page.url
    assert judge.complaints == []


def test_a_killed_server_loses_and_doubles_nothing(house: House, tablet: Any) -> None:
    judge = tablet()
    page = judge.opens()
    judge.taps("2")
    judge.waits_for("A1.1", "stored")
    house.dies()
    judge.taps("4")
    judge.taps("2")
    judge.types("0.4")
    page.locator(".way.next").click()
    judge.rests()
    expect(page.locator(".banner")).to_contain_text("3")
    expect(page.locator(".rail .waiting")).to_be_visible()
    photograph(page, "judge-server-gone")
    house.returns()
    judge.waits_for("B1.2", "stored")
    assert marks(house.folder) == [("A1.1", "2"), ("A1.2", "4"), ("B1.1", "2"), ("B1.2", "0.4")]
    assert judge.complaints == []


def test_an_answer_that_was_lost_is_asked_for_again(house: House, tablet: Any) -> None:
    judge = tablet()
    page = judge.opens()
    lost: list[str] = []

    def lose(route: Any) -> None:
        if not lost:
            lost.append(route.request.post_data)
            route.fetch()
            route.abort()
        else:
            lost.append(route.request.post_data)
            route.continue_()

    page.route("**/api/marks", lose)
    judge.taps("2")
    judge.waits_for("A1.1", "stored")
    assert lost[0] == lost[1]
    assert marks(house.folder) == [("A1.1", "2")]


def test_marks_of_one_cell_keep_their_order_whatever_the_line_does(house: House, tablet: Any) -> None:
    judge = tablet()
    page = judge.opens()
    judge.taps("2")
    judge.waits_for("A1.1", "stored")
    page.keyboard.press("p")
    page.locator(".aspect").first.click()
    judge.seen.context.set_offline(True)
    for value in ("0", "2", "0"):
        judge.rests()
        page.locator(f".keys .key[data-value='{value}']").click()
    assert page.evaluate("window.saiping.unsent()") == 3
    judge.seen.context.set_offline(False)
    until(page, "window.saiping.unsent() === 0")
    assert marks(house.folder) == [("A1.1", value) for value in ("2", "0", "2", "0")]


def test_two_pages_of_one_judge_conflict_and_she_chooses(house: House, tablet: Any) -> None:
    judge = tablet()
    page = judge.opens()
    for entrant, code, choice, kept in (("W01", "11", 0, "2"), ("W02", "12", 1, "0")):
        if code != "11":
            judge.goes_to(code)
        judge.seen.context.set_offline(True)
        judge.taps("2")
        judge.elsewhere(mark(entrant, "A1.1", "0", f"other-{entrant}"))
        judge.seen.context.set_offline(False)
        judge.waits_for("A1.1", "conflict")
        page.locator(".aspect").first.click()
        expect(page.locator(".conflict-box .key")).to_have_count(2)
        photograph(page, f"judge-conflict-{choice}")
        page.locator(".conflict-box .key").nth(choice).click()
        judge.waits_for("A1.1", "stored")
        assert judge.says("A1.1") == ("stored", kept)
        assert marks(house.folder, entrant)[-1] == ("A1.1", kept)
    assert page.evaluate("window.saiping.entries().length") == 0
    assert judge.complaints == []


def test_a_mark_that_comes_after_the_signature_is_held(house: House, tablet: Any) -> None:
    judge = tablet()
    page = judge.opens()
    judge.seen.context.set_offline(True)
    judge.taps("0")
    results = judge.elsewhere(*[mark("W01", each, value, f"m-{at}") for at, (each, value) in enumerate(VALUES.items())])
    assert {each["status"] for each in results} == {"accepted"}
    judge.elsewhere(signature("W01"))
    judge.seen.context.set_offline(False)
    judge.waits_for("A1.1", "held")
    page.locator(".aspect").first.click()
    expect(page.locator(".band.held")).to_be_visible()
    expect(page.locator(".band.signed")).to_be_visible()
    assert page.locator(".keys .key").first.is_disabled()
    photograph(page, "judge-held")
    assert judge.complaints == []


def test_what_the_chief_judge_decides_of_held_marks_is_told(house: House, tablet: Any) -> None:
    judge = tablet(lang="en")
    page = judge.opens()
    judge.elsewhere(*[mark("W01", each, value, f"m-{at}") for at, (each, value) in enumerate(VALUES.items())])
    judge.elsewhere(signature("W01"))
    late = [mark("W01", "A1.1", "0", "late-1"), mark("W01", "A1.2", "5", "late-2")]
    first, second = [each["seq"] for each in judge.elsewhere(*late)]
    house.states("chief", {"type": "held-set-aside", "key": "a", "line": first, "reason": "too-late"})
    change = {"fact": "held-admitted", "line": str(second)}
    (proposed,) = house.states("chief", {"type": "proposed", "key": "b", "change": change, "reason": "agreed"})
    house.states("second", {"type": "approved", "key": "c", "proposal": proposed["seq"]})
    page.reload()
    until(page, "window.saiping?.cells().length > 0")
    judge.goes_to("11")
    until(page, "window.saiping.cells()[0].value === '2' && window.saiping.cells()[1].value === '5'")
    page.locator(".aspect").first.click()
    expect(page.locator(".band.held")).to_contain_text("Set aside: Fail")
    photograph(page, "judge-set-aside")
    page.locator(".aspect").nth(1).click()
    expect(page.locator(".band.stored")).to_contain_text("Changed after your signature")
    photograph(page, "judge-admitted")
    assert judge.complaints == []


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


def test_what_the_server_refuses_is_said_and_kept(house: House, tablet: Any) -> None:
    judge = tablet(lang="en")
    page = judge.opens()

    def spoil(route: Any) -> None:
        route.continue_(post_data=route.request.post_data.replace('"value":"2"', '"value":"7"'))

    page.route("**/api/marks", spoil)
    judge.taps("2")
    judge.waits_for("A1.1", "refused")
    page.locator(".aspect").first.click()
    expect(page.locator(".band.refused").first).to_contain_text("at most 2")
    photograph(page, "judge-refused")
    page.unroute("**/api/marks")
    judge.rests()
    page.locator(".keys .key[data-value='0']").click()
    judge.waits_for("A1.1", "stored")
    assert marks(house.folder) == [("A1.1", "0")]


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
        each.waits_for("B1.1", "spread")
        assert each.says("B1.1") == ("spread", own)
        each.page.keyboard.press("p")
        expect(each.page.locator(".band.spread")).to_be_visible()
    photograph(one.page, "judge-spread-zh")
    other.rests()
    other.page.locator(".keys .key[data-value='1']").click()
    other.waits_for("B1.1", "onboard")
    one.waits_for("B1.1", "onboard")
    photograph(one.page, "judge-on-board-zh")
    assert one.complaints == other.complaints == []


def test_a_signature_under_other_values_is_refused_and_shows_what_differs(house: House, tablet: Any) -> None:
    judge = tablet()
    page = judge.opens()
    judge.marks_all()
    page.locator(".button.seal:enabled").wait_for()
    stood = page.evaluate("window.saiping.cells()[1].seq")

    def first_the_other(route: Any) -> None:
        judge.elsewhere(mark("W01", "A1.2", "5", "elsewhere", stood))
        route.continue_()

    page.route("**/api/marks", first_the_other, times=1)
    page.locator(".button.seal").click()
    expect(page.locator(".band.refused")).to_be_visible()
    expect(page.locator("tr.changed")).to_contain_text("5")
    photograph(page, "judge-sheet-differs")
    page.locator(".after .button.primary").click()
    page.locator(".button.seal:enabled").click()
    expect(page.locator(".band.signed")).to_be_visible()
    assert judge.complaints == []


def test_the_browser_warns_before_marks_that_were_not_sent_are_left(house: House, tablet: Any) -> None:
    judge = tablet()
    page = judge.opens()
    judge.seen.context.set_offline(True)
    judge.taps("2")
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]


def test_a_session_that_ended_keeps_the_marks_until_she_is_back(house: House, tablet: Any) -> None:
    judge = tablet(lang="en")
    page = judge.opens()
    judge.seen.context.clear_cookies()
    judge.taps("2")
    expect(page.locator(".banner")).to_contain_text("Safe on this tablet: 1.")
    photograph(page, "judge-signed-out")
    judge.seen.context.add_cookies([{"name": sessions.COOKIE, "value": judge.held, "url": house.url}])
    judge.waits_for("A1.1", "stored")
    expect(page.locator(".banner")).to_have_count(0)
    assert marks(house.folder) == [("A1.1", "2")]


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


def looks_right(page: Page) -> None:
    """Nothing sticks out, every control is large enough for a finger, axe has no finding."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    small = """[...document.querySelectorAll('button, a')].filter(each => each.offsetParent)
      .map(each => [each.className, each.getBoundingClientRect()])
      .filter(([, box]) => box.width && (box.height < 44 || box.width < 44)).map(([name]) => name)"""
    assert page.evaluate(small) == []
    page.evaluate(AXE.read_text("utf-8"))
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = page.evaluate("options => axe.run(document, options)", options)
    told = [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found["violations"]]
    assert told == []

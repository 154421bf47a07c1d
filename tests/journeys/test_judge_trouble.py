"""A judge in trouble: a cut line, a killed server, a lost answer, in conflict with herself, signed already, refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Route, expect

from competition.access import sessions
from tests.journeys import welding
from tests.journeys.conftest import Visitor, photograph, until
from tests.journeys.judging import PAGE, TABLET, VALUES, House, Tablet, mark, marks, signature


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


def test_what_is_given_offline_is_safe_and_goes_out_once(house: House, tablet: Any) -> None:
    judge = tablet()
    page = judge.opens()
    judge.taps("2")
    judge.waits_for("A1.1", "stored")
    judge.seen.context.set_offline(True)
    judge.taps("4")
    judge.taps("2")
    expect(page.locator(".banner")).to_contain_text("2")
    judge.shows("A1.2", "tablet", "4")
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
    until(page, "window.saiping.unsent() === 3")
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
        judge.shows("A1.1", "stored", kept)
        assert marks(house.folder, entrant)[-1] == ("A1.1", kept)
    assert page.evaluate("window.saiping.entries().length") == 0
    assert judge.complaints == []


def test_an_answer_that_comes_late_undoes_nothing_that_the_sheet_told_before_it(house: House, tablet: Any) -> None:
    judge, other = tablet(service_workers="block"), tablet("J2")
    page = judge.opens()
    answers: list[tuple[Route, APIResponse]] = []
    page.route("**/api/marks", lambda route: answers.append((route, route.fetch())))
    other.elsewhere(mark("W01", "B1.1", "3", "other"))
    for _ in range(2):
        page.keyboard.press("n")
        judge.rests()
    page.locator(".keys .key[data-value='0']").click()
    until(page, "window.saiping.cells().some(each => each.aspect === 'B1.1' && each.state === 'spread')")
    ((route, answer),) = answers
    route.fulfill(response=answer)
    until(page, "window.saiping.entries().length === 0")
    with page.expect_response("**/sheets*"):
        pass
    judge.shows("B1.1", "spread", "0")


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


def test_a_session_that_ended_keeps_the_marks_until_she_is_back(house: House, visit: Visitor) -> None:
    judge = Tablet(house, visit("en", TABLET, has_touch=True), "J1", turns=False)
    page = judge.opens()
    judge.seen.context.clear_cookies()
    judge.taps("2")
    expect(page.locator(".banner")).to_contain_text("Safe on this tablet: 1.")
    photograph(page, "judge-signed-out")
    judge.seen.context.add_cookies([{"name": sessions.COOKIE, "value": judge.held, "url": house.url}])
    judge.waits_for("A1.1", "stored")
    expect(page.locator(".banner")).to_have_count(0)
    assert marks(house.folder) == [("A1.1", "2")]

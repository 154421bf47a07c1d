"""Judges sign their sheets, the chief judge a module, the supervisor beneath her: each sees the digest that her line
names, on a tablet by touch and on a desk's screen, in two languages; what moved meanwhile is not signed unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from competition.access import sessions
from scoring.facts import Cell, Finalised, MarkGiven, SheetSigned
from scoring.procedure.seconds import change_text
from scoring.steps import MarkCorrected, ModuleCountersigned, ModuleSigned
from tests.competition.people import cookie
from tests.journeys import welding
from tests.journeys.conftest import PHONE, Visit, Visitor, photograph, until
from tests.journeys.judging import LAPTOP, TABLET, VALUES, House, Tablet, mark, recorded, signature
from tests.journeys.looks import sound
from tests.journeys.welding import EVENT, TRADE

PROCEDURE = "[notice]\nworking_days = 0\n[procedure]\nsignatures = true\ncountersigned = true\n"
ENTRANTS = ("W01", "W02")
MODULE = f"/chief/{EVENT}/modules/{TRADE}/final/A"
LANGS = ("zh", "en")
ZH = {"unsigned": "未签字", "moved": "与签字时所见不同", "signed": "双方均已签字", "way": "监督人员未签字"}
EN = {
    "unsigned": "unsigned sheets",
    "moved": "not the ones that were seen",
    "signed": "Signed by both",
    "way": "is not signed by the supervisor",
}
SAID = {"zh": ZH, "en": EN}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    welding.prepare(tmp_path, len(ENTRANTS), PROCEDURE)
    running = House(tmp_path)
    yield running
    running.server.stop()


class Desk:
    """Somebody at a desk with a role, in a browser of her own."""

    def __init__(self, house: House, visit: Visitor, role: str, lang: str) -> None:
        self.seen: Visit = visit(lang, LAPTOP)
        self.url = house.url
        held = cookie(house.folder, role, event=EVENT)
        self.seen.context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": house.url}])
        self.page = self.seen.page

    def opens(self, path: str = MODULE) -> Page:
        self.page.goto(self.url + path)
        return self.page


def digest_at(page: Page) -> str:
    """The digest that the page of a module says is signed."""
    return page.locator("#sign code.position.whole").inner_text().replace(" ", "")


def digest_on(page: Page) -> str:
    """The digest that a judge's page says she signs."""
    return page.locator(".digest code").inner_text().replace(" ", "")


def facts(house: House, kind: type) -> list[tuple[str, str, int]]:
    """(actor, digest, line) of every signature of a kind."""
    found = [each for each in recorded(house.folder) if isinstance(each.fact, kind)]
    return [(each.actor, getattr(each.fact, "digest", ""), each.seq) for each in found]


def marked(house: House, visit: Visitor) -> list[Tablet]:
    """Both judges' tablets, one in each language, with every mark given and all but the first entrant's sheets
    signed."""
    tablets = [Tablet(house, visit(lang, TABLET, has_touch=True), f"J{at}") for at, lang in enumerate(LANGS, 1)]
    for at, tablet in enumerate(tablets, 1):
        for entrant in ENTRANTS:
            given = [
                mark(entrant, aspect, value, f"{entrant}-{number}")
                for number, (aspect, value) in enumerate(VALUES.items())
            ]
            taken = tablet.elsewhere(*given)
            assert {each["status"] for each in taken} == {"accepted"}, taken
        (signed,) = tablet.elsewhere(signature(ENTRANTS[1], f"J{at}"))
        assert signed["status"] == "accepted"
    return tablets


def signs(house: House, tablet: Tablet, judge: str, lang: str) -> None:
    """By touch, with a second tap and from a second tab, too: one line that names the digest that was shown."""
    page = tablet.opens()
    for _ in VALUES:
        if page.locator(".review").count() == 0:
            page.locator(".way.next").click()
            tablet.rests()
    page.locator(".button.seal:enabled").wait_for()
    other = tablet.seen.context.new_page()
    other.goto(page.url)
    until(other, "window.saiping?.cells().length > 0")
    shown = digest_on(page)
    photograph(page, f"signoff-sheet-{lang}")
    sound(page)
    page.locator(".button.seal").dblclick()
    expect(page.locator(".band.signed")).to_be_visible()
    expect(other.locator(".band.signed")).to_be_visible(timeout=20_000)
    assert digest_on(page) == shown
    own = [each for each in facts(house, SheetSigned) if each[0] == f"judge.{judge}"]
    assert [each[1] for each in own] == [own[0][1], shown]
    photograph(page, f"signoff-sheet-signed-{lang}")
    other.close()


def corrects(house: House, value: str) -> None:
    """Two persons correct a mark of a signed sheet."""
    cell = Cell("J1", "W02", "final", "", "A1.2")
    given = (each for each in recorded(house.folder) if isinstance(each.fact, MarkGiven) and each.fact.cell == cell)
    line = next(given).seq
    change = json.loads(change_text(MarkCorrected(cell, value, line)))
    (proposed,) = house.states("organiser", {"type": "proposed", "key": "mend", "change": change, "reason": "typing"})
    house.states("second", {"type": "approved", "key": "agree", "proposal": proposed["seq"]})


@pytest.mark.parametrize("lang", LANGS)
def test_judge_chief_judge_and_supervisor_each_sign_the_digest_that_they_see(
    house: House, visit: Visitor, lang: str
) -> None:
    said = SAID[lang]
    tablets = marked(house, visit)
    chief, supervisor, office = (Desk(house, visit, role, lang) for role in ("chief", "supervisor", "organiser"))
    expect(chief.opens().locator("#sign")).to_contain_text(said["unsigned"])
    expect(chief.page.locator("#sign button.seal")).to_have_count(0)
    photograph(chief.page, f"signoff-module-waits-{lang}")
    for tablet, judge, own in zip(tablets, ("J1", "J2"), LANGS, strict=True):
        signs(house, tablet, judge, own)

    first = digest_at(chief.opens())
    stale = chief.seen.context.new_page()
    stale.goto(chief.page.url)
    corrects(house, "3")
    chief.page.locator("#sign button.seal").click()
    expect(chief.page.locator(".refusal")).to_contain_text(said["moved"])
    second = digest_at(chief.page)
    assert second != first and facts(house, ModuleSigned) == []
    photograph(chief.page, f"signoff-module-moved-{lang}")
    sound(chief.page)
    expect(supervisor.opens().locator("#sign button.seal")).to_have_count(0)
    chief.page.locator("#sign button.seal").dblclick()
    chief.page.wait_for_url("**signed=A**")
    ((actor, digest, line),) = facts(house, ModuleSigned)
    assert (actor.partition(".")[0], digest) == ("chief", second)
    stale.locator("#sign button.seal").click()
    expect(stale.locator(".refusal")).to_contain_text(said["moved"])
    assert len(facts(house, ModuleSigned)) == 1
    stale.close()

    trade = office.opens(f"/office/{EVENT}/trades/{TRADE}")
    expect(trade.locator("#final")).to_contain_text(said["way"])
    expect(trade.locator("#final button.seal")).to_be_disabled()
    photograph(trade, f"signoff-blocked-{lang}")
    sound(trade)
    expect(supervisor.opens().locator("#sign .band.stored")).to_contain_text(f"{second[:8]} {second[8:16]}")
    assert digest_at(supervisor.page) == second
    photograph(supervisor.page, f"signoff-module-below-{lang}")
    sound(supervisor.page)
    supervisor.page.locator("#sign button.seal").dblclick()
    supervisor.page.wait_for_url("**signed=A**")
    ((actor, digest, below),) = facts(house, ModuleCountersigned)
    assert (actor.partition(".")[0], digest) == ("supervisor", second) and below > line
    expect(chief.opens().get_by_text(said["signed"])).to_be_visible()
    photograph(chief.page, f"signoff-module-signed-{lang}")
    sound(chief.page)

    for role, desk in (("chief", chief), ("supervisor", supervisor)):
        desk.opens(MODULE[:-1] + "B").locator("#sign button.seal").click()
        desk.page.wait_for_url("**signed=B**")
        assert [each[0].partition(".")[0] for each in facts(house, ModuleSigned)][-1] == "chief", role
    trade = office.opens(f"/office/{EVENT}/trades/{TRADE}")
    trade.locator("#final button.seal:enabled").click()
    expect(trade.locator("#final button.seal")).to_have_count(0)
    assert len([each for each in recorded(house.folder) if isinstance(each.fact, Finalised)]) == 1
    everybody = (tablets[0].complaints, tablets[1].complaints, *(each.seen.complaints for each in (supervisor, office)))
    assert list(everybody) == [[], [], [], []]


def test_nobody_signs_in_anothers_place(house: House, visit: Visitor) -> None:
    tablets = marked(house, visit)
    for tablet, judge in zip(tablets, ("J1", "J2"), strict=True):
        (signed,) = tablet.elsewhere(signature(ENTRANTS[0], judge))
        assert signed["status"] == "accepted"
    seen = digest_at(Desk(house, visit, "chief", "en").opens())
    for role, form in (
        *((each, {}) for each in ("supervisor", "organiser", "second", "authority", "association", "draw")),
        *((each, {"below": "1"}) for each in ("chief", "organiser", "second", "authority", "association", "draw")),
    ):
        held = {"Cookie": f"{sessions.COOKIE}={cookie(house.folder, role, event=EVENT)}"}
        form = {"seen": seen, "key": f"wrong-{role}", **form}
        answer = httpx.post(house.url + MODULE, data=form, headers=held, trust_env=False)
        assert answer.status_code == 403, (role, form)
    own = {"Cookie": f"{sessions.COOKIE}={tablets[0].held}"}
    assert httpx.post(house.url + MODULE, data={"seen": seen}, headers=own, trust_env=False).status_code == 403
    assert facts(house, ModuleSigned) == facts(house, ModuleCountersigned) == []


@pytest.mark.parametrize("lang", ["en"])
def test_sheets_that_were_signed_before_their_spread_was_seen_are_reopened_in_one_act(
    house: House, visit: Visitor, lang: str
) -> None:
    tablets = [Tablet(house, visit(lang, TABLET, has_touch=True), judge) for judge in ("J1", "J2")]
    for tablet, judge, far in zip(tablets, ("J1", "J2"), ("3", "0"), strict=True):
        values = VALUES | {"B1.1": far}
        given = [mark("W01", aspect, value, f"W01-{at}") for at, (aspect, value) in enumerate(values.items())]
        taken = tablet.elsewhere(*given, signature("W01", judge, values))
        assert {each["status"] for each in taken} == {"accepted"}, taken
        tablet.opens()
        tablet.goes_to("11")
        expect(tablet.page.locator(".band.signed")).to_be_visible()
    chief, second = (Desk(house, visit, role, lang) for role in ("chief", "second"))
    page = chief.opens(f"/chief/{EVENT}/settle/W01/final/B1.1")
    page.locator("textarea[name=text]").fill("两席共同复看盖面焊缝。")
    for name, size in (("desk", LAPTOP), ("tablet", TABLET), ("phone", PHONE)):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        page.locator(".verdict").scroll_into_view_if_needed()
        photograph(page, f"signoff-spread-{name}-{lang}")
        sound(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.locator("button[value=reopen]").dblclick()
    page.wait_for_url("**/rulings/proposals/**")
    address = page.url.removeprefix(house.url)
    photograph(page, f"signoff-spread-proposal-{lang}")
    sound(page)
    second.opens(address).locator("button[value=approve]").click()
    expect(second.page.locator("#decision .band.stored")).to_be_visible()
    facts_ = [each.fact.kind for each in recorded(house.folder)]
    assert [facts_.count(kind) for kind in ("proposed", "approved", "deliberation-recorded")] == [1, 1, 0]
    for tablet in tablets:
        opened = tablet.opens()
        tablet.goes_to("11")
        expect(opened.locator(".band.signed")).to_have_count(0)
        until(opened, "window.saiping.cells().some(each => each.shown === 'spread')")
    photograph(tablets[0].page, f"signoff-spread-reopened-{lang}")
    expect(chief.opens(f"/chief/{EVENT}/settle/W01/final/B1.1").locator("#told")).to_contain_text(
        "两席共同复看盖面焊缝"
    )
    complaints = [each.complaints for each in tablets] + [chief.seen.complaints, second.seen.complaints]
    assert complaints == [[], [], [], []]

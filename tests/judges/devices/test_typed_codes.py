"""Short codes that are typed: at the page of sign-in as at that of enrolment, and what a guesser learns by trying."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import event

from competition.access.tablets import codes
from competition.store.database import open_database
from tests.competition.access.browsers.ways import hold
from tests.competition.people import signed_in
from tests.competition.venue import serving, url_of
from tests.judges.devices.hall import DEVICES, EVENT, device, enrol, held, showing, tickets

SHEETS = f"/api/events/{EVENT}/sheets"
SIGN_IN = "/sign-in/code"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[httpx.Client]:
    """The office of a server of its own: codes are counted by server and address."""
    hold(tmp_path)
    with serving(tmp_path) as server, signed_in(server, tmp_path, "organiser", event=EVENT) as client:
        yield client


@pytest.fixture
def tablet(office: httpx.Client) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=office.base_url, timeout=20) as client:
        yield client


@pytest.fixture
def another(office: httpx.Client) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=office.base_url, timeout=20) as client:
        yield client


def personal(office: httpx.Client, judge: str) -> str:
    """A new personal code of the judge."""
    invited = office.post(f"/office/{EVENT}/people/codes", data={"judge": judge, "key": f"c-{judge}"})
    return invited.text.split('class="spoken">')[1][:9]


def plain(answer: httpx.Response, code: str) -> tuple[int, str]:
    """Status and page, without the code that was typed and what is random in every page."""
    text = re.sub(r'nonce="[^"]*"', "", answer.text)
    return answer.status_code, text.replace(code, "").replace(code.replace("-", ""), "")


def test_a_tickets_code_typed_at_sign_in_leads_to_where_it_enrols(office: httpx.Client, tablet: httpx.Client) -> None:
    _, code = tickets(office, "judge:G3")["G3"]
    led = tablet.post(SIGN_IN, data={"code": code.lower().replace("-", " "), "next": "/help/judge"})
    assert (led.status_code, led.headers["location"]) == (307, "/enrol"), "as a form: no address holds the code"
    page = tablet.post(SIGN_IN, data={"code": code}, follow_redirects=True)
    assert "明察" in page.text
    answer = tablet.post("/enrol", data=showing(page))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/judge/{EVENT}")
    assert tablet.get(SHEETS).json()["judge"] == "G3"


def test_who_used_a_code_is_led_on_by_it_and_a_second_click_is_one_device(
    office: httpx.Client, tablet: httpx.Client, another: httpx.Client
) -> None:
    _, code = tickets(office, "judge:G1")["G1"]
    form = showing(tablet.post("/enrol", data={"code": code}))
    assert tablet.post("/enrol", data=form).status_code == 303
    assert another.post("/enrol", data=form).status_code == 303, "the answer was lost, the click repeated"
    assert device(another)["id"] == device(tablet)["id"]
    for path in ("/enrol", SIGN_IN):
        again = tablet.post(path, data={"code": code}, follow_redirects=True)
        assert (again.status_code, again.url.path) == (200, f"/judge/{EVENT}")


@pytest.mark.parametrize("path", ["/enrol", SIGN_IN])
def test_a_code_that_ended_gets_the_answer_of_one_that_nobody_has(
    office: httpx.Client, tablet: httpx.Client, another: httpx.Client, path: str
) -> None:
    made = tickets(office)
    enrol(tablet, made["G1"][0])
    revoked = made["G2"][1]
    row = office.get(DEVICES).text
    for ticket in re.findall(r'name="ticket" value="([^"]+)"', row):
        office.post(f"{DEVICES}/tickets/revoke", data={"ticket": ticket})
    unknown = plain(another.post(path, data={"code": "2222-2222"}), "2222-2222")
    assert unknown[0] == 422
    for code in (made["G1"][1], revoked):
        assert plain(another.post(path, data={"code": code}), code) == unknown
        guessed = {"code": code, "showing": "s" * 43}
        assert plain(another.post(path, data=guessed), code) == unknown, "a showing that is made up shows nothing"
    assert another.post(path, data={"code": "3333-3333"}).status_code == 429, "and each was a wrong try"
    assert not held(another)


def test_wrong_codes_of_either_page_close_both_for_good_codes_too(office: httpx.Client, tablet: httpx.Client) -> None:
    _, code = tickets(office, "judge:G3")["G3"]
    for at in range(5):
        assert tablet.post((SIGN_IN, "/enrol")[at % 2], data={"code": f"ABCDEFG{at + 2}"}).status_code == 422
    for path in (SIGN_IN, "/enrol"):
        closed = tablet.post(path, data={"code": code})
        assert (closed.status_code, int(closed.headers["retry-after"]) > 0) == (429, True)


def test_the_address_of_an_invitation_tells_a_used_code_from_none_no_better(
    office: httpx.Client, tablet: httpx.Client, another: httpx.Client
) -> None:
    offered = office.post(
        f"/office/{EVENT}/people/invitations", data={"role": "second", "whom": "王敏", "key": "second"}
    ).text
    found = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", offered)
    assert found
    code = found[0].replace("-", "")
    taken = {
        "way": "new",
        "login": "wang",
        "shown": "王敏",
        "password": "a long password 7",
        "again": "a long password 7",
    }
    assert another.post(f"/invitations/{code}", data=taken).status_code == 303
    assert another.post(f"/invitations/{code}", data=taken).status_code == 303, "her own second click"
    for ask in (tablet.get, tablet.post):
        unknown = plain(ask("/invitations/22222222"), "22222222")
        assert plain(ask(f"/invitations/{code}"), code) == unknown


def test_as_much_is_looked_up_for_a_code_that_ended_as_for_none(
    office: httpx.Client, tablet: httpx.Client, tmp_path: Path
) -> None:
    path, used = tickets(office, "judge:G1")["G1"]
    enrol(tablet, path)
    ended = personal(office, "P1")
    office.post(f"/office/{EVENT}/people/codes", data={"judge": "P1", "key": "another"})
    asked: list[str] = []
    with open_database(url_of(tmp_path)) as database, database.connect() as connection:
        event.listen(connection, "before_cursor_execute", lambda *args: asked.append(args[2]))
        looked = []
        codes.counting(connection, "33333333")
        for code in ("22222222", ended, used):
            asked.clear()
            assert codes.counting(connection, code, device="", showing="") is None
            looked.append(list(asked))
    assert looked[0] == looked[1] == looked[2] != []

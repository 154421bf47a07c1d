"""Enrolling a tablet, as browsers do it: a real server, its forms, cookies and redirects."""

from __future__ import annotations

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from competition.access.tablets.devices import COOKIE
from tests.competition.access.browsers.ways import hold
from tests.competition.people import signed_in
from tests.competition.venue import Server, serving
from tests.judges.devices.hall import DEVICES, EVENT, device, enrol, held, problem, showing, tickets

SHEETS = f"/api/events/{EVENT}/sheets"


def test_from_the_square_to_the_sheets_it_is_one_button(office: httpx.Client, tablet: httpx.Client) -> None:
    path, _ = tickets(office, "judge:G1")["G1"]
    page = tablet.get(path)
    assert "严格" in page.text
    assert "craft" in page.text
    assert not held(tablet)
    answer = tablet.post(path, data=showing(page))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/judge/{EVENT}")
    said = answer.headers["set-cookie"].lower()
    assert all(each in said for each in ("httponly", "samesite=strict", "path=/"))
    assert tablet.get(f"/judge/{EVENT}").status_code == 200
    assert tablet.get(SHEETS).json()["judge"] == "G1"
    assert device(tablet)["judge"] == "G1"


def test_both_languages_name_judge_trade_panel_and_event(office: httpx.Client, tablet: httpx.Client) -> None:
    path, _ = tickets(office, "judge:P1")["P1"]
    for lang, words in (("zh", ("这台平板交给", "公平", "form")), ("en", ("This tablet is for", "Gong Ping", "form"))):
        page = tablet.get(path, params={"lang": lang})
        assert all(each in page.text for each in words), (lang, page.text)


def test_looking_at_the_link_uses_nothing_up(office: httpx.Client, tablet: httpx.Client, another: httpx.Client) -> None:
    path, _ = tickets(office, "judge:G2")["G2"]
    assert another.get(path).status_code == 200
    assert tablet.head(path).status_code == 200
    assert enrol(tablet, path).status_code == 303


def test_a_ticket_counts_once_and_another_browser_is_told(
    office: httpx.Client, tablet: httpx.Client, another: httpx.Client
) -> None:
    path, code = tickets(office, "judge:G2")["G2"]
    waiting = showing(another.get(path))
    assert enrol(tablet, path).status_code == 303
    late = another.post(path, data=waiting)
    assert (late.status_code, held(another)) == (410, "")
    assert "used already" in another.get(path, params={"lang": "en"}).text
    assert another.post("/enrol", data={"code": code}).status_code == 422, "as a code that nobody has"


def test_a_double_click_and_two_tabs_of_one_browser_get_through(office: httpx.Client, server: Server) -> None:
    path, _ = tickets(office, "judge:G2")["G2"]

    def click(form: dict[str, str]) -> httpx.Response:
        return httpx.post(f"{server.api}{path}", data=form, timeout=20)

    form = showing(httpx.get(f"{server.api}{path}"))
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(click, (form, form)))
    assert [each.status_code for each in answers] == [303, 303]
    assert len({each.cookies[COOKIE] for each in answers}) == 1
    other_tab = {COOKIE: answers[0].cookies[COOKIE]}
    again = httpx.get(f"{server.api}{path}", cookies=other_tab)
    assert (again.status_code, again.headers["location"]) == (303, f"/judge/{EVENT}")


def test_a_short_code_does_what_the_square_does(office: httpx.Client, tablet: httpx.Client) -> None:
    _, code = tickets(office, "judge:G3")["G3"]
    page = tablet.post("/enrol", data={"code": code.lower().replace("-", " ")})
    assert "明察" in page.text
    answer = tablet.post("/enrol", data=showing(page))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/judge/{EVENT}")
    assert tablet.get(SHEETS).json()["judge"] == "G3"
    assert f"/judge/{EVENT}" in tablet.get("/enrol").text


def test_what_is_no_code_is_said_to_be_none_and_guessing_closes_the_way(tmp_path: Path) -> None:
    hold(tmp_path)
    with serving(tmp_path) as server, httpx.Client(base_url=server.api, timeout=20) as guesser:
        assert guesser.post("/enrol", data={"code": "x"}).status_code == 422
        assert [guesser.post("/enrol", data={"code": f"ABCDEFG{at}"}).status_code for at in range(2, 7)] == [422] * 5
        closed = guesser.post("/enrol", data={"code": "ABCDEFGH"})
        assert (closed.status_code, int(closed.headers["retry-after"]) > 0) == (429, True)


def test_a_personal_code_typed_there_leads_to_where_it_counts(office: httpx.Client, tablet: httpx.Client) -> None:
    invited = office.post(f"/office/{EVENT}/people/codes", data={"judge": "P2", "key": "p"})
    code = invited.text.split('class="spoken">')[1][:9]
    answer = tablet.post("/enrol", data={"code": code})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/invitations/{code.replace('-', '')}")


def test_expired_and_revoked_tickets_and_no_ticket_at_all_enrol_nobody(
    office: httpx.Client, tablet: httpx.Client, folder: Path
) -> None:
    path, _ = tickets(office, "judge:G3")["G3"]
    form = showing(tablet.get(path))
    with sqlite3.connect(folder / "contest.db") as store:
        store.execute(
            "update ticket set expires_at = '2026-01-01T00:00:00.000000Z' where used_at is null and judge = 'G3'"
        )
    assert "expired" in tablet.get(path, params={"lang": "en"}).text
    assert tablet.post(path, data=form).status_code == 410
    path, _ = tickets(office, "judge:G3", key="another")["G3"]
    form = showing(tablet.get(path))
    page = office.get(DEVICES).text
    ticket = page.split('name="ticket" value="')[1].split('"')[0]
    assert office.post(f"{DEVICES}/tickets/revoke", data={"ticket": ticket}).status_code == 303
    assert tablet.get(path).status_code == 410
    assert tablet.post(path, data=form).status_code == 410
    assert tablet.get("/enrol/nobody").status_code == 404
    assert tablet.post("/enrol/nobody", data=form).status_code == 404
    assert not held(tablet)


def test_a_ticket_asked_for_twice_by_one_form_is_one_whose_first_link_is_void(
    office: httpx.Client, tablet: httpx.Client
) -> None:
    first, second = (tickets(office, "judge:P3", key="same")["P3"][0] for _ in range(2))
    assert (tablet.get(first).status_code, tablet.get(second).status_code) == (404, 200)


def test_links_and_codes_are_kept_nowhere_in_clear(office: httpx.Client, folder: Path, tablet: httpx.Client) -> None:
    path, code = tickets(office, "judge:P3")["P3"]
    enrol(tablet, path)
    stored = (folder / "contest.db").read_bytes() + (folder / "contest.db-wal").read_bytes()
    for secret in (path.rsplit("/", 1)[1], code.replace("-", ""), held(tablet)):
        assert secret.encode() not in stored


def test_whose_access_was_taken_away_is_not_enrolled(office: httpx.Client, tablet: httpx.Client) -> None:
    path, _ = tickets(office, "judge:P2")["P2"]
    form = showing(tablet.get(path))
    assert office.post(f"/office/{EVENT}/people/withdraw", data={"person": "P2", "role": "judge"}).status_code == 303
    assert tablet.post(path, data=form).status_code == 410
    assert not held(tablet)


def test_another_judges_unsent_marks_are_named_before_the_tablet_changes_hands(
    office: httpx.Client, tablet: httpx.Client
) -> None:
    made = tickets(office)
    enrol(tablet, made["G1"][0])
    tablet.get(SHEETS, headers={"Saiping-Unsent": "3", "Saiping-Page": "abc123"})
    page = tablet.get(made["G2"][0], params={"lang": "en"})
    assert "3 marks of G1 are on this tablet alone." in page.text
    refused = tablet.post(made["G2"][0], data=showing(page))
    assert (refused.status_code, device(tablet)["judge"]) == (409, "G1")
    tablet.get(SHEETS, headers={"Saiping-Unsent": "0"})
    page = tablet.get(made["G2"][0], params={"lang": "en"})
    assert "Everything of hers was sent." in page.text
    assert tablet.post(made["G2"][0], data=showing(page)).status_code == 303
    assert device(tablet)["judge"] == "G2"


def test_with_unsent_marks_one_may_go_on_all_the_same(office: httpx.Client, tablet: httpx.Client) -> None:
    made = tickets(office)
    enrol(tablet, made["G3"][0])
    tablet.get(SHEETS, headers={"Saiping-Unsent": "1"})
    form = showing(tablet.get(made["G4"][0])) | {"anyway": "yes"}
    assert tablet.post(made["G4"][0], data=form).status_code == 303
    assert device(tablet)["judge"] == "G4"


def test_who_was_signed_in_with_a_password_stays_so_beside_the_judge(
    server: Server, folder: Path, office: httpx.Client
) -> None:
    path, _ = tickets(office, "judge:G1")["G1"]
    with signed_in(server, folder, "organiser", event=EVENT) as browser:
        given = browser.post(path, data=showing(browser.get(path)))
        both = {"Cookie": f"{browser.headers['cookie']}; {COOKIE}={given.cookies[COOKIE]}"}
        assert browser.get(SHEETS, headers=both).json()["judge"] == "G1"
        assert browser.get(DEVICES, headers=both).status_code == 200


def test_a_session_of_a_judge_gives_way_to_the_device(server: Server, folder: Path, office: httpx.Client) -> None:
    path, _ = tickets(office, "judge:G2")["G2"]
    with signed_in(server, folder, "judge", event=EVENT, judge="G1") as browser:
        browser.get(f"/judge/{EVENT}")
        given = browser.post(path, data=showing(browser.get(path)))
        both = {"Cookie": f"{browser.headers['cookie']}; {COOKIE}={given.cookies[COOKIE]}"}
        assert browser.get(SHEETS, headers=both).json()["judge"] == "G2"
        assert browser.get(SHEETS).status_code == 401


def test_signing_out_ends_the_device(office: httpx.Client, tablet: httpx.Client) -> None:
    path, _ = tickets(office, "judge:G1")["G1"]
    enrol(tablet, path)
    kept = held(tablet)
    assert tablet.post("/sign-out").status_code == 303
    assert (held(tablet), tablet.get(SHEETS).status_code) == ("", 401)
    time.sleep(1)
    assert problem(tablet.get(SHEETS, headers={"Cookie": f"{COOKIE}={kept}"})) == (401, "device-revoked")


def test_coming_in_by_another_judges_code_ends_what_the_browser_was_enrolled_for(
    office: httpx.Client, tablet: httpx.Client
) -> None:
    path, _ = tickets(office, "judge:G1")["G1"]
    enrol(tablet, path)
    invited = office.post(f"/office/{EVENT}/people/codes", data={"judge": "P1", "key": "q"})
    code = invited.text.split('class="spoken">')[1][:9]
    assert tablet.post("/sign-in/code", data={"code": code}).status_code == 303
    assert held(tablet) == ""
    assert tablet.get(SHEETS).json()["judge"] == "P1"


def test_unsent_marks_of_a_tablet_that_was_revoked_are_named_too(office: httpx.Client, tablet: httpx.Client) -> None:
    made = tickets(office)
    enrol(tablet, made["G1"][0])
    tablet.get(SHEETS, headers={"Saiping-Unsent": "2"})
    office.post(f"{DEVICES}/revoke", data={"device": device(tablet)["id"]})
    page = tablet.get(made["G2"][0], params={"lang": "en"})
    assert "2 marks of G1 are on this tablet alone." in page.text
    assert tablet.get(made["G1"][0]).status_code == 410
    again = tickets(office, "judge:G1", key="anew")["G1"][0]
    assert enrol(tablet, again).status_code == 303
    assert device(tablet)["judge"] == "G1"

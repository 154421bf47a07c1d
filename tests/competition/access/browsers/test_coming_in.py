"""Coming in, as browsers do it: a real server, its forms, cookies and redirects."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from competition.access.sessions import COOKIE
from tests.competition.access.browsers.ways import EVENT, PASSWORD, command, hold, invited, leads, new_login
from tests.competition.people import signed_in
from tests.competition.venue import Server, mark, serving

# --- the owner --------------------------------------------------------------------------------------------------------


def test_the_owner_comes_in_by_the_link_that_init_prints_and_only_once(tmp_path: Path) -> None:
    first, second = (re.search(r"/claim/\S+", command(tmp_path, "init")) for _ in range(2))
    assert first and second and first[0] != second[0]
    with serving(tmp_path) as server, httpx.Client(base_url=server.api) as browser:
        assert browser.get(first[0]).status_code == 410
        page = browser.get(second[0])
        assert page.status_code == 200 and 'autocomplete="new-password"' in page.text
        bad = browser.post(second[0], data=new_login("Li Hua", password="123", again="4"))
        assert bad.status_code == 422 and "Li Hua" in bad.text and "123" not in re.findall(r'value="([^"]*)"', bad.text)
        done = browser.post(second[0], data=new_login("LI"))
        assert leads(done) == "/office"
        assert "owner.li" not in done.text and browser.get("/account").status_code == 200
        assert browser.get(second[0]).status_code == 410
        assert browser.post(second[0], data=new_login("wang")).status_code == 410
        assert browser.get("/accounts").status_code == 200
    assert "/claim/" not in command(tmp_path, "init")
    assert "/claim/" in command(tmp_path, "init", "--another-owner")


def test_a_claim_sent_twice_at_once_is_one_and_both_get_in(tmp_path: Path) -> None:
    link = re.search(r"/claim/\S+", command(tmp_path, "init"))
    assert link
    with serving(tmp_path) as server, ThreadPoolExecutor(2) as clicks:
        answers = list(
            clicks.map(lambda _: httpx.post(server.api + link[0], data=new_login("li"), timeout=20), range(2))
        )
    assert [leads(each) for each in answers] == ["/office", "/office"]


def test_the_database_file_holds_no_secret_in_clear(tmp_path: Path) -> None:
    link = re.search(r"/claim/(\S+)", command(tmp_path, "init"))
    assert link
    with serving(tmp_path) as server, httpx.Client(base_url=server.api) as browser:
        browser.post(f"/claim/{link[1]}", data=new_login("li"))
        held = browser.cookies[COOKIE]
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("contest.db*") if path.is_file())
    for secret in (link[1], PASSWORD, held):
        assert secret.encode() not in stored


def test_login_and_password_lead_to_where_one_wanted(browser: httpx.Client, li: str) -> None:
    wanted = browser.get(f"/office/{EVENT}/people?page=2")
    assert leads(wanted) == f"/sign-in?next=%2Foffice%2F{EVENT}%2Fpeople%3Fpage%3D2"
    answer = browser.post("/sign-in", data={"login": f" {li.upper()} ", "password": PASSWORD, "next": "/account?x=1"})
    assert leads(answer) == "/account?x=1"
    assert "HttpOnly" in answer.headers["set-cookie"]
    page = browser.get("/account")
    assert page.status_code == 200 and page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "evil",
        "/a b",
        "/sign-out",
        "/%0d\n",
    ],
)
def test_nobody_is_led_to_another_site(browser: httpx.Client, li: str, elsewhere: str) -> None:
    answer = browser.post("/sign-in", data={"login": li, "password": PASSWORD, "next": elsewhere})
    assert leads(answer) == f"/chief/{EVENT}"
    assert 'name="next" value=""' in browser.get("/sign-in", params={"next": elsewhere}).text


def test_a_wrong_password_and_an_unknown_login_are_told_the_same(browser: httpx.Client, li: str) -> None:
    wrong = browser.post("/sign-in", data={"login": li, "password": "wrong"})
    unknown = browser.post("/sign-in", data={"login": "zz", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace(f'value="{li}"', "") == unknown.text.replace('value="zz"', "")
    assert COOKIE not in browser.cookies and "wrong" not in re.findall(r'value="([^"]*)"', wrong.text)


def test_a_new_sign_in_ends_the_browsers_session_before(browser: httpx.Client, server: Server, li: str) -> None:
    data = {"login": li, "password": PASSWORD}
    browser.post("/sign-in", data=data)
    before = browser.cookies[COOKIE]
    browser.post("/sign-in", data=data)
    assert browser.cookies[COOKIE] != before
    answer = httpx.get(f"{server.api}/account", headers={"Cookie": f"{COOKIE}={before}"})
    assert leads(answer).startswith("/sign-in")


def test_signing_out_ends_the_session_also_for_who_copied_the_cookie(browser: httpx.Client, li: str) -> None:
    browser.post("/sign-in", data={"login": li, "password": PASSWORD})
    held = browser.cookies[COOKIE]
    assert leads(browser.post("/sign-out")) == "/"
    assert COOKIE not in browser.cookies
    assert leads(browser.get("/account", headers={"Cookie": f"{COOKIE}={held}"})).startswith("/sign-in")


def test_too_many_wrong_passwords_close_the_login_for_a_while(tmp_path: Path) -> None:
    link = re.search(r"/claim/\S+", command(tmp_path, "init"))
    assert link
    with serving(tmp_path) as server, httpx.Client(base_url=server.api, timeout=20) as browser:
        browser.post(link[0], data=new_login("li"))
        browser.post("/sign-out")
        for login in ("li", "nobody"):
            tries = [browser.post("/sign-in", data={"login": login, "password": "wrong"}) for _ in range(6)]
            assert [each.status_code for each in tries] == [422] * 5 + [429]
            assert 0 < int(tries[-1].headers["retry-after"]) <= 300
            assert tries[-1].headers["retry-after"] in tries[-1].text
        assert browser.post("/sign-in", data={"login": "li", "password": PASSWORD}).status_code == 429


# --- personal codes ---------------------------------------------------------------------------------------------------


def test_a_judge_comes_in_by_code_on_several_tablets_and_marks(server: Server, organiser: httpx.Client) -> None:
    link, code = invited(organiser, "judge", judge="G1")
    for _ in range(2):
        with httpx.Client(base_url=server.api) as tablet:
            assert (
                leads(tablet.post("/sign-in/code", data={"code": code.lower().replace("-", " ")})) == f"/judge/{EVENT}"
            )
            answer = tablet.post("/api/marks", json={"event": EVENT, "entries": [mark("x", "1", key="a")]})
            assert answer.status_code == 200 and answer.json()["results"][0]["status"] == "refused"
            assert tablet.post("/api/facts", json={"event": EVENT, "entries": []}).status_code == 403
            assert tablet.get(f"/office/{EVENT}/people").status_code == 403
    with httpx.Client(base_url=server.api) as tablet:
        assert leads(tablet.post(link, data={"way": "code"})) == f"/judge/{EVENT}"


def test_the_sheet_of_codes_is_shown_once_and_every_code_on_it_leads_in(
    server: Server, organiser: httpx.Client
) -> None:
    sheet = organiser.post(f"/office/{EVENT}/people/codes", data={"key": "k1", "again": "yes"})
    codes = re.findall(r'class="spoken">([2-9A-Z]{4}-[2-9A-Z]{4})<', sheet.text)
    assert sheet.status_code == 200 and len(codes) == 7 and sheet.text.count("<svg") >= 7
    assert "style=" not in sheet.text
    page = organiser.get(f"/office/{EVENT}/people").text
    for code in codes:
        assert code not in page
        assert leads(httpx.post(f"{server.api}/sign-in/code", data={"code": code})) == f"/judge/{EVENT}"
    again = organiser.post(f"/office/{EVENT}/people/codes", data={"key": "k2"})
    assert 'class="spoken"' not in again.text


def test_guessing_codes_is_closed_after_a_few_and_links_are_not(tmp_path: Path) -> None:
    hold(tmp_path)
    with serving(tmp_path) as server, signed_in(server, tmp_path, "organiser", event=EVENT) as organiser:
        link, code = invited(organiser, "judge", judge="G2")
        with httpx.Client(base_url=server.api) as browser:
            assert browser.post("/sign-in/code", data={"code": "too short"}).status_code == 422
            tries = [browser.post("/sign-in/code", data={"code": "2222-2222"}).status_code for _ in range(6)]
            assert tries == [422] * 5 + [429]
            assert browser.post("/sign-in/code", data={"code": code}).status_code == 429
            assert browser.get("/invitations/22222222").status_code == 429
            assert browser.get(link).status_code == 200
            assert browser.get("/invitations/unknown").status_code == 404


def test_a_code_that_is_taken_back_signs_its_tablets_out(server: Server, organiser: httpx.Client) -> None:
    _, code = invited(organiser, "judge", judge="G3")
    with httpx.Client(base_url=server.api) as tablet:
        tablet.post("/sign-in/code", data={"code": code})
        assert tablet.get("/account").status_code == 200
        page = organiser.get(f"/office/{EVENT}/people").text
        (row,) = [each for each in page.split("<tr>") if "G3" in each and 'name="invitation"' in each]
        chosen = re.search(r'name="invitation" value="([^"]+)"', row)
        assert chosen
        assert leads(organiser.post(f"/office/{EVENT}/people/invitations/revoke", data={"invitation": chosen[1]}))
        time.sleep(1)
        assert leads(tablet.get("/account")).startswith("/sign-in")
        assert tablet.post("/sign-in/code", data={"code": code}).status_code == 422

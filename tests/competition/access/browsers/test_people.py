"""Who is invited and whose access ends, as browsers see it: a real server, its forms, cookies and redirects."""

from __future__ import annotations

import asyncio
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from competition.access import sessions
from competition.access.sessions import COOKIE
from competition.store.database import open_database
from tests.competition.access.browsers.ways import EVENT, PASSWORD, TRADE, invited, leads, new_login
from tests.competition.people import cookie, signed_in
from tests.competition.venue import LATE_S, Server, url_of

# --- invitations ------------------------------------------------------------------------------------------------------


def test_an_invitation_is_taken_up_with_a_new_login_or_one_that_there_is(
    server: Server, organiser: httpx.Client
) -> None:
    link, code = invited(organiser, "second", whom="王敏")
    with httpx.Client(base_url=server.api, timeout=20) as browser:
        assert leads(browser.post("/sign-in/code", data={"code": code})) == f"/invitations/{code.replace('-', '')}"
        page = browser.get(link)
        assert "果园技能竞赛" in page.text and 'value="王敏"' in page.text
        bad = browser.post(link, data=new_login("G1"))
        assert bad.status_code == 422 and "<b>" in bad.text
        assert leads(browser.post(link, data=new_login("wang"))) == f"/office/{EVENT}/rulings"
        assert browser.get(link).status_code == 410
        more, _ = invited(organiser, "supervisor")
        assert leads(browser.post(more, data={"way": "here"})) == f"/supervision/{EVENT}"
    third, _ = invited(organiser, "authority")
    with httpx.Client(base_url=server.api, timeout=20) as browser:
        assert browser.post(third, data={"way": "known", "login": "wang", "password": "wrong"}).status_code == 422
        leads(browser.post(third, data={"way": "known", "login": "wang", "password": PASSWORD}))
        account = browser.get("/account?lang=en").text
        assert all(word in account for word in ("second person", "supervisor", "authority"))
        assert browser.get(f"/authority/{EVENT}").status_code != 403


def test_the_second_click_on_a_new_login_gets_in_as_well(server: Server, organiser: httpx.Client) -> None:
    link, _ = invited(organiser, "hall")
    with ThreadPoolExecutor(2) as clicks:
        answers = list(
            clicks.map(lambda _: httpx.post(server.api + link, data=new_login("zhao"), timeout=20), range(2))
        )
    assert [leads(each) for each in answers] == [f"/events/{EVENT}"] * 2
    thief = httpx.post(server.api + link, data=new_login("zhao", password="another tractor"), timeout=20)
    assert thief.status_code == 422 and COOKIE not in thief.cookies


def test_taking_up_as_nobody_who_is_signed_in_is_refused(server: Server, organiser: httpx.Client) -> None:
    link, _ = invited(organiser, "hall")
    assert httpx.post(server.api + link, data={"way": "here"}).status_code == 422
    assert httpx.post(server.api + link, data={"way": "code"}).status_code == 410
    assert httpx.get(server.api + link).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "owner"},
        {"role": "public"},
        {"role": ""},
        {"role": "chief", "judge": "G1"},
        {"role": "judge"},
        {"role": "judge", "judge": "nobody"},
        {"role": "chief", "whom": "x" * 61},
    ],
)
def test_what_cannot_be_offered_is_said_beside_the_field(organiser: httpx.Client, wrong: dict[str, str]) -> None:
    answer = organiser.post(f"/office/{EVENT}/people/invitations", data=wrong)
    assert answer.status_code == 422 and "/invitations/" not in answer.text.replace("/people/invitations", "")


def test_an_organiser_invites_and_ends_in_her_own_event_only(server: Server, folder: Path) -> None:
    with signed_in(server, folder, "organiser", event="autumn", login="other") as other:
        for path in ("", "/invitations", "/codes", "/sign-out", "/withdraw"):
            method = "POST" if path else "GET"
            assert other.request(method, f"/office/{EVENT}/people{path}").status_code == 403
        assert other.get("/office/autumn/people").status_code == 404, "there is no such event"
        assert other.get("/accounts").status_code == 403


# --- ending access ----------------------------------------------------------------------------------------------------


def test_an_organiser_signs_people_out_and_takes_roles_away(
    server: Server, folder: Path, organiser: httpx.Client
) -> None:
    with signed_in(server, folder, "association", event=EVENT, login="sun") as sun:
        assert sun.get("/account").status_code == 200
        assert leads(organiser.post(f"/office/{EVENT}/people/sign-out", data={"person": "sun"}))
        time.sleep(1)
        assert leads(sun.get("/account")).startswith("/sign-in")
    with signed_in(server, folder, "association", event=EVENT, login="sun") as sun:
        assert leads(organiser.post(f"/office/{EVENT}/people/withdraw", data={"person": "sun", "role": "association"}))
        time.sleep(1)
        assert sun.get("/account").status_code == 403
    own = organiser.post(f"/office/{EVENT}/people/withdraw", data={"person": "organiser-1", "role": "organiser"})
    assert own.status_code == 422
    assert organiser.get(f"/office/{EVENT}/people").status_code == 200


def test_the_owner_closes_a_login_everywhere_and_opens_it_again(server: Server, folder: Path) -> None:
    with (
        signed_in(server, folder, "owner", event="house") as owner,
        signed_in(server, folder, "chief", event=EVENT, login="qian") as qian,
    ):
        assert "qian" in owner.get("/accounts").text
        assert leads(owner.post("/accounts/logins", data={"login": "qian", "do": "close"}))
        time.sleep(1)
        assert leads(qian.get("/account")).startswith("/sign-in")
        assert leads(owner.post("/accounts/logins", data={"login": "qian", "do": "open"}))
        time.sleep(1)
        assert leads(qian.get("/account")).startswith("/sign-in"), "the session has ended for good"
        assert owner.post("/accounts/logins", data={"login": "owner-1", "do": "close"}).status_code == 422
        new = owner.post("/accounts/invitations", data={"role": "organiser", "key": "k"})
        link = re.search(r"/invitations/[\w-]{20,}", new.text)
        assert link and leads(httpx.post(server.api + link[0], data=new_login("feng"), timeout=20)) == "/office"


def test_a_changed_password_ends_every_other_session(browser: httpx.Client, server: Server, li: str) -> None:
    data = {"login": li, "password": PASSWORD}
    browser.post("/sign-in", data=data)
    with httpx.Client(base_url=server.api, timeout=20) as elsewhere:
        elsewhere.post("/sign-in", data=data)
        change = {"old": "wrong", "password": "green tractor piano", "again": "green tractor piano"}
        assert browser.post("/account/password", data=change).status_code == 422
        assert browser.post("/account/password", data=change | {"old": PASSWORD, "again": "x"}).status_code == 422
        assert leads(browser.post("/account/password", data=change | {"old": PASSWORD})).startswith("/account")
        assert browser.get("/account").status_code == 200
        assert leads(elsewhere.get("/account")).startswith("/sign-in")
        assert elsewhere.post("/sign-in", data=data).status_code == 422
        back = {"old": "green tractor piano", "password": PASSWORD, "again": PASSWORD}
        assert leads(browser.post("/account/password", data=back))


def test_who_forgot_her_password_chooses_another_by_the_owners_link(
    browser: httpx.Client, server: Server, folder: Path, organiser: httpx.Client
) -> None:
    link, _ = invited(organiser, "hall")
    browser.post(link, data=new_login("wu"))
    with signed_in(server, folder, "owner", event="house") as owner:
        assert owner.post("/accounts/logins", data={"login": "zz", "do": "password"}).status_code == 422
        found = re.search(
            r"/invitations/[\w-]{20,}", owner.post("/accounts/logins", data={"login": "wu", "do": "password"}).text
        )
    assert found
    with httpx.Client(base_url=server.api, timeout=20) as elsewhere:
        assert elsewhere.get(found[0]).status_code == 200
        assert elsewhere.post(found[0], data={"password": "short", "again": "short"}).status_code == 422
        new = {"password": "green tractor piano", "again": "green tractor piano"}
        assert leads(elsewhere.post(found[0], data=new)) == f"/events/{EVENT}"
        assert elsewhere.get("/account").status_code == 200
        assert leads(browser.get("/account")).startswith("/sign-in")
        assert elsewhere.post(found[0], data=new).status_code == 410
    assert browser.post("/sign-in", data={"login": "wu", "password": PASSWORD}).status_code == 422
    assert leads(browser.post("/sign-in", data={"login": "wu", "password": "green tractor piano"}))


def test_one_ends_ones_own_sessions_one_by_one_and_nobody_elses(
    browser: httpx.Client, server: Server, folder: Path, li: str
) -> None:
    cookie(folder, "second", event=EVENT, login="another")
    with open_database(url_of(folder)) as database, database.connect() as connection:
        (foreign,) = sessions.open_sessions(connection, login="another")
    for _ in range(2):
        httpx.post(f"{server.api}/sign-in", data={"login": li, "password": PASSWORD}, timeout=20)
    browser.post("/sign-in", data={"login": li, "password": PASSWORD})
    count = browser.get("/account").text.count('name="session"')
    browser.post("/account/sessions", data={"session": foreign.id})
    chosen = re.findall(r'name="session" value="([^"]+)"', browser.get("/account").text)
    assert len(chosen) == count and foreign.id not in chosen
    assert leads(browser.post("/account/sessions", data={"session": "others"}))
    assert browser.get("/account").text.count('name="session"') == 1
    with open_database(url_of(folder)) as database, database.connect() as connection:
        assert sessions.open_sessions(connection, login="another") == [foreign]


# --- sockets ----------------------------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_a_socket_takes_the_cookie_and_closes_when_the_session_ends(
    server: Server, folder: Path, organiser: httpx.Client
) -> None:
    held = cookie(folder, "chief", event=EVENT, login="zhou")
    address = f"{server.api.replace('http', 'ws')}/api/events/{EVENT}/boards/{TRADE}/live?audience=chief"
    headers = {"Cookie": f"{COOKIE}={held}"}
    with pytest.raises(InvalidStatus) as refused:
        await connect(address, proxy=None).__aenter__()
    assert refused.value.response.status_code == 401
    with pytest.raises(InvalidStatus) as refused:
        await connect(
            address, proxy=None, additional_headers=headers, origin=Origin("http://evil.example")
        ).__aenter__()
    assert refused.value.response.status_code == 403
    async with connect(address, proxy=None, additional_headers=headers) as socket:
        assert '"snapshot"' in str(await socket.recv())
        with open_database(url_of(folder)) as database, database.transaction() as connection:
            sessions.end_all(connection, login="zhou")
        began = time.monotonic()
        with pytest.raises(ConnectionClosed):
            async with asyncio.timeout(20):
                while True:
                    await socket.recv()
        assert time.monotonic() - began < LATE_S

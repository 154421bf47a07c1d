"""Coming in, as browsers do it: a real server, its forms, cookies and redirects."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from competition.access import sessions
from competition.access.sessions import COOKIE
from competition.store.database import open_database
from tests.competition.people import cookie, signed_in
from tests.competition.venue import ROOT, Server, mark, serving, url_of

EVENT, TRADE = "orchard", "grafting"
PASSWORD = "purple tractor piano"


def command(folder: Path, *arguments: str) -> str:
    """What `run.py` says, with the folder's database."""
    line = [sys.executable, str(ROOT / "run.py"), *arguments, "--database", url_of(folder)]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, check=True).stdout


def hold(folder: Path) -> None:
    """A contest whose trades are open."""
    command(folder, "init")
    command(folder, "import", str(ROOT / "tests" / "golden" / "orchard"), "--without-marks")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("access")
    hold(made)
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving(folder) as running:
        yield running


@pytest.fixture
def browser(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.api, timeout=20) as client:
        yield client


@pytest.fixture
def organiser(server: Server, folder: Path) -> Iterator[httpx.Client]:
    with signed_in(server, folder, "organiser", event=EVENT) as client:
        yield client


def leads(answer: httpx.Response) -> str:
    assert answer.status_code == 303, (answer.status_code, answer.text[:2000])
    return answer.headers["location"]


def new_login(name: str, **more: str) -> dict[str, str]:
    return {"way": "new", "login": name, "shown": name.title(), "password": PASSWORD, "again": PASSWORD} | more


def invited(organiser: httpx.Client, role: str, **more: str) -> tuple[str, str]:
    """(path of the link, code) of a new invitation."""
    answer = organiser.post(f"/office/{EVENT}/people/invitations", data={"role": role, "key": "k"} | more)
    assert answer.status_code == 200, answer.text[:2000]
    link, code = (
        re.search(r"(/invitations/[\w-]{20,})", answer.text),
        re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", answer.text),
    )
    assert link and code
    return link[1], code[0]


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


# --- signing in -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def li(server: Server, folder: Path) -> str:
    """The login of a chief judge with a password."""
    with signed_in(server, folder, "organiser", event=EVENT) as organiser:
        link, _ = invited(organiser, "chief", whom="Li")
    assert leads(httpx.post(server.api + link, data=new_login("li"), timeout=20)) == f"/chief/{EVENT}"
    return "li"


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
        await connect(address, proxy=None, additional_headers=headers, origin="http://evil.example").__aenter__()  # type: ignore[arg-type]
    assert refused.value.response.status_code == 403
    async with connect(address, proxy=None, additional_headers=headers) as socket:
        assert '"snapshot"' in str(await socket.recv())
        with open_database(url_of(folder)) as database, database.transaction() as connection:
            sessions.end_all(connection, login="zhou")
        began = time.monotonic()
        with pytest.raises(ConnectionClosed):
            async with asyncio.timeout(5):
                while True:
                    await socket.recv()
        assert time.monotonic() - began < 2

"""What another site's page makes a browser send changes nothing here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from competition.access.origins import OwnPagesOnly
from competition.access.sessions import COOKIE
from tests.competition.people import cookie, signed_in
from tests.competition.venue import CLOCK, EVENT, Server, hold_contest, mark, serving, tokens

FRIEND = "https://friend.example"
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://hall.evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
]
OWN = [
    {},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://hall"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://hall"},
    {"Origin": "https://HALL"},
    {"Sec-Fetch-Site": "cross-site", "Origin": FRIEND},
]


async def done(request: Request) -> Response:
    if "kept" in request.query_params:
        return PlainTextResponse("", headers={"Cache-Control": "max-age=60"})
    return HTMLResponse("done", headers={"Cache-Control": "no-cache"})


@pytest.fixture
def browser() -> TestClient:
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    app = Starlette(
        routes=[Route("/", done, methods=methods)],
        middleware=[Middleware(OwnPagesOnly, origins=frozenset({FRIEND}))],
    )
    return TestClient(app, base_url="http://hall")


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_another_sites_page_changes_nothing(browser: TestClient, method: str, headers: dict[str, str]) -> None:
    assert browser.request(method, "/", headers=headers).status_code == 403
    with_session = headers | {"Cookie": f"{COOKIE}=x"}
    assert browser.request(method, "/", headers=with_session).status_code == 403


@pytest.mark.parametrize("headers", OWN)
def test_our_own_pages_friends_and_programs_do(browser: TestClient, headers: dict[str, str]) -> None:
    assert browser.post("/", headers=headers | {"Cookie": f"{COOKIE}=x"}).status_code == 200


@pytest.mark.parametrize("headers", FOREIGN)
def test_reading_and_following_links_from_elsewhere_is_free(browser: TestClient, headers: dict[str, str]) -> None:
    assert browser.get("/", headers=headers | {"Cookie": f"{COOKIE}=x"}).status_code == 200


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_bearer_token_needs_no_origin_unless_the_cookie_comes_with_it(
    browser: TestClient, headers: dict[str, str]
) -> None:
    token = headers | {"Authorization": "Bearer x"}
    assert browser.post("/", headers=token).status_code == 200
    assert browser.post("/", headers=token | {"Cookie": f"{COOKIE}=x"}).status_code == 403


def test_pages_for_who_is_signed_in_are_kept_nowhere(browser: TestClient) -> None:
    assert browser.get("/").headers["cache-control"] == "no-cache"
    signed = {"Cookie": f"{COOKIE}=x"}
    assert browser.get("/", headers=signed).headers["cache-control"] == "no-store"
    assert browser.get("/?kept", headers=signed).headers["cache-control"] == "max-age=60"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("origins")
    hold_contest(made)
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving(folder) as running:
        yield running


def test_a_judges_cookie_marks_from_our_own_page_only(server: Server, folder: Path) -> None:
    body = {"event": EVENT, "entries": [mark("E001", "50", key="k1")]}
    with signed_in(server, folder, "judge", judge=CLOCK) as judge:
        assert judge.post("/api/marks", json=body, headers={"Origin": "https://evil.example"}).status_code == 403
        answer = judge.post("/api/marks", json=body, headers={"Origin": server.api})
        assert answer.json()["results"][0]["status"] == "accepted"


def test_a_judges_token_marks_from_anywhere(server: Server, folder: Path) -> None:
    headers = {"Authorization": f"Bearer {tokens(folder)[CLOCK]}", "Origin": "https://evil.example"}
    body = {"event": EVENT, "entries": [mark("E002", "50", key="k2")]}
    assert httpx.post(f"{server.api}/api/marks", json=body, headers=headers).status_code == 200


def test_signing_in_from_another_sites_form_is_refused(server: Server) -> None:
    data = {"login": "thief", "password": "thief"}
    answer = httpx.post(f"{server.api}/sign-in", data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_facts_are_judged_one_by_one_by_the_table(server: Server, folder: Path) -> None:
    frozen = {"type": "frozen", "key": "f", "trade": "baking"}
    adjusted = {"type": "adjusted", "key": "a", "entrant": "E003", "adjustment": "dsq", "reason": "rules"}
    body = {"event": EVENT, "entries": [frozen, adjusted]}
    with signed_in(server, folder, "chief") as chief:
        first, second = chief.post("/api/facts", json=body).json()["results"]
        assert (first["status"], first["problems"][0]["code"], second["status"]) == (
            "refused",
            "not-allowed",
            "accepted",
        )
    with signed_in(server, folder, "authority") as authority:
        refused = authority.post("/api/facts", json=body).json()["results"]
        assert [each["problems"][0]["code"] for each in refused] == ["not-allowed", "not-allowed"]
    with signed_in(server, folder, "hall") as hall:
        assert hall.post("/api/facts", json=body).status_code == 403
    held = cookie(folder, "chief", login="boss")
    cookie(folder, "organiser", login="boss")
    both = httpx.post(f"{server.api}/api/facts", json=body, headers={"Cookie": f"{COOKIE}={held}"}).json()["results"]
    assert both[0]["status"] == "accepted" and both[1]["status"] in ("accepted", "refused")

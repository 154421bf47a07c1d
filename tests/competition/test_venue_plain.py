"""Plain HTTP beside HTTPS: the way to trust, and a pointer for all else."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from competition.settings import Settings
from competition.venue import plain
from competition.venue.hall import opened
from tests.competition.halls import MACHINE, NOW, held


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    held(tmp_path)
    hall, problems, _ = opened(Settings(venue=str(tmp_path)), MACHINE, NOW)
    assert hall is not None, problems
    hall.port, hall.trust_port = 8443, 8080
    return TestClient(plain.application(hall), base_url="http://192.168.1.10:8080", follow_redirects=False)


@pytest.mark.parametrize(
    "path", ["/", "/judge/spring", "/events/a/trades/b?lang=en", "/sign-in?next=%2Foffice", "/x%20y"]
)
def test_whoever_forgot_the_s_is_led_to_the_same_page(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 307 and answer.headers["location"] == f"https://192.168.1.10:8443{path}"
    assert answer.headers["cache-control"] == "no-store", "ports and certificates change from hall to hall"


def test_under_a_name_of_the_certificate_he_stays_with_that_name(client: TestClient) -> None:
    answer = client.get("/", headers={"host": "laptop.local:8080"})
    assert answer.headers["location"] == "https://laptop.local:8443/"


@pytest.mark.parametrize("host", ["evil.example", "192.168.1.99", "evil.example:8080", "@evil.example"])
def test_a_host_that_is_none_of_ours_leads_to_ours(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).headers["location"] == "https://192.168.1.10:8443/"


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example"])
def test_no_path_leads_elsewhere(client: TestClient, path: str) -> None:
    answer = client.get(f"http://192.168.1.10:8080{path}")
    assert answer.headers["location"].startswith("https://192.168.1.10:8443/")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_would_change_something_is_refused_and_said(client: TestClient, method: str) -> None:
    answer = client.request(method, "/api/marks")
    assert answer.status_code == 403
    (problem,) = answer.json()["problems"]
    assert problem["code"] == "https-needed" and problem["facts"]["address"] == "https://192.168.1.10:8443"


def test_a_token_that_went_in_clear_is_not_sent_again(client: TestClient) -> None:
    assert client.get("/api/events", headers={"authorization": "Bearer token"}).status_code == 403


@pytest.mark.parametrize("file", ["judge.js", "desk.css", "vendor/preact.js", "../page.html", "%2e%2e/problems.toml"])
def test_no_file_is_given_but_those_of_the_page(client: TestClient, file: str) -> None:
    assert client.get(f"/static/{file}").status_code in (307, 404)
    assert client.get("/static/trust.js").status_code == 200


def test_nothing_here_keeps_a_session(client: TestClient) -> None:
    for path in ("/trust", "/sign-in", "/trust/ok"):
        assert "session" not in client.get(path).headers.get("set-cookie", "")

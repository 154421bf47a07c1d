"""The page of trust, as devices that trust the server and devices that do not yet get it."""

from __future__ import annotations

import plistlib
import re
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from starlette.applications import Starlette
from starlette.testclient import TestClient

from competition.access.access import guard
from competition.settings import Settings
from competition.venue import authority, plain
from competition.venue.folder import Folder
from competition.venue.hall import Hall, opened
from competition.venue.making import Made
from competition.venue.trust import Trust
from tests.competition.halls import MACHINE, NOW, brought, held

IPAD = "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 Version/16.6 Mobile Safari/604.1"
HARMONY = "Mozilla/5.0 (Linux; Android 12; HarmonyOS; BAH4-W09) AppleWebKit/537.36 Chrome/114.0 Mobile"
WECHAT = f"{HARMONY} MicroMessenger/8.0.40"


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return held(tmp_path)


@pytest.fixture
def hall(made: Made, tmp_path: Path) -> Hall:
    found, problems, _ = opened(Settings(venue=str(tmp_path)), MACHINE, NOW)
    assert found is not None, problems
    found.port, found.trust_port = 8443, 8080
    return found


@pytest.fixture
def over_http(hall: Hall) -> TestClient:
    return TestClient(plain.application(hall), base_url="http://192.168.1.10:8080", follow_redirects=False)


@pytest.fixture
def over_https(made: Made, tmp_path: Path) -> TestClient:
    app = Starlette(routes=Trust(Folder(tmp_path)).routes())
    return TestClient(app, base_url="https://192.168.1.10:8443")


def without_venue(base: str) -> TestClient:
    return TestClient(Starlette(routes=Trust(None).routes()), base_url=base)


def test_every_route_declares_what_it_allows() -> None:
    guard(Trust(None).routes())


def test_the_plain_page_names_the_fingerprint_and_where_to_go_on(over_http: TestClient, made: Made) -> None:
    page = over_http.get("/trust").text
    groups = authority.fingerprint(made.authority.certificate)
    assert re.findall(r"<li>([0-9A-F]{4})</li>", page) == list(groups)
    assert authority.title(made.authority.certificate) in page
    assert "laptop.local, 192.168.1.0/24" in page
    assert 'href="https://192.168.1.10:8443/trust"' in page and "<svg" in page


@pytest.mark.parametrize(
    ("agent", "first", "file"),
    [(IPAD, "apple", "mobileconfig"), (HARMONY, "harmony", "crt"), ("unknown", "apple", "mobileconfig")],
)
def test_the_devices_own_steps_stand_first_and_open(over_http: TestClient, agent: str, first: str, file: str) -> None:
    page = over_http.get("/trust", headers={"user-agent": agent}).text
    kinds = re.findall(r'<details class="kind" id="(\w+)"( open)?>', page)
    assert kinds[0] == (first, " open") and [kind for kind, is_open in kinds if is_open] == [first]
    assert {kind for kind, _ in kinds} == {"apple", "android", "harmony", "windows", "macos", "chromeos"}
    assert f"/trust/authority.{file}" in page[: page.index(kinds[1][0], page.index('id="steps"'))]


def test_an_ipad_is_told_of_both_switches_in_both_languages(over_http: TestClient) -> None:
    english = over_http.get("/trust?lang=en", headers={"user-agent": IPAD}).text
    assert "VPN &amp; Device Management" in english and "Certificate Trust Settings" in english
    chinese = over_http.get("/trust?lang=zh", headers={"user-agent": IPAD}).text
    assert "VPN 与设备管理" in chinese and "证书信任设置" in chinese


def test_a_page_inside_a_chat_says_that_nothing_can_be_installed_there(over_http: TestClient) -> None:
    said = "This page is open inside another application."
    assert said in over_http.get("/trust?lang=en", headers={"user-agent": WECHAT}).text
    assert said not in over_http.get("/trust?lang=en", headers={"user-agent": HARMONY}).text


def test_under_an_old_address_the_page_says_so_and_points_to_the_new_one(over_http: TestClient) -> None:
    page = over_http.get("/trust?lang=en", headers={"host": "192.168.1.99:8080"}).text
    assert "192.168.1.99 is not in the server" in page
    assert 'data-origin="https://192.168.1.10:8443"' in page
    assert "is not in the server" not in over_http.get("/trust?lang=en").text


def test_the_plain_page_may_speak_to_the_server_and_to_nobody_else(over_http: TestClient) -> None:
    answer = over_http.get("/trust")
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["connect-src"] == "https://192.168.1.10:8443"
    assert policy["default-src"] == policy["form-action"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert "style=" not in answer.text and "onclick" not in answer.text
    assert "cross-origin-opener-policy" not in answer.headers, "browsers complain of it without HTTPS"
    assert answer.headers["cache-control"] == "no-store"


def test_all_that_the_plain_page_loads_is_there(over_http: TestClient) -> None:
    page = over_http.get("/trust").text
    loaded = re.findall(r'(?:src|rel="stylesheet" href|rel="icon" href)="([^"]+)"', page)
    assert len(loaded) >= 4 and all(each.startswith("/static/") for each in loaded)
    assert {over_http.get(each).status_code for each in loaded} == {200}


def test_the_certificate_is_given_as_each_device_reads_it(over_http: TestClient, made: Made) -> None:
    own = made.authority.certificate
    der, pem = over_http.get("/trust/authority.crt"), over_http.get("/trust/authority.pem")
    assert x509.load_der_x509_certificate(der.content) == x509.load_pem_x509_certificate(pem.content) == own
    assert der.headers["content-type"] == "application/x-x509-ca-cert"
    assert 'filename="saiping-authority.crt"' in der.headers["content-disposition"]
    profile = over_http.get("/trust/authority.mobileconfig?lang=en")
    assert profile.headers["content-type"] == "application/x-apple-aspen-config"
    read = plistlib.loads(profile.content)
    assert read["PayloadContent"][0]["PayloadContent"] == own.public_bytes(Encoding.DER)
    assert read["PayloadDescription"].startswith("Lets this device trust")


def test_no_key_is_ever_given(over_http: TestClient, over_https: TestClient) -> None:
    for client in (over_http, over_https):
        for path in ("/trust", "/trust/authority.pem", "/trust/authority.crt", "/trust/authority.mobileconfig"):
            assert b"PRIVATE" not in client.get(path).content


def test_the_check_may_be_read_by_a_page_of_another_origin_and_nothing_else_may(over_https: TestClient) -> None:
    asked = {"origin": "http://192.168.1.10:8080"}
    answer = over_https.get("/trust/ok", headers=asked)
    assert answer.json() == {"trusted": True} and answer.headers["access-control-allow-origin"] == "*"
    for path in ("/trust", "/trust/worker.js", "/trust/authority.pem"):
        assert "access-control-allow-origin" not in over_https.get(path, headers=asked).headers


def test_the_check_without_https_proves_nothing(over_http: TestClient) -> None:
    assert over_http.get("/trust/ok").json() == {"trusted": False}


def test_over_https_the_page_tries_to_keep_itself_and_leads_to_the_judges(over_https: TestClient) -> None:
    page = over_https.get("/trust?lang=en").text
    assert 'data-mode="secure"' in page and 'href="https://192.168.1.10:8443/enrol"' in page
    assert 'href="http://192.168.1.10:8080/trust"' in page, "for who passed a warning by hand"
    assert "Steps on this device" not in page
    worker = over_https.get("/trust/worker.js")
    assert worker.headers["content-type"].startswith("text/javascript") and worker.text.startswith("//")


def test_a_server_with_the_organisers_certificate_asks_nobody_to_install_anything() -> None:
    client = without_venue("https://contest.example.org")
    page = client.get("/trust?lang=en").text
    assert "nothing has to be installed" in page and "Fingerprint" not in page
    for name in ("crt", "pem", "mobileconfig"):
        answer = client.get(f"/trust/authority.{name}")
        assert answer.status_code == 404 and answer.json()["problems"][0]["code"] == "no-authority"


def test_a_server_without_https_says_how_to_get_it() -> None:
    page = without_venue("http://127.0.0.1:8000").get("/trust?lang=en").text
    assert 'data-mode="open"' in page and "run.py venue" in page


def test_an_organisers_certificate_with_a_plain_port_has_a_plain_page_without_steps(tmp_path: Path) -> None:
    certificate, _ = brought(tmp_path, "contest.example.org", together=True)
    hall, _, _ = opened(Settings(certificate=str(certificate)), MACHINE, NOW)
    assert hall is not None
    hall.port = 443
    client = TestClient(plain.application(hall), base_url="http://contest.example.org")
    page = client.get("/trust?lang=en").text
    assert 'data-origin="https://contest.example.org"' in page and "Fingerprint" not in page

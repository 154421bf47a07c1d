"""A hall without internet: a tablet that does not trust the server is led to do so, and then finds itself ready."""

from __future__ import annotations

import http.server
import ipaddress
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, expect, sync_playwright

from competition.venue import authority
from competition.venue.authority import Authority
from competition.venue.folder import Folder
from competition.venue.making import Made, Wanted
from tests.competition.halls import HERE, NAME, NOW, held, shown
from tests.journeys.conftest import Server, Visit, photograph, prepared, until
from tests.journeys.looks import findings
from tests.journeys.trusting import launch

TABLET = {"width": 1024, "height": 768}
PHONE = {"width": 390, "height": 844}
A4 = {"width": 794, "height": 1123}
IPAD = "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 Version/16.6 Mobile Safari/604.1"
AS_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15"
BANK = "bank.example"
STATE = "document.querySelector('#state').dataset.state"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A contest with all its marks, and a venue of this machine."""
    made = tmp_path_factory.mktemp("hall")
    prepared(made)
    return made


@pytest.fixture(scope="module")
def made(folder: Path) -> Made:
    return held(folder / "venue", Wanted(names=(NAME,), addresses=(HERE,)), heard=False)


@pytest.fixture(scope="module")
def server(folder: Path, made: Made) -> Iterator[Server]:
    options = ("--host", "127.0.0.1", "--port", "0", "--trust-port", "0", "--venue", "venue")
    running = Server(folder, "serve", *options, "--database", "played.db")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def start(server: Server) -> str:
    """The page of trust over plain HTTP."""
    for _ in range(100):
        for line in list(server.said):
            if found := re.match(r"Trust: (http://\S+)", line):
                return found[1]
        threading.Event().wait(0.05)
    raise AssertionError(server.said)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def doubting(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A tablet as it comes out of its box."""
    running = launch(playwright, tmp_path_factory.mktemp("doubting"), None)
    yield running
    running.close()


@pytest.fixture(scope="module")
def trusting(
    playwright: Playwright, folder: Path, made: Made, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A tablet on which the authority's certificate was installed."""
    leads = {NAME: "127.0.0.1", BANK: "127.0.0.1"}
    running = launch(playwright, tmp_path_factory.mktemp("trusting"), folder / "venue" / "authority.pem", leads)
    yield running
    running.close()


@contextmanager
def visiting(browser: Browser, lang: str = "zh", **more: Any) -> Iterator[Visit]:
    options: dict[str, Any] = {"viewport": TABLET} | more
    context = browser.new_context(locale={"zh": "zh-CN", "en": "en-GB"}[lang], **options)
    yield Visit(context)
    context.close()


def at_rest(page: Page, state: str) -> None:
    until(page, f"{STATE} === '{state}'", timeout_s=30)


@pytest.mark.parametrize(
    ("lang", "size", "scheme", "agent"),
    [
        ("zh", TABLET, "light", IPAD),
        ("zh", PHONE, "dark", ""),
        ("en", TABLET, "dark", ""),
        ("en", PHONE, "light", IPAD),
    ],
)
def test_a_tablet_that_does_not_trust_the_server_is_told_what_to_do(
    doubting: Browser, start: str, lang: str, size: dict[str, int], scheme: str, agent: str
) -> None:
    more: dict[str, Any] = {"user_agent": agent} if agent else {}
    with visiting(doubting, lang, viewport=size, color_scheme=scheme, **more) as visit:
        visit.page.goto(start)
        at_rest(visit.page, "untrusted")
        assert (
            visit.page.locator(".verdict:visible")
            .inner_text()
            .startswith("尚未信任" if lang == "zh" else "Not trusted")
        )
        assert visit.page.locator(".go:visible").count() == 0
        visit.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        photograph(visit.page, f"trust-untrusted-{lang}-{size['width']}-{scheme}")
        assert findings(visit.page) == []
        assert {each.rpartition("::")[2] for each in visit.complaints} <= {"ERR_CERT_AUTHORITY_INVALID"}


def test_the_page_is_never_passed_off_as_safe_to_who_does_not_trust_it(doubting: Browser, server: Server) -> None:
    with visiting(doubting) as visit, pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        visit.page.goto(f"{server.url}/trust")


@pytest.mark.parametrize(("lang", "scheme"), [("zh", "light"), ("en", "dark")])
def test_a_tablet_that_trusts_it_turns_green_and_goes_on(
    trusting: Browser, start: str, server: Server, lang: str, scheme: str
) -> None:
    with visiting(trusting, lang, color_scheme=scheme) as visit:
        page = visit.page
        page.goto(start)
        at_rest(page, "trusted")
        photograph(page, f"trust-trusted-{lang}-{scheme}")
        assert findings(page) == []
        page.locator(".go:visible").click()
        page.wait_for_url(f"{server.url}/trust")
        at_rest(page, "ready")
        photograph(page, f"trust-ready-{lang}-{scheme}")
        assert findings(page) == []
        assert page.locator(".go:visible").get_attribute("href") == f"{server.url}/enrol"
        assert visit.complaints == []


def test_over_it_a_page_has_all_that_a_tablet_needs(trusting: Browser, server: Server) -> None:
    with visiting(trusting) as visit:
        page = visit.page
        page.goto(f"{server.url}/trust")
        at_rest(page, "ready")
        assert page.evaluate("isSecureContext && typeof crypto.randomUUID() === 'string' && !!crypto.subtle")
        assert page.evaluate("'locks' in navigator && 'storage' in navigator && 'serviceWorker' in navigator")
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0
        assert visit.complaints == []


def test_a_board_lives_over_it_by_name_too(trusting: Browser, server: Server) -> None:
    for url in (server.url, server.url.replace("127.0.0.1", NAME)):
        with visiting(trusting) as visit:
            visit.board(f"{url}/events/yunping-2026/trades/floristry")
            assert visit.complaints == []


def test_plain_http_leads_there(trusting: Browser, server: Server, start: str) -> None:
    with visiting(trusting) as visit:
        visit.page.goto(start.removesuffix("/trust") + "/events/yunping-2026")
        assert visit.page.url == f"{server.url}/events/yunping-2026"


def test_who_passed_a_warning_by_hand_is_told_that_this_is_no_trust(
    doubting: Browser, server: Server, start: str
) -> None:
    with visiting(doubting, "en", ignore_https_errors=True) as visit:
        visit.page.goto(f"{server.url}/trust")
        at_rest(visit.page, "passed")
        photograph(visit.page, "trust-passed-en")
        assert visit.page.locator(".go:visible").get_attribute("href") is not None


def test_a_tablet_whose_clock_is_wrong_is_told_so(trusting: Browser, start: str) -> None:
    with visiting(trusting, "en") as visit:
        visit.page.goto(start)
        at_rest(visit.page, "trusted")
        assert visit.page.locator("#clock").is_hidden()
    with visiting(trusting, "en") as visit:
        visit.page.clock.set_system_time("2023-01-01T08:00:00")
        visit.page.goto(start)
        expect(visit.page.locator("#clock")).to_be_visible()
        expect(visit.page.locator("#here")).to_contain_text("Jan 1, 2023")
        photograph(visit.page, "trust-clock-en")


def test_an_ipad_that_calls_itself_a_mac_finds_the_steps_of_an_ipad(doubting: Browser, start: str) -> None:
    for touch, kind in ((True, "apple"), (False, "macos")):
        with visiting(doubting, user_agent=AS_MAC, has_touch=touch) as visit:
            visit.page.goto(start)
            at_rest(visit.page, "untrusted")
            assert visit.page.evaluate("[...document.querySelectorAll('details[open]')].map(each => each.id)") == [kind]
            assert visit.page.locator("details").first.get_attribute("id") == kind


# --- what the authority cannot do -----------------------------------------------------------------------------------


@contextmanager
def another_server(certificate: Path) -> Iterator[int]:
    """A server of somebody who has the authority's key; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    class Silent(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>There</title>")

        def log_message(self, format: str, *arguments: object) -> None: ...

    with http.server.ThreadingHTTPServer(("", 0), Silent) as running:
        running.socket = context.wrap_socket(running.socket, server_side=True)
        running.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running.server_address[1]
        running.shutdown()


Opened = Callable[..., str]


@pytest.fixture
def opened(trusting: Browser, tmp_path: Path, made: Made) -> Opened:
    """What a browser that trusts the authority says to a server with such a certificate of it: "" for nothing."""

    def tried(host: str, owner: Authority | None = None, **signing: Any) -> str:
        address = None if host in (NAME, BANK) else ipaddress.ip_address(host)
        path = shown(
            owner or made.authority, [] if address else [host], [address] if address else [], tmp_path, **signing
        )
        with another_server(path) as port, visiting(trusting) as visit:
            try:
                visit.page.goto(f"https://{host}:{port}/")
            except Error as error:
                return error.message
            return ""

    return tried


def test_the_authoritys_key_in_other_hands_is_good_for_this_hall_alone(opened: Opened) -> None:
    assert opened(NAME) == ""
    assert "ERR_CERT_INVALID" in opened(BANK)
    assert "ERR_CERT_INVALID" in opened("127.0.0.2")


def test_after_its_date_a_certificate_is_refused(opened: Opened) -> None:
    late = opened(NAME, now=NOW - timedelta(days=20), days=10)
    assert "ERR_CERT_DATE_INVALID" in late


def test_another_authority_of_the_same_name_is_refused(opened: Opened, made: Made) -> None:
    bounds = authority.bounds(made.authority.certificate)
    assert "ERR_CERT_AUTHORITY_INVALID" in opened(NAME, authority.found(bounds.names, bounds.networks, NOW))


# --- the sheet ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_is_one_page_to_print(doubting: Browser, tmp_path: Path, lang: str) -> None:
    from competition.venue.sheet import Wifi, sheet

    names = ("saiping-laptop-of-the-organiser.local", "contest.local")
    made = held(tmp_path, Wanted(names=names, port=8443))
    path = Folder(tmp_path).keep_sheet(
        f"sheet.{lang}.html", sheet(made, Wifi("云州职业技能大赛 5G", "correct horse"), lang)
    )
    with visiting(doubting, viewport=A4) as visit:
        visit.page.goto(path.as_uri())
        photograph(visit.page, f"trust-sheet-{lang}")
        assert visit.page.evaluate("document.documentElement.scrollHeight <= 1123")
        assert len(re.findall(rb"/Type /Page\b", visit.page.pdf(prefer_css_page_size=True))) == 1
        assert findings(visit.page) == []
        assert visit.complaints == []

"""A real server over TLS: pages, the door, sockets and cookies; and what it says instead of serving."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from competition.access import sessions
from competition.store.database import open_database
from competition.venue.hosts import of_this_machine
from competition.venue.making import Wanted
from tests.competition.halls import HERE, NAME, NOW, brought, held, here
from tests.competition.people import cookie
from tests.competition.venue import (
    CLOCK,
    LATE_S,
    ROOT,
    YUNPING,
    Judge,
    Server,
    board_at,
    entrants,
    hold_contest,
    serving,
    shown,
    tokens,
    url_of,
    watching,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hall")
    hold_contest(made)
    here(made / "venue")
    (made / "saiping.toml").write_text('rate = "10000/second"\n', encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving(folder, "--host", "127.0.0.1", "--venue", "venue", "--trust-port", "0") as running:
        yield running


@pytest.fixture(autouse=True)
def trusting(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs of this test trust the hall's authority, as help tells programs to."""
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "venue" / "authority.pem"))


@pytest.fixture(scope="module")
def start(server: Server) -> str:
    """Where devices begin that do not trust it."""
    assert server.process is not None and server.process.stdout is not None
    line = server.process.stdout.readline()
    assert line.startswith("Trust: http://127.0.0.1:"), line
    return line.split()[1]


def test_it_says_its_address_over_https(server: Server) -> None:
    assert server.api.startswith("https://127.0.0.1:")
    page = httpx.get(f"{server.api}/trust")
    assert page.status_code == 200 and "cross-origin" not in page.headers.get("access-control-allow-origin", "")
    assert "strict-transport-security" not in page.headers


def test_who_does_not_trust_the_authority_does_not_connect(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"{server.api}/trust")


def test_only_today_s_protocols_are_spoken(server: Server) -> None:
    url = urlsplit(server.api)
    context = ssl.create_default_context()
    with (
        socket.create_connection((url.hostname, url.port)) as plain,
        context.wrap_socket(plain, server_hostname=url.hostname) as secured,
    ):
        assert secured.version() in ("TLSv1.2", "TLSv1.3")


def test_plain_http_leads_to_https_and_to_the_page_of_trust(server: Server, start: str) -> None:
    page = httpx.get(start)
    assert page.status_code == 200 and f'data-origin="{server.api}"' in page.text
    led = httpx.get(start.removesuffix("/trust") + "/events/spring?lang=en")
    assert led.status_code == 307 and led.headers["location"] == f"{server.api}/events/spring?lang=en"
    told = httpx.get(f"{server.api}/trust/ok", headers={"origin": start.removesuffix("/trust")})
    assert told.json() == {"trusted": True}


def test_plain_http_at_the_port_of_https_is_no_way_in(server: Server) -> None:
    with pytest.raises(httpx.TransportError):
        httpx.get(server.api.replace("https", "http"))
    assert httpx.get(f"{server.api}/healthz").status_code == 200


def test_a_session_is_kept_by_a_cookie_of_this_host_alone(server: Server, folder: Path) -> None:
    with open_database(url_of(folder)) as database:
        key = cookie(database, "organiser", login="ana")
    told = {
        name: board_at(server, audience="office", headers={"cookie": f"{name}={key}"}).status_code
        for name in (sessions.COOKIE, sessions.SECURE_COOKIE)
    }
    assert told == {sessions.COOKIE: 401, sessions.SECURE_COOKIE: 200}, "one set without HTTPS counts for nothing here"


@pytest.mark.anyio
async def test_boards_move_over_tls_frame_by_frame(server: Server, folder: Path) -> None:
    judge = Judge(server, tokens(folder)[CLOCK])
    async with watching(server) as one, watching(server) as other:
        first, second = await one.hears(), await other.hears()
        assert first["type"] == second["type"] == "snapshot"
        for entrant in entrants(3):
            await asyncio.to_thread(judge.gives, "50", entrant)
        now = await asyncio.to_thread(lambda: board_at(server).json())
        for watcher in (one, other):
            await watcher.reaches(now["version"])
            assert watcher.board == shown(now)
            assert "delta" in watcher.kinds
    judge.close()


@pytest.mark.anyio
async def test_a_viewer_that_stops_reading_delays_nobody_and_is_caught_up_by_a_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_contest(tmp_path, count=400)
    here(tmp_path / "venue")
    (tmp_path / "saiping.toml").write_text('rate = "10000/second"\ntick_ms = 0\n', encoding="utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "venue" / "authority.pem"))
    with serving(tmp_path, "--host", "127.0.0.1", "--venue", "venue", "--trust-port", "0") as server:
        judge = Judge(server, tokens(tmp_path)[CLOCK])
        for value, entrant in enumerate(entrants(400)):
            judge.gives(str(value % 50), entrant)
        async with watching(server, narrow=True) as stalled, watching(server) as watcher:
            await watcher.hears()
            await stalled.hears()
            sent, longest, value = 0, 0.0, 0
            while sent < 8_000_000:
                began = time.monotonic()
                judge.gives(str(99 - value % 2 * 99), "E200")
                sent += len(json.dumps(await watcher.hears()))
                longest = max(longest, time.monotonic() - began)
                value += 1
            assert longest < LATE_S
            last = board_at(server).json()
            await watcher.reaches(last["version"])
            await stalled.reaches(last["version"])
            assert "resync" in stalled.kinds and stalled.kinds.count("delta") < value
            assert stalled.board == watcher.board == shown(last)
        judge.close()


def test_a_certificate_that_is_renewed_while_it_runs_is_shown_without_a_restart(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    here(tmp_path / "venue", days=40)
    with serving(tmp_path, "--host", "127.0.0.1", "--venue", "venue", "--trust-port", "0") as server:
        before = shows(server)
        here(tmp_path / "venue", days=90)
        until = time.monotonic() + 20
        while shows(server) == before:
            assert time.monotonic() < until
            time.sleep(0.2)


def shows(server: Server) -> str:
    url = urlsplit(server.api)
    assert url.hostname is not None and url.port is not None
    return ssl.get_server_certificate((url.hostname, url.port))


def test_it_ends_well_with_the_plain_pages_beside_it(folder: Path, tmp_path: Path) -> None:
    hold_contest(tmp_path)
    here(tmp_path / "venue")
    with serving(tmp_path, "--host", "127.0.0.1", "--venue", "venue", "--trust-port", "0") as server:
        assert server.stop() == 0


def test_an_organisers_certificate_serves_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hold_contest(tmp_path)
    certificate, key = brought(tmp_path, "127.0.0.1", NAME)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    options = ("--host", "127.0.0.1", "--certificate", str(certificate), "--key", str(key))
    with serving(tmp_path, *options) as server:
        assert server.api.startswith(f"https://{NAME}:")
        here_too = server.api.replace(NAME, "127.0.0.1")
        assert httpx.get(f"{here_too}/trust/ok").json() == {"trusted": True}


def test_a_packages_marks_are_played_over_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here(tmp_path / "venue")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "venue" / "authority.pem"))
    run = [sys.executable, str(ROOT / "run.py")]
    database = ("--database", url_of(tmp_path))
    for command in (["init"], ["import", str(YUNPING), "--without-marks"]):
        subprocess.run([*run, *command, *database], check=True, capture_output=True)
    with serving(tmp_path, "--host", "127.0.0.1", "--venue", "venue", "--trust-port", "0") as server:
        play = [*run, "play", str(YUNPING), "--speed", "0", "--url", server.api, *database]
        done = subprocess.run(play, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


# --- what it says instead -------------------------------------------------------------------------------------------


def says(folder: Path, *options: str) -> str:
    """What `serve` prints that does not start."""
    command = [sys.executable, str(ROOT / "run.py"), "serve", "--port", "0", "--database", url_of(folder), *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    assert not (folder / "contest.db").exists(), "nothing was opened before"
    return done.stderr


def test_a_wrong_pair_is_said_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    certificate, _ = brought(tmp_path, NAME)
    _, key = brought(tmp_path / "other", NAME)
    told = says(tmp_path, "--certificate", str(certificate), "--key", str(key))
    assert told.startswith("pair-differs: The key") and "不是一对" in told


def test_an_expired_certificate_is_said(tmp_path: Path) -> None:
    held(tmp_path / "venue", Wanted(addresses=(HERE,), days=1), now=NOW - timedelta(days=9))
    assert "certificate-expired" in says(tmp_path, "--venue", "venue")


def test_a_key_that_others_can_read_is_said(tmp_path: Path) -> None:
    here(tmp_path / "venue")
    (tmp_path / "venue" / "server.key").chmod(0o644)
    assert "key-exposed" in says(tmp_path, "--venue", "venue")


def test_a_venue_that_was_not_made_is_said(tmp_path: Path) -> None:
    assert "run.py venue --folder hall" in says(tmp_path, "--venue", "hall")


def test_all_problems_are_said_at_once(tmp_path: Path) -> None:
    certificate, key = brought(tmp_path, begins=NOW - timedelta(days=9), ends=NOW - timedelta(days=2))
    key.chmod(0o666)
    told = says(tmp_path, "--certificate", str(certificate), "--key", str(key))
    for code in ("key-exposed", "certificate-expired", "certificate-nameless"):
        assert f"{code}: " in told


def test_a_laptop_that_moved_is_told_and_serves(tmp_path: Path) -> None:
    gone = "203.0.113.77"
    assert gone not in {str(address) for address, _ in of_this_machine().addresses}
    hold_contest(tmp_path)
    command = [sys.executable, str(ROOT / "run.py"), "venue", "--address", gone]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    options = ["serve", "--host", "127.0.0.1", "--port", "0", "--trust-port", "0", "--venue", "venue"]
    command = [sys.executable, str(ROOT / "run.py"), *options, "--database", url_of(tmp_path)]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline().startswith(f"Saiping: https://{gone}:")
        process.terminate()
        assert "address-moved: Devices are sent to 203.0.113.77" in process.stderr.read()

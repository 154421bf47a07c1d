"""A server's certificate is checked before it serves, and a renewed one is taken while it does."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from datetime import timedelta
from pathlib import Path

import pytest

from competition.settings import Settings
from competition.venue import hall as halls
from competition.venue import hosts
from competition.venue.hall import Hall, opened
from competition.venue.making import Wanted
from tests.competition.halls import MACHINE, NAME, NOW, brought, handshake, held, here


def refused(settings: Settings) -> list[str]:
    found, problems, _ = opened(settings, MACHINE, NOW)
    assert found is None
    return [each.code for each in problems]


def open_hall(settings: Settings) -> Hall:
    found, problems, _ = opened(settings, MACHINE, NOW)
    assert found is not None, problems
    found.port = 8000
    return found


def test_a_venues_certificate_is_found_in_its_folder(tmp_path: Path) -> None:
    made = held(tmp_path)
    hall = open_hall(Settings(venue=str(tmp_path)))
    assert hall.origin() == hall.origin("elsewhere") == "https://192.168.1.10:8000"
    assert hall.origin("laptop.local") == "https://laptop.local:8000"
    handshake(hall.context, made.authority.certificate, "192.168.1.10")


def test_ports_and_every_devices_way_in_come_from_the_venue_unless_said(tmp_path: Path) -> None:
    held(tmp_path, Wanted(port=8443, trust_port=8081))
    settings = Settings(venue=str(tmp_path))
    placed = open_hall(settings).placed(settings)
    assert (placed.host, placed.port, placed.trust_port) == ("0.0.0.0", 8443, 8081)
    said = Settings(venue=str(tmp_path), host="127.0.0.1", port=1, trust_port=2)
    assert open_hall(said).placed(said) == said
    own = Settings(certificate=str(brought(tmp_path, NAME, together=True)[0]))
    assert open_hall(own).placed(own) == own


def test_standard_ports_are_not_written(tmp_path: Path) -> None:
    held(tmp_path)
    hall = open_hall(Settings(venue=str(tmp_path)))
    assert hall.trust == ""
    hall.port, hall.trust_port = 443, 80
    assert (hall.origin(), hall.trust) == ("https://192.168.1.10", "http://192.168.1.10/trust")


def test_old_protocols_are_not_spoken(tmp_path: Path) -> None:
    held(tmp_path)
    assert open_hall(Settings(venue=str(tmp_path))).context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_an_empty_venue_is_said(tmp_path: Path) -> None:
    assert refused(Settings(venue=str(tmp_path / "nowhere"))) == ["venue-empty"]


def test_a_key_without_a_certificate_is_said_and_not_served_plainly(tmp_path: Path) -> None:
    settings = Settings(certificate_key="some.key")
    assert settings.scheme == "https" and refused(settings) == ["certificate-needed"]


def test_a_venues_key_that_the_group_can_read_is_said_an_organisers_is_not(tmp_path: Path) -> None:
    held(tmp_path)
    (tmp_path / "server.key").chmod(0o640)
    assert refused(Settings(venue=str(tmp_path))) == ["key-exposed"]
    certificate, key = brought(tmp_path, NAME)
    key.chmod(0o640)
    assert open_hall(Settings(certificate=str(certificate), certificate_key=str(key))).main == NAME


def test_an_organisers_certificate_comes_before_a_venue(tmp_path: Path) -> None:
    held(tmp_path)
    certificate, _ = brought(tmp_path, NAME, together=True)
    hall = open_hall(Settings(venue=str(tmp_path), certificate=str(certificate)))
    assert hall.main == NAME and hall.folder is None


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://contest.example.org", "address-plain"),
        ("https://other.example.org", "address-uncovered"),
        ("", "address-needed"),
    ],
)
def test_where_devices_are_sent_must_be_in_the_certificate(tmp_path: Path, address: str, code: str) -> None:
    certificate, key = brought(tmp_path, "*.contest.example.org", "contest.example.org")
    if not address:
        certificate, key = brought(tmp_path, "*.example.org")
    named = Settings(certificate=str(certificate), certificate_key=str(key), address=address)
    assert refused(named) == [code]


def test_an_address_that_the_settings_name_is_the_main_one(tmp_path: Path) -> None:
    certificate, _ = brought(tmp_path, "a.example.org", "b.example.org", together=True)
    assert open_hall(Settings(certificate=str(certificate), address="https://b.example.org")).main == "b.example.org"


def test_a_laptop_that_moved_is_told_so(tmp_path: Path) -> None:
    held(tmp_path)
    moved = hosts.machine("laptop", [("wlan0", "192.168.1.77", "255.255.255.0")])
    _, problems, advice = opened(Settings(venue=str(tmp_path)), moved, NOW)
    assert problems == [] and [each.code for each in advice] == ["address-moved"]
    assert advice[0].facts == {"address": "192.168.1.10", "now": "192.168.1.77"}
    assert opened(Settings(venue=str(tmp_path)), MACHINE, NOW)[2] == []


def test_an_end_that_is_near_is_told(tmp_path: Path) -> None:
    held(tmp_path, Wanted(days=9))
    _, _, advice = opened(Settings(venue=str(tmp_path)), MACHINE, NOW)
    assert [each.code for each in advice] == ["certificate-soon"]


def test_a_renewed_certificate_is_shown_to_whoever_comes_next(tmp_path: Path) -> None:
    made = here(tmp_path)
    hall = open_hall(Settings(venue=str(tmp_path)))
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(hall.context, made.authority.certificate, "127.0.0.2")
    moved = Wanted(addresses=(ipaddress.ip_address("127.0.0.2"),), anew=True)
    again = held(tmp_path, moved, heard=False)
    assert hall.renew(NOW) == []
    handshake(hall.context, again.authority.certificate, "127.0.0.2")
    assert hall.main == "127.0.0.2"


def test_a_new_certificate_that_cannot_serve_is_not_taken(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    made = held(tmp_path)
    hall = open_hall(Settings(venue=str(tmp_path)))
    (tmp_path / "server.pem").write_text("half")
    assert [each.code for each in hall.renew(NOW)] == ["certificate-unreadable"]
    assert "certificate-unreadable" in caplog.text
    handshake(hall.context, made.authority.certificate, "192.168.1.10")


@pytest.mark.anyio
async def test_files_are_watched_and_taken_once_they_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halls, "LOOKED_S", 0.01)
    held(tmp_path, Wanted(days=9))
    hall = open_hall(Settings(venue=str(tmp_path)))
    before = hall.pair.ends
    watching = asyncio.create_task(hall.watch())
    (tmp_path / "server.pem").unlink()
    await asyncio.sleep(0.1)
    assert hall.pair.ends == before
    held(tmp_path, Wanted(days=90), now=NOW + timedelta(seconds=1))
    for _ in range(500):
        await asyncio.sleep(0.01)
        if hall.pair.ends > before:
            break
    watching.cancel()
    assert hall.pair.ends > before

"""Everything that can be wrong with a certificate and its key is found before anybody connects."""

from __future__ import annotations

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from competition.venue import pair
from tests.competition.halls import NOW, brought

NAME = "contest.example.org"


def wrong(certificate: Path, key: Path) -> list[str]:
    found, problems = pair.read(certificate, key, NOW)
    assert found is None
    return [each.code for each in problems]


def test_a_pair_in_order_says_what_it_is_for(tmp_path: Path) -> None:
    found, problems = pair.read(*brought(tmp_path, NAME, "*.hall.org", "192.168.1.10"), NOW)
    assert problems == [] and found is not None
    assert found.covers(NAME) and found.covers(NAME.upper()) and found.covers("a.hall.org")
    assert found.covers("192.168.1.10")
    assert not found.covers("hall.org") and not found.covers("a.b.hall.org") and not found.covers("192.168.1.11")
    assert found.hosts == (NAME, "192.168.1.10")


def test_both_may_stand_in_one_file(tmp_path: Path) -> None:
    found, problems = pair.read(*brought(tmp_path, NAME, together=True), NOW)
    assert problems == [] and found is not None


def test_an_rsa_key_of_today_will_do_and_so_will_a_certificate_for_every_use(tmp_path: Path) -> None:
    found, problems = pair.read(*brought(tmp_path, NAME, key=rsa.generate_private_key(65537, 2048), usage=None), NOW)
    assert problems == [] and found is not None


def test_files_that_are_not_there_are_both_named(tmp_path: Path) -> None:
    assert wrong(tmp_path / "no.pem", tmp_path / "no.key") == ["certificate-missing", "key-missing"]


def test_files_that_hold_something_else_are_both_named(tmp_path: Path) -> None:
    certificate, key = brought(tmp_path, NAME)
    certificate.write_text("nothing")
    key.write_text("nothing")
    assert wrong(certificate, key) == ["certificate-unreadable", "key-unreadable"]


def test_a_folder_is_no_certificate(tmp_path: Path) -> None:
    assert wrong(tmp_path, tmp_path)[0] == "certificate-unreadable"


def test_a_key_under_a_password_is_said(tmp_path: Path) -> None:
    assert wrong(*brought(tmp_path, NAME, password=b"secret")) == ["key-locked"]


def test_a_wrong_pair_is_said(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    certificate, _ = brought(tmp_path, NAME)
    _, key = brought(other, NAME)
    assert wrong(certificate, key) == ["pair-differs"]


def test_an_expired_certificate_is_said_with_both_dates(tmp_path: Path) -> None:
    ends = NOW - timedelta(days=2)
    _, problems = pair.read(*brought(tmp_path, NAME, begins=NOW - timedelta(days=9), ends=ends), NOW)
    assert [each.code for each in problems] == ["certificate-expired"]
    assert problems[0].facts["date"] == f"{ends:%Y-%m-%d}" and problems[0].facts["today"] == f"{NOW:%Y-%m-%d}"


def test_one_of_tomorrow_is_said(tmp_path: Path) -> None:
    assert wrong(*brought(tmp_path, NAME, begins=NOW + timedelta(days=2))) == ["certificate-early"]


def test_one_without_names_is_said(tmp_path: Path) -> None:
    assert wrong(*brought(tmp_path)) == ["certificate-nameless"]


def test_one_for_something_else_than_servers_is_said(tmp_path: Path) -> None:
    assert wrong(*brought(tmp_path, NAME, usage=ExtendedKeyUsageOID.CLIENT_AUTH)) == ["certificate-purpose"]


def test_a_weak_one_is_said(tmp_path: Path) -> None:
    assert "certificate-weak" in wrong(*brought(tmp_path, NAME, key=rsa.generate_private_key(65537, 1024)))


def test_one_signed_with_sha1_is_weak(tmp_path: Path) -> None:
    certificate, key = tmp_path / "old.pem", tmp_path / "old.key"
    asked = ["openssl", "req", "-x509", "-sha1", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=old", "-days", "9"]
    named = ["-addext", f"subjectAltName=DNS:{NAME}", "-addext", "extendedKeyUsage=serverAuth"]
    subprocess.run([*asked, *named, "-out", certificate, "-keyout", key], check=True, capture_output=True)
    assert [each.code for each in pair.read(certificate, key, NOW + timedelta(days=1))[1]] == ["certificate-weak"]


def test_a_key_of_a_kind_that_browsers_do_not_take_is_said(tmp_path: Path) -> None:
    assert wrong(*brought(tmp_path, NAME, key=ed25519.Ed25519PrivateKey.generate())) == ["pair-unusable"]


@pytest.mark.skipif(os.name == "nt", reason="rights are kept elsewhere")
@pytest.mark.parametrize(("mode", "bad"), [(0o600, False), (0o640, False), (0o644, True), (0o660, True)])
def test_a_key_that_others_can_read_is_said(tmp_path: Path, mode: int, bad: bool) -> None:
    certificate, key = brought(tmp_path, NAME)
    key.chmod(mode)
    assert ([each.code for each in pair.read(certificate, key, NOW)[1]] == ["key-exposed"]) is bad
    assert [each.code for each in pair.read(certificate, key, NOW, forbidden=pair.ANYBODY)[1]] == (
        ["key-exposed"] if mode != 0o600 else []
    )


def test_the_end_is_spoken_of_in_time(tmp_path: Path) -> None:
    found, _ = pair.read(*brought(tmp_path, NAME, ends=NOW + timedelta(days=9)), NOW)
    assert found is not None
    (told,) = pair.advice(found, NOW, brought=False)
    assert (told.code, told.facts["days"]) == ("certificate-soon", "9")


def test_a_certificate_that_came_without_its_chain_is_spoken_of(tmp_path: Path) -> None:
    found, _ = pair.read(*brought(tmp_path, NAME, issuer="Some authority"), NOW)
    assert found is not None and [each.code for each in pair.advice(found, NOW, brought=True)] == ["certificate-alone"]
    own, _ = pair.read(*brought(tmp_path, NAME), NOW)
    assert own is not None and pair.advice(own, NOW, brought=True) == []

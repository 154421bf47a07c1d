"""What the hall's authority signs is taken where it may vouch, and nowhere else."""

from __future__ import annotations

import ipaddress
import ssl
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from competition.venue import authority
from competition.venue.authority import Authority
from tests.competition.halls import ADDRESS, NAME, NOW, founded, handshake, shown


@pytest.fixture(scope="module")
def hall() -> Authority:
    return founded()


@pytest.mark.parametrize("host", [NAME, str(ADDRESS)])
def test_a_certificate_is_taken_by_whoever_trusts_the_authority(hall: Authority, tmp_path: Path, host: str) -> None:
    handshake(shown(hall, [NAME], [ADDRESS], tmp_path), hall.certificate, host)


def test_it_is_taken_for_a_name_below_the_halls(hall: Authority, tmp_path: Path) -> None:
    handshake(shown(hall, [f"board.{NAME}"], [], tmp_path), hall.certificate, f"board.{NAME}")


@pytest.mark.parametrize("name", ["bank.example", "local", "evil-saiping.local"])
def test_a_name_outside_its_bounds_is_refused_though_the_authority_signed_it(
    hall: Authority, tmp_path: Path, name: str
) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        handshake(shown(hall, [name, NAME], [], tmp_path), hall.certificate, name)


@pytest.mark.parametrize("address", ["192.168.2.10", "8.8.8.8", "fd00::2"])
def test_an_address_outside_its_bounds_is_refused_though_the_authority_signed_it(
    hall: Authority, tmp_path: Path, address: str
) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        handshake(shown(hall, [NAME], [ipaddress.ip_address(address)], tmp_path), hall.certificate, address)


def test_a_host_that_the_certificate_does_not_name_is_refused(hall: Authority, tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        handshake(shown(hall, [NAME], [ADDRESS], tmp_path), hall.certificate, "192.168.1.11")


def test_after_its_date_it_is_refused(tmp_path: Path) -> None:
    old = founded(now=NOW - timedelta(days=400))
    path = shown(old, [NAME], [], tmp_path, now=NOW - timedelta(days=400), days=366)
    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        handshake(path, old.certificate, NAME)


def test_under_another_authority_it_is_refused(hall: Authority, tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(shown(hall, [NAME], [], tmp_path), founded().certificate, NAME)


def test_a_server_cannot_sign_for_another(hall: Authority, tmp_path: Path) -> None:
    leaf, key = authority.signed(hall, [NAME], [], NOW, 30)
    path = shown(Authority(leaf, key), [NAME], [], tmp_path)
    path.write_bytes(path.read_bytes() + leaf.public_bytes(Encoding.PEM))
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(path, hall.certificate, NAME)


def test_a_device_whose_clock_is_some_weeks_behind_takes_it(hall: Authority) -> None:
    leaf, _ = authority.signed(hall, [NAME], [], NOW, 30)
    behind = NOW - timedelta(days=29)
    assert leaf.not_valid_before_utc < behind and hall.certificate.not_valid_before_utc < behind


def test_a_certificate_never_counts_longer_than_browsers_allow_nor_than_its_authority(hall: Authority) -> None:
    leaf, _ = authority.signed(hall, [NAME], [], NOW, authority.LONGEST_DAYS)
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=398)
    late = hall.certificate.not_valid_after_utc - timedelta(days=10)
    last, _ = authority.signed(hall, [NAME], [], late, authority.LONGEST_DAYS)
    assert last.not_valid_after_utc == hall.certificate.not_valid_after_utc


def test_the_bounds_are_critical_and_for_servers_alone(hall: Authority) -> None:
    found = hall.certificate.extensions
    assert found.get_extension_for_class(x509.NameConstraints).critical
    assert found.get_extension_for_class(x509.BasicConstraints).critical
    assert found.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    assert list(found.get_extension_for_class(x509.ExtendedKeyUsage).value) == [
        x509.oid.ExtendedKeyUsageOID.SERVER_AUTH
    ]


def test_what_it_may_vouch_for_is_read_back(hall: Authority) -> None:
    bounds = authority.bounds(hall.certificate)
    assert bounds.names == (NAME,) and [str(each) for each in bounds.networks] == ["192.168.1.0/24"]
    assert bounds.cover(NAME) and bounds.cover(f"a.{NAME}") and bounds.cover(ADDRESS)
    assert not bounds.cover(f"x{NAME}") and not bounds.cover(ipaddress.ip_address("fd00::2"))


def test_a_certificate_without_bounds_vouches_for_nothing_here(hall: Authority) -> None:
    leaf, _ = authority.signed(hall, [NAME], [], NOW, 30)
    assert not authority.bounds(leaf).cover(NAME)


def test_the_fingerprint_is_the_one_that_others_compute(hall: Authority) -> None:
    pem = hall.certificate.public_bytes(Encoding.PEM)
    command = ["openssl", "x509", "-noout", "-fingerprint", "-sha256"]
    told = subprocess.run(command, input=pem, capture_output=True, check=True).stdout.decode()
    groups = authority.fingerprint(hall.certificate)
    assert told.strip().rpartition("=")[2].replace(":", "") == "".join(groups)
    assert len(groups) == 16 and all(len(group) == 4 for group in groups)


def test_two_authorities_are_told_apart_by_their_titles() -> None:
    one, other = authority.title(founded().certificate), authority.title(founded().certificate)
    assert one.startswith(f"Saiping hall authority {NOW:%Y-%m-%d} ") and one != other

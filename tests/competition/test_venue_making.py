"""`run.py venue` again and again: one authority, and a certificate for what the laptop is called now."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from competition.venue import hosts, making
from competition.venue.folder import Folder
from competition.venue.hosts import Machine
from competition.venue.making import Made, Wanted, make
from tests.competition.halls import ADDRESS, MACHINE, NAME, NOW, handshake, held


def laptop(address: str, mask: str = "255.255.255.0", name: str = "laptop") -> Machine:
    return hosts.machine(name, [("wlan0", address, mask)])


def called(made: Made) -> list[str]:
    names = made.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [str(each.value) for each in names]


def refused(folder: Path, wanted: Wanted, machine: Machine = MACHINE, now: datetime = NOW) -> list[tuple[str, str]]:
    before = {path: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}
    found = make(Folder(folder), wanted, machine, now, lambda name: True)
    assert isinstance(found, list)
    assert before == ({path: path.read_bytes() for path in folder.iterdir()} if before else {}), "nothing was changed"
    return [(each.code, each.where) for each in found]


def test_without_a_word_the_machine_says_what_it_is(tmp_path: Path) -> None:
    made = held(tmp_path)
    assert made.founded and made.record.hosts == ("192.168.1.10", "laptop.local") and made.record.names == ()
    assert called(made) == ["laptop.local", "localhost", "192.168.1.10", "127.0.0.1", "::1"]
    assert making.said(made.bounds) == "laptop.local, 192.168.1.0/24"
    assert made.certificate.not_valid_after_utc == NOW + timedelta(days=366)


def test_again_with_another_address_in_the_same_network_nobody_has_to_trust_anew(tmp_path: Path) -> None:
    first = held(tmp_path)
    again = held(tmp_path, machine=laptop("192.168.1.77"))
    assert not again.founded and again.authority.certificate == first.authority.certificate
    assert again.record.hosts[0] == "192.168.1.77"
    paths = tmp_path / "server.pem", tmp_path / "server.key"
    both = tmp_path / "both.pem"
    both.write_bytes(b"".join(path.read_bytes() for path in paths))
    handshake(both, first.authority.certificate, "192.168.1.77")


def test_next_year_it_is_renewed_under_the_same_authority(tmp_path: Path) -> None:
    first = held(tmp_path)
    again = held(tmp_path, now=NOW + timedelta(days=365))
    assert not again.founded and again.certificate.not_valid_after_utc > first.certificate.not_valid_after_utc


def test_a_given_name_that_leads_here_is_where_devices_are_sent_and_is_remembered(tmp_path: Path) -> None:
    made = held(tmp_path, Wanted(names=(NAME,)))
    assert made.record.hosts == (NAME, "192.168.1.10") and made.unheard == ()
    assert held(tmp_path).record.hosts == (NAME, "192.168.1.10")


def test_a_given_name_that_leads_nowhere_stands_behind_the_address(tmp_path: Path) -> None:
    made = held(tmp_path, Wanted(names=(NAME,)), heard=False)
    assert made.record.hosts == ("192.168.1.10", NAME) and made.unheard == (NAME,)


def test_given_addresses_and_networks_are_what_the_authority_may_vouch_for(tmp_path: Path) -> None:
    wanted = Wanted(
        addresses=(ipaddress.ip_address("10.0.0.5"),), networks=(ipaddress.ip_network("192.168.0.0/16"),), days=30
    )
    made = held(tmp_path, wanted)
    assert making.said(made.bounds) == "laptop.local, 10.0.0.0/24, 192.168.0.0/16"
    assert made.certificate.not_valid_after_utc == NOW + timedelta(days=30)
    assert held(tmp_path, machine=laptop("192.168.9.9")).record.hosts[0] == "192.168.9.9"


def test_what_is_given_outside_the_bounds_is_refused_each_by_name(tmp_path: Path) -> None:
    held(tmp_path)
    wanted = Wanted(
        names=("bank.example", "laptop.local"),
        addresses=(ipaddress.ip_address("10.0.0.5"), ADDRESS),
        networks=(ipaddress.ip_network("10.0.0.0/8"),),
    )
    assert refused(tmp_path, wanted) == [
        ("host-outside", "name"),
        ("host-outside", "address"),
        ("host-outside", "network"),
    ]


def test_what_the_machine_has_outside_the_bounds_is_left_out_and_said(tmp_path: Path) -> None:
    held(tmp_path)
    made = held(tmp_path, machine=laptop("10.0.0.5"))
    assert made.uncovered == ("10.0.0.5",) and made.record.hosts == ("laptop.local",)


def test_a_machine_of_which_nothing_is_within_the_bounds_is_refused(tmp_path: Path) -> None:
    held(tmp_path)
    assert refused(tmp_path, Wanted(), laptop("10.0.0.5", name="other")) == [("all-outside", "")]


def test_a_new_authority_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    first = held(tmp_path)
    again = held(tmp_path, Wanted(anew=True), laptop("10.0.0.5"))
    assert again.founded and len(again.aside) == 2
    assert again.authority.certificate != first.authority.certificate
    assert making.said(again.bounds) == "laptop.local, 10.0.0.0/24"


def test_a_machine_without_network_and_name_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "venue", Wanted(), hosts.machine("张三", [])) == [("no-hosts", "")]


def test_under_a_clock_that_is_far_behind_nothing_is_signed(tmp_path: Path) -> None:
    assert refused(tmp_path / "venue", Wanted(), now=datetime(1980, 1, 1, tzinfo=UTC)) == [("clock-behind", "")]


def test_an_authority_that_cannot_sign_is_not_replaced_unasked(tmp_path: Path) -> None:
    held(tmp_path)
    (tmp_path / "authority.key").unlink()
    assert refused(tmp_path, Wanted()) == [("authority-half", "folder")]
    assert held(tmp_path, Wanted(anew=True)).founded

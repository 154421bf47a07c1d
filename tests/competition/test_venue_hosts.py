"""Names and addresses of a server in a hall."""

from __future__ import annotations

import ipaddress

import pytest

from competition.venue import hosts
from tests.competition.halls import MACHINE


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("saiping.local", "saiping.local"),
        (" Saiping.LOCAL. ", "saiping.local"),
        ("laptop", "laptop"),
        ("a-1.b", "a-1.b"),
        ("", None),
        ("-a.local", None),
        ("a_b.local", None),
        ("赛评.local", None),
        ("*.local", None),
        ("192.168.1.10", None),
        ("https://saiping.local", None),
        ("saiping.local:8000", None),
        ("a" * 64, None),
        (".".join(["a" * 63] * 4), None),
        ("saiping.local\n.evil", None),
    ],
)
def test_a_name_is_one_that_browsers_look_up(text: str, name: str | None) -> None:
    assert hosts.read_name(text) == name


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.168.1.10", "192.168.1.10"),
        ("[fd00::2]", "fd00::2"),
        ("127.0.0.1", "127.0.0.1"),
        ("192.168.1.10:8000", None),
        ("192.168.1.999", None),
        ("0.0.0.0", None),
        ("224.0.0.1", None),
        ("fe80::1%eth0", None),
        ("hall", None),
    ],
)
def test_an_address_is_one_that_devices_can_use(text: str, address: str | None) -> None:
    found = hosts.read_address(text)
    assert (None if found is None else str(found)) == address


def test_a_network_is_read_from_any_address_in_it() -> None:
    assert str(hosts.read_network("192.168.7.9/16")) == "192.168.0.0/16"
    assert hosts.read_network("192.168.0.0/99") is None


def test_a_machine_has_the_addresses_that_tablets_reach_the_way_out_first() -> None:
    ways = [
        ("lo", "127.0.0.1", "255.0.0.0"),
        ("docker0", "172.17.0.1", "255.255.0.0"),
        ("vEthernet (WSL)", "172.20.0.1", "255.255.240.0"),
        ("eth0", "169.254.3.4", "255.255.0.0"),
        ("eth1", "81.2.69.142", "255.255.255.0"),
        ("eth2", "10.1.2.3", "255.0.0.0"),
        ("wlan0", "192.168.1.10", "255.255.255.0"),
    ]
    found = hosts.machine("Laptop.example.org", ways, "192.168.1.10")
    assert found.name == "laptop.local"
    assert [str(address) for address, _ in found.addresses] == ["192.168.1.10", "10.1.2.3", "81.2.69.142"]
    assert [str(network) for _, network in found.addresses] == ["192.168.1.0/24", "10.1.0.0/16", "81.2.69.142/32"]


@pytest.mark.parametrize("host", ["localhost", "张三的电脑", ""])
def test_a_machine_whose_name_nobody_can_look_up_has_none(host: str) -> None:
    assert hosts.machine(host, []).name == ""


def test_this_machine_is_asked_without_sending_anything() -> None:
    found = hosts.of_this_machine()
    assert not any(address.is_loopback for address, _ in found.addresses)
    assert found.name == "" or found.name.endswith(".local")


@pytest.mark.parametrize(
    ("address", "mask", "network"),
    [
        ("192.168.1.10", "255.255.255.0", "192.168.1.0/24"),
        ("192.168.1.10", "255.255.255.128", "192.168.1.0/25"),
        ("10.1.2.3", "255.0.0.0", "10.1.0.0/16"),
        ("10.1.2.3", "", "10.1.2.0/24"),
        ("fd00::2", "", "fd00::/64"),
        ("127.0.0.1", "255.0.0.0", "127.0.0.1/32"),
        ("::1", "", "::1/128"),
        ("81.2.69.142", "255.255.255.0", "81.2.69.142/32"),
    ],
)
def test_the_network_around_an_address_is_never_wider_than_a_hall(address: str, mask: str, network: str) -> None:
    assert str(hosts.network_of(ipaddress.ip_address(address), mask)) == network


def test_a_network_lies_within_others_of_its_kind() -> None:
    wide, v6 = ipaddress.ip_network("192.168.0.0/16"), ipaddress.ip_network("fd00::/48")
    assert hosts.within(ipaddress.ip_network("192.168.7.0/24"), [v6, wide])
    assert not hosts.within(ipaddress.ip_network("192.0.0.0/8"), [v6, wide])
    assert not hosts.within(ipaddress.ip_network("fd01::/64"), [v6, wide])


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("contest.org", True),
        ("saiping.local", False),
        ("laptop", False),
        ("router.lan", False),
        ("hall.internal", False),
        ("hall.home.arpa", False),
        ("192.168.1.10", False),
        ("81.2.69.142", False),
        ("[::1]", False),
    ],
)
def test_only_a_name_of_the_public_internet_is_public(host: str, public: bool) -> None:
    assert hosts.is_public(host) is public


def test_a_name_leads_here_or_not() -> None:
    assert hosts.leads_here("localhost", MACHINE)
    assert not hosts.leads_here("nowhere.invalid", MACHINE)


def test_a_host_stands_in_an_address_as_browsers_want_it() -> None:
    assert hosts.shown("fd00::2") == "[fd00::2]" and hosts.shown("saiping.local") == "saiping.local"

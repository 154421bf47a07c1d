"""Names and addresses by which devices find the server: as they are given, and as this machine has them."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import psutil

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LOOPBACK_NAME: Final = "localhost"
LOOPBACK: Final[tuple[Address, ...]] = (ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1"))

WIDEST: Final = {4: 16, 6: 48}
"""Bits of a network that an authority vouches for: a hall has no larger one, whatever its router says."""

USUAL: Final = {4: 24, 6: 64}
"""Bits of the network around a private address of which nothing else is known."""

HEARD_S: Final = 3.0
"""How long an answer about a name is waited for."""

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*\Z")
_INNER: Final = (
    "docker",
    "br-",
    "veth",
    "virbr",
    "vmnet",
    "vboxnet",
    "vethernet",
    "tun",
    "utun",
    "tap",
    "wg",
    "zt",
    "tailscale",
)
"""How interfaces begin that no tablet reaches: virtual machines, containers, tunnels."""

_NOWHERE: Final = ("192.0.2.1", 9)
"""An address of documentation (RFC 5737): asked which way leads there, nothing is sent."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What this machine has. name: under which it answers mDNS (RFC 6762), "" where its name is no DNS name.
    addresses: each with the network that it is in; the one by which it would reach others first."""

    name: str
    addresses: tuple[tuple[Address, Network], ...]


def read_name(text: str) -> str | None:
    """A DNS name in lower case, without the last dot; None where the text is none, or is an address."""
    name = text.strip().lower().removesuffix(".")
    if not _NAME.match(name) or name.rpartition(".")[2].isdigit():
        return None
    return name


def read_address(text: str) -> Address | None:
    """An IP address; None where the text is none, or one that no device could use."""
    try:
        address = ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    unusable = address.is_unspecified or address.is_multicast or getattr(address, "scope_id", None)
    return None if unusable else address


def read_network(text: str) -> Network | None:
    """A network like `192.168.0.0/16`; None where the text is none."""
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def of_this_machine() -> Machine:
    """The machine's own mDNS name and addresses, without loopback, link-local and virtual ones."""
    ways: list[tuple[str, str, str]] = []
    standing = psutil.net_if_stats()
    for interface, addresses in psutil.net_if_addrs().items():
        if interface in standing and standing[interface].isup:
            ways += [
                (interface, each.address, each.netmask or "") for each in addresses if each.family == socket.AF_INET
            ]
    return machine(socket.gethostname(), ways, _way_out())


def machine(host: str, ways: Iterable[tuple[str, str, str]], first: str = "") -> Machine:
    """The machine of this host name with these (interface, IPv4 address, netmask). first: the address that leads."""
    found: list[tuple[Address, Network]] = []
    for interface, text, mask in ways:
        address = read_address(text)
        if address is None or address.is_loopback or address.is_link_local or interface.lower().startswith(_INNER):
            continue
        found.append((address, network_of(address, mask)))
    found.sort(key=lambda each: (str(each[0]) != first, not each[0].is_private))
    name = read_name(host.partition(".")[0])
    return Machine(f"{name}.local" if name and name != LOOPBACK_NAME else "", tuple(dict(found).items()))


def network_of(address: Address, mask: str = "") -> Network:
    """The network around an address, as its netmask says: of loopback and public ones the address alone, never a
    wider one than `WIDEST`; `USUAL` where no mask is known."""
    if address.is_loopback or not address.is_private:
        return ipaddress.ip_network(address)
    bits = USUAL[address.version]
    if mask:
        bits = max(ipaddress.ip_network(f"{address}/{mask}", strict=False).prefixlen, WIDEST[address.version])
    return ipaddress.ip_network(f"{address}/{bits}", strict=False)


def within(network: Network, others: Iterable[Network]) -> bool:
    """True where one of the others holds the network."""
    return any(network.version == each.version and network.subnet_of(each) for each in others)  # type: ignore[arg-type]


def shown(host: str) -> str:
    """A host as it stands in a URL."""
    return f"[{host}]" if ":" in host else host


def leads_here(name: str, machine: Machine) -> bool:
    """True where this machine, asked for the name as a device would ask, finds itself. Waits `HEARD_S` at most: without
    internet a question may go unanswered for long."""
    heard: list[str] = []

    def ask() -> None:
        with contextlib.suppress(OSError):
            heard.extend(str(each[4][0]) for each in socket.getaddrinfo(name, None))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(HEARD_S)
    own = {str(address) for address in (*LOOPBACK, *(address for address, _ in machine.addresses))}
    return any(each in own or each.startswith("127.") for each in heard)


def is_public(host: str) -> bool:
    """True for a DNS name that a public authority could vouch for: neither an address nor a name of private networks
    (RFC 6761, 6762, 8375, and `internal`, reserved by ICANN)."""
    name = read_name(host)
    if name is None or "." not in name:
        return False
    private = ("local", "localhost", "lan", "home", "corp", "internal", "private", "test", "example", "invalid", "arpa")
    return name.rpartition(".")[2] not in private


def _way_out() -> str:
    """The address by which this machine would reach another network, "" where there is no way out."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect(_NOWHERE)
        return str(asking.getsockname()[0])
    return ""

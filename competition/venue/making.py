"""What `run.py venue` does: which names and addresses, under which authority, and everything that stands against it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography import x509

from competition.venue import authority, hosts
from competition.venue.authority import Authority, Bounds
from competition.venue.folder import Folder, Record
from competition.venue.hosts import LOOPBACK, LOOPBACK_NAME, Address, Machine, Network
from scoring.problems import Problem

EARLIEST: Final = datetime(2025, 1, 1, tzinfo=UTC)
"""No clock that is right shows less: nothing signed under such a one would count today."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. names, addresses: none for those that were given before, or that the machine has. networks:
    that a new authority may vouch for besides the addresses' own. days: the certificate counts. anew: with a new
    authority."""

    names: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    networks: tuple[Network, ...] = ()
    days: int = authority.LONGEST_DAYS
    port: int = 8000
    trust_port: int = 8080
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What there is now. founded: the authority is new. aside: where the files of the one before are. uncovered: what
    this machine has and the authority may not vouch for. unheard: given names that do not lead here."""

    authority: Authority
    certificate: x509.Certificate
    record: Record
    founded: bool
    aside: tuple[Path, ...] = ()
    uncovered: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()

    @property
    def bounds(self) -> Bounds:
        return authority.bounds(self.authority.certificate)


def make(
    folder: Folder, wanted: Wanted, machine: Machine, now: datetime, heard: Callable[[str], bool]
) -> Made | list[Problem]:
    """An authority, kept or new, and a certificate under it, all in the folder; or why nothing was changed. heard: true
    for a name that leads to this machine; devices are sent to a given one before any address, to others after them."""
    found = folder.prepare(anew=wanted.anew)
    if now < EARLIEST:
        found.append(Problem("clock-behind", "", {"today": f"{now:%Y-%m-%d}"}))
    kept: Authority | None = None
    if not wanted.anew:
        kept, problems = folder.read_authority(now)
        found += problems
    given = wanted.names or folder.read_record().names
    names = given or ((machine.name,) if machine.name else ())
    addresses = wanted.addresses or tuple(address for address, _ in machine.addresses)
    if not names and not addresses:
        found.append(Problem("no-hosts"))
    if found:
        return found
    uncovered: list[str] = []
    if kept is not None:
        bounds = authority.bounds(kept.certificate)
        found = _outside(wanted, bounds)
        uncovered = [str(each) for each in (*names, *addresses) if not bounds.cover(each)]
        names = tuple(each for each in names if bounds.cover(each))
        addresses = tuple(each for each in addresses if bounds.cover(each))
        if not found and not names and not addresses:
            found.append(Problem("all-outside", "", {"hosts": _listed(uncovered), "bounds": said(bounds)}))
    if found:
        return found
    aside: Sequence[Path] = ()
    signing = kept
    if signing is None:
        aside = folder.lay_aside()
        signing = authority.found(*_reach(names, addresses, wanted.networks, machine), now)
        folder.keep_authority(signing)
    certificate, key = authority.signed(
        signing,
        tuple(dict.fromkeys((*names, LOOPBACK_NAME))),
        tuple(dict.fromkeys((*addresses, *LOOPBACK))),
        now,
        wanted.days,
    )
    folder.keep_pair(certificate, key)
    first = [each for each in names if each in given and heard(each)]
    listed = tuple(dict.fromkeys((*first, *map(str, addresses), *names)))
    record = Record(listed, tuple(given), wanted.port, wanted.trust_port)
    folder.keep_record(record)
    unheard = [each for each in names if each in given and each not in first]
    return Made(signing, certificate, record, kept is None, tuple(aside), tuple(uncovered), tuple(unheard))


def said(bounds: Bounds) -> str:
    """What an authority may vouch for, in a line."""
    shown = [each for each in bounds.names if each != LOOPBACK_NAME]
    return _listed([*shown, *(str(each) for each in bounds.networks if not each.is_loopback)])


def _reach(
    names: Sequence[str], addresses: Sequence[Address], networks: Sequence[Network], machine: Machine
) -> tuple[tuple[str, ...], tuple[Network, ...]]:
    """Names and networks of a new authority: all that is wanted, what the machine has, and loopback."""
    known = dict(machine.addresses)
    around = [known.get(address) or hosts.network_of(address) for address in addresses]
    own = (hosts.network_of(address) for address in LOOPBACK)
    return (
        tuple(dict.fromkeys(filter(None, (*names, machine.name, LOOPBACK_NAME)))),
        tuple(dict.fromkeys((*around, *networks, *own))),
    )


def _outside(wanted: Wanted, bounds: Bounds) -> list[Problem]:
    """What was given and the kept authority may not vouch for."""
    facts = {"bounds": said(bounds)}
    found = [
        Problem("host-outside", "name", {"host": each, **facts}) for each in wanted.names if not bounds.cover(each)
    ]
    found += [
        Problem("host-outside", "address", {"host": str(each), **facts})
        for each in wanted.addresses
        if not bounds.cover(each)
    ]
    found += [
        Problem("host-outside", "network", {"host": str(each), **facts})
        for each in wanted.networks
        if not hosts.within(each, bounds.networks)
    ]
    return found


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(texts)

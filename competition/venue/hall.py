"""A server over TLS: its certificate as it stands, where browsers find it, and how a renewed one is taken while it
runs."""

from __future__ import annotations

import asyncio
import logging
import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from competition.venue import pair
from competition.venue.folder import Folder
from competition.venue.hosts import Machine, shown
from competition.venue.pair import ANYBODY, OTHERS, Pair
from scoring.problems import Problem

if TYPE_CHECKING:
    from competition.settings import Settings

LOOKED_S: Final = 2.0
"""How often the certificate's files are looked at."""

log = logging.getLogger("saiping.venue")


class Hall:
    """What `opened` found. port, trust_port: as they are bound; trust_port None where there is none. main: the host
    that devices are sent to."""

    def __init__(self, certificate: Path, key: Path, found: Pair, main: str, folder: Folder | None) -> None:
        self.folder = folder
        self.pair = found
        self.main = main
        self.port = 0
        self.trust_port: int | None = None
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_CIPHER_SERVER_PREFERENCE
        self.context.set_alpn_protocols(["http/1.1"])
        self.context.load_cert_chain(certificate, key)
        self._files = (certificate, key)
        self._seen = self._stamp()

    def placed(self, settings: Settings) -> Settings:
        """The settings with what the venue says where nothing else does: its ports, and every device's way in."""
        if self.folder is None:
            return settings
        record, said = self.folder.read_record(), settings.model_fields_set
        ours = {"host": "0.0.0.0", "port": record.port, "trust_port": record.trust_port}
        return settings.model_copy(update={name: value for name, value in ours.items() if name not in said})

    def origin(self, host: str = "") -> str:
        """Where pages are, under the host that was asked for if the certificate covers it, else under the main one."""
        return f"https://{shown(host if self.pair.covers(host) else self.main)}:{self.port}".removesuffix(":443")

    @property
    def trust(self) -> str:
        """Where devices that do not trust it yet begin, "" for nowhere."""
        if self.trust_port is None:
            return ""
        return f"http://{shown(self.main)}:{self.trust_port}".removesuffix(":80") + "/trust"

    async def watch(self) -> None:
        """Show whoever connects from then on a certificate that was renewed, once its files are at rest. One that
        cannot serve is not taken."""
        before = self._seen
        while True:
            await asyncio.sleep(LOOKED_S)
            now = self._stamp()
            if now == before and now != self._seen:
                self._seen = now
                self.renew(datetime.now(UTC))
            before = now

    def renew(self, now: datetime) -> list[Problem]:
        """Read the files anew; what stands against taking them."""
        found, problems = _read(*self._files, now, self.folder)
        if found is None:
            log.error("the new certificate is not taken: %s", ", ".join(each.code for each in problems))
            return problems
        self.context.load_cert_chain(*self._files)
        self.pair = found
        if self.folder is not None:
            self.main = next(iter(self.folder.read_record().hosts), self.main)
        log.warning("a new certificate is shown, which counts until %s", f"{found.ends:%Y-%m-%d}")
        return []

    def _stamp(self) -> tuple[tuple[int, int], ...]:
        """Inode and time of change of each file, zeros where it is gone for a moment."""
        stamps = []
        for path in self._files:
            try:
                found = path.stat()
                stamps.append((found.st_ino, found.st_mtime_ns))
            except OSError:
                stamps.append((0, 0))
        return tuple(stamps)


def opened(settings: Settings, machine: Machine, now: datetime) -> tuple[Hall | None, list[Problem], list[Problem]]:
    """The hall that the settings name, which must name a certificate or a venue; every problem; and advice."""
    folder = Folder(Path(settings.venue)) if settings.venue and not settings.certificate else None
    if settings.certificate:
        certificate = Path(settings.certificate)
        key = Path(settings.certificate_key or settings.certificate)
    elif folder is None:
        return None, [Problem("certificate-needed", "certificate")], []
    elif not folder.certificate.exists() and not folder.key.exists():
        return None, [Problem("venue-empty", "venue", {"path": str(folder.path)})], []
    else:
        certificate, key = folder.certificate, folder.key
    found, problems = _read(certificate, key, now, folder)
    if found is None:
        return None, problems, []
    named = urlsplit(settings.address)
    if named.scheme == "http":
        problems.append(Problem("address-plain", "address", {"address": settings.address}))
    elif named.hostname and not found.covers(named.hostname):
        problems.append(Problem("address-uncovered", "address", {"host": named.hostname, "covers": _listed(found)}))
    recorded = folder.read_record().hosts if folder else ()
    main = named.hostname or next(iter((*recorded, *found.hosts)), "")
    if not main:
        problems.append(Problem("address-needed", "address", {"covers": _listed(found)}))
    if problems:
        return None, problems, []
    advice = pair.advice(found, now, brought=folder is None)
    present = {str(address) for address, _ in machine.addresses}
    if folder and main in {str(each) for each in found.addresses} - present and not main.startswith(("127.", "::1")):
        advice.append(Problem("address-moved", "address", {"address": main, "now": ", ".join(sorted(present)) or "–"}))
    return Hall(certificate, key, found, main, folder), [], advice


def _read(certificate: Path, key: Path, now: datetime, folder: Folder | None) -> tuple[Pair | None, list[Problem]]:
    return pair.read(certificate, key, now, forbidden=ANYBODY if folder else OTHERS)


def _listed(found: Pair) -> str:
    return ", ".join((*found.names, *(str(each) for each in found.addresses)))

"""The venue's folder: the authority and its key, the server's certificate and its key, and what was asked for.

Keys are written for their owner alone, and files are replaced whole, so that a server that reads meanwhile sees the old
or the new.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from competition.venue.authority import Authority, fingerprint
from competition.venue.hosts import shown
from competition.venue.pair import ANYBODY, exposed
from scoring.problems import Problem

SHARED: Final = 0o022
"""What nobody but its owner may do with the folder."""

LEAST_LEFT: Final = timedelta(days=1)
"""An authority that counts for less is not worth signing with."""


@dataclass(frozen=True, slots=True)
class Record:
    """What was asked for last. hosts: names and addresses of the certificate, the one that devices are sent to first.
    names: those that were given, not found. port: of HTTPS. trust_port: of the pages for devices that do not trust it
    yet, over plain HTTP."""

    hosts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    port: int = 8000
    trust_port: int = 8080

    @property
    def urls(self) -> tuple[str, ...]:
        """Where the server is, under each host."""
        return tuple(f"https://{shown(each)}:{self.port}".removesuffix(":443") for each in self.hosts)

    @property
    def trust(self) -> str:
        """Where a device begins that does not trust the server yet; there is a host."""
        return f"http://{shown(self.hosts[0])}:{self.trust_port}".removesuffix(":80") + "/trust"


class Folder:
    """A folder that may not be there yet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.authority = path / "authority.pem"
        self.authority_key = path / "authority.key"
        self.certificate = path / "server.pem"
        self.key = path / "server.key"
        self._record = path / "venue.json"

    def prepare(self, *, anew: bool = False) -> list[Problem]:
        """Make the folder, for its owner alone; what is wrong with one that is there. anew: the authority's key will
        be laid aside, and may be in what state it likes."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = [Problem("folder-shared", "folder", dict(each.facts)) for each in exposed(self.path, SHARED)]
        return found if anew else found + exposed(self.authority_key, ANYBODY)

    def read_authority(self, now: datetime) -> tuple[Authority | None, list[Problem]]:
        """The authority that is kept here; None where there is none, or with its problems where it cannot sign."""
        there = [each for each in (self.authority, self.authority_key) if each.exists()]
        if not there:
            return None, []
        if len(there) == 1:
            missing = self.authority if there == [self.authority_key] else self.authority_key
            return None, [Problem("authority-half", "folder", {"path": str(missing)})]
        try:
            certificate = x509.load_pem_x509_certificate(self.authority.read_bytes())
            key = load_pem_private_key(self.authority_key.read_bytes(), None)
        except (OSError, ValueError, TypeError):
            return None, [Problem("authority-broken", "folder", {"path": str(self.path)})]
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
            return None, [Problem("authority-broken", "folder", {"path": str(self.path)})]
        if now + LEAST_LEFT > certificate.not_valid_after_utc:
            date = f"{certificate.not_valid_after_utc:%Y-%m-%d}"
            return None, [Problem("authority-ended", "folder", {"path": str(self.authority), "date": date})]
        return Authority(certificate, key), []

    def read_certificate(self) -> x509.Certificate | None:
        """The authority's certificate, for showing; None where there is none that can be read."""
        try:
            return x509.load_pem_x509_certificate(self.authority.read_bytes())
        except (OSError, ValueError):
            return None

    def keep_authority(self, authority: Authority) -> None:
        """Write an authority, its key first: one without the other is found out."""
        _write(self.path / ".gitignore", b"*\n", 0o600)
        _write(self.authority_key, _private(authority.key), 0o600)
        _write(self.authority, authority.certificate.public_bytes(Encoding.PEM), 0o644)

    def lay_aside(self) -> Sequence[Path]:
        """Rename the authority's files so that a new one can be founded; their new names."""
        known = self.read_certificate()
        mark = "".join(fingerprint(known)[:2]) if known else "unknown"
        moved = []
        for path in (self.authority, self.authority_key):
            if path.exists():
                aside = path.with_name(f"{path.stem}-{mark}{path.suffix}")
                path.replace(aside)
                moved.append(aside)
        return moved

    def keep_pair(self, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
        """Write a server's certificate and its key."""
        _write(self.key, _private(key), 0o600)
        _write(self.certificate, certificate.public_bytes(Encoding.PEM), 0o644)

    def keep_record(self, record: Record) -> None:
        """Write what was asked for."""
        _write(self._record, json.dumps(asdict(record), indent=1).encode(), 0o644)

    def keep_sheet(self, name: str, html: str) -> Path:
        """Write a sheet to print, for its owner alone, since it may hold the Wi-Fi's password; where it is."""
        path = self.path / name
        _write(path, html.encode(), 0o600)
        return path

    def read_record(self) -> Record:
        """What was asked for last; an empty record where that cannot be told."""
        try:
            found: dict[str, Any] = json.loads(self._record.read_bytes())
            return Record(
                tuple(map(str, found["hosts"])),
                tuple(map(str, found["names"])),
                int(found["port"]),
                int(found["trust_port"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return Record()


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes, mode: int) -> None:
    """Replace the file whole; its permissions are right from its first byte on."""
    waiting = path.with_name(f".{path.name}.new")
    waiting.unlink(missing_ok=True)
    opened = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(opened, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)

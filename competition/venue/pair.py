"""A server's certificate and its key: everything that is wrong with them, before anybody connects."""

from __future__ import annotations

import os
import ssl
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID

from competition.venue.hosts import Address, read_name
from scoring.problems import Problem

SOON_DAYS: Final = 30
"""Days before its end from which a certificate is spoken of."""

SMALLEST_RSA: Final = 2048
OTHERS: Final = 0o027
"""What nobody but the owner, and for reading her group, may do with a key that the organiser brings."""

ANYBODY: Final = 0o077
"""What nobody but the owner may do with a key that was made here."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate that goes with its key. names: may begin with `*.`. begins, ends: with a zone. links: certificates
    in its file, itself included. own: signed by itself."""

    names: tuple[str, ...]
    addresses: tuple[Address, ...]
    begins: datetime
    ends: datetime
    links: int
    own: bool

    def covers(self, host: str) -> bool:
        """True where a browser takes the certificate for this host."""
        name = read_name(host)
        if name is None:
            return host in {str(each) for each in self.addresses}
        _, _, above = name.partition(".")
        return name in self.names or f"*.{above}" in self.names

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names, then addresses, that a browser can be sent to."""
        return (*(each for each in self.names if "*" not in each), *(str(each) for each in self.addresses))


def read(certificate: Path, key: Path, now: datetime, *, forbidden: int = OTHERS) -> tuple[Pair | None, list[Problem]]:
    """The pair in two files, which may be one; None and every problem where it cannot serve. forbidden: permissions of
    the key's file that are too wide."""
    links, problems = _certificates(certificate)
    problems += exposed(key, forbidden)
    private, wrong = _key(key)
    problems += wrong
    if not links:
        return None, problems
    leaf = links[0]
    if private is not None and not _same(leaf, private):
        problems.append(Problem("pair-differs", "key", {"certificate": str(certificate), "key": str(key)}))
    problems += _fit(leaf, str(certificate), now)
    if not problems:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
        except (ssl.SSLError, OSError) as error:
            problems.append(Problem("pair-unusable", "certificate", {"path": str(certificate), "reason": str(error)}))
    if problems:
        return None, problems
    names, addresses = _called(leaf)
    own = leaf.issuer == leaf.subject
    return Pair(names, addresses, leaf.not_valid_before_utc, leaf.not_valid_after_utc, len(links), own), []


def advice(pair: Pair, now: datetime, *, brought: bool) -> list[Problem]:
    """What is not wrong yet, or only for some devices. brought: by the organiser, from a public authority."""
    found = []
    days = (pair.ends - now).days
    if days < SOON_DAYS:
        found.append(Problem("certificate-soon", "certificate", {"date": f"{pair.ends:%Y-%m-%d}", "days": str(days)}))
    if brought and pair.links == 1 and not pair.own:
        found.append(Problem("certificate-alone", "certificate"))
    return found


def exposed(path: Path, forbidden: int) -> list[Problem]:
    """The problem of a file that others may read or write, or that belongs to somebody else. Windows keeps rights
    elsewhere and is not asked."""
    if os.name == "nt" or not path.exists():
        return []
    found = path.stat()
    mode = stat.S_IMODE(found.st_mode)
    if mode & forbidden or found.st_uid not in (0, os.geteuid()):
        return [Problem("key-exposed", "key", {"path": str(path), "mode": f"{mode:03o}"})]
    return []


def _certificates(path: Path) -> tuple[list[x509.Certificate], list[Problem]]:
    facts = {"path": str(path)}
    try:
        return x509.load_pem_x509_certificates(path.read_bytes()), []
    except FileNotFoundError:
        return [], [Problem("certificate-missing", "certificate", facts)]
    except (OSError, ValueError):
        return [], [Problem("certificate-unreadable", "certificate", facts)]


def _key(path: Path) -> tuple[bytes | None, list[Problem]]:
    """The public half of the key, as bytes that can be compared."""
    facts = {"path": str(path)}
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except FileNotFoundError:
        return None, [Problem("key-missing", "key", facts)]
    except TypeError:
        return None, [Problem("key-locked", "key", facts)]
    except (OSError, ValueError, UnsupportedAlgorithm):
        return None, [Problem("key-unreadable", "key", facts)]
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo), []


def _same(certificate: x509.Certificate, key: bytes) -> bool:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == key


def _fit(leaf: x509.Certificate, path: str, now: datetime) -> list[Problem]:
    """What keeps browsers from taking the certificate for a server's, whoever signed it."""
    found = []
    begins, ends = leaf.not_valid_before_utc, leaf.not_valid_after_utc
    today = {"path": path, "today": f"{now:%Y-%m-%d}"}
    if now > ends:
        found.append(Problem("certificate-expired", "certificate", {**today, "date": f"{ends:%Y-%m-%d}"}))
    if now < begins:
        found.append(Problem("certificate-early", "certificate", {**today, "date": f"{begins:%Y-%m-%d}"}))
    if not any(_called(leaf)):
        found.append(Problem("certificate-nameless", "certificate", {"path": path}))
    if not _serves(leaf):
        found.append(Problem("certificate-purpose", "certificate", {"path": path}))
    key, digest = leaf.public_key(), leaf.signature_hash_algorithm
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        reason = type(key).__name__.removesuffix("PublicKey")
        found.append(Problem("pair-unusable", "certificate", {"path": path, "reason": reason}))
    if (isinstance(key, rsa.RSAPublicKey) and key.key_size < SMALLEST_RSA) or (digest and digest.name == "sha1"):
        found.append(Problem("certificate-weak", "certificate", {"path": path}))
    return found


def _called(leaf: x509.Certificate) -> tuple[tuple[str, ...], tuple[Address, ...]]:
    try:
        stated = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return (), ()
    names = tuple(each.lower() for each in stated.get_values_for_type(x509.DNSName))
    return names, tuple(stated.get_values_for_type(x509.IPAddress))  # type: ignore[arg-type]  # no networks here


def _serves(leaf: x509.Certificate) -> bool:
    try:
        uses = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return ExtendedKeyUsageOID.SERVER_AUTH in uses

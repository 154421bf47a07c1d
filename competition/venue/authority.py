"""The hall's own authority and the certificates that it signs.

The authority can vouch for the hall's names and networks and nothing else: its certificate says so in critical name
constraints (RFC 5280, 4.2.1.10), and for servers only. Who copied its key could not pass for a bank.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from competition.venue.hosts import Address, Network

LASTS: Final = timedelta(days=5 * 365)
"""How long an authority counts: devices that trust it are not asked again for some years."""

EARLIER: Final = timedelta(days=30)
"""What is signed counts from so long before: a device's clock may be behind."""

LONGEST_DAYS: Final = 366
"""Days that a server's certificate counts from today: with those before, 396 of the 398 that browsers take."""

ORGANISATION: Final = "Saiping"


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate and the key that signs for it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an authority may vouch for. names: each with all below it."""

    names: tuple[str, ...]
    networks: tuple[Network, ...]

    def cover(self, host: str | Address) -> bool:
        """True where the authority may vouch for the name or address."""
        if isinstance(host, str):
            return any(host == name or host.endswith(f".{name}") for name in self.names)
        return any(host in network for network in self.networks)


def found(names: Sequence[str], networks: Iterable[Network], now: datetime) -> Authority:
    """A new authority for the names and networks. now: with a zone."""
    key = ec.generate_private_key(ec.SECP256R1())
    mark = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    title = f"Saiping hall authority {now:%Y-%m-%d} {mark.digest[:2].hex().upper()}"
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, title),
        ]
    )
    permitted: list[x509.GeneralName] = [x509.DNSName(each) for each in names]
    permitted += [x509.IPAddress(each) for each in networks]
    builder = (
        _begun(subject, subject, key, now - EARLIER, now + LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(mark, critical=False)
    )
    return Authority(builder.sign(key, hashes.SHA256()), key)


def signed(
    authority: Authority, names: Sequence[str], addresses: Sequence[Address], now: datetime, days: int
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """A server's certificate for the names and addresses, and its key. days: it counts from now, never longer than the
    authority. What the authority may not vouch for is signed all the same, and no device takes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = authority.certificate
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION)])
    called: list[x509.GeneralName] = [x509.DNSName(each) for each in names]
    called += [x509.IPAddress(each) for each in addresses]
    begins = max(now - EARLIER, own.not_valid_before_utc)
    ends = min(now + timedelta(days=days), own.not_valid_after_utc)
    builder = (
        _begun(subject, own.subject, key, begins, ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(called), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
                own.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
            ),
            critical=False,
        )
    )
    return builder.sign(authority.key, hashes.SHA256()), key


def bounds(certificate: x509.Certificate) -> Bounds:
    """What an authority's certificate lets it vouch for: nothing, where it states no bounds."""
    try:
        stated = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    except x509.ExtensionNotFound:
        return Bounds((), ())
    permitted = stated.permitted_subtrees or []
    names = tuple(each.value for each in permitted if isinstance(each, x509.DNSName))
    networks = tuple(each.value for each in permitted if isinstance(each, x509.IPAddress))
    return Bounds(names, networks)  # type: ignore[arg-type]  # of a constraint the value is a network


def title(certificate: x509.Certificate) -> str:
    """What devices call the authority in their settings."""
    (found,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found.value)


def fingerprint(certificate: x509.Certificate) -> tuple[str, ...]:
    """SHA-256 of the certificate as devices show it: sixteen groups of four hexadecimal digits."""
    digits = hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest().upper()
    return tuple(digits[start : start + 4] for start in range(0, len(digits), 4))


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, begins: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )

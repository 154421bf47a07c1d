"""Halls for tests: authorities, certificates of any kind, and a handshake without a network."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from competition.venue import authority, hosts
from competition.venue.authority import Authority
from competition.venue.folder import Folder
from competition.venue.hosts import Address, Machine
from competition.venue.making import Made, Wanted, make

NOW = datetime.now(UTC).replace(microsecond=0)
NAME = "saiping.local"
ADDRESS = ipaddress.ip_address("192.168.1.10")
HERE = ipaddress.ip_address("127.0.0.1")
MACHINE = hosts.machine("laptop", [("wlan0", "192.168.1.10", "255.255.255.0")])

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


def founded(*names: str, networks: Sequence[str] = ("192.168.1.0/24",), now: datetime = NOW) -> Authority:
    """An authority for the names and networks."""
    return authority.found(names or (NAME,), [ipaddress.ip_network(each) for each in networks], now)


def held(
    folder: Path, wanted: Wanted | None = None, machine: Machine = MACHINE, now: datetime = NOW, heard: bool = True
) -> Made:
    """What `run.py venue` makes in the folder, on a laptop that is 192.168.1.10 unless told otherwise."""
    made = make(Folder(folder), wanted or Wanted(), machine, now, lambda name: heard)
    assert isinstance(made, Made), made
    return made


def here(folder: Path, **wanted: Any) -> Made:
    """A venue of this very machine, by its loopback address."""
    return held(folder, Wanted(names=(NAME,), addresses=(HERE,), **wanted), heard=False)


def brought(
    folder: Path,
    *names: str,
    key: Key | None = None,
    begins: datetime = NOW - timedelta(days=1),
    ends: datetime = NOW + timedelta(days=90),
    usage: x509.ObjectIdentifier | None = ExtendedKeyUsageOID.SERVER_AUTH,
    issuer: str = "",
    password: bytes = b"",
    together: bool = False,
) -> tuple[Path, Path]:
    """A certificate as an organiser may bring it, and its key. issuer: "" where it is signed by itself. together: both
    in one file."""
    private = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "contest")])
    signer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]) if issuer else subject
    builder = x509.CertificateBuilder(signer, subject, private.public_key(), x509.random_serial_number(), begins, ends)
    if names:
        called: list[x509.GeneralName] = []
        for name in names:
            found = hosts.read_address(name)
            called.append(x509.DNSName(name) if found is None else x509.IPAddress(found))
        builder = builder.add_extension(x509.SubjectAlternativeName(called), critical=False)
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    certificate = builder.sign(private, None if isinstance(private, ed25519.Ed25519PrivateKey) else hashes.SHA256())
    public = certificate.public_bytes(Encoding.PEM)
    locked = BestAvailableEncryption(password) if password else NoEncryption()
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)
    paths = folder / "contest.pem", folder / ("contest.pem" if together else "contest.key")
    paths[1].write_bytes(secret)
    paths[0].write_bytes(public + secret if together else public)
    paths[1].chmod(0o600)
    return paths


def shown(owner: Authority, names: Sequence[str], addresses: Sequence[Address], folder: Path, **signing: Any) -> Path:
    """A file with a certificate under the authority, and its key."""
    certificate, key = authority.signed(
        owner, names, addresses, signing.get("now", NOW), signing.get("days", authority.LONGEST_DAYS)
    )
    path = folder / "shown.pem"
    path.write_bytes(
        certificate.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return path


def handshake(server: ssl.SSLContext | Path, trusted: x509.Certificate, host: str) -> None:
    """Let a client that trusts one authority, and is as strict as can be, connect to a host. Raises ssl.SSLError where
    it refuses. server: its context, or the file with its certificate and key."""
    if isinstance(server, Path):
        path, server = server, ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(path)
    client = ssl.create_default_context(cadata=trusted.public_bytes(Encoding.PEM).decode())
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = client.wrap_bio(back, there, server_hostname=host)
    answering = server.wrap_bio(there, back, server_side=True)
    done: set[ssl.SSLObject] = set()
    while len(done) < 2:
        for side in (asking, answering):
            try:
                side.do_handshake()
                done.add(side)
            except ssl.SSLWantReadError:
                pass

"""A certificate's credential with its proof inside: W3C Data Integrity, eddsa-rdfc-2022.

It needs the extra `data-integrity`, a processor of JSON-LD, and takes some fifty times as long as a JWT: made when
somebody asks for it. Contexts are those that the library holds; nothing is fetched.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from importlib.util import find_spec
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from openbadgeslib.ob3 import OB3LdpSigner

from competition.certificates.certificate import Certificate
from competition.credentials.badges import badge
from competition.credentials.did import kid
from competition.credentials.keys import ED25519, Key


def proven(certificate: Certificate, key: Key, address: str, zone: tzinfo, made: datetime) -> dict[str, Any]:
    """The credential as a JSON document with its proof. key: for Ed25519, with its private half. made: when the proof
    says that it was. Raises AddressMissing, ValueError, and ImportError where the extra is missing."""
    if key.private is None or key.algorithm != ED25519:
        raise ValueError(f"{key.id} makes no proofs")
    if find_spec("pyld") is None:
        raise ImportError("proofs inside a credential need the extra data-integrity")
    pem = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    credential = badge(certificate, address, zone)
    return OB3LdpSigner(pem, kid(credential.issuer.id, key)).sign(credential, created=made)

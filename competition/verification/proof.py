"""Whether the proof inside a credential is that of a key: W3C Data Integrity, eddsa-rdfc-2022."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from competition.credentials.keys import ED25519, Key


def checkable() -> bool:
    """True where the extra `data-integrity` is there, a processor of JSON-LD."""
    return find_spec("pyld") is not None


def holds(document: Mapping[str, Any], key: Key) -> bool:
    """True where the key made the proof. Give it nothing that was not compared with a text of ours: the work of making
    a document canonical grows with its maker's ill will."""
    from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError

    if key.algorithm != ED25519:
        return False
    pem = key.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    try:
        OB3LdpVerifier(pubkey_pem=pem).verify(dict(document))
    except (OB3VerificationError, ValueError, TypeError, KeyError, RecursionError):
        return False
    return True

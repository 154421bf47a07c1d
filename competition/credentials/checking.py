"""Is this a credential of ours, and does it count? Decided from the text, our keys and what was revoked, and nothing
else: no network, no clock, no trust in anything that the text says of itself before its signature is found good.

The answer is one of `OUTCOMES`, never an exception, whatever the text is.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from jwt.algorithms import ECAlgorithm
from openbadgeslib.ob3 import OpenBadgeCredential

from competition.credentials.keys import ES256, Key
from competition.credentials.places import BITS
from competition.credentials.signing import TYPE

VALID, REVOKED, ALTERED = "valid", "revoked", "altered"
UNKNOWN_ISSUER, NOT_A_CREDENTIAL, KEY_COMPROMISED = "unknown-issuer", "not-a-credential", "key-compromised"

OUTCOMES: Final = (VALID, REVOKED, ALTERED, UNKNOWN_ISSUER, NOT_A_CREDENTIAL, KEY_COMPROMISED)
"""valid: signed by us and in force. revoked: signed by us, counts no more. altered: names one of our keys, and is not
what that signed. unknown-issuer: names no key of ours. not-a-credential: another kind of text. key-compromised: the
signature is good, but somebody else may have had the key."""

LONGEST: Final = 64 * 1024
"""Characters of a credential; ours have five to seven thousand."""

_HEADERS: Final = frozenset({"alg", "kid", "typ"})
_PARTS: Final = 3
_SIGNATURES: Final = ECAlgorithm(ECAlgorithm.SHA256, SECP256R1)


@dataclass(frozen=True)
class Verdict:
    """payload: what the credential says, empty unless its signature is good. key: id of the key that signed it."""

    outcome: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""


def check(text: str, keys: Iterable[Key], revoked: Collection[int]) -> Verdict:
    """What the text is. keys: all of ours, retired ones too. revoked: indices that count no more."""
    text = text.strip()
    header = _header(text)
    if header is None:
        return Verdict(NOT_A_CREDENTIAL)
    named = header.get("kid")
    did, _, fragment = named.partition("#") if isinstance(named, str) else ("", "", "")
    key = next((each for each in keys if each.id == fragment), None)
    if key is None:
        return Verdict(UNKNOWN_ISSUER)
    if set(header) - _HEADERS or header.get("alg") != ES256 or key.algorithm != ES256 or header.get("typ") != TYPE:
        return Verdict(ALTERED)
    payload = _payload(text, key)
    if payload is None:
        return Verdict(ALTERED)
    if not key.counts:
        return Verdict(KEY_COMPROMISED, payload, key.id)
    index = _index(payload, did)
    if index is None:
        return Verdict(NOT_A_CREDENTIAL)
    return Verdict(REVOKED if index in revoked else VALID, payload, key.id)


def _header(text: str) -> Mapping[str, Any] | None:
    """The header of what looks like a signed JWT, None of anything else."""
    if len(text) > LONGEST or not text.isascii() or len(parts := text.split(".")) != _PARTS or not all(parts[:2]):
        return None
    try:
        _plain(parts[1])
        return _object(_plain(parts[0]))
    except (ValueError, RecursionError):
        return None


def _payload(text: str, key: Key) -> Mapping[str, Any] | None:
    """What the key signed, None where it did not. Our days are no later than today and end never, so that no clock is
    asked, and of all that a JWT may have only the signature counts: a general reader of JWTs takes twice as long."""
    signed, _, signature = text.rpartition(".")
    public = key.public
    if not isinstance(public, EllipticCurvePublicKey):
        return None
    try:
        if not _SIGNATURES.verify(signed.encode(), public, _plain(signature)):
            return None
        return _object(_plain(signed.rpartition(".")[2]))
    except (ValueError, RecursionError):
        return None


def _plain(part: str) -> bytes:
    """The bytes of base64url as JWTs are written: without padding, and in the one way there is. Raises ValueError."""
    found = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(found).rstrip(b"=") != part.encode():
        raise ValueError("written in another way than the only one")
    return found


def _object(text: bytes) -> Mapping[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _index(payload: Mapping[str, Any], did: str) -> int | None:
    """Where the credential stands in the lists; None where what was signed is no badge of the issuer that it names."""
    try:
        issuer = OpenBadgeCredential.from_jwt_payload(dict(payload)).issuer.id
        status = payload["credentialStatus"]
        of, bit = int(str(status["statusListCredential"]).rpartition("/")[2]), int(status["statusListIndex"])
        stated = (payload["iss"], payload["jti"], payload["sub"])
        meant = (issuer, payload["id"], payload["credentialSubject"]["id"])
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    return of * BITS + bit if stated == meant and issuer == did and 0 <= bit < BITS and of >= 0 else None

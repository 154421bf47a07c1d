"""Signing: a certificate as a JWT that any software which knows Open Badges 3.0 or JSON Web Tokens can verify.

Header and claims as 1EdTech Open Badges 3.0, section "JSON Web Token Proof Format", has them: `alg`, `kid` and `typ`
and nothing else; the payload is the credential itself with `iss`, `jti`, `nbf` and `sub` beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any, Final

import jwt

from competition.certificates.certificate import Certificate
from competition.credentials.badges import badge
from competition.credentials.did import kid
from competition.credentials.keys import ES256, Key

TYPE: Final = "JWT"


def sign(certificate: Certificate, key: Key, address: str, zone: tzinfo) -> str:
    """The certificate's credential as a compact JWT. key: for ES256, with its private half. address, zone: as `badge`
    has them. Raises AddressMissing, ValueError."""
    made = badge(certificate, address, zone)
    return signed(made.to_jwt_payload(), key, made.issuer.id)


def signed(payload: Mapping[str, Any], key: Key, did: str) -> str:
    """Any payload of the issuer as a compact JWT."""
    if key.private is None or key.algorithm != ES256:
        raise ValueError(f"{key.id} does not sign JWTs")
    headers = {"kid": kid(did, key), "typ": TYPE}
    return jwt.encode(dict(payload), key.private, algorithm=ES256, headers=headers)

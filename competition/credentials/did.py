"""Who signs: the installation under its address, as `did:web`, and the document that says by which keys.

An issuer's key may be changed, its certificates stay: a credential of ten years ago has to verify with the key of then.
So the document keeps every key, retired ones too, under `verificationMethod` and `assertionMethod`: the data model
knows no list of keys that only *did* sign, and verifiers refuse a proof whose key is not listed for assertions. That a
key is retired is to say that the server signs with it no more. Only a key that somebody else may have had leaves both
lists, and all that it signed with it: when something was signed is a claim of who signed it, so that a thief could sign
for yesterday. What the holders had is signed anew by the current key when they fetch it again.
Source: W3C DID Core 1.0, Controlled Identifiers 1.0 (JsonWebKey, Multikey), did:web.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from competition.credentials.keys import ED25519, Key

CONTEXTS: Final = (
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/jwk/v1",
    "https://w3id.org/security/multikey/v1",
)


_ON_THIS_MACHINE: Final = re.compile(r"^http://(127\.0\.0\.1|localhost)(?=[:/]|$)")


class AddressMissing(Exception):
    """The installation has no address that begins with `https://`, so there is nobody whom a credential could name.
    Problem: `address-missing`."""

    code = "address-missing"


@lru_cache
def did_web(address: str) -> str:
    """`https://contest.example:8443` → `did:web:contest.example%3A8443`. Plain HTTP only on the machine itself, where a
    demo is tried out and nobody else looks the name up. Raises AddressMissing."""
    from openbadgeslib.ob3 import did_web_from_url

    try:
        return did_web_from_url(_ON_THIS_MACHINE.sub(r"https://\1", address))
    except ValueError as error:
        raise AddressMissing(str(error)) from error


def kid(did: str, key: Key) -> str:
    """What credentials name the key by: its DID URL."""
    return f"{did}#{key.id}"


def document(did: str, keys: Iterable[Key]) -> Mapping[str, Any]:
    """The DID document: every key that counts, current ones first."""
    methods = [_method(did, key) for key in _counting(keys)]
    return {
        "@context": list(CONTEXTS),
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [each["id"] for each in methods],
    }


def jwks(did: str, keys: Iterable[Key]) -> Mapping[str, Any]:
    """The same keys as a JSON Web Key Set, each under the `kid` that credentials name."""
    return {"keys": [{**key.jwk, "kid": kid(did, key), "alg": key.algorithm, "use": "sig"} for key in _counting(keys)]}


def _counting(keys: Iterable[Key]) -> list[Key]:
    return sorted((each for each in keys if each.counts), key=lambda each: bool(each.retired_at))


def _method(did: str, key: Key) -> dict[str, Any]:
    method: dict[str, Any] = {"id": kid(did, key), "controller": did}
    if key.algorithm == ED25519:
        return method | {"type": "Multikey", "publicKeyMultibase": key.multikey}
    return method | {"type": "JsonWebKey", "publicKeyJwk": dict(key.jwk)}

"""JWTs as Open Badges 3.0 demands them, and as the library that issues none of ours reads them."""

from __future__ import annotations

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from competition.certificates.certificate import Certificate
from competition.credentials.badges import badge
from competition.credentials.keys import ED25519, ES256, make
from competition.credentials.signing import sign
from tests.competition.credentials.diplomas import ADDRESS, PLACED, PROMOTED, ZONE

KEY = make(ES256, "2026-01-01T00:00:00Z")
PEM = KEY.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def test_the_header_holds_what_is_allowed_and_nothing_else() -> None:
    header = jwt.get_unverified_header(sign(PLACED, KEY, ADDRESS, ZONE))
    assert header == {"alg": "ES256", "typ": "JWT", "kid": f"did:web:contest.example#{KEY.id}"}


@pytest.mark.parametrize("certificate", [PLACED, PROMOTED], ids=["award", "grade"])
def test_the_payload_is_the_credential_and_its_claims(certificate: Certificate) -> None:
    text = sign(certificate, KEY, ADDRESS, ZONE)
    payload = jwt.decode(text, KEY.public, algorithms=["ES256"])
    form = badge(certificate, ADDRESS, ZONE).to_vc()
    assert payload == form | {
        "iss": form["issuer"]["id"],
        "jti": form["id"],
        "sub": form["credentialSubject"]["id"],
        "nbf": 1780243200,
    }


@pytest.mark.parametrize("certificate", [PLACED, PROMOTED], ids=["award", "grade"])
def test_the_library_verifies_it_and_refuses_another_key(certificate: Certificate) -> None:
    text = sign(certificate, KEY, ADDRESS, ZONE)
    read = OB3Verifier(PEM, issuer_did="did:web:contest.example").verify(text)
    assert read.id == f"{ADDRESS}/credentials/{certificate.number}"
    other = make(ES256, "").public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(OB3VerificationError):
        OB3Verifier(other).verify(text)


def test_a_key_for_proofs_signs_no_jwt_and_neither_does_a_public_half() -> None:
    for key in (make(ED25519, ""), type(KEY)(KEY.id, KEY.algorithm, KEY.jwk, KEY.made_at)):
        with pytest.raises(ValueError, match=key.id):
            sign(PLACED, key, ADDRESS, ZONE)

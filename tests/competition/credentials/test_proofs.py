"""Proofs within the document, on demand."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError

from competition.certificates.certificate import Certificate
from competition.credentials.badges import badge
from competition.credentials.keys import ED25519, ES256, make
from competition.credentials.proofs import proven
from tests.competition.credentials.diplomas import ADDRESS, PLACED, PROMOTED, ZONE

KEY = make(ED25519, "2026-01-01T00:00:00Z")
PEM = KEY.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
MADE = datetime(2026, 6, 2, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("certificate", [PLACED, PROMOTED], ids=["award", "grade"])
def test_the_document_is_the_credential_with_a_proof(certificate: Certificate) -> None:
    form = proven(certificate, KEY, ADDRESS, ZONE, MADE)
    proof = form["proof"]
    assert {name: form[name] for name in form if name != "proof"} == badge(certificate, ADDRESS, ZONE).to_vc()
    assert (proof["cryptosuite"], proof["proofPurpose"]) == ("eddsa-rdfc-2022", "assertionMethod")
    assert (proof["verificationMethod"], proof["created"]) == (
        f"did:web:contest.example#{KEY.id}",
        "2026-06-02T09:30:00Z",
    )
    assert OB3LdpVerifier(PEM).verify(form).id == form["id"]


def texts(form: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a text stands in the document."""
    inner = form.items() if isinstance(form, dict) else enumerate(form) if isinstance(form, list) else ()
    for name, each in inner:
        yield from [(*path, name)] if isinstance(each, str) else texts(each, (*path, name))


def test_no_text_of_it_can_be_changed() -> None:
    form = proven(PROMOTED, KEY, ADDRESS, ZONE, MADE)
    said = ("issuer", "name"), ("validFrom",), ("credentialSubject", "licenseNumber"), ("evidence", 0, "id")
    paths = list(texts(form["credentialSubject"]["result"], ("credentialSubject", "result")))
    for path in (*said, *paths):
        changed = copy.deepcopy(form)
        inner: Any = changed
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = (
            f"{inner[path[-1]][:-1]}0" if not inner[path[-1]].endswith("0") else inner[path[-1]][:-1] + "1"
        )
        with pytest.raises(OB3VerificationError):
            OB3LdpVerifier(PEM).verify(changed)


def test_a_key_for_jwts_makes_no_proof() -> None:
    with pytest.raises(ValueError):
        proven(PLACED, make(ES256, ""), ADDRESS, ZONE, MADE)

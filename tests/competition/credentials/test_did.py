"""The DID document: every key that counts, under the address of the installation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3.did import pem_for_kid

from competition.credentials.did import AddressMissing, did_web, document, jwks, kid
from competition.credentials.keys import ED25519, ES256, Key, make

ONE, OTHER = make(ES256, "2026-01-01T00:00:00Z"), make(ED25519, "2026-01-01T00:00:00Z")
OLD = replace(make(ES256, "2020-01-01T00:00:00Z"), retired_at="2026-01-01T00:00:00Z")
STOLEN = replace(OLD, id="key-stolen", compromised_at="2026-02-01T00:00:00Z")
DID = "did:web:contest.example"


@pytest.mark.parametrize(
    ("address", "did"),
    [
        ("https://contest.example", DID),
        ("https://Contest.Example/", DID),
        ("https://contest.example:8443", "did:web:contest.example%3A8443"),
        ("https://contest.example/spring", "did:web:contest.example:spring"),
    ],
)
def test_an_address_makes_a_did(address: str, did: str) -> None:
    assert did_web(address) == did


@pytest.mark.parametrize(
    "address", ["", "http://contest.example", "https://contest.example:x", "ftp://contest.example"]
)
def test_no_other_address_does(address: str) -> None:
    with pytest.raises(AddressMissing):
        did_web(address)


def test_the_document_lists_retired_keys_for_assertions_and_stolen_ones_nowhere() -> None:
    form = document(DID, [OLD, STOLEN, ONE, OTHER])
    assert form["id"] == DID
    listed = [each["id"] for each in form["verificationMethod"]]
    assert listed == form["assertionMethod"] == [kid(DID, each) for each in (ONE, OTHER, OLD)]
    assert {each["controller"] for each in form["verificationMethod"]} == {DID}
    assert "key-stolen" not in str(form) and '"d"' not in str(form)


@pytest.mark.parametrize("key", [ONE, OTHER, OLD])
def test_other_software_finds_each_key_in_it(key: Key) -> None:
    form = dict(document(DID, [ONE, OTHER, OLD]))
    pem = key.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert pem_for_kid(form, DID, kid(DID, key)) == pem


def test_the_key_set_names_keys_as_credentials_do() -> None:
    form = jwks(DID, [OLD, STOLEN, ONE, OTHER])
    assert [(each["kid"], each["alg"]) for each in form["keys"]] == [
        (kid(DID, ONE), ES256),
        (kid(DID, OTHER), ED25519),
        (kid(DID, OLD), ES256),
    ]
    assert not any("d" in each for each in form["keys"])

"""The verdict on any text: ours and in force, or why not; and never anything but a verdict."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from competition.certificates.certificate import Certificate
from competition.credentials import checking
from competition.credentials.badges import badge
from competition.credentials.checking import LONGEST, OUTCOMES, check
from competition.credentials.keys import ED25519, ES256, Key, make
from competition.credentials.proofs import proven
from competition.credentials.signing import sign, signed
from competition.credentials.status import status_list
from tests.competition.credentials.diplomas import ADDRESS, PLACED, PROMOTED, ZONE

NEW, OTHER = make(ES256, "2026-01-01T00:00:00Z"), make(ED25519, "2026-01-01T00:00:00Z")
MADE = make(ES256, "2020-01-01T00:00:00Z")
OLD = replace(MADE, retired_at="2026-01-01T00:00:00Z", private=None)
KEYS = [NEW, OTHER, OLD]
DID = "did:web:contest.example"
TEXT = sign(PROMOTED, NEW, ADDRESS, ZONE)


def outcome(text: str, revoked: frozenset[int] = frozenset()) -> str:
    return check(text, KEYS, revoked).outcome


def headed(header: dict[str, Any], text: str = TEXT) -> str:
    """The text under another header."""
    part = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    return f"{part}.{text.partition('.')[2]}"


def test_what_we_signed_is_valid_and_says_what_it_says() -> None:
    verdict = check(f" {TEXT}\n", KEYS, {4, 6})
    assert (verdict.outcome, verdict.key) == ("valid", NEW.id)
    assert verdict.payload == badge(PROMOTED, ADDRESS, ZONE).to_jwt_payload()


def test_a_revoked_index_is_refused_in_whatever_list_it_stands() -> None:
    assert outcome(TEXT, frozenset({5})) == "revoked"
    far = sign(replace(PLACED, index=str(131_072 + 5)), NEW, ADDRESS, ZONE)
    assert outcome(far, frozenset({5})) == "valid"
    assert outcome(far, frozenset({131_072 + 5})) == "revoked"


def test_what_a_retired_key_signed_stays_valid() -> None:
    assert outcome(sign(PLACED, MADE, ADDRESS, ZONE)) == "valid"
    assert outcome(sign(PLACED, MADE, ADDRESS, ZONE), frozenset({4})) == "revoked"


def test_what_a_compromised_key_signed_counts_no_more() -> None:
    keys = [replace(NEW, compromised_at="2026-02-01T00:00:00Z"), OLD]
    assert check(TEXT, keys, set()).outcome == "key-compromised"
    assert check(sign(PLACED, MADE, ADDRESS, ZONE), keys, set()).outcome == "valid"


def test_what_was_signed_under_an_address_of_before_stays_valid() -> None:
    assert outcome(sign(PLACED, NEW, "https://old.example", ZONE)) == "valid"


def test_any_changed_character_is_refused() -> None:
    for place, letter in enumerate(TEXT):
        if place == len(TEXT) - 1:
            continue  # its last bits say nothing, and the same signature can be written so in four ways
        changed = TEXT[:place] + ("A" if letter != "A" else "B") + TEXT[place + 1 :]
        assert outcome(changed) not in ("valid", "revoked"), place


OTHERS = [
    replace(PROMOTED, name="欧阳春"),
    replace(PROMOTED, grade="1"),
    replace(PROMOTED, number="Y1"),
    replace(PROMOTED, index="6"),
    PLACED,
]


@pytest.mark.parametrize("other", OTHERS)
def test_another_credential_under_a_signature_of_ours_is_altered(other: Certificate) -> None:
    payload = sign(other, make(ES256, ""), ADDRESS, ZONE).split(".")[1]
    head, was, signature = TEXT.split(".")
    assert payload != was
    assert outcome(f"{head}.{payload}.{signature}") == "altered"


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "RS256", "ES384", "EdDSA", "ES256K", "", None, 7])
def test_another_algorithm_is_refused(algorithm: object) -> None:
    header = {"alg": algorithm, "typ": "JWT", "kid": f"{DID}#{NEW.id}"}
    for text in (headed(header), headed(header).rpartition(".")[0] + "."):
        assert outcome(text) in ("altered", "not-a-credential")


def test_our_public_key_is_no_secret_to_sign_with() -> None:
    secret = NEW.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = {"alg": "HS256", "typ": "JWT", "kid": f"{DID}#{NEW.id}"}
    text = headed(header).rpartition(".")[0]
    mark = base64.urlsafe_b64encode(hmac.new(secret, text.encode(), hashlib.sha256).digest()).rstrip(b"=").decode()
    assert outcome(f"{text}.{mark}") == "altered"


@pytest.mark.parametrize("more", [{"jwk": dict(NEW.jwk)}, {"crit": ["exp"], "exp": 1}, {"jku": "https://evil.example"}])
def test_a_header_that_we_never_write_is_refused(more: dict[str, Any]) -> None:
    assert NEW.private is not None
    headers = {"kid": f"{DID}#{NEW.id}", "typ": "JWT", **more}
    payload = badge(PROMOTED, ADDRESS, ZONE).to_jwt_payload()
    text = jwt.encode(payload, NEW.private, algorithm="ES256", headers=headers)
    assert outcome(text) in ("altered", "not-a-credential")


@pytest.mark.parametrize(
    "named",
    [f"{DID}#{OTHER.id}", f"{DID}#{OLD.id}", f"did:web:other.example#{NEW.id}"],
    ids=["other", "old", "stranger"],
)
def test_a_key_of_ours_that_did_not_sign_it_is_refused(named: str) -> None:
    assert outcome(headed({"alg": "ES256", "typ": "JWT", "kid": named})) == "altered"


def test_our_key_speaks_for_no_other_issuer() -> None:
    payload = badge(PROMOTED, ADDRESS, ZONE).to_jwt_payload()
    assert outcome(signed(payload, NEW, "did:web:other.example")) == "not-a-credential"
    for claim in ("iss", "jti", "sub"):
        assert outcome(signed({**payload, claim: "https://other.example"}, NEW, DID)) == "not-a-credential"


WRONG: list[Any] = [None, 7, {}, [NEW.id]]


def test_credentials_of_others_are_of_an_unknown_issuer() -> None:
    other = make(ES256, "")
    assert outcome(sign(PROMOTED, other, ADDRESS, ZONE)) == "unknown-issuer"
    for named in ("", "#", f"{DID}#", NEW.id, f"{DID}#{NEW.id}#"):
        assert outcome(headed({"alg": "ES256", "typ": "JWT", "kid": named})) == "unknown-issuer"
    for wrong in WRONG:
        assert outcome(headed({"alg": "ES256", "typ": "JWT", "kid": wrong})) in ("unknown-issuer", "not-a-credential")


def test_other_things_that_we_sign_are_no_credentials() -> None:
    text = status_list(0, {5}, NEW, DID, ADDRESS, datetime(2026, 6, 2, tzinfo=UTC))
    assert outcome(text) == "not-a-credential"
    unlike: list[dict[str, Any]] = [{}, {"iss": DID}, {"credentialStatus": []}, {"@context": 1}]
    for payload in unlike:
        assert outcome(signed(payload, NEW, DID)) == "not-a-credential"


def test_a_document_with_a_proof_is_not_for_this() -> None:
    assert outcome(json.dumps(proven(PLACED, OTHER, ADDRESS, ZONE, datetime(2026, 6, 2, tzinfo=UTC)))) == (
        "not-a-credential"
    )


@pytest.mark.parametrize("text", ["", " ", "..", "a.b.c", "a.b", "é.b.c", "{}", TEXT + ".x", TEXT.rpartition(".")[0]])
def test_other_texts_are_no_credentials(text: str) -> None:
    assert outcome(text) == "not-a-credential"


def test_what_is_too_long_or_too_deep_is_no_credential() -> None:
    long = f"{TEXT.partition('.')[0]}.{'A' * LONGEST}.x"
    assert outcome(long) == "not-a-credential"
    deep = base64.urlsafe_b64encode(b'{"kid":' + b"[" * 40_000).decode()
    assert outcome(f"{deep}.e30.x") == "not-a-credential"


SIGNED = {each.rpartition(".")[0] for each in (TEXT, sign(PLACED, MADE, ADDRESS, ZONE))}
"""Header and payload of what our keys signed."""

PARTS = st.sampled_from([*TEXT.split("."), *sign(PLACED, MADE, ADDRESS, ZONE).split("."), "", "e30", "bnVsbA", "W10"])
HEADERS: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jwk"]),
    st.sampled_from(["none", "ES256", "JWT", f"{DID}#{NEW.id}", None, 1, [], {}, "#"]),
)
HOSTILE = st.one_of(
    st.text(max_size=300),
    st.tuples(PARTS, PARTS, PARTS).map(".".join),
    st.lists(PARTS, max_size=6).map(".".join),
    HEADERS.map(headed),
    st.tuples(st.integers(0, len(TEXT) - 2), st.characters()).map(lambda at: TEXT[: at[0]] + at[1] + TEXT[at[0] + 1 :]),
    st.integers(0, len(TEXT)).map(lambda length: TEXT[:length]),
)


@given(HOSTILE, st.frozensets(st.integers(0, 10)), st.lists(st.sampled_from(KEYS)))
def test_any_text_gets_a_verdict_and_only_what_we_signed_is_believed(
    text: str, revoked: frozenset[int], keys: list[Key]
) -> None:
    verdict = check(text, keys, revoked)
    assert verdict.outcome in OUTCOMES
    if verdict.outcome in (checking.VALID, checking.REVOKED):
        assert text.strip().rpartition(".")[0] in SIGNED
    if verdict.payload:
        assert verdict.key in {each.id for each in keys}


@given(st.binary(max_size=64))
def test_no_guessed_signature_is_good(guess: bytes) -> None:
    mark = base64.urlsafe_b64encode(guess).rstrip(b"=").decode()
    assert outcome(f"{TEXT.rpartition('.')[0]}.{mark}") == "altered"


@given(st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)))
def test_whatever_we_might_have_signed_gets_a_verdict(value: Any) -> None:
    payload = badge(PROMOTED, ADDRESS, ZONE).to_jwt_payload()
    for name in payload:
        if name != "iss" or isinstance(value, str):
            assert outcome(signed({**payload, name: value}, NEW, DID)) in ("valid", "not-a-credential", "altered")

"""Status lists: every revoked index is a bit, no other is, and other software reads them so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.ob3 import decode_encoded_list, set_indices

from competition.credentials.keys import ES256, make
from competition.credentials.places import BITS, place_of
from competition.credentials.status import lists, status_list
from tests.competition.credentials.diplomas import ADDRESS

KEY = make(ES256, "2026-01-01T00:00:00Z")
DID = "did:web:contest.example"
NOW = datetime(2026, 6, 2, 9, 30, tzinfo=UTC)


def said(number: int, revoked: set[int], now: datetime = NOW) -> dict[str, Any]:
    text = status_list(number, revoked, KEY, DID, ADDRESS, now)
    found: dict[str, Any] = jwt.decode(
        text, KEY.public, algorithms=["ES256"], options={"verify_exp": False, "verify_nbf": False}
    )
    return found


@given(st.sets(st.integers(0, 3 * BITS - 1), max_size=20), st.integers(0, 2))
def test_a_list_says_exactly_what_was_revoked_of_it(revoked: set[int], number: int) -> None:
    bits = decode_encoded_list(said(number, revoked)["credentialSubject"]["encodedList"])
    assert len(bits) * 8 == BITS >= 131_072
    assert set_indices(bits) == {bit for of, bit in map(place_of, revoked) if of == number}


def test_it_is_a_credential_of_the_installation_for_a_week_from_the_beginning_of_the_day() -> None:
    form = said(0, {5})
    assert form["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert form["id"] == form["jti"] == f"{ADDRESS}/credentials/status/0"
    assert form["issuer"] == form["iss"] == DID
    assert form["credentialSubject"]["statusPurpose"] == "revocation"
    assert (form["validFrom"], form["validUntil"]) == ("2026-06-02T00:00:00Z", "2026-06-09T00:00:00Z")
    assert form["exp"] - form["nbf"] == 7 * 24 * 3600
    assert said(0, {5}, NOW.astimezone(timezone(timedelta(hours=8)))) == form
    assert said(0, {5}, NOW + timedelta(days=1))["validFrom"] == "2026-06-03T00:00:00Z"


@pytest.mark.parametrize(("count", "number"), [(0, 1), (1, 1), (BITS, 1), (BITS + 1, 2), (3 * BITS, 3)])
def test_there_are_as_many_lists_as_numbers_need(count: int, number: int) -> None:
    assert lists(count) == number

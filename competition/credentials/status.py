"""Lists of what was revoked: W3C Bitstring Status List 1.0 credentials, signed like any other.

A list is of one day, UTC: it counts from that day's beginning and for a week, so that an old copy cannot for ever say
that what was revoked since is good, and every node makes the same. Indices go on from list to list, `places.BITS` in
each.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from openbadgeslib.ob3 import build_status_list_credential

from competition.credentials.keys import Key
from competition.credentials.places import BITS, place_of
from competition.credentials.signing import signed

COUNTS_DAYS: Final = 7
TTL_MS: Final = 5 * 60 * 1000
"""How long software may go by its copy before it asks again."""


def lists(count: int) -> int:
    """How many lists there are once so many indices were given; the first is always there."""
    return 1 if count <= 0 else place_of(count - 1)[0] + 1


def status_list(number: int, revoked: Iterable[int], key: Key, did: str, address: str, today: datetime) -> str:
    """The list as a compact JWT. number: which. revoked: indices over all lists. today: any time of the day, UTC."""
    begins = today.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    ends = begins + timedelta(days=COUNTS_DAYS)
    places = (place_of(index) for index in revoked)
    bits = [bit for of, bit in places if of == number]
    url = f"{address}/credentials/status/{number}"
    form = build_status_list_credential(
        did, url, "revocation", bits, size_bits=BITS, issued=begins, valid_until=ends, ttl=TTL_MS
    )
    times = {"nbf": int(begins.timestamp()), "exp": int(ends.timestamp())}
    return signed({**form, "iss": did, "jti": url, "sub": form["credentialSubject"]["id"], **times}, key, did)

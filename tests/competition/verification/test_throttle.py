"""How often numbers may be asked about."""

from __future__ import annotations

import pytest

from competition.verification.throttle import ADDRESS, Limits, household

pytestmark = pytest.mark.anyio


async def test_an_address_waits_once_it_asked_too_often_and_others_do_not() -> None:
    limits = Limits(("2/minute", "20/hour"))
    assert [await limits.wait_s(ADDRESS, "a") for _ in range(2)] == [0, 0]
    assert 0 < await limits.wait_s(ADDRESS, "a") <= 120
    assert await limits.wait_s(ADDRESS, "b") == 0


async def test_who_guesses_wrong_too_often_is_closed_out_of_right_questions_too() -> None:
    limits = Limits(("60/minute", "2/hour"))
    for _ in range(2):
        assert await limits.wait_s(ADDRESS, "a") == 0
        await limits.missed(ADDRESS, "a")
    assert 3590 <= await limits.wait_s(ADDRESS, "a") <= 3600, "the whole hour, whenever it began"


def test_addresses_that_one_person_has_are_counted_together() -> None:
    assert household("2001:db8:1:2::1") == household("2001:db8:1:2:ffff::9") != household("2001:db8:1:3::1")
    assert household("::ffff:10.0.0.1") == "10.0.0.1" == household("10.0.0.1")
    assert household("fe80::1%eth0") == "fe80::/64" and household("testclient") == "testclient"

"""Canaries: whatever a judge is sent, in a blind trade or an open one, sealed or not, no name is in it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tests.competition.people import signed_in
from tests.competition.supervision.arena import BLIND, EVENT, HOUSES, JUDGES, NAMES, PLAIN, arena, entrant_id
from tests.competition.venue import serving, url_of

ADDRESSES = (f"/judge/{EVENT}", f"/api/events/{EVENT}/sheets", f"/api/events/{EVENT}/sheets?from=11")
BOARDS = tuple(f"/api/events/{EVENT}/boards/{BLIND}?audience={seen}" for seen in ("public", "hall"))


def canaries() -> list[str]:
    """What no judge may see, as it would stand in a page and in JSON."""
    names = [name for people in NAMES.values() for both in people for name in both] + list(HOUSES)
    names += [entrant_id(BLIND, place) for place in range(1, 9)]
    names += [f"{word}{judge}" for judge in JUDGES for word in ("裁判", "Judge ")]
    return names + [json.dumps(name)[1:-1] for name in names]


@pytest.mark.parametrize("stage", ["marking", "review"])
def test_no_canary_is_in_anything_that_a_judge_is_sent(tmp_path: Path, stage: str) -> None:
    async def prepared() -> None:
        async with arena(url_of(tmp_path)) as at:
            await at.come_to(BLIND, stage)
            await at.come_to(PLAIN, "marking")

    asyncio.run(prepared())
    with serving(tmp_path) as server, signed_in(server, tmp_path, "judge", event=EVENT, judge="J1") as judge:
        for address in (*ADDRESSES, *BOARDS):
            answer = judge.get(address)
            assert answer.status_code == 200, address
            assert [each for each in canaries() if each in answer.text] == [], address
        found = judge.get(ADDRESSES[1]).json()
        assert [each["blind"] for each in found["rounds"]] == [True, False]
        codes = [each["code"] for each in found["sheets"] if each["trade"] == BLIND]
        assert len(codes) == len(set(codes)) == 8
        assert [each["code"] for each in found["sheets"] if each["trade"] == PLAIN] == ["01", "02", "03", "04"]

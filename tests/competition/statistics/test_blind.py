from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from competition.store import schema
from tests.competition.supervision.arena import BLIND, EVENT, HOUSES, NAMES, arena, entrant_id
from tests.competition.supervision.desks import desks

ADDRESS = f"/chief/{EVENT}/statistics?trade={BLIND}"


async def page(url: str, stage: str) -> str:
    """The page when the blind trade is so far, its first judge of the house of three entrants."""
    async with arena(url) as at:
        await at.come_to(BLIND, stage)
        judge = schema.judge
        with at.database.transaction() as connection:
            chosen = (judge.c.event == EVENT, judge.c.id == "J1")
            connection.execute(update(judge).where(*chosen).values(organisation=HOUSES[1]))
    with desks(url) as desk:
        answer = desk.get("chief", ADDRESS)
        assert answer.status_code == 200
        return str(answer.text)


@pytest.mark.anyio
async def test_while_a_trade_is_sealed_codes_stand_alone_and_nobody_is_connected(tmp_path: Path) -> None:
    text = await page(f"sqlite:///{tmp_path / 'arena.db'}", "marking")
    assert "Blind until unsealed" in text
    names = [name for pair in NAMES[BLIND] for name in pair]
    assert not [each for each in (*names, *HOUSES, entrant_id(BLIND, 1)) if each in text]
    assert "A frame: an entrant" not in text and '<rect class="own"' not in text


@pytest.mark.anyio
async def test_once_it_is_unsealed_organisations_are_compared(tmp_path: Path) -> None:
    text = await page(f"sqlite:///{tmp_path / 'arena.db'}", "review")
    assert "Blind until unsealed" not in text and "A question, not an answer" in text and '<rect class="own"' in text

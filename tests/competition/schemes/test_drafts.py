"""What somebody brought waits for her alone, and is read anew for every look."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from competition.schemes.drafts import Brought, Drafts
from competition.schemes.reading import Setting
from competition.store.database import Database, open_database
from tests.competition.schemes.forms import bakery


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    with open_database(f"sqlite:///{tmp_path / 'a.db'}") as database:
        yield database


def test_it_is_found_by_who_brought_it_and_by_nobody_else(store: Database) -> None:
    async def story() -> None:
        drafts = Drafts(store)
        brought = Brought("bakery", "a.xlsx", b"\x00\xff", panel="tasters", framed=True, annex="{}")
        id = await drafts.keep("event", "shen", brought)
        assert await drafts.find(id, "event", "shen") == brought
        assert await drafts.find(id, "event", "wu") is None
        assert await drafts.find(id, "other", "shen") is None
        await drafts.drop(id)
        assert await drafts.find(id, "event", "shen") is None

    asyncio.run(story())


def test_a_file_is_read_as_what_it_is_and_a_text_as_what_it_says(store: Database) -> None:
    async def story() -> None:
        drafts = Drafts(store)
        file = await drafts.read(Brought("t", "a.xlsx", bakery().book()), Setting(panel="tasters"))
        assert file.scheme is not None and file.scheme.aspect["A1.1"][2].panel == "tasters"
        text = await drafts.read(
            Brought("t", "", file.text.encode(), annex='{"aspects":{},"days":{"A1":"1"},"sections":[]}'), Setting()
        )
        assert text.scheme == file.scheme and text.annex.days == {"A1": "1"}

    asyncio.run(story())

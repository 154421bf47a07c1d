"""Documents: named by salted digest, read back, and erased for good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from competition.documents import Documents, digest_of
from competition.store import schema
from competition.store.database import Database, open_database
from scoring.lines import canonical

BODY = {"text": "二号席未到场", "by": "王敏"}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(f"sqlite:///{tmp_path / 'contest.db'}") as opened:
        yield opened


@pytest.mark.anyio
async def test_a_document_is_read_back_by_its_digest(database: Database) -> None:
    documents = Documents(database)
    digest = await documents.keep("spring", BODY)
    assert await documents.read(digest) == BODY


@pytest.mark.anyio
async def test_the_digest_can_be_proved_with_the_salt_and_not_be_guessed_without(database: Database) -> None:
    documents = Documents(database)
    first, second = await documents.keep("spring", BODY), await documents.keep("spring", BODY)
    assert first != second
    with database.connect() as connection:
        row = connection.execute(select(schema.document).where(schema.document.c.digest == first)).one()
    assert digest_of(row.salt, canonical(BODY)) == first
    assert digest_of("", canonical(BODY)) not in (first, second)


@pytest.mark.anyio
async def test_an_erased_document_is_gone_with_its_salt_and_its_name_stays(database: Database) -> None:
    documents = Documents(database)
    digest = await documents.keep("spring", BODY)
    assert await documents.erase(digest)
    assert not await documents.erase(digest)
    assert await documents.read(digest) is None
    with database.connect() as connection:
        row = connection.execute(select(schema.document)).one()
    assert (row.digest, row.salt, row.body) == (digest, None, None) and row.erased_at


@pytest.mark.anyio
async def test_what_never_was_cannot_be_read_or_erased(database: Database) -> None:
    documents = Documents(database)
    assert await documents.read("0" * 64) is None
    assert not await documents.erase("0" * 64)

"""Keys on both databases: made once, encrypted, changed, and old ones that still verify."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from competition.credentials import keys
from competition.credentials.keys import ALGORITHMS, ED25519, ES256, Keys, KeyUnusable, UnknownKey
from competition.store import schema
from competition.store.database import Database, open_database

WORD = "correct horse battery"


def kept(database: Database) -> dict[str, str]:
    """id → private half, as it lies in the database."""
    row = schema.signing_key.c
    with database.connect() as connection:
        return {each.id: each.private_key for each in connection.execute(select(row.id, row.private_key))}


async def test_a_key_is_made_when_it_is_first_asked_for_and_stays(database_url: str) -> None:
    with open_database(database_url) as database:
        found = Keys(database)
        assert await found.listed() == []
        for algorithm in ALGORITHMS:
            first = await found.current(algorithm)
            assert re.fullmatch(r"key-[0-9a-f]{16}", first.id) and first.private is not None
            assert await Keys(database).current(algorithm) == first
        listed = await found.listed()
        assert {each.algorithm for each in listed} == set(ALGORITHMS)
        assert all(each.private is None and not each.retired_at and each.counts for each in listed)


async def test_a_passphrase_encrypts_what_lies_in_the_database(database_url: str) -> None:
    with open_database(database_url) as database:
        made = await Keys(database, WORD).current(ES256)
        (text,) = kept(database).values()
        assert text.startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
        assert (await Keys(database, WORD).current(ES256)).id == made.id
        for other in ("", "wrong"):
            with pytest.raises(KeyUnusable) as refused:
                await Keys(database, other).current(ES256)
            said = f"{refused.value} {refused.value.__cause__}"
            assert made.id in said and WORD not in said and "PRIVATE" not in said
            assert refused.value.__suppress_context__


async def test_a_key_from_before_there_was_a_passphrase_still_signs(sqlite_url: str) -> None:
    with open_database(sqlite_url) as database:
        made = await Keys(database).current(ED25519)
        assert (await Keys(database, WORD).current(ED25519)).id == made.id


async def test_nothing_that_prints_a_key_prints_its_private_half(sqlite_url: str) -> None:
    with open_database(sqlite_url) as database:
        made = await Keys(database).current(ES256)
        assert "private" not in repr(made) and "d" not in made.jwk


async def test_a_change_by_another_process_is_followed_and_old_private_halves_are_gone(database_url: str) -> None:
    with open_database(database_url) as database:
        running = Keys(database)
        old = [await running.current(each) for each in ALGORITHMS]
        with database.transaction() as connection:
            made = keys.rotate(connection, WORD)
        assert [each.algorithm for each in made] == list(ALGORITHMS)
        assert {kept(database)[each.id] for each in old} == {""}
        with pytest.raises(KeyUnusable):
            await running.current(ES256)
        assert (await Keys(database, WORD).current(ES256)).id == made[0].id
        listed = {each.id: each for each in await running.listed()}
        assert len(listed) == 4
        assert all(listed[each.id].retired_at and listed[each.id].counts for each in old)
        assert not any(listed[each.id].retired_at for each in made)


async def test_a_compromised_key_is_replaced_and_counts_no_more(database_url: str) -> None:
    with open_database(database_url) as database:
        running = Keys(database)
        stolen = await running.current(ES256)
        with database.transaction() as connection:
            marked = keys.compromised(connection, stolen.id, "")
            again = keys.compromised(connection, stolen.id, "")
        assert not marked.counts and marked.compromised_at == again.compromised_at
        new = await running.current(ES256)
        assert new.id != stolen.id and kept(database)[stolen.id] == ""
        assert {each.id: each.counts for each in await running.listed()} == {stolen.id: False, new.id: True}
        with pytest.raises(UnknownKey), database.transaction() as connection:
            keys.compromised(connection, "key-0", "")

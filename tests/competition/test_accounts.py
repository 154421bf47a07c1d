"""Tokens: shown once, kept as hashes, counted until they expire or are revoked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from starlette.requests import HTTPConnection

from competition import schema
from competition.access import PUBLIC, Actor
from competition.accounts import LONGEST_TOKEN, MOST_REMEMBERED, REMEMBERED_S, Accounts, hash_of, issue, revoke
from competition.database import Database, StoreFailed, open_database

JUDGE = Actor("judge", "J1", "spring", "J1")
ORGANISER = Actor("organiser", "main", "spring")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(f"sqlite:///{tmp_path / 'contest.db'}") as opened:
        yield opened


def made(database: Database, actor: Actor = JUDGE, expires: timedelta | None = None) -> str:
    with database.transaction() as connection:
        return issue(connection, actor, expires=expires)


def asking(*headers: tuple[str, str]) -> HTTPConnection:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    return HTTPConnection({"type": "http", "headers": raw})


@pytest.mark.anyio
async def test_a_token_names_its_account(database: Database) -> None:
    accounts = Accounts(database)
    assert await accounts.identify(made(database)) == JUDGE
    assert await accounts.identify(made(database, ORGANISER)) == ORGANISER


@pytest.mark.anyio
async def test_the_database_knows_the_hash_only(database: Database) -> None:
    token = made(database)
    with database.connect() as connection:
        stored = connection.execute(select(schema.token)).one()
    assert token not in [str(value) for value in stored]
    assert stored.hash == hash_of(token)


@pytest.mark.anyio
@pytest.mark.parametrize("token", ["", "x", "x" * LONGEST_TOKEN, "x" * (LONGEST_TOKEN + 1), "\ud800", "标"])
async def test_what_was_never_issued_names_nobody(database: Database, token: str) -> None:
    made(database)
    assert await Accounts(database).identify(token) is None


@pytest.mark.anyio
async def test_a_revoked_token_stops_counting_within_a_second(database: Database) -> None:
    accounts, token = Accounts(database), made(database)
    assert await accounts.identify(token) == JUDGE
    with database.transaction() as connection:
        assert revoke(connection, JUDGE) == 1
    assert REMEMBERED_S < 1
    await asyncio.sleep(REMEMBERED_S + 0.05)
    assert await accounts.identify(token) is None


@pytest.mark.anyio
async def test_a_new_token_ends_the_one_before(database: Database) -> None:
    first, second = made(database), made(database)
    accounts = Accounts(database)
    assert await accounts.identify(first) is None
    assert await accounts.identify(second) == JUDGE


@pytest.mark.anyio
async def test_a_token_expires(database: Database) -> None:
    accounts = Accounts(database)
    assert await accounts.identify(made(database, expires=timedelta(hours=1))) == JUDGE
    assert await accounts.identify(made(database, expires=timedelta(0))) is None


@pytest.mark.anyio
async def test_a_disabled_account_has_no_tokens(database: Database) -> None:
    token = made(database)
    with database.transaction() as connection:
        connection.execute(update(schema.account).values(disabled_at="2026-05-01T00:00:00.000000Z"))
    assert await Accounts(database).identify(token) is None


@pytest.mark.anyio
async def test_an_account_outside_events_belongs_to_none(database: Database) -> None:
    owner = Actor("owner", "console")
    assert await Accounts(database).identify(made(database, owner)) == owner


@pytest.mark.anyio
async def test_only_a_bearer_token_identifies_and_none_is_the_public(database: Database) -> None:
    accounts, token = Accounts(database), made(database)
    assert await accounts.actor(asking()) is PUBLIC
    assert await accounts.actor(asking(("authorization", f"bearer  {token} "))) == JUDGE
    for header in (token, f"Basic {token}", "Bearer", "Bearer ", f"Bearer {token}x", "Bearer \xff"):
        assert await accounts.actor(asking(("authorization", header))) is None


@pytest.mark.anyio
async def test_strangers_do_not_fill_the_memory(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_REMEMBERED <= 100_000
    monkeypatch.setattr("competition.accounts.MOST_REMEMBERED", 5)
    accounts = Accounts(database)
    for number in range(20):
        await accounts.identify(f"stranger-{number}")
    assert len(vars(accounts)["_remembered"]) <= 5


@pytest.mark.anyio
async def test_a_store_that_fails_is_not_a_wrong_token(tmp_path: Path) -> None:
    with Database(f"sqlite:///{tmp_path / 'empty.db'}") as empty, pytest.raises(StoreFailed):
        await Accounts(empty).identify("anything")

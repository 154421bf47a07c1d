"""Tokens: shown once, kept as hashes, counted until they expire or are revoked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from starlette.requests import HTTPConnection

from competition.access.access import Actor
from competition.access.accounts import CHECKED_S, LONGEST_TOKEN, MOST_REMEMBERED, TRUSTED_S, Accounts
from competition.access.tokens import hash_of, issue, revoke
from competition.access.visitors import NOBODY, UnknownToken
from competition.store import schema
from competition.store.database import Database, StoreFailed, open_database

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


@pytest.fixture
async def watched(database: Database) -> AsyncIterator[Accounts]:
    accounts = Accounts(database)
    watching = asyncio.create_task(accounts.watch())
    await asyncio.sleep(0.1)
    yield accounts
    watching.cancel()


@pytest.mark.anyio
async def test_a_revoked_token_stops_counting_within_a_second(database: Database, watched: Accounts) -> None:
    token = made(database)
    assert await watched.identify(token) == JUDGE
    with database.transaction() as connection:
        assert revoke(connection, JUDGE) == 1
    assert TRUSTED_S < 1
    await asyncio.sleep(TRUSTED_S + 0.05)
    assert await watched.identify(token) is None


@pytest.mark.anyio
async def test_who_is_known_costs_no_question(
    database: Database, watched: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = made(database)
    await asyncio.sleep(2 * CHECKED_S)
    assert await watched.identify(token) == JUDGE
    monkeypatch.setattr(watched, "_look_up", lambda *_: pytest.fail("the database was asked"))
    monkeypatch.setattr("competition.access.accounts.TRUSTED_S", 60)  # a look that comes late asks nothing either
    await asyncio.sleep(3 * CHECKED_S)
    assert await watched.identify(token) == JUDGE


@pytest.mark.anyio
async def test_where_nothing_can_be_checked_nothing_is_trusted(
    database: Database, watched: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = made(database)
    assert await watched.identify(token) == JUDGE

    def fail() -> None:
        raise StoreFailed("no store")

    monkeypatch.setattr(watched, "_count_ended", fail)
    with database.transaction() as connection:
        revoke(connection, JUDGE)
    await asyncio.sleep(TRUSTED_S + 0.05)
    assert await watched.identify(token) is None


@pytest.mark.anyio
async def test_an_answer_that_a_revocation_overtook_is_not_kept(
    database: Database, watched: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = made(database)
    look_up = vars(Accounts)["_look_up"]

    def slowly(*asked: object) -> object:
        found = look_up(watched, *asked)
        with database.transaction() as connection:
            revoke(connection, JUDGE)
        time.sleep(2 * CHECKED_S)
        return found

    monkeypatch.setattr(watched, "_look_up", slowly)
    await watched.identify(token)
    monkeypatch.undo()
    assert await watched.identify(token) is None


@pytest.mark.anyio
async def test_a_new_token_ends_the_one_before(database: Database) -> None:
    first, second = made(database), made(database)
    accounts = Accounts(database)
    assert await accounts.identify(first) is None
    assert await accounts.identify(second) == JUDGE


@pytest.mark.anyio
async def test_a_token_expires_also_while_it_is_known(database: Database, watched: Accounts) -> None:
    assert await watched.identify(made(database, expires=timedelta(0))) is None
    token = made(database, expires=timedelta(seconds=0.3))
    assert await watched.identify(token) == JUDGE
    await asyncio.sleep(0.35)
    assert await watched.identify(token) is None


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
    assert await accounts.visitor(asking()) is NOBODY
    found = await accounts.visitor(asking(("authorization", f"bearer  {token} ")))
    assert (found.actors, found.login, found.session) == ((JUDGE,), "J1", "")
    for header in (token, f"Basic {token}", "Bearer", "Bearer ", f"Bearer {token}x", "Bearer \xff"):
        with pytest.raises(UnknownToken):
            await accounts.visitor(asking(("authorization", header)))


@pytest.mark.anyio
async def test_strangers_do_not_fill_the_memory(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_REMEMBERED <= 100_000
    monkeypatch.setattr("competition.access.accounts.MOST_REMEMBERED", 5)
    accounts = Accounts(database)
    for number in range(20):
        await accounts.identify(f"stranger-{number}")
    assert len(vars(accounts)["_strangers"]) <= 5


@pytest.mark.anyio
async def test_a_store_that_fails_is_not_a_wrong_token(tmp_path: Path) -> None:
    with Database(f"sqlite:///{tmp_path / 'empty.db'}") as empty, pytest.raises(StoreFailed):
        await Accounts(empty).identify("anything")

"""Sessions: opened once, ended one by one or all at once, and by time; only the browser holds the cookie."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from starlette.requests import HTTPConnection
from starlette.responses import Response

from competition.access import logins, sessions
from competition.access.access import HOUSE, Actor
from competition.access.accounts import TRUSTED_S, Accounts
from competition.access.sessions import COOKIE, IDLE, LASTS, SECURE_COOKIE
from competition.access.tokens import hash_of, now
from competition.access.visitors import NOBODY, Visitor
from competition.store import schema
from competition.store.database import Database, open_database
from tests.competition.people import cookie

EVENT = "spring"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(f"sqlite:///{tmp_path / 'contest.db'}") as opened:
        yield opened


def asking(held: str, *, scheme: str = "http", name: str = COOKIE) -> HTTPConnection:
    headers = [(b"cookie", f"{name}={held}".encode())] if held else []
    return HTTPConnection({"type": "http", "headers": headers, "scheme": scheme})


async def who(database: Database, held: str) -> Visitor:
    return await Accounts(database).visitor(asking(held))


@pytest.mark.anyio
async def test_a_session_leads_to_the_person_with_all_her_accounts(database: Database) -> None:
    held = cookie(database, "chief", event=EVENT, login="li")
    cookie(database, "organiser", event="autumn", login="li")
    cookie(database, "owner", event=HOUSE, login="li")
    found = await who(database, held)
    assert (found.login, found.name, found.known, found.by_code) == ("li", "li", True, False)
    assert {(each.id, each.event) for each in found.actors} == {
        ("chief.li", EVENT),
        ("organiser.li", "autumn"),
        ("owner.li", ""),
    }
    assert found.session


@pytest.mark.anyio
async def test_a_personal_code_leads_to_one_account_only(database: Database) -> None:
    found = await who(database, cookie(database, "judge", event=EVENT, judge="J1"))
    assert found.actors == (Actor("judge", "J1", EVENT, "J1"),)
    assert found.by_code and found.known and found.login == "J1"


@pytest.mark.anyio
async def test_a_login_named_like_a_judge_gets_nothing_of_hers(database: Database) -> None:
    cookie(database, "judge", event=EVENT, judge="j1")
    found = await who(database, cookie(database, "hall", event=EVENT, login="j1"))
    assert [each.role for each in found.actors] == ["hall"]


@pytest.mark.anyio
async def test_the_database_knows_the_hash_only(database: Database) -> None:
    held = cookie(database, "chief", event=EVENT)
    with database.connect() as connection:
        stored = connection.execute(select(schema.session)).one()
    assert held not in [str(value) for value in stored] and stored.hash == hash_of(held)
    assert await who(database, stored.hash) is NOBODY
    assert await who(database, stored.id) is NOBODY


@pytest.mark.anyio
@pytest.mark.parametrize("held", ["", "x", "x" * 5000])
async def test_what_was_never_given_is_the_public(database: Database, held: str) -> None:
    assert await who(database, held) is NOBODY


@pytest.mark.anyio
async def test_a_bearer_token_is_no_session_and_a_session_no_token(database: Database) -> None:
    held = cookie(database, "chief", event=EVENT)
    assert await Accounts(database).identify(held) is None


def age(database: Database, **times: timedelta) -> None:
    with database.transaction() as connection:
        connection.execute(update(schema.session).values({name: now(-since) for name, since in times.items()}))


@pytest.mark.anyio
async def test_a_session_ends_when_it_was_not_seen_for_long(database: Database) -> None:
    held = cookie(database, "chief", event=EVENT)
    age(database, seen_at=IDLE - timedelta(minutes=1))
    assert (await who(database, held)).known
    age(database, seen_at=IDLE + timedelta(minutes=1))
    assert not (await who(database, held)).known


@pytest.mark.anyio
async def test_a_session_ends_after_thirty_days_however_often_it_was_seen(database: Database) -> None:
    held = cookie(database, "chief", event=EVENT)
    age(database, created_at=LASTS + timedelta(minutes=1), seen_at=timedelta())
    assert not (await who(database, held)).known


@pytest.mark.anyio
async def test_being_seen_keeps_a_session(database: Database) -> None:
    held = cookie(database, "chief", event=EVENT)
    age(database, seen_at=IDLE - timedelta(minutes=1))
    accounts = Accounts(database)
    await accounts.visitor(asking(held))
    await accounts.write_seen()
    with database.connect() as connection:
        seen = connection.execute(select(schema.session.c.seen_at)).scalar_one()
    assert seen > now(-timedelta(minutes=1))


@pytest.fixture
async def watched(database: Database) -> AsyncIterator[Accounts]:
    accounts = Accounts(database)
    watching = asyncio.create_task(accounts.watch())
    await asyncio.sleep(0.1)
    yield accounts
    watching.cancel()


@pytest.mark.anyio
@pytest.mark.parametrize("how", ["end", "end all", "withdraw", "disable"])
async def test_what_is_taken_away_counts_no_more_within_a_second(
    database: Database, watched: Accounts, how: str
) -> None:
    held = cookie(database, "chief", event=EVENT, login="li")
    known = await watched.visitor(asking(held))
    assert known.may("settle", EVENT)
    with database.transaction() as connection:
        if how == "end":
            sessions.end(connection, known.session)
        elif how == "end all":
            sessions.end_all(connection, login="li")
        elif how == "withdraw":
            logins.withdraw(connection, Actor("chief", "li", EVENT))
        else:
            logins.disable(connection, "li", disabled=True)
    await asyncio.sleep(TRUSTED_S + 0.05)
    assert (await watched.visitor(asking(held))).may("settle", EVENT) is None


@pytest.mark.anyio
async def test_a_role_that_is_given_counts_at_once_where_it_was_given_and_soon_elsewhere(
    database: Database, watched: Accounts
) -> None:
    held = cookie(database, "hall", event=EVENT, login="li")
    assert (await watched.visitor(asking(held))).may("settle", EVENT) is None
    await watched.write(lambda connection: logins.grant(connection, Actor("chief", "li", EVENT), login="li"))
    assert (await watched.visitor(asking(held))).may("settle", EVENT)
    cookie(database, "second", event=EVENT, login="li")
    await asyncio.sleep(TRUSTED_S + 0.05)
    assert "second" in (await watched.visitor(asking(held))).roles(EVENT)


def test_one_session_ends_and_the_others_stay(database: Database) -> None:
    for _ in range(3):
        cookie(database, "chief", event=EVENT, login="li")
    with database.transaction() as connection:
        first, *others = sessions.open_sessions(connection, login="li")
        assert sessions.end(connection, first.id) == 1
        assert sessions.end(connection, first.id) == 0
        assert sessions.open_sessions(connection, login="li") == others
        assert sessions.end_all(connection, login="li", but=others[0].id) == 1
        assert sessions.open_sessions(connection, login="li") == others[:1]


def test_ending_all_of_nobody_ends_nothing(database: Database) -> None:
    cookie(database, "judge", event=EVENT, judge="J1")
    with database.transaction() as connection:
        assert sessions.end_all(connection, login="") == 0
        assert len(sessions.open_sessions(connection, event=EVENT)) == 1


def kept(scheme: str) -> str:
    response = Response()
    sessions.keep_cookie(response, asking("", scheme=scheme), "held")
    return response.headers["set-cookie"]


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites() -> None:
    plain, secure = kept("http"), kept("https")
    assert plain.startswith(f"{COOKIE}=held;") and "Secure" not in plain
    assert secure.startswith(f"{SECURE_COOKIE}=held;") and "Secure" in secure and "Domain" not in secure
    for each in (plain, secure):
        assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(each.split("; "))


@pytest.mark.anyio
async def test_over_https_only_the_cookie_that_no_neighbour_can_set_counts(database: Database) -> None:
    held = cookie(database, "chief", event=EVENT)
    accounts = Accounts(database)
    assert not (await accounts.visitor(asking(held, scheme="https"))).known
    assert (await accounts.visitor(asking(held, scheme="https", name=SECURE_COOKIE))).known
    assert (await accounts.visitor(asking(held, scheme="wss", name=SECURE_COOKIE))).known

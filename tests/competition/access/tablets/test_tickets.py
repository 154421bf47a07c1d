"""Tickets in the database: one browser each, for a time, and nothing in clear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from competition.access import logins, people
from competition.access.access import Actor
from competition.access.tablets import devices, tickets
from competition.access.tablets.tickets import Made, Spent, Ticket
from competition.access.tokens import hash_of, now
from competition.store import schema
from competition.store.database import Database, open_database
from tests.competition.venue import EVENT, hold_contest, url_of

SHOWING = "s" * 43


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    hold_contest(tmp_path, count=1)
    with open_database(url_of(tmp_path)) as database:
        yield database


def made(store: Database, judge: str = "J1", key: str = "k", lasts: timedelta = tickets.LASTS) -> Made:
    with store.transaction() as connection:
        (new,) = tickets.make(connection, EVENT, [judge], made_by="organiser.o", key=key, lasts=lasts)
    return new


def found(store: Database, token: str) -> Ticket:
    with store.connect() as connection:
        ticket = tickets.by_token(connection, token)
    assert ticket is not None
    return ticket


def use(store: Database, ticket: Ticket, showing: str = SHOWING) -> tuple[devices.Device, str]:
    with store.transaction() as connection:
        return tickets.use(connection, ticket, showing=showing, agent="a")


def test_link_and_code_lead_to_the_same_ticket_and_are_kept_hashed(store: Database) -> None:
    new = made(store)
    with store.connect() as connection:
        typed = f" {new.code[:4].lower()}-{new.code[4:]} "
        assert tickets.by_code(connection, typed) == tickets.by_token(connection, new.token)
        row = connection.execute(select(schema.ticket.c.token, schema.ticket.c.code)).one()
        assert tuple(row) == (hash_of(new.token), hash_of(new.code))
        assert tickets.by_code(connection, "no") is None
        assert tickets.by_token(connection, "none") is None


def test_it_counts_twelve_hours_and_a_week_at_most(store: Database) -> None:
    assert found(store, made(store).token).expires_at < now(timedelta(hours=12, seconds=1))
    assert found(store, made(store, key="l", lasts=timedelta(days=30)).token).expires_at < now(
        timedelta(days=7, seconds=1)
    )


def test_used_once_it_is_one_device_however_often_the_same_page_is_sent(store: Database) -> None:
    ticket = found(store, made(store).token)
    first, held = use(store, ticket)
    again, same = use(store, ticket)
    assert (first.id, held) == (again.id, same)
    assert (first.judge, first.account, first.state) == ("J1", "judge.J1", "enrolled")
    with pytest.raises(Spent):
        use(store, ticket, "t" * 43)
    with store.connect() as connection:
        (listed,) = tickets.of_event(connection, EVENT)
        assert (listed.state, listed.device) == ("used", first.id)
        known = devices.by_hash(connection, hash_of(held))
        assert known is not None
        assert known.id == first.id


def test_whose_device_has_ended_does_not_come_back_by_the_same_page(store: Database) -> None:
    ticket = found(store, made(store).token)
    device, _ = use(store, ticket)
    with store.transaction() as connection:
        assert devices.end(connection, EVENT, device.id, "organiser.o")
    with pytest.raises(Spent):
        use(store, ticket)


def test_expired_taken_back_and_of_somebody_without_access_it_enrols_nobody(store: Database) -> None:
    expired, revoked, gone = (made(store, key=key) for key in "abc")
    with store.transaction() as connection:
        connection.execute(
            update(schema.ticket).where(schema.ticket.c.id == expired.id).values(expires_at=now(-timedelta(seconds=1)))
        )
        tickets.revoke(connection, EVENT, revoked.id)
        tickets.revoke(connection, "elsewhere", gone.id)
    states = [found(store, each.token).state for each in (expired, revoked, gone)]
    assert states == ["expired", "revoked", "open"]
    with store.transaction() as connection:
        assert people.withdraw(connection, EVENT, "J1", "judge")
    for each in (expired, revoked, gone):
        with pytest.raises(Spent):
            use(store, found(store, each.token))
    with store.connect() as connection:
        assert devices.of_event(connection, EVENT) == []


def test_one_form_sent_twice_is_one_ticket_until_it_was_used(store: Database) -> None:
    first, second = made(store), made(store)
    assert first.id == second.id
    with store.connect() as connection:
        assert tickets.by_token(connection, first.token) is None
    use(store, found(store, second.token))
    third = made(store)
    assert third.id != second.id
    assert found(store, third.token).state == "open"


def test_a_place_that_a_login_holds_is_not_given_to_a_tablet(store: Database) -> None:
    with store.transaction() as connection:
        logins.create(connection, "J2", "J2", "none")
        logins.grant(connection, Actor("judge", "J2", EVENT, "J2"), login="J2")
    with pytest.raises(logins.AccountTaken):
        made(store, "J2")

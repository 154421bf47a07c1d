"""Devices in the database, and what they say of themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.requests import HTTPConnection

from competition.access.access import Actor
from competition.access.tablets import devices
from competition.access.tablets.contacts import MOST_UNSENT, Contacts
from competition.access.tablets.devices import Contact, Device
from competition.access.tokens import now
from competition.access.visitors import NOBODY, DeviceEnded, Forbidden, SignInNeeded, Visitor
from competition.store.database import Database, open_database
from tests.competition.venue import EVENT, hold_contest, url_of

JUDGE = Actor("judge", "J1", EVENT, "J1")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    hold_contest(tmp_path, count=1)
    with open_database(url_of(tmp_path)) as database:
        yield database


def enrolled(store: Database, hashed: str = "h", lasts: timedelta = devices.LASTS) -> Device:
    with store.transaction() as connection:
        return devices.enrol(connection, JUDGE, hashed=hashed, agent="a" * 900, expires_at=now(lasts))


def read(store: Database, id: str) -> Device:
    with store.connect() as connection:
        found = devices.find(connection, EVENT, id)
    assert found is not None
    return found


def test_each_has_a_name_and_a_key_of_its_own(store: Database) -> None:
    first, second, same = enrolled(store), enrolled(store, "i"), enrolled(store)
    assert (first.label, second.label, same.id) == ("J1-1", "J1-2", first.id)
    with store.connect() as connection:
        seals = {devices.seal_of(connection, EVENT, each.id) for each in (first, second)}
        assert len(seals) == 2
        assert devices.seal_of(connection, EVENT, "none") == ""
        assert devices.find(connection, "elsewhere", first.id) is None
    assert len(first.agent) == devices.LONGEST_AGENT


def test_it_is_enrolled_until_it_expires_is_left_or_revoked(store: Database) -> None:
    one, two = enrolled(store), enrolled(store, "i")
    gone = enrolled(store, "j", lasts=-timedelta(seconds=1))
    with store.transaction() as connection:
        assert devices.end(connection, EVENT, one.id, "organiser.o")
        assert not devices.end(connection, EVENT, one.id, "judge.J1")
        assert devices.end(connection, EVENT, two.id, "judge.J1")
    assert [read(store, each.id).state for each in (one, two, gone)] == ["revoked", "left", "expired"]
    assert enrolled(store, "k").state == "enrolled"


def test_a_message_is_seen_once_and_another_is_another(store: Database) -> None:
    device = enrolled(store)
    with store.transaction() as connection:
        at = devices.tell(connection, EVENT, device.id, "Tea")
        devices.saw(connection, EVENT, device.id, "another")
    assert (read(store, device.id).message, read(store, device.id).message_seen_at) == ("Tea", "")
    with store.transaction() as connection:
        devices.saw(connection, EVENT, device.id, at)
    seen = read(store, device.id).message_seen_at
    with store.transaction() as connection:
        devices.saw(connection, EVENT, device.id, at)
    assert read(store, device.id).message_seen_at == seen != ""


def asked(**headers: str) -> HTTPConnection:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return HTTPConnection({"type": "http", "headers": named})


@pytest.mark.anyio
async def test_what_a_device_last_said_is_gathered_and_written_down(store: Database) -> None:
    device, contacts = enrolled(store), Contacts(store)
    visitor = Visitor("J1", "J1", (device.actor,))
    contacts.note(asked(saiping_unsent="4", saiping_page="v1"), visitor)
    contacts.note(asked(), visitor)
    contacts.note(asked(saiping_unsent="many"), visitor)
    contacts.note(asked(saiping_unsent="9"), NOBODY)
    assert (contacts.merged(device).unsent, contacts.merged(device).page) == (4, "v1")
    assert read(store, device.id).unsent == 0
    await contacts.write_due()
    assert read(store, device.id).unsent == 0
    await contacts.write()
    await contacts.write()
    assert (read(store, device.id).unsent, read(store, device.id).page) == (4, "v1")
    assert contacts.merged(device) == device
    contacts.note(asked(saiping_unsent="999999999"), Visitor(late=device.actor, ended="device-revoked"))
    assert contacts.merged(device).unsent == MOST_UNSENT


def test_a_contact_that_says_nothing_changes_only_when_it_was_seen(store: Database) -> None:
    device = enrolled(store)
    with store.transaction() as connection:
        devices.contacted(connection, {(EVENT, device.id): Contact("2026-05-01T08:00:00.000000Z", 3, "v")})
        devices.contacted(connection, {(EVENT, device.id): Contact("2026-05-01T08:00:05.000000Z", None, None)})
    found = read(store, device.id)
    assert (found.seen_at, found.unsent, found.page) == ("2026-05-01T08:00:05.000000Z", 3, "v")


# --- who comes with it ------------------------------------------------------------------------------------------------

TABLET = Visitor("J1", "J1", (Actor("judge", "J1", EVENT, "J1", "d1"),), by_code=True)
ENDED = Visitor(late=Actor("judge", "J1", EVENT, "J1", "d1"), ended="device-revoked")
OFFICE = Visitor("li", "Li", (Actor("organiser", "li", EVENT), Actor("judge", "li", EVENT, "J2")), "s1")


def test_on_an_enrolled_browser_its_judge_is_the_judge_and_the_rest_stays() -> None:
    both = OFFICE.on(TABLET)
    assert (both.judge(EVENT), both.login, both.session) == ("J1", "li", "s1")
    assert both.may("manage-devices", EVENT) is not None
    assert both.may("give-marks", EVENT, "J2") is None
    assert NOBODY.on(TABLET) == TABLET


def test_an_ended_device_is_said_to_be_ended_and_takes_nothing_from_who_is_signed_in() -> None:
    with pytest.raises(DeviceEnded) as why:
        NOBODY.on(ENDED).acts("read-sheets", EVENT)
    assert why.value.code == "device-revoked"
    organiser = Visitor("li", "Li", (Actor("organiser", "li", EVENT),), "s1").on(ENDED)
    assert organiser.acts("manage-devices", EVENT).name == "li"
    with pytest.raises(DeviceEnded):
        organiser.acts("give-marks", EVENT)
    with pytest.raises(Forbidden):
        organiser.acts("confirm", EVENT)
    assert OFFICE.on(ENDED) == OFFICE
    with pytest.raises(SignInNeeded):
        NOBODY.acts("read-sheets", EVENT)

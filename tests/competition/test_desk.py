"""The desk: a page states a fact as whoever asks, if the table lets her."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from starlette.requests import Request

from competition.access.access import Actor
from competition.access.accounts import Accounts
from competition.access.sessions import COOKIE
from competition.access.tokens import issue
from competition.access.visitors import Forbidden, SignInNeeded, UndeclaredActionError, acting
from competition.catalogue import Catalogue
from competition.desk import Desk, UnknownEvent
from competition.recording.streams import Streams
from competition.store import schema
from competition.store.database import Database, open_database
from scoring.facts import Cell, ClockJumped, Fact, Frozen, MarkGiven, Thawed
from scoring.steps import Confirmed, HeldAdmitted
from tests.competition.people import cookie
from tests.competition.venue import CLOCK, EVENT, TRADE, hold_contest, url_of

SPEED = MarkGiven(Cell(CLOCK, "E001", "final", "", "speed"), "50")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    hold_contest(tmp_path)
    with open_database(url_of(tmp_path)) as database:
        streams = Streams(database, publish=lambda event, views: None, lost=lambda event: None)
        yield Desk(Accounts(database), streams, Catalogue(database), database)
        await streams.close()


class App:
    """As far as a request knows its application."""

    def __init__(self, desk: Desk) -> None:
        self.state = self
        self.accounts = desk.accounts


def asking(desk: Desk, held: str = "", *, token: str = "") -> Request:
    headers = [(b"cookie", f"{COOKIE}={held}".encode())] if held else []
    headers += [(b"authorization", f"Bearer {token}".encode())] if token else []
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers, "app": App(desk)})


def person(database: Database, role: str, **more: str) -> str:
    return cookie(database, role, **more)


async def states(desk: Desk, held: str, fact: Fact, key: str = "k1") -> str:
    return (await desk.state(asking(desk, held), EVENT, fact, key=key)).status


@pytest.mark.anyio
async def test_who_may_states_and_the_line_is_hers(desk: Desk) -> None:
    organiser = person(desk.database, "organiser", login="li")
    assert await states(desk, organiser, Frozen(TRADE, "")) == "accepted"
    assert await states(desk, organiser, Frozen(TRADE, "")) == "known"
    async with desk.reading(EVENT) as state:
        assert state.seq == (await desk.recorder(EVENT)).head.seq
    line = schema.line.c
    with desk.database.connect() as connection:
        last = connection.execute(select(line.actor, line.key).order_by(line.seq.desc())).first()
    assert last == ("organiser.li", "k1")


@pytest.mark.anyio
@pytest.mark.parametrize("key", ["周海平", "a\0b", "a b", "k" * 161])
async def test_a_key_is_no_text_that_a_line_would_hold_for_good(desk: Desk, key: str) -> None:
    before = (await desk.recorder(EVENT)).head
    assert await states(desk, person(desk.database, "organiser"), Frozen(TRADE, ""), key=key) == "refused"
    assert (await desk.recorder(EVENT)).head == before


@pytest.mark.anyio
async def test_who_has_several_roles_states_with_the_one_that_lets_her(desk: Desk) -> None:
    held = person(desk.database, "hall", login="li")
    person(desk.database, "organiser", login="li")
    person(desk.database, "organiser", login="li", event="autumn")
    assert await states(desk, held, Frozen(TRADE, "")) == "accepted"


@pytest.mark.anyio
async def test_who_may_not_is_told_so_and_nothing_is_recorded(desk: Desk) -> None:
    before = (await desk.recorder(EVENT)).head
    with pytest.raises(SignInNeeded):
        await states(desk, "", Frozen(TRADE, ""))
    for role, event in (("authority", EVENT), ("organiser", "autumn"), ("judge", EVENT)):
        with pytest.raises(Forbidden):
            await states(desk, person(desk.database, role, event=event, login=f"{role}-x"), Frozen(TRADE, ""))
    with pytest.raises(Forbidden):
        await states(desk, person(desk.database, "organiser"), Confirmed(TRADE, "result", 1))
    assert (await desk.recorder(EVENT)).head == before


@pytest.mark.anyio
async def test_nobody_states_what_only_the_server_states_or_what_must_be_proposed(desk: Desk) -> None:
    for fact in (ClockJumped("2026-05-01T00:00:00.000000Z"), HeldAdmitted(3)):
        for role in ("organiser", "chief", "owner"):
            event = "house" if role == "owner" else EVENT
            with pytest.raises(Forbidden):
                await states(desk, person(desk.database, role, event=event), fact)


@pytest.mark.anyio
async def test_a_judge_gives_her_own_marks_only(desk: Desk) -> None:
    assert await states(desk, person(desk.database, "judge", judge=CLOCK), SPEED) == "accepted"
    with pytest.raises(Forbidden):
        await states(desk, person(desk.database, "judge", judge="J1"), SPEED)
    with pytest.raises(Forbidden):
        await states(desk, person(desk.database, "organiser"), SPEED)


@pytest.mark.anyio
async def test_the_organiser_gives_the_marks_of_seats_that_the_office_fills(desk: Desk) -> None:
    with desk.database.transaction() as connection:
        connection.execute(update(schema.judge).where(schema.judge.c.id == CLOCK).values(kind="office"))
    assert await states(desk, person(desk.database, "organiser"), SPEED) == "accepted"
    with pytest.raises(Forbidden):
        await states(desk, person(desk.database, "chief"), SPEED)


@pytest.mark.anyio
async def test_a_bearer_token_states_as_well(desk: Desk) -> None:
    with desk.database.transaction() as connection:
        token = issue(connection, Actor("organiser", "main", EVENT))
    assert (await desk.state(asking(desk, token=token), EVENT, Thawed(TRADE), key="k")).status == "refused"


@pytest.mark.anyio
async def test_an_event_that_is_not_there_is_said_to_be_none(desk: Desk) -> None:
    owner = person(desk.database, "owner", event="house")
    with pytest.raises(UnknownEvent):
        await desk.state(asking(desk, owner), "nowhere", Frozen(TRADE, ""), key="k")
    with pytest.raises(UnknownEvent):
        async with desk.reading("house"):
            pass


@pytest.mark.anyio
async def test_an_endpoint_asks_only_about_what_it_declares(desk: Desk) -> None:
    def endpoint() -> None: ...

    endpoint.actions = ("read-office",)  # type: ignore[attr-defined]
    request = asking(desk, person(desk.database, "organiser"))
    request.scope["endpoint"] = endpoint
    assert (await acting(request, "read-office", EVENT)).role == "organiser"
    with pytest.raises(UndeclaredActionError):
        await desk.state(request, EVENT, Frozen(TRADE, ""), key="k")


@pytest.mark.anyio
async def test_today_is_the_day_at_the_event(desk: Desk) -> None:
    for hours in (-12, 0, 8, 14):
        there = Desk(desk.accounts, desk.streams, desk.catalogue, desk.database, hours=hours)
        assert there.today(EVENT) == (datetime.now(UTC) + timedelta(hours=hours)).date().isoformat()

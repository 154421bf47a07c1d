"""Screens as they are kept, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from competition.screens import store
from competition.screens.store import FIRST_PLAN, MOST, Entry, PlanMoved, Screen, TooManyScreens
from competition.store.database import Database, open_database
from tests.competition.venue import EVENT, hold_contest

OTHER = "autumn"
FLOOR = (Entry("trades/baking", 30), Entry("", 10))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    hold_contest(database_url)
    hold_contest(database_url, event=OTHER)
    with open_database(database_url) as opened:
        yield opened


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.transaction() as opened:
        yield opened


def of(connection: Connection, event: str = EVENT) -> list[Screen]:
    return [each for each in store.every(connection) if each.event == event]


def test_a_form_that_is_sent_twice_makes_one_screen_and_an_event_has_no_more_than_it_may(
    connection: Connection,
) -> None:
    one = store.make(connection, EVENT, "Hall", "key-00001")
    assert store.make(connection, EVENT, "Hall", "key-00001") == one
    assert store.make(connection, OTHER, "Hall", "key-00001") != one
    (made,) = of(connection)
    assert (made.name, made.plan, made.code, made.report) == ("Hall", FIRST_PLAN, store.typed(made.code), {})
    assert made.names == {"zh": EVENT, "en": EVENT}
    for number in range(1, MOST):
        store.make(connection, EVENT, "Hall", f"more-{number:05}")
    assert len({each.code for each in store.every(connection)}) == MOST + 1
    with pytest.raises(TooManyScreens):
        store.make(connection, EVENT, "Hall", "one-too-many")
    assert store.make(connection, EVENT, "Hall", "key-00001") == one


def test_an_order_is_one_screens_or_all_of_its_event(connection: Connection) -> None:
    left, right = (store.make(connection, EVENT, name, f"key-{name}") for name in ("left", "right"))
    far = store.make(connection, OTHER, "far", "key-far")
    assert store.change(connection, EVENT, left, {"message": "Lunch", "full": True}) == 1
    assert store.change(connection, EVENT, "", {"hidden": True}) == 2
    assert store.ask(connection, EVENT, right, "identify") == 1
    assert store.ask(connection, EVENT, "", "reload") == 2
    assert store.change(connection, EVENT, far, {"hidden": True}) == 0
    seen = {each.name: (each.message, each.full, each.hidden, each.identify, each.reload) for each in of(connection)}
    assert seen == {"left": ("Lunch", True, True, 0, 1), "right": ("", False, True, 1, 1)}
    assert [each.hidden for each in of(connection, OTHER)] == [False]


def test_a_plan_that_somebody_else_has_changed_is_not_overwritten(connection: Connection) -> None:
    screen = store.make(connection, EVENT, "Hall", "key-00001")
    assert store.plan(connection, EVENT, screen, FLOOR, FIRST_PLAN) == 1
    assert store.plan(connection, EVENT, screen, FLOOR, FIRST_PLAN) == 1, "the second click"
    with pytest.raises(PlanMoved):
        store.plan(connection, EVENT, screen, (Entry("", 5),), FIRST_PLAN)
    assert [each.plan for each in of(connection)] == [FLOOR]
    assert store.plan(connection, EVENT, "", FIRST_PLAN, None) == 1
    assert store.plan(connection, EVENT, "nowhere", FLOOR, FIRST_PLAN) == 0


def test_what_a_screen_said_is_kept_and_goes_with_it(connection: Connection) -> None:
    screen = store.make(connection, EVENT, "大厅", "key-00001")
    store.said(connection, {(EVENT, screen): ("2026-05-01T03:00:00.000000Z", {"page": "boards/group:baking:东区"})})
    (kept,) = of(connection)
    assert (kept.seen_at, kept.report["page"]) == ("2026-05-01T03:00:00.000000Z", "boards/group:baking:东区")
    assert store.remove(connection, EVENT, screen) and not store.remove(connection, EVENT, screen)
    assert of(connection) == []


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("abc def", "ABCDEF"),
        (" ab-cd–ef ", "ABCDEF"),
        ("ＡＢＣＤＥＦ", "ABCDEF"),
        ("ABCDE", ""),
        ("ABCDE0", ""),
        ("", ""),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str, read: str) -> None:
    assert store.typed(typed) == read

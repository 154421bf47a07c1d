from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, inspect

from competition.entry import drafts
from competition.entry.comparing import AGREED, APART, DIFFERS, Draft, Typed, compared
from competition.entry.drafts import Put, Sheet
from competition.store import schema
from competition.store.database import Database, open_database

CRUST, CRUMB = ("crust", "", 1), ("crumb", "loaf", 2)
SHEET = Sheet("J1", "E1", "final")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with open_database(database_url) as opened:
        with opened.transaction() as connection:
            columns = inspect(opened.reader).get_columns("event")
            row = {each["name"]: 0 if "INT" in str(each["type"]) else "" for each in columns if not each["nullable"]}
            connection.execute(insert(schema.event).values(row | {"id": "bakes"}))
        yield opened


def put(database: Database, by: str, crust: str, crumb: str, sheet: Sheet = SHEET) -> Put:
    with database.transaction() as connection:
        return drafts.put(connection, "bakes", sheet, by, {CRUST: crust, CRUMB: crumb})


def again(database: Database, by: str, crumb: str) -> bool:
    with database.transaction() as connection:
        return drafts.put_again(connection, "bakes", SHEET, by, {CRUMB: crumb})


def read(database: Database) -> list[Draft]:
    with database.connect() as connection:
        return drafts.of_sheet(connection, "bakes", SHEET)


def test_two_persons_type_a_sheet_and_no_third(database: Database) -> None:
    assert put(database, "organiser.anna", "2", "3") is Put.KEPT
    assert put(database, "second.anna", "2", "3") is Put.OWN, "the same person in another role"
    assert put(database, "second.bert", "2", "3") is Put.KEPT
    assert put(database, "second.cora", "2", "3") is Put.TWICE
    assert [each.by for each in read(database)] == ["organiser.anna", "second.bert"]
    assert read(database)[0].cells == {CRUST: Typed("2"), CRUMB: Typed("3")}
    assert compared(read(database)).state == AGREED


def test_each_types_again_once_what_differs(database: Database) -> None:
    put(database, "organiser.anna", "2", "3")
    assert not again(database, "organiser.anna", "3"), "nobody differs yet"
    put(database, "second.bert", "2", "1")
    assert not again(database, "second.cora", "1")
    assert again(database, "organiser.anna", "3")
    assert not again(database, "organiser.anna", "1"), "once, or she could guess"
    assert compared(read(database)).state == DIFFERS
    assert again(database, "second.bert", "2")
    assert compared(read(database)).state == APART
    assert read(database)[1].cells == {CRUST: Typed("2"), CRUMB: Typed("1", "2")}


def test_what_is_dropped_is_gone_and_nothing_else(database: Database) -> None:
    other = Sheet("J2", "E1", "final")
    put(database, "organiser.anna", "2", "3")
    put(database, "second.bert", "2", "3")
    put(database, "second.bert", "1", "1", other)
    with database.transaction() as connection:
        assert set(drafts.every(connection, "bakes")) == {SHEET, other}
        assert drafts.drop(connection, "bakes", SHEET) == 2
        assert set(drafts.every(connection, "bakes")) == {other}
        assert drafts.every(connection, "elsewhere") == {}


def test_of_many_at_once_two_are_kept(database: Database) -> None:
    with ThreadPoolExecutor(6) as threads:
        done = list(threads.map(lambda number: put(database, f"second.p{number}", "2", "3"), range(6)))
    assert sorted(each.value for each in done) == ["kept"] * 2 + ["twice"] * 4
    assert len(read(database)) == 2

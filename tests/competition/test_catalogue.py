"""What the catalogue keeps of a package is what the package says; the roster names everything that a board shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from competition import catalogue
from competition.catalogue import Catalogue
from competition.intake import Package, read
from competition.store import schema
from competition.store.database import Database, open_database
from tests.competition.orchard import GOLDEN

NOTE = {"package": "0" * 64, "marks": "yes", "finished": "no"}


@pytest.fixture
def package() -> Package:
    package, problems = read(GOLDEN)
    assert package is not None, problems
    return package


@pytest.fixture
def database(database_url: str, package: Package) -> Iterator[Database]:
    with open_database(database_url) as database:
        with database.transaction() as connection:
            catalogue.save(connection, package, NOTE)
        yield database


def test_a_saved_package_is_loaded_as_it_was_but_for_what_the_ledger_holds(
    database: Database, package: Package
) -> None:
    with database.connect() as connection:
        loaded = catalogue.load(connection, "orchard")
    assert loaded is not None
    assert (loaded.marks, loaded.advanced, loaded.adjustments) == ((), (), ())
    for part in ("contest", "schemes", "scheme_texts", "entrants", "members", "persons", "items", "judges", "panels"):
        assert getattr(loaded, part) == getattr(package, part), part
    assert loaded.expected == package.expected
    assert loaded.policies == package.policies


def test_an_event_is_saved_once(database: Database, package: Package) -> None:
    with pytest.raises(IntegrityError), database.transaction() as connection:
        catalogue.save(connection, package, NOTE)
    with database.connect() as connection:
        assert catalogue.events(connection) == ["orchard"]
        assert connection.execute(select(schema.entrant)).all().__len__() == len(package.entrants)


def test_the_note_about_an_import_can_be_replaced_and_is_no_file_of_the_package(database: Database) -> None:
    with database.transaction() as connection:
        assert catalogue.note(connection, "orchard") == NOTE
        catalogue.renote(connection, "orchard", NOTE | {"finished": "yes"})
        assert catalogue.note(connection, "orchard") == NOTE | {"finished": "yes"}
        assert catalogue.note(connection, "elsewhere") is None
        loaded = catalogue.load(connection, "orchard")
    assert loaded is not None and catalogue.IMPORT not in loaded.policies


def test_what_is_not_there_is_none(database: Database) -> None:
    with database.connect() as connection:
        assert catalogue.load(connection, "elsewhere") is None
        assert catalogue.roster(connection, "elsewhere") is None


@pytest.mark.anyio
async def test_the_roster_names_event_trades_phases_modules_and_entrants(database: Database) -> None:
    roster = await Catalogue(database).roster("orchard")
    assert roster is not None
    assert roster["event"] == {
        "id": "orchard",
        "name": {"zh": "果园技能竞赛", "en": "Orchard skills"},
        "starts": "2026-05-01",
        "ends": "2026-05-03",
        "place": {"zh": "示范果园", "en": "Model orchard"},
    }
    grafting, pruning = roster["trades"]
    assert (grafting["id"], grafting["decimals"], pruning["decimals"]) == ("grafting", 2, 1)
    assert grafting["phases"][0] == {
        "id": "prelim",
        "name": {"zh": "初赛", "en": "Preliminary"},
        "modules": ["theory", "craft"],
        "max": "100",
    }
    assert grafting["modules"][0] == {"id": "theory", "name": {"zh": "理论", "en": "Theory"}, "max": "40"}
    assert list(roster["entrants"]) == ["A1", "A2", "A3", "A4", "B1", "B2", "B3"]
    assert roster["entrants"]["A2"] == {
        "trade": "grafting",
        "number": "2",
        "name": "陈立夏",
        "name_en": "Chen Lixia",
        "organisation": "一号, 果园",
        "organisation_en": "No. 1",
        "group": "学生组",
        "team": "",
    }


@pytest.mark.anyio
async def test_events_are_listed_without_their_rosters_and_unknown_ones_have_none(database: Database) -> None:
    reading = Catalogue(database)
    roster = await reading.roster("orchard")
    assert roster is not None
    assert await reading.events() == [roster["event"]]
    assert await reading.roster("elsewhere") is None
    assert await reading.roster("orchard") is roster, "a roster is remembered for a moment"

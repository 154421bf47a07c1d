"""Catalogue and stream of an event come into being together, once."""

from __future__ import annotations

from pathlib import Path

from competition import catalogue, imports
from competition.intake import Package, read
from competition.store.database import Database, open_database
from tests.competition.office.house import EVENT
from tests.competition.venue import YUNPING


def package() -> Package:
    found, problems = read(YUNPING)
    assert found is not None, problems
    return found


def begun(database: Database, *, marks: bool, finished: bool = False) -> str:
    """The code of the problem, "" for none."""
    with database.transaction() as connection:
        problem = imports.begin(connection, package(), marks=marks, finished=finished)
    return "" if problem is None else problem.code


def test_an_import_that_was_cut_off_is_gone_on_with(tmp_path: Path) -> None:
    with open_database(f"sqlite:///{tmp_path / 'a.db'}") as database:
        assert begun(database, marks=True) == ""
        assert begun(database, marks=True) == ""
        assert begun(database, marks=False) == "import-unfinished"


def test_an_event_is_taken_in_once(tmp_path: Path) -> None:
    with open_database(f"sqlite:///{tmp_path / 'a.db'}") as database:
        assert begun(database, marks=False, finished=True) == ""
        assert begun(database, marks=False, finished=True) == "event-exists"
        assert begun(database, marks=True) == "event-exists"
        with database.connect() as connection:
            assert catalogue.note(connection, EVENT) == imports.note(package(), marks=False, finished=True)

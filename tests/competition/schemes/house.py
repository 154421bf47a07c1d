"""The office with the floristry contest taken in and no trade open yet, or with all its marks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

import run
from competition import imports
from competition.intake import read
from competition.settings import Settings
from competition.store.database import open_database
from tests.competition.office.house import EVENT, TRADE, House, Page, Person
from tests.competition.venue import YUNPING

DESK = f"/office/{EVENT}/schemes"
HERE = f"{DESK}/{TRADE}"


@contextmanager
def unopened(folder: Path) -> Iterator[House]:
    """The contest as the office takes it in: its trade is opened later."""
    url = f"sqlite:///{folder / 'office.db'}"
    with open_database(url) as database:
        package, problems = read(YUNPING)
        assert package is not None, problems
        with database.transaction() as connection:
            assert imports.begin(connection, package, marks=False, finished=True) is None
        app = run.build(Settings(database=url, backup_every=0))
        with TestClient(app) as client:
            yield House(app, client, database)


def sends(person: Person, content: bytes, name: str = "scheme.xlsx") -> Page:
    """A file sent to the trade's page; the page that it leads to, or where it was refused the answer."""
    answer = person.send(HERE, [("file", (name, content))])
    return person.get(answer.to) if answer.status == 303 else answer


def keeps(person: Person, draft: str) -> Page:
    """A draft kept, by its address."""
    return person.post(draft, key=person.get(draft).hidden("key"), step="keep")

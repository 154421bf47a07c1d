"""The whole way of a paper sheet, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import run
from competition.commands.import_ import begin, finish
from competition.intake import read
from competition.settings import Settings
from competition.store.database import open_database
from scoring.facts import MarkGiven
from tests.competition.entry.desks import anna, bert, cora, types
from tests.competition.rulings.bakery import FILES, Bakery


@pytest.fixture
def served(tmp_path: Path, database_url: str) -> Iterator[Bakery]:
    for name, text in FILES.items():
        (tmp_path / "package" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "package" / name).write_text(text, "utf-8")
    package, problems = read(tmp_path / "package")
    assert package is not None, problems
    with open_database(database_url) as database:
        assert begin(database, package, marks=True) is None
        with ThreadPoolExecutor(1) as thread:
            thread.submit(finish, database, package, marks=True).result()
        app = run.build(Settings(database=database_url, backup_every=0))
        with TestClient(app) as client:
            yield Bakery(app, client, database)


def test_a_sheet_is_typed_by_two_decided_by_a_third_and_recorded(served: Bakery) -> None:
    types(anna(served), "2", "3")
    types(bert(served), "2", "1")
    types(anna(served), crumb="3", step="again")
    types(bert(served), crumb="1", step="again")
    page = types(cora(served), crumb="3", step="decide")
    assert page.status == 303 and "said=recorded&given=2" in page.to
    found = [(line.actor, line.fact.value) for line in served.lines() if isinstance(line.fact, MarkGiven)]
    assert found == [("second.bert", "2"), ("second.cora", "3")]

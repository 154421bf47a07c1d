"""`rehearse`: marks are invented or played again from the console, into an event of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from competition.commands import rehearse
from competition.imports import begin
from competition.store.database import open_database
from competition.store.verify import Finding, verify
from tests.competition.rehearsals.stands import package

EVENT, REHEARSAL = "orchard", "orchard-rehearsal-1"


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A contest that has not begun."""
    url = f"sqlite:///{tmp_path / 'contest.db'}"
    with open_database(url) as store, store.transaction() as connection:
        assert begin(connection, package(EVENT), marks=False, finished=True) is None
    return url


def said(database: str, *arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(rehearse.command, [*arguments, "--database", database])


def test_invented_marks_are_played_to_the_end_and_put_away(database: str) -> None:
    played = said(database, EVENT, "--seed", "evening", "--no-pauses")
    assert played.exit_code == 0, played.output
    assert f"/events/{REHEARSAL}" in played.output and "marks, played" in played.output
    with open_database(database) as store:
        assert not isinstance(verify(store, REHEARSAL), Finding)
    assert said(database, REHEARSAL, "--end").exit_code == 0
    over = said(database, REHEARSAL)
    assert over.exit_code == 1 and "is over" in over.output


def test_an_event_that_is_not_over_is_not_played_again(database: str) -> None:
    refused = said(database, EVENT)
    assert refused.exit_code == 1 and "no marks to play" in refused.output
    assert said(database, "nobody", "--invent").exit_code == 1

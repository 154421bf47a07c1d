"""Lists and stages as they are kept, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from competition.ceremony import store
from competition.ceremony.steps import Plan, pause
from competition.ceremony.store import NOTHING, REHEARSAL, STAGE, Stage
from competition.store.database import open_database
from tests.competition.venue import EVENT, hold_contest

PLAN = Plan("by-medal", 0, {"T": "d"}, {}, (pause("speech", "致辞", "Speech"),))


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    hold_contest(database_url)
    with open_database(database_url) as database, database.transaction() as opened:
        yield opened


def test_a_list_is_kept_by_who_saw_the_last_and_a_rehearsal_of_another_is_over(connection: Connection) -> None:
    assert store.find(connection, EVENT) == NOTHING
    assert store.keep(connection, EVENT, PLAN, "organiser.main", seen=NOTHING, anew=True)
    assert not store.keep(connection, EVENT, PLAN, "organiser.main", seen=NOTHING, anew=True)
    first = store.find(connection, EVENT)
    assert store.move(connection, EVENT, REHEARSAL, Stage(0, 0), seen=first)
    kept = store.find(connection, EVENT)
    assert (kept.plan, kept.revision, kept.made_by, kept.rehearsal.at) == (PLAN, 1, "organiser.main", 0)
    assert store.keep(connection, EVENT, PLAN, "organiser.luo", seen=first), "a rehearsal keeps nobody from editing"
    assert not store.keep(connection, EVENT, PLAN, "organiser.main", seen=kept)
    assert (store.find(connection, EVENT).rehearsal.at, store.find(connection, EVENT).revision) == (-1, 2)


def test_a_list_made_anew_takes_the_stage_down_and_another_edit_leaves_it(connection: Connection) -> None:
    store.keep(connection, EVENT, PLAN, "organiser.main", seen=NOTHING, anew=True)
    made = store.find(connection, EVENT)
    assert made.stage == Stage(), "nothing was on it, and nothing moves"
    assert store.move(connection, EVENT, STAGE, Stage(0, 0, held=True), seen=made)
    assert store.keep(connection, EVENT, PLAN, "organiser.main", seen=store.find(connection, EVENT))
    edited = store.find(connection, EVENT)
    assert (edited.stage[:4], edited.stage.moves) == ((0, 0, True, False), 1)
    assert store.versions(connection)[EVENT][:2] == (2, 1)
    assert store.keep(connection, EVENT, PLAN, "organiser.main", seen=edited, anew=True)
    down = store.find(connection, EVENT).stage
    assert (down[:4], down.moves) == (Stage()[:4], 2)


def test_a_list_changes_under_no_step_and_no_step_is_shown_of_another_list(connection: Connection) -> None:
    store.keep(connection, EVENT, PLAN, "organiser.main", seen=NOTHING, anew=True)
    made = store.find(connection, EVENT)
    assert store.move(connection, EVENT, STAGE, Stage(0, 0), seen=made)
    assert not store.keep(connection, EVENT, PLAN, "organiser.luo", seen=made), "she did not see the step"
    shown = store.find(connection, EVENT)
    assert store.keep(connection, EVENT, PLAN, "organiser.luo", seen=shown)
    assert not store.move(connection, EVENT, STAGE, Stage(0, 0, held=True), seen=shown), "the console saw another list"

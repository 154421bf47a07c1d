"""A failure at each line of a correction, in the store itself: all or nothing, and the same form works afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from competition.store.verify import Position, verify
from tests.competition.rulings.bakery import EVENT, OFFICE, Bakery

MARK = f"{OFFICE}/correct?entrant=E2&judge=J1&phase=final&item=&aspect=crust"
FORM = {"value": "3", "reason": "misread", "text": "记分纸上是 3"}


@contextmanager
def failing(hall: Bakery, table: str, when: str) -> Iterator[None]:
    """The disk refuses rows of a table."""
    with hall.database.transaction() as connection:
        connection.exec_driver_sql(
            f"CREATE TRIGGER planted BEFORE INSERT ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, 'no disk'); END"
        )
    try:
        yield
    finally:
        with hall.database.transaction() as connection:
            connection.exec_driver_sql("DROP TRIGGER planted")


def stands(hall: Bakery) -> tuple[int, str, int, int]:
    """Lines, total of E2, pending proposals, and documents that can be read."""
    with hall.database.connect() as connection:
        documents = connection.exec_driver_sql("SELECT count(*) FROM document WHERE body IS NOT NULL").scalar_one()
    pending = hall.look(lambda state: len(state.proposals))
    return len(hall.bodies()), hall.total("E2"), pending, documents


@pytest.mark.parametrize(("table", "when"), [("document", "1"), ("line", 'NEW.body LIKE \'%"fact":"proposed"%\'')])
def test_a_proposal_that_cannot_be_kept_leaves_nothing(signed: Bakery, table: str, when: str) -> None:
    page = signed.person("organiser", "anna").opens(MARK).sends(step="show", **FORM)
    before = stands(signed)
    with failing(signed, table, when):
        assert page.sends(step="state", **FORM).status == 503
        assert stands(signed) == before
    assert page.sends(step="state", **FORM).status == 303
    assert stands(signed) == (before[0] + 1, before[1], 1, 1)


def test_an_approval_that_cannot_be_kept_changes_nothing(signed: Bakery) -> None:
    page = signed.person("organiser", "anna").opens(MARK).sends(step="show", **FORM)
    proposal = page.sends(step="state", **FORM).to
    second = signed.person("chief", "berta").opens(proposal)
    before = stands(signed)
    with failing(signed, "line", 'NEW.body LIKE \'%"fact":"approved"%\''):
        assert second.sends(step="approve").status == 503
        assert stands(signed) == before
        assert "Waits for a second person" in second.person.opens(proposal).words
    assert second.sends(step="approve").status == 303
    assert stands(signed) == (before[0] + 1, "46.00", 0, 1)
    found = verify(signed.database, EVENT)
    assert isinstance(found, Position), found


def test_results_are_recorded_all_or_none(hall: Bakery) -> None:
    results = f"{OFFICE}/results?seat=baking|final|paper|OFFICE"
    text = "01\t80\n02\t70\n03\t60"
    page = hall.person("organiser").opens(results).sends(step="show", text=text)
    before = len(hall.bodies())
    for entrant in ("E1", "E2", "E3"):
        with failing(hall, "line", f'NEW.body LIKE \'%"entrant":"{entrant}"%\''):
            assert page.sends(step="state", text=text).status == 503
            assert len(hall.bodies()) == before
    assert page.sends(step="state", text=text).status == 303
    assert len(hall.bodies()) == before + 3

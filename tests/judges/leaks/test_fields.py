"""Two contests that differ in hidden fields alone: whoever may not see them is answered the same, byte for byte, at
every door of the application, and no canary stands in any answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from competition import rosters
from competition.access import access
from competition.catalogue import Catalogue
from competition.store import schema
from tests.competition.supervision.arena import EVENT
from tests.judges.leaks.hall import differences, serving
from tests.judges.leaks.worlds import CANARY, Worlds


def found(worlds: Worlds, only: str = "") -> list[str]:
    """Answers that differ between the worlds, and those in which a canary stands."""
    urls, cookies = worlds
    sweeps = []
    for url in urls.values():
        with serving(url, cookies) as hall:
            sweeps.append(hall.sweep(only))
    singing = [
        f"{asker} {asked}: {CANARY}" for (asker, asked), answer in sweeps[0].items() if CANARY.encode() in answer.body
    ]
    return differences(sweeps[0], sweeps[1]) + singing


@pytest.mark.slow
def test_what_is_hidden_changes_no_byte_of_any_answer(worlds: Worlds) -> None:
    assert found(worlds) == []


def names_for_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rosters, "overlaid", lambda base, *_: dict(base))


def judges_for_all(patch: pytest.MonkeyPatch) -> None:
    roster = Catalogue.roster

    async def told(self: Catalogue, event: str) -> dict[str, Any] | None:
        known = await roster(self, event)
        with self._database.connect() as connection:
            rows = connection.execute(select(schema.judge)).all()
        return None if known is None else {**known, "judges": [tuple(row) for row in rows]}

    patch.setattr(Catalogue, "roster", told)


def office_for_judges(patch: pytest.MonkeyPatch) -> None:
    for action in ("manage-devices", "read-office"):
        patch.setitem(access.RULES, action, access.Rule(frozenset({"judge"})))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("without", "only", "who"),
    [
        (names_for_all, "/api/events/{event}/roster", f"public GET /api/events/{EVENT}/roster"),
        (names_for_all, "/api/events/{event}/roster", f"J4 GET /api/events/{EVENT}/roster"),
        (judges_for_all, "/api/events/{event}/roster", f"J1 GET /api/events/{EVENT}/roster"),
        (office_for_judges, "/office/{event}/devices", f"J4 GET /office/{EVENT}/devices"),
    ],
)
def test_a_guard_that_is_gone_is_noticed(
    worlds: Worlds,
    monkeypatch: pytest.MonkeyPatch,
    without: Callable[[pytest.MonkeyPatch], None],
    only: str,
    who: str,
) -> None:
    without(monkeypatch)
    seen = found(worlds, only)
    assert who in seen and f"{who}: {CANARY}" in seen, seen

"""Two contests that differ in hidden fields alone: whoever may not see them is answered the same, byte for byte, at
every door of the application, and no canary stands in any answer."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Table, insert, select, true, update

from competition import rosters
from competition.access import access
from competition.catalogue import Catalogue
from competition.store import schema
from competition.store.database import open_database
from tests.competition.supervision.arena import BLIND, EVENT
from tests.judges.leaks.hall import differences, prepare, serving

CANARY = "canary"
LONG_AGO = "2026-01-01T00:00:00.000000Z"


Hidden = tuple[Table, ColumnElement[bool], dict[str, Any]]
"""Table, which rows, what stands there."""


def hidden(world: str) -> list[Hidden]:
    """Every field that neither public nor hall nor the judges who ask may see."""

    def said(*names: str) -> dict[str, Any]:
        return {name: f"{CANARY}-{world}-{name}" for name in names}

    entrant, judge, device, call = (each.c for each in (schema.entrant, schema.judge, schema.device, schema.call))
    return [
        (schema.entrant, entrant.trade == BLIND, said("name", "name_en", "organisation", "organisation_en")),
        (schema.judge, judge.id == "J2", said("name", "name_en", "organisation", "interests")),
        (schema.device, device.judge == "J2", said("hash", "seal", "label", "agent", "message", "page")),
        (schema.seal, schema.seal.c.trade == BLIND, said("seed")),
        (schema.call, call.judge == "J2", said("entrant", "phase")),
        (schema.document, true(), said("salt", "body")),
        (schema.ticket, true(), said("token", "code", "made_by")),
        (schema.recusal, true(), said("entrant", "reserve")),
        (schema.draft, true(), said("cells")),
    ]


def planted() -> list[tuple[Table, dict[str, Any]]]:
    """Rows to hide something in, where the contest has none."""
    seat = {"event": EVENT, "judge": "J2"}
    sheet = seat | {"entrant": "x", "phase": "final", "by": "organiser.x", "cells": "{}", "at": LONG_AGO}
    offered = {"made_by": "x", "made_at": LONG_AGO, "expires_at": LONG_AGO, "device": ""}
    return [
        (schema.document, {"event": EVENT, "digest": "d" * 64, "salt": "s", "body": "{}"}),
        (schema.recusal, seat | {"trade": BLIND, "panel": "panel", "entrant": "x", "position": 0, "reserve": ""}),
        (schema.ticket, seat | {"id": "t", "token": "t", "code": "c"} | offered),
        (schema.draft, sheet),
    ]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, str]]:
    """Two databases of one history, which differ in what is hidden; the cookies of who is signed in, in both."""
    folder = tmp_path_factory.mktemp("worlds")
    base = f"sqlite:///{folder / 'base.db'}"
    prepare(base)
    with serving(base) as hall:
        for judge in ("J1", "J2", "J4"):  # their browsers make themselves known
            assert hall.does(judge, "GET", f"/judge/{EVENT}").status_code == 200
        where = {"id": "hidden-call", "phase": "final", "entrant": hall.works[BLIND][1]}
        assert hall.does("J2", "POST", f"/api/events/{EVENT}/judge/call", json=where).status_code == 200
        cookies = dict(hall.cookies)
    found = {}
    for world in ("one", "another"):
        shutil.copy(folder / "base.db", folder / f"{world}.db")
        found[world] = f"sqlite:///{folder / world}.db"
        with open_database(found[world]) as database, database.transaction() as connection:
            for table, row in planted():
                connection.execute(insert(table).values(**row))
            for table, which, values in hidden(world):
                assert connection.execute(update(table).where(which).values(**values)).rowcount, table.name
    return found, cookies


def found(worlds: tuple[dict[str, str], dict[str, str]], only: str = "") -> list[str]:
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
def test_what_is_hidden_changes_no_byte_of_any_answer(worlds: tuple[dict[str, str], dict[str, str]]) -> None:
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
    worlds: tuple[dict[str, str], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    without: Callable[[pytest.MonkeyPatch], None],
    only: str,
    who: str,
) -> None:
    without(monkeypatch)
    seen = found(worlds, only)
    assert who in seen and f"{who}: {CANARY}" in seen, seen

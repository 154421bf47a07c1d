"""Two databases of one history, which differ in hidden fields alone."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Table, insert, true, update

from competition.store import schema
from competition.store.database import open_database
from tests.competition.supervision.arena import BLIND, EVENT
from tests.judges.leaks.hall import prepare, serving

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


Worlds = tuple[dict[str, str], dict[str, str]]
"""Database by world; the cookies of who is signed in, in both."""


def apart(folder: Path) -> Worlds:
    """Both databases, in the folder."""
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

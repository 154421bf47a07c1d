"""Who knows whom: judges and the entrants of their own organisation, or whom their declaration names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import select

from competition.store import schema
from competition.store.database import Database

SHORTEST = 2
"""Characters of a name that is looked for in a declaration: one alone stands in too many texts."""


class Declared(NamedTuple):
    """What the contest says of a judge. organisation: "" for none. interests: what she declared, in her words."""

    judge: str
    organisation: str
    interests: str


async def declarations(database: Database, event: str) -> list[Declared]:
    """Of every judge of the event who says anything. Raises what the database raises."""
    return await database.read(_read, database, event)


def connected(declared: Iterable[Declared], entrants: Mapping[str, Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """Entrants by judge: of her organisation, or whose id, name or organisation her declaration names. entrants: of a
    roster, by id; of a sealed code nothing is known, so that nobody is connected with it."""
    found = {
        each.judge: frozenset(id for id, row in entrants.items() if _same(each, row) or _named(each, id, row))
        for each in declared
    }
    return {judge: those for judge, those in found.items() if those}


def _same(judge: Declared, row: Mapping[str, Any]) -> bool:
    own = judge.organisation.strip()
    return bool(own) and own in (row["organisation"].strip(), row["organisation_en"].strip())


def _named(judge: Declared, id: str, row: Mapping[str, Any]) -> bool:
    if not judge.interests or not row["organisation"]:
        return False
    if re.search(rf"(?<![A-Za-z0-9]){re.escape(id)}(?![A-Za-z0-9])", judge.interests):
        return True
    names = (row[key].strip() for key in ("name", "name_en", "organisation", "organisation_en"))
    return any(len(name) >= SHORTEST and name in judge.interests for name in names)


def _read(database: Database, event: str) -> list[Declared]:
    table = schema.judge.c
    chosen = select(table.id, table.organisation, table.interests).where(table.event == event)
    with database.connect() as connection:
        return [
            Declared(*row)
            for row in connection.execute(chosen.order_by(table.position))
            if row.organisation or row.interests
        ]

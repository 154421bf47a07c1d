"""Everything that awards of an event are made of, read from the database at one line: for commands and exports."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from competition import catalogue
from competition.awarding.house import House, asked, ended, house
from competition.awarding.roll import Documents, Roll, digests, rolled
from competition.documents import is_sound
from competition.intake.package import Package
from competition.rosters import overlaid, signs
from competition.store import schema
from competition.store.database import Database
from competition.store.ledger import Ledger
from competition.store.verify import Position, replay
from scoring.state import State

AT_ONCE = 500
"""Documents asked for in one query."""


@dataclass(frozen=True)
class Standing:
    """An event as it stood at a line. roster: names as far as they may be known there. position: `stream:seq:digest`
    of that line. houses: the house as each trade's awards were, or would be, drawn up by it."""

    package: Package
    state: State
    roster: Mapping[str, Any]
    documents: Documents
    position: str
    houses: Mapping[str, House]

    def roll(self, trade: str) -> Roll:
        """The roll of one trade."""
        return rolled(self.state, trade, self.package, self.documents, self.houses[trade])


def standing(database: Database, event: str, to: int | None = None, known: int | None = None) -> Standing | None:
    """The event at a line, by default the last; None where there is no such event. known: line of the house up to which
    it is read for awards that are not stated yet, by default its last, 0 for none. Raises StoreError where a line is
    not as it was recorded."""
    with database.connect() as connection:
        package, base = catalogue.load(connection, event), catalogue.roster(connection, event)
    if package is None or base is None:
        return None
    fold = replay(Ledger(database, event), to)
    found = signs(fold.state)
    named = [document for sign in found for _, document in sign.substituted]
    with database.connect() as connection:
        documents = bodies(connection, [*digests(fold.state), *named])
    roster = overlaid(base, found, documents)
    open_ = ended(database, known)
    stated = {trade: asked(fold.state, trade) for trade in fold.state.trades}
    where = {trade: open_ if at is None else at for trade, at in stated.items()}
    read = {at: house(database, at) for at in set(where.values())}
    houses = {trade: read[at] for trade, at in where.items()}
    return Standing(package, fold.state, roster, documents, str(Position(event, *fold.head)), houses)


def bodies(connection: Connection, wanted: Collection[str]) -> Documents:
    """Bodies of documents by digest; those that were erased are left out. One that is not what its line names says
    nothing: its body is empty."""
    row, asked = schema.document.c, list(wanted)
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(asked), AT_ONCE):
        chosen = select(row.digest, row.salt, row.body).where(row.digest.in_(asked[start : start + AT_ONCE]))
        for digest, salt, body in connection.execute(chosen):
            if body is not None:
                found[digest] = json.loads(body) if is_sound(digest, salt, body) else {}
    return found

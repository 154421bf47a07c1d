"""Sheets as they are typed: kept beside the ledger, each until two persons agree, and read back by nobody but the
server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from competition.access.tokens import now
from competition.entry.comparing import DIFFERS, MOST, NONE, Draft, Typed, compared, retyped
from competition.store import schema
from scoring.lines import canonical
from scoring.plan import Place
from scoring.procedure.seconds import same_person

_draft = schema.draft.c


class Sheet(NamedTuple):
    """Which sheet of an event: a judge's, of one entrant in one phase."""

    judge: str
    entrant: str
    phase: str


class Put(Enum):
    """What became of what somebody typed: kept, hers is there already, two others' are."""

    KEPT = "kept"
    OWN = "own"
    TWICE = "twice"


def of_sheet(connection: Connection, event: str, sheet: Sheet) -> list[Draft]:
    """What was typed of a sheet, in the order in which it came."""
    return every(connection, event, sheet).get(sheet, [])


def every(connection: Connection, event: str, sheet: Sheet | None = None) -> dict[Sheet, list[Draft]]:
    """What was typed of every sheet of an event, or of one, and is not recorded yet."""
    wanted = select(schema.draft).where(_draft.event == event).order_by(_draft.at, _draft.by)
    if sheet is not None:
        wanted = wanted.where(*_here(event, sheet))
    found: dict[Sheet, list[Draft]] = {}
    for row in connection.execute(wanted):
        draft = Draft(row.by, row.at, _read(row.cells))
        found.setdefault(Sheet(row.judge, row.entrant, row.phase), []).append(draft)
    return found


def put(
    connection: Connection,
    event: str,
    sheet: Sheet,
    by: str,
    values: Mapping[Place, str],
    words: Mapping[Place, str] = NONE,
) -> Put:
    """Keep a sheet as a person typed it, the first or the second time. by: her account. words: that explain marks."""
    _alone(connection, event)
    there = of_sheet(connection, event, sheet)
    if any(same_person(by, draft.by) for draft in there):
        return Put.OWN
    if len(there) >= MOST:
        return Put.TWICE
    cells = _written({place: Typed(value, None, words.get(place, "")) for place, value in values.items()})
    connection.execute(insert(schema.draft).values(event=event, **sheet._asdict(), by=by, cells=cells, at=now()))
    return Put.KEPT


def put_again(
    connection: Connection,
    event: str,
    sheet: Sheet,
    by: str,
    values: Mapping[Place, str],
    words: Mapping[Place, str] = NONE,
) -> bool:
    """Keep what a person typed again of the cells that differ; False where she has nothing to type again."""
    _alone(connection, event)
    there = of_sheet(connection, event, sheet)
    found = compared(there)
    own = next((draft for draft in there if draft.by in found.again and same_person(by, draft.by)), None)
    if found.state != DIFFERS or own is None:
        return False
    cells = _written(retyped(own, found.differing, values, words).cells)
    connection.execute(update(schema.draft).where(*_here(event, sheet), _draft.by == own.by).values(cells=cells))
    return True


def drop(connection: Connection, event: str, sheet: Sheet) -> int:
    """Forget what was typed of a sheet; by how many persons that was."""
    return connection.execute(delete(schema.draft).where(*_here(event, sheet))).rowcount


def _alone(connection: Connection, event: str) -> None:
    """Let nobody else type in the event before this transaction's end: on PostgreSQL there may be other nodes."""
    connection.execute(select(schema.event.c.id).where(schema.event.c.id == event).with_for_update(key_share=True))


def _here(event: str, sheet: Sheet) -> tuple[ColumnElement[bool], ...]:
    return (
        _draft.event == event,
        _draft.judge == sheet.judge,
        _draft.entrant == sheet.entrant,
        _draft.phase == sheet.phase,
    )


def _written(cells: Mapping[Place, Typed]) -> str:
    """Canonical JSON of [item, aspect, attempt, value], and what was typed again where that is so, null where there are
    words, which come last."""
    listed = [
        [item, aspect, str(attempt), typed.value, *_besides(typed)]
        for (aspect, item, attempt), typed in sorted(cells.items())
    ]
    return canonical(listed)


def _besides(typed: Typed) -> list[str | None]:
    if typed.words:
        return [typed.again, typed.words]
    return [] if typed.again is None else [typed.again]


def _read(cells: str) -> dict[Place, Typed]:
    return {(aspect, item, int(attempt)): Typed(*typed) for item, aspect, attempt, *typed in json.loads(cells)}

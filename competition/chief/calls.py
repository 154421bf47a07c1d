"""Calls: a judge asks the chief judge to come. Kept for good, each with who answered and when it was over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection, insert, select, update

from competition.access.tokens import now
from competition.store import schema

MOST_SHOWN: Final = 30
"""Calls on a page; more judges than that do not call at once."""

_call = schema.call.c


class Call(NamedTuple):
    """A call. id: of the caller's making. entrant, phase, trade: where she stood, "" for nowhere. seen_at: when
    somebody said that she comes, None while nobody did; seen_by: her account. ended_at: when it was over or taken back,
    None while it stands. Times are UTC text."""

    event: str
    id: str
    judge: str
    trade: str
    phase: str
    entrant: str
    made_at: str
    seen_at: str | None
    seen_by: str
    ended_at: str | None


def make(connection: Connection, event: str, judge: str, id: str, where: tuple[str, str, str]) -> Call | None:
    """Let the judge call: the call that she has standing already, else a new one; None where this one was over. where:
    (trade, phase, entrant). Raises KeyError where the id is of another judge's call."""
    known = find(connection, event, id)
    if known is not None and known.judge != judge:
        raise KeyError(id)
    if known is not None:
        return known if known.ended_at is None else None
    standing = of_judge(connection, event, judge)
    if standing is not None:
        return standing
    made = Call(event, id, judge, *where, now(), None, "", None)
    connection.execute(insert(schema.call).values(**made._asdict()))
    return made


def answer(connection: Connection, event: str, id: str, by: str) -> Call | None:
    """Say that somebody comes, once; None where no such call stands. by: account id."""
    here = (_call.event == event, _call.id == id, _call.ended_at.is_(None))
    connection.execute(update(schema.call).where(*here, _call.seen_at.is_(None)).values(seen_at=now(), seen_by=by))
    found = find(connection, event, id)
    return None if found is None or found.ended_at is not None else found


def end(connection: Connection, event: str, id: str, judge: str = "") -> Call | None:
    """Let a call be over: taken back, or nobody is needed any more; None where no such call stands. judge: whose it
    must be, "" for anybody's."""
    found = find(connection, event, id)
    if found is None or found.ended_at is not None or judge not in ("", found.judge):
        return None
    connection.execute(update(schema.call).where(_call.event == event, _call.id == id).values(ended_at=now()))
    return found


def find(connection: Connection, event: str, id: str) -> Call | None:
    """A call of the event, whether it stands or not."""
    row = connection.execute(select(schema.call).where(_call.event == event, _call.id == id)).first()
    return None if row is None else Call(**row._mapping)


def of_judge(connection: Connection, event: str, judge: str) -> Call | None:
    """The judge's call that stands."""
    here = (_call.event == event, _call.judge == judge, _call.ended_at.is_(None))
    row = connection.execute(select(schema.call).where(*here).order_by(_call.made_at)).first()
    return None if row is None else Call(**row._mapping)


def standing(connection: Connection, event: str) -> Sequence[Call]:
    """The event's calls that stand: those that nobody answered first, each kind in the order in which they came."""
    here = (_call.event == event, _call.ended_at.is_(None))
    wanted = select(schema.call).where(*here).order_by(_call.seen_at.is_not(None), _call.made_at, _call.id)
    return [Call(**row._mapping) for row in connection.execute(wanted.limit(MOST_SHOWN))]

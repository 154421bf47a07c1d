"""Who a judge is, and on which panels of which trades she sits, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from competition.store import schema


@dataclass(frozen=True, slots=True)
class Place:
    """A panel. trade: id. name: of the trade, in both languages. panel: its id."""

    trade: str
    name: Mapping[str, str]
    panel: str


@dataclass(frozen=True, slots=True)
class Judge:
    """A judge of an event. name, name_en: "" where the catalogue has none. office: a seat that the office fills."""

    id: str
    name: str
    name_en: str
    office: bool
    places: tuple[Place, ...]

    @property
    def names(self) -> Mapping[str, str]:
        """What she is called, by her id where the catalogue has no name."""
        return {"zh": self.name or self.id, "en": self.name_en}


def event_name(connection: Connection, event: str) -> Mapping[str, str]:
    """The name of an event in both languages, empty where there is none."""
    row = schema.event.c
    found = connection.execute(select(row.name_zh, row.name_en).where(row.id == event)).first()
    return {} if found is None else {"zh": found.name_zh, "en": found.name_en}


def judges(connection: Connection, event: str) -> list[Judge]:
    """The judges of the event with their panels, in the package's order."""
    trade, seat, judge = schema.trade.c, schema.seat.c, schema.judge.c
    names = {
        row.id: {"zh": row.name_zh, "en": row.name_en}
        for row in connection.execute(select(trade.id, trade.name_zh, trade.name_en).where(trade.event == event))
    }
    places: dict[str, dict[tuple[str, str], Place]] = {}
    seats = connection.execute(
        select(seat.judge, seat.trade, seat.panel).where(seat.event == event).order_by(seat.position)
    )
    for row in seats:
        name = names.get(row.trade, {"zh": row.trade, "en": row.trade})
        places.setdefault(row.judge, {})[row.trade, row.panel] = Place(row.trade, name, row.panel)
    rows = connection.execute(
        select(judge.id, judge.name, judge.name_en, judge.kind).where(judge.event == event).order_by(judge.position)
    )
    return [
        Judge(row.id, row.name, row.name_en, row.kind == "office", tuple(places.get(row.id, {}).values()))
        for row in rows
    ]


def judge_of(connection: Connection, event: str, id: str) -> Judge:
    """One of them; one who is known by her id alone where the catalogue has none."""
    found = next((each for each in judges(connection, event) if each.id == id), None)
    return found or Judge(id, "", "", False, ())

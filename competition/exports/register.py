"""Numbers of certificates that are in force, read from the house's own stream at one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from competition.awarding.house import ended, house
from competition.awarding.stored import bodies
from competition.store.database import Database
from scoring.register import ISSUED, Due


class Issued(NamedTuple):
    """A certificate that is in force. issued: ISO date, "" where what it says was erased."""

    number: str
    issued: str


@dataclass(frozen=True)
class Register:
    """certificates: of one event. position: `stream:seq:digest` of the house's stream, "" where nothing of it is
    read."""

    certificates: Mapping[Due, Issued] = field(default_factory=dict)
    position: str = ""


NO_REGISTER = Register()


def register(database: Database, event: str, to: int | None = None) -> Register:
    """What was issued in an event, as of a line of the house's stream; None: the last, 0: none. Raises StoreError where
    a line is not as it was recorded."""
    read = house(database, ended(database, to))
    found = [each for each in read.register.entries.values() if each.due.event == event and each.standing == ISSUED]
    with database.connect() as connection:
        said = bodies(connection, [each.document for each in found])
    certificates = {each.due: Issued(each.number, str(said.get(each.document, {}).get("issued", ""))) for each in found}
    return Register(certificates, read.position)

"""What the house knows of people from its other events, read from its stream at a named line: promotions of the year,
of which a policy may allow one ("同一年内参加竞赛只能晋升一次", Tianjin 2024), and the grade held in an occupation.

Awards name the line, so that whoever draws them up again reads the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from competition.access.access import HOUSE
from competition.certificates.holders import holder, kept
from competition.intake.package import Package, Person
from competition.store.database import Database
from competition.store.fold import LineDamaged
from competition.store.ledger import Head, Ledger, NoSuchStream
from competition.store.verify import Position, position, replay
from scoring.grades import Grade, grade
from scoring.procedure.order import REHEARSAL
from scoring.register import Entry, Register
from scoring.state import State, Trade


class Known(NamedTuple):
    """What other events of the house gave one person. promoted: (grade, number) of every promotion of the contest's
    year, numbers that are kept for one included. level: the highest grade in force in the trade's occupation, None for
    none; number: of its certificate."""

    promoted: tuple[tuple[Grade, str], ...] = ()
    level: Grade | None = None
    number: str = ""


NOTHING = Known()


@dataclass(frozen=True)
class House:
    """The house as it stood at a line. position: `stream:seq:digest`, "" where nothing of it is read. secret: of its
    holders, None where there are none yet."""

    position: str = ""
    register: Register = field(default_factory=Register)
    secret: bytes | None = None

    def holder(self, person: Person) -> str:
        """Who she is in all events, "" where nobody knows."""
        return "" if self.secret is None else holder(self.secret, person.identity_type, person.identity)

    def known(self, trade: Trade, package: Package) -> dict[str, Known]:
        """What it knows, by person, of everybody whom it knows something of."""
        found: dict[str, Known] = {}
        for person in package.persons if self._entries else ():
            entries = self._entries.get(self.holder(person), ())
            known = _known([each for each in entries if each.due.event != package.contest.event], trade)
            if known != NOTHING:
                found[person.person] = known
        return found

    @cached_property
    def _entries(self) -> dict[str, list[Entry]]:
        """Grades that hold, or are to, by holder."""
        found: dict[str, list[Entry]] = {}
        for each in self.register.entries.values():
            if each.holder and each.level and not each.revoked:
                found.setdefault(each.holder, []).append(each)
        return found


UNREAD = House()
"""For what knows no other events: rehearsals, and awards that were stated before the house had a stream."""


def asked(state: State, trade: str) -> str | None:
    """Where the house is to be read for a trade: where its awards say, "" for not at all, None for where it ends."""
    awarded = state.trades[trade].awarded
    if state.purpose == REHEARSAL:
        return ""
    return None if awarded is None else awarded.fact.house


def head(database: Database) -> Head | None:
    """Where the house's stream ends, None where there is none."""
    try:
        return Ledger(database, HOUSE).head()
    except NoSuchStream:
        return None


def ended(database: Database, seq: int | None) -> str | None:
    """The position of a line of the house, as `house` takes it: "" for line 0, None for its end. Raises StoreError
    where there is no such line."""
    if not seq:
        return None if seq is None else ""
    row = next(iter(Ledger(database, HOUSE).page(seq - 1, 1)), None)
    if row is None or row.seq != seq:
        raise LineDamaged(HOUSE, seq, "line-missing", str(seq))
    return str(Position(HOUSE, row.seq, row.digest))


def house(database: Database, at: str | None = None) -> House:
    """The house at a position, "" for `UNREAD`, None for its end. Raises StoreError where a line is not as it was
    recorded, or is not the one of that position."""
    if at == "" or head(database) is None:
        if at:
            raise LineDamaged(HOUSE, 1, "stream-missing", at)
        return UNREAD
    wanted = None if at is None else position(at)
    fold = replay(Ledger(database, HOUSE), None if wanted is None else wanted.seq)
    if wanted is not None and (wanted.stream, *fold.head) != (HOUSE, wanted.seq, wanted.digest):
        raise LineDamaged(HOUSE, wanted.seq, "not-expected", wanted.digest)
    with database.connect() as connection:
        secret = kept(connection)
    return House(str(Position(HOUSE, *fold.head)), fold.state.register, secret)


def _known(entries: list[Entry], trade: Trade) -> Known:
    year, occupation = trade.terms.date[:4], trade.terms.occupation
    promoted = [(level, each.number) for each in entries if each.once == year and (level := grade(each.level))]
    held = [
        (level, each.number)
        for each in entries
        if each.issued and occupation and each.occupation == occupation and (level := grade(each.level))
    ]
    level, number = max(held, key=lambda each: each[0], default=(None, ""))
    return Known(tuple(promoted), level, number)

"""The register of certificates, a fold over the house stream: which number each award has, how far each number is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from scoring.numbering import Series

RESERVED, ISSUED, REVOKED = "reserved", "issued", "revoked"
"""How far a number is. revoked: for ever; one that was never issued is given up so."""


class Due(NamedTuple):
    """An award that a number is for: person of an entrant, and the kind of her certificate."""

    event: str
    trade: str
    entrant: str
    person: str
    kind: str


@dataclass(slots=True)
class Entry:
    """One number. index: how many were given before, which is its place in the status list. holder, level, once, most,
    occupation: as reserved. reserved, issued, revoked: the lines, 0 for none. document: what the certificate says, ""
    before it is issued. reason: of its end, a code. successor: the number that replaced it, "" for none."""

    number: str
    due: Due
    index: int
    holder: str
    level: str
    once: str
    most: str
    occupation: str
    reserved: int
    issued: int = 0
    document: str = ""
    revoked: int = 0
    reason: str = ""
    successor: str = ""

    @property
    def standing(self) -> str:
        """`RESERVED`, `ISSUED` or `REVOKED`."""
        return REVOKED if self.revoked else ISSUED if self.issued else RESERVED


class Register:
    """entries: by number, in the order of their indices. standing: number by award. ended: the last number that was
    revoked, by award. given: by series. promoted: numbers of grades by (holder, year), of those that stand."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.standing: dict[Due, str] = {}
        self.ended: dict[Due, str] = {}
        self.given: dict[Series, int] = {}
        self.promoted: dict[tuple[str, str], list[str]] = {}

    def reserve(
        self, due: Due, series: Series, line: int, *, holder: str, level: str, once: str, most: str, occupation: str
    ) -> Entry:
        """Keep the next number of the series for the award."""
        running = self.given.get(series, 0) + 1
        entry = Entry(series.number(running), due, len(self.entries), holder, level, once, most, occupation, line)
        self.given[series] = running
        self.entries[entry.number] = entry
        self.standing[due] = entry.number
        if holder and level:
            self.promoted.setdefault((holder, once), []).append(entry.number)
        return entry

    def revoke(self, entry: Entry, line: int, reason: str) -> None:
        """The number holds no more."""
        entry.revoked, entry.reason = line, reason
        del self.standing[entry.due]
        self.ended[entry.due] = entry.number
        if entry.holder and entry.level:
            self.promoted[entry.holder, entry.once].remove(entry.number)

    def issued(self) -> int:
        """How many numbers are in force."""
        return sum(each.standing == ISSUED for each in self.entries.values())

    def revoked(self) -> frozenset[int]:
        """Indices of the numbers that hold no more."""
        return frozenset(each.index for each in self.entries.values() if each.revoked)

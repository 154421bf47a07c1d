"""What a person was given over the years, read from the house's register and from what certificates say.

An office sees of other events what their certificates say to everybody: contest, grade, number and date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from competition.awarding.house import House
from competition.certificates.certificate import Certificate, Clause, Honour
from competition.intake.files.columns import promotions
from competition.intake.package import Package, Person
from scoring.grades import grade
from scoring.nodes import Name
from scoring.register import Entry

NOTHING = Name("", "")


class Item(NamedTuple):
    """One certificate. own: of the event that asks; of others place, honours and clauses are left out. contest,
    occupation: nothing where what it says was erased, or is not issued yet. on: ISO day of issue, "" for not yet.
    standing, reason, successor: as in the register. ended: ISO day on which it was revoked. year: that of its
    contest."""

    entry: Entry
    own: bool
    contest: Name
    occupation: str
    occupation_name: Name
    on: str
    ended: str
    place: str
    honours: tuple[Honour, ...]
    clauses: tuple[Clause, ...]

    @property
    def year(self) -> str:
        return self.entry.once


@dataclass(frozen=True)
class Record:
    """known: she has an identity paper by which other events know her. level, promotions: as the package states them;
    on: day of that. occupations: code and name of those that she competes in here. items: by day, kept numbers last."""

    person: str
    name: Name
    known: bool
    year: str
    level: str
    promotions: tuple[str, ...]
    on: str
    occupations: Mapping[str, Name]
    items: tuple[Item, ...]

    @property
    def promoted(self) -> tuple[Item, ...]:
        """Promotions of the contest's year that hold, numbers that are kept for one included."""
        return tuple(
            each for each in self.items if each.entry.level and each.year == self.year and not each.entry.revoked
        )


def who(package: Package, person: str) -> Person | None:
    """The person of the event, or the entrant who stands for herself; None where there is none."""
    found = next((each for each in package.persons if each.person == person), None)
    if found is not None:
        return found
    behind = {each.entrant for each in package.members if each.role == "member"}
    alone = next((each for each in package.entrants if each.entrant == person and person not in behind), None)
    return None if alone is None else Person(person, alone.name, alone.name_en, "", "", "", "", "")


def hers(house: House, package: Package, person: Person) -> list[Entry]:
    """Every number that she has: in all events where she is known by a paper, else in this one."""
    event, holder = package.contest.event, house.holder(person)
    return [
        each
        for each in house.register.entries.values()
        if (holder and each.holder == holder) or (each.due.event == event and each.due.person == person.person)
    ]


def record(
    package: Package,
    person: Person,
    entries: Iterable[Entry],
    said: Mapping[str, Certificate],
    ended: Mapping[int, str],
) -> Record:
    """Her record. said: what certificates say, by number. ended: ISO days of the lines that revoked, by line."""
    contest = package.contest
    items = [_item(each, each.due.event == contest.event, said.get(each.number), ended) for each in entries]
    items.sort(key=lambda each: (each.on or "9999", each.entry.index))
    trades = {each.id: each for each in contest.trades}
    return Record(
        person.person,
        Name(person.name, person.name_en or person.name),
        bool(person.identity),
        contest.ends[:4],
        _code(person.level),
        tuple(promotions(person.promotions)),
        contest.starts,
        {
            trades[each].occupation: trades[each].occupation_name or trades[each].name
            for each in _trades(package, person)
            if trades[each].occupation
        },
        tuple(items),
    )


def _item(entry: Entry, own: bool, says: Certificate | None, ended: Mapping[int, str]) -> Item:
    when = ended.get(entry.revoked, "")
    if says is None:
        return Item(entry, own, NOTHING, entry.occupation, NOTHING, "", when, "", (), ())
    shown = (says.place, says.honours, says.clauses) if own else ("", (), ())
    return Item(entry, own, says.contest, says.occupation, says.occupation_name, says.issued, when, *shown)


def _trades(package: Package, person: Person) -> Sequence[str]:
    """Trades in which she competes."""
    behind = {each.entrant for each in package.members if each.person == person.person and each.role == "member"}
    found = [each.trade for each in package.entrants if each.entrant in (behind or {person.person})]
    return tuple(dict.fromkeys(found))


def _code(level: str) -> str:
    """Code of a level as the package states it, "" for none."""
    found = grade(level) if level else None
    return "" if found is None else found.code

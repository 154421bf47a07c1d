"""What hangs on one mark and on one judge once everything is marked: places, and the grades that come with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from competition.awarding.cases import papers_of
from competition.certainty.people import People, Person
from competition.certainty.slices import Work
from scoring.certainty.margins import Margins, margins_in_slices
from scoring.certainty.tries import Step, Tried
from scoring.state import Trade

Papers = Mapping[str, Mapping[str, str]]
"""Out of 100, by entrant and paper."""


class Turn(NamedTuple):
    """A grade that would be another. before, after: codes, "" for none. step: the mark that would be another, or judge:
    who would not have marked."""

    person: str
    before: str
    after: str
    step: Step | None
    judge: str


class Hanging(NamedTuple):
    """margins: of places. turns: by entrant, each kind of turn once: the first step that leads to it, and each judge
    without whom it would be."""

    margins: Margins
    turns: Mapping[str, tuple[Turn, ...]]


def hanging(trade: Trade, phase: str, people: People) -> Work[Hanging | None]:
    """What hangs on one mark in a phase; None while marks are owed. Grades are those of the trade's last phase."""
    if trade.plan.phases[-1].id != phase:
        people = People(None, (), {})
    grades = _Grades(trade, phase, people)
    watch = None if not people.persons else _papers
    made = yield from margins_in_slices(trade, phase, watch=watch, told=grades.told if people.persons else None)
    return None if made is None else Hanging(made, {entrant: tuple(each) for entrant, each in grades.turns.items()})


def _papers(trade: Trade, entrants: Sequence[str]) -> Papers:
    return {each: papers_of(trade, each) for each in entrants}


class _Grades:
    """Compares what everybody is due before and after each try."""

    def __init__(self, trade: Trade, phase: str, people: People) -> None:
        self._people = people
        self._places = {trade.roster[each.entrant][0]: each.rank for each in trade.standing(phase)}
        self._members: dict[str, list[str]] = {}
        for entrant in self._places:
            self._members.setdefault(people.apart.get(entrant, ""), []).append(entrant)
        self._known: dict[tuple[str, int | None, tuple[tuple[str, str], ...]], str] = {}
        self._seen: set[tuple[str, str, str, str]] = set()
        self.turns: dict[str, list[Turn]] = {}

    def told(self, what: Step | str, tried: Tried) -> None:
        """Something was tried: a step, or to leave a judge out."""
        places = {**self._places, **tried.places}
        papers: Papers = tried.seen
        groups = {self._people.apart.get(entrant, "") for entrant in (*tried.places, *papers)}
        for entrant in (each for group in groups for each in self._members[group] if self._people.of(each)):
            before, after = (self._place(entrant, each) for each in (self._places, places))
            if before == after and entrant not in papers:
                continue
            for person in self._people.of(entrant):
                had = self._grade(person, before, person.case.papers)
                has = self._grade(person, after, papers.get(entrant, person.case.papers))
                self._turn(entrant, person, had, has, what)

    def _place(self, entrant: str, places: Mapping[str, int | None]) -> int | None:
        """Her place among those whom awards count with her."""
        own = places[entrant]
        if own is None:
            return None
        group = self._members[self._people.apart.get(entrant, "")]
        return 1 + sum(place is not None and place < own for place in (places[each] for each in group))

    def _grade(self, person: Person, place: int | None, papers: Mapping[str, str]) -> str:
        key = (person.person, place, tuple(papers.items()))
        if key not in self._known:
            grade = self._people.grade_at(person.case, place, papers)
            self._known[key] = "" if grade is None else grade.code
        return self._known[key]

    def _turn(self, entrant: str, person: Person, before: str, after: str, what: Step | str) -> None:
        judge = what if isinstance(what, str) else ""
        key = (person.person, before, after, judge)
        if before != after and key not in self._seen:
            self._seen.add(key)
            step = None if isinstance(what, str) else what
            self.turns.setdefault(entrant, []).append(Turn(person.person, before, after, step, judge))

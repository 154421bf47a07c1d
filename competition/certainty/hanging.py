"""What hangs on one mark and on one judge once everything is marked: places, and the grades that come with them."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

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
    watch = grades.papers if people.persons and people.looked_at else None
    made = yield from margins_in_slices(trade, phase, watch=watch, told=grades.told if people.persons else None)
    return None if made is None else Hanging(made, {entrant: tuple(each) for entrant, each in grades.turns.items()})


class _Grades:
    """Compares what people are due before and after each try: of those alone whose place among those counted with them,
    or whose papers, are others then."""

    def __init__(self, trade: Trade, phase: str, people: People) -> None:
        self._people = people
        self._places = {trade.roster[each.entrant][0]: each.rank for each in trade.standing(phase)}
        members: dict[str, list[tuple[int, str]]] = {}
        for entrant, place in self._places.items():
            members.setdefault(people.apart.get(entrant, ""), []).append((_order(place), entrant))
        self._groups = {group: _Group(each) for group, each in members.items()}
        self._known: dict[tuple[str, int | None, tuple[tuple[str, str], ...]], str] = {}
        self._seen: set[tuple[str, str, str, str]] = set()
        self.turns: dict[str, list[Turn]] = {}

    def papers(self, trade: Trade, entrants: Sequence[str]) -> Papers:
        """Of the entrants, as far as the policy looks at them."""
        return {each: self._looked_at(papers_of(trade, each)) for each in entrants}

    def _looked_at(self, papers: Mapping[str, str]) -> Mapping[str, str]:
        return {name: paper for name, paper in papers.items() if name in self._people.looked_at}

    def told(self, what: Step | str, tried: Tried) -> None:
        """Something was tried: a step, or to leave a judge out."""
        papers: Papers = tried.seen or {}
        moves: dict[str, dict[str, Move]] = {}
        for entrant, place in tried.places.items():
            move = Move(_order(self._places[entrant]), _order(place))
            moves.setdefault(self._people.apart.get(entrant, ""), {})[entrant] = move
        for entrant in papers:
            moves.setdefault(self._people.apart.get(entrant, ""), {})
        for group, moved in moves.items():
            for entrant, before, after in self._groups[group].after(moved, papers):
                if before == after and entrant not in papers:
                    continue
                for person in self._people.of(entrant):
                    own = self._looked_at(person.case.papers)
                    had, has = self._grade(person, before, own), self._grade(person, after, papers.get(entrant, own))
                    self._turn(entrant, person, had, has, what)

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


class Move(NamedTuple):
    """A place that would be another, `NO_PLACE` for none."""

    before: int
    after: int


NO_PLACE: Final = sys.maxsize
"""Behind every place."""


def _order(place: int | None) -> int:
    return NO_PLACE if place is None else place


class _Group:
    """Entrants whom awards count together, by (place in the trade, entrant)."""

    def __init__(self, members: list[tuple[int, str]]) -> None:
        self._members = sorted(members)
        self._places = [place for place, _ in self._members]
        self._of = {entrant: place for place, entrant in self._members}

    def after(self, moves: Mapping[str, Move], also: Iterable[str]) -> Iterator[tuple[str, int | None, int | None]]:
        """(entrant, place in the group, place then), in the order of places, of everybody whose place may be another:
        who moves, whom somebody moves past, and of `also` who is a member."""
        touched = {(self._of[each], each) for each in (*moves, *also) if each in self._of}
        for move in moves.values():
            low, high = sorted(move)
            touched.update(self._members[bisect_left(self._places, low) : bisect_right(self._places, high)])
        left, taken = (sorted(each[at] for each in moves.values()) for at in (0, 1))
        for place, entrant in sorted(touched):
            then = moves[entrant].after if entrant in moves else place
            past = bisect_left(taken, then) - bisect_left(left, then)
            yield entrant, self._place(place, 0), self._place(then, past)

    def _place(self, place: int, past: int) -> int | None:
        return None if place == NO_PLACE else 1 + bisect_left(self._places, place) + past

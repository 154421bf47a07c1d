"""What entrants may still want while marks are owed: another place, a grade; and what each of them asks of her."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from competition.awarding.cases import most_of, of_hundred
from competition.certainty.people import People, Person
from competition.certainty.slices import Work
from scoring.certainty.needs import Need, Needs, Subject
from scoring.certainty.places import Outlook, Outlooks
from scoring.certainty.reach import Reach, summed
from scoring.grades import Grade
from scoring.nodes import TOTAL
from scoring.numbers import Exact, Rounding, rounded, shown
from scoring.procedure.terms import AND
from scoring.standings.ranking import Standing
from scoring.state import Trade


class Want(NamedTuple):
    """Something that an entrant may still get. kind: `place` or `grade`. what: the place, or the grade's code. person:
    whose grade. phase, modules: of what figures are said, of the total where there are none. can, sure: as of `Need`,
    as shown; "" for none. any: what the least she can get will do for, `can` or `sure`, "" for neither. most: figures
    are the most instead of the least."""

    kind: str
    what: str
    person: str
    phase: str
    modules: tuple[str, ...]
    can: str
    sure: str
    any: str
    most: bool


class Stand(NamedTuple):
    """How an entrant stands. total: as shown, "" for none. outlook: None where she will have no place."""

    entrant: str
    rank: int | None
    shared: bool
    total: str
    outlook: Outlook | None
    wants: tuple[Want, ...]


def stands(
    trade: Trade, phase: str, entrants: Sequence[str], people: People, outlooks: Outlooks
) -> Work[tuple[Stand, ...]]:
    """Everybody named, with what she may still want, seen from inside."""
    shape = trade.plan.scheme.phase[phase]
    standings = {trade.roster[each.entrant][0]: each for each in trade.standing(phase)}
    needs = Needs(trade, phase, inside=True)
    graded = shape is trade.plan.phases[-1] and bool(people.persons)
    apart = Needs(trade, phase, inside=True, apart=people.apart) if graded else needs
    found = []
    for entrant in entrants:
        yield
        outlook, standing = outlooks.get(entrant), standings[entrant]
        wants = list(_places(trade, needs, standing, entrant, outlook))
        for person in people.of(entrant) if graded else ():
            wants += _grades(trade, apart, people, person, entrant)
        total = trade.performances[entrant, phase].total
        figure = "" if total is None or trade.status_of(entrant, phase) else shown(total, trade.plan.scheme.decimals)
        found.append(Stand(entrant, standing.rank, standing.shared, figure, outlook, tuple(dict.fromkeys(wants))))
    return tuple(found)


def _places(trade: Trade, needs: Needs, standing: Standing, entrant: str, outlook: Outlook | None) -> Iterator[Want]:
    """The place that she has, where she may lose it, and the next better one that she may get."""
    if outlook is None or outlook.best == outlook.worst:
        return
    now = standing.rank if standing.rank is not None else outlook.worst
    wanted = [each for each in (now, now - 1) if outlook.best <= each < outlook.worst]
    for place in wanted or [outlook.best]:
        need = needs.of(entrant, place)
        if need is not None and need.can is not None:
            yield _want(trade, "place", str(place), "", need)


def _grades(trade: Trade, needs: Needs, people: People, person: Person, entrant: str) -> Iterator[Want]:
    """Every grade that she may still be due and is not sure of; only the best of those she is sure of."""
    subject = needs.subject(entrant)
    if subject is None:
        return
    for grade, last in people.reached(person.case, papers(trade, needs, subject, entrant, None, best=True)):
        asked = _Asked(trade, needs, subject, people, person, entrant, grade, last)
        can, sure = subject.nearest(asked.can), subject.nearest(asked.sure)
        if can is not None:
            ends = subject.candidates[0], subject.candidates[-1]
            need = Need(subject.phase, subject.modules, *ends, can, sure, subject.most, False)
            yield _want(trade, "grade", grade.code, person.person, need)
        if sure is not None and sure == _worst(subject):
            return


def _worst(subject: Subject) -> Exact:
    """The worst figure that there can be."""
    return subject.candidates[-1] if subject.most else subject.candidates[0]


class _Asked:
    """Whether a figure brings a person a grade or a better one: with a place no worse than the last that gives it, and
    with papers as they would be."""

    def __init__(
        self,
        trade: Trade,
        needs: Needs,
        subject: Subject,
        people: People,
        person: Person,
        entrant: str,
        grade: Grade,
        last: int,
    ) -> None:
        self.trade, self.needs, self.subject, self.people = trade, needs, subject, people
        self.person, self.entrant, self.grade, self.last = person, entrant, grade, last
        self._known: dict[tuple[tuple[str, str], ...], bool] = {}

    def can(self, figure: Exact) -> bool:
        """True where it can be so, with luck."""
        return self.needs.best(self.entrant, figure) <= self.last and self._passes(figure, best=True)

    def sure(self, figure: Exact) -> bool:
        """True where it is so whatever others get."""
        return self.needs.worst(self.entrant, figure) <= self.last and self._passes(figure, best=False)

    def _passes(self, figure: Exact, *, best: bool) -> bool:
        found = papers(self.trade, self.needs, self.subject, self.entrant, figure, best=best)
        key = tuple(found.items())
        if key not in self._known:
            due = self.people.grade_at(self.person.case, self.last, found)
            self._known[key] = due is not None and due >= self.grade
        return self._known[key]


def papers(
    trade: Trade, needs: Needs, subject: Subject, entrant: str, figure: Exact | None, *, best: bool
) -> dict[str, str]:
    """The terms' papers out of 100 as they can be at the best, or at the worst; with a figure, as they are where the
    one open module has it."""
    found: dict[str, str] = {}
    known: Mapping[tuple[str, str], Exact] = {}
    if figure is not None and len(subject.modules) == 1:
        known = {(subject.phase, subject.modules[0]): figure}
    for name, (phase, ids) in trade.terms.papers.items():
        if (entrant, phase) not in trade.performances:
            continue
        reaches = [_reach(needs, entrant, phase, id, known) for id in ids.split(AND)]
        reach = None if None in reaches else summed(reaches)
        if reach is not None:
            found[name] = of_hundred(reach.high if best else reach.low, most_of(trade, phase, ids))
    return found


def _reach(needs: Needs, entrant: str, phase: str, id: str, known: Mapping[tuple[str, str], Exact]) -> Reach | None:
    if (phase, id) in known:
        return Reach(known[phase, id], known[phase, id])
    return needs.ranges.total(entrant, phase) if id == TOTAL else needs.ranges.figure(entrant, phase, id)


def _want(trade: Trade, kind: str, what: str, person: str, need: Need) -> Want:
    places = _places_shown(trade, need)
    can, sure = (_least(each, places, need.most) for each in (need.can, need.sure))
    worst = need.high if need.most else need.low
    least = "sure" if need.sure == worst else "can" if need.can == worst else ""
    return Want(kind, what, person, need.phase, need.modules, can, sure, least, need.most)


def _places_shown(trade: Trade, need: Need) -> int:
    """Digits that a figure of these modules is shown with."""
    rounding = trade.plan.scheme.module[need.modules[0]].rounding if len(need.modules) == 1 else None
    return trade.plan.scheme.decimals if rounding is None else rounding.places


def _least(figure: Exact | None, places: int, most: bool) -> str:
    """A figure that is no short of it: rounded towards the better side."""
    if figure is None:
        return ""
    return format(rounded(figure, Rounding(places, "floor" if most else "ceiling")), "f")

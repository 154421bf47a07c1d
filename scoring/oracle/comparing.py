"""Rules that compare a field, each step worked out from everybody's marks anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from scoring.nodes import Aspect, Lookup, Phase
from scoring.oracle.contest import Contest
from scoring.oracle.marking import marks_of

COMPARED = ("majority-placing", "rank-points", "share-of-best")
"""Panel rules that compare a field."""

Field = Mapping[str, Mapping[str, Fraction]]
"""Points by judge, by entrant."""

Values = Mapping[str, Fraction]


def compared(contest: Contest, phase: Phase, aspect: Aspect, field: list[str], alone: Values, entered: int) -> Values:
    """Value of each of a field; of nobody while anybody's panel has come to nothing. alone: what each panel came to.
    entered: how many the field had at first."""
    if not field or any(entrant not in alone for entrant in field):
        return {}
    marks = {
        entrant: {judge: points for (judge, _, _), points in marks_of(contest, phase, entrant, aspect, "")}
        for entrant in field
    }
    by_rule: dict[str, Callable[[], Values]] = {
        "majority-placing": lambda: {} if _clash(marks, entered) else majority(marks),
        "rank-points": lambda: _rank_points(contest, aspect, marks),
        "share-of-best": lambda: _shares(aspect, {entrant: alone[entrant] for entrant in field}),
    }
    return by_rule[aspect.rule]()


def _clash(marks: Field, entered: int) -> bool:
    """A judge gave two entrants the same place, or one behind all who entered."""
    for judge in {judge for own in marks.values() for judge in own}:
        given = [own[judge] for own in marks.values() if judge in own]
        if any(given.count(place) > 1 or place > entered for place in given):
            return True
    return False


def majority(marks: Field) -> Values:
    """Skating system, rules 5 to 8 (Dawson, The Skating System): one place after the other is given, each time to the
    best of those who hold a majority of marks up to the column that is looked at."""
    panel = max(len(own) for own in marks.values())
    last = max((place for own in marks.values() for place in own.values()), default=Fraction(0))
    found: dict[str, Fraction] = {}
    while len(found) < len(marks):
        left = [entrant for entrant in marks if entrant not in found]
        best = left
        for column in range(1, int(last) + 1):
            holding = [each for each in left if 2 * len(_up_to(marks[each], column)) > panel]
            if holding:
                best = _rules_6_and_7(marks, holding, column, int(last))
                break
        place = len(found) + 1
        for entrant in best:
            found[entrant] = Fraction(sum(range(place, place + len(best))), len(best))
    return found


def _rules_6_and_7(marks: Field, best: list[str], column: int, last: int) -> list[str]:
    """The largest majority; of equal ones the smallest sum of its marks; of equal ones the same in the next column."""
    while len(best) > 1 and column <= last:
        most = max(len(_up_to(marks[each], column)) for each in best)
        best = [each for each in best if len(_up_to(marks[each], column)) == most]
        least = min(sum(_up_to(marks[each], column)) for each in best)
        best = [each for each in best if sum(_up_to(marks[each], column)) == least]
        column += 1
    return best


def _up_to(own: Mapping[str, Fraction], column: int) -> list[Fraction]:
    return [place for place in own.values() if place <= column]


def _rank_points(contest: Contest, aspect: Aspect, marks: Field) -> Values:
    """Each judge's place of an entrant is one more than how many that judge has ahead of her."""
    table = contest.scheme.tables[str(aspect.settings["places"])]
    assert isinstance(table, Lookup)
    of_place = {int(place): Fraction(points) for place, points in table.rows}
    other = Fraction(table.otherwise or 0)
    sums = dict.fromkeys(marks, Fraction(0))
    for entrant, own in marks.items():
        for judge, mine in own.items():
            theirs = [other_marks[judge] for other_marks in marks.values() if judge in other_marks]
            ahead = [each for each in theirs if (each > mine if aspect.settings["prefer"] == "high" else each < mine)]
            place = len(ahead) + 1
            alike = [of_place.get(each, other) for each in range(place, place + theirs.count(mine))]
            mean = sum(alike, Fraction(0)) / Fraction(len(alike))
            sums[entrant] += alike[0] if aspect.settings["shared"] == "each" else mean
    return sums


def _shares(aspect: Aspect, own: Values) -> Values:
    most = Fraction(aspect.max or 0)
    if aspect.settings["prefer"] == "low":
        return {entrant: Fraction(most * min(own.values())) / points for entrant, points in own.items()}
    best = max(own.values())
    return {entrant: Fraction(most * points) / best if best else best for entrant, points in own.items()}
